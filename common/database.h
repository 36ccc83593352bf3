/* common/database.h
 *
 * database - a SQLite file that one process writes and others may read meanwhile (WAL); errors that cannot be answered
 * end the process with a sentence.
 *
 * That there is one writer is the business of a lock on the file NAME.lock beside it, which goes with the process however
 * it ends.  SQLite's own exclusive mode would keep readers out as well.
 */
#ifndef COMMON_DATABASE_H
#define COMMON_DATABASE_H

#include "common/arena.h"
#include "common/slice.h"

#include <sqlite3.h>

enum database_sync {
	DATABASE_SYNC_FULL,  /* a commit survives a power cut */
	DATABASE_SYNC_NORMAL /* a power cut may roll back the last commits */
};

/* Opens DIR/NAME, made when absent (DIR too), and runs `schema` (CREATE ... IF NOT EXISTS).  Waits up to 5 s for
 * another process to let go of it, then dies. */
sqlite3 *database_open(const char *dir, const char *name, enum database_sync sync, const char *schema);
void database_close(sqlite3 *db);

/* Opens DIR/NAME for reading, which its writer need not notice; NULL if there is no such file.  Be quick: what is being read
 * cannot be checkpointed.  database_close() closes it. */
sqlite3 *database_open_reader(const char *dir, const char *name);

/* The same for a change of a row or two, at once, that its writer can live with. */
sqlite3 *database_open_visitor(const char *dir, const char *name);

void database_run(sqlite3 *db, const char *sql); /* dies when it fails */
int database_try(sqlite3 *db, const char *sql);  /* -1 when it fails; sqlite3_errmsg() says why */
/* Adds a column that a table of an older program has not: "due_ms INTEGER NOT NULL DEFAULT 0". */
void database_add_column(sqlite3 *db, const char *table, const char *column);
sqlite3_stmt *database_prepare(sqlite3 *db, const char *sql);

/* Values of a prepared statement, from position 1 on. */
void database_bind_slice(sqlite3_stmt *statement, int position, struct slice value); /* must outlive the step */
void database_bind_number(sqlite3_stmt *statement, int position, int64_t value);
struct slice database_column_slice(sqlite3_stmt *statement, int column); /* good until the next step or reset */
struct slice database_column_copy(sqlite3_stmt *statement, int column, struct arena *arena);

/* One step: true for a row.  A statement that is done is reset, ready for the next use; dies on errors. */
bool database_step(sqlite3_stmt *statement);
/* The one number that a query gives, `otherwise` if it gives no row or NULL; resets it. */
int64_t database_number(sqlite3_stmt *statement, int64_t otherwise);
void database_reset(sqlite3_stmt *statement); /* after a row that was the only one wanted */

#endif
