/* enrich/phrases.h
 *
 * phrases - a table of phrases, found in tokens by longest match.
 *
 * Filled once, then only read.  A phrase is the folded words of its text, so case does not count here and the signs
 * between its words hardly do (see phrases_find).  The table hashes every prefix of every phrase; the bytes are
 * compared on a hit, so a collision cannot make a false match.
 */
#ifndef ENRICH_PHRASES_H
#define ENRICH_PHRASES_H

#include "enrich/tokenise.h"

#define PHRASE_NONE       UINT32_MAX
#define PHRASE_MAX_TOKENS 24

struct phrases;

struct phrases *phrases_open(void);
void phrases_close(struct phrases *p);

/* The number of this phrase, the same each time it is added; numbers count up from 0.  PHRASE_NONE if it has no
 * word, or more than PHRASE_MAX_TOKENS. */
uint32_t phrases_add(struct phrases *p, struct slice phrase);
size_t phrases_count(const struct phrases *p);

/* The longest phrase that begins at token `first`: its number, and the token after it in *end; or PHRASE_NONE.
 * Spaces, a hyphen, a dash, an apostrophe or a full stop after an abbreviation may part its words; a comma, the
 * end of a sentence or anything else may not. */
uint32_t phrases_find(const struct phrases *p, const struct tokens *t, size_t first, size_t *end);

#endif
