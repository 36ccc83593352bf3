/* ingest/warc_stream.h
 *
 * warc_stream - the bytes of a WARC file, unzipped, in a window that slides over them; it knows which gzip
 * member each byte came from.  Only warc_read.c uses it.
 */
#ifndef INGEST_WARC_STREAM_H
#define INGEST_WARC_STREAM_H

#include "common/slice.h"

enum stream_state {
	STREAM_BYTES,   /* the window has grown */
	STREAM_MEMBER,  /* the gzip member has ended, and its checksum was right */
	STREAM_END,     /* no more bytes in the file */
	STREAM_DAMAGED, /* no gzip member here, or its data are damaged or cut short */
};

struct warc_stream;

struct warc_stream *warc_stream_open(const char *path); /* NULL and errno */
void warc_stream_close(struct warc_stream *s);

/* The window: what was read and not yet consumed.  Moves when it is filled. */
struct slice warc_stream_window(const struct warc_stream *s);
char *warc_stream_bytes(struct warc_stream *s); /* the same, to write in */
void warc_stream_consume(struct warc_stream *s, size_t n);

/* Add at least one byte to the window, from the present member only.  After MEMBER and DAMAGED it says the
 * same again until warc_stream_next(). */
enum stream_state warc_stream_fill(struct warc_stream *s);

/* Whether it is the end of the file that damaged the present member. */
bool warc_stream_is_cut(const struct warc_stream *s);

/* Go to the member that follows; behind damage, to the next one that holds a WARC record. */
void warc_stream_next(struct warc_stream *s);

bool warc_stream_is_gzip(const struct warc_stream *s);

/* Whether the present member, or the file, begins with byte `at` of the window. */
bool warc_stream_begins(const struct warc_stream *s, size_t at);

/* The part of the window that comes from the present member. */
struct slice warc_stream_recent(const struct warc_stream *s);

/* File offset of the member of byte `at` of the window; of that byte itself when the file is not compressed. */
int64_t warc_stream_member(const struct warc_stream *s, size_t at);

/* Length in the file of the present member once it has ended, else 0. */
int64_t warc_stream_member_length(const struct warc_stream *s);

/* Bytes of an uncompressed file from the begin of the window on; INT64_MAX when it is compressed. */
int64_t warc_stream_left(const struct warc_stream *s);

/* File offset behind what was taken in. */
int64_t warc_stream_position(const struct warc_stream *s);

/* Empty the window and go on at `offset`, if a record begins there (in a member of its own, or uncompressed) or
 * it is the begin or the end of the file.  Else false, and nothing done. */
bool warc_stream_seek(struct warc_stream *s, int64_t offset);
int64_t warc_stream_end(const struct warc_stream *s);
void warc_stream_set_end(struct warc_stream *s, int64_t offset);

#endif
