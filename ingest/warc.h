/* ingest/warc.h
 *
 * warc - records of WARC files (ISO 28500), read one after the other and written.
 *
 * The reader takes what there is in the wild: WARC/0.17 to 1.1, one gzip member a record or many records in a
 * member or none compressed, folded header lines, lines ended by LF alone, URIs in angle brackets, missing
 * line ends between records, lengths that are wrong, files cut anywhere or damaged in the middle.  Its memory
 * is bounded by the limits below, its time is linear in the file.
 */
#ifndef INGEST_WARC_H
#define INGEST_WARC_H

#include "common/article.h"
#include "common/slice.h"
#include "common/stage.h"
#include "common/text.h"

#define WARC_MAX_HEADER_BYTES (64u << 10)
#define WARC_MAX_BLOCK_BYTES  (ARTICLE_MAX_BODY_BYTES + (64u << 10))

enum warc_type {
	WARC_WARCINFO,
	WARC_REQUEST,
	WARC_RESPONSE,
	WARC_RESOURCE,
	WARC_METADATA,
	WARC_REVISIT,
	WARC_CONVERSION,
	WARC_CONTINUATION,
	WARC_OTHER,
};

/* What one record says.  Slices are good until the next read. */
struct warc_record {
	enum warc_type type;
	struct slice version;        /* "WARC/1.1" */
	struct slice id, target_uri; /* without angle brackets; empty if missing */
	int64_t date_ms;             /* or TIME_UNKNOWN */
	struct slice fields;         /* all header lines, for warc_field() */
	struct slice block;
	struct slice end; /* what stands between its block and the next record; CR LF CR LF is right */

	/* Where it is.  Grows from record to record and is the same at every reading: the offset of its gzip
	 * member, or of itself in an uncompressed file; for the k-th further record in a member, offset + k. */
	int64_t place;
	int64_t offset, length; /* of its member (of itself if not compressed); length 0: shares it with others */
};

const char *warc_type_name(enum warc_type type);
enum warc_type warc_type_named(struct slice name); /* in any case; WARC_OTHER for a name that nobody knows */

/* The value of a header field, name in any case, trimmed, folded lines joined; empty if there is none. */
struct slice warc_field(const struct warc_record *record, struct slice name);
struct slice warc_uri_field(const struct warc_record *record, struct slice name); /* without angle brackets */
int64_t warc_date_field(const struct warc_record *record, struct slice name);     /* or TIME_UNKNOWN */

struct warc_reader;

/* Returns the reader, to warc_reader_close(), or NULL and errno.  Files must be seekable. */
struct warc_reader *warc_reader_open(const char *path);
void warc_reader_close(struct warc_reader *reader);

/* The next record.  Returns 1; 0 at the end (and again after warc_reader_set_end() moved it); -1 and a
 * sentence where there is something that is no whole record: *record has its place and offset, and id and
 * target_uri if they were read; the next call goes on behind it. */
int warc_read(struct warc_reader *reader, struct warc_record *record, struct reason *why);

/* Have the next warc_read() give the last answer once more. */
void warc_unread(struct warc_reader *reader);

/* Go on with what is at or after `place`: one that was given before, one more than that, the end, or 0. */
void warc_reader_seek(struct warc_reader *reader, int64_t place);

/* Read only the first `offset` bytes of the file, which end with a record. */
void warc_reader_set_end(struct warc_reader *reader, int64_t offset);

/* How many bytes of the file are behind us, for progress. */
int64_t warc_reader_position(const struct warc_reader *reader);
int64_t warc_reader_end(const struct warc_reader *reader); /* and how many there are */

/* Compare the record's block and payload with its digest fields (sha1, sha256; base32 or hex).  A payload
 * digest over chunk framing counts as right, as writers disagree on it.  Returns how many were right; or -1
 * and a sentence for a wrong one.  Algorithms we do not know are passed over. */
int warc_check_digests(const struct warc_record *record, struct reason *why);

/* "sha1:" and the SHA-1 of both parts in base32, as WARC and CDX have it; returns out. */
#define WARC_DIGEST_SIZE 38
const char *warc_digest(struct slice head, struct slice body, char out[WARC_DIGEST_SIZE]);

/* Writing: version 1.1, each record in a gzip member of its own. */
struct warc_writer;
struct warc_writer *warc_writer_open(void);
void warc_writer_close(struct warc_writer *writer);

#define WARC_ID_SIZE 46
/* A new "urn:uuid:…", version 4 (RFC 9562). */
void warc_new_id(char id[WARC_ID_SIZE]);

/* Append `name: value` CRLF to header fields.  Bytes that would end the line become blanks; an empty value
 * adds nothing. */
void warc_add_field(struct text *fields, const char *name, struct slice value);

/* Append `name: 2026-03-05T08:15:00.123Z` CRLF. */
void warc_add_date(struct text *fields, const char *name, int64_t ms);

/* Append one record to `out`: WARC-Type, WARC-Record-ID, WARC-Date (of `date_ms`), the lines in `fields`,
 * Content-Length and WARC-Block-Digest, then the block, which comes in two parts.  `id` without brackets. */
void warc_write(struct warc_writer *writer, struct text *out, enum warc_type type, const char *id, int64_t date_ms,
		struct slice fields, struct slice head, struct slice body);

#endif
