/* tests/unit/test_entry_store.c - what is remembered of entries and the pages they lead to. */
#include "tests/unit/unit.h"

#include "common/clock.h"
#include "common/database.h"
#include "ingest/entry_store.h"
#include "ingest/page_store.h"

#include <stdio.h>
#include <stdlib.h>

#define DAY_MS (24 * 3600 * INT64_C(1000))

struct shelf {
	struct state *state;
	struct page_store *pages;
	struct entry_store *entries;
	struct arena *arena;
	char *dir;
};

static void shelf_open_again(struct shelf *s)
{
	s->state = state_open(s->dir);
	s->pages = page_store_open(s->state, false);
	s->entries = entry_store_open(s->state);
	s->arena = arena_open(1u << 20);
}

static void shelf_open(struct shelf *s)
{
	*s = (struct shelf){ .dir = unit_directory() };
	shelf_open_again(s);
}

static void shelf_leave(struct shelf *s)
{
	state_commit(s->state);
	entry_store_close(s->entries);
	page_store_close(s->pages);
	state_close(s->state);
	arena_close(s->arena);
}

static void shelf_close(struct shelf *s)
{
	shelf_leave(s);
	free(s->dir);
}

static int64_t add_page(struct shelf *s, const char *key)
{
	struct stored_page page = { .key = slice_from(key),
				    .url = slice_from(key),
				    .host = SLICE("n.example"),
				    .metadata = SLICE("{}"),
				    .content = SLICE("") };

	return page_store_add(s->pages, &page);
}

/* The page was fetched, and ended there. */
static void archive(struct shelf *s, int64_t id, int64_t version, const char *final_key)
{
	struct stored_page page = page_store_page(s->pages, id, s->arena);

	page.version = version;
	page.final_key = slice_from(final_key);
	page.first_fetched_ms = 7;
	page.etag = SLICE("\"e\"");
	page_store_archived(s->pages, &page);
}

static void note(struct shelf *s, int64_t feed, const char *key, int64_t page, int64_t seen_ms)
{
	struct stored_entry entry = { .key = slice_from(key),
				      .page = page,
				      .written = { .words = UINT64_MAX, .title = 2, .date_ms = TIME_UNKNOWN },
				      .seen_ms = seen_ms };

	entry_store_note(s->entries, feed, &entry);
}

static void read_feed(struct shelf *s, int64_t feed, const char *url, const char *title)
{
	struct stored_source source = { .by = IDENTITY_BY_LINK, .read_ms = 5, .pruned_ms = 3 };

	entry_store_set_source(s->entries, feed, &source, slice_from(url), slice_from(title));
}

static void entry_store_gives_back_what_it_got(void **state)
{
	struct stored_source source;
	struct stored_entry entry;
	struct shelf s;

	(void)state;
	shelf_open(&s);
	note(&s, 1, "a", 9, 11);
	read_feed(&s, 1, "http://n.example/rss", "Feed");
	shelf_leave(&s);
	shelf_open_again(&s);
	assert_true(entry_store_find(s.entries, 1, SLICE("a"), &entry));
	assert_int_equal(entry.page, 9);
	assert_int_equal(entry.seen_ms, 11);
	assert_true(entry.judged);
	assert_true(entry.written.words == UINT64_MAX && entry.written.title == 2);
	assert_int_equal(entry.written.date_ms, TIME_UNKNOWN);
	assert_false(entry_store_find(s.entries, 2, SLICE("a"), &entry));
	source = entry_store_source(s.entries, 1);
	assert_int_equal(source.by, IDENTITY_BY_LINK);
	assert_int_equal(source.read_ms, 5);
	assert_int_equal(source.pruned_ms, 3);
	assert_int_equal(entry_store_source(s.entries, 2).read_ms, 0);
	shelf_close(&s);
}

static void entry_store_finds_the_entries_on_a_page(void **state)
{
	struct stored_entry entry;
	struct shelf s;

	(void)state;
	shelf_open(&s);
	note(&s, 1, "b", 9, 0);
	note(&s, 1, "a", 9, 0);
	note(&s, 1, "c", 8, 0);
	note(&s, 2, "aa", 9, 0);
	assert_true(entry_store_find_on_page(s.entries, 1, 9, SLICE(""), s.arena, &entry));
	assert_slice_equal(entry.key, "a");
	assert_true(entry_store_find_on_page(s.entries, 1, 9, entry.key, s.arena, &entry));
	assert_slice_equal(entry.key, "b");
	assert_false(entry_store_find_on_page(s.entries, 1, 9, entry.key, s.arena, &entry));
	shelf_close(&s);
}

