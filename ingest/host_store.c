/* ingest/host_store.c - hosts in SQLite.
 *
 *   hosts(host, until_ms)   those that want to be left alone
 *   robots(origin, body, known, expires_ms, failures, why)
 */
#include "ingest/host_store.h"
#include "common/clock.h"
#include "common/database.h"
#include "common/die.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define DAY_MS         (24 * 3600 * INT64_C(1000))
#define ROBOTS_KEPT_MS (30 * DAY_MS) /* after they have expired: they count as long as no newer ones can be had */

static const char schema[] =
	"CREATE TABLE IF NOT EXISTS hosts(host TEXT PRIMARY KEY, until_ms INTEGER NOT NULL) WITHOUT ROWID;"
	"CREATE TABLE IF NOT EXISTS robots(origin TEXT PRIMARY KEY, body TEXT NOT NULL, known INTEGER NOT NULL,"
	" expires_ms INTEGER NOT NULL, failures INTEGER NOT NULL, why TEXT NOT NULL);";

struct host_store {
	struct state *state;
	sqlite3_stmt *block, *blocks, *robots, *set_robots;
};

static void forget(sqlite3 *db, int64_t now_ms)
{
	char *query = xprintf("DELETE FROM hosts WHERE until_ms NOT BETWEEN %" PRId64 " AND %" PRId64 ";"
			      "DELETE FROM robots WHERE expires_ms NOT BETWEEN %" PRId64 " AND %" PRId64,
			      now_ms, now_ms + DAY_MS, now_ms - ROBOTS_KEPT_MS, now_ms + DAY_MS);

	database_run(db, query);
	free(query);
}

struct host_store *host_store_open(struct state *state, bool once)
{
	struct host_store *s = xmalloc(sizeof *s);
	sqlite3 *db = state_db(state);

	state_begin(state);
	database_run(db, schema);
	forget(db, clock_now_ms());
	if (once)
		database_run(db, "DELETE FROM robots WHERE known=0");
	*s = (struct host_store){
		.state = state,
		.block = database_prepare(db, "INSERT INTO hosts VALUES(?1, ?2) ON CONFLICT(host) DO UPDATE SET"
					      " until_ms=max(until_ms, ?2)"),
		.blocks = database_prepare(db, "SELECT host, until_ms FROM hosts"),
		.robots = database_prepare(db,
					   "SELECT body, known, expires_ms, failures, why FROM robots WHERE origin=?1"),
		.set_robots = database_prepare(db, "INSERT OR REPLACE INTO robots VALUES(?1, ?2, ?3, ?4, ?5, ?6)"),
	};
	return s;
}

void host_store_close(struct host_store *s)
{
	sqlite3_finalize(s->block);
	sqlite3_finalize(s->blocks);
	sqlite3_finalize(s->robots);
	sqlite3_finalize(s->set_robots);
	free(s);
}

void host_store_block(struct host_store *s, struct slice host, int64_t until_ms)
{
	state_begin(s->state);
	database_bind_slice(s->block, 1, host);
	database_bind_number(s->block, 2, until_ms);
	database_step(s->block);
}

void host_store_blocks(struct host_store *s, void (*each)(void *context, struct slice host, int64_t until_ms),
		       void *context)
{
	while (database_step(s->blocks))
		each(context, database_column_slice(s->blocks, 0), sqlite3_column_int64(s->blocks, 1));
}

struct stored_robots host_store_robots(struct host_store *s, struct slice origin, struct arena *arena)
{
	struct stored_robots robots = { .body = SLICE("") };
	struct slice why;

	database_bind_slice(s->robots, 1, origin);
	if (database_step(s->robots)) {
		robots.body = database_column_copy(s->robots, 0, arena);
		robots.known = sqlite3_column_int(s->robots, 1);
		robots.expires_ms = sqlite3_column_int64(s->robots, 2);
		robots.failures = sqlite3_column_int64(s->robots, 3);
		why = database_column_slice(s->robots, 4);
		snprintf(robots.why, sizeof robots.why, "%.*s", SLICE_ARG(why));
	}
	database_reset(s->robots);
	return robots;
}

void host_store_set_robots(struct host_store *s, struct slice origin, const struct stored_robots *robots)
{
	state_begin(s->state);
	database_bind_slice(s->set_robots, 1, origin);
	database_bind_slice(s->set_robots, 2, robots->body);
	database_bind_number(s->set_robots, 3, robots->known);
	database_bind_number(s->set_robots, 4, robots->expires_ms);
	database_bind_number(s->set_robots, 5, robots->failures);
	database_bind_slice(s->set_robots, 6, slice_from(robots->why));
	database_step(s->set_robots);
}
