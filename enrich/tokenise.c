/* enrich/tokenise.c - the words of a text, what stands between them, and how they are written. */
#include "enrich/tokenise.h"
#include "common/utf8.h"

#define FIRST_LETTER_BEYOND_ASCII 0xAA

/* Code points over U+00A9 that are no part of a word: signs, punctuation, spaces (Unicode 15, general categories
 * Z, P, S, and the private and specials blocks). */
static bool is_separator(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{ 0xAB, 0xB4 },     { 0xB6, 0xB9 },       { 0xBB, 0xBF },        { 0xD7, 0xD7 },     { 0xF7, 0xF7 },
		{ 0x2C2, 0x2C5 },   { 0x2D2, 0x2DF },     { 0x37E, 0x37E },      { 0x387, 0x387 },   { 0x589, 0x58A },
		{ 0x60C, 0x60C },   { 0x61B, 0x61F },     { 0x6D4, 0x6D4 },      { 0x964, 0x965 },   { 0xE3F, 0xE3F },
		{ 0x1680, 0x1680 }, { 0x17D4, 0x17DB },   { 0x2000, 0x2BFF },    { 0x2E00, 0x2E7F }, { 0x3000, 0x3004 },
		{ 0x3007, 0x3020 }, { 0x3030, 0x3030 },   { 0x30FB, 0x30FB },    { 0xE000, 0xF8FF }, { 0xFD3E, 0xFD3F },
		{ 0xFE10, 0xFE6F }, { 0xFEFF, 0xFF0F },   { 0xFF1A, 0xFF20 },    { 0xFF3B, 0xFF40 }, { 0xFF5B, 0xFF65 },
		{ 0xFFE0, 0xFFFF }, { 0x1F000, 0x1FAFF }, { 0xE0000, 0x10FFFF },
	};
	size_t low = 0, high = COUNT(ranges);

	if (c < FIRST_LETTER_BEYOND_ASCII)
		return true;
	while (low < high) {
		size_t middle = (low + high) / 2;

		if (c > ranges[middle].last)
			low = middle + 1;
		else
			high = middle;
	}
	return low < COUNT(ranges) && c >= ranges[low].first;
}

/* The lower case of a Latin letter, else c itself. */
static uint32_t lower_case(uint32_t c)
{
	if (c < 0x80)
		return (uint32_t)(unsigned char)ascii_lower((char)c);
	if (c >= 0xC0 && c <= 0xDE && c != 0xD7)
		return c + 32;
	if ((c >= 0x100 && c <= 0x137 && c != 0x130) || (c >= 0x14A && c <= 0x177) || (c >= 0x1E00 && c <= 0x1E95) ||
	    (c >= 0x1EA0 && c <= 0x1EFF) || (c >= 0x1DE && c <= 0x1EF))
		return c | 1;
	if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E) || (c >= 0x1CD && c <= 0x1DC))
		return c % 2 ? c + 1 : c;
	if (c == 0x1A0 || c == 0x1AF)
		return c + 1;
	return c;
}

/* Write c over the UTF-8 at `to`, which was another code point of the same length (two or three bytes). */
static void overwrite(char *to, uint32_t c)
{
	if (c < 0x800) {
		to[0] = (char)(0xC0 | c >> 6);
		to[1] = (char)(0x80 | (c & 0x3F));
	} else {
		to[0] = (char)(0xE0 | c >> 12);
		to[1] = (char)(0x80 | (c >> 6 & 0x3F));
		to[2] = (char)(0x80 | (c & 0x3F));
	}
}

struct reader {
	struct slice text;
	char *folded;
	size_t at;           /* bytes read */
	uint32_t codepoints; /* and code points */
	struct tokens *out;
	size_t room;
	struct arena *arena;
};

enum shape { SEPARATOR, LETTER, CAPITAL, DIGIT };

/* The next code point: its shape; the folded copy is written. */
static enum shape read_one(struct reader *r, uint32_t *c)
{
	size_t before = r->at;
	uint32_t lower;

