/* train/label.h
 *
 * label - which blocks of a page are text of its article, as people marked it, and how well a choice of blocks hits that.
 *
 * A text is a row of words (runs of letters, marks, digits and underscores, case kept), each a hash; four in a row are a
 * shingle, of which texts are compared as multisets.
 */
#ifndef TRAIN_LABEL_H
#define TRAIN_LABEL_H

#include "normalize/content.h"

struct words_row {
	uint64_t *at; /* to free() */
	size_t n, room;
};

void words_row_add(struct words_row *w, struct slice text);

/* The sorted shingles of a row of words; less than four words are one shingle, none make none.  To free(). */
struct words_row shingles_of(const struct words_row *w);

/* How many of two sorted rows are the same. */
size_t shingles_shared(const struct words_row *a, const struct words_row *b);

/* For each block the share of its words that stand in the truth in the same order: label[n], 0 to 1.  `begin[i]` to
 * `begin[i + 1]` are the words of block i in `page`.  Of blocks with the same words, the one among its like counts. */
void blocks_label(const struct words_row *page, const size_t *begin, size_t n, struct slice truth, float *label);

#endif
