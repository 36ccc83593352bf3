/* tests/unit/test_database.c - one writer, and readers beside it. */
#include "common/database.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static const char schema[] = "CREATE TABLE IF NOT EXISTS t(n INTEGER);";

static int64_t sum(sqlite3 *db)
{
	sqlite3_stmt *q = database_prepare(db, "SELECT coalesce(sum(n), 0) FROM t");
	int64_t n = database_step(q) ? sqlite3_column_int64(q, 0) : -1;

	sqlite3_finalize(q);
	return n;
}

static void database_is_read_while_it_is_written(void **state)
{
	char *dir = unit_directory();
	sqlite3 *writer, *reader;

	(void)state;
	assert_null(database_open_reader(dir, "t.sqlite"));
	writer = database_open(dir, "t.sqlite", DATABASE_SYNC_NORMAL, schema);
	database_run(writer, "INSERT INTO t VALUES(1)");
	reader = database_open_reader(dir, "t.sqlite");
	database_run(writer, "BEGIN IMMEDIATE; INSERT INTO t VALUES(2)");
	assert_int_equal(sum(reader), 1);
	database_run(writer, "COMMIT");
	assert_int_equal(sum(reader), 3);
	assert_int_equal(database_try(reader, "INSERT INTO t VALUES(4)"), -1);
	database_close(writer);
	assert_int_equal(sum(reader), 3);
	database_close(reader);
	free(dir);
}

/* In a process of its own: open the database, and die with a sentence or leave with 0. */
static int second_writer(const char *dir)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		if (!freopen("/dev/null", "w", stderr))
			_exit(3);
		database_close(database_open(dir, "t.sqlite", DATABASE_SYNC_NORMAL, schema));
		_exit(0);
	}
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	return WEXITSTATUS(status);
}

static void database_has_one_writer(void **state)
{
	char *dir = unit_directory();
	sqlite3 *writer;

	(void)state;
	writer = database_open(dir, "t.sqlite", DATABASE_SYNC_NORMAL, schema);
	assert_int_equal(second_writer(dir), 1);
	database_close(writer);
	assert_int_equal(second_writer(dir), 0);
	free(dir);
}

UNIT(database, cmocka_unit_test(database_is_read_while_it_is_written), cmocka_unit_test(database_has_one_writer))
