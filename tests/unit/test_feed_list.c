/* tests/unit/test_feed_list.c - which feeds are polled: listed anew, spread, retired, moved, merged, named by a sitemap index. */
#include "tests/unit/unit.h"

#include "common/clock.h"
#include "common/database.h"
#include "ingest/feed_store.h"

#include <stdio.h>
#include <stdlib.h>

struct shelf {
	char *dir;
	struct state *state;
	struct feed_store *store;
	struct arena *arena;
};

static void shelf_open(struct shelf *s, bool once)
{
	char *dir = s->dir ? s->dir : unit_directory();

	*s = (struct shelf){ .dir = dir, .state = state_open(dir), .arena = arena_open(1u << 20) };
	s->store = feed_store_open(s->state, once);
}

static void shelf_close(struct shelf *s)
{
	state_commit(s->state);
	feed_store_close(s->store);
	state_close(s->state);
	arena_close(s->arena);
}

/* One list: words with blanks between, each the path of a feed of a.example. */
static void list(struct shelf *s, const char *paths, int64_t now_ms)
{
	struct slice rest = slice_from(paths), path;

	feed_store_list_begin(s->store);
	while (slice_next(&rest, ' ', &path)) {
		const struct listed_feed feed = { arena_printf(s->arena, "http://a.example/%.*s", SLICE_ARG(path)),
						  SLICE("a.example"), path, SLICE("") };

		feed_store_list(s->store, &feed);
	}
	feed_store_list_end(s->store, now_ms);
}

static int64_t due(struct shelf *s, const char *host, int64_t now_ms)
{
	return feed_store_due_feed(s->store, slice_from(host), now_ms);
}

/* The feed that is due is polled; it is due again at due_ms. */
static struct stored_feed poll(struct shelf *s, const char *host, int64_t now_ms, int64_t due_ms)
{
	struct stored_feed row = feed_store_feed(s->store, due(s, host, now_ms), s->arena);

	feed_store_polled(s->store, &row, due_ms);
	return row;
}

static void feed_list_polls_what_is_listed_at_its_time(void **state)
{
	struct shelf s = { .dir = NULL };

	(void)state;
	shelf_open(&s, false);
	list(&s, "x y", 1000);
	poll(&s, "a.example", 1000, 5000);
	poll(&s, "a.example", 1000, 6000);
	assert_int_equal(due(&s, "a.example", 4999), 0);
	shelf_close(&s);
	shelf_open(&s, false); /* a restart changes nothing */
	list(&s, "x y", 1000);
	assert_int_equal(feed_store_host_due(s.store, SLICE("a.example")), 5000);
	list(&s, "y", 1000);
	assert_int_equal(feed_store_host_due(s.store, SLICE("a.example")), 6000);
	list(&s, "x y", 1000); /* x is new again */
	assert_true(feed_store_host_due(s.store, SLICE("a.example")) <= 1000);
	shelf_close(&s);
	free(s.dir);
}

static void feed_list_spreads_a_long_list(void **state)
{
	struct shelf s = { .dir = NULL };
	char paths[4096] = "";
	int n = 0;

	(void)state;
	for (int i = 0; i < FEED_STORE_AT_ONCE + 30; i++)
		n += snprintf(paths + n, sizeof paths - (size_t)n, "%s%d", i ? " " : "", i);
	shelf_open(&s, false);
	list(&s, paths, 1000);
	for (int i = 0; i < FEED_STORE_AT_ONCE; i++)
		poll(&s, "a.example", 1000, 1000000);
	assert_int_equal(due(&s, "a.example", 1000), 0);
	for (int i = 1; i <= 30; i++) {
		assert_int_equal(feed_store_host_due(s.store, SLICE("a.example")), 1000 + i * FEED_STORE_STEP_MS);
		poll(&s, "a.example", 1000 + i * FEED_STORE_STEP_MS, 1000000);
	}
	shelf_close(&s);
	shelf_open(&s, true); /* --once is not spread */
	list(&s, paths, 1000);
	assert_int_equal(feed_store_host_due(s.store, SLICE("a.example")), 0);
	assert_int_equal(feed_store_give_up(s.store, SLICE("a.example"), 5), FEED_STORE_AT_ONCE + 30);
	assert_false(feed_store_feeds_left(s.store));
	shelf_close(&s);
	free(s.dir);
}

static void feed_list_polls_once_with_once(void **state)
{
	struct shelf s = { .dir = NULL };

	(void)state;
	shelf_open(&s, true);
	list(&s, "x y", 1000);
	assert_true(feed_store_feeds_left(s.store));
	poll(&s, "a.example", 1000, 0); /* in vain: again */
	poll(&s, "a.example", 1000, 2000);
	assert_true(feed_store_feeds_left(s.store));
	poll(&s, "a.example", 1000, 2000);
	assert_false(feed_store_feeds_left(s.store));
	assert_int_equal(due(&s, "a.example", 1000000), 0);
	shelf_close(&s);
	free(s.dir);
}

static void feed_list_leaves_out_what_is_retired_until_it_is_listed_anew(void **state)
{
	struct shelf s = { .dir = NULL };

	(void)state;
	for (int once = 0; once < 2; once++) {
		s.dir = NULL;
		shelf_open(&s, once);
		list(&s, "x", 1000);
		poll(&s, "a.example", 1000, PACE_NEVER);
		assert_int_equal(due(&s, "a.example", INT64_MAX - 1), 0);
		assert_false(feed_store_feeds_left(s.store));
		shelf_close(&s);
		shelf_open(&s, once);
		list(&s, "x", 1000);
		assert_int_equal(due(&s, "a.example", INT64_MAX - 1), 0);
		list(&s, "y", 1000);
		list(&s, "x", 1000);
		assert_true(due(&s, "a.example", 1000) > 0);
		shelf_close(&s);
		free(s.dir);
	}
}

