/* normalize/charset_vietnamese.c - Vietnamese is told by its syllables: initial consonants, vowels, final. */
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
