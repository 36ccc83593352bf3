/* ingest/archive.c - files of captures: begin, append, sync, cut after a crash, close with an index. */
#include "ingest/archive.h"
#include "common/clock.h"
#include "common/die.h"
#include "common/log.h"
#include "ingest/archive_files.h"
#include "ingest/cdxj.h"
#include "ingest/source.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define FILE_BYTES        ((int64_t)1000 * 1000 * 1000)
#define FILE_MS           ((int64_t)24 * 3600 * 1000)
#define FILE_BYTES_IN_SEQ ((int64_t)1 << SEQ_PLACE_BITS)
#define INDEX_MAX_BYTES   ((size_t)32 << 20) /* kept in memory: a file with so many records ends early */
#define BATCH_MAX_BYTES   ((size_t)64 << 20) /* one capture, zipped */

char *archive_file_path(const struct archive *archive, const struct archive_file *file)
{
	return xprintf("%s/%s%s", archive->path, file->name, file->open ? ".open" : "");
}

/* PREFIX-YYYYMMDDhhmmss-SERIAL-HOST.warc.gz: its serial, or -1. */
static int64_t serial_of(struct slice name, struct slice prefix)
{
	struct slice rest = slice_skip(name, prefix.len), time = SLICE(""), serial = SLICE("");
	int64_t number;

	if (!slice_starts(name, prefix) || !slice_starts(rest, SLICE("-")) || !slice_ends(name, SLICE(".warc.gz")))
		return -1;
	rest = slice_skip(rest, 1);
	slice_next(&rest, '-', &time);
	slice_next(&rest, '-', &serial);
	if (time.len != 14 || serial.len != 8 || !slice_number(serial, &number) || number <= 0)
		return -1;
	return number;
}

static struct archive_file *add_file(struct archive *archive, struct slice name, int64_t serial, bool open)
{
	struct archive_file *file;

	archive->file = xrealloc(archive->file, (archive->nfiles + 1) * sizeof *archive->file);
	file = &archive->file[archive->nfiles++];
	*file = (struct archive_file){ .serial = serial, .open = open, .name = xprintf("%.*s", SLICE_ARG(name)) };
	return file;
}

static void list_entry(struct archive *archive, struct slice name)
{
	struct slice closed = slice_ends(name, SLICE(".open")) ? slice_head(name, name.len - 5) : name;
	int64_t serial = serial_of(closed, slice_from(archive->prefix));

	if (serial > 0)
		add_file(archive, closed, serial, closed.len < name.len);
}

static int compare_files(const void *left, const void *right)
{
	const struct archive_file *a = left, *b = right;

	return a->serial != b->serial ? (a->serial > b->serial) - (a->serial < b->serial) : strcmp(a->name, b->name);
}

static void list_files(struct archive *archive)
{
	DIR *dir = opendir(archive->path);
	struct dirent *entry;

	if (!dir)
		die_errno("%s: cannot list the archive", archive->path);
	while ((entry = readdir(dir)) != NULL)
		list_entry(archive, slice_from(entry->d_name));
	closedir(dir);
	if (archive->nfiles > 0)
		qsort(archive->file, archive->nfiles, sizeof *archive->file, compare_files);
	for (size_t i = 1; i < archive->nfiles; i++)
		if (archive->file[i].serial == archive->file[i - 1].serial)
			die("%s: %s and %s have the same serial; move one of them away", archive->path,
			    archive->file[i - 1].name, archive->file[i].name);
}

static void close_fd(struct archive *archive)
{
	if (archive->fd >= 0)
		close(archive->fd);
	archive->fd = -1;
}

/* Write all of s at the end of what is whole.  Returns -1 and errno, and cuts the file to what was whole,
 * when it cannot. */
static int write_whole(struct archive *archive, struct slice s)
{
	int64_t at = archive->size;

	if (archive->torn && ftruncate(archive->fd, (off_t)archive->size) < 0)
		return -1;
	archive->torn = true;
	while (s.len > 0) {
		ssize_t n = pwrite(archive->fd, s.at, s.len, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			int error = n < 0 ? errno : ENOSPC;

			archive->torn = ftruncate(archive->fd, (off_t)archive->size) < 0;
			errno = error;
			return -1;
		}
		s = slice_skip(s, (size_t)n);
		at += n;
	}
	archive->torn = false;
	archive->size = at;
	return 0;
}

static struct archive_file *newest(struct archive *archive)
{
	return &archive->file[archive->nfiles - 1];
}

int archive_sync(struct archive *archive)
{
	if (archive->fd < 0 || newest(archive)->synced == archive->size)
		return 0;
	if (archive->unsynced || fdatasync(archive->fd) < 0) {
		errno = archive->unsynced ? EIO : errno;
		archive->unsynced = true;
		return -1;
	}
	newest(archive)->synced = archive->size;
	return 0;
}

