/* ingest/feed_store.c - feeds, entries and pages in SQLite.
 *
 * Tables, a change of which raises user_version and converts in state_open():
 *   feeds(id, url, host, title, listed, etag, last_modified, due_ms, errors)
 *   entries(feed, key, page)   page 0: the entry leads nowhere
 *   pages(id, key, url, host, metadata, status, tries, due_ms, final_key, seq, reason)
 *   feeds_note(name, value)    "archive_end"
 */
#include "ingest/feed_store.h"
#include "common/clock.h"
#include "common/database.h"
#include "common/die.h"

#include <stdlib.h>

static const char schema[] =
	"CREATE TABLE IF NOT EXISTS feeds(id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, host TEXT NOT NULL, title "
	"TEXT,"
	" listed INTEGER NOT NULL, etag TEXT, last_modified TEXT, due_ms INTEGER NOT NULL DEFAULT 0,"
	" errors INTEGER NOT NULL DEFAULT 0);"
	"CREATE INDEX IF NOT EXISTS feeds_due ON feeds(host, due_ms) WHERE listed=1;"
	"CREATE TABLE IF NOT EXISTS entries(feed INTEGER, key TEXT, page INTEGER, PRIMARY KEY(feed, key)) WITHOUT "
	"ROWID;"
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

#define LATEST_DUE_MS (8 * 24 * 3600 * INT64_C(1000)) /* over the longest interval and its jitter */

