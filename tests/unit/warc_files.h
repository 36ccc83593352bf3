/* tests/unit/warc_files.h
 *
 * warc_files - files of records for tests, right ones and wrong ones, and what the reader makes of them.
 */
#ifndef TESTS_UNIT_WARC_FILES_H
#define TESTS_UNIT_WARC_FILES_H

#include "ingest/warc.h"

/* Append a gzip member that holds `bytes`. */
void add_gzip_member(struct text *out, struct slice bytes);

/* Write bytes to a new file in `dir`; returns its path, to free(). */
char *make_file(const char *dir, const char *name, struct slice bytes);

/* What a reader says of a file from `place` on: "response:BLOCK\n" for a record, "bad\n" for what is none.
 * Blocks are cut at 20 bytes. */
void tell_records(struct text *out, const char *path, int64_t place);

#endif
