/* train/label.c - Finds the blocks of a page in its true text. */
#include "train/label.h"
#include "common/die.h"
#include "common/utf8.h"

#include <stdlib.h>
#include <unicode/uchar.h>

#define SHINGLE 4

static bool is_word_char(uint32_t c)
{
	return c == '_' || u_isalnum((UChar32)c) || (U_GET_GC_MASK((UChar32)c) & U_GC_M_MASK);
}

static void row_push(struct words_row *w, uint64_t hash)
{
	if (w->n == w->room) {
		w->room = w->room ? w->room * 2 : 256;
		w->at = xrealloc(w->at, w->room * sizeof *w->at);
	}
	w->at[w->n++] = hash;
}

void words_row_add(struct words_row *w, struct slice text)
{
	size_t begin = 0;
	bool in = false;

	for (size_t at = 0; at < text.len;) {
		size_t from = at;
		bool word = is_word_char(utf8_next(text, &at));

		if (word && !in)
			begin = from;
		if (!word && in)
			row_push(w, slice_hash(slice_of(text.at + begin, from - begin)));
		in = word;
	}
	if (in)
		row_push(w, slice_hash(slice_skip(text, begin)));
}

static uint64_t shingle_at(const uint64_t *word, size_t n)
{
	uint64_t hash = n;

	for (size_t i = 0; i < n; i++)
		hash = (hash ^ word[i]) * 0x9E3779B97F4A7C15u + (hash >> 29);
	return hash;
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

struct words_row shingles_of(const struct words_row *w)
{
	struct words_row s = { .n = 0 };

	if (w->n > 0 && w->n < SHINGLE)
		row_push(&s, shingle_at(w->at, w->n));
	for (size_t i = 0; i + SHINGLE <= w->n; i++)
		row_push(&s, shingle_at(w->at + i, SHINGLE));
	if (s.n > 0)
		qsort(s.at, s.n, sizeof *s.at, compare);
	return s;
}

size_t shingles_shared(const struct words_row *a, const struct words_row *b)
{
	size_t i = 0, k = 0, n = 0;

	while (i < a->n && k < b->n) {
		n += a->at[i] == b->at[k];
		if (a->at[i] <= b->at[k])
			k += a->at[i] == b->at[k], i++;
		else
			k++;
	}
	return n;
}

static bool row_has(const struct words_row *sorted, uint64_t hash)
{
	return sorted->n > 0 && bsearch(&hash, sorted->at, sorted->n, sizeof hash, compare);
}

/* The truth's lines of less than four words, sorted. */
static struct words_row short_lines(struct slice truth)
{
	struct words_row lines = { .n = 0 }, w = { .n = 0 };
	struct slice line;

	while (slice_next_line(&truth, &line)) {
		w.n = 0;
		words_row_add(&w, line);
		if (w.n > 0 && w.n < SHINGLE)
			row_push(&lines, shingle_at(w.at, w.n));
	}
	free(w.at);
	if (lines.n > 0)
		qsort(lines.at, lines.n, sizeof *lines.at, compare);
	return lines;
}

/* A line of less than four words counts where it stands among others of the text, or is a line of the truth there. */
static void label_short(const struct words_row *page, const size_t *begin, size_t n, const struct words_row *lines,
			float *label)
{
	size_t first = n, last = 0;

	for (size_t i = 0; i < n; i++)
		if (label[i] > 0.5f && begin[i + 1] - begin[i] >= 8) {
			first = first == n ? i : first;
			last = i;
		}
	for (size_t i = 0; i < n; i++) {
		size_t words = begin[i + 1] - begin[i];

		if (words >= SHINGLE)
			continue;
		if (words == 0 || i < first || i > last)
			label[i] = 0;
		else if (label[i] < 1)
			label[i] = row_has(lines, shingle_at(page->at + begin[i], words)) ? 1 : 0;
	}
}

/* The words of the text right around block i. */
static float company(const size_t *begin, size_t n, size_t i, const float *label)
{
	float sum = 0;

	for (size_t k = i > 5 ? i - 5 : 0; k < n && k < i + 6; k++)
		sum += k != i && label[k] > 0.5f ? (float)(begin[k + 1] - begin[k]) : 0;
	return sum;
}

struct twin {
	uint64_t hash;
	size_t block;
	float company;
};

static int compare_twins(const void *a, const void *b)
{
	const struct twin *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	if (x->company < y->company || x->company > y->company)
		return x->company > y->company ? -1 : 1;
	return x->block < y->block ? -1 : 1;
}

static void label_twins(const struct words_row *page, const size_t *begin, size_t n, float *label)
{
	struct twin *twin = xmalloc((n + 1) * sizeof *twin);
	size_t ntwins = 0;

	for (size_t i = 0; i < n; i++)
		if (label[i] > 0.5f && begin[i + 1] - begin[i] >= SHINGLE)
			twin[ntwins++] = (struct twin){ shingle_at(page->at + begin[i], begin[i + 1] - begin[i]), i,
							company(begin, n, i, label) };
	qsort(twin, ntwins, sizeof *twin, compare_twins);
	for (size_t i = 1; i < ntwins; i++)
		if (twin[i].hash == twin[i - 1].hash)
			label[twin[i].block] = 0;
	free(twin);
}

void blocks_label(const struct words_row *page, const size_t *begin, size_t n, struct slice truth, float *label)
{
	struct words_row w = { .n = 0 }, shingles, lines = short_lines(truth);
	bool *covered = calloc(page->n + 1, sizeof *covered);

	if (!covered)
		die("out of memory");
	words_row_add(&w, truth);
	shingles = shingles_of(&w);
	for (size_t i = 0; i + SHINGLE <= page->n; i++)
		if (row_has(&shingles, shingle_at(page->at + i, SHINGLE)))
			memset(covered + i, true, SHINGLE * sizeof *covered);
	for (size_t i = 0; i < n; i++) {
		size_t hits = 0;

		for (size_t k = begin[i]; k < begin[i + 1]; k++)
			hits += covered[k];
		label[i] = begin[i + 1] > begin[i] ? (float)hits / (float)(begin[i + 1] - begin[i]) : 0;
	}
	label_short(page, begin, n, &lines, label);
	label_twins(page, begin, n, label);
	free(w.at);
	free(shingles.at);
	free(lines.at);
	free(covered);
}
