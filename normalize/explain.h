/* normalize/explain.h
 *
 * explain - what normalize did with a page, block by block, and why: `wiremill normalize --explain FILE`.
 *
 * The steps leave what they found in struct page; here it is only read, so a page that nobody asks about costs nothing.
 * Any page will do, also one that was refused: shown is what the steps got to.
 *
 * As JSON (--json), one object a file, on one line:
 *
 *	outcome    "forward", "drop", "dead"; with `step` and `reason` unless it is "forward"
 *	kind       "html", "plain" or "markdown"
 *	charset    that the bytes were in
 *	article    all fields that were found, as docs/protocol.md names them
 *	from       where some of these, and the charset, come from: {"title": "JSON-LD", ...}
 *	languageHint  the language that the page says it is in, as written; may be empty
 *	container  of an HTML page: {chosen, taken, rivals[]}, each {path, value, text, links}: the node with the highest
 *	           value; it or one above it with more of the text; the next ones.  `text` is bytes below the node,
 *	           `links` the percentage of them within links
 *	blocks     in page order: {verdict, kept, why, text, words, sentences} and of HTML {path, score, links, hints[]} and
 *	           `view` (the second view's opinion, log odds) where it has one, of other pages {line}; `is` ("heading",
 *	           "item", "cell", "picture") and `phrase` where that is so.
 *	           hints: {hint, from}, such as {"related", "div.more-news"}
 *	bytes      of the body
 */
#ifndef NORMALIZE_EXPLAIN_H
#define NORMALIZE_EXPLAIN_H

#include "normalize/page.h"

void explain_json(const struct page *page, enum outcome outcome, const struct reason *why, struct text *out);

/* For people; `colour`: with the escape sequences of a terminal (ECMA-48).  Nothing else that a terminal would act on is
 * in it, whatever the page holds. */
void explain_text(const struct page *page, enum outcome outcome, const struct reason *why, bool colour,
		  struct text *out);

#endif