static void feed_list_keeps_where_a_feed_has_moved(void **state)
{
	struct shelf s = { .dir = NULL };
	struct stored_feed x, y;

	(void)state;
	shelf_open(&s, false);
	list(&s, "x y", 1000);
	x = poll(&s, "a.example", 1000, 5000);
	y = poll(&s, "a.example", 1000, 6000);
	assert_true(feed_store_move(s.store, &x, SLICE("https://b.example/x"), SLICE("b.example")));
	shelf_close(&s);
	shelf_open(&s, false);
	list(&s, "x y", 1000);
	assert_int_equal(feed_store_host_due(s.store, SLICE("b.example")), 5000);
	assert_slice_equal(feed_store_feed(s.store, x.id, s.arena).moved_url, "https://b.example/x");
	assert_false(feed_store_move(s.store, &y, SLICE("https://b.example/x"), SLICE("b.example")));
	assert_int_equal(feed_store_host_due(s.store, SLICE("a.example")), INT64_MAX); /* merged */
	list(&s, "y", 1000); /* without x, y has to be polled by itself */
	assert_true(feed_store_host_due(s.store, SLICE("a.example")) <= 1000);
	list(&s, "x y", 1000);
	assert_true(feed_store_move(s.store, &x, SLICE(""), SLICE("a.example")));
	assert_int_equal(feed_store_host_due(s.store, SLICE("b.example")), INT64_MAX);
	shelf_close(&s);
	free(s.dir);
}

static void feed_list_follows_a_sitemap_index(void **state)
{
	const struct listed_feed p = { SLICE("http://b.example/p"), SLICE("b.example"), SLICE(""), SLICE("") };
	const struct listed_feed q = { SLICE("http://c.example/q"), SLICE("c.example"), SLICE(""), SLICE("") };
	struct shelf s = { .dir = NULL };
	int64_t parent;

	(void)state;
	shelf_open(&s, false);
	list(&s, "index", 1000);
	parent = poll(&s, "a.example", 1000, 9000).id;
	feed_store_child(s.store, parent, &p, 10, 1000);
	feed_store_child(s.store, parent, &q, 10, 1000);
	feed_store_children_end(s.store, parent, 1000);
	assert_int_equal(poll(&s, "b.example", 1000, 8000).parent, parent);
	poll(&s, "c.example", 1000, 8000);
	list(&s, "index", 1000); /* they are listed as long as it is */
	assert_int_equal(feed_store_host_due(s.store, SLICE("b.example")), 8000);
	feed_store_child(s.store, parent, &p, 10, 2000); /* p is as it was, q is gone */
	feed_store_children_end(s.store, parent, 2000);
	assert_int_equal(feed_store_host_due(s.store, SLICE("b.example")), 8000);
	assert_int_equal(feed_store_host_due(s.store, SLICE("c.example")), INT64_MAX);
	feed_store_child(s.store, parent, &p, 11, 3000); /* p has changed, q is back */
	feed_store_child(s.store, parent, &q, 10, 3000);
	feed_store_children_end(s.store, parent, 3000);
	assert_int_equal(feed_store_host_due(s.store, SLICE("b.example")), 0);
	assert_int_equal(feed_store_host_due(s.store, SLICE("c.example")), 0);
	list(&s, "other", 1000);
	assert_int_equal(feed_store_host_due(s.store, SLICE("b.example")), INT64_MAX);
	shelf_close(&s);
	free(s.dir);
}

/* The table as the first program made it. */
static void feed_list_takes_over_an_old_state(void **state)
{
	struct shelf s = { .dir = unit_directory() };
	sqlite3 *db =
		database_open(s.dir, "ingest.sqlite", DATABASE_SYNC_NORMAL,
			      "CREATE TABLE feeds(id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE,"
			      " host TEXT NOT NULL, title TEXT, listed INTEGER NOT NULL, etag TEXT,"
			      " last_modified TEXT, due_ms INTEGER NOT NULL DEFAULT 0,"
			      " errors INTEGER NOT NULL DEFAULT 0);"
			      "INSERT INTO feeds VALUES(7, 'http://a.example/x', 'a.example', 'X', 1, 'e', 'm', 5, 2)");
	struct stored_feed row;

	(void)state;
	database_close(db);
	shelf_open(&s, false);
	list(&s, "x", 1000);
	assert_int_equal(due(&s, "a.example", 1000), 7);
	row = feed_store_feed(s.store, 7, s.arena);
	assert_slice_equal(row.etag, "e");
	assert_slice_equal(row.moved_url, "");
	assert_int_equal(row.pace.errors, 2);
	assert_int_equal(row.pace.interval_ms, 0);
	shelf_close(&s);
	free(s.dir);
}

UNIT(feed_list, cmocka_unit_test(feed_list_polls_what_is_listed_at_its_time),
     cmocka_unit_test(feed_list_spreads_a_long_list), cmocka_unit_test(feed_list_polls_once_with_once),
     cmocka_unit_test(feed_list_leaves_out_what_is_retired_until_it_is_listed_anew),
     cmocka_unit_test(feed_list_keeps_where_a_feed_has_moved), cmocka_unit_test(feed_list_follows_a_sitemap_index),
     cmocka_unit_test(feed_list_takes_over_an_old_state))
