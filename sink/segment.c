/* sink/segment.c - appends documents, commits them, and recovers after a crash.
 *
 * sink.sqlite, user_version 1; a change of the tables raises it and converts in segments_open():
 *   segment(number, bytes)  one row: the segment being written and how much of it is committed
 *   document(run, seq, id, version, segment, offset, length)  everything committed, and where
 * Order on disk: the lines, then the commit; so a committed line is always there.  When a segment is full: sync, rename, then
 * the next number; a start that finds the closed name under the current number goes on with the next.
 */
#include "sink/segment.h"
#include "common/database.h"
#include "common/die.h"
#include "common/file.h"
#include "common/log.h"
#include "common/metrics.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define BATCH_CEILING (512u << 20)

static const char schema[] = "CREATE TABLE IF NOT EXISTS segment(number INTEGER NOT NULL, bytes INTEGER NOT NULL);"
			     "CREATE TABLE IF NOT EXISTS document(run TEXT, seq INTEGER, id TEXT, version INTEGER, "
			     "segment INTEGER, offset INTEGER,"
			     " length INTEGER, PRIMARY KEY(run, seq, id)) WITHOUT ROWID;"
			     "INSERT INTO segment SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM segment);"
			     "PRAGMA user_version=1;";

struct segments {
	char *dir; /* of the segments */
	sqlite3 *db;
	sqlite3_stmt *find, *insert, *advance;
	int64_t limit_bytes, number, committed_bytes;
	int fd;            /* of the open segment, or -1 before its first line */
	struct text batch; /* lines since the last commit */
	bool in_transaction;
};

static char *segment_path(const struct segments *s, const char *suffix)
{
	return xprintf("%s/%08lld%s", s->dir, (long long)s->number, suffix);
}

static void read_position(struct segments *s)
{
	sqlite3_stmt *position = database_prepare(s->db, "SELECT number, bytes FROM segment");

	if (!database_step(position))
		die("%s: the position is missing from sink.sqlite", s->dir);
	s->number = sqlite3_column_int64(position, 0);
	s->committed_bytes = sqlite3_column_int64(position, 1);
	sqlite3_finalize(position);
}

static void set_position(struct segments *s, int64_t number, int64_t bytes)
{
	database_bind_number(s->advance, 1, number);
	database_bind_number(s->advance, 2, bytes);
	database_step(s->advance);
	s->number = number;
	s->committed_bytes = bytes;
}

/* Cut the open segment to what was committed.  A segment that is missing or too short is named, and left as it is: the next
 * number begins. */
static void recover(struct segments *s)
{
	char *open_path = segment_path(s, ".jsonl.open"), *closed_path = segment_path(s, ".jsonl");
	struct stat st = { 0 };
	bool there = stat(open_path, &st) == 0;

	if (there && st.st_size >= s->committed_bytes) {
		s->fd = open(open_path, O_WRONLY | O_APPEND | O_CLOEXEC);
		if (s->fd < 0 || ftruncate(s->fd, s->committed_bytes) < 0 || fsync(s->fd) < 0)
			die_errno("%s: cannot be cut to the %lld bytes that are committed", open_path,
				  (long long)s->committed_bytes);
		if (st.st_size > s->committed_bytes)
			log_event(INFO, "recovered", "segment=%lld cut_bytes=%lld", (long long)s->number,
				  (long long)(st.st_size - s->committed_bytes));
	} else if (there || access(closed_path, F_OK) == 0 || s->committed_bytes > 0) {
		if (there || access(closed_path, F_OK) != 0)
			log_event(ERROR, "damaged", "segment=" LOG_QUOTED " committed_bytes=%lld found_bytes=%lld",
				  open_path, (long long)s->committed_bytes, (long long)st.st_size);
		set_position(s, s->number + 1, 0);
	}
	free(open_path);
	free(closed_path);
}

struct segments *segments_open(const char *dir, int64_t limit_bytes)
{
	struct segments *s = xmalloc(sizeof *s);

	*s = (struct segments){ .dir = xprintf("%s/segments", dir), .limit_bytes = limit_bytes, .fd = -1 };
	file_make_directory(s->dir);
	s->db = database_open(dir, "sink.sqlite", DATABASE_SYNC_FULL, schema);
	s->find = database_prepare(s->db, "SELECT 1 FROM document WHERE run=? AND seq=? AND id=?");
	s->insert = database_prepare(s->db, "INSERT INTO document VALUES(?,?,?,?,?,?,?)");
	s->advance = database_prepare(s->db, "UPDATE segment SET number=?, bytes=?");
	text_init(&s->batch, BATCH_CEILING);
	read_position(s);
	recover(s);
	return s;
}

