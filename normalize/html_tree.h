/* normalize/html_tree.h
 *
 * html_tree - the stack of open elements and the array of nodes that they go to.  Only the HTML reader's own files
 * include this.
 */
#ifndef NORMALIZE_HTML_TREE_H
#define NORMALIZE_HTML_TREE_H

#include "normalize/html_names.h"
#include "normalize/html_scan.h"

/* An open element. */
struct html_open {
	uint32_t node;
	uint32_t key;     /* of its name, if end tags look for that: else 0 */
	uint16_t tag;     /* by name, inside svg and math too */
	bool foreign;     /* an element of svg or math */
	bool math;        /* foreign, and of math */
	bool integration; /* foreign, but what it holds is HTML */
	bool ended;       /* its end tag came across a block: it ends with the next element above it */
};

enum html_mode { HTML_BEFORE_HEAD, HTML_IN_HEAD, HTML_AFTER_HEAD, HTML_IN_BODY };

struct html_tree {
	struct html_scan scan;
	struct html *html;
	uint32_t room;          /* nodes */
	struct html_open *open; /* [depth], the html element first */
	uint32_t depth;
	uint32_t count[HTML_TAGS];     /* open HTML elements by tag, those that ended left out */
	uint32_t keyed[256];           /* open elements with a key, by its last byte */
	uint32_t flattened[HTML_TAGS]; /* elements past the depth limit whose end tag is awaited */
	bool any_flattened;
	uint32_t preformatted; /* open pre, listing */
	enum html_mode mode;
	bool border;  /* since the last text there was a block's begin or end */
	bool refused; /* more nodes than the limits allow */
};

static inline struct html_open *html_tree_top(struct html_tree *tree)
{
	return &tree->open[tree->depth - 1];
}

/* Whether what comes next stands in svg or math. */
static inline bool html_tree_is_foreign(struct html_tree *tree)
{
	return html_tree_top(tree)->foreign && !html_tree_top(tree)->integration;
}

/* White space as HTML has it (not '\v'), and nothing else. */
bool html_tree_is_space(struct slice s);

/* A node for a token, as a child of the top; it ends where it begins until it is closed. */
uint32_t html_tree_add(struct html_tree *tree, const struct html_token *token, uint16_t tag, uint8_t flags);
void html_tree_add_text(struct html_tree *tree, const struct html_token *token, uint8_t flags);

/* Opens an HTML element, or a foreign one; past the depth limit it becomes a leaf. */
void html_tree_push(struct html_tree *tree, const struct html_token *token, uint16_t tag);
void html_tree_push_foreign(struct html_tree *tree, const struct html_token *token);
/* One that no tag wrote. */
void html_tree_push_implied(struct html_tree *tree, uint16_t tag);

/* Closes the top; and all down to and with open[at]. */
void html_tree_pop(struct html_tree *tree);
void html_tree_pop_to(struct html_tree *tree, uint32_t at);

/* The place in open[] of the topmost HTML element of that tag above any element with one of `border` flags; 0 if
 * there is none. */
uint32_t html_tree_find(const struct html_tree *tree, uint16_t tag, uint16_t border);

/* The same for an element that has no number, by its name, above any special element; and for one of svg or math, above
 * the HTML element that these stand in.  A name that is not open costs nothing, however deep the page is. */
uint32_t html_tree_find_unknown(const struct html_tree *tree, struct slice name);
uint32_t html_tree_find_foreign(const struct html_tree *tree, struct slice name);

/* Closes open[at] by its end tag; if a block inside it is still open, it ends with that.  Nothing for 0. */
void html_tree_end(struct html_tree *tree, uint32_t at);

/* Tags in the body (html_body.c). */
void html_body_start(struct html_tree *tree, const struct html_token *token);
void html_body_end(struct html_tree *tree, const struct html_token *token);

/* Opens the element, reads the raw text it holds and its end tag, and closes it. */
void html_tree_add_raw(struct html_tree *tree, const struct html_token *token);

#endif
