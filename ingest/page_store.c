/* ingest/page_store.c - pages in SQLite.
 *
 * Tables, a change of which raises user_version and converts in state_open():
 *   pages(id, key, url, host, metadata, status, tries, due_ms, final_key, seq, reason)
 *   feeds_note(name, value)    "archive_end"
 */
#include "ingest/page_store.h"
#include "common/clock.h"
#include "common/database.h"
#include "common/die.h"

#include <stdlib.h>

static const char schema[] =
	"CREATE TABLE IF NOT EXISTS pages(id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, url TEXT, host TEXT, "
	"metadata TEXT,"
	" status INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0, due_ms INTEGER NOT NULL DEFAULT 0, final_key TEXT,"
	" seq INTEGER, reason TEXT);"
	"CREATE INDEX IF NOT EXISTS pages_due ON pages(host, due_ms) WHERE status=0;"
	"CREATE INDEX IF NOT EXISTS pages_failed ON pages(seq) WHERE status=2;"
	"CREATE INDEX IF NOT EXISTS pages_final ON pages(final_key) WHERE status=1;"
	"CREATE TABLE IF NOT EXISTS feeds_note(name TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID;";

/* pages.status; 0 is pending */
#define ARCHIVED "1"
#define FAILED   "2"

#define LATEST_DUE_MS (8 * 24 * 3600 * INT64_C(1000)) /* over the longest pause */

enum statement {
	HOSTS,
	HOST_DUE,
	DUE_PAGE,
	PAGE,
	FIND_PAGE,
	ADD_PAGE,
	IS_ARCHIVED,
	SET_ARCHIVED,
	RETRY,
	SET_FAILED,
	MARK,
	NEXT_FAILED,
	END,
	SET_END,
	STATEMENTS
};

static const char *const sql[STATEMENTS] = {
	[HOSTS] = "SELECT host, min(due_ms) FROM pages WHERE status=0 GROUP BY host",
	[HOST_DUE] = "SELECT min(due_ms) FROM pages WHERE status=0 AND host=?1",
	[DUE_PAGE] = "SELECT id FROM pages WHERE status=0 AND host=?1 AND due_ms<=?2 ORDER BY due_ms LIMIT 1",
	[PAGE] = "SELECT id, tries, key, url, metadata FROM pages WHERE id=?1",
	[FIND_PAGE] = "SELECT id FROM pages WHERE key=?1 UNION ALL SELECT id FROM pages WHERE final_key=?1 AND "
		      "status=" ARCHIVED " LIMIT 1",
	[ADD_PAGE] = "INSERT INTO pages(key, url, host, metadata, status) VALUES(?1, ?2, ?3, ?4, 0)",
	[IS_ARCHIVED] = "SELECT 1 FROM pages WHERE final_key=?1 AND status=" ARCHIVED " AND id<>?2 LIMIT 1",
	[SET_ARCHIVED] = "UPDATE pages SET status=" ARCHIVED ", final_key=?2, metadata=NULL WHERE id=?1",
	[RETRY] = "UPDATE pages SET tries=?3, due_ms=?2 WHERE id=?1",
	[SET_FAILED] = "UPDATE pages SET status=" FAILED ", seq=?2, metadata=?3, reason=?4 WHERE id=?1",
	[MARK] = "INSERT INTO pages(key, status, final_key) VALUES(?1, " ARCHIVED ", ?2)"
		 " ON CONFLICT(key) DO UPDATE SET status=" ARCHIVED ", final_key=?2, metadata=NULL",
	[NEXT_FAILED] =
		"SELECT seq, metadata, reason FROM pages WHERE status=" FAILED " AND seq>=?1 ORDER BY seq LIMIT 1",
	[END] = "SELECT value FROM feeds_note WHERE name='archive_end'",
	[SET_END] = "INSERT OR REPLACE INTO feeds_note VALUES('archive_end', ?1)",
};

struct page_store {
	struct state *state;
	sqlite3 *db;
	sqlite3_stmt *prepared[STATEMENTS];
	int64_t pages_left;
};

static int64_t count_pending(struct page_store *s)
{
	sqlite3_stmt *statement = database_prepare(s->db, "SELECT count(*) FROM pages WHERE status=0");
	int64_t n = database_step(statement) ? sqlite3_column_int64(statement, 0) : 0;

	sqlite3_finalize(statement);
	return n;
}

/* What is due later than anything ever is was noted while the clock was wrong: it is due now. */
static void undo_clock_jump(struct page_store *s)
{
	char *query = xprintf("UPDATE pages SET due_ms=0 WHERE status=0 AND due_ms>%lld",
			      (long long)clock_now_ms() + LATEST_DUE_MS);

	database_run(s->db, query);
	free(query);
}

struct page_store *page_store_open(struct state *state, bool once)
{
	struct page_store *s = xmalloc(sizeof *s);

	*s = (struct page_store){ .state = state, .db = state_db(state) };
	state_begin(state);
	database_run(s->db, schema);
	undo_clock_jump(s);
	if (once)
		database_run(s->db, "UPDATE pages SET due_ms=0 WHERE status=0");
	for (size_t i = 0; i < STATEMENTS; i++)
		s->prepared[i] = database_prepare(s->db, sql[i]);
	s->pages_left = count_pending(s);
	return s;
}

