/* tests/unit/test_date.c - What counts as a date, and what does not. */
#include "common/date.h"
#include "tests/unit/unit.h"

struct date_case {
	const char *in, *out; /* as moment_format writes it; "" is unknown */
};

static void check(struct moment (*read)(struct slice), const struct date_case *cases, size_t n)
{
	char buf[MOMENT_SIZE];

	for (size_t i = 0; i < n; i++) {
		moment_format(buf, read(slice_from(cases[i].in)));
		if (strcmp(buf, cases[i].out) != 0)
			fail_msg("\"%s\" is \"%s\", not \"%s\"", cases[i].in, buf, cases[i].out);
	}
}

static void date_reads_the_forms_feeds_use(void **state)
{
	static const struct date_case cases[] = {
		{ "Tue, 05 Mar 2024 08:15:00 GMT", "2024-03-05T08:15:00Z" },
		{ "5 Mar 24 08:15 EST", "2024-03-05T08:15:00-05:00" },
		{ "5-Mar-99 08:15:00 +0100", "1999-03-05T08:15:00+01:00" },
		{ "Tue, 5 Mar 2024 08:15:00 GMT+7", "2024-03-05T08:15:00+07:00" },
		{ "Tue, 05 Mar 2024 08:15:00 +07", "2024-03-05T08:15:00+07:00" },
		{ "Tue, 05 Mar 2024 08:15:00 ICT", "2024-03-05T08:15:00+07:00" },
		{ "2024-03-05T08:15:00+01:00", "2024-03-05T08:15:00+01:00" },
		{ "2024-03-05T08:15:00 +01:00", "2024-03-05T08:15:00+01:00" },
		{ "2024-03-05 08:15:00Z", "2024-03-05T08:15:00Z" },
		{ "2024-03-05T08:15-0330", "2024-03-05T08:15:00-03:30" },
		{ "20240305T081500Z", "2024-03-05T08:15:00Z" },
		{ "2024-03-05", "2024-03-05" },
		{ "Tue Mar  5 08:15:00 2024", "2024-03-05" },
		{ "Tue Mar 05 08:15:00 ICT 2024", "2024-03-05T08:15:00+07:00" },
		{ "Fri Apr 28 2023 18:16:04 GMT+0200 (Central European Summer Time)", "2023-04-28T18:16:04+02:00" },
	};
	(void)state;
	check(date_parse, cases, COUNT(cases));
}

static void date_reads_the_forms_pages_use(void **state)
{
	static const struct date_case cases[] = {
		{ "Thứ tư, 22/10/2025, 19:25 (GMT+7)", "2025-10-22T19:25:00+07:00" },
		{ "22/10/2025 19:25", "2025-10-22" },
		{ "Thứ 5, 28/05/2026 17:00:00 GMT+7", "2026-05-28T17:00:00+07:00" },
		{ "Chủ nhật, 2/11/2023", "2023-11-02" },
		{ "19:25 | 22/10/2025 (GMT+7)", "2025-10-22T19:25:00+07:00" },
		{ "08h05, Thứ Tư ngày 22-10-2025 GMT+7", "2025-10-22T08:05:00+07:00" },
		{ "ngày 5 tháng 10 năm 2023", "2023-10-05" },
		{ "5 Tháng Mười Hai, 2023", "2023-12-05" },
		{ "Tháng Mười 5, 2023", "2023-10-05" },
		{ "9/24/2026 9:41:00 PM", "2026-09-24" },
		{ "9/4/2026 9:41:00 PM +07:00", "2026-09-04T21:41:00+07:00" },
		{ "9/4/2026 9:41:00 CH +07:00", "2026-04-09T21:41:00+07:00" },
		{ "March 5, 2024 at 9:41 a.m. EST", "2024-03-05T09:41:00-05:00" },
		{ "Updated: 5th of March, 2024", "2024-03-05" },
		{ "giovedì 5 settembre 2024 alle ore 8.15 CEST", "2024-09-05T08:15:00+02:00" },
		{ "1º gennaio 2024", "2024-01-01" },
		{ "Sept. 5, 2024", "2024-09-05" },
		{ "05.03.2024 – 12:30 UTC", "2024-03-05T12:30:00Z" },
		{ "12/31/2024", "2024-12-31" },
	};
	(void)state;
	check(date_parse, cases, COUNT(cases));
}

static void date_never_invents_one(void **state)
{
	static const struct date_case cases[] = {
		{ "", "" },
		{ "yesterday", "" },
		{ "31 Feb 2024", "" },
		{ "29/02/2023", "" },
		{ "2024-03-05T25:00:00Z", "" },
		{ "2024-03-05T08:60:00Z", "" },
		{ "05/03/24", "" },
		{ "0001-01-01T00:00:00", "" },
		{ "2024", "" },
		{ "March 2024", "" },
		{ "13/13/2024", "" },
		{ "5 March 2024, 6 March 2024", "" },
		{ "192.168.10.2024", "" },
		{ "13:00 PM 3/4/2024 AM 15:00", "" },
		{ "2024-03-05T08:15:00 Mars time", "2024-03-05" },
		{ "5 March 2024 08:15 (GMT+41)", "" },
		{ "5 March 2024 08:15 GMT+19:30", "" },
	};
	(void)state;
	check(date_parse, cases, COUNT(cases));
}

