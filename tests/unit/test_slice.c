/* tests/unit/test_slice.c - views: finding, cutting, numbers. */
#include "tests/unit/unit.h"

#include "common/utf8.h"

#include "common/text.h"

static void slice_cuts_at_a_separator(void **state)
{
	static const struct {
		const char *in, *parts; /* each part with a bar behind it */
	} cases[] = {
		{ "", "" }, { "a", "a|" }, { "a;", "a|" }, { ";a", "|a|" }, { "a;;b", "a||b|" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct slice rest = slice_from(cases[i].in), part;
		struct text parts;

		text_init(&parts, 100);
		while (slice_next(&rest, ';', &part)) {
			text_add(&parts, part);
			text_add_char(&parts, '|');
		}
		assert_slice_equal(text_slice(&parts), cases[i].parts);
		text_release(&parts);
	}
}

static void slice_lines_end_in_lf_or_crlf(void **state)
{
	struct slice rest = SLICE("one\r\ntwo\n\nfour"), line;
	const char *const lines[] = { "one", "two", "", "four" };
	size_t n = 0;

	(void)state;
	for (; slice_next_line(&rest, &line); n++)
		assert_slice_equal(line, lines[n]);
	assert_int_equal(n, COUNT(lines));
}

static void slice_numbers_fill_the_slice(void **state)
{
	static const struct {
		const char *in;
		bool is_number;
		int64_t number;
	} cases[] = {
		{ "0", true, 0 },   { "42", true, 42 }, { "-7", true, -7 }, { "9223372036854775807", true, INT64_MAX },
		{ "", false, 0 },   { "-", false, 0 },  { "1x", false, 0 }, { "9223372036854775808", false, 0 },
		{ " 1", false, 0 }, { "+1", false, 0 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t number = 0;

		assert_int_equal(slice_number(slice_from(cases[i].in), &number), cases[i].is_number);
		if (cases[i].is_number)
			assert_int_equal(number, cases[i].number);
	}
}

static void slice_finds_without_case(void **state)
{
	(void)state;
	assert_int_equal(slice_find(SLICE("a needle"), SLICE("needle")), 2);
	assert_int_equal(slice_find(SLICE("a needle"), SLICE("Needle")), 8);
	assert_int_equal(slice_find_nocase(SLICE("a needle"), SLICE("NEEDLE")), 2);
	assert_true(slice_starts_nocase(SLICE("Text/HTML"), SLICE("text/")));
	assert_true(slice_ends_nocase(SLICE("x.HTML"), SLICE(".html")));
	assert_false(slice_ends(SLICE("l"), SLICE("html")));
}

static void slice_reads_nothing_past_its_end(void **state)
{
	struct slice s = unit_guard(SLICE("charset=\"utf-8"));

	(void)state;
	assert_int_equal(slice_find_nocase(s, SLICE("utf-8x")), s.len);
	assert_int_equal(slice_unquote(s).len, s.len);
	assert_int_equal(slice_after(s, ';').len, 0);
	assert_int_equal(slice_trim(s).len, s.len);
	unit_guard_free(s);
}

static void slice_is_ordered_by_its_bytes(void **state)
{
	(void)state;
	assert_true(slice_compare(SLICE("a"), SLICE("b")) < 0);
	assert_true(slice_compare(SLICE("ab"), SLICE("a")) > 0);
	assert_true(slice_compare(SLICE("\xC3"), SLICE("a")) > 0);
	assert_int_equal(slice_compare(SLICE("a"), SLICE("a")), 0);
}

static void slice_escapes_have_two_digits(void **state)
{
	struct slice s = unit_guard(SLICE("%4a%4%4"));

	(void)state;
	assert_int_equal(slice_escape_value(s, 0), 'J');
	assert_int_equal(slice_escape_value(s, 1), -1);
	assert_int_equal(slice_escape_value(s, 3), -1);
	assert_int_equal(slice_escape_value(s, 5), -1);
	unit_guard_free(s);
}

static void slice_is_one_of_some_words(void **state)
{
	static const char *const words[] = { "rss", "atom" };

	(void)state;
	assert_true(slice_is_any(SLICE("Atom"), words, COUNT(words)));
	assert_false(slice_is_any(SLICE("atom1"), words, COUNT(words)));
	assert_false(slice_is_any(SLICE(""), words, COUNT(words)));
}

/* "ng\u00E0y": the third byte is in the middle of a character. */
static void utf8_head_cuts_no_character(void **state)
{
	(void)state;
	assert_slice_equal(utf8_head(SLICE("ng\xC3\xA0y"), 3), "ng");
	assert_slice_equal(utf8_head(SLICE("ng\xC3\xA0y"), 4), "ng\xC3\xA0");
	assert_slice_equal(utf8_head(SLICE("ng"), 9), "ng");
	assert_slice_equal(utf8_head(SLICE("\xA0\xA0"), 1), "");
}

UNIT(slice, cmocka_unit_test(slice_cuts_at_a_separator), cmocka_unit_test(slice_lines_end_in_lf_or_crlf),
     cmocka_unit_test(slice_numbers_fill_the_slice), cmocka_unit_test(slice_finds_without_case),
     cmocka_unit_test(slice_reads_nothing_past_its_end), cmocka_unit_test(slice_is_ordered_by_its_bytes),
     cmocka_unit_test(slice_escapes_have_two_digits), cmocka_unit_test(slice_is_one_of_some_words),
     cmocka_unit_test(utf8_head_cuts_no_character))
