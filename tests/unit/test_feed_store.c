/* tests/unit/test_feed_store.c - what is remembered of feeds and pages, across a restart. */
#include "tests/unit/unit.h"

#include "common/clock.h"
#include "ingest/page_store.h"
#include "ingest/feed_store.h"

#include <stdlib.h>

#define HOST  SLICE("a.example")
#define YEAR  (365 * 24 * 3600 * INT64_C(1000))
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
		bool kept;
	} cases[] = { { 7 * 24 * 3600 * INT64_C(1000), true }, { YEAR, false } };

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
		assert_int_equal(feed_store_due_feed(s.store, HOST, now_ms), cases[i].kept ? 0 : feed);
		assert_int_equal(page_store_due_page(s.pages, HOST, now_ms), cases[i].kept ? 0 : id);
		assert_int_equal(page_store_page(s.pages, id, s.arena).tries, TRIES);
		shelf_close(&s);
		free(dir);
	}
}

UNIT(feed_store, cmocka_unit_test(feed_store_forgets_what_a_wrong_clock_planned))
