/* tests/unit/test_clock.c - moments written and read. */
#include "tests/unit/unit.h"

#include "common/clock.h"

#include <time.h>

static void moment_is_written_as_it_was_stated(void **state)
{
	static const struct {
		struct moment m;
		const char *text;
	} cases[] = {
		{ { 1709626500000, 0, false }, "2024-03-05T08:15:00Z" },
		{ { 1709626500000, 420, false }, "2024-03-05T15:15:00+07:00" },
		{ { 1709626500000, -330, false }, "2024-03-05T02:45:00-05:30" },
		{ { 1709596800000, 0, true }, "2024-03-05" },
		{ { -1000, 0, false }, "1969-12-31T23:59:59Z" },
		{ { TIME_UNKNOWN, 0, false }, "" },
	};
	char buf[MOMENT_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct moment back;

		assert_string_equal(moment_format(buf, cases[i].m), cases[i].text);
		back = moment_parse(slice_from(buf));
		assert_int_equal(back.ms, cases[i].m.ms);
		assert_int_equal(back.zone_minutes, cases[i].m.zone_minutes);
		assert_int_equal(back.day_only, cases[i].m.day_only);
	}
}

static void moment_refuses_what_is_no_date(void **state)
{
	static const char *const cases[] = { "2024-02-30",
					     "2023-02-29",
					     "2024-13-01",
					     "2024-03-05T24:00:00Z",
					     "2024-03-05T08:15:00",
					     "2024-03-05T08:15:00+15:00",
					     "2024-3-5",
					     "20240305",
					     "yesterday",
					     "2024-03-05T08:61:00Z" };
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(moment_parse(slice_from(cases[i])).ms, TIME_UNKNOWN);
}

static void days_agree_with_the_c_library(void **state)
{
	(void)state;
	for (int year = 1901; year < 2300; year++)
		for (int month = 1; month <= 12; month++) {
			struct tm tm = { .tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = 17 };

			assert_int_equal(clock_days(year, month, 17), timegm(&tm) / 86400);
		}
}

UNIT(clock, cmocka_unit_test(moment_is_written_as_it_was_stated), cmocka_unit_test(moment_refuses_what_is_no_date),
     cmocka_unit_test(days_agree_with_the_c_library))
