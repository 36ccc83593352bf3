/* normalize/charset_guess.c - what charset bytes are in that no label, or a doubtful one, stands over. */
#include "normalize/charset_guess.h"
#include "normalize/charset_convert.h"
#include "normalize/charset_repair.h"
#include "normalize/charset_vietnamese.h"
#include "normalize/nfc.h"

#include "common/utf8.h"

#include <uchardet/uchardet.h>

#define SAMPLE_BYTES (16u << 10)
#define GUESS_BYTES  (64u << 10)
#define UTF16_BYTES  2048u
#define FONT_LETTERS 48 /* that tell whether the rest is worth a look */

/* The code unit at `at`, the low byte of which comes first if `little`. */
static unsigned unit_at(struct slice bytes, size_t at, bool little)
{
	unsigned first = (unsigned char)bytes.at[at], second = (unsigned char)bytes.at[at + 1];

	return little ? second << 8 | first : first << 8 | second;
}

/* Whether texts have that code unit: letters and signs of the scripts in use, white space, halves of a pair. */
static bool is_text_unit(unsigned unit)
{
	return unit == '\t' || unit == '\n' || unit == '\r' || (unit >= 0x20 && unit < 0x7F) ||
	       (unit >= 0xA0 && unit <= 0x6FF) || (unit >= 0x900 && unit <= 0xFFF) ||
	       (unit >= 0x1E00 && unit <= 0x27BF) || (unit >= 0x3000 && unit <= 0x30FF) ||
	       (unit >= 0x4E00 && unit <= 0x9FFF) || (unit >= 0xAC00 && unit <= 0xDFFF) ||
	       (unit >= 0xFF00 && unit <= 0xFFEF);
}

/* UTF-16 without a mark shows in the NUL bytes of its ASCII, white space at least: they stand in one place of the
 * two, and what the pairs are is text. */
const struct encoding *charset_guess_utf16(struct slice bytes)
{
	size_t zeros[2] = { 0, 0 }, text = 0, n = (bytes.len < UTF16_BYTES ? bytes.len : UTF16_BYTES) & ~(size_t)1;
	bool little;

	if (!memchr(bytes.at, '\0', n))
		return NULL;
	for (size_t i = 0; i < n; i++)
		zeros[i % 2] += bytes.at[i] == '\0';
	little = zeros[1] > zeros[0];
	for (size_t i = 0; i < n; i += 2)
		text += is_text_unit(unit_at(bytes, i, little));
	if (zeros[!little] > n / 50 || 20 * text < 19 * (n / 2))
		return NULL;
	return encoding_named(little ? "utf-16le" : "utf-16be");
}

/* Some bytes of the page from where its first letter beyond ASCII is. */
static struct slice sample_of(struct slice bytes, size_t most)
{
	size_t at = 0;

	while (at < bytes.len && (unsigned char)bytes.at[at] < 0x80)
		at++;
	while (at > 0 && ascii_is_alpha(bytes.at[at - 1]))
		at--;
	return slice_head(slice_skip(bytes, at), most);
}

/* Up to SAMPLE_BYTES of the page's stretches between tags that have bytes beyond ASCII. */
static struct slice stretches_of(struct arena *arena, struct slice bytes)
{
	char *at = arena_alloc_raw(arena, SAMPLE_BYTES + 1);
	struct slice rest = bytes, part;
	size_t n = 0;

	while (n < SAMPLE_BYTES && slice_next(&rest, '<', &part)) {
		part = memchr(part.at, '>', part.len) ? slice_after(part, '>') : part;
		part = sample_of(part, SAMPLE_BYTES - n);
		memcpy(at + n, part.at, part.len);
		n += part.len;
		at[n] = ' ';
		n += part.len && n < SAMPLE_BYTES;
	}
	return (struct slice){ at, n };
}

const struct encoding *charset_guess_vietnamese(struct arena *arena, struct slice bytes)
{
	static const char *const names[] = { "windows-1258", "tcvn", "viscii", "vni" };
	const struct encoding *best = NULL;
	struct slice sample = stretches_of(arena, bytes);
	size_t most = 0;

	for (size_t i = 0; i < COUNT(names); i++) {
		const struct encoding *encoding = encoding_named(names[i]);
		struct slice text = nfc_normalise(arena, charset_convert(arena, encoding, sample));
		struct syllables count = syllables_count(text);

		if (count.good >= 5 && count.good > 8 * count.bad && count.good > most) {
			most = count.good;
			best = encoding;
		}
	}
	return best;
}

bool charset_is_western(const struct encoding *encoding)
{
	return encoding == encoding_named("windows-1252") || encoding == encoding_named("windows-1258") ||
	       encoding == encoding_named("viscii") || encoding == encoding_named("tcvn") ||
	       encoding == encoding_named("vni");
}

const struct encoding *charset_guess(struct slice bytes)
{
	const struct encoding *encoding;
	struct slice sample = sample_of(bytes, GUESS_BYTES);
	uchardet_t detector = uchardet_new();

	uchardet_handle_data(detector, sample.at, sample.len);
	uchardet_data_end(detector);
	encoding = encoding_of_label(slice_from(uchardet_get_charset(detector)));
	uchardet_delete(detector);
	if (!encoding || !encoding->iconv_name || charset_is_western(encoding))
		return encoding_named("windows-1252");
	return encoding;
}

/* The characters as bytes of windows-1252, '?' for what has none. */
static struct slice as_western(struct arena *arena, struct slice text)
{
	char *bytes = arena_alloc_raw(arena, text.len + 1);
	size_t at = 0, n = 0;

	while (at < text.len) {
		uint32_t c = utf8_next(text, &at);
		unsigned char byte = c < 0x80 ? (unsigned char)c : western_byte(c);

		bytes[n++] = byte ? (char)byte : '?';
	}
	return (struct slice){ bytes, n };
}

/* Whether c between those two bytes is as in VNI, a letter that follows a vowel, or as in TCVN, a sign within a word. */
static bool is_odd(uint32_t c, char before, char behind)
{
	if (c >= 0xC0 && c <= 0xFF)
		return before && strchr("aeouyAEOUY", before);
	return c > 0xA0 && c < 0xC0 && c != 0xB7 && ascii_is_alpha(before) && ascii_is_alpha(behind);
}

/* Whether the first letters beyond ASCII are such as Vietnamese in the fonts of the nineties has. */
static bool is_like_fonts(struct slice text)
{
	size_t at = 0, n = 0, odd = 0;

	for (; n < FONT_LETTERS && (at += utf8_ascii_prefix(slice_skip(text, at))) < text.len; n++) {
		char before = at ? text.at[at - 1] : ' ';
		uint32_t c = utf8_next(text, &at);

		if (c >= 0x1E00 && c <= 0x1EFF)
			return false;
		odd += is_odd(c, before, at < text.len ? text.at[at] : ' ');
	}
	return n >= 20 && 3 * odd >= n;
}

struct slice charset_undo_fonts(struct arena *arena, struct slice text, struct slice *charset)
{
	const struct encoding *encoding;
	struct slice bytes;

	if (!is_like_fonts(text))
		return text;
	bytes = as_western(arena, text);
	encoding = charset_guess_vietnamese(arena, bytes);
	if (!encoding || encoding == encoding_named("windows-1258"))
		return text;
	*charset = slice_from(encoding->name);
	return charset_convert(arena, encoding, bytes);
}