void page_store_close(struct page_store *s)
{
	for (size_t i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(s->prepared[i]);
	free(s);
}

void page_store_hosts(struct page_store *s, void (*each)(void *context, struct slice host, int64_t due_ms),
		      void *context)
{
	sqlite3_stmt *q = s->prepared[HOSTS];

	while (database_step(q))
		each(context, database_column_slice(q, 0), sqlite3_column_int64(q, 1));
}

int64_t page_store_host_due(struct page_store *s, struct slice host)
{
	sqlite3_stmt *q = s->prepared[HOST_DUE];
	int64_t due_ms = INT64_MAX;

	database_bind_slice(q, 1, host);
	if (database_step(q) && sqlite3_column_type(q, 0) != SQLITE_NULL)
		due_ms = sqlite3_column_int64(q, 0);
	database_reset(q);
	return due_ms;
}

int64_t page_store_due_page(struct page_store *s, struct slice host, int64_t now_ms)
{
	sqlite3_stmt *q = s->prepared[DUE_PAGE];
	int64_t id = 0;

	database_bind_slice(q, 1, host);
	database_bind_number(q, 2, now_ms);
	if (database_step(q))
		id = sqlite3_column_int64(q, 0);
	database_reset(q);
	return id;
}

struct stored_page page_store_page(struct page_store *s, int64_t id, struct arena *arena)
{
	sqlite3_stmt *q = s->prepared[PAGE];
	struct stored_page page;

	database_bind_number(q, 1, id);
	if (!database_step(q))
		die("state: no page %lld", (long long)id);
	page = (struct stored_page){ .id = id,
				     .tries = sqlite3_column_int64(q, 1),
				     .key = arena_copy(arena, database_column_slice(q, 2)),
				     .url = arena_copy(arena, database_column_slice(q, 3)),
				     .metadata = arena_copy(arena, database_column_slice(q, 4)) };
	database_reset(q);
	return page;
}

int64_t page_store_find(struct page_store *s, struct slice key)
{
	sqlite3_stmt *q = s->prepared[FIND_PAGE];
	int64_t id = 0;

	database_bind_slice(q, 1, key);
	if (database_step(q))
		id = sqlite3_column_int64(q, 0);
	database_reset(q);
	return id;
}

int64_t page_store_add(struct page_store *s, const struct stored_page *page, struct slice host)
{
	sqlite3_stmt *q = s->prepared[ADD_PAGE];

	state_begin(s->state);
	database_bind_slice(q, 1, page->key);
	database_bind_slice(q, 2, page->url);
	database_bind_slice(q, 3, host);
	database_bind_slice(q, 4, page->metadata);
	database_step(q);
	s->pages_left++;
	return sqlite3_last_insert_rowid(s->db);
}

bool page_store_is_archived(struct page_store *s, int64_t id, struct slice final_key)
{
	sqlite3_stmt *q = s->prepared[IS_ARCHIVED];
	bool found;

	database_bind_slice(q, 1, final_key);
	database_bind_number(q, 2, id);
	found = database_step(q);
	database_reset(q);
	return found;
}

void page_store_archived(struct page_store *s, int64_t id, struct slice final_key)
{
	sqlite3_stmt *q = s->prepared[SET_ARCHIVED];

	state_begin(s->state);
	database_bind_number(q, 1, id);
	database_bind_slice(q, 2, final_key);
	database_step(q);
	s->pages_left--;
}

void page_store_retry(struct page_store *s, int64_t id, int64_t due_ms, int64_t tries)
{
	sqlite3_stmt *q = s->prepared[RETRY];

	state_begin(s->state);
	database_bind_number(q, 1, id);
	database_bind_number(q, 2, due_ms);
	database_bind_number(q, 3, tries);
	database_step(q);
}

void page_store_failed(struct page_store *s, int64_t id, int64_t seq, struct slice metadata, struct slice reason)
{
	sqlite3_stmt *q = s->prepared[SET_FAILED];

	state_begin(s->state);
	database_bind_number(q, 1, id);
	database_bind_number(q, 2, seq);
	database_bind_slice(q, 3, metadata);
	database_bind_slice(q, 4, reason);
	database_step(q);
	s->pages_left--;
}

void page_store_mark_archived(struct page_store *s, struct slice key, struct slice final_key)
{
	sqlite3_stmt *q = s->prepared[MARK];

	state_begin(s->state);
	database_bind_slice(q, 1, key);
	database_bind_slice(q, 2, final_key);
	database_step(q);
	s->pages_left = count_pending(s);
}

bool page_store_next_failed(struct page_store *s, int64_t seq, struct arena *arena, int64_t *place,
			    struct slice *metadata, struct slice *reason)
{
	sqlite3_stmt *q = s->prepared[NEXT_FAILED];
	bool found;

	database_bind_number(q, 1, seq);
	found = database_step(q);
	if (found) {
		*place = sqlite3_column_int64(q, 0);
		*metadata = arena_copy(arena, database_column_slice(q, 1));
		*reason = arena_copy(arena, database_column_slice(q, 2));
	}
	database_reset(q);
	return found;
}

int64_t page_store_pages_left(const struct page_store *s)
{
	return s->pages_left;
}

int64_t page_store_archive_end(struct page_store *s)
{
	int64_t end = database_step(s->prepared[END]) ? sqlite3_column_int64(s->prepared[END], 0) : 0;

	database_reset(s->prepared[END]);
	return end;
}

void page_store_set_archive_end(struct page_store *s, int64_t seq)
{
	state_begin(s->state);
	database_bind_number(s->prepared[SET_END], 1, seq);
	database_step(s->prepared[SET_END]);
}
