/* ingest/websub_store.c - subscriptions in SQLite.
 *
 *   websub(feed, hub, host, topic, token, secret, status, trusted, lease_end_ms, due_ms, asks)
 *   websub_key(key)   one row
 */
#include "ingest/websub_store.h"
#include "common/clock.h"
#include "common/database.h"
#include "common/die.h"

#include <stdlib.h>

static const char schema[] =
	"CREATE TABLE IF NOT EXISTS websub(feed INTEGER PRIMARY KEY, hub TEXT NOT NULL, host TEXT NOT NULL,"
	" topic TEXT NOT NULL, token TEXT NOT NULL UNIQUE, secret TEXT NOT NULL, status INTEGER NOT NULL,"
	" trusted INTEGER NOT NULL, lease_end_ms INTEGER NOT NULL, due_ms INTEGER NOT NULL, asks INTEGER NOT NULL);"
	"CREATE INDEX IF NOT EXISTS websub_due ON websub(host, due_ms);"
	"CREATE TABLE IF NOT EXISTS websub_key(key TEXT NOT NULL);";

#define COLUMNS "feed, hub, host, topic, token, secret, status, trusted, lease_end_ms, due_ms, asks"
#define POLLED  " EXISTS(SELECT 1 FROM feeds WHERE id=feed AND listed=1 AND feeds.due_ms<9223372036854775807)"

/* Longer than anything is ever put off: later than that was noted while the clock was wrong. */
#define LATEST_DUE_MS (366 * 24 * 3600 * INT64_C(1000))

enum statement { OF_FEED, OF_TOKEN, PUT, REMOVE, HOSTS, HOST_DUE, DUE, TRUSTED, SET_BACK, STATEMENTS };

static const char *const sql[STATEMENTS] = {
	[OF_FEED] = "SELECT " COLUMNS " FROM websub WHERE feed=?1",
	[OF_TOKEN] = "SELECT " COLUMNS " FROM websub WHERE token=?1 AND" POLLED,
	[PUT] = "INSERT OR REPLACE INTO websub(" COLUMNS ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
	[REMOVE] = "DELETE FROM websub WHERE feed=?1",
	[HOSTS] = "SELECT host, min(due_ms) FROM websub WHERE" POLLED " GROUP BY host",
	[HOST_DUE] = "SELECT due_ms FROM websub WHERE host=?1 AND" POLLED " ORDER BY due_ms LIMIT 1",
	[DUE] = "SELECT feed FROM websub WHERE host=?1 AND due_ms<=?2 AND" POLLED " ORDER BY due_ms LIMIT 1",
	[SET_BACK] = "UPDATE websub SET due_ms=max(due_ms-?1, 0), lease_end_ms=max(lease_end_ms-?1, 0)",
	[TRUSTED] = ("SELECT feed FROM websub WHERE trusted=1 AND" POLLED),
};

struct websub_store {
	struct state *state;
	sqlite3 *db;
	sqlite3_stmt *prepared[STATEMENTS];
	char key[WEBSUB_KEY_BYTES];
};

/* The key, made at the first start. */
static void find_key(struct websub_store *s)
{
	sqlite3_stmt *get = database_prepare(s->db, "SELECT key FROM websub_key"), *set;
	struct slice key = database_step(get) ? database_column_slice(get, 0) : SLICE("");

	if (key.len == sizeof s->key) {
		memcpy(s->key, key.at, sizeof s->key);
	} else {
		websub_make_key(s->key);
		set = database_prepare(s->db, "INSERT INTO websub_key VALUES(?1)");
		database_bind_slice(set, 1, slice_of(s->key, sizeof s->key));
		database_step(set);
		sqlite3_finalize(set);
	}
	sqlite3_finalize(get);
}

struct websub_store *websub_store_open(struct state *state)
{
	struct websub_store *s = xmalloc(sizeof *s);
	char *query =
		xprintf("UPDATE websub SET due_ms=0 WHERE due_ms>%lld", (long long)clock_now_ms() + LATEST_DUE_MS);

	*s = (struct websub_store){ .state = state, .db = state_db(state) };
	state_begin(state);
	database_run(s->db, schema);
	database_run(s->db, query);
	free(query);
	find_key(s);
	for (size_t i = 0; i < STATEMENTS; i++)
		s->prepared[i] = database_prepare(s->db, sql[i]);
	return s;
}

