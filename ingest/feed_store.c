/* ingest/feed_store.c - feeds in SQLite.
 *
 * feeds(id, url, host, title, listed, etag, last_modified, due_ms, errors, and the columns below)
 *   host        of the URL that is polled
 *   listed      1; 0: not any more; -1: was so, while the list is told anew
 *   due_ms      0 with --once: not polled yet; INT64_MAX: never
 *   polled_ms   when it was polled last; reason: why that was in vain, empty if it was not; own_title: what it calls itself
 *   same_as     id of the feed it is merged with, or 0
 *   parent      id of the sitemap index that lists it, or 0; changed_ms is what that says, seen_ms when it was read
 */
#include "ingest/feed_store.h"
#include "common/clock.h"
#include "common/database.h"
#include "common/die.h"

#include <inttypes.h>
#include <stdlib.h>

static const char schema[] =
	"CREATE TABLE IF NOT EXISTS feeds(id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, host TEXT NOT NULL, title "
	"TEXT,"
	" listed INTEGER NOT NULL, etag TEXT, last_modified TEXT, due_ms INTEGER NOT NULL DEFAULT 0,"
	" errors INTEGER NOT NULL DEFAULT 0);"
	"CREATE INDEX IF NOT EXISTS feeds_due ON feeds(host, due_ms) WHERE listed=1;"
	"CREATE INDEX IF NOT EXISTS feeds_next ON feeds(due_ms) WHERE listed=1;";

/* Those that states of the first program have not. */
static const char *const columns[] = {
	"options TEXT NOT NULL DEFAULT ''",
	"validated_url TEXT NOT NULL DEFAULT ''",
	"interval_ms INTEGER NOT NULL DEFAULT 0",
	"gone INTEGER NOT NULL DEFAULT 0",
	"least_ms INTEGER NOT NULL DEFAULT 0",
	"skip_hours INTEGER NOT NULL DEFAULT 0",
	"skip_days INTEGER NOT NULL DEFAULT 0",
	"moved_url TEXT NOT NULL DEFAULT ''",
	"moving_url TEXT NOT NULL DEFAULT ''",
	"moving_first_ms INTEGER NOT NULL DEFAULT 0",
	"moving_times INTEGER NOT NULL DEFAULT 0",
	"same_as INTEGER NOT NULL DEFAULT 0",
	"parent INTEGER NOT NULL DEFAULT 0",
	"changed_ms INTEGER NOT NULL DEFAULT 0",
	"seen_ms INTEGER NOT NULL DEFAULT 0",
	"polled_ms INTEGER NOT NULL DEFAULT 0",
	"reason TEXT",
	"own_title TEXT",
};

static const char indexes_of_columns[] = "CREATE INDEX IF NOT EXISTS feeds_parent ON feeds(parent) WHERE parent<>0;";

#define LATEST_DUE_MS (8 * 24 * 3600 * INT64_C(1000)) /* over the longest interval and its jitter */
#define NEVER         "9223372036854775807"

enum statement {
	LIST,
	HOSTS,
	HOST_DUE,
	DUE_FEED,
	FEED,
	POLLED,
	HURRY,
	OTHER_AT,
	MERGE,
	MOVE,
	GIVE_UP,
	URLS,
	CHILD,
	CHILDREN_END,
	SPREAD,
	LEFT,
	SET_BACK,
	STATEMENTS
};

