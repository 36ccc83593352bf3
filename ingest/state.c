/* ingest/state.c - what ingest must not forget.
 *
 * ingest.sqlite, user_version 1; a change of these tables raises it and converts in state_open():
 *   note(name, value)   source name; of each dead-letter file, by its path, the bytes that count
 *   cursor(run, low)    everything of the run below `low` is settled
 *   settled(run, seq)   settled ones above it
 *   input(run, path, size, mtime_ns, ordinal)
 */
#include "ingest/state.h"
#include "common/database.h"
#include "common/die.h"
#include "common/process.h"

#include <stdlib.h>

static const char schema[] =
	"CREATE TABLE IF NOT EXISTS note(name TEXT PRIMARY KEY, value) WITHOUT ROWID;"
	"CREATE TABLE IF NOT EXISTS cursor(run TEXT PRIMARY KEY, low INTEGER NOT NULL) WITHOUT ROWID;"
	"CREATE TABLE IF NOT EXISTS settled(run TEXT, seq INTEGER, PRIMARY KEY(run, seq)) WITHOUT ROWID;"
	"CREATE TABLE IF NOT EXISTS input(run TEXT, path TEXT, size INTEGER, mtime_ns INTEGER, ordinal INTEGER,"
	" PRIMARY KEY(run, path, size, mtime_ns)) WITHOUT ROWID;"
	"CREATE INDEX IF NOT EXISTS input_ordinal ON input(run, ordinal);"
	"PRAGMA user_version=1;";

struct state {
	sqlite3 *db;
	bool in_transaction;
	char *source_name;
	sqlite3_stmt *low, *set_low, *forget, *is_settled, *add_settled, *find_input, *add_input, *inputs, *note,
		*set_note;
};

static struct slice note_read(struct state *s, const char *name)
{
	struct slice value = SLICE("");

	database_bind_slice(s->note, 1, slice_from(name));
	if (database_step(s->note))
		value = slice_from(xstrdup((const char *)sqlite3_column_text(s->note, 0)));
	database_reset(s->note);
	return value;
}

static void note_write(struct state *s, const char *name, struct slice value)
{
	state_begin(s);
	database_bind_slice(s->set_note, 1, slice_from(name));
	database_bind_slice(s->set_note, 2, value);
	database_step(s->set_note);
}

void state_sync(struct state *s)
{
	sqlite3_stmt *checkpoint;

	state_commit(s);
	checkpoint = database_prepare(s->db, "PRAGMA wal_checkpoint(FULL)"); /* waits for readers, but not for ever */
	if (!database_step(checkpoint) || sqlite3_column_int(checkpoint, 0) != 0)
		die("ingest.sqlite: somebody who reads it does not come to an end; start again without that");
	sqlite3_finalize(checkpoint);
}

static void name_source(struct state *s)
{
	struct slice name = note_read(s, "source");
	char boot[BOOT_SIZE];

	if (slice_empty(name)) {
		process_boot(boot);
		s->source_name = xprintf("ingest-%s", boot);
		note_write(s, "source", slice_from(s->source_name));
		state_sync(s);
	} else {
		s->source_name = (char *)(uintptr_t)name.at;
	}
}

struct state *state_open(const char *dir)
{
	struct state *s = xmalloc(sizeof *s);

	*s = (struct state){ .db = database_open(dir, "ingest.sqlite", DATABASE_SYNC_NORMAL, schema) };
	s->low = database_prepare(s->db, "SELECT low FROM cursor WHERE run=?");
	s->set_low = database_prepare(s->db, "INSERT OR REPLACE INTO cursor VALUES(?,?)");
	s->forget = database_prepare(s->db, "DELETE FROM settled WHERE run=? AND seq<?");
	s->is_settled = database_prepare(s->db, "SELECT 1 FROM settled WHERE run=? AND seq=?");
	s->add_settled = database_prepare(s->db, "INSERT OR IGNORE INTO settled VALUES(?,?)");
	s->find_input =
		database_prepare(s->db, "SELECT ordinal FROM input WHERE run=? AND path=? AND size=? AND mtime_ns=?");
	s->add_input = database_prepare(s->db, "INSERT INTO input SELECT ?1, ?2, ?3, ?4, 1 + coalesce(max(ordinal), 0)"
					       " FROM input WHERE run=?1");
	s->inputs = database_prepare(s->db, "SELECT path, size, mtime_ns, ordinal FROM input WHERE run=? AND ordinal>=?"
					    " ORDER BY ordinal");
	s->note = database_prepare(s->db, "SELECT value FROM note WHERE name=?");
	s->set_note = database_prepare(s->db, "INSERT OR REPLACE INTO note VALUES(?,?)");
	name_source(s);
	return s;
}