/* Write the first record of a file that is empty, and have file and name survive a crash. */
static int write_info(struct archive *archive, struct slice name)
{
	text_reset(&archive->batch);
	text_reset(&archive->index);
	archive->begun_ms = clock_now_ms();
	capture_write_info(archive->writer, &archive->batch, name);
	if (write_whole(archive, text_slice(&archive->batch)) < 0 || fsync(archive->fd) < 0 || fsync(archive->dir) < 0)
		return -1;
	return 0;
}

/* PREFIX-YYYYMMDDhhmmss-SERIAL-HOST.warc.gz, to free(). */
static char *make_name(const struct archive *archive, int64_t serial)
{
	time_t now = (time_t)(clock_now_ms() / 1000);
	char when[32], host[65] = "localhost";
	struct tm tm;

	gmtime_r(&now, &tm);
	strftime(when, sizeof when, "%Y%m%d%H%M%S", &tm);
	gethostname(host, sizeof host - 1);
	for (char *p = host; *p; p++)
		if (!ascii_is_alpha(*p) && !ascii_is_digit(*p) && *p != '.')
			*p = '_';
	return xprintf("%s-%s-%08lld-%s.warc.gz", archive->prefix, when, (long long)serial, host);
}

/* Begin the next file.  Returns 0; or -1 and errno, and there is none. */
static int begin_file(struct archive *archive)
{
	int64_t serial = archive->nfiles > 0 ? newest(archive)->serial + 1 : 1;
	char *name = make_name(archive, serial), *open_name = xprintf("%s.open", name);
	int result = -1;

	archive->fd = openat(archive->dir, open_name, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0644);
	archive->size = 0;
	archive->torn = false;
	if (archive->fd >= 0 && write_info(archive, slice_from(name)) == 0) {
		add_file(archive, slice_from(name), serial, true)->synced = archive->size;
		result = 0;
	} else if (archive->fd >= 0) {
		int error = errno;

		unlinkat(archive->dir, open_name, 0);
		close_fd(archive);
		errno = error;
	}
	free(name);
	free(open_name);
	return result;
}

/* Returns -1 for want of room.  In other cases there is no index: `wiremill archive index` makes it, no reason to stop. */
static int save_index(const struct archive *archive, const char *name, struct slice index)
{
	if (cdxj_save(archive->dir, name, index) == 0)
		return 0;
	if (errno == ENOSPC || errno == EDQUOT)
		return -1;
	log_event(ERROR, "archive-index", "file=%s error=" LOG_QUOTED, name, strerror(errno));
	return 0;
}

/* Write the index of a complete file and give the file its final name. */
static int finish_file(struct archive *archive, struct archive_file *file, struct slice index)
{
	char *index_name = xprintf("%.*s.cdxj", (int)(strlen(file->name) - strlen(".warc.gz")), file->name);
	char *open_name = xprintf("%s.open", file->name);
	int result;

	result = save_index(archive, index_name, index);
	if (result == 0 && file->open && renameat(archive->dir, open_name, archive->dir, file->name) == 0)
		file->open = false;
	if (result == 0)
		result = file->open ? -1 : fsync(archive->dir);
	free(index_name);
	free(open_name);
	return result;
}

static int rotate(struct archive *archive)
{
	if (archive_sync(archive) < 0 || finish_file(archive, newest(archive), text_slice(&archive->index)) < 0)
		return -1;
	close_fd(archive);
	return begin_file(archive);
}

static bool is_full(const struct archive *archive)
{
	return archive->size >= archive->file_bytes || archive->index.len >= INDEX_MAX_BYTES ||
	       clock_now_ms() - archive->begun_ms >= archive->file_ms;
}

int archive_append(struct archive *archive, const struct capture *capture, int64_t *seq)
{
	size_t index_was;
	int64_t offset;

	if (archive->fd < 0 ? begin_file(archive) < 0 : is_full(archive) && rotate(archive) < 0)
		return -1;
	index_was = archive->index.len;
	text_reset(&archive->batch);
	struct capture_place place = { .file_name = slice_from(newest(archive)->name),
				       .offset = archive->size,
				       .index = &archive->index };
	offset = capture_write(archive->writer, &archive->batch, capture, &place);
	if (offset < 0)
		return -1;
	if (write_whole(archive, text_slice(&archive->batch)) < 0) {
		archive->index.len = index_was;
		capture_forget(archive->writer, capture->url);
		return -1;
	}
	*seq = newest(archive)->serial << SEQ_PLACE_BITS | offset;
	return 0;
}

/* Collect the index of a file, and what later captures may refer to, up to its last whole capture, whose end is
 * returned. */
