/* tests/unit/test_pace.c - when a feed is polled next. */
#include "ingest/pace.h"
#include "tests/unit/unit.h"

#define S      INT64_C(1000)
#define HOUR_S 3600
#define DAY_S  86400

/* Thursday, 2026-01-15, 00:00 UTC */
#define NOW_MS (INT64_C(20468) * DAY_S * S)

static const struct pace_limits usual = { 900 * S, 300 * S, DAY_S *S };
static const struct pace_hints none = { 0, 0, 0 };

/* A `random` that makes the pause what it would be without jitter. */
static uint64_t no_jitter(int64_t pause_s)
{
	return (uint64_t)(pause_s * S / 10);
}

static void pace_follows_what_is_seen(void **state)
{
	static const struct {
		int64_t own_s;
		enum pace_outcome outcome;
		int64_t then_s;
	} cases[] = {
		{ 0, PACE_NEWS, 900 }, /* a first poll teaches nothing */
		{ 0, PACE_SAME, 900 },
		{ 900, PACE_NEWS, 450 },     /* halved by news, */
		{ 450, PACE_NEWS, 300 },     /* not below the floor */
		{ 900, PACE_SAME, 1350 },    /* longer without, */
		{ 80000, PACE_SAME, 86400 }, /* not above the ceiling */
		{ 86400, PACE_SAME, 86400 },
		{ 900, PACE_REFUSED, 900 }, /* errors teach nothing of it */
		{ 900, PACE_UNREACHED, 900 },
		{ 900, PACE_OUTAGE, 900 },
		{ INT64_MAX / S, PACE_SAME, 86400 }, /* what was stored under other limits */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct pace p = { .interval_ms = cases[i].own_s * S };

		pace_next_ms(&p, cases[i].outcome, &none, &usual, NOW_MS, 0);
		assert_int_equal(p.interval_ms, cases[i].then_s * S);
	}
}

static void pace_doubles_for_errors_up_to_a_ceiling(void **state)
{
	static const struct {
		int64_t errors;
		enum pace_outcome outcome;
		int64_t pause_s;
	} cases[] = {
		{ 0, PACE_UNREACHED, 2 * 900 },         { 1, PACE_UNREACHED, 4 * 900 },
		{ 3, PACE_UNREACHED, 16 * 900 },        { 4, PACE_UNREACHED, 6 * HOUR_S },
		{ 1000, PACE_UNREACHED, 6 * HOUR_S },   { 4, PACE_REFUSED, 32 * 900 },
		{ 1000, PACE_REFUSED, DAY_S },          { 0, PACE_GONE, 2 * 900 },
		{ INT64_MAX - 1, PACE_REFUSED, DAY_S },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct pace p = { .interval_ms = 900 * S, .errors = cases[i].errors };
		int64_t due_ms = pace_next_ms(&p, cases[i].outcome, &none, &usual, NOW_MS, no_jitter(cases[i].pause_s));

		assert_int_equal(due_ms - NOW_MS, cases[i].pause_s * S);
		assert_int_equal(p.errors, cases[i].errors + 1);
	}
}

static void pace_forgets_errors_when_a_feed_comes_back(void **state)
{
	struct pace p = { .interval_ms = 900 * S, .errors = 50 };

	(void)state;
	assert_int_equal(pace_next_ms(&p, PACE_SAME, &none, &usual, NOW_MS, no_jitter(1350)) - NOW_MS, 1350 * S);
	assert_int_equal(p.errors, 0);
}

static void pace_retires_what_is_gone_three_times_in_a_row(void **state)
{
	struct pace p = { 0 };

	(void)state;
	assert_true(pace_next_ms(&p, PACE_GONE, &none, &usual, NOW_MS, 0) != PACE_NEVER);
	assert_true(pace_next_ms(&p, PACE_GONE, &none, &usual, NOW_MS, 0) != PACE_NEVER);
	pace_next_ms(&p, PACE_REFUSED, &none, &usual, NOW_MS, 0); /* not in a row */
	assert_true(pace_next_ms(&p, PACE_GONE, &none, &usual, NOW_MS, 0) != PACE_NEVER);
	assert_true(pace_next_ms(&p, PACE_GONE, &none, &usual, NOW_MS, 0) != PACE_NEVER);
	assert_true(pace_next_ms(&p, PACE_OUTAGE, &none, &usual, NOW_MS, 0) != PACE_NEVER); /* says nothing */
	assert_true(pace_next_ms(&p, PACE_GONE, &none, &usual, NOW_MS, 0) == PACE_NEVER);
}