void state_close(struct state *s)
{
	state_commit(s);
	database_close(s->db);
	free(s->source_name);
	free(s);
}

sqlite3 *state_db(struct state *s)
{
	return s->db;
}

void state_begin(struct state *s)
{
	if (!s->in_transaction)
		database_run(s->db, "BEGIN IMMEDIATE");
	s->in_transaction = true;
}

void state_commit(struct state *s)
{
	if (s->in_transaction)
		database_run(s->db, "COMMIT");
	s->in_transaction = false;
}

const char *state_source_name(struct state *s)
{
	return s->source_name;
}

int64_t state_low_water(struct state *s, const char *run)
{
	int64_t low = 0;

	database_bind_slice(s->low, 1, slice_from(run));
	if (database_step(s->low))
		low = sqlite3_column_int64(s->low, 0);
	database_reset(s->low);
	return low;
}

void state_set_low_water(struct state *s, const char *run, int64_t seq)
{
	state_begin(s);
	database_bind_slice(s->set_low, 1, slice_from(run));
	database_bind_number(s->set_low, 2, seq);
	database_step(s->set_low);
	database_bind_slice(s->forget, 1, slice_from(run));
	database_bind_number(s->forget, 2, seq);
	database_step(s->forget);
}

bool state_is_settled(struct state *s, const char *run, int64_t seq)
{
	bool found;

	database_bind_slice(s->is_settled, 1, slice_from(run));
	database_bind_number(s->is_settled, 2, seq);
	found = database_step(s->is_settled);
	database_reset(s->is_settled);
	return found;
}

void state_add_settled(struct state *s, const char *run, int64_t seq)
{
	state_begin(s);
	database_bind_slice(s->add_settled, 1, slice_from(run));
	database_bind_number(s->add_settled, 2, seq);
	database_step(s->add_settled);
}

static void bind_input(sqlite3_stmt *statement, const char *run, const char *path, int64_t size, int64_t mtime_ns)
{
	database_bind_slice(statement, 1, slice_from(run));
	database_bind_slice(statement, 2, slice_from(path));
	database_bind_number(statement, 3, size);
	database_bind_number(statement, 4, mtime_ns);
}

int64_t state_input(struct state *s, const char *run, const char *path, int64_t size, int64_t mtime_ns)
{
	int64_t ordinal = 0;

	bind_input(s->find_input, run, path, size, mtime_ns);
	if (!database_step(s->find_input)) {
		state_begin(s);
		bind_input(s->add_input, run, path, size, mtime_ns);
		database_step(s->add_input);
		database_step(s->find_input);
	}
	ordinal = sqlite3_column_int64(s->find_input, 0);
	database_reset(s->find_input);
	return ordinal;
}

void state_inputs(struct state *s, const char *run, int64_t ordinal,
		  void (*each)(void *context, const char *path, int64_t size, int64_t mtime_ns, int64_t ordinal),
		  void *context)
{
	database_bind_slice(s->inputs, 1, slice_from(run));
	database_bind_number(s->inputs, 2, ordinal);
	while (database_step(s->inputs))
		each(context, (const char *)sqlite3_column_text(s->inputs, 0), sqlite3_column_int64(s->inputs, 1),
		     sqlite3_column_int64(s->inputs, 2), sqlite3_column_int64(s->inputs, 3));
	database_reset(s->inputs);
}

int64_t state_dead_bytes(struct state *s, const char *path)
{
	char *name = xprintf("dead-bytes %s", path);
	struct slice value = note_read(s, name);
	int64_t bytes = -1;

	free(name);
	if (slice_empty(value))
		return -1;
	if (!slice_number(value, &bytes))
		die("ingest.sqlite: dead-bytes is no number");
	free((char *)(uintptr_t)value.at);
	return bytes;
}

void state_set_dead_bytes(struct state *s, const char *path, int64_t bytes)
{
	char *name = xprintf("dead-bytes %s", path), *value = xprintf("%lld", (long long)bytes);

	note_write(s, name, slice_from(value));
	free(name);
	free(value);
}
