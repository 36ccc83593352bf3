/* normalize/explain_read.h
 *
 * explain_read - what the steps left of a page, in words.  For explain_text.c and explain_json.c.
 */
#ifndef NORMALIZE_EXPLAIN_READ_H
#define NORMALIZE_EXPLAIN_READ_H

#include "normalize/content.h"
#include "normalize/explain.h"
#include "normalize/plain_lines.h"

/* A verdict's name in JSON, and what it means. */
struct verdict_words {
	const char *name, *why;
};

struct verdict_words verdict_words(enum verdict verdict);
struct verdict_words line_verdict_words(enum line_verdict verdict);
const char *phrase_name(enum phrase phrase); /* NULL: none */
const char *kind_name(enum page_kind kind);

/* The name of the i-th hint, NULL behind the last; *bit is its HINT_ constant. */
const char *hint_name(size_t i, uint16_t *bit);

/* A node as a CSS selector would have it: "div#main.story"; and with those above it, up to but without `root`, at most
 * `levels` of them: "main > article.story > p".  Root 0 leaves out html and body. */
void add_node(struct text *out, const struct html *html, uint32_t i);
void add_path(struct text *out, const struct html *html, uint32_t i, uint32_t root, unsigned levels);

/* The nearest node at or above i that gives the hint, and by what: "div.related", "aside", "div[role]".  Nothing if
 * none does. */
void add_hint_origin(struct text *out, const struct content *c, uint32_t i, uint16_t bit);

/* What a block is besides text: "heading", "item", "cell"; NULL. */
const char *block_is(const struct block *b);
const char *line_is(const struct line *l);

/* Percentage of a node's or block's text within links. */
unsigned node_links(const struct content *c, uint32_t i);
unsigned block_links(const struct block *b);

/* The nodes with the highest values beside the chosen one, neither above nor below it or each other; best first.
 * Returns how many there are, at most `most`. */
size_t find_rivals(const struct content *c, uint32_t *node, size_t most);

/* The article's fields of which it is known where they come from: those that are not empty, in the order of a table.
 * Returns false behind the last. */
struct known_field {
	const char *name, *from; /* name as in JSON; from: NULL if it is not known */
	struct slice value;
	char when[MOMENT_SIZE]; /* that `value` may point to */
};
bool next_field(const struct page *page, size_t *i, struct known_field *field);

#endif
