/* tests/unit/test_slice.c - views: finding, cutting, numbers. */
#include "tests/unit/unit.h"

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

UNIT(slice, cmocka_unit_test(slice_cuts_at_a_separator), cmocka_unit_test(slice_lines_end_in_lf_or_crlf),
     cmocka_unit_test(slice_numbers_fill_the_slice), cmocka_unit_test(slice_finds_without_case),
     cmocka_unit_test(slice_reads_nothing_past_its_end))
