/* common/date_token.c - Cuts a text into numbers, words and signs, for date.c. */
#include "common/date_token.h"

/* The dashes U+2010 to U+2015, the minus U+2212: pages write them for hyphens.  Returns the bytes, 0 if none. */
static size_t dash_bytes(struct slice s)
{
	const unsigned char *b = (const unsigned char *)s.at;

	if (s.len < 3 || b[0] != 0xE2)
		return 0;
	return (b[1] == 0x80 && b[2] >= 0x90 && b[2] <= 0x95) || (b[1] == 0x88 && b[2] == 0x92) ? 3 : 0;
}

/* White space, U+00A0 and U+202F (narrow, in JavaScript's times), the invisible marks U+200B to U+200F. */
static size_t space_bytes(struct slice s)
{
	const unsigned char *b = (const unsigned char *)s.at;

	if (s.len >= 1 && ascii_is_space(s.at[0]))
		return 1;
	if (s.len >= 2 && b[0] == 0xC2 && b[1] == 0xA0)
		return 2;
	if (s.len >= 3 && b[0] == 0xE2 && b[1] == 0x80 && (b[2] == 0xAF || (b[2] >= 0x8B && b[2] <= 0x8F)))
		return 3;
	return 0;
}

/* Middle dot, bullet, degree and ordinal signs stand for themselves, not in words. */
static size_t mark_bytes(struct slice s)
{
	const unsigned char *b = (const unsigned char *)s.at;

	if (s.len >= 2 && b[0] == 0xC2)
		return 2;
	return s.len >= 3 && b[0] == 0xE2 && b[1] == 0x80 ? 3 : 0;
}

static struct date_token token_number(struct slice s)
{
	struct date_token t = { .type = DATE_NUMBER };
	size_t n = 0;

	while (n < s.len && ascii_is_digit(s.at[n])) {
		if (n < 8)
			t.value = t.value * 10 + (s.at[n] - '0');
		n++;
	}
	t.s = slice_head(s, n);
	return t;
}

static struct date_token token_word(struct slice s)
{
	size_t n = 0;

	while (n < s.len && (ascii_is_alpha(s.at[n]) || (signed char)s.at[n] < 0)) {
		struct slice rest = slice_skip(s, n);

		if (space_bytes(rest) || dash_bytes(rest) || mark_bytes(rest))
			break;
		n++;
	}
	return (struct date_token){ .type = DATE_WORD, .s = slice_head(s, n) };
}

static struct date_token token_sign(struct slice s)
{
	size_t dash = dash_bytes(s), mark = mark_bytes(s);

	if (dash)
		return (struct date_token){ .type = DATE_SIGN, .s = slice_head(s, dash), .value = '-' };
	if (mark)
		return (struct date_token){ .type = DATE_SIGN, .s = slice_head(s, mark), .value = '*' };
	return (struct date_token){ .type = DATE_SIGN, .s = slice_head(s, 1), .value = s.at[0] };
}

static struct date_token token_read(struct slice s)
{
	if (ascii_is_digit(s.at[0]))
		return token_number(s);
	if (ascii_is_alpha(s.at[0]) || ((signed char)s.at[0] < 0 && !dash_bytes(s) && !mark_bytes(s)))
		return token_word(s);
	return token_sign(s);
}

void date_tokens_read(struct date_tokens *r, struct slice s)
{
	bool spaced = false;

	r->n = 0;
	while (!slice_empty(s) && r->n < DATE_MAX_TOKENS) {
		size_t space = space_bytes(s);

		if (space) {
			s = slice_skip(s, space);
			spaced = true;
			continue;
		}
		r->token[r->n] = token_read(s);
		r->token[r->n].spaced = spaced;
		spaced = false;
		s = slice_skip(s, r->token[r->n++].s.len);
	}
	r->token[r->n] = (struct date_token){ .type = DATE_END, .s = SLICE("") };
}
