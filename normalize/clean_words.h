/* normalize/clean_words.h
 *
 * words - what a line of text looks like: is it a sentence, a headline, a name?
 *
 * Lines are UTF-8 without line ends.  A word is a run of letters, marks and digits; two ideographs or kana make one.
 */
#ifndef NORMALIZE_CLEAN_WORDS_H
#define NORMALIZE_CLEAN_WORDS_H

#include "common/slice.h"

struct measure {
	size_t words, letters; /* letters: code points that are letters or digits */
	size_t capitals;       /* words that begin with a capital letter */
	size_t shouted;        /* words of two letters and more, all capitals */
	size_t digits;         /* words that begin with a digit */
	size_t sentences;      /* ends of sentences within and at the end of the line */
	size_t commas;         /* commas of all scripts */
	bool ends_sentence;    /* a full stop or its like, closing quotes and brackets left aside */
	bool ends_full_stop;   /* of these, a full stop or ellipsis */
	bool ends_colon;
};

struct measure words_measure(struct slice line);

/* Running text: at least one whole sentence of some length. */
bool words_are_prose(const struct measure *m);

/* Short and without a full stop: a headline, a heading, a label. */
bool words_are_headline(const struct measure *m);

/* Two to six words with capitals, particles ("van", "de") aside; no digits, no sentence. */
bool words_are_name(struct slice line);

/* Lower case, every run of other characters than letters and digits one space, none at the ends; cut to `size`. */
struct slice words_fold(struct slice s, char *buf, size_t size);

/* The same words in the same order, case and punctuation aside. */
bool words_equal(struct slice a, struct slice b);

/* Share, in percent, of the words of a (the first 64) that b (the first 256) has too. */
unsigned words_shared(struct slice a, struct slice b);

/* Is s one of the strings of a table that ends with NULL? */
bool words_in(struct slice s, const char *const *table);

/* Every white space, also U+00A0 and its kin, folded to one space and none at the ends; zero-width characters and soft
 * hyphens removed.  `buf` has room for s.len bytes and may be s.at itself. */
struct slice words_squeeze(struct slice s, char *buf);

#endif
