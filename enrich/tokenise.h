/* enrich/tokenise.h
 *
 * tokenise - the words of a text: maximal runs of letters and digits, with what stands before each.
 *
 * Every token knows its place in bytes and in Unicode code points, so offsets for the document cost nothing.
 * `folded` is the text with Latin letters in lower case, byte for byte at the same offsets (letters whose lower
 * case has another length stay as they are), so that two tokens are the same word when their folded bytes are.
 * The last full stop of "U.S." belongs to its last token: it is part of the name.
 */
#ifndef ENRICH_TOKENISE_H
#define ENRICH_TOKENISE_H

#include "common/arena.h"
#include "common/slice.h"

/* What stands between a token and the one before it. */
enum gap {
	GAP_START,      /* nothing: the first token of a paragraph */
	GAP_SPACE,      /* spaces alone */
	GAP_HYPHEN,     /* "Vietnam-Italy" */
	GAP_DASH,       /* "Vietnam - Italy", any dash with spaces */
	GAP_APOSTROPHE, /* "Italy's", "d'Aosta" */
	GAP_DOT,        /* "TP.HCM", "St. Louis": a full stop that ends no sentence */
	GAP_COMMA,      /* ", " */
	GAP_SLASH,      /* "20/9" */
	GAP_COLON,      /* ": " */
	GAP_SENTENCE,   /* ". " and the like, or an opening quotation mark */
	GAP_OTHER,      /* brackets, closing quotation marks, anything else */
};

enum token_flag {
	TOKEN_CAPITAL = 1, /* begins with a capital letter */
	TOKEN_UPPER = 2,   /* two letters or more, all of them capitals */
	TOKEN_NUMBER = 4,  /* ASCII digits only */
	TOKEN_FIRST = 8,   /* begins a sentence or a quotation: its capital says nothing */
	TOKEN_TITLED = 16, /* in a sentence that capitalises most of its words */
};

struct token {
	uint32_t begin, end;       /* bytes */
	uint32_t cp_begin, cp_end; /* code points */
	uint32_t hash;             /* of the folded bytes */
	uint8_t gap, flags;
};

struct tokens {
	struct slice text, folded;
	struct token *at; /* [n] */
	size_t n;
	size_t codepoints; /* of the whole text */
};

/* The tokens of `text`, which is valid UTF-8 of at most 4 GiB, in NFC; in `arena` as long as the text. */
void tokens_read(struct tokens *t, struct arena *arena, struct slice text);

static inline struct slice token_folded(const struct tokens *t, size_t i)
{
	return slice_of(t->folded.at + t->at[i].begin, t->at[i].end - t->at[i].begin);
}

/* The text from token `first` up to, not including, token `end`; first < end. */
static inline struct slice tokens_slice(const struct tokens *t, size_t first, size_t end)
{
	return slice_of(t->text.at + t->at[first].begin, t->at[end - 1].end - t->at[first].begin);
}

/* White-space separated words of a text. */
size_t text_words(struct slice text);

#endif
