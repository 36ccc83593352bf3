/* normalize/html_scan.h
 *
 * html_scan - bytes to tokens, as the HTML standard's tokenizer has it (13.2.5).  A token is a view of the input:
 * names keep their case, texts and values their character references.  Only the HTML reader's own files and
 * its tests include this.
 */
#ifndef NORMALIZE_HTML_SCAN_H
#define NORMALIZE_HTML_SCAN_H

#include "normalize/html.h"

enum html_token_kind {
	HTML_TOKEN_NONE, /* the input is used up */
	HTML_TOKEN_TEXT,
	HTML_TOKEN_START,
	HTML_TOKEN_END,
	HTML_TOKEN_COMMENT,
	HTML_TOKEN_DOCTYPE,
};

struct html_token {
	enum html_token_kind kind;
	bool self_closing; /* start tag */
	bool raw;          /* text: a CDATA section */
	uint16_t tag;      /* enum html_tag of start and end tag */
	uint32_t at, len;  /* in the input: text, tag name, what is between "<!--" and "-->" or behind "<!DOCTYPE" */
	uint32_t attr, nattrs; /* start tag: scan->attr[attr .. attr + nattrs) */
};

struct html_scan {
	struct arena *arena;
	struct slice input;
	size_t at; /* the next byte to read */
	const struct html_limits *limits;
	bool foreign; /* set by the caller: the next token stands in svg or math, where CDATA is text */
	bool refused; /* the page has more attributes than the limits allow */
	struct html_attribute *attr;
	uint32_t nattrs, room;
};

/* `input` has at most UINT32_MAX bytes. */
void html_scan_init(struct html_scan *scan, struct arena *arena, struct slice input, const struct html_limits *limits);

/* The next token; adjacent texts are one token only when no byte stands between them. */
void html_scan_next(struct html_scan *scan, struct html_token *token);

enum html_raw { HTML_RAW_NAMED, HTML_RAW_SCRIPT, HTML_RAW_REST };

/* What an element of raw text holds, from here to its end tag ("</name" and no letter), which is left to read:
 * SCRIPT knows the comments that hide end tags, REST has no end tag. */
struct slice html_scan_raw(struct html_scan *scan, struct slice name, enum html_raw kind);

#endif
