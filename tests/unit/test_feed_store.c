/* tests/unit/test_feed_store.c - what is remembered of feeds and pages, across a restart. */
#include "tests/unit/unit.h"

#include "common/clock.h"
#include "common/database.h"
#include "ingest/page_store.h"
#include "ingest/feed_store.h"

#include <stdlib.h>

#define HOST  SLICE("a.example")
#define DAY   (24 * 3600 * INT64_C(1000))
#define YEAR  (365 * DAY)
#define FEED  SLICE("http://a.example/feed")
#define TRIES 2

struct shelf {
	struct state *state;
	struct feed_store *store;
	struct page_store *pages;
	struct arena *arena;
};

static void shelf_open(struct shelf *s, const char *dir)
{
	const struct listed_feed listed = { FEED, HOST, SLICE("A"), SLICE("") };

	*s = (struct shelf){ .state = state_open(dir), .arena = arena_open(1u << 20) };
	s->store = feed_store_open(s->state, false);
	s->pages = page_store_open(s->state, false);
	feed_store_list_begin(s->store);
	feed_store_list(s->store, &listed);
	feed_store_list_end(s->store, clock_now_ms());
}

static void shelf_close(struct shelf *s)
{
	state_commit(s->state);
	feed_store_close(s->store);
	page_store_close(s->pages);
	state_close(s->state);
	arena_close(s->arena);
}

/* The clock was ahead when the next poll and the next try were planned, and has been set since. */
static void feed_store_forgets_what_a_wrong_clock_planned(void **state)
{
	static const struct {
		int64_t ahead_ms;
		bool feed_kept, page_kept;
	} cases[] = { { DAY, true, true }, { 7 * DAY, true, false }, { YEAR, false, false } };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct stored_page page = { .key = SLICE("k"),
					    .url = SLICE("http://a.example/1"),
					    .host = HOST,
					    .metadata = SLICE("{}"),
					    .content = SLICE("") };
		int64_t now_ms = clock_now_ms(), due_ms = now_ms + cases[i].ahead_ms, feed, id;
		char *dir = unit_directory();
		struct stored_feed row;
		struct shelf s;

		shelf_open(&s, dir);
		feed = feed_store_due_feed(s.store, HOST, now_ms);
		row = feed_store_feed(s.store, feed, s.arena);
		feed_store_polled(s.store, &row, due_ms);
		id = page_store_add(s.pages, &page);
		assert_int_equal(page_store_due_page(s.pages, HOST, now_ms), id);
		page_store_retry(s.pages, id, due_ms, TRIES);
		shelf_close(&s);
		shelf_open(&s, dir);
		assert_int_equal(feed_store_due_feed(s.store, HOST, now_ms), cases[i].feed_kept ? 0 : feed);
		assert_int_equal(page_store_due_page(s.pages, HOST, now_ms), cases[i].page_kept ? 0 : id);
		assert_int_equal(page_store_page(s.pages, id, s.arena).tries, TRIES);
		shelf_close(&s);
		free(dir);
	}
}

/* The clock was ahead at the last poll: the feed is due, though its next one is not far off. */
static void feed_store_polls_anew_what_was_polled_after_now(void **state)
{
	char *dir = unit_directory();
	struct shelf s;

	(void)state;
	shelf_open(&s, dir);
	{
		struct stored_feed row = feed_store_feed(s.store, 1, s.arena);

		feed_store_polled(s.store, &row, clock_now_ms() + DAY);
		database_run(state_db(s.state), "UPDATE feeds SET polled_ms=polled_ms+3600000");
	}
	shelf_close(&s);
	shelf_open(&s, dir);
	assert_int_equal(feed_store_due_feed(s.store, HOST, clock_now_ms()), 1);
	shelf_close(&s);
	free(dir);
}

/* The clock is set back a year while the process runs: all is due as long after now as it was before. */
static void feed_store_follows_a_clock_that_is_set_back(void **state)
{
	struct stored_page page = { .key = SLICE("k"),
				    .url = SLICE("http://a.example/1"),
				    .host = HOST,
				    .metadata = SLICE("{}"),
				    .content = SLICE("") };
	int64_t then_ms = clock_now_ms() + YEAR, id;
	char *dir = unit_directory();
	struct stored_feed row;
	struct shelf s;

	(void)state;
	shelf_open(&s, dir);
	row = feed_store_feed(s.store, 1, s.arena);
	feed_store_polled(s.store, &row, then_ms + DAY);
	id = page_store_add(s.pages, &page);
	page_store_retry(s.pages, id, then_ms + DAY, TRIES);
	feed_store_set_back(s.store, YEAR);
	page_store_set_back(s.pages, YEAR);
	assert_int_equal(feed_store_host_due(s.store, HOST), then_ms - YEAR + DAY);
	assert_int_equal(page_store_host_due(s.pages, HOST), then_ms - YEAR + DAY);
	feed_store_polled(s.store, &row, PACE_NEVER);
	feed_store_set_back(s.store, YEAR);
	assert_int_equal(feed_store_host_due(s.store, HOST), PACE_NEVER); /* retired it stays */
	shelf_close(&s);
	free(dir);
}

UNIT(feed_store, cmocka_unit_test(feed_store_forgets_what_a_wrong_clock_planned),
     cmocka_unit_test(feed_store_polls_anew_what_was_polled_after_now),
     cmocka_unit_test(feed_store_follows_a_clock_that_is_set_back))