	if ((unsigned char)r->text.at[before] < 0x80) {
		char byte = r->text.at[r->at++];

		*c = (uint32_t)byte;
		r->codepoints++;
		r->folded[before] = ascii_lower(byte);
		if (ascii_is_alpha(byte))
			return byte <= 'Z' ? CAPITAL : LETTER;
		return ascii_is_digit(byte) ? DIGIT : SEPARATOR;
	}
	*c = utf8_next(r->text, &r->at);
	r->codepoints++;
	memcpy(r->folded + before, r->text.at + before, r->at - before);
	if (is_separator(*c))
		return SEPARATOR;
	lower = lower_case(*c);
	if (lower == *c)
		return LETTER;
	overwrite(r->folded + before, lower);
	return CAPITAL;
}

static uint32_t hash_bytes(const char *at, size_t len)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)at[i]) * 16777619u;
	return hash;
}

static struct token *add_token(struct reader *r)
{
	struct tokens *out = r->out;

	if (out->n == r->room) {
		size_t room = r->room ? r->room * 2 : r->text.len / 5 + 8;

		out->at = arena_grow(r->arena, out->at, sizeof *out->at, r->room, room);
		r->room = room;
	}
	return &out->at[out->n++];
}

/* Read one token; its first code point, of shape `shape`, was read already and began at begin. */
static void read_token(struct reader *r, enum shape shape, size_t begin, uint32_t *next)
{
	struct token *token = add_token(r);
	size_t letters = 0, capitals = 0, digits = 0, end = begin;
	bool capital = shape == CAPITAL;
	uint32_t cp_end = r->codepoints - 1, cp_begin = cp_end;

	while (shape != SEPARATOR) {
		letters += shape != DIGIT;
		capitals += shape == CAPITAL;
		digits += shape == DIGIT;
		end = r->at;
		cp_end = r->codepoints;
		shape = SEPARATOR;
		*next = 0;
		if (r->at < r->text.len)
			shape = read_one(r, next);
	}
	*token = (struct token){ .begin = (uint32_t)begin,
				 .end = (uint32_t)end,
				 .cp_begin = cp_begin,
				 .cp_end = cp_end,
				 .hash = hash_bytes(r->folded + begin, end - begin) };
	token->flags =
		(uint8_t)((capital ? TOKEN_CAPITAL : 0) | (letters > 1 && capitals == letters ? TOKEN_UPPER : 0) |
			  (digits && !letters ? TOKEN_NUMBER : 0));
}

/* What the separators since the last token add up to. */
struct between {
	unsigned spaces, newlines, hyphens, dashes, apostrophes, dots, commas, slashes, colons, ends, opens, others;
};

static void between_add(struct between *b, uint32_t c)
{
	switch (c) {
	case ' ':
	case '\t':
	case 0xA0:
	case 0x202F:
	case 0x2009: b->spaces++; break;
	case '\n':
	case '\r':
	case 0x2028:
	case 0x2029: b->newlines++; break;
	case '-':
	case 0x2010:
	case 0x2011: b->hyphens++; break;
	case 0x2012:
	case 0x2013:
	case 0x2014:
	case 0x2015:
	case 0x2212: b->dashes++; break;
	case '\'':
	case 0x2019:
	case 0x2BC: b->apostrophes++; break;
	case '.': b->dots++; break;
	case ',': b->commas++; break;
	case '/': b->slashes++; break;
	case '!':
	case '?':
	case ';':
	case 0x2026: b->ends++; break;
	case ':': b->colons++; break;
	case 0x201C:
	case 0x2018:
	case 0xAB:
	case 0x2022:
	case '*':
	case '|':
	case '"': b->opens++; break;
	default: b->others++;
	}
}

static enum gap gap_marked(const struct between *b, bool short_before)
{
	if (b->ends || b->opens || b->dots > 1)
		return GAP_SENTENCE;
	if (b->colons)
		return GAP_COLON;
	if (b->dots)
		return !b->spaces || short_before ? GAP_DOT : GAP_SENTENCE;
	if (b->commas)
		return b->commas == 1 && !b->hyphens && !b->dashes && !b->apostrophes && !b->slashes ? GAP_COMMA
												     : GAP_OTHER;
	if (b->slashes)
		return b->slashes == 1 && !b->hyphens && !b->dashes && !b->spaces ? GAP_SLASH : GAP_OTHER;
	if (b->apostrophes)
		return b->apostrophes == 1 && !b->spaces && !b->hyphens && !b->dashes ? GAP_APOSTROPHE : GAP_OTHER;
	if (b->hyphens + b->dashes)
		return b->spaces || b->hyphens + b->dashes > 1 ? GAP_DASH : GAP_HYPHEN;
	return GAP_SPACE;
}

