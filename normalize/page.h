/* normalize/page.h
 *
 * page - what the steps of normalize pass on to each other about one article.
 *
 * Everything lives in the article's arena.  normalize.c has the steps in order; each says what it fills in.
 */
#ifndef NORMALIZE_PAGE_H
#define NORMALIZE_PAGE_H

#include "common/article.h"
#include "common/stage.h"
#include "normalize/html.h"

enum page_kind { PAGE_HTML, PAGE_PLAIN, PAGE_MARKDOWN };

enum part {
	PART_TEXT,
	PART_HEADING, /* a subheading */
	PART_ITEM,    /* of a list */
};

struct paragraph {
	struct slice text; /* one line, trimmed, never empty */
	enum part part;
};

/* Who says it: where the article's fields come from, in a few static words ("JSON-LD", "the feed"); NULL where that is
 * not known.  For --explain alone. */
struct origins {
	const char *charset, *title, *byline, *published, *modified, *canonical_url, *site_name, *dateline, *agency,
		*body;
};

struct content;
struct lines;
struct view_model;

struct page {
	struct article *article;
	enum page_kind kind;
	struct slice charset;       /* that its bytes were in, as charset_of_label() names it */
	struct slice text;          /* the page as UTF-8 */
	struct html html;           /* of an HTML page */
	struct node_info *info;     /* [html.nnodes], see content.h */
	struct slice language_hint; /* what the page says of its language, as written; may be empty */
	struct slice ld_body;       /* articleBody of the page's JSON-LD, plain text; may be empty */
	struct slice description;   /* what the page says of itself in a sentence; may be empty */
	uint32_t title_node;        /* the heading that holds the title, 0 if none is known */
	int zone_minutes;           /* of times that state no zone, see metadata.h */
	bool says_article;          /* its head says that it is an article, a video or the like */
	bool says_list;             /* its head says that it is a list of other pages */

	const struct view_model *view; /* the weights of the second view; NULL: the rules decide alone */

	struct paragraph *paragraph; /* the body, in order */
	size_t nparagraphs, paragraphs_room;
	size_t captions_room, caption_bytes; /* of article->caption */

	/* What was judged, for --explain to read; NULL where no step came so far. */
	const struct content *content; /* of an HTML page */
	const struct lines *lines;     /* of another one */
	struct origins from;
};

/* A page with nothing known of it but its article; and the steps, in order, until one stops it. */
void page_init(struct page *page, struct article *article);
enum outcome page_run(struct page *page, struct reason *why);

/* Set a field that is still empty, and who says it. */
void origin_offer(struct slice *field, const char **from, struct slice s, const char *who);
void origin_offer_moment(struct moment *field, const char **from, struct moment m, const char *who);

void page_add_paragraph(struct page *page, struct slice text, enum part part);

/* A caption that is there already is not added again; one without text and credit neither, nor one past the limits: all
 * of the article's metadata has to fit through the pipe (ARTICLE_MAX_META_BYTES). */
#define PAGE_MAX_CAPTIONS      1000
#define PAGE_MAX_CAPTION_BYTES (256u << 10)
void page_add_caption(struct page *page, struct caption caption);

/* The steps in order, behind the last one without a name. */
struct page_step {
	const char *name;
	enum outcome (*run)(struct page *page, struct reason *why);
};
extern const struct page_step page_steps[];

/* Each returns FORWARD, or what stopped it. */
enum outcome charset_step(struct page *page, struct reason *why);  /* body, content type -> text, kind */
enum outcome tree_step(struct page *page, struct reason *why);     /* text -> html */
enum outcome hints_step(struct page *page, struct reason *why);    /* html -> info: what names and sizes hint at */
enum outcome metadata_step(struct page *page, struct reason *why); /* html -> title, byline, dates, ... */
enum outcome content_step(struct page *page, struct reason *why);  /* html -> paragraph[], captions */
enum outcome kind_step(struct page *page, struct reason *why);     /* drops lists of articles */
enum outcome plain_step(struct page *page, struct reason *why);    /* plain text -> all of that */
enum outcome clean_step(struct page *page, struct reason *why);    /* paragraph[] -> body, dateline, agency */
enum outcome authors_step(struct page *page, struct reason *why);  /* byline -> authors, one by one */
enum outcome date_step(struct page *page, struct reason *why);     /* dates against feed, URL and time of fetching */
enum outcome language_step(struct page *page, struct reason *why); /* body -> language */
enum outcome passages_step(struct page *page, struct reason *why); /* body, language -> passages in others */

#endif