enum statement {
	LIST,
	HOSTS,
	HOST_DUE,
	DUE_FEED,
	DUE_PAGE,
	FEED,
	PAGE,
	POLLED,
	ADD_ENTRY,
	SET_PAGE,
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

/* ?9 is the limit of a feed's due_ms: 0 with --once, where only what was not polled yet counts. */
static const char *const sql[STATEMENTS] = {
	[LIST] = "INSERT INTO feeds(url, host, title, listed) VALUES(?1, ?2, ?3, 1)"
		 " ON CONFLICT(url) DO UPDATE SET host=?2, title=?3, listed=1 WHERE listed=0",
	[HOSTS] = "SELECT host, min(due_ms) FROM (SELECT host, due_ms FROM feeds WHERE listed=1 AND due_ms<=?9"
		  " UNION ALL SELECT host, min(due_ms) FROM pages WHERE status=0 GROUP BY host) GROUP BY host",
	[HOST_DUE] =
		"SELECT min(due) FROM (SELECT min(due_ms) AS due FROM feeds WHERE listed=1 AND host=?1 AND due_ms<=?9"
		" UNION ALL SELECT min(due_ms) FROM pages WHERE status=0 AND host=?1)",
	[DUE_FEED] =
		"SELECT id FROM feeds WHERE listed=1 AND host=?1 AND due_ms<=?2 AND due_ms<=?9 ORDER BY due_ms LIMIT 1",
	[DUE_PAGE] = "SELECT id FROM pages WHERE status=0 AND host=?1 AND due_ms<=?2 ORDER BY due_ms LIMIT 1",
	[FEED] = "SELECT id, errors, url, title, etag, last_modified FROM feeds WHERE id=?1",
	[PAGE] = "SELECT id, tries, key, url, metadata FROM pages WHERE id=?1",
	[POLLED] = "UPDATE feeds SET etag=?2, last_modified=?3, due_ms=?4, errors=?5 WHERE id=?1",
	[ADD_ENTRY] = "INSERT OR IGNORE INTO entries(feed, key, page) VALUES(?1, ?2, 0)",
	[SET_PAGE] = "UPDATE entries SET page=?3 WHERE feed=?1 AND key=?2",
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

struct feed_store {
	struct state *state;
	sqlite3 *db;
	sqlite3_stmt *prepared[STATEMENTS];
	int64_t feeds_until_ms; /* feeds that are due later do not count */
	int64_t feeds_left, pages_left;
	bool once;
};

static int64_t count(struct feed_store *s, const char *query)
{
	sqlite3_stmt *statement = database_prepare(s->db, query);
	int64_t n = database_step(statement) ? sqlite3_column_int64(statement, 0) : 0;

	sqlite3_finalize(statement);
	return n;
}

/* What is due later than anything ever is was noted while the clock was wrong: it is due now. */
static void undo_clock_jump(struct feed_store *s)
{
	long long latest_ms = clock_now_ms() + LATEST_DUE_MS;
	char *query = xprintf("UPDATE feeds SET due_ms=0 WHERE due_ms>%lld;"
			      "UPDATE pages SET due_ms=0 WHERE status=0 AND due_ms>%lld",
			      latest_ms, latest_ms);

	database_run(s->db, query);
	free(query);
}

struct feed_store *feed_store_open(struct state *state, bool once)
{
	struct feed_store *s = xmalloc(sizeof *s);

	*s = (struct feed_store){
		.state = state, .db = state_db(state), .once = once, .feeds_until_ms = once ? 0 : INT64_MAX
	};
	state_begin(state);
	database_run(s->db, schema);
	undo_clock_jump(s);
	if (once)
		database_run(s->db, "UPDATE feeds SET due_ms=0; UPDATE pages SET due_ms=0 WHERE status=0");
	for (size_t i = 0; i < STATEMENTS; i++)
		s->prepared[i] = database_prepare(s->db, sql[i]);
	s->pages_left = count(s, "SELECT count(*) FROM pages WHERE status=0");
	return s;
}

void feed_store_close(struct feed_store *s)
{
	for (size_t i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(s->prepared[i]);
	free(s);
}

/* The statement, its limit for feeds bound. */
static sqlite3_stmt *of_feeds(struct feed_store *s, enum statement which)
{
	database_bind_number(s->prepared[which], 9, s->feeds_until_ms);
	return s->prepared[which];
}

void feed_store_unlist(struct feed_store *s)
{
	state_begin(s->state);
	database_run(s->db, "UPDATE feeds SET listed=0 WHERE listed=1");
	s->feeds_left = 0;
}

void feed_store_list(struct feed_store *s, struct slice url, struct slice host, struct slice title)
{
	sqlite3_stmt *q = s->prepared[LIST];

	state_begin(s->state);
	database_bind_slice(q, 1, url);
	database_bind_slice(q, 2, host);
	database_bind_slice(q, 3, title);
	database_step(q);
	s->feeds_left += s->once && sqlite3_changes(s->db) > 0; /* a feed that is listed twice counts once */
}

void feed_store_hosts(struct feed_store *s, void (*each)(void *context, struct slice host, int64_t due_ms),
		      void *context)
{
	sqlite3_stmt *q = of_feeds(s, HOSTS);

	while (database_step(q))
		each(context, database_column_slice(q, 0), sqlite3_column_int64(q, 1));
}

int64_t feed_store_host_due(struct feed_store *s, struct slice host)
{
	sqlite3_stmt *q = of_feeds(s, HOST_DUE);
	int64_t due_ms = INT64_MAX;

	database_bind_slice(q, 1, host);
	if (database_step(q) && sqlite3_column_type(q, 0) != SQLITE_NULL)
		due_ms = sqlite3_column_int64(q, 0);
	database_reset(q);
	return due_ms;
}

static int64_t due(sqlite3_stmt *q, struct slice host, int64_t now_ms)
{
	int64_t id = 0;

	database_bind_slice(q, 1, host);
	database_bind_number(q, 2, now_ms);
	if (database_step(q))
		id = sqlite3_column_int64(q, 0);
	database_reset(q);
	return id;
}

int64_t feed_store_due_feed(struct feed_store *s, struct slice host, int64_t now_ms)
{
	return due(of_feeds(s, DUE_FEED), host, now_ms);
}

int64_t feed_store_due_page(struct feed_store *s, struct slice host, int64_t now_ms)
{
	return due(s->prepared[DUE_PAGE], host, now_ms);
}

struct stored_feed feed_store_feed(struct feed_store *s, int64_t id, struct arena *arena)
{
	sqlite3_stmt *q = s->prepared[FEED];
	struct stored_feed feed;

	database_bind_number(q, 1, id);
	if (!database_step(q))
		die("state: no feed %lld", (long long)id);
	feed = (struct stored_feed){ .id = id,
				     .errors = sqlite3_column_int64(q, 1),
				     .url = arena_copy(arena, database_column_slice(q, 2)),
				     .title = arena_copy(arena, database_column_slice(q, 3)),
				     .etag = arena_copy(arena, database_column_slice(q, 4)),
				     .last_modified = arena_copy(arena, database_column_slice(q, 5)) };
	database_reset(q);
	return feed;
}

struct stored_page feed_store_page(struct feed_store *s, int64_t id, struct arena *arena)
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

void feed_store_polled(struct feed_store *s, const struct stored_feed *feed, int64_t due_ms)
{
	sqlite3_stmt *q = s->prepared[POLLED];

	state_begin(s->state);
	database_bind_number(q, 1, feed->id);
	database_bind_slice(q, 2, feed->etag);
	database_bind_slice(q, 3, feed->last_modified);
	database_bind_number(q, 4, due_ms);
	database_bind_number(q, 5, feed->errors);
	database_step(q);
	s->feeds_left -= s->once;
}

static int64_t find_page(struct feed_store *s, struct slice key)
{
	sqlite3_stmt *q = s->prepared[FIND_PAGE];
	int64_t id = 0;

	database_bind_slice(q, 1, key);
	if (database_step(q))
		id = sqlite3_column_int64(q, 0);
	database_reset(q);
	return id;
}

static int64_t add_page(struct feed_store *s, const struct stored_page *page, struct slice host)
{
	sqlite3_stmt *q = s->prepared[ADD_PAGE];

	database_bind_slice(q, 1, page->key);
	database_bind_slice(q, 2, page->url);
	database_bind_slice(q, 3, host);
	database_bind_slice(q, 4, page->metadata);
	database_step(q);
	s->pages_left++;
	return sqlite3_last_insert_rowid(s->db);
}

bool feed_store_add_entry(struct feed_store *s, int64_t feed, struct slice entry_key, const struct stored_page *page,
			  struct slice host)
{
	sqlite3_stmt *q = s->prepared[ADD_ENTRY];
	int64_t id;

	state_begin(s->state);
	database_bind_number(q, 1, feed);
	database_bind_slice(q, 2, entry_key);
	database_step(q);
	if (sqlite3_changes(s->db) == 0)
		return false;
	if (slice_empty(page->key))
		return true;
	id = find_page(s, page->key);
	q = s->prepared[SET_PAGE];
	database_bind_number(q, 1, feed);
	database_bind_slice(q, 2, entry_key);
	database_bind_number(q, 3, id ? id : add_page(s, page, host));
	database_step(q);
	return true;
}

bool feed_store_is_archived(struct feed_store *s, int64_t id, struct slice final_key)
{
	sqlite3_stmt *q = s->prepared[IS_ARCHIVED];
	bool found;

	database_bind_slice(q, 1, final_key);
	database_bind_number(q, 2, id);
	found = database_step(q);
	database_reset(q);
	return found;
}

void feed_store_archived(struct feed_store *s, int64_t id, struct slice final_key)
{
	sqlite3_stmt *q = s->prepared[SET_ARCHIVED];

	state_begin(s->state);
	database_bind_number(q, 1, id);
	database_bind_slice(q, 2, final_key);
	database_step(q);
	s->pages_left--;
}

void feed_store_retry(struct feed_store *s, int64_t id, int64_t due_ms, int64_t tries)
{
	sqlite3_stmt *q = s->prepared[RETRY];

	state_begin(s->state);
	database_bind_number(q, 1, id);
	database_bind_number(q, 2, due_ms);
	database_bind_number(q, 3, tries);
	database_step(q);
}

void feed_store_failed(struct feed_store *s, int64_t id, int64_t seq, struct slice metadata, struct slice reason)
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

void feed_store_mark_archived(struct feed_store *s, struct slice key, struct slice final_key)
{
	sqlite3_stmt *q = s->prepared[MARK];

	state_begin(s->state);
	database_bind_slice(q, 1, key);
	database_bind_slice(q, 2, final_key);
	database_step(q);
	s->pages_left = count(s, "SELECT count(*) FROM pages WHERE status=0");
}

bool feed_store_next_failed(struct feed_store *s, int64_t seq, struct arena *arena, int64_t *place,
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

int64_t feed_store_feeds_left(const struct feed_store *s)
{
	return s->feeds_left;
}

int64_t feed_store_pages_left(const struct feed_store *s)
{
	return s->pages_left;
}

int64_t feed_store_archive_end(struct feed_store *s)
{
	int64_t end = database_step(s->prepared[END]) ? sqlite3_column_int64(s->prepared[END], 0) : 0;

	database_reset(s->prepared[END]);
	return end;
}

void feed_store_set_archive_end(struct feed_store *s, int64_t seq)
{
	state_begin(s->state);
	database_bind_number(s->prepared[SET_END], 1, seq);
	database_step(s->prepared[SET_END]);
}