/* A full stop after "TP", "St", "Mr" or a number does not end the sentence. */
static bool token_abbreviates(const struct token *token)
{
	return token->end - token->begin <= 2 && token->flags & TOKEN_CAPITAL;
}

static void token_close_gap(const struct tokens *t, size_t i, const struct between *b)
{
	struct token *token = &t->at[i];
	enum gap gap = GAP_START;

	if (i && !b->newlines)
		gap = b->others ? GAP_OTHER : gap_marked(b, token_abbreviates(token - 1));
	token->gap = (uint8_t)gap;
	if (gap == GAP_START || gap == GAP_SENTENCE || gap == GAP_COLON ||
	    (gap == GAP_OTHER && (b->dots || b->ends || b->opens)))
		token->flags |= TOKEN_FIRST;
}

static bool is_initial(const struct token *token)
{
	return token->cp_end - token->cp_begin == 1 && token->flags & TOKEN_CAPITAL;
}

/* Is the last token the end of "U.S"? */
static bool ends_initials(const struct tokens *t)
{
	const struct token *last = &t->at[t->n - 1];

	return t->n > 1 && last->gap == GAP_DOT && is_initial(last) && last[-1].end + 1 == last->begin &&
	       is_initial(last - 1);
}

/* The full stop just read belongs to the token before it, unless one more initial follows ("U.S.A."). */
static bool token_take_stop(const struct reader *r, struct token *token)
{
	if (r->at < r->text.len && ascii_is_alpha(r->text.at[r->at]))
		return false;
	token->end++;
	token->cp_end++;
	token->hash = hash_bytes(r->folded + token->begin, token->end - token->begin);
	return true;
}

/* Flag the tokens [first, end), one sentence, if it capitalises most of its longer words, as headlines do: they end
 * with no full stop. */
static void mark_titled(struct tokens *t, size_t first, size_t end)
{
	size_t words = 0, capitals = 0, after = t->at[end - 1].end;

	if (after < t->text.len && t->text.at[after] == '.')
		return;
	for (size_t i = first; i < end; i++) {
		const struct token *token = &t->at[i];

		if (token->cp_end - token->cp_begin < 3 || token->flags & TOKEN_NUMBER)
			continue;
		words++;
		capitals += (token->flags & TOKEN_CAPITAL) != 0;
	}
	if (words < 4 || capitals * 10 < words * 7)
		return;
	for (size_t i = first; i < end; i++)
		t->at[i].flags |= TOKEN_TITLED;
}

static void mark_sentences(struct tokens *t)
{
	size_t first = 0;

	for (size_t i = 1; t->n && i <= t->n; i++) {
		if (i < t->n && t->at[i].gap != GAP_START && t->at[i].gap != GAP_SENTENCE)
			continue;
		mark_titled(t, first, i);
		first = i;
	}
}

void tokens_read(struct tokens *t, struct arena *arena, struct slice text)
{
	struct reader r = { .text = text, .folded = arena_alloc(arena, text.len + 1), .out = t, .arena = arena };
	struct between between = { 0 };

	*t = (struct tokens){ .text = text, .folded = slice_of(r.folded, text.len) };
	while (r.at < text.len) {
		size_t begin = r.at;
		uint32_t c;
		enum shape shape = read_one(&r, &c);

		if (shape == SEPARATOR) {
			between_add(&between, c);
			continue;
		}
		read_token(&r, shape, begin, &c);
		token_close_gap(t, t->n - 1, &between);
		between = (struct between){ 0 };
		if (c && !(c == '.' && ends_initials(t) && token_take_stop(&r, &t->at[t->n - 1])))
			between_add(&between, c);
	}
	t->codepoints = r.codepoints;
	mark_sentences(t);
}

size_t text_words(struct slice text)
{
	size_t words = 0;
	bool inside = false;

	for (size_t i = 0; i < text.len; i++) {
		bool space = ascii_is_space(text.at[i]);

		words += !space && !inside;
		inside = !space;
	}
	return words;
}
