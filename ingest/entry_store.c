/* ingest/entry_store.c - entries in SQLite.
 *
 * A table, a change of which raises user_version and converts in state_open():
 *   entries(feed, key, page)   page 0: the entry leads nowhere
 */
#include "ingest/entry_store.h"
#include "common/database.h"
#include "common/die.h"

#include <stdlib.h>

static const char schema[] =
	"CREATE TABLE IF NOT EXISTS entries(feed INTEGER, key TEXT, page INTEGER, PRIMARY KEY(feed, "
	"key)) WITHOUT ROWID;";

struct entry_store {
	struct state *state;
	sqlite3_stmt *has, *note;
};

struct entry_store *entry_store_open(struct state *state)
{
	struct entry_store *s = xmalloc(sizeof *s);
	sqlite3 *db = state_db(state);

	state_begin(state);
	database_run(db, schema);
	*s = (struct entry_store){
		.state = state,
		.has = database_prepare(db, "SELECT 1 FROM entries WHERE feed=?1 AND key=?2"),
		.note = database_prepare(db, "INSERT OR REPLACE INTO entries(feed, key, page) VALUES(?1, ?2, ?3)"),
	};
	return s;
}

void entry_store_close(struct entry_store *s)
{
	sqlite3_finalize(s->has);
	sqlite3_finalize(s->note);
	free(s);
}

bool entry_store_has(struct entry_store *s, int64_t feed, struct slice key)
{
	bool found;

	database_bind_number(s->has, 1, feed);
	database_bind_slice(s->has, 2, key);
	found = database_step(s->has);
	database_reset(s->has);
	return found;
}

void entry_store_note(struct entry_store *s, int64_t feed, struct slice key, int64_t page)
{
	state_begin(s->state);
	database_bind_number(s->note, 1, feed);
	database_bind_slice(s->note, 2, key);
	database_bind_number(s->note, 3, page);
	database_step(s->note);
}
