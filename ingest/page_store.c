/* ingest/page_store.c - pages in SQLite.
 *
 * Tables; a column that is new is added when the state is opened:
 *   pages(id, key, url, host, metadata, status, tries, due_ms, final_key, seq, reason, content, version, etag,
 *         last_modified, validated_url, digest, settled_ms, first_fetched_ms)
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
	"DROP INDEX IF EXISTS pages_final;"
	"CREATE INDEX IF NOT EXISTS pages_ended ON pages(final_key) WHERE final_key IS NOT NULL;"
	"CREATE TABLE IF NOT EXISTS feeds_note(name TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID;";

/* pages.status; 0 is pending */
#define ARCHIVED "1"
#define FAILED   "2"

#define LATEST_DUE_MS   (25 * 3600 * INT64_C(1000)) /* over the longest pause, that of a Retry-After */
#define ONCE_LONGEST_MS 60000                       /* that --once waits for an edited page to be due */

enum statement {
	HOSTS,
	HOST_DUE,
	DUE_PAGE,
	PAGE,
	FIND_PAGE,
	ORIGINAL,
	ADD_PAGE,
	AGAIN,
	IS_ARCHIVED,
	SET_ARCHIVED,
	ADD_ALIAS,
	RETRY,
	SET_FAILED,
	MARK,
	NEXT_FAILED,
	END,
	SET_END,
	SET_BACK,
	STATEMENTS
};

/* A version that is NULL was archived by a program that knew only one. */
#define VERSION "ifnull(version, status=1)"

/* ?9 is the limit of the due_ms of what was edited: of others it does not matter. */
#define DUE "status=0 AND (due_ms<=?9 OR " VERSION "=0)"

static const char *const sql[STATEMENTS] = {
	[HOSTS] = "SELECT host, min(due_ms) FROM pages WHERE " DUE " GROUP BY host",
	[HOST_DUE] = "SELECT min(due_ms) FROM pages WHERE " DUE " AND host=?1",
	[DUE_PAGE] = "SELECT id FROM pages WHERE " DUE " AND host=?1 AND due_ms<=?2 ORDER BY due_ms LIMIT 1",
	[PAGE] = "SELECT id, tries, status, key, url, host, metadata, content, " VERSION ", final_key, etag,"
		 " last_modified, digest, settled_ms, first_fetched_ms, validated_url FROM pages WHERE id=?1",
	[FIND_PAGE] = "SELECT id FROM pages WHERE key=?1 UNION ALL SELECT id FROM pages WHERE final_key=?1"
		      " LIMIT 1",
	[ORIGINAL] = "SELECT other.id FROM pages JOIN pages AS other ON other.final_key=pages.final_key WHERE"
		     " pages.id=?1 AND pages.version=0 AND ifnull(other.version, 1)>0 LIMIT 1",
	[ADD_PAGE] = "INSERT INTO pages(key, url, host, metadata, content, status, version, settled_ms)"
		     " VALUES(?1, ?2, ?3, ?4, ?5, 0, 0, 0)",
	[AGAIN] = "UPDATE pages SET url=?2, host=?3, metadata=?4, content=?5, version=" VERSION ","
		  " due_ms=CASE status WHEN 0 THEN due_ms ELSE ?6 END, tries=0, status=0 WHERE id=?1",
	[IS_ARCHIVED] = "SELECT 1 FROM pages WHERE final_key=?1 AND ifnull(version, 1)>0 AND id<>?2 LIMIT 1",
	[SET_ARCHIVED] = "UPDATE pages SET status=" ARCHIVED ", final_key=?2, version=?3, etag=?4, last_modified=?5,"
			 " digest=?6, settled_ms=?7, first_fetched_ms=?8, validated_url=?9, metadata=NULL, "
			 "content=NULL WHERE id=?1",
	[ADD_ALIAS] = "INSERT OR IGNORE INTO pages(key, status, final_key, version, settled_ms) VALUES(?1, " ARCHIVED
		      ", ?2, 0, ?3)",
	[RETRY] = "UPDATE pages SET tries=?3, due_ms=?2 WHERE id=?1",
	[SET_FAILED] = "UPDATE pages SET status=" FAILED ", seq=?2, metadata=?3, reason=?4, settled_ms=?5, content=NULL"
		       " WHERE id=?1",
	[MARK] = "INSERT INTO pages(key, status, final_key, version, settled_ms, first_fetched_ms, digest)"
		 " VALUES(?1, " ARCHIVED ", ?2, ?3, ?4, ?5, ?6) ON CONFLICT(key) DO UPDATE SET status=" ARCHIVED
		 ", final_key=CASE WHEN ?3>1 THEN ifnull(final_key, ?2) ELSE ?2 END, version=?3, settled_ms=?4, "
		 "first_fetched_ms=?5, digest=?6, etag=NULL, last_modified=NULL, metadata=NULL, content=NULL",
	[NEXT_FAILED] =
		"SELECT seq, metadata, reason FROM pages WHERE status=" FAILED " AND seq>=?1 ORDER BY seq LIMIT 1",
	[END] = "SELECT value FROM feeds_note WHERE name='archive_end'",
	[SET_END] = "INSERT OR REPLACE INTO feeds_note VALUES('archive_end', ?1)",
	[SET_BACK] = "UPDATE pages SET due_ms=max(due_ms-?1, 0) WHERE status=0",
};