void websub_store_close(struct websub_store *s)
{
	for (size_t i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(s->prepared[i]);
	free(s);
}

struct slice websub_store_key(const struct websub_store *s)
{
	return slice_of(s->key, sizeof s->key);
}

/* The row of a statement whose parameters are bound. */
static bool read_row(sqlite3_stmt *q, struct arena *arena, struct websub *w)
{
	bool found = database_step(q);

	if (found)
		*w = (struct websub){ .feed = sqlite3_column_int64(q, 0),
				      .hub = database_column_copy(q, 1, arena),
				      .host = database_column_copy(q, 2, arena),
				      .topic = database_column_copy(q, 3, arena),
				      .token = database_column_copy(q, 4, arena),
				      .secret = database_column_copy(q, 5, arena),
				      .status = (enum websub_status)sqlite3_column_int(q, 6),
				      .trusted = sqlite3_column_int(q, 7),
				      .lease_end_ms = sqlite3_column_int64(q, 8),
				      .due_ms = sqlite3_column_int64(q, 9),
				      .asks = sqlite3_column_int64(q, 10) };
	database_reset(q);
	return found;
}

bool websub_store_of_feed(struct websub_store *s, int64_t feed, struct arena *arena, struct websub *w)
{
	database_bind_number(s->prepared[OF_FEED], 1, feed);
	return read_row(s->prepared[OF_FEED], arena, w);
}

bool websub_store_of_token(struct websub_store *s, struct slice token, struct arena *arena, struct websub *w)
{
	database_bind_slice(s->prepared[OF_TOKEN], 1, token);
	return read_row(s->prepared[OF_TOKEN], arena, w);
}

void websub_store_put(struct websub_store *s, const struct websub *w)
{
	const struct slice texts[] = { w->hub, w->host, w->topic, w->token, w->secret };
	const int64_t numbers[] = { w->status, w->trusted, w->lease_end_ms, w->due_ms, w->asks };
	sqlite3_stmt *q = s->prepared[PUT];

	state_begin(s->state);
	database_bind_number(q, 1, w->feed);
	for (size_t i = 0; i < COUNT(texts); i++)
		database_bind_slice(q, 2 + (int)i, texts[i]);
	for (size_t i = 0; i < COUNT(numbers); i++)
		database_bind_number(q, 2 + (int)COUNT(texts) + (int)i, numbers[i]);
	database_step(q);
}

void websub_store_remove(struct websub_store *s, int64_t feed)
{
	state_begin(s->state);
	database_bind_number(s->prepared[REMOVE], 1, feed);
	database_step(s->prepared[REMOVE]);
}

void websub_store_hosts(struct websub_store *s, void (*each)(void *context, struct slice host, int64_t due_ms),
			void *context)
{
	sqlite3_stmt *q = s->prepared[HOSTS];

	while (database_step(q))
		each(context, database_column_slice(q, 0), sqlite3_column_int64(q, 1));
}

int64_t websub_store_host_due(struct websub_store *s, struct slice host)
{
	sqlite3_stmt *q = s->prepared[HOST_DUE];

	database_bind_slice(q, 1, host);
	return database_number(q, INT64_MAX);
}

int64_t websub_store_due(struct websub_store *s, struct slice host, int64_t now_ms)
{
	sqlite3_stmt *q = s->prepared[DUE];

	database_bind_slice(q, 1, host);
	database_bind_number(q, 2, now_ms);
	return database_number(q, 0);
}

void websub_store_set_back(struct websub_store *s, int64_t by_ms)
{
	state_begin(s->state);
	database_bind_number(s->prepared[SET_BACK], 1, by_ms);
	database_step(s->prepared[SET_BACK]);
}

void websub_store_distrust(struct websub_store *s, void (*each)(void *context, int64_t feed), void *context)
{
	sqlite3_stmt *q = s->prepared[TRUSTED];

	state_begin(s->state);
	while (database_step(q))
		each(context, sqlite3_column_int64(q, 0));
	database_run(s->db, "UPDATE websub SET trusted=0");
}
