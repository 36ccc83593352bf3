/* tests/unit/test_charset.c - bytes of pages to UTF-8. */
#include "common/content_type.h"
#include "tests/unit/unit.h"

#include "common/stage.h"
#include "common/text.h"
#include "common/utf8.h"
#include "normalize/charset.h"
#include "normalize/nfc.h"

#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>

#define TESTS "../shared/data/html5lib-tests/encoding/"

struct fixture {
	struct arena *arena;
	struct slice utf8, charset;
	const char *because;
	struct reason why;
};

static void fixture_open(struct fixture *f)
{
	*f = (struct fixture){ .arena = arena_open(64u << 20) };
}

static void fixture_close(struct fixture *f)
{
	arena_close(f->arena);
}

static void decode(struct fixture *f, struct slice bytes, const char *content_type)
{
	struct slice guarded = unit_guard(bytes);
	struct slice utf8;

	assert_int_equal(
		charset_decode(f->arena, guarded, slice_from(content_type), &utf8, &f->charset, &f->because, &f->why),
		0);
	assert_int_equal(utf8_valid_prefix(utf8), utf8.len);
	assert_null(memchr(utf8.at, '\0', utf8.len));
	f->utf8 = arena_copy(f->arena, utf8);
	unit_guard_free(guarded);
}

/* UTF-8 -> another charset, in the arena. */
static struct slice encode(struct fixture *f, const char *charset, struct slice utf8)
{
	iconv_t converter = iconv_open(charset, "UTF-8");
	size_t room = 4 * utf8.len + 16, left = utf8.len;
	char *out = arena_alloc(f->arena, room), *to = out, *from = (char *)(uintptr_t)utf8.at;

	assert_true(converter != (iconv_t)-1);
	assert_int_not_equal(iconv(converter, &from, &left, &to, &room), (size_t)-1);
	iconv(converter, NULL, NULL, &to, &room);
	iconv_close(converter);
	return (struct slice){ out, (size_t)(to - out) };
}