static void entry_store_tells_all_feeds_of_an_article(void **state)
{
	struct article_feed *feed;
	int64_t page, other;
	struct shelf s;
	size_t n;

	(void)state;
	shelf_open(&s);
	page = add_page(&s, "https://n.example/1");
	other = add_page(&s, "https://short.example/x");
	read_feed(&s, 1, "http://n.example/rss", "One");
	read_feed(&s, 2, "http://m.example/rss", "Two");
	read_feed(&s, 3, "http://o.example/rss", "Three");
	note(&s, 1, "a", page, 0);
	note(&s, 2, "b", page, 0);
	note(&s, 3, "c", other, 0);
	entry_store_feeds(s.entries, page, s.arena, &feed, &n);
	assert_int_equal(n, 2);
	assert_slice_equal(feed[0].url, "http://n.example/rss");
	assert_slice_equal(feed[1].title, "Two");
	archive(&s, page, 1, "https://n.example/1");
	archive(&s, other, 0, "https://n.example/1"); /* it ended at the same URL */
	entry_store_feeds(s.entries, page, s.arena, &feed, &n);
	assert_int_equal(n, 3);
	assert_int_equal(page_store_original(s.pages, other), page);
	assert_int_equal(page_store_original(s.pages, page), page);
	assert_true(page_store_is_archived(s.pages, other, SLICE("https://n.example/1")));
	assert_false(page_store_is_archived(s.pages, page, SLICE("https://n.example/1")));
	shelf_close(&s);
}

static bool has_page(struct shelf *s, const char *key)
{
	return page_store_find(s->pages, slice_from(key)) != 0;
}

static void entry_store_forgets_old_entries_and_their_pages(void **state)
{
	int64_t now_ms = clock_now_ms(), old_ms = now_ms - 100 * DAY_MS;
	struct stored_entry entry;
	struct shelf s;

	(void)state;
	shelf_open(&s);
	note(&s, 1, "old", add_page(&s, "https://n.example/old"), old_ms);
	note(&s, 1, "pending", add_page(&s, "https://n.example/pending"), old_ms);
	note(&s, 1, "kept", add_page(&s, "https://n.example/kept"), now_ms);
	note(&s, 1, "shared", add_page(&s, "https://n.example/shared"), old_ms);
	note(&s, 2, "also", page_store_find(s.pages, SLICE("https://n.example/shared")), old_ms);
	for (int64_t id = 1; id <= 4; id++)
		if (id != 2)
			archive(&s, id, 1, "https://n.example/end");
	database_run(state_db(s.state), "UPDATE pages SET settled_ms=1");
	assert_true(entry_store_prune(s.entries, 1, now_ms - 90 * DAY_MS));
	assert_false(entry_store_find(s.entries, 1, SLICE("old"), &entry));
	assert_false(has_page(&s, "https://n.example/old"));
	assert_true(has_page(&s, "https://n.example/pending"));
	assert_true(entry_store_find(s.entries, 1, SLICE("kept"), &entry));
	assert_true(has_page(&s, "https://n.example/kept"));
	assert_false(entry_store_find(s.entries, 1, SLICE("shared"), &entry));
	assert_true(has_page(&s, "https://n.example/shared"));
	shelf_close(&s);
}

static void entry_store_forgets_so_many_at_once(void **state)
{
	struct shelf s;
	char key[16];

	(void)state;
	shelf_open(&s);
	for (int i = 0; i < ENTRY_PRUNED_AT_ONCE; i++) {
		snprintf(key, sizeof key, "%d", i);
		note(&s, 1, key, 0, 1);
	}
	assert_false(entry_store_prune(s.entries, 1, 2));
	assert_true(entry_store_prune(s.entries, 1, 2));
	shelf_close(&s);
}

/* It is flooded by what waits for its first fetch, not by what is there or was edited. */
static void entry_store_sees_a_feed_that_floods(void **state)
{
	struct shelf s;
	int64_t id = 0;
	char key[64];

	(void)state;
	shelf_open(&s);
	for (int i = 0; i < ENTRY_MAX_WAITING; i++) {
		assert_false(i == ENTRY_MAX_WAITING - 1 && entry_store_is_flooded(s.entries, 1));
		snprintf(key, sizeof key, "https://n.example/%d", i);
		id = add_page(&s, key);
		note(&s, 1, key, id, 1);
	}
	assert_true(entry_store_is_flooded(s.entries, 1));
	assert_false(entry_store_is_flooded(s.entries, 2));
	archive(&s, id, 1, key);
	assert_false(entry_store_is_flooded(s.entries, 1));
	shelf_close(&s);
}

