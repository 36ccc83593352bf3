/* ingest/entry_store.c - entries in SQLite.
 *
 * Tables; a column that is new is added when the state is opened:
 *   entries(feed, key, page, words, title, date_ms, seen_ms)   words NULL: noted by a program that did not compare
 *   sources(feed, identity, read_ms, pruned_ms, url, title)
 */
#include "ingest/entry_store.h"
#include "common/clock.h"
#include "common/database.h"
#include "common/die.h"

#include <stdlib.h>

static const char schema[] =
	"CREATE TABLE IF NOT EXISTS entries(feed INTEGER, key TEXT, page INTEGER, PRIMARY KEY(feed, key)) WITHOUT "
	"ROWID;"
	"CREATE TABLE IF NOT EXISTS sources(feed INTEGER PRIMARY KEY, identity INTEGER NOT NULL, read_ms INTEGER NOT "
	"NULL,"
	" pruned_ms INTEGER NOT NULL, url TEXT, title TEXT);"
	"CREATE INDEX IF NOT EXISTS entries_page ON entries(page) WHERE page>0;";

#define MAX_FEEDS 64 /* that a document lists */

enum statement {
	SOURCE,
	SET_SOURCE,
	FIND,
	FIND_ON_PAGE,
	NOTE,
	FORGET,
	FEEDS,
	FIRST_FEED,
	OLD,
	FORGET_PAGE,
	FLOODED,
	STATEMENTS
};

#define COLUMNS "key, page, words, title, date_ms, seen_ms FROM entries"

static const char *const sql[STATEMENTS] = {
	[SOURCE] = "SELECT identity, read_ms, pruned_ms FROM sources WHERE feed=?1",
	[SET_SOURCE] = "INSERT OR REPLACE INTO sources(feed, identity, read_ms, pruned_ms, url, title)"
		       " VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
	[FIND] = "SELECT " COLUMNS " WHERE feed=?1 AND key=?2",
	[FIND_ON_PAGE] = "SELECT " COLUMNS " WHERE page=?2 AND page>0 AND feed=?1 AND key>?3 ORDER BY key LIMIT 1",
	[NOTE] = "INSERT OR REPLACE INTO entries(feed, key, page, words, title, date_ms, seen_ms)"
		 " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	[FORGET] = "DELETE FROM entries WHERE feed=?1 AND key=?2",
	[FEEDS] = "SELECT url, title FROM sources WHERE feed IN (SELECT feed FROM entries WHERE page>0 AND page IN"
		  " (SELECT ?1 UNION SELECT other.id FROM pages JOIN pages AS other USING(final_key)"
		  " WHERE pages.id=?1)) ORDER BY feed LIMIT ?2",
	[FIRST_FEED] = "SELECT min(feed) FROM entries WHERE page=?1 AND page>0",
	[OLD] = "SELECT key, page FROM entries WHERE feed=?1 AND seen_ms<?2 LIMIT ?3",
	[FORGET_PAGE] = "DELETE FROM pages WHERE id=?1 AND status<>0 AND settled_ms<?2"
			" AND NOT EXISTS(SELECT 1 FROM entries WHERE page=?1 AND page>0)",
	[FLOODED] = "SELECT (SELECT count(*) FROM (SELECT 1 FROM entries JOIN pages ON pages.id=entries.page"
		    "  WHERE feed=?1 AND status=0 AND version=0 LIMIT ?2))=?2"
		    " OR (SELECT count(*) FROM (SELECT 1 FROM entries WHERE feed=?1 LIMIT ?3))=?3",
};

struct entry_store {
	struct state *state;
	sqlite3_stmt *prepared[STATEMENTS];
};

/* Rows of an older program were seen now, as far as is known. */
static void add_columns(sqlite3 *db)
{
	char *seen_ms = xprintf("seen_ms INTEGER NOT NULL DEFAULT %lld", (long long)clock_now_ms());

	database_add_column(db, "entries", "words INTEGER");
	database_add_column(db, "entries", "title INTEGER");
	database_add_column(db, "entries", "date_ms INTEGER");
	database_add_column(db, "entries", seen_ms);
	free(seen_ms);
}

struct entry_store *entry_store_open(struct state *state)
{
	struct entry_store *s = xmalloc(sizeof *s);
	sqlite3 *db = state_db(state);

	*s = (struct entry_store){ .state = state };
	state_begin(state);
	database_run(db, schema);
	add_columns(db);
	for (size_t i = 0; i < STATEMENTS; i++)
		s->prepared[i] = database_prepare(db, sql[i]);
	return s;
}

