/* normalize/charset_vietnamese.c - Vietnamese is told by its syllables: initial consonants, vowels, final; and VNI. */
#include "normalize/charset_vietnamese.h"
#include "common/utf8.h"

#define LETTERS_MAX 8 /* "nghiêng" has seven */

/* The letter of ASCII under the marks of a Vietnamese letter, in lower case; '?' for what is none. */
static char base_letter(uint32_t c)
{
	static const struct {
		uint32_t first, last;
		char base;
	} ranges[] = {
		{ 0x00C0, 0x00C3, 'a' }, { 0x00C8, 0x00CA, 'e' }, { 0x00CC, 0x00CD, 'i' }, { 0x00D2, 0x00D5, 'o' },
		{ 0x00D9, 0x00DA, 'u' }, { 0x00DD, 0x00DD, 'y' }, { 0x00E0, 0x00E3, 'a' }, { 0x00E8, 0x00EA, 'e' },
		{ 0x00EC, 0x00ED, 'i' }, { 0x00F2, 0x00F5, 'o' }, { 0x00F9, 0x00FA, 'u' }, { 0x00FD, 0x00FD, 'y' },
		{ 0x0102, 0x0103, 'a' }, { 0x0110, 0x0111, 'd' }, { 0x0128, 0x0129, 'i' }, { 0x0168, 0x0169, 'u' },
		{ 0x01A0, 0x01A1, 'o' }, { 0x01AF, 0x01B0, 'u' }, { 0x1EA0, 0x1EB7, 'a' }, { 0x1EB8, 0x1EC7, 'e' },
		{ 0x1EC8, 0x1ECB, 'i' }, { 0x1ECC, 0x1EE3, 'o' }, { 0x1EE4, 0x1EF1, 'u' }, { 0x1EF2, 0x1EF9, 'y' },
	};

	if (c < 0x80)
		return ascii_lower((char)c);
	for (size_t i = 0; i < COUNT(ranges); i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return ranges[i].base;
	return '?';
}

static bool is_vowel(char c)
{
	return c && strchr("aeiouy", c);
}

/* Whether s is one of the words in `list`, which has a space before and after each. */
static bool is_in(const char *list, const char *s, size_t n)
{
	for (const char *p = list; *p; p++)
		if (*p == ' ' && strncmp(p + 1, s, n) == 0 && p[n + 1] == ' ')
			return true;
	return false;
}

static bool is_syllable(const char *letters, size_t n)
{
	size_t vowel = 0, final;

	while (vowel < n && !is_vowel(letters[vowel]))
		vowel++;
	final = vowel;
	while (final < n && is_vowel(letters[final]))
		final++;
	return final > vowel && final - vowel <= 3 &&
	       is_in("  b c ch d g gh h k kh l m n ng ngh nh p ph q r s t th tr v x ", letters, vowel) &&
	       is_in("  c ch m n ng nh p t ", letters + final, n - final);
}

/* Quotation marks, dashes, no-break spaces: between words, not in them. */
static bool is_punctuation(uint32_t c)
{
	return c == 0xA0 || c == 0xAB || c == 0xBB || (c >= 0x2000 && c <= 0x206F);
}

static bool is_word_part(uint32_t c)
{
	return c < 0x80 ? ascii_is_alpha((char)c) : !is_punctuation(c);
}

/* A space stands behind the end. */
static uint32_t next_or_end(struct slice text, size_t *at)
{
	if (*at < text.len)
		return utf8_next(text, at);
	++*at;
	return ' ';
}

struct syllables syllables_count(struct slice text)
{
	struct syllables count = { 0, 0 };
	char letters[LETTERS_MAX + 1];
	size_t n = 0, at = 0;
	bool marked = false, in_tag = false;

	while (at <= text.len) {
		uint32_t c = next_or_end(text, &at);

		if (!in_tag && is_word_part(c)) {
			marked |= c >= 0x80;
			letters[n] = base_letter(c);
			n += n < LETTERS_MAX;
			continue;
		}
		if (marked && n < LETTERS_MAX && is_syllable(letters, n))
			count.good++;
		else if (marked)
			count.bad++;
		n = 0;
		marked = false;
		in_tag = c == '<' || (in_tag && c != '>');
	}
	return count;
}

/* What a letter of windows-1252 stands for behind a vowel in VNI: a hat, a tone, both. */
struct vni_mark {
	uint16_t hat, tone; /* combining marks, 0 for none */
};

enum { GRAVE = 0x300, ACUTE = 0x301, CIRCUMFLEX = 0x302, TILDE = 0x303, BREVE = 0x306, HOOK = 0x309, DOT = 0x323 };

static struct vni_mark vni_mark(uint32_t c)
{
	static const struct vni_mark marks[] = {
		[0xE0 - 0xE0] = { CIRCUMFLEX, GRAVE },
		[0xE1 - 0xE0] = { CIRCUMFLEX, ACUTE },
		[0xE2 - 0xE0] = { CIRCUMFLEX, 0 },
		[0xE3 - 0xE0] = { CIRCUMFLEX, TILDE },
		[0xE4 - 0xE0] = { CIRCUMFLEX, DOT },
		[0xE5 - 0xE0] = { CIRCUMFLEX, HOOK },
		[0xE8 - 0xE0] = { BREVE, GRAVE },
		[0xE9 - 0xE0] = { BREVE, ACUTE },
		[0xEA - 0xE0] = { BREVE, 0 },
		[0xEB - 0xE0] = { BREVE, DOT },
		[0xEF - 0xE0] = { 0, DOT },
		[0xF5 - 0xE0] = { 0, TILDE },
		[0xF8 - 0xE0] = { 0, GRAVE },
		[0xF9 - 0xE0] = { 0, ACUTE },
		[0xFA - 0xE0] = { BREVE, HOOK },
		[0xFB - 0xE0] = { 0, HOOK },
		[0xFC - 0xE0] = { BREVE, TILDE },
	};

	c |= 0x20; /* capitals have capital marks */
	return c >= 0xE0 && c - 0xE0 < COUNT(marks) ? marks[c - 0xE0] : (struct vni_mark){ 0, 0 };
}

/* The Vietnamese letter that c is in VNI where it is no mark; capitals as capitals. */
static uint32_t vni_letter(uint32_t c)
{
	static const struct {
		uint16_t vni, small, capital;
	} letters[] = {
		{ 0xE6, 0x1EC9, 0x1EC8 }, { 0xEE, 0x1EF5, 0x1EF4 }, { 0xF1, 0x111, 0x110 }, { 0xF2, 0x1ECB, 0x1ECA },
		{ 0xF3, 0x129, 0x128 },   { 0xF4, 0x1A1, 0x1A0 },   { 0xF6, 0x1B0, 0x1AF },
	};

	for (size_t i = 0; i < COUNT(letters); i++)
		if ((c | 0x20) == letters[i].vni && c <= 0xFF)
			return c & 0x20 ? letters[i].small : letters[i].capital;
	return c;
}

/* Whether the mark may stand behind that letter: breves over a, circumflexes over a, e, o, tones over every vowel. */
static bool vni_takes(uint32_t letter, struct vni_mark mark)
{
	const char *takers = mark.hat == BREVE ? "a" : mark.hat ? "aeo" : "aeouy";

	if (letter < 0x80)
		return ascii_is_alpha((char)letter) && strchr(takers, ascii_lower((char)letter));
	return !mark.hat && (letter == 0x1A0 || letter == 0x1A1 || letter == 0x1AF || letter == 0x1B0);
}

void vni_add(struct text *out, struct slice text)
{
	uint32_t before = 0;
	size_t at = 0;

	while (at < text.len) {
		uint32_t c = utf8_next(text, &at);
		struct vni_mark mark = c < 0x80 ? (struct vni_mark){ 0, 0 } : vni_mark(c);
		bool is_mark = mark.hat || mark.tone;

		if (is_mark && vni_takes(before, mark)) {
			if (mark.hat)
				text_add_codepoint(out, mark.hat);
			if (mark.tone)
				text_add_codepoint(out, mark.tone);
			before = 0;
			continue;
		}
		before = is_mark ? 0xFFFD : vni_letter(c);
		text_add_codepoint(out, before);
	}
}
