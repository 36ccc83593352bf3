/* tests/unit/test_websub_store.c - subscriptions are remembered with the feeds they belong to. */
#include "ingest/feed_store.h"
#include "ingest/websub_store.h"
#include "tests/unit/unit.h"

#include <stdlib.h>

static struct arena *arena;
static char *dir;
static struct state *state;
static struct feed_store *feeds;
static struct websub_store *store;

static void open_all(void)
{
	state = state_open(dir);
	feeds = feed_store_open(state, false);
	store = websub_store_open(state);
}

static void close_all(void)
{
	websub_store_close(store);
	feed_store_close(feeds);
	state_commit(state);
	state_close(state);
}

static int start(void **context)
{
	(void)context;
	arena = arena_open(1u << 20);
	dir = unit_directory();
	open_all();
	return 0;
}

static int stop(void **context)
{
	(void)context;
	close_all();
	free(dir);
	arena_close(arena);
	return 0;
}

static void list_feeds(size_t n)
{
	feed_store_list_begin(feeds);
	for (size_t i = 0; i < n; i++)
		feed_store_list(feeds, &(struct listed_feed){ .url = arena_printf(arena, "http://f.example/%zu", i + 1),
							      .host = SLICE("f.example"),
							      .title = SLICE(""),
							      .options = SLICE("") });
	feed_store_list_end(feeds, 1000);
}

/* The first feed has the id 1, and so on. */
static struct websub subscribe(int64_t feed, int64_t due_ms)
{
	struct websub w = websub_new(arena, websub_store_key(store), feed, SLICE("https://Hub.example:8443/x"),
				     SLICE("http://f.example/topic"));

	w.due_ms = due_ms;
	websub_store_put(store, &w);
	return w;
}

static void websub_store_keeps_all_of_it(void **context)
{
	struct websub w, again;
	struct slice key;

	(void)context;
	list_feeds(1);
	w = subscribe(1, 5);
	w.status = WEBSUB_LIVE;
	w.trusted = true;
	w.lease_end_ms = 77;
	w.asks = 3;
	websub_store_put(store, &w);
	key = arena_copy(arena, websub_store_key(store));
	close_all();
	open_all();
	assert_true(slice_equal(key, websub_store_key(store)));
	assert_true(websub_store_of_feed(store, 1, arena, &again));
	assert_slice_equal(again.hub, "https://Hub.example:8443/x");
	assert_slice_equal(again.host, "hub.example");
	assert_slice_equal(again.topic, "http://f.example/topic");
	assert_true(slice_equal(again.token, w.token) && slice_equal(again.secret, w.secret));
	assert_true(websub_is_token(key, again.token));
	assert_int_equal(again.status, WEBSUB_LIVE);
	assert_true(again.trusted);
	assert_int_equal(again.lease_end_ms, 77);
	assert_int_equal(again.due_ms, 5);
	assert_int_equal(again.asks, 3);
}

static void websub_store_finds_by_token_and_time(void **context)
{
	struct websub first, found;

	(void)context;
	list_feeds(2);
	first = subscribe(1, 500);
	subscribe(2, 300);
	assert_true(websub_store_of_token(store, first.token, arena, &found));
	assert_int_equal(found.feed, 1);
	assert_false(websub_store_of_token(store, SLICE("0"), arena, &found));
	assert_int_equal(websub_store_host_due(store, SLICE("hub.example")), 300);
	assert_int_equal(websub_store_host_due(store, SLICE("other.example")), INT64_MAX);
	assert_int_equal(websub_store_due(store, SLICE("hub.example"), 299), 0);
	assert_int_equal(websub_store_due(store, SLICE("hub.example"), 600), 2);
	websub_store_remove(store, 2);
	assert_int_equal(websub_store_due(store, SLICE("hub.example"), 600), 1);
	assert_false(websub_store_of_feed(store, 2, arena, &found));
}

static void websub_store_passes_over_feeds_that_are_not_polled(void **context)
{
	struct websub second, found;

	(void)context;
	list_feeds(2);
	second = subscribe(2, 300);
	list_feeds(1);
	assert_int_equal(websub_store_host_due(store, SLICE("hub.example")), INT64_MAX);
	assert_int_equal(websub_store_due(store, SLICE("hub.example"), 600), 0);
	assert_false(websub_store_of_token(store, second.token, arena, &found));
	list_feeds(2);
	assert_true(websub_store_of_token(store, second.token, arena, &found));
}

static void note_feed(void *context, int64_t feed)
{
	*(int64_t *)context += feed;
}

static void websub_store_forgets_trust(void **context)
{
	struct websub w;
	int64_t told = 0;

	(void)context;
	list_feeds(3);
	subscribe(1, 0);
	w = subscribe(2, 0);
	w.trusted = true;
	websub_store_put(store, &w);
	websub_store_distrust(store, note_feed, &told);
	assert_int_equal(told, 2);
	assert_true(websub_store_of_feed(store, 2, arena, &w));
	assert_false(w.trusted);
	websub_store_distrust(store, note_feed, &told);
	assert_int_equal(told, 2);
}

#define STORE_TEST(rule) cmocka_unit_test_setup_teardown(rule, start, stop)

UNIT(websub_store, STORE_TEST(websub_store_keeps_all_of_it), STORE_TEST(websub_store_finds_by_token_and_time),
     STORE_TEST(websub_store_passes_over_feeds_that_are_not_polled), STORE_TEST(websub_store_forgets_trust))
