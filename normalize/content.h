/* normalize/content.h
 *
 * content - finds the article in a page's tree.
 *
 * The page becomes a row of blocks (content_blocks.c), each with what its element and the ones around it hint at
 * (content_hints.c); one container is chosen by the running text in it (content_score.c), its kin and the lead
 * joined to it (content_scope.c), or what the page's JSON-LD tells of the text is found (content_anchor.c); then what is no
 * article text goes (content_trim.c, content_boxes.c, content_ends.c), captions kept aside (content_captions.c).
 * At last a second view of each block, which knows nothing of all that, may overrule it (content_agree.c).
 */
#ifndef NORMALIZE_CONTENT_H
#define NORMALIZE_CONTENT_H

#include "normalize/clean_phrases.h"
#include "normalize/clean_words.h"
#include "normalize/page.h"

/* What a node's tag, class, id or role says of it and all below it. */
#define HINT_NAV     0x0001u /* menus, breadcrumbs, the site's head and foot */
#define HINT_RELATED 0x0002u /* other articles, sidebars, promotion */
#define HINT_SHARE   0x0004u /* buttons, tools */
#define HINT_COMMENT 0x0008u
#define HINT_TAGS    0x0010u
#define HINT_AUTHOR  0x0020u /* byline or author's box */
#define HINT_AD      0x0040u /* advertising, newsletters, consent */
#define HINT_HIDDEN  0x0080u
#define HINT_CAPTION 0x0100u /* captions, credits, figures */
#define HINT_BODY    0x0200u /* says it is the article's body */
#define HINT_LEAD    0x0400u /* standfirst, sapo */
#define HINT_META    0x0800u /* dates, sections, read times */
#define HINT_AGAINST                                                                                             \
	(HINT_NAV | HINT_RELATED | HINT_SHARE | HINT_COMMENT | HINT_TAGS | HINT_AUTHOR | HINT_AD | HINT_HIDDEN | \
	 HINT_META)

/* What is known of each node of the tree. */
struct node_info {
	uint32_t text, link; /* bytes of text below it, and those of them within links */
	uint32_t prose;      /* bytes of its text nodes of some length that are not within links */
	uint32_t block;      /* the nearest block element at or above it */
	uint32_t images;     /* img elements below it */
	uint16_t hints;      /* of it and all above it */
	uint16_t own;        /* of it alone */
	float score;
};

/* What became of a block: the first reason that took it out stands.  explain_read.c has the words. */
enum verdict {
	BLOCK_OUTSIDE, /* never chosen: outside the container */
	BLOCK_KEPT,
	BLOCK_CAPTION, /* kept aside, with the article's captions */
	BLOCK_TITLE,   /* says the title again */
	BLOCK_HEAD,    /* before the first running text: headline, section, byline, date */
	BLOCK_HINT,    /* a name, role or tag around it says that it is no text of the article */
	BLOCK_LINKS,   /* mostly links */
	BLOCK_PHRASE,  /* nothing but set words: a button, a label, a request to the reader */
	BLOCK_BOX,     /* in the box that such a label heads */
	BLOCK_END,     /* behind a phrase that says that the article is over */
	BLOCK_ASIDE,   /* a small box beside the container that holds the text */
	BLOCK_TAIL,    /* behind the last sentence: signature, date, small print */
	BLOCK_HEADING, /* a heading with nothing of its own below it */
	BLOCK_TWICE,   /* says again what stands in the text */
	BLOCK_VIEW,    /* the rules would keep it, the second view is against it */
};

struct block {
	struct slice text; /* one line */
	size_t begin;      /* of it among all text of the page */
	struct measure m;
	uint32_t node; /* the block element that holds it directly */
	uint32_t at;   /* its first text node */
	uint32_t link; /* bytes of text within links */
	uint16_t hints;
	enum phrase phrase;
	bool heading, item, cell;
	bool told;     /* begins and ends with what the page's JSON-LD has of the text */
	bool returned; /* the rules missed it, the second view brought it back */
	enum verdict verdict;
	int32_t view; /* the second view's opinion, log odds in thousandths, over 0 for it; 0: it has none */
};

struct content {
	struct page *page;
	const struct html *html;
	struct arena *arena;
	struct node_info *info; /* [html->nnodes] */
	struct block *block;
	size_t n, room;
	uint32_t chosen;       /* the container with the highest value, 0 if there is none */
	uint32_t top;          /* the one that is taken: it, or one above it with more of the text */
	uint32_t from, to;     /* the nodes of it that are taken: [from, to) */
	uint32_t *h1, nh1;     /* [nh1]: all h1 elements in page order */
	uint32_t *rank, nrank; /* [nrank]: the same of the title's own tag, if the title's heading is known */
};

void content_measure(struct content *c); /* info: all sums, block */
void content_hint(struct content *c);    /* info: hints; with content_measure, before the page's metadata is read */
void content_blocks(struct content *c);  /* block[] */
void content_choose(struct content *c);  /* top */
void content_scope(struct content *c);   /* block[].verdict */
void content_anchor(struct content *c);  /* block[].verdict: what the page's JSON-LD has of the text */
void content_trim(struct content *c);    /* block[].verdict; captions of the article: the next two are steps of it */
void content_captions(struct content *c);
void content_boxes(struct content *c);
void content_ends(struct content *c);  /* block[].verdict; byline, date, agency as they stand around the text */
void content_agree(struct content *c); /* block[].view, verdict: with the second view, if page->view is there */

/* The rule of that: block[].view and verdict -> verdict. */
void blocks_agree(struct block *block, size_t n);

static inline bool block_in(const struct block *b)
{
	return b->verdict == BLOCK_KEPT;
}

static inline void block_cut(struct block *b, enum verdict why)
{
	if (b->verdict == BLOCK_KEPT)
		b->verdict = why;
}

/* The first block of the body from i on; c->n if there is none. */
size_t block_next(const struct content *c, size_t i);

/* Is this block running text, most of it not links? */
bool block_is_prose(const struct block *b);

/* How much speaks for a node as the container of the article, and for a block as a part of one; 0: nothing. */
float node_value(const struct content *c, uint32_t i);
float block_score(const struct block *b);

/* What the names in a class or id attribute say, and what a node's tag says; once content_hint() has run. */
uint16_t hint_of_names(struct slice names);
uint16_t hint_of_tag(const struct html *html, uint32_t i);

/* Elements of one shape are pieces of one thing: the same tag with the same classes. */
bool node_same_shape(const struct html *html, uint32_t a, uint32_t b);

/* Has it a sibling of its shape?  Looked for among the ones next to it and the first ones. */
bool node_recurs(const struct html *html, uint32_t i);

/* Is node i within the subtree of root? */
static inline bool node_within(const struct html *html, uint32_t i, uint32_t root)
{
	return i >= root && i < html->node[root].end;
}

#endif
