/* ingest/xml_charset.c - XML in any charset to UTF-8. */
#include "common/utf8.h"
#include "ingest/xml.h"

#include <errno.h>
#include <iconv.h>
#include <unicode/ucnv.h>

#define NAME_SIZE         40
#define DECLARATION_BYTES 1024

uint32_t xml_windows_1252(unsigned char byte)
{
	static const uint16_t high[32] = {
		0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
		0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
		0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
	};

	return byte >= 0x80 && byte <= 0x9F ? high[byte - 0x80] : byte;
}

/* What a byte order mark, or the zero bytes of a first "<", say. */
static struct slice charset_by_first_bytes(struct slice bytes, size_t *mark)
{
	static const struct {
		const char *name, *bytes;
		size_t len, mark;
	} rows[] = {
		{ "UTF-32LE", "\xFF\xFE\0\0", 4, 4 }, { "UTF-32BE", "\0\0\xFE\xFF", 4, 4 },
		{ "UTF-8", "\xEF\xBB\xBF", 3, 3 },    { "UTF-16LE", "\xFF\xFE", 2, 2 },
		{ "UTF-16BE", "\xFE\xFF", 2, 2 },     { "UTF-32LE", "<\0\0\0", 4, 0 },
		{ "UTF-32BE", "\0\0\0<", 4, 0 },      { "UTF-16LE", "<\0", 2, 0 },
		{ "UTF-16BE", "\0<", 2, 0 },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		if (slice_starts(bytes, slice_of(rows[i].bytes, rows[i].len))) {
			*mark = rows[i].mark;
			return slice_from(rows[i].name);
		}
	*mark = 0;
	return SLICE("");
}

struct slice xml_declared_charset(struct slice bytes)
{
	struct slice head = slice_head(bytes, DECLARATION_BYTES), value;
	size_t at = slice_find(head, SLICE("<?xml"));

