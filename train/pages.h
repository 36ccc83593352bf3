/* train/pages.h
 *
 * pages - the pages to learn from, cut into blocks, each with its features, what the rules say of it and the truth.
 */
#ifndef TRAIN_PAGES_H
#define TRAIN_PAGES_H

#include "normalize/view_features.h"
#include "train/label.h"

struct sheet {
	size_t set;          /* number of the folder it is from */
	double weight;       /* what it counts for: all of a folder together 1,000 times the folder's weight */
	uint64_t site;       /* a hash of the host without "www" and the like */
	struct block *block; /* [n]; verdicts are the rules', `text` is gone */
	struct view_row *row;
	float *label;
	size_t n;
	struct words_row words; /* of all blocks; block i's are begin[i] to begin[i + 1] */
	size_t *begin;
	struct words_row truth; /* shingles, sorted */
};

struct pages {
	struct sheet *sheet;
	size_t n, room, sets;
};

/* Adds those of a folder: DIR/ground-truth.json, an object {ID: {"url", "articleBody"}}, and DIR/html/ID.html.gz.  Pages that
 * normalize refuses count as pages without a block.  Dies when a file cannot be read. */
void pages_add(struct pages *pages, const char *dir, double weight);

void pages_release(struct pages *pages);

#endif
