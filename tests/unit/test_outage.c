/* tests/unit/test_outage.c - is it our own network that fails? */
#include "ingest/outage.h"
#include "tests/unit/unit.h"

#include <stdio.h>

static bool note(struct outage *o, int host, bool failed, int64_t now_ms)
{
	char name[32];

	snprintf(name, sizeof name, "h%d.example", host);
	return outage_note(o, slice_from(name), failed, now_ms);
}

static void outage_begins_and_ends_once(void **state)
{
	struct outage o = { .on = false };
	int changes = 0;

	(void)state;
	for (int i = 0; i < 20; i++)
		changes += note(&o, i, true, 1000 + i);
	assert_true(o.on);
	assert_int_equal(changes, 1);
	assert_int_equal(o.since_ms, 1000 + OUTAGE_LEAST - 1);
	for (int i = 0; i < 10; i++)
		assert_false(note(&o, i, false, 2000 + i));
	assert_true(note(&o, 10, false, 2100)); /* more than half are well again */
	assert_false(o.on);
	for (int i = 11; i < 20; i++)
		assert_false(note(&o, i, false, 2100 + i));
}

static void outage_is_not_seen_where_there_is_none(void **state)
{
	struct outage few = { .on = false }, one = { .on = false }, some = { .on = false }, old = { .on = false };

	(void)state;
	for (int i = 0; i < OUTAGE_LEAST - 1; i++)
		assert_false(note(&few, i, true, 1));
	for (int i = 0; i < 100; i++)
		assert_false(note(&one, 1, true, i)); /* one host, however often */
	for (int i = 0; i < 1000; i++)
		assert_false(note(&some, i % 20, i % 2, i)); /* half of them are dead */
	for (int i = 0; i < 100; i++)
		assert_false(note(&old, i, true, (int64_t)i * OUTAGE_WINDOW_MS / 4)); /* never five in ten minutes */
}

static void outage_ends_with_the_first_success_after_a_long_silence(void **state)
{
	struct outage o = { .on = false };

	(void)state;
	for (int i = 0; i < OUTAGE_HOSTS; i++)
		note(&o, i, true, 1);
	assert_true(o.on);
	assert_true(note(&o, 99, false, 2 + OUTAGE_WINDOW_MS));
	assert_false(o.on);
}

UNIT(outage, cmocka_unit_test(outage_begins_and_ends_once), cmocka_unit_test(outage_is_not_seen_where_there_is_none),
     cmocka_unit_test(outage_ends_with_the_first_success_after_a_long_silence))
