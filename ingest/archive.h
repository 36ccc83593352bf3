/* ingest/archive.h
 *
 * archive - everything that was fetched, as WARC 1.1 files of about 1 GB or a day, one gzip member a record.
 *
 * It is the journal of ingest: a capture is on disk before anything else happens to it.  Files are called
 * PREFIX-YYYYMMDDhhmmss-SERIAL-HOST.warc.gz, ".open" behind it while it is written; a CDXJ index stands
 * beside each closed one.  SERIAL (eight digits) grows and is the ordinal in seq.  Written and read by one
 * process.
 */
#ifndef INGEST_ARCHIVE_H
#define INGEST_ARCHIVE_H

#include "common/article.h"
#include "common/stage.h"

enum capture_kind { CAPTURE_PAGE, CAPTURE_FEED, CAPTURE_OTHER /* robots.txt, sitemaps */ };

/* What ended a body before its end. */
enum capture_cut { CAPTURE_WHOLE, CAPTURE_OVER_LENGTH, CAPTURE_OVER_TIME, CAPTURE_DISCONNECTED };

/* One fetched response, or the text that an entry brought along.  Becomes the records of capture.h; a 304, and a feed that
 * came with the same bytes as before, a revisit. */
struct capture {
	enum capture_kind kind;
	struct slice url, ip;      /* the final URL; the server's address as text */
	struct slice request;      /* bytes of the request as sent, or empty */
	struct slice head;         /* status line and header lines as received, CRLF each, without the empty line */
	struct slice content_type; /* of `body` that came without a head: an entry's own text, a feed that was pushed */
	struct slice body;         /* transfer coding removed, content coding kept; at most ARTICLE_MAX_BODY_BYTES,
			      * of what is no page the rest is cut off */
	int64_t fetched_ms;        /* when the fetch began */
	enum capture_cut cut;
	bool not_modified; /* 304: becomes a revisit */
	/* For pages: id, url, run, version and the feed_* fields, written as a metadata record; else NULL. */
	const struct article *article;
};

struct archive;

struct archive_options {
	const char *prefix;               /* of the file names */
	int64_t file_bytes, file_ms;      /* a new file begins once the last one is so long, or so old; 0: 1 GB, 24 h */
	const char *contact, *user_agent; /* told in each file's first record; NULL: not told */
};

/* Opens `dir` (made 0755 when absent) for appending.  Files left ".open" by a crash are cut after their last
 * whole capture; the last of them is gone on with.  Dies with a sentence when it cannot be used, or another
 * process has it open.  The strings in `options` are used until it is closed. */
struct archive *archive_open(const char *dir, const struct archive_options *options);
void archive_close(struct archive *archive); /* syncs; leaves the ".open" file to the next start */

/* Append; *seq is its place.  Not durable, and not seen by readers, before archive_sync().  Returns 0; or -1
 * and errno: nothing of it is in the archive (ENOSPC and the like; EMSGSIZE: over a limit of capture.h). */
int archive_append(struct archive *archive, const struct capture *capture, int64_t *seq);

/* Returns 0; or -1 and errno: what was appended since the last sync may be lost, and the process should not
 * go on. */
int archive_sync(struct archive *archive);

/* The next page at or after *seq as an article of run "live", as it was captured (content coding undone);
 * *seq moves behind it.  Revisits are passed over.  Returns 1; 0: none synced yet, or its file
 * cannot be opened now; -1 and why: one that cannot be read (its id and seq are set). */
int archive_next(struct archive *archive, int64_t *seq, struct article *a, struct reason *why);

/* Call `each` for every synced page that was appended at or after `seq`, revisits too: for a state that is
 * older than the archive.  A page that failed is none: it is to be fetched again, so that its dead letter is
 * told.  The article is good during the call; its seq is set, and its body is as archive_next() has it. */
void archive_replay_metadata(struct archive *archive, int64_t seq, void (*each)(void *context, const struct article *a),
			     void *context);

/* One past the last synced record. */
int64_t archive_end(const struct archive *archive);

#endif