void entry_store_close(struct entry_store *s)
{
	for (size_t i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(s->prepared[i]);
	free(s);
}

struct stored_source entry_store_source(struct entry_store *s, int64_t feed)
{
	struct stored_source source = { .by = IDENTITY_BY_GUID };
	sqlite3_stmt *q = s->prepared[SOURCE];

	database_bind_number(q, 1, feed);
	if (database_step(q))
		source = (struct stored_source){
			.by = sqlite3_column_int64(q, 0) == IDENTITY_BY_LINK ? IDENTITY_BY_LINK : IDENTITY_BY_GUID,
			.read_ms = sqlite3_column_int64(q, 1),
			.pruned_ms = sqlite3_column_int64(q, 2),
		};
	database_reset(q);
	return source;
}

void entry_store_set_source(struct entry_store *s, int64_t feed, const struct stored_source *source, struct slice url,
			    struct slice title)
{
	sqlite3_stmt *q = s->prepared[SET_SOURCE];

	state_begin(s->state);
	database_bind_number(q, 1, feed);
	database_bind_number(q, 2, source->by);
	database_bind_number(q, 3, source->read_ms);
	database_bind_number(q, 4, source->pruned_ms);
	database_bind_slice(q, 5, url);
	database_bind_slice(q, 6, title);
	database_step(q);
}

/* The entry at hand, but for its key. */
static struct stored_entry read_entry(sqlite3_stmt *q)
{
	return (struct stored_entry){ .key = SLICE(""),
				      .page = sqlite3_column_int64(q, 1),
				      .judged = sqlite3_column_type(q, 2) != SQLITE_NULL,
				      .written = { .words = (uint64_t)sqlite3_column_int64(q, 2),
						   .title = (uint64_t)sqlite3_column_int64(q, 3),
						   .date_ms = sqlite3_column_int64(q, 4) },
				      .seen_ms = sqlite3_column_int64(q, 5) };
}

bool entry_store_find(struct entry_store *s, int64_t feed, struct slice key, struct stored_entry *entry)
{
	sqlite3_stmt *q = s->prepared[FIND];
	bool found;

	database_bind_number(q, 1, feed);
	database_bind_slice(q, 2, key);
	found = database_step(q);
	if (found) {
		*entry = read_entry(q);
		entry->key = key;
	}
	database_reset(q);
	return found;
}

bool entry_store_find_on_page(struct entry_store *s, int64_t feed, int64_t page, struct slice after,
			      struct arena *arena, struct stored_entry *entry)
{
	sqlite3_stmt *q = s->prepared[FIND_ON_PAGE];
	bool found;

	database_bind_number(q, 1, feed);
	database_bind_number(q, 2, page);
	database_bind_slice(q, 3, after);
	found = database_step(q);
	if (found) {
		*entry = read_entry(q);
		entry->key = database_column_copy(q, 0, arena);
	}
	database_reset(q);
	return found;
}

void entry_store_note(struct entry_store *s, int64_t feed, const struct stored_entry *entry)
{
	sqlite3_stmt *q = s->prepared[NOTE];

	state_begin(s->state);
	database_bind_number(q, 1, feed);
	database_bind_slice(q, 2, entry->key);
	database_bind_number(q, 3, entry->page);
	database_bind_number(q, 4, (int64_t)entry->written.words);
	database_bind_number(q, 5, (int64_t)entry->written.title);
	database_bind_number(q, 6, entry->written.date_ms);
	database_bind_number(q, 7, entry->seen_ms);
	database_step(q);
}

void entry_store_forget(struct entry_store *s, int64_t feed, struct slice key)
{
	sqlite3_stmt *q = s->prepared[FORGET];

	state_begin(s->state);
	database_bind_number(q, 1, feed);
	database_bind_slice(q, 2, key);
	database_step(q);
}

void entry_store_feeds(struct entry_store *s, int64_t page, struct arena *arena, struct article_feed **feed,
		       size_t *nfeeds)
{
	sqlite3_stmt *q = s->prepared[FEEDS];

	*feed = arena_new(arena, struct article_feed, MAX_FEEDS);
	*nfeeds = 0;
	database_bind_number(q, 1, page);
	database_bind_number(q, 2, MAX_FEEDS);
	while (database_step(q)) {
		struct article_feed *f = &(*feed)[(*nfeeds)++];

		f->url = database_column_copy(q, 0, arena);
		f->title = database_column_copy(q, 1, arena);
	}
}

int64_t entry_store_first_feed(struct entry_store *s, int64_t page)
{
	sqlite3_stmt *q = s->prepared[FIRST_FEED];
	int64_t feed = 0;

	database_bind_number(q, 1, page);
	if (database_step(q))
		feed = sqlite3_column_int64(q, 0);
	database_reset(q);
	return feed;
}

static void forget_page(struct entry_store *s, int64_t page, int64_t before_ms)
{
	sqlite3_stmt *q = s->prepared[FORGET_PAGE];

	database_bind_number(q, 1, page);
	database_bind_number(q, 2, before_ms);
	database_step(q);
}

bool entry_store_is_flooded(struct entry_store *s, int64_t feed)
{
	sqlite3_stmt *q = s->prepared[FLOODED];

	database_bind_number(q, 1, feed);
	database_bind_number(q, 2, ENTRY_MAX_WAITING);
	database_bind_number(q, 3, ENTRY_MAX_KNOWN);
	return database_number(q, 0);
}

bool entry_store_prune(struct entry_store *s, int64_t feed, int64_t before_ms)
{
	struct arena *arena = arena_open(ENTRY_PRUNED_AT_ONCE * (IDENTITY_MAX_KEY + sizeof(struct stored_entry)) * 2);
	struct stored_entry *old = arena_new(arena, struct stored_entry, ENTRY_PRUNED_AT_ONCE);
	sqlite3_stmt *q = s->prepared[OLD];
	size_t n = 0;

	database_bind_number(q, 1, feed);
	database_bind_number(q, 2, before_ms);
	database_bind_number(q, 3, ENTRY_PRUNED_AT_ONCE);
	while (database_step(q)) {
		old[n].key = database_column_copy(q, 0, arena);
		old[n++].page = sqlite3_column_int64(q, 1);
	}
	for (size_t i = 0; i < n; i++)
		entry_store_forget(s, feed, old[i].key);
	for (size_t i = 0; i < n; i++)
		if (old[i].page)
			forget_page(s, old[i].page, before_ms);
	arena_close(arena);
	return n < ENTRY_PRUNED_AT_ONCE;
}