static void begin(struct segments *s)
{
	if (!s->in_transaction)
		database_run(s->db, "BEGIN IMMEDIATE");
	s->in_transaction = true;
}

bool segments_has(struct segments *s, const struct article *a)
{
	bool found;

	database_bind_slice(s->find, 1, a->run);
	database_bind_number(s->find, 2, a->seq);
	database_bind_slice(s->find, 3, a->id);
	found = database_step(s->find);
	database_reset(s->find);
	return found;
}

void segments_append(struct segments *s, const struct article *a)
{
	begin(s);
	database_bind_slice(s->insert, 1, a->run);
	database_bind_number(s->insert, 2, a->seq);
	database_bind_slice(s->insert, 3, a->id);
	database_bind_number(s->insert, 4, a->version);
	database_bind_number(s->insert, 5, s->number);
	database_bind_number(s->insert, 6, s->committed_bytes + (int64_t)s->batch.len);
	database_bind_number(s->insert, 7, (int64_t)a->body.len);
	database_step(s->insert);
	text_add(&s->batch, a->body);
}

/* The first line of a segment makes its file. */
static int open_file(struct segments *s)
{
	char *path;

	if (s->fd >= 0)
		return 0;
	path = segment_path(s, ".jsonl.open");
	s->fd = open(path, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0644);
	free(path);
	return s->fd < 0 ? -1 : file_sync_directory(s->dir);
}

static int write_batch(struct segments *s)
{
	if (text_overflowed(&s->batch)) {
		errno = EFBIG;
		return -1;
	}
	return open_file(s) < 0 || file_write_all(s->fd, text_slice(&s->batch)) < 0 ? -1 : fdatasync(s->fd);
}

static void undo(struct segments *s)
{
	int64_t number = s->number;

	database_try(s->db, "ROLLBACK");
	s->in_transaction = false;
	read_position(s);
	if (s->fd >= 0 && number == s->number && ftruncate(s->fd, s->committed_bytes) < 0)
		die_errno("segment %lld cannot be cut to what is committed", (long long)s->number);
	text_reset(&s->batch);
}

/* Give the segment its closed name and go on with the next number. */
static int rotate(struct segments *s)
{
	char *open_path = segment_path(s, ".jsonl.open"), *closed_path = segment_path(s, ".jsonl");
	int result = -1;

	if (s->fd >= 0 && fsync(s->fd) == 0 && rename(open_path, closed_path) == 0 &&
	    file_sync_directory(s->dir) == 0) {
		close(s->fd);
		s->fd = -1;
		set_position(s, s->number + 1, 0);
		result = 0;
	}
	free(open_path);
	free(closed_path);
	return result;
}

int segments_commit(struct segments *s, struct reason *why)
{
	if (!s->in_transaction)
		return 0;
	if (write_batch(s) < 0) {
		retry(why, "segment %lld: %s", (long long)s->number, strerror(errno));
		undo(s);
		return -1;
	}
	set_position(s, s->number, s->committed_bytes + (int64_t)s->batch.len);
	if (database_try(s->db, "COMMIT") < 0) {
		retry(why, "sink.sqlite: %s", sqlite3_errmsg(s->db));
		undo(s);
		return -1;
	}
	s->in_transaction = false;
	metrics_add("wiremill_sink_bytes_total", "", s->batch.len);
	metrics_add("wiremill_sink_commits_total", "", 1);
	text_reset(&s->batch);
	if (s->committed_bytes >= s->limit_bytes && rotate(s) < 0)
		log_event(ERROR, "rotate-failed", "segment=%lld error=" LOG_QUOTED, (long long)s->number,
			  strerror(errno));
	return 0;
}

void segments_close(struct segments *s)
{
	if (s->in_transaction)
		undo(s);
	if (s->committed_bytes > 0 && rotate(s) < 0)
		log_event(ERROR, "close-failed", "segment=%lld error=" LOG_QUOTED, (long long)s->number,
			  strerror(errno));
	if (s->fd >= 0)
		close(s->fd);
	database_close(s->db);
	text_release(&s->batch);
	free(s->dir);
	free(s);
}