static int64_t scan_file(struct archive *archive, const struct archive_file *file)
{
	struct warc_reader *reader = archive_file_read(archive, file);
	struct warc_record record;
	struct reason why;
	int64_t whole = 0;
	size_t index_whole = 0;
	int got;

	text_reset(&archive->index);
	if (!reader)
		die("%s/%s.open: cannot be read", archive->path, file->name);
	while ((got = warc_read(reader, &record, &why)) != 0) {
		if (got < 0)
			continue;
		cdxj_add(&archive->index, &record, slice_from(file->name));
		capture_take_up(archive->writer, &record);
		if (record.type == WARC_WARCINFO && record.date_ms != TIME_UNKNOWN)
			archive->begun_ms = record.date_ms;
		if (record.type != WARC_METADATA && record.type != WARC_WARCINFO)
			continue;
		whole = record.offset + record.length;
		index_whole = archive->index.len;
	}
	archive->index.len = index_whole;
	warc_reader_close(reader);
	return whole;
}

/* Cut a file that was left open to what is whole in it, and have it in hand. */
static void recover(struct archive *archive, struct archive_file *file)
{
	char *path = archive_file_path(archive, file);
	struct stat st;

	archive->fd = open(path, O_RDWR | O_CLOEXEC);
	if (archive->fd < 0 || fstat(archive->fd, &st) < 0)
		die_errno("%s: cannot be opened", path);
	file->synced = st.st_size;
	archive->size = scan_file(archive, file);
	if (archive->size < st.st_size) {
		log_event(WARN, "archive-cut", "file=%s bytes=%lld", path, (long long)(st.st_size - archive->size));
		if (ftruncate(archive->fd, (off_t)archive->size) < 0)
			die_errno("%s: cannot be cut to its whole records", path);
	}
	if (archive->size == 0 && write_info(archive, slice_from(file->name)) < 0)
		die_errno("%s: cannot be written", path);
	if (fsync(archive->fd) < 0)
		die_errno("%s: cannot be synced", path);
	file->synced = archive->size;
	free(path);
}

/* Take up what an earlier process left. */
static void take_up(struct archive *archive)
{
	for (size_t i = 0; i < archive->nfiles; i++) {
		struct archive_file *file = &archive->file[i];
		struct stat st;

		if (file->open) {
			recover(archive, file);
			if (i + 1 == archive->nfiles)
				return;
			if (finish_file(archive, file, text_slice(&archive->index)) < 0)
				die_errno("%s/%s: cannot be closed", archive->path, file->name);
			close_fd(archive);
		} else if (fstatat(archive->dir, file->name, &st, 0) == 0) {
			file->synced = st.st_size;
		}
	}
	if (begin_file(archive) < 0)
		die_errno("%s: cannot begin a file", archive->path);
}

/* A seq has no room for longer files. */
static int64_t file_bytes(int64_t wanted)
{
	if (wanted <= 0)
		return FILE_BYTES;
	return wanted < FILE_BYTES_IN_SEQ / 2 ? wanted : FILE_BYTES_IN_SEQ / 2;
}

struct archive *archive_open(const char *dir, const struct archive_options *options)
{
	struct archive *archive = xmalloc(sizeof *archive);

	if (mkdir(dir, 0755) < 0 && errno != EEXIST)
		die_errno("%s: cannot make the archive", dir);
	*archive = (struct archive){ .path = xstrdup(dir),
				     .prefix = options->prefix,
				     .fd = -1,
				     .file_bytes = file_bytes(options->file_bytes),
				     .file_ms = options->file_ms > 0 ? options->file_ms : FILE_MS };
	archive->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (archive->dir < 0)
		die_errno("%s: cannot open the archive", dir);
	if (flock(archive->dir, LOCK_EX | LOCK_NB) < 0)
		die("%s: another process writes to this archive; stop it, or give each its own --archive", dir);
	archive->writer = capture_writer_open(options->contact, options->user_agent);
	text_init(&archive->batch, BATCH_MAX_BYTES);
	text_init(&archive->index, 2 * INDEX_MAX_BYTES);
	list_files(archive);
	take_up(archive);
	return archive;
}

void archive_close(struct archive *archive)
{
	if (!archive)
		return;
	if (archive_sync(archive) < 0)
		log_event(ERROR, "archive-sync", "error=" LOG_QUOTED, strerror(errno));
	archive_stop_reading(archive);
	close_fd(archive);
	close(archive->dir);
	for (size_t i = 0; i < archive->nfiles; i++)
		free(archive->file[i].name);
	free(archive->file);
	capture_writer_close(archive->writer);
	text_release(&archive->batch);
	text_release(&archive->index);
	free(archive->path);
	free(archive);
}

int64_t archive_end(const struct archive *archive)
{
	const struct archive_file *file;

	if (archive->nfiles == 0)
		return 0;
	file = &archive->file[archive->nfiles - 1];
	return file->serial << SEQ_PLACE_BITS | file->synced;
}
