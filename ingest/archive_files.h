/* ingest/archive_files.h
 *
 * archive_files - what the two halves of the archive share: archive.c writes, archive_read.c reads.
 */
#ifndef INGEST_ARCHIVE_FILES_H
#define INGEST_ARCHIVE_FILES_H

#include "ingest/capture.h"
#include "ingest/warc_article.h"

struct archive_file {
	int64_t serial;
	int64_t synced; /* bytes that may be read; those of the newest file grow */
	char *name;     /* without ".open" */
	bool open;      /* its name has ".open" behind it */
};

struct archive {
	char *path;
	const char *prefix;
	int dir;
	int64_t file_bytes, file_ms;

	struct archive_file *file; /* [nfiles], by serial; the last one is being written if fd is not -1 */
	size_t nfiles;

	/* The file being written. */
	int fd;
	int64_t size; /* bytes of whole captures in it */
	int64_t begun_ms;
	bool torn;     /* there may be bytes behind them */
	bool unsynced; /* a sync failed: what it left out is lost, though the system tells that only once */
	struct capture_writer *writer;
	struct text batch, index;

	/* Where archive_next() stands. */
	struct warc_article_reader reader;
	int64_t reader_serial; /* 0: nowhere */
	int64_t reader_seq;    /* what it would be asked for next */
};

/* The path of a file as it is called now, to free(). */
char *archive_file_path(const struct archive *archive, const struct archive_file *file);

/* Read a file from `offset` on; NULL when it cannot be opened, which is logged. */
struct warc_reader *archive_file_read(const struct archive *archive, const struct archive_file *file);

void archive_stop_reading(struct archive *archive);

#endif