static void date_of_a_feed_takes_what_the_feed_leaves_out(void **state)
{
	static const struct date_hints none = { .zone_minutes = 0 }, hanoi = { .zone_minutes = 420 };
	static const struct date_hints america = { .zone_minutes = -300,
						   .month_first = true,
						   .month_first_known = true };
	static const struct date_hints day_first = { .month_first_known = true };
	static const struct {
		const struct date_hints *hints;
		const char *in, *out;
	} cases[] = {
		{ &none, "Wed, 26 Jul 2017 19:55:20", "2017-07-26T19:55:20Z" },
		{ &hanoi, "Wed, 26 Jul 2017 19:55:20", "2017-07-26T19:55:20+07:00" },
		{ &hanoi, "Wed, 26 Jul 2017 19:55:20 GMT", "2017-07-26T19:55:20Z" },
		{ &hanoi, "Wed, 26 Jul 2017 19:55:20 XYZ", "2017-07-26T19:55:20+07:00" },
		{ &hanoi, "26/07/2017", "2017-07-26" },
		{ &hanoi, "1790000000", "2026-09-21T14:13:20Z" },
		{ &none, "3/4/2026 10:00", "2026-04-03T10:00:00Z" },
		{ &none, "3/4/2026 10:00 AM", "2026-03-04T10:00:00Z" },
		{ &day_first, "3/4/2026 10:00 AM", "2026-04-03T10:00:00Z" },
		{ &america, "3/4/2026 10:00", "2026-03-04T10:00:00-05:00" },
		{ &america, "13/4/2026 10:00", "2026-04-13T10:00:00-05:00" },
		{ &none, "13/4/2026 10:00 AM", "2026-04-13T10:00:00Z" },
		{ &america, "13/14/2026 10:00", "" },
		{ &none, "2003-000", "" },
		{ &none, "2003-13", "" },
		{ &none, "99999999999999999999", "" },
		{ &none, "-", "" },
		{ &none, "", "" },
	};
	char buf[MOMENT_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		moment_format(buf, date_parse_feed(slice_from(cases[i].in), cases[i].hints));
		if (strcmp(buf, cases[i].out) != 0)
			fail_msg("\"%s\" is \"%s\", not \"%s\"", cases[i].in, buf, cases[i].out);
	}
}

static void date_is_found_in_a_longer_text(void **state)
{
	static const struct date_case cases[] = {
		{ "Rome, 12 people, 5 March 2024 08:15 GMT, updated 6 March 2024", "2024-03-05T08:15:00Z" },
		{ " date 2023-07-28 President", "2023-07-28" },
		{ "(31/02/2024) then 5/3/2024.", "2024-03-05" },
		{ "https://news.example/2024/03/05/story-12.html", "2024-03-05" },
		{ "call 024-38-2024 or 1/2/34", "" },
		{ "in 1995 the 5 march 24 times", "" },
	};
	(void)state;
	check(date_find, cases, COUNT(cases));
}

static void date_stops_looking_after_2000_bytes(void **state)
{
	static char text[4096];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	memcpy(text + 1900, " 5 March 2024 ", 14);
	assert_int_not_equal(date_find(slice_from(text)).ms, TIME_UNKNOWN);
	memset(text, 'x', sizeof(text) - 1);
	memcpy(text + 2100, " 5 March 2024 ", 14);
	assert_int_equal(date_find(slice_from(text)).ms, TIME_UNKNOWN);
	assert_int_equal(date_parse(slice_from(text)).ms, TIME_UNKNOWN);
}

static void date_without_a_zone_is_of_the_one_given(void **state)
{
	char buf[MOMENT_SIZE];

	(void)state;
	assert_string_equal(moment_format(buf, date_find_in(SLICE("Ngày đăng: 08/10/2025 15:20:11"), 420)),
			    "2025-10-08T15:20:11+07:00");
	assert_string_equal(moment_format(buf, date_parse_in(SLICE("2025-10-08T15:20:11Z"), 420)),
			    "2025-10-08T15:20:11Z");
	assert_string_equal(moment_format(buf, date_parse_in(SLICE("08/10/2025"), 420)), "2025-10-08");
	assert_string_equal(moment_format(buf, date_find_in(SLICE("08/10/2025 15:20"), DATE_NO_ZONE)), "2025-10-08");
}

UNIT(date, cmocka_unit_test(date_reads_the_forms_feeds_use), cmocka_unit_test(date_reads_the_forms_pages_use),
     cmocka_unit_test(date_never_invents_one), cmocka_unit_test(date_is_found_in_a_longer_text),
     cmocka_unit_test(date_stops_looking_after_2000_bytes),
     cmocka_unit_test(date_of_a_feed_takes_what_the_feed_leaves_out),
     cmocka_unit_test(date_without_a_zone_is_of_the_one_given))
