/* normalize/view_features.h
 *
 * view_features - what the second view knows of a block: whole numbers, none of them from the container chosen.
 *
 * The second view (view_model.h) judges each block by itself: by its words, its element, the containers around it, its
 * place and its neighbours.  It knows no word of any language and no name of a site; what class names hint at comes in as
 * bits (content.h).  The first view's choice and verdicts are no part of it: two opinions are worth more than one
 * only while they do not copy each other (content_agree.c).
 */
#ifndef NORMALIZE_VIEW_FEATURES_H
#define NORMALIZE_VIEW_FEATURES_H

#include "normalize/content.h"

/* A block's home is the container that holds it or its paragraph; running text is what block_is_prose() says.  1, 2, 3, 4
 * are containers outward from the home, each with an eighth more text than the one within it; p1, n2 the previous block,
 * the second next one.  Shares are percentages, of the page if nothing else is said.  A feature that comes to mean
 * something else takes another name: models name what they ask. */
/* clang-format off */
#define VIEW_FEATURE_TABLE(X) \
	/* the block's own words */ \
	X(WORDS, "words") X(LETTERS, "letters") X(COMMAS, "commas") X(SENTENCES, "sentences") X(ENDS, "ends") \
	X(CAPITALS, "capitals") X(SHOUTED, "shouted") X(DIGITS, "digits") X(LINKED, "linked") \
	X(PHRASE, "phrase") X(PROSE, "prose") X(TOLD, "told") \
	/* its element */ \
	X(TAG, "tag") X(HEADING, "heading") X(ITEM, "item") X(CELL, "cell") X(ALONE, "alone") \
	X(INLINE, "inline") X(DEPTH, "depth") X(NAV, "nav") X(RELATED, "related") X(SHARE, "share") \
	X(COMMENT, "comment") X(TAGS, "tags") X(AUTHOR, "author") X(AD, "ad") X(CAPTION, "caption") \
	X(BODY, "body") X(LEAD, "lead") X(META, "meta") X(BADS, "bads") \
	/* the containers around it, from its home outward */ \
	X(HOME_DIRECT, "home-direct") X(HOME_COUNT, "home-count") X(HOME_KINDS, "home-kinds") \
	X(PROSE1, "prose1") X(LINK1, "link1") X(TEXT1, "text1") X(IMAGES1, "images1") X(PROSE2, "prose2") \
	X(LINK2, "link2") X(TEXT2, "text2") X(PROSE3, "prose3") X(LINK3, "link3") X(TEXT3, "text3") \
	X(PROSE4, "prose4") X(LINK4, "link4") X(TEXT4, "text4") X(IN_ARTICLE, "in-article") \
	X(IN_MAIN, "in-main") X(IN_ASIDE, "in-aside") X(IN_LIST, "in-list") X(IN_TABLE, "in-table") \
	/* where it stands */ \
	X(PLACE, "place") X(FROM_TITLE, "from-title") X(TITLED, "titled") X(FROM_FIRST, "from-first") \
	X(FROM_LAST, "from-last") X(RANGE_PLACE, "range-place") X(MAIN_FAR, "main-far") \
	X(MAIN_SHARE, "main-share") X(SAME_SHAPE, "same-shape") \
	/* its neighbours */ \
	X(SINCE_PROSE, "since-prose") X(UNTIL_PROSE, "until-prose") X(AROUND_PROSE, "around-prose") \
	X(AROUND_LINKED, "around-linked") X(P1_WORDS, "p1-words") X(P1_LINKED, "p1-linked") \
	X(P1_ENDS, "p1-ends") X(P1_TAG, "p1-tag") X(P1_HOME, "p1-home") X(P1_PHRASE, "p1-phrase") \
	X(P1_BADS, "p1-bads") X(P2_WORDS, "p2-words") X(P2_LINKED, "p2-linked") X(P2_TAG, "p2-tag") \
	X(N1_WORDS, "n1-words") X(N1_LINKED, "n1-linked") X(N1_ENDS, "n1-ends") X(N1_TAG, "n1-tag") \
	X(N1_HOME, "n1-home") X(N1_PHRASE, "n1-phrase") X(N1_BADS, "n1-bads") X(N2_WORDS, "n2-words") \
	X(N2_LINKED, "n2-linked") X(N2_TAG, "n2-tag")
/* clang-format on */

enum view_feature {
#define VIEW_ID(id, name) VIEW_##id,
	VIEW_FEATURE_TABLE(VIEW_ID)
#undef VIEW_ID
		VIEW_FEATURES
};

struct view_row {
	int16_t f[VIEW_FEATURES];
};

/* The features of every block: [c->n], in the arena. */
struct view_row *view_rows(const struct content *c);

/* Is this block worth an opinion?  Short lines of nothing but links are not: half of all blocks, and never prose. */
static inline bool view_has_opinion(const struct view_row *row)
{
	return row->f[VIEW_LINKED] < 90 || row->f[VIEW_WORDS] >= 15;
}

#endif