static void page_store_has_an_edited_page_fetched_again(void **state)
{
	struct stored_page page;
	struct shelf s;
	int64_t id;

	(void)state;
	shelf_open(&s);
	id = add_page(&s, "https://n.example/1");
	archive(&s, id, 1, "https://n.example/end");
	assert_int_equal(page_store_pages_left(s.pages), 0);
	page = page_store_page(s.pages, id, s.arena);
	page.url = SLICE("http://n.example/2");
	page.metadata = SLICE("{\"n\":2}");
	page_store_again(s.pages, &page, 1000);
	assert_int_equal(page_store_pages_left(s.pages), 1);
	assert_int_equal(page_store_due_page(s.pages, SLICE("n.example"), 999), 0);
	assert_int_equal(page_store_due_page(s.pages, SLICE("n.example"), 1000), id);
	page = page_store_page(s.pages, id, s.arena);
	assert_int_equal(page.status, PAGE_PENDING);
	assert_int_equal(page.version, 1);
	assert_int_equal(page.first_fetched_ms, 7);
	assert_slice_equal(page.final_key, "https://n.example/end");
	assert_slice_equal(page.etag, "\"e\"");
	assert_slice_equal(page.url, "http://n.example/2");
	page_store_again(s.pages, &page, 2000); /* once more: it is due no later for that */
	assert_int_equal(page_store_pages_left(s.pages), 1);
	assert_int_equal(page_store_due_page(s.pages, SLICE("n.example"), 1000), id);
	shelf_close(&s);
}

static void page_store_takes_versions_from_the_archive(void **state)
{
	struct stored_page page = { .key = SLICE("https://n.example/1"),
				    .final_key = SLICE("https://n.example/elsewhere"),
				    .version = 2,
				    .digest = SLICE("sha1:X"),
				    .settled_ms = 9,
				    .first_fetched_ms = 5 };
	struct shelf s;
	int64_t id;

	(void)state;
	shelf_open(&s);
	id = add_page(&s, "https://n.example/1");
	archive(&s, id, 1, "https://n.example/end");
	page_store_mark_archived(s.pages, &page);
	page = page_store_page(s.pages, id, s.arena);
	assert_int_equal(page.version, 2);
	assert_int_equal(page.first_fetched_ms, 5);
	assert_slice_equal(page.digest, "sha1:X");
	assert_slice_equal(page.final_key, "https://n.example/end"); /* the article's id is made of it */
	assert_slice_equal(page.etag, "");                           /* those were of another version */
	shelf_close(&s);
}

/* The tables of version 0.1.0, with an archived page, a pending one and their entries. */
static const char old_state[] =
	"CREATE TABLE entries(feed INTEGER, key TEXT, page INTEGER, PRIMARY KEY(feed, key)) WITHOUT ROWID;"
	"CREATE TABLE pages(id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, url TEXT, host TEXT, metadata TEXT,"
	" status INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0, due_ms INTEGER NOT NULL DEFAULT 0, final_key TEXT,"
	" seq INTEGER, reason TEXT);"
	"INSERT INTO pages(key, url, host, status, final_key) VALUES('http://n.example/1', 'http://n.example/1', "
	"'n.example',"
	" 1, 'http://n.example/1?end');"
	"INSERT INTO pages(key, url, host, metadata, status) VALUES('http://n.example/2', 'http://n.example/2', "
	"'n.example',"
	" '{}', 0);"
	"INSERT INTO entries VALUES(1, 'a', 1);";

static void stores_convert_an_old_state(void **state)
{
	struct stored_entry entry;
	struct stored_page page;
	struct shelf s = { .dir = unit_directory() };

	(void)state;
	s.state = state_open(s.dir);
	database_run(state_db(s.state), old_state);
	state_close(s.state);
	shelf_open_again(&s);
	page = page_store_page(s.pages, page_store_find(s.pages, SLICE("https://n.example/1")), s.arena);
	assert_int_equal(page.version, 1);
	assert_slice_equal(page.final_key, "https://n.example/1?end");
	assert_true(page.settled_ms > clock_now_ms() - DAY_MS);
	page = page_store_page(s.pages, page_store_find(s.pages, SLICE("https://n.example/2")), s.arena);
	assert_int_equal(page.version, 0);
	assert_int_equal(page_store_due_page(s.pages, SLICE("n.example"), 1), page.id);
	assert_true(entry_store_find(s.entries, 1, SLICE("a"), &entry));
	assert_false(entry.judged);
	assert_true(entry.seen_ms > clock_now_ms() - DAY_MS);
	shelf_close(&s);
}

UNIT(entry_store, cmocka_unit_test(entry_store_gives_back_what_it_got),
     cmocka_unit_test(entry_store_finds_the_entries_on_a_page),
     cmocka_unit_test(entry_store_tells_all_feeds_of_an_article),
     cmocka_unit_test(entry_store_forgets_old_entries_and_their_pages),
     cmocka_unit_test(entry_store_forgets_so_many_at_once), cmocka_unit_test(entry_store_sees_a_feed_that_floods),
     cmocka_unit_test(page_store_has_an_edited_page_fetched_again),
     cmocka_unit_test(page_store_takes_versions_from_the_archive), cmocka_unit_test(stores_convert_an_old_state))