static void charset_is_a_parameter_of_the_content_type(void **state)
{
	static const struct {
		const char *value, *charset;
	} cases[] = {
		{ "text/html; charset=utf-8", "utf-8" },
		{ "text/html;charset=\"ISO-8859-1\"", "ISO-8859-1" },
		{ "text/html; boundary=x; Charset = gbk ", "gbk" },
		{ "text/html; charset='utf-8'", "utf-8" },
		{ "text/html", "" },
		{ "text/html; charset", "" },
		{ "charset=utf-8", "" },
		{ "", "" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_slice_equal(content_type_charset(slice_from(cases[i].value)), cases[i].charset);
}

static void labels_mean_what_the_encoding_standard_says(void **state)
{
	static const struct {
		const char *label, *charset;
	} cases[] = {
		{ "UTF8", "utf-8" },
		{ " Latin1\n", "windows-1252" },
		{ "us-ascii", "windows-1252" },
		{ "gb2312", "gbk" },
		{ "ks_c_5601-1987", "euc-kr" },
		{ "x-sjis", "shift_jis" },
		{ "iso-8859-9", "windows-1254" },
		{ "tis-620", "windows-874" },
		{ "unicode", "utf-16le" },
		{ "VISCII", "viscii" },
		{ "x-viet-tcvn5712", "tcvn" },
		{ "nonsense", "" },
		{ "", "" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_slice_equal(charset_of_label(slice_from(cases[i].label)), cases[i].charset);
}

/* Each label in turn: mark, header, meta, valid UTF-8; and what the bytes say against a label. */
static void charset_is_taken_from_the_first_that_knows(void **state)
{
	static const struct {
		const char *bytes, *content_type, *charset, *utf8;
	} cases[] = {
		{ "abc", "", "utf-8", "abc" },
		{ "caf\xC3\xA9", "", "utf-8", "caf\xC3\xA9" },
		{ "\xEF\xBB\xBF"
		  "caf\xC3\xA9",
		  "text/html; charset=latin1", "utf-8", "caf\xC3\xA9" },
		{ "\xFF\xFE"
		  "a\0\xE9\0",
		  "", "utf-16le", "a\xC3\xA9" },
		{ "caf\xE9", "text/html; charset=iso-8859-1", "windows-1252", "caf\xC3\xA9" },
		{ "\x93x\x94", "text/html; charset=iso-8859-1", "windows-1252", "\xE2\x80\x9Cx\xE2\x80\x9D" },
		{ "<meta charset=windows-1251>\xC4\xE0", "", "windows-1251",
		  "<meta charset=windows-1251>\xD0\x94\xD0\xB0" },
		{ "<meta charset=koi8-r>\xC4\xE0", "text/html; charset=windows-1251", "windows-1251",
		  "<meta charset=koi8-r>\xD0\x94\xD0\xB0" },
		/* valid UTF-8 under another label; bytes that are no UTF-8 under its label */
		{ "Vi\xE1\xBB\x87t Nam", "text/html; charset=iso-8859-1", "utf-8", "Vi\xE1\xBB\x87t Nam" },
		{ "<meta charset=latin1>caf\xC3\xA9", "", "utf-8", "<meta charset=latin1>caf\xC3\xA9" },
		{ "<meta charset=latin1>caf\xE9", "text/html; charset=utf-8", "windows-1252",
		  "<meta charset=latin1>caf\xC3\xA9" },
		/* mostly UTF-8: what is broken is replaced */
		{ "\xC3\xA9\xC3\xA9\xC3\xA9\xFF", "text/html; charset=utf-8", "utf-8",
		  "\xC3\xA9\xC3\xA9\xC3\xA9\xEF\xBF\xBD" },
		{ "abc\xE1\xBB", "text/html; charset=euc-kr", "euc-kr", NULL },
		/* an unknown label, UTF-16 that cannot be */
		{ "abc", "text/html; charset=x-nonsense", "utf-8", "abc" },
		{ "<meta charset=utf-16>abc", "", "utf-8", "<meta charset=utf-16>abc" },
		{ "abc", "text/html; charset=utf-16", "utf-8", "abc" },
	};
	struct fixture f;

	(void)state;
	fixture_open(&f);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct slice bytes = slice_from(cases[i].bytes);

		if (slice_starts(bytes, SLICE("\xFF\xFE")))
			bytes.len = 6; /* it holds NUL bytes */
		decode(&f, bytes, cases[i].content_type);
		assert_slice_equal(f.charset, cases[i].charset);
		if (cases[i].utf8)
			assert_slice_equal(f.utf8, cases[i].utf8);
	}
	fixture_close(&f);
}

static void utf16_is_seen_without_a_mark(void **state)
{
	struct slice page =
		SLICE("<html><body><p>Th\xE1\xBB\xA7 t\xC6\xB0\xE1\xBB\x9Bng said on Monday</p></body></html>");
	struct fixture f;

	(void)state;
	fixture_open(&f);
	decode(&f, encode(&f, "UTF-16LE", page), "");
	assert_slice_equal(f.charset, "utf-16le");
	assert_true(slice_equal(f.utf8, page));
	decode(&f, encode(&f, "UTF-16BE", page), "text/html; charset=utf-8");
	assert_slice_equal(f.charset, "utf-16be");
	assert_true(slice_equal(f.utf8, page));
	fixture_close(&f);
}

#define VI_PAGE                                                                                                                                  \
	"<html><body><p>Sáng nay tại trụ sở Chính phủ, hai bộ trưởng đã ký bản ghi nhớ về hợp tác cảng biển.</p>" \
	"<p>Lễ ký diễn ra trước sự chứng kiến của lãnh đạo hai nước và đông đảo doanh nghiệp.</p></body></html>"

static void vietnamese_charsets_are_told_by_syllables(void **state)
{
	static const struct {
		const char *iconv_name, *content_type, *charset;
	} cases[] = {
		{ "CP1258", "", "windows-1258" },
		{ "TCVN", "", "tcvn" },
		{ "VISCII", "", "viscii" },
		{ "CP1258", "text/html; charset=iso-8859-1", "windows-1258" },
		{ "TCVN", "text/html; charset=windows-1258", "tcvn" },
		{ "VISCII", "text/html; charset=windows-1252", "viscii" },
		{ "TCVN", "text/html; charset=utf-8", "tcvn" },
	};
	struct fixture f;

	(void)state;
	fixture_open(&f);
	for (size_t i = 0; i < COUNT(cases); i++) {
		decode(&f, encode(&f, cases[i].iconv_name, SLICE(VI_PAGE)), cases[i].content_type);
		assert_slice_equal(f.charset, cases[i].charset);
		assert_slice_equal(nfc_normalise(f.arena, f.utf8), VI_PAGE);
	}
	fixture_close(&f);
}

/* Western and Central European texts are not taken for Vietnamese. */
static void other_languages_are_not_taken_for_vietnamese(void **state)
{
	static const struct {
		const char *iconv_name, *text;
	} cases[] = {
		{ "CP1252",
		  "Perché la città è così bella? Però la libertà di là è già più di quella di qua: né sì né no." },
		{ "CP1252", "Über den Äckern wächst das Grün, für die Schüler gehört Höflichkeit zur Prüfung, größer "
			    "als früher." },
		{ "CP1252",
		  "Où est passée la forêt? À côté du château, l'élève français a été très déçu à Noël, là-bas." },
		{ "CP1252", "El niño comió jamón y después pidió más café; mañana también irá a León." },
	};
	struct fixture f;

	(void)state;
	fixture_open(&f);
	for (size_t i = 0; i < COUNT(cases); i++) {
		decode(&f, encode(&f, cases[i].iconv_name, slice_from(cases[i].text)), "");
		assert_slice_equal(f.utf8, cases[i].text);
		decode(&f, encode(&f, cases[i].iconv_name, slice_from(cases[i].text)), "text/html; charset=iso-8859-1");
		assert_slice_equal(f.utf8, cases[i].text);
	}
	fixture_close(&f);
}

static void charsets_of_many_bytes_are_decoded(void **state)
{
	static const struct {
		const char *iconv_name, *content_type, *text;
	} cases[] = {
		{ "GB18030", "text/html; charset=gb2312", "两国部长今天上午签署了谅解备忘录" },
		{ "BIG5", "text/html; charset=big5", "兩國部長今天上午簽署了諒解備忘錄" },
		{ "SHIFT_JIS", "text/html; charset=Shift_JIS", "両国の大臣が覚書に署名した" },
		{ "EUC-JP", "text/html; charset=euc-jp", "両国の大臣が覚書に署名した" },
		{ "ISO-2022-JP", "text/html; charset=iso-2022-jp", "両国の大臣が覚書に署名した" },
		{ "EUC-KR", "text/html; charset=euc-kr", "두 나라 장관이 오늘 아침 양해각서에 서명했다" },
	};
	struct fixture f;

	(void)state;
	fixture_open(&f);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct slice bytes = encode(&f, cases[i].iconv_name, slice_from(cases[i].text));

		decode(&f, bytes, cases[i].content_type);
		assert_slice_equal(f.utf8, cases[i].text);
		for (size_t n = 0; n < bytes.len; n++) /* cut anywhere, its start is the same */
			decode(&f, slice_head(bytes, n), cases[i].content_type);
	}
	fixture_close(&f);
}

static void long_pages_are_converted_whole(void **state)
{
	struct fixture f;
	struct text bytes;
	size_t at = 0, n = 0;

	(void)state;
	fixture_open(&f);
	text_init(&bytes, 1u << 20);
	for (size_t i = 0; i < 100000; i++)
		text_add(&bytes,
			 i % 1000 ? SLICE("\xE0\xE8") : SLICE("\x81\x8D")); /* not all are letters of windows-1252 */
	decode(&f, text_slice(&bytes), "text/html; charset=windows-1252");
	assert_slice_equal(f.charset, "windows-1252");
	for (; at < f.utf8.len; n++)
		utf8_next(f.utf8, &at);
	assert_int_equal(n, 200000);
	text_release(&bytes);
	fixture_close(&f);
}

static void nul_bytes_are_no_text(void **state)
{
	struct slice utf8, charset;
	struct fixture f;

	(void)state;
	fixture_open(&f);
	assert_int_equal(charset_decode(f.arena, (struct slice){ "\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 16 },
					SLICE("text/html"), &utf8, &charset, &f.because, &f.why),
			 -1);
	assert_string_equal(f.why.sentence, "not a text: NUL bytes at its beginning");
	fixture_close(&f);
}

/* What the standard's own examples expect of the scan for meta elements, where that is not the default. */
static void check_example(struct fixture *f, struct slice data, struct slice wanted)
{
	bool is_default = slice_equal_nocase(wanted, SLICE("windows-1252"));

	decode(f, data, "");
	if (is_default && slice_equal(f->charset, SLICE("utf-8")))
		return; /* ASCII that names nothing */
	wanted = charset_of_label(wanted);
	if (!slice_equal(f->charset, wanted))
		print_message("%.*s\n  %.*s, wanted %.*s\n", SLICE_ARG(data), SLICE_ARG(f->charset), SLICE_ARG(wanted));
	assert_true(slice_equal(f->charset, wanted));
}

static unsigned check_examples(struct fixture *f, const char *path)
{
	FILE *file = fopen(path, "rb");
	char *buffer = malloc(1u << 20);
	struct slice rest;
	unsigned n = 0;

	assert_non_null(file);
	rest = slice_of(buffer, fread(buffer, 1, 1u << 20, file));
	fclose(file);
	for (; slice_starts(rest, SLICE("#data\n")); n++) {
		size_t data_end = slice_find(rest, SLICE("\n#encoding\n")), end;
		struct slice data = slice_head(slice_skip(rest, 6), data_end - 6);

		rest = slice_skip(rest, data_end + 11);
		end = slice_find(rest, SLICE("\n#data\n"));
		check_example(f, data, slice_trim(slice_head(rest, end)));
		rest = slice_skip(rest, end + 1);
		arena_reset(f->arena);
	}
	free(buffer);
	return n;
}

static void meta_elements_are_read_as_html5lib_tests_say(void **state)
{
	struct fixture f;
	FILE *file = fopen(TESTS "tests1.dat", "rb");

	(void)state;
	if (!file) {
		unit_skip("no " TESTS);
		return;
	}
	fclose(file);
	fixture_open(&f);
	assert_int_equal(check_examples(&f, TESTS "tests1.dat") + check_examples(&f, TESTS "tests2.dat"), 81);
	fixture_close(&f);
}

UNIT(charset, cmocka_unit_test(charset_is_a_parameter_of_the_content_type),
     cmocka_unit_test(labels_mean_what_the_encoding_standard_says),
     cmocka_unit_test(charset_is_taken_from_the_first_that_knows), cmocka_unit_test(utf16_is_seen_without_a_mark),
     cmocka_unit_test(vietnamese_charsets_are_told_by_syllables),
     cmocka_unit_test(other_languages_are_not_taken_for_vietnamese),
     cmocka_unit_test(charsets_of_many_bytes_are_decoded), cmocka_unit_test(long_pages_are_converted_whole),
     cmocka_unit_test(nul_bytes_are_no_text), cmocka_unit_test(meta_elements_are_read_as_html5lib_tests_say))
