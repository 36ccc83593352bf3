/* ingest/feed_store.c - feeds in SQLite.
 *
 * Tables, a change of which raises user_version and converts in state_open():
 *   feeds(id, url, host, title, listed, etag, last_modified, due_ms, errors)
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
	"CREATE INDEX IF NOT EXISTS feeds_due ON feeds(host, due_ms) WHERE listed=1;";

#define LATEST_DUE_MS (8 * 24 * 3600 * INT64_C(1000)) /* over the longest interval and its jitter */

enum statement { LIST, HOSTS, HOST_DUE, DUE_FEED, FEED, POLLED, STATEMENTS };

/* ?9 is the limit of a feed's due_ms: 0 with --once, where only what was not polled yet counts. */
static const char *const sql[STATEMENTS] = {
	[LIST] = "INSERT INTO feeds(url, host, title, listed) VALUES(?1, ?2, ?3, 1)"
		 " ON CONFLICT(url) DO UPDATE SET host=?2, title=?3, listed=1 WHERE listed=0",
	[HOSTS] = "SELECT host, min(due_ms) FROM feeds WHERE listed=1 AND due_ms<=?9 GROUP BY host",
	[HOST_DUE] = "SELECT min(due_ms) FROM feeds WHERE listed=1 AND host=?1 AND due_ms<=?9",
	[DUE_FEED] =
		"SELECT id FROM feeds WHERE listed=1 AND host=?1 AND due_ms<=?2 AND due_ms<=?9 ORDER BY due_ms LIMIT 1",
	[FEED] = "SELECT id, errors, url, title, etag, last_modified FROM feeds WHERE id=?1",
	[POLLED] = "UPDATE feeds SET etag=?2, last_modified=?3, due_ms=?4, errors=?5 WHERE id=?1",
};

struct feed_store {
	struct state *state;
	sqlite3 *db;
	sqlite3_stmt *prepared[STATEMENTS];
	int64_t feeds_until_ms; /* feeds that are due later do not count */
	int64_t feeds_left;
	bool once;
};

/* What is due later than anything ever is was noted while the clock was wrong: it is due now. */
static void undo_clock_jump(struct feed_store *s)
{
	char *query = xprintf("UPDATE feeds SET due_ms=0 WHERE due_ms>%lld", (long long)clock_now_ms() + LATEST_DUE_MS);

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
		database_run(s->db, "UPDATE feeds SET due_ms=0");
	for (size_t i = 0; i < STATEMENTS; i++)
		s->prepared[i] = database_prepare(s->db, sql[i]);
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

int64_t feed_store_due_feed(struct feed_store *s, struct slice host, int64_t now_ms)
{
	sqlite3_stmt *q = of_feeds(s, DUE_FEED);
	int64_t id = 0;

	database_bind_slice(q, 1, host);
	database_bind_number(q, 2, now_ms);
	if (database_step(q))
		id = sqlite3_column_int64(q, 0);
	database_reset(q);
	return id;
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

int64_t feed_store_feeds_left(const struct feed_store *s)
{
	return s->feeds_left;
}
