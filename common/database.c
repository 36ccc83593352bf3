/* common/database.c - SQLite as the processes at the ends use it. */
#include "common/database.h"
#include "common/clock.h"
#include "common/die.h"
#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#define BUSY_MS 5000

static _Noreturn void fail(sqlite3 *db, const char *what)
{
	const char *path = sqlite3_db_filename(db, "main");

	if (sqlite3_errcode(db) == SQLITE_FULL)
		die("%s: the disk is full; make room and start again, nothing is lost", path ? path : "state");
	die("%s: %s: %s", path ? path : "state", what, sqlite3_errmsg(db));
}

/* The locks of what is open for writing. */
static struct lock {
	struct lock *next;
	sqlite3 *db;
	int fd;
} * locks;

/* Make us the one writer of this file. */
static struct lock *lock_take(const char *path)
{
	static const struct timespec pause = { .tv_nsec = 20 * 1000000 };
	char *name = xprintf("%s.lock", path);
	int64_t deadline_ms = clock_monotonic_ms() + BUSY_MS;
	struct lock *lock = xmalloc(sizeof *lock);

	*lock = (struct lock){ .next = locks, .fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0644) };
	if (lock->fd < 0)
		die_errno("%s: cannot be made", name);
	while (flock(lock->fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			die_errno("%s: cannot be locked", name);
		if (clock_monotonic_ms() > deadline_ms)
			die("%s: cannot be locked; is another process using it?", path);
		nanosleep(&pause, NULL);
	}
	free(name);
	return locks = lock;
}

static void lock_release(sqlite3 *db)
{
	struct lock **at = &locks, *lock;

	while (*at && (*at)->db != db)
		at = &(*at)->next;
	lock = *at;
	if (!lock)
		return;
	*at = lock->next;
	close(lock->fd);
	free(lock);
}

static sqlite3 *open_file(const char *path, int flags)
{
	sqlite3 *db;

	if (sqlite3_open_v2(path, &db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		die("%s: cannot be opened: %s", path, sqlite3_errmsg(db));
	sqlite3_busy_timeout(db, BUSY_MS);
	return db;
}

sqlite3 *database_open(const char *dir, const char *name, enum database_sync sync, const char *schema)
{
	char *path = xprintf("%s/%s", dir, name);
	struct lock *lock;
	sqlite3 *db;

	file_make_directory(dir);
	lock = lock_take(path);
	db = lock->db = open_file(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
	if (database_try(db, "PRAGMA journal_mode=WAL") < 0 || database_try(db, "BEGIN IMMEDIATE; COMMIT") < 0) {
		if (sqlite3_errcode(db) == SQLITE_FULL)
			fail(db, "open");
		die("%s: cannot be locked; is another process using it? (%s)", path, sqlite3_errmsg(db));
	}
	database_run(db, sync == DATABASE_SYNC_FULL ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
	database_run(db, schema);
	free(path);
	return db;
}

static sqlite3 *open_existing(const char *dir, const char *name, int flags)
{
	char *path = xprintf("%s/%s", dir, name);
	sqlite3 *db = access(path, F_OK) == 0 ? open_file(path, flags) : NULL;

	free(path);
	return db;
}

sqlite3 *database_open_reader(const char *dir, const char *name)
{
	return open_existing(dir, name, SQLITE_OPEN_READONLY);
}

sqlite3 *database_open_visitor(const char *dir, const char *name)
{
	return open_existing(dir, name, SQLITE_OPEN_READWRITE);
}

void database_close(sqlite3 *db)
{
	sqlite3_stmt *statement;

	while ((statement = sqlite3_next_stmt(db, NULL)))
		sqlite3_finalize(statement);
	if (sqlite3_close(db) != SQLITE_OK)
		fail(db, "close");
	lock_release(db);
}

int database_try(sqlite3 *db, const char *sql)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : -1;
}

void database_run(sqlite3 *db, const char *sql)
{
	if (database_try(db, sql) < 0)
		fail(db, sql);
}

void database_add_column(sqlite3 *db, const char *table, const char *column)
{
	sqlite3_stmt *find = database_prepare(db, "SELECT 1 FROM pragma_table_info(?1) WHERE name=?2");
	char *add = xprintf("ALTER TABLE %s ADD COLUMN %s", table, column);

	database_bind_slice(find, 1, slice_from(table));
	database_bind_slice(find, 2, slice_before(slice_from(column), ' '));
	if (!database_step(find))
		database_run(db, add);
	sqlite3_finalize(find);
	free(add);
}

sqlite3_stmt *database_prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement;

	if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
		fail(db, sql);
	return statement;
}

void database_bind_slice(sqlite3_stmt *statement, int position, struct slice value)
{
	sqlite3_bind_text64(statement, position, value.at, value.len, SQLITE_STATIC, SQLITE_UTF8);
}

void database_bind_number(sqlite3_stmt *statement, int position, int64_t value)
{
	sqlite3_bind_int64(statement, position, value);
}

struct slice database_column_slice(sqlite3_stmt *statement, int column)
{
	const void *at = sqlite3_column_text(statement, column);

	return slice_of(at, at ? (size_t)sqlite3_column_bytes(statement, column) : 0);
}

struct slice database_column_copy(sqlite3_stmt *statement, int column, struct arena *arena)
{
	return arena_copy(arena, database_column_slice(statement, column));
}

bool database_step(sqlite3_stmt *statement)
{
	int result = sqlite3_step(statement);

	if (result == SQLITE_ROW)
		return true;
	sqlite3_reset(statement);
	if (result != SQLITE_DONE)
		fail(sqlite3_db_handle(statement), sqlite3_sql(statement));
	return false;
}

int64_t database_number(sqlite3_stmt *statement, int64_t otherwise)
{
	int64_t number = otherwise;

	if (database_step(statement) && sqlite3_column_type(statement, 0) != SQLITE_NULL)
		number = sqlite3_column_int64(statement, 0);
	database_reset(statement);
	return number;
}

void database_reset(sqlite3_stmt *statement)
{
	sqlite3_reset(statement);
}
