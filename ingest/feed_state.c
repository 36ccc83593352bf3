/* ingest/feed_state.c - a look into ingest's state from outside. */
#include "ingest/feed_state.h"
#include "common/database.h"
#include "common/die.h"

#include <stdlib.h>

static const char query[] =
	"SELECT f.url, f.moved_url, coalesce(o.url, ''), f.own_title, f.reason, f.polled_ms, f.due_ms,"
	" f.interval_ms, f.errors, f.gone, (SELECT count(*) FROM entries WHERE feed=f.id)"
	" FROM feeds f LEFT JOIN feeds o ON o.id=f.same_as ORDER BY f.url COLLATE BINARY";

struct feed_states {
	struct feed_state *at; /* [n], ordered by URL: bytes, as slice_compare() and SQLite have it */
	size_t n, room;
};

static struct feed_state row_of(sqlite3_stmt *q, struct arena *arena)
{
	struct feed_state state = { .url = database_column_copy(q, 0, arena),
				    .moved_url = database_column_copy(q, 1, arena),
				    .same_as = database_column_copy(q, 2, arena),
				    .own_title = database_column_copy(q, 3, arena),
				    .reason = database_column_copy(q, 4, arena),
				    .polled_ms = sqlite3_column_int64(q, 5),
				    .due_ms = sqlite3_column_int64(q, 6),
				    .interval_ms = sqlite3_column_int64(q, 7),
				    .errors = sqlite3_column_int64(q, 8),
				    .entries = sqlite3_column_int64(q, 10) };

	state.retired = state.due_ms == INT64_MAX && sqlite3_column_int64(q, 9) > 0;
	return state;
}

/* Does the file have the tables, in the form we know?  A state of an older program gets it at ingest's next start. */
static bool is_known(sqlite3 *db)
{
	sqlite3_stmt *q;

	if (sqlite3_prepare_v2(db, query, -1, &q, NULL) != SQLITE_OK)
		return false;
	sqlite3_finalize(q);
	return true;
}

struct feed_states *feed_states_read(const char *dir, struct arena *arena)
{
	sqlite3 *db = database_open_reader(dir, "ingest.sqlite");
	struct feed_states *states = NULL;
	sqlite3_stmt *q;

	if (!db)
		return NULL;
	if (is_known(db)) {
		states = arena_new(arena, struct feed_states, 1);
		for (q = database_prepare(db, query); database_step(q);) {
			if (states->n == states->room) {
				size_t room = states->room ? 2 * states->room : 256;

				states->at = arena_grow(arena, states->at, sizeof *states->at, states->n, room);
				states->room = room;
			}
			states->at[states->n++] = row_of(q, arena);
		}
	}
	database_close(db);
	return states;
}

const struct feed_state *feed_states_find(const struct feed_states *states, struct slice url)
{
	size_t low = 0, high = states ? states->n : 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = slice_compare(url, states->at[middle].url);

		if (order == 0)
			return &states->at[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

bool feed_state_revive(const char *dir, struct slice url)
{
	sqlite3 *db = database_open_visitor(dir, "ingest.sqlite");
	sqlite3_stmt *q;
	bool revived;

	if (!db)
		return false;
	q = database_prepare(db, "UPDATE feeds SET due_ms=0, gone=0, errors=0 WHERE url=?1 AND gone>0 AND due_ms=?2");
	database_bind_slice(q, 1, url);
	database_bind_number(q, 2, INT64_MAX);
	database_step(q);
	revived = sqlite3_changes(db) > 0;
	database_close(db);
	return revived;
}
