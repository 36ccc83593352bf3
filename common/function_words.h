/* common/function_words.h
 *
 * function_words - how many words of a text are such as every sentence of a language has: "the", "của", "che".
 *
 * It takes a nanosecond a byte, a thirtieth of CLD2, knows sixteen languages only, and tells running text from names:
 * those have none.
 */
#ifndef COMMON_FUNCTION_WORDS_H
#define COMMON_FUNCTION_WORDS_H

#include "common/slice.h"

#define FUNCTION_WORD_LANGUAGES 16

struct word_evidence {
	uint32_t words, hits[FUNCTION_WORD_LANGUAGES]; /* by row; a word may be one of several languages */
	uint32_t latin, other; /* letters: ASCII ones, and bytes of those of other scripts than Latin */
};

/* Add what s, valid UTF-8, shows to *e, which begins as zeros. */
void function_words_count(struct slice s, struct word_evidence *e);

/* The row of a language's tag without its region ("vi"), FUNCTION_WORD_LANGUAGES if it has none. */
size_t function_words_row(struct slice language);

#endif
