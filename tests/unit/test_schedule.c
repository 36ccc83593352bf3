/* tests/unit/test_schedule.c - which host is asked when. */
#include "ingest/schedule.h"
#include "tests/unit/unit.h"

#include <stdio.h>

static void assert_next(struct schedule *s, int64_t now_ms, const char *name)
{
	struct schedule_host *h = schedule_take(s, now_ms);

	assert_non_null(h);
	assert_slice_equal(schedule_host_name(h), name);
	schedule_release(s, h, 0);
}

static void schedule_hands_out_what_is_due_in_its_order(void **state)
{
	struct schedule *s = schedule_open();

	(void)state;
	assert_null(schedule_take(s, 1000));
	assert_true(schedule_next_ms(s) == SCHEDULE_NEVER);
	schedule_add(s, SLICE("c.example"), 30);
	schedule_add(s, SLICE("a.example"), 10);
	schedule_add(s, SLICE("b.example"), 40);
	schedule_add(s, SLICE("b.example"), 20); /* the earlier time counts, */
	schedule_add(s, SLICE("a.example"), 90); /* and stays */
	assert_int_equal(schedule_next_ms(s), 10);
	assert_null(schedule_take(s, 9));
	assert_next(s, 100, "a.example");
	assert_next(s, 100, "b.example");
	assert_next(s, 100, "c.example");
	assert_null(schedule_take(s, 1000));
	schedule_close(s);
}

static void schedule_gives_a_host_one_transfer_at_a_time(void **state)
{
	struct schedule *s = schedule_open();
	struct schedule_host *h;

	(void)state;
	schedule_add(s, SLICE("a.example"), 0);
	h = schedule_take(s, 0);
	assert_non_null(h);
	schedule_add(s, SLICE("a.example"), 0);
	assert_null(schedule_take(s, 1000));
	schedule_release(s, h, 1500); /* a pause */
	assert_int_equal(schedule_next_ms(s), 1500);
	assert_null(schedule_take(s, 1499));
	h = schedule_take(s, 1500);
	assert_non_null(h);
	schedule_release(s, h, 0);
	assert_true(schedule_next_ms(s) == SCHEDULE_NEVER);
	schedule_close(s);
}

/* Many hosts, times in no order: they come out sorted. */
static void schedule_keeps_the_order_of_many(void **state)
{
	struct schedule *s = schedule_open();
	uint64_t random = 7;
	int64_t last = 0;
	char name[32];

	(void)state;
	for (int i = 0; i < 5000; i++) {
		random = random * 6364136223846793005u + 1442695040888963407u;
		snprintf(name, sizeof name, "h%d.example", i % 3000);
		schedule_add(s, slice_from(name), (int64_t)(random >> 44));
	}
	for (int i = 0; i < 3000; i++) {
		int64_t next = schedule_next_ms(s);

		assert_true(next >= last);
		last = next;
		assert_non_null(schedule_take(s, next));
	}
	assert_null(schedule_take(s, SCHEDULE_NEVER));
	schedule_close(s);
}

static void schedule_leaves_a_blocked_host_alone(void **state)
{
	struct schedule *s = schedule_open();
	struct schedule_host *h;

	(void)state;
	schedule_add(s, SLICE("a.example"), 10);
	schedule_add(s, SLICE("b.example"), 20);
	schedule_block(s, SLICE("a.example"), 500); /* while it waits */
	schedule_block(s, SLICE("a.example"), 400); /* the later time counts */
	schedule_block(s, SLICE("c.example"), 600); /* before anything is to be fetched there */
	schedule_add(s, SLICE("c.example"), 30);
	assert_next(s, 100, "b.example");
	assert_int_equal(schedule_next_ms(s), 500);
	h = schedule_take(s, 500);
	assert_slice_equal(schedule_host_name(h), "a.example");
	schedule_add(s, SLICE("a.example"), 0);
	schedule_block(s, SLICE("a.example"), 900); /* while it is asked */
	schedule_release(s, h, 700);
	assert_next(s, 899, "c.example");
	assert_null(schedule_take(s, 899));
	schedule_block(s, SLICE("a.example"), SCHEDULE_NEVER);
	assert_true(schedule_next_ms(s) == SCHEDULE_NEVER);
	assert_null(schedule_take(s, INT64_MAX - 1));
	schedule_close(s);
}

/* Ever new hosts come and go: what is known of the others stays. */
static void schedule_forgets_idle_hosts_only(void **state)
{
	struct schedule *s = schedule_open();
	struct schedule_host *taken;
	char name[32];

	(void)state;
	schedule_add(s, SLICE("taken.example"), 0);
	taken = schedule_take(s, 0);
	schedule_block(s, SLICE("blocked.example"), 200000);
	schedule_add(s, SLICE("waiting.example"), 100000);
	for (int i = 1; i <= 50000; i++) {
		snprintf(name, sizeof name, "h%d.example", i);
		schedule_add(s, slice_from(name), i);
		assert_next(s, i, name);
	}
	assert_slice_equal(schedule_host_name(taken), "taken.example");
	schedule_add(s, SLICE("taken.example"), 0); /* still taken */
	schedule_add(s, SLICE("blocked.example"), 0);
	assert_int_equal(schedule_next_ms(s), 100000);
	assert_next(s, 100000, "waiting.example");
	schedule_release(s, taken, 0);
	assert_next(s, 100000, "taken.example");
	assert_int_equal(schedule_next_ms(s), 200000);
	schedule_close(s);
}

static void schedule_follows_a_clock_that_is_set_back(void **state)
{
	struct schedule *s = schedule_open();

	(void)state;
	schedule_add(s, SLICE("b.example"), 1000020);
	schedule_add(s, SLICE("a.example"), 1000010);
	schedule_add(s, SLICE("blocked.example"), 0);
	schedule_block(s, SLICE("blocked.example"), 1000030);
	schedule_block(s, SLICE("given-up.example"), SCHEDULE_NEVER);
	schedule_set_back(s, 1000000);
	schedule_add(s, SLICE("given-up.example"), 0);
	assert_int_equal(schedule_next_ms(s), 10);
	assert_next(s, 10, "a.example");
	assert_next(s, 20, "b.example");
	assert_null(schedule_take(s, 29));
	assert_next(s, 30, "blocked.example");
	assert_null(schedule_take(s, 1000000));
	schedule_close(s);
}

UNIT(schedule, cmocka_unit_test(schedule_hands_out_what_is_due_in_its_order),
     cmocka_unit_test(schedule_gives_a_host_one_transfer_at_a_time), cmocka_unit_test(schedule_keeps_the_order_of_many),
     cmocka_unit_test(schedule_leaves_a_blocked_host_alone), cmocka_unit_test(schedule_forgets_idle_hosts_only),
     cmocka_unit_test(schedule_follows_a_clock_that_is_set_back))
