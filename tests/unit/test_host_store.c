/* tests/unit/test_host_store.c - what is remembered of hosts, across a restart. */
#include "tests/unit/unit.h"

#include "common/clock.h"
#include "ingest/host_store.h"

#include <stdlib.h>

#define HOUR_MS (3600 * INT64_C(1000))

static void count(void *context, struct slice host, int64_t until_ms)
{
	(void)host;
	*(int64_t *)context += until_ms;
}

static int64_t blocks(struct host_store *store)
{
	int64_t sum = 0;

	host_store_blocks(store, count, &sum);
	return sum;
}

static void host_store_keeps_what_is_still_true(void **state)
{
	static const struct {
		int64_t ahead_ms;
		bool kept;
	} cases[] = { { HOUR_MS, true }, { -1000, false }, { 400 * 24 * HOUR_MS, false } };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t until_ms = clock_now_ms() + cases[i].ahead_ms;
		char *dir = unit_directory();
		struct state *file = state_open(dir);
		struct host_store *store = host_store_open(file, false);

		host_store_block(store, SLICE("a.example"), until_ms - 1);
		host_store_block(store, SLICE("a.example"), until_ms);
		host_store_block(store, SLICE("a.example"), until_ms - 2); /* the later time counts */
		assert_int_equal(blocks(store), until_ms);
		host_store_close(store);
		state_close(file);
		file = state_open(dir);
		store = host_store_open(file, false);
		assert_int_equal(blocks(store), cases[i].kept ? until_ms : 0);
		host_store_close(store);
		state_close(file);
		free(dir);
	}
}

static void host_store_keeps_robots(void **state)
{
	struct stored_robots known = { .body = SLICE("Disallow: /\n"), .known = true }, failed = { .body = SLICE("") };
	struct arena *arena = arena_open(1u << 20);
	char *dir = unit_directory();

	(void)state;
	known.expires_ms = failed.expires_ms = clock_now_ms() + HOUR_MS;
	failed.failures = 3;
	memcpy(failed.why, "HTTP 503", sizeof "HTTP 503");
	for (int once = 0; once < 2; once++) {
		struct state *file = state_open(dir);
		struct host_store *store = host_store_open(file, once);
		struct stored_robots got = host_store_robots(store, SLICE("http://b.example"), arena);

		assert_int_equal(got.failures, 0); /* not known, or forgotten since somebody waits */
		assert_false(got.known);
		host_store_set_robots(store, SLICE("http://a.example"), &known);
		host_store_set_robots(store, SLICE("http://b.example"), &failed);
		got = host_store_robots(store, SLICE("http://a.example"), arena);
		assert_true(got.known);
		assert_slice_equal(got.body, "Disallow: /\n");
		got = host_store_robots(store, SLICE("http://b.example"), arena);
		assert_int_equal(got.failures, 3);
		assert_string_equal(got.why, "HTTP 503");
		host_store_close(store);
		state_close(file);
	}
	free(dir);
	arena_close(arena);
}

UNIT(host_store, cmocka_unit_test(host_store_keeps_what_is_still_true), cmocka_unit_test(host_store_keeps_robots))