/* ?9 is the limit of a feed's due_ms: 0 with --once, where only what was not polled yet counts. */
static const char *const sql[STATEMENTS] = {
	[LIST] =
		"INSERT INTO feeds(url, host, title, options, listed) VALUES(?1, ?2, ?3, ?4, 1)"
		" ON CONFLICT(url) DO UPDATE SET title=?3, options=?4, parent=0, listed=1,"
		" host=CASE moved_url WHEN '' THEN ?2 ELSE host END,"
		" due_ms=CASE listed WHEN 0 THEN 0 ELSE due_ms END, same_as=CASE listed WHEN 0 THEN 0 ELSE same_as END,"
		" errors=CASE listed WHEN 0 THEN 0 ELSE errors END, gone=CASE listed WHEN 0 THEN 0 ELSE gone END",
	[HOSTS] = "SELECT host, min(due_ms) FROM feeds WHERE listed=1 AND due_ms<=?9 GROUP BY host",
	[HOST_DUE] = "SELECT min(due_ms) FROM feeds WHERE listed=1 AND host=?1 AND due_ms<=?9",
	[DUE_FEED] =
		"SELECT id FROM feeds WHERE listed=1 AND host=?1 AND due_ms<=?2 AND due_ms<=?9 ORDER BY due_ms LIMIT 1",
	[FEED] = "SELECT due_ms, parent, url, title, options, moved_url, etag, last_modified, validated_url, "
		 "interval_ms,"
		 " errors, gone, least_ms, skip_hours, skip_days, moving_url, moving_first_ms, moving_times,"
		 " own_title FROM feeds WHERE id=?1",
	[POLLED] = "UPDATE feeds SET due_ms=?2, etag=?3, last_modified=?4, validated_url=?5, interval_ms=?6, errors=?7,"
		   " gone=?8, least_ms=?9, skip_hours=?10, skip_days=?11, moving_url=?12, moving_first_ms=?13,"
		   " moving_times=?14, polled_ms=?15, reason=?16, own_title=?17 WHERE id=?1",
	[HURRY] = "UPDATE feeds SET due_ms=min(due_ms, ?2) WHERE id=?1 AND due_ms<" NEVER,
	[OTHER_AT] = "SELECT id FROM feeds WHERE listed=1 AND same_as=0 AND id<>?1 AND"
		     " CASE moved_url WHEN '' THEN url ELSE moved_url END=?2",
	[MERGE] = "UPDATE feeds SET same_as=?2, due_ms=" NEVER " WHERE id=?1",
	[MOVE] = "UPDATE feeds SET moved_url=?2, host=?3 WHERE id=?1",
	[GIVE_UP] = "UPDATE feeds SET due_ms=?2 WHERE listed=1 AND host=?1 AND due_ms<=0",
	[URLS] = "SELECT CASE moved_url WHEN '' THEN url ELSE moved_url END FROM feeds WHERE listed=1 AND host=?1"
		 " LIMIT 100",
	[CHILD] = "INSERT INTO feeds(url, host, title, options, parent, changed_ms, seen_ms, listed)"
		  " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, 1)"
		  " ON CONFLICT(url) DO UPDATE SET title=?3, options=?4, changed_ms=?6, seen_ms=?7, listed=1,"
		  " due_ms=CASE WHEN listed=0 OR changed_ms<?6 THEN 0 ELSE due_ms END WHERE parent=?5",
	[CHILDREN_END] = "UPDATE feeds SET listed=0 WHERE parent=?1 AND parent<>0 AND seen_ms<>?2",
	[SPREAD] = "UPDATE feeds SET due_ms=?1+?3*(place-?2) FROM"
		   " (SELECT id AS waits, row_number() OVER (ORDER BY due_ms, id) AS place FROM feeds"
		   "  WHERE listed=1 AND due_ms<=?1) WHERE id=waits AND place>?2",
	[LEFT] = "SELECT 1 FROM feeds WHERE listed=1 AND due_ms<=0 LIMIT 1",
	[SET_BACK] = "UPDATE feeds SET due_ms=max(due_ms-?1, 1) WHERE due_ms BETWEEN 1 AND " NEVER "-1",
};

struct feed_store {
	struct state *state;
	sqlite3 *db;
	sqlite3_stmt *prepared[STATEMENTS];
	int64_t feeds_until_ms; /* feeds that are due later do not count */
	bool once;
};