struct page_store {
	struct state *state;
	sqlite3 *db;
	sqlite3_stmt *prepared[STATEMENTS];
	int64_t edited_until_ms; /* what was edited and is due later does not count */
	int64_t pages_left;
};

static int64_t count_pending(struct page_store *s)
{
	sqlite3_stmt *q = database_prepare(s->db, "SELECT count(*) FROM pages WHERE status=0");
	int64_t n = database_number(q, 0);

	sqlite3_finalize(q);
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

/* What older programs did not know; they told http from https. */
static void convert(sqlite3 *db)
{
	static const char *const columns[] = {
		"content TEXT",       "version INTEGER",         "etag TEXT", "last_modified TEXT", "digest TEXT",
		"validated_url TEXT", "first_fetched_ms INTEGER"
	};
	char *settled_ms = xprintf("settled_ms INTEGER NOT NULL DEFAULT %lld", (long long)clock_now_ms());

	for (size_t i = 0; i < COUNT(columns); i++)
		database_add_column(db, "pages", columns[i]);
	database_add_column(db, "pages", settled_ms);
	free(settled_ms);
	database_run(db, "UPDATE OR IGNORE pages SET key='https'||substr(key, 5) WHERE key>='http:' AND key<'http;';"
			 "UPDATE pages SET final_key='https'||substr(final_key, 5)"
			 " WHERE final_key>='http:' AND final_key<'http;'");
}

struct page_store *page_store_open(struct state *state, bool once)
{
	struct page_store *s = xmalloc(sizeof *s);

	*s = (struct page_store){ .state = state,
				  .db = state_db(state),
				  .edited_until_ms = once ? clock_now_ms() + ONCE_LONGEST_MS : INT64_MAX };
	state_begin(state);
	database_run(s->db, schema);
	convert(s->db);
	undo_clock_jump(s);
	if (once)
		database_run(s->db, "UPDATE pages SET due_ms=0 WHERE status=0 AND version=0");
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

/* The statement, its limit for edited pages bound. */
static sqlite3_stmt *of_due(struct page_store *s, enum statement which)
{
	database_bind_number(s->prepared[which], 9, s->edited_until_ms);
	return s->prepared[which];
}

void page_store_hosts(struct page_store *s, void (*each)(void *context, struct slice host, int64_t due_ms),
		      void *context)
{
	sqlite3_stmt *q = of_due(s, HOSTS);

	while (database_step(q))
		each(context, database_column_slice(q, 0), sqlite3_column_int64(q, 1));
}

int64_t page_store_host_due(struct page_store *s, struct slice host)
{
	sqlite3_stmt *q = of_due(s, HOST_DUE);

	database_bind_slice(q, 1, host);
	return database_number(q, INT64_MAX);
}

int64_t page_store_due_page(struct page_store *s, struct slice host, int64_t now_ms)
{
	sqlite3_stmt *q = of_due(s, DUE_PAGE);

	database_bind_slice(q, 1, host);
	database_bind_number(q, 2, now_ms);
	return database_number(q, 0);
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
				     .status = (enum page_status)sqlite3_column_int(q, 2),
				     .key = database_column_copy(q, 3, arena),
				     .url = database_column_copy(q, 4, arena),
				     .host = database_column_copy(q, 5, arena),
				     .metadata = database_column_copy(q, 6, arena),
				     .content = database_column_copy(q, 7, arena),
				     .version = sqlite3_column_int64(q, 8),
				     .final_key = database_column_copy(q, 9, arena),
				     .etag = database_column_copy(q, 10, arena),
				     .last_modified = database_column_copy(q, 11, arena),
				     .digest = database_column_copy(q, 12, arena),
				     .settled_ms = sqlite3_column_int64(q, 13),
				     .first_fetched_ms = sqlite3_column_int64(q, 14),
				     .validated_url = database_column_copy(q, 15, arena) };
	database_reset(q);
	return page;
}

int64_t page_store_find(struct page_store *s, struct slice key)
{
	database_bind_slice(s->prepared[FIND_PAGE], 1, key);
	return database_number(s->prepared[FIND_PAGE], 0);
}

int64_t page_store_original(struct page_store *s, int64_t id)
{
	database_bind_number(s->prepared[ORIGINAL], 1, id);
	return database_number(s->prepared[ORIGINAL], id);
}

int64_t page_store_add(struct page_store *s, const struct stored_page *page)
{
	sqlite3_stmt *q = s->prepared[ADD_PAGE];

	state_begin(s->state);
	database_bind_slice(q, 1, page->key);
	database_bind_slice(q, 2, page->url);
	database_bind_slice(q, 3, page->host);
	database_bind_slice(q, 4, page->metadata);
	database_bind_slice(q, 5, page->content);
	database_step(q);
	s->pages_left++;
	return sqlite3_last_insert_rowid(s->db);
}

void page_store_again(struct page_store *s, const struct stored_page *page, int64_t due_ms)
{
	sqlite3_stmt *q = s->prepared[AGAIN];

	state_begin(s->state);
	database_bind_number(q, 1, page->id);
	database_bind_slice(q, 2, page->url);
	database_bind_slice(q, 3, page->host);
	database_bind_slice(q, 4, page->metadata);
	database_bind_slice(q, 5, page->content);
	database_bind_number(q, 6, due_ms);
	database_step(q);
	s->pages_left += page->status != PAGE_PENDING;
}

bool page_store_is_archived(struct page_store *s, int64_t id, struct slice final_key)
{
	sqlite3_stmt *q = s->prepared[IS_ARCHIVED];

	database_bind_slice(q, 1, final_key);
	database_bind_number(q, 2, id);
	return database_number(q, 0);
}

void page_store_archived(struct page_store *s, const struct stored_page *page)
{
	sqlite3_stmt *q = s->prepared[SET_ARCHIVED];

	state_begin(s->state);
	database_bind_number(q, 1, page->id);
	database_bind_slice(q, 2, page->final_key);
	database_bind_number(q, 3, page->version);
	database_bind_slice(q, 4, page->etag);
	database_bind_slice(q, 5, page->last_modified);
	database_bind_slice(q, 6, page->digest);
	database_bind_number(q, 7, clock_now_ms());
	database_bind_number(q, 8, page->first_fetched_ms);
	database_bind_slice(q, 9, page->validated_url);
	database_step(q);
	s->pages_left--;
}

void page_store_add_alias(struct page_store *s, struct slice key, struct slice final_key)
{
	sqlite3_stmt *q = s->prepared[ADD_ALIAS];

	state_begin(s->state);
	database_bind_slice(q, 1, key);
	database_bind_slice(q, 2, final_key);
	database_bind_number(q, 3, clock_now_ms());
	database_step(q);
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
	database_bind_number(q, 5, clock_now_ms());
	database_step(q);
	s->pages_left--;
}

void page_store_mark_archived(struct page_store *s, const struct stored_page *page)
{
	sqlite3_stmt *q = s->prepared[MARK];

	state_begin(s->state);
	database_bind_slice(q, 1, page->key);
	database_bind_slice(q, 2, page->final_key);
	database_bind_number(q, 3, page->version);
	database_bind_number(q, 4, page->settled_ms);
	database_bind_number(q, 5, page->first_fetched_ms);
	database_bind_slice(q, 6, page->digest);
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
		*metadata = database_column_copy(q, 1, arena);
		*reason = database_column_copy(q, 2, arena);
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
	return database_number(s->prepared[END], 0);
}

void page_store_set_archive_end(struct page_store *s, int64_t seq)
{
	state_begin(s->state);
	database_bind_number(s->prepared[SET_END], 1, seq);
	database_step(s->prepared[SET_END]);
}

void page_store_set_back(struct page_store *s, int64_t by_ms)
{
	state_begin(s->state);
	database_bind_number(s->prepared[SET_BACK], 1, by_ms);
	database_step(s->prepared[SET_BACK]);
}
