/* tests/unit/test_moved.c - when a permanent redirect is believed. */
#include "ingest/moved.h"
#include "tests/unit/unit.h"

#define HOUR_MS (3600 * INT64_C(1000))

static void moved_is_believed_after_three_sightings_over_a_day(void **state)
{
	static const struct {
		struct {
			const char *url;
			int64_t hour;
		} seen[6];
		bool believed;
	} cases[] = {
		{ { { "a", 0 }, { "a", 12 }, { "a", 24 } }, true },
		{ { { "a", 0 }, { "a", 12 }, { "a", 23 } }, false },
		{ { { "a", 0 }, { "a", 1 }, { "a", 2 }, { "a", 3 }, { "a", 4 }, { "a", 25 } }, true },
		{ { { "a", 0 }, { "a", 24 } }, false },                           /* twice */
		{ { { "a", 0 }, { "b", 12 }, { "a", 24 }, { "a", 36 } }, false }, /* another target between */
		{ { { "a", 0 }, { "", 12 }, { "a", 24 }, { "a", 36 } }, false },  /* no redirect between */
		{ { { "a", 0 }, { "b", 12 }, { "b", 24 }, { "b", 36 } }, true },
		{ { { "a", 900 }, { "a", 0 }, { "a", 12 } }, false }, /* the clock was wrong */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct moved m = { .url = SLICE("") };
		bool believed = false;

		for (size_t j = 0; j < COUNT(cases[i].seen) && cases[i].seen[j].url; j++) {
			assert_false(believed);
			believed = moved_see(&m, slice_from(cases[i].seen[j].url), cases[i].seen[j].hour * HOUR_MS);
		}
		assert_int_equal(believed, cases[i].believed);
		assert_true(!believed || slice_empty(m.url));
	}
}

UNIT(moved, cmocka_unit_test(moved_is_believed_after_three_sightings_over_a_day))