static void pace_waits_as_long_as_the_publisher_asks(void **state)
{
	static const struct {
		int64_t own_s, least_s, pause_s;
	} cases[] = {
		{ 900, HOUR_S, HOUR_S },    /* longer, */
		{ 7200, HOUR_S, 10800 },    /* never shorter, */
		{ 900, 60 * DAY_S, DAY_S }, /* never over the ceiling */
		{ 900, -5, 1350 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		for (uint64_t random = 0; random < 100000000; random += 99991) {
			struct pace p = { .interval_ms = cases[i].own_s * S };
			struct pace_hints hints = { .least_ms = cases[i].least_s * S };
			int64_t pause_ms = pace_next_ms(&p, PACE_SAME, &hints, &usual, NOW_MS, random) - NOW_MS;

			assert_in_range(pause_ms, cases[i].pause_s * S * 9 / 10, cases[i].pause_s * S * 11 / 10);
			assert_true(pause_ms >= hints.least_ms || cases[i].least_s > DAY_S);
		}
}

static void pace_leaves_out_hours_and_days(void **state)
{
	static const struct {
		uint32_t hours;
		unsigned char days;
		int64_t own_s, pause_s;
	} cases[] = {
		{ 0, 0, 1800, 2700 },
		{ 1, 0, 1800, 2700 + HOUR_S }, /* 00:45, not between midnight and one: 01:45 */
		{ 0x7f, 0, 1800, 2700 + 7 * HOUR_S },
		{ 0, 1 << 4, 1800, DAY_S },      /* Thursdays: the whole day, but not over the ceiling */
		{ 0, 1 << 5, 80000, DAY_S },     /* Fridays, and the ceiling ends on one */
		{ 0xffffff, 0x7f, 1800, DAY_S }, /* never: at the ceiling all the same */
		{ 0, 1 << 3, 1800, 2700 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct pace p = { .interval_ms = cases[i].own_s * S };
		struct pace_hints hints = { 0, cases[i].hours, cases[i].days };
		int64_t plain_s = cases[i].own_s * 3 / 2 < DAY_S ? cases[i].own_s * 3 / 2 : DAY_S;

		assert_int_equal(pace_next_ms(&p, PACE_SAME, &hints, &usual, NOW_MS, no_jitter(plain_s)) - NOW_MS,
				 cases[i].pause_s * S);
	}
}

static void pace_in_an_outage_counts_nothing_and_is_soon_back(void **state)
{
	struct pace p = { .interval_ms = 7200 * S, .errors = 3, .gone = 1 };
	int64_t due_ms = pace_next_ms(&p, PACE_OUTAGE, &none, &usual, NOW_MS, 12345);

	(void)state;
	assert_in_range(due_ms - NOW_MS, 300 * S, 330 * S);
	assert_int_equal(p.interval_ms, 7200 * S);
	assert_int_equal(p.errors, 3);
	assert_int_equal(p.gone, 1);
}

static uint64_t dice(uint64_t *random)
{
	*random = *random * 6364136223846793005u + 1442695040888963407u;
	return *random >> 20;
}

/* Whatever happens to a feed: the next poll is in the future, not over the ceiling and its jitter, and comes unless it is gone. */
static void pace_holds_for_every_history(void **state)
{
	uint64_t random = 11;

	(void)state;
	for (int feed = 0; feed < 2000; feed++) {
		int64_t floor_ms = 1 + (int64_t)(dice(&random) % (400 * S)), now_ms = NOW_MS;
		int64_t start_ms = floor_ms + (int64_t)(dice(&random) % (900 * S));
		struct pace_limits limits = { start_ms, floor_ms,
					      start_ms + (int64_t)(dice(&random) % (2 * DAY_S * S)) };
		struct pace p = { 0 };

		for (int poll = 0; poll < 60; poll++) {
			struct pace_hints hints = { (int64_t)(dice(&random) % (3 * DAY_S * S)), (uint32_t)dice(&random),
						    (unsigned char)dice(&random) };
			enum pace_outcome outcome = (enum pace_outcome)(dice(&random) % (PACE_OUTAGE + 1));
			int64_t due_ms = pace_next_ms(&p, outcome, &hints, &limits, now_ms, dice(&random));

			if (due_ms == PACE_NEVER) {
				assert_true(outcome == PACE_GONE && p.gone == PACE_GONE_TIMES);
				break;
			}
			assert_true(due_ms - now_ms >= floor_ms);
			assert_true(due_ms - now_ms <= limits.ceiling_ms + limits.ceiling_ms / 10 ||
				    due_ms - now_ms <= floor_ms + floor_ms / 10);
			assert_true(!p.interval_ms ||
				    (p.interval_ms >= floor_ms && p.interval_ms <= limits.ceiling_ms));
			now_ms = due_ms;
		}
	}
}

UNIT(pace, cmocka_unit_test(pace_follows_what_is_seen), cmocka_unit_test(pace_doubles_for_errors_up_to_a_ceiling),
     cmocka_unit_test(pace_forgets_errors_when_a_feed_comes_back),
     cmocka_unit_test(pace_retires_what_is_gone_three_times_in_a_row),
     cmocka_unit_test(pace_waits_as_long_as_the_publisher_asks), cmocka_unit_test(pace_leaves_out_hours_and_days),
     cmocka_unit_test(pace_in_an_outage_counts_nothing_and_is_soon_back),
     cmocka_unit_test(pace_holds_for_every_history))
