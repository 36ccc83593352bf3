/* ingest/capture.h
 *
 * capture - one fetched response as the records of our archive: request (if known), response or revisit,
 * metadata.  The text that an entry brought along is a resource record with its metadata; so is what a hub pushed of a
 * feed, under the URL of the feed.
 *
 * Chunk framing is never stored: Transfer-Encoding becomes X-Crawler-Transfer-Encoding and Content-Length is
 * what is there (the server's, if it differs, X-Crawler-Content-Length), so the payload digest of the
 * standard is that of the stored bytes.  HTTP/2 becomes an HTTP/1.1 status line, and WARC-Protocol says so.  What proves
 * who we are (Authorization, Cookie) is not stored.  The metadata record comes last and refers to the response: a
 * capture without it was torn.  Of a fetch that brought nothing (no head, no text) there is a metadata record alone.
 */
#ifndef INGEST_CAPTURE_H
#define INGEST_CAPTURE_H

#include "ingest/archive.h"
#include "ingest/warc.h"

/* The most a capture may have; longer ones are refused. */
#define CAPTURE_MAX_HEAD_BYTES  (32u << 10)
#define CAPTURE_MAX_OTHER_BYTES (1u << 20) /* request, URL and metadata, each */

/* Where a capture will lie, and the line for its file's index. */
struct capture_place {
	struct slice file_name;
	int64_t offset;     /* in it, of the first byte of `out` */
	struct text *index; /* gets the CDXJ line */
};

struct capture_writer;

/* Both are told in each file's first record; NULL: not told. */
struct capture_writer *capture_writer_open(const char *contact, const char *user_agent);
void capture_writer_close(struct capture_writer *w);

/* Append the record that every file begins with. */
void capture_write_info(struct capture_writer *w, struct text *out, struct slice file_name);

/* Tell of a record of a file that is gone on with: later ones refer to it. */
void capture_take_up(struct capture_writer *w, const struct warc_record *record);

/* Append the records of one capture.  Returns the file offset of its response or resource; or -1 and EMSGSIZE, nothing
 * appended.  A feed that comes again with the same bytes as the last time becomes a revisit; pages are always
 * stored whole, since each of them is read from the archive as an article. */
int64_t capture_write(struct capture_writer *w, struct text *out, const struct capture *capture,
		      const struct capture_place *place);

/* What was written last was lost: refer to nothing of this URL. */
void capture_forget(struct capture_writer *w, struct slice url);

#endif
