/* normalize/normalize.h
 *
 * normalize - the stage from a raw page to a clean article: title, byline, dates, language, and the body as text.
 */
#ifndef NORMALIZE_NORMALIZE_H
#define NORMALIZE_NORMALIZE_H

#include "common/stage.h"

extern const struct stage normalize_stage;

/* article->body with article->content_type -> the fields "What normalize finds" and body as NFC text, paragraphs
 * joined by an empty line.  FORWARD; DROP for what is no article (not text, empty, an index page); DEAD for bytes
 * that are no text in any charset, and pages over the HTML reader's limits.  `state` is a struct view_model, or NULL:
 * the rules find the text without the second view. */
enum outcome normalize(struct article *a, void *state, struct reason *why);

#endif