/* What was polled after now, or is due later than anything ever is, was noted while the clock was ahead: it is due now. */
static void undo_clock_jump(struct feed_store *s)
{
	int64_t now_ms = clock_now_ms();
	char *query = xprintf("UPDATE feeds SET due_ms=0 WHERE (due_ms>%" PRId64 " OR polled_ms>%" PRId64
			      ") AND due_ms<" NEVER,
			      now_ms + LATEST_DUE_MS, now_ms);

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
	for (size_t i = 0; i < COUNT(columns); i++)
		database_add_column(s->db, "feeds", columns[i]);
	database_run(s->db, indexes_of_columns);
	undo_clock_jump(s);
	if (once)
		database_run(s->db, "UPDATE feeds SET due_ms=0 WHERE due_ms<" NEVER);
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

void feed_store_list_begin(struct feed_store *s)
{
	state_begin(s->state);
	database_run(s->db, "UPDATE feeds SET listed=-1 WHERE listed=1");
}

static void bind_listed(sqlite3_stmt *q, const struct listed_feed *feed)
{
	database_bind_slice(q, 1, feed->url);
	database_bind_slice(q, 2, feed->host);
	database_bind_slice(q, 3, feed->title);
	database_bind_slice(q, 4, feed->options);
}

void feed_store_list(struct feed_store *s, const struct listed_feed *feed)
{
	state_begin(s->state);
	bind_listed(s->prepared[LIST], feed);
	database_step(s->prepared[LIST]);
}

void feed_store_list_end(struct feed_store *s, int64_t now_ms)
{
	sqlite3_stmt *q = s->prepared[SPREAD];

	state_begin(s->state);
	database_run(s->db,
		     "UPDATE feeds SET listed=1 WHERE listed=-1 AND parent IN (SELECT id FROM feeds WHERE listed=1);"
		     "UPDATE feeds SET listed=0, options='' WHERE listed=-1;"
		     "UPDATE feeds SET same_as=0, due_ms=0 WHERE same_as<>0 AND"
		     " same_as NOT IN (SELECT id FROM feeds WHERE listed=1)");
	if (s->once)
		return;
	database_bind_number(q, 1, now_ms);
	database_bind_number(q, 2, FEED_STORE_AT_ONCE);
	database_bind_number(q, 3, FEED_STORE_STEP_MS);
	database_step(q);
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

	database_bind_slice(q, 1, host);
	return database_number(q, INT64_MAX);
}

int64_t feed_store_due_feed(struct feed_store *s, struct slice host, int64_t now_ms)
{
	sqlite3_stmt *q = of_feeds(s, DUE_FEED);

	database_bind_slice(q, 1, host);
	database_bind_number(q, 2, now_ms);
	return database_number(q, 0);
}

struct stored_feed feed_store_feed(struct feed_store *s, int64_t id, struct arena *arena)
{
	sqlite3_stmt *q = s->prepared[FEED];
	struct stored_feed feed;

	database_bind_number(q, 1, id);
	if (!database_step(q))
		die("state: no feed %lld", (long long)id);
	feed = (struct stored_feed){
		.id = id,
		.due_ms = sqlite3_column_int64(q, 0),
		.parent = sqlite3_column_int64(q, 1),
		.url = database_column_copy(q, 2, arena),
		.title = database_column_copy(q, 3, arena),
		.options = database_column_copy(q, 4, arena),
		.moved_url = database_column_copy(q, 5, arena),
		.etag = database_column_copy(q, 6, arena),
		.last_modified = database_column_copy(q, 7, arena),
		.validated_url = database_column_copy(q, 8, arena),
		.pace = { sqlite3_column_int64(q, 9), sqlite3_column_int64(q, 10), sqlite3_column_int64(q, 11) },
		.hints = { sqlite3_column_int64(q, 12), (uint32_t)sqlite3_column_int64(q, 13),
			   (unsigned char)sqlite3_column_int(q, 14) },
		.moving = { database_column_copy(q, 15, arena), sqlite3_column_int64(q, 16),
			    sqlite3_column_int64(q, 17) },
		.own_title = database_column_copy(q, 18, arena),
		.reason = SLICE(""),
	};
	database_reset(q);
	return feed;
}

void feed_store_polled(struct feed_store *s, const struct stored_feed *feed, int64_t due_ms)
{
	sqlite3_stmt *q = s->prepared[POLLED];

	state_begin(s->state);
	database_bind_number(q, 1, feed->id);
	database_bind_number(q, 2, due_ms);
	database_bind_slice(q, 3, feed->etag);
	database_bind_slice(q, 4, feed->last_modified);
	database_bind_slice(q, 5, feed->validated_url);
	database_bind_number(q, 6, feed->pace.interval_ms);
	database_bind_number(q, 7, feed->pace.errors);
	database_bind_number(q, 8, feed->pace.gone);
	database_bind_number(q, 9, feed->hints.least_ms);
	database_bind_number(q, 10, feed->hints.skip_hours);
	database_bind_number(q, 11, feed->hints.skip_days);
	database_bind_slice(q, 12, feed->moving.url);
	database_bind_number(q, 13, feed->moving.first_ms);
	database_bind_number(q, 14, feed->moving.times);
	database_bind_number(q, 15, clock_now_ms());
	database_bind_slice(q, 16, feed->reason);
	database_bind_slice(q, 17, feed->own_title);
	database_step(q);
}

void feed_store_hurry(struct feed_store *s, int64_t id)
{
	sqlite3_stmt *q = s->prepared[HURRY];

	state_begin(s->state);
	database_bind_number(q, 1, id);
	database_bind_number(q, 2, clock_now_ms());
	database_step(q);
}

bool feed_store_move(struct feed_store *s, const struct stored_feed *feed, struct slice url, struct slice host)
{
	sqlite3_stmt *q = s->prepared[OTHER_AT];
	int64_t other;

	database_bind_number(q, 1, feed->id);
	database_bind_slice(q, 2, url);
	other = slice_empty(url) ? 0 : database_number(q, 0);
	q = s->prepared[other ? MERGE : MOVE];
	state_begin(s->state);
	database_bind_number(q, 1, feed->id);
	if (other) {
		database_bind_number(q, 2, other);
	} else {
		database_bind_slice(q, 2, url);
		database_bind_slice(q, 3, host);
	}
	database_step(q);
	return !other;
}

int64_t feed_store_give_up(struct feed_store *s, struct slice host, int64_t due_ms)
{
	state_begin(s->state);
	database_bind_slice(s->prepared[GIVE_UP], 1, host);
	database_bind_number(s->prepared[GIVE_UP], 2, due_ms);
	database_step(s->prepared[GIVE_UP]);
	return sqlite3_changes(s->db);
}

void feed_store_urls(struct feed_store *s, struct slice host, void (*each)(void *context, struct slice url),
		     void *context)
{
	sqlite3_stmt *q = s->prepared[URLS];

	database_bind_slice(q, 1, host);
	while (database_step(q))
		each(context, database_column_slice(q, 0));
}

void feed_store_child(struct feed_store *s, int64_t parent, const struct listed_feed *feed, int64_t changed_ms,
		      int64_t seen_ms)
{
	sqlite3_stmt *q = s->prepared[CHILD];

	state_begin(s->state);
	bind_listed(q, feed);
	database_bind_number(q, 5, parent);
	database_bind_number(q, 6, changed_ms);
	database_bind_number(q, 7, seen_ms);
	database_step(q);
}

void feed_store_children_end(struct feed_store *s, int64_t parent, int64_t seen_ms)
{
	state_begin(s->state);
	database_bind_number(s->prepared[CHILDREN_END], 1, parent);
	database_bind_number(s->prepared[CHILDREN_END], 2, seen_ms);
	database_step(s->prepared[CHILDREN_END]);
}

bool feed_store_feeds_left(struct feed_store *s)
{
	return s->once && database_number(s->prepared[LEFT], 0);
}

void feed_store_set_back(struct feed_store *s, int64_t by_ms)
{
	state_begin(s->state);
	database_bind_number(s->prepared[SET_BACK], 1, by_ms);
	database_step(s->prepared[SET_BACK]);
}