	head = slice_before(slice_skip(head, at), '>');
	at = slice_find(head, SLICE("encoding"));
	value = slice_trim(slice_after(slice_skip(head, at), '='));
	if (slice_empty(value) || (value.at[0] != '"' && value.at[0] != '\''))
		return SLICE("");
	return slice_before(slice_skip(value, 1), value.at[0]);
}

/* The name to ask iconv for, into `name`: the superset that the web means by some names (WHATWG Encoding, 4.2).
 * False for what is no name of a charset, or of one that an invalid UTF-8 text cannot be in. */
static bool charset_name(struct slice charset, char name[NAME_SIZE])
{
	static const char *const meant[][2] = {
		{ "iso-8859-1", "CP1252" },
		{ "latin1", "CP1252" },
		{ "iso-8859-9", "CP1254" },
		{ "gb2312", "GB18030" },
		{ "gbk", "GB18030" },
		{ "shift_jis", "CP932" },
		{ "shift-jis", "CP932" },
		{ "x-sjis", "CP932" },
		{ "euc-kr", "CP949" },
		{ "ks_c_5601-1987", "CP949" },
		{ "big5", "BIG5-HKSCS" },
		{ "tis-620", "CP874" },
		{ "windows-31j", "CP932" },
		{ "x-mac-cyrillic", "MAC-CYRILLIC" },
		{ "macintosh", "MACINTOSH" },
		{ "macroman", "MACINTOSH" },
		{ "ibm039", "IBM037" },
		{ "maccentraleurope", "MAC-CENTRALEUROPE" },
		{ "maclatin2", "MAC-CENTRALEUROPE" },
		{ "maciceland", "MAC-IS" },
		{ "macgreek", "x-mac-greek" },
		{ "macturkish", "x-mac-turkish" },
	};

	charset = slice_trim(slice_unquote(charset));
	if (slice_empty(charset) || charset.len >= NAME_SIZE || slice_starts_nocase(charset, SLICE("utf")) ||
	    slice_starts_nocase(charset, SLICE("ucs")) || slice_equal_nocase(charset, SLICE("us-ascii")))
		return false;
	for (size_t i = 0; i < charset.len; i++)
		if (!ascii_is_alpha(charset.at[i]) && !ascii_is_digit(charset.at[i]) && !strchr("-_.:", charset.at[i]))
			return false;
	for (size_t i = 0; i < COUNT(meant); i++)
		if (slice_equal_nocase(charset, slice_from(meant[i][0])))
			charset = slice_from(meant[i][1]);
	for (size_t i = 0; i < charset.len; i++)
		name[i] = charset.at[i] == '_' ? '-' : charset.at[i];
	name[charset.len] = '\0';
	return true;
}

/* Convert; a byte that has no meaning becomes U+FFFD.  Returns how many there were. */
static size_t convert(iconv_t cd, struct slice bytes, size_t unit, struct text *out)
{
	char *from = (char *)(uintptr_t)bytes.at, *to;
	size_t left = bytes.len, room, bad = 0;

	while (left && (to = text_room(out, 4096)) != NULL) {
		room = 4096;
		if (iconv(cd, &from, &left, &to, &room) == (size_t)-1 && errno != E2BIG) {
			size_t skipped = left < unit ? left : unit;

			text_grew(out, 4096 - room);
			text_add_codepoint(out, 0xFFFD);
			from += skipped;
			left -= skipped;
			bad++;
			continue;
		}
		text_grew(out, 4096 - room);
	}
	return bad;
}

/* What iconv does not know, ICU may. */
static bool decode_by_icu(const char *name, struct slice bytes, struct text *out)
{
	UErrorCode error = U_ZERO_ERROR;
	UConverter *converter = ucnv_open(name, &error);
	size_t room = 3 * bytes.len + 8;
	char *to = converter ? text_room(out, room) : NULL;
	int32_t n =
		to ? ucnv_toAlgorithmic(UCNV_UTF8, converter, to, (int32_t)room, bytes.at, (int32_t)bytes.len, &error)
		   : 0;

	ucnv_close(converter);
	if (!to || U_FAILURE(error))
		return false;
	text_grew(out, (size_t)n);
	return true;
}

/* Decode from a charset of this name.  False, and `out` empty, if iconv does not know it or a fiftieth of it has no
 * meaning: then the name was wrong. */
static bool decode_as(const char *name, size_t unit, struct slice bytes, struct text *out)
{
	iconv_t cd = iconv_open("UTF-8", name);
	size_t bad;

	if (cd == (iconv_t)-1)
		return decode_by_icu(name, bytes, out);
	bad = convert(cd, bytes, unit, out);
	iconv_close(cd);
	if (bad <= bytes.len / 50)
		return true;
	text_reset(out);
	return false;
}

/* UTF-8 where it is valid, windows-1252 where it is not: right for each of them, and for a mixture. */
static void decode_mixed(struct slice bytes, struct text *out)
{
	while (bytes.len) {
		size_t n = utf8_valid_prefix(bytes);

		text_add(out, slice_head(bytes, n));
		if (n < bytes.len)
			text_add_codepoint(out, xml_windows_1252((unsigned char)bytes.at[n++]));
		bytes = slice_skip(bytes, n);
	}
}

/* Is it UTF-8 with a few wrong bytes?  Counts sequences of several bytes that are right, and bytes that are wrong. */
static bool is_mostly_utf8(struct slice bytes)
{
	size_t right = 0, wrong = 0;

	while (bytes.len) {
		struct slice valid = slice_head(bytes, utf8_valid_prefix(bytes));

		right += valid.len - utf8_length(valid);
		wrong += valid.len < bytes.len;
		bytes = slice_skip(bytes, valid.len + 1);
	}
	return right > 4 * wrong;
}

/* "<?xm" in EBCDIC: a declaration in the letters of IBM037, which all of them share, says which one it is. */
static bool decode_ebcdic(struct slice bytes, struct text *out)
{
	char name[NAME_SIZE];
	struct text head;
	bool known;

	text_init(&head, 4 * DECLARATION_BYTES);
	known = decode_as("IBM037", 1, slice_head(bytes, DECLARATION_BYTES), &head) &&
		charset_name(xml_declared_charset(text_slice(&head)), name);
	text_release(&head);
	return decode_as(known ? name : "IBM037", 1, bytes, out);
}

struct slice xml_to_utf8(struct slice bytes, struct slice charset, struct text *out)
{
	size_t mark;
	struct slice sure = charset_by_first_bytes(bytes, &mark), declared = xml_declared_charset(bytes);
	char name[NAME_SIZE];
	bool valid;

	bytes = slice_skip(bytes, mark);
	if (slice_starts(sure, SLICE("UTF-16")) || slice_starts(sure, SLICE("UTF-32"))) {
		if (decode_as(sure.at, slice_starts(sure, SLICE("UTF-16")) ? 2 : 4, bytes, out))
			return text_slice(out);
	}
	if (slice_starts(bytes, SLICE("\x4C\x6F\xA7\x94")) && decode_ebcdic(bytes, out))
		return text_slice(out);
	valid = utf8_valid_prefix(bytes) == bytes.len;
	if (valid && !slice_starts_nocase(declared, SLICE("iso-2022-")))
		return bytes; /* valid UTF-8 is UTF-8, whatever it is called */
	if (valid || !is_mostly_utf8(bytes)) {
		if (charset_name(charset, name) && decode_as(name, 1, bytes, out))
			return text_slice(out);
		if (charset_name(declared, name) && decode_as(name, 1, bytes, out))
			return text_slice(out);
	}
	decode_mixed(bytes, out);
	return text_slice(out);
}
