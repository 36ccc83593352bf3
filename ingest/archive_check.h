/* ingest/archive_check.h
 *
 * archive_check - whether a WARC file keeps the rules of ISO 28500:2017 (WARC 1.1), record by record.
 *
 * Looked at: framing and gzip members (Annex D: one a record), fields that must, may and must not be there, their forms,
 * digests of blocks and payloads (a payload digest over chunk framing, as GNU Wget makes it, counts as right), HTTP
 * messages, and references whose target is in the same file.  What older versions allowed is allowed in records of those.
 */
#ifndef INGEST_ARCHIVE_CHECK_H
#define INGEST_ARCHIVE_CHECK_H

#include "ingest/warc.h"

/* Something that is not as it should be.  The slices are good during the call. */
struct archive_finding {
	int64_t offset; /* in the file, of the record's gzip member or of itself */
	const char *type;
	struct slice url; /* may be empty */
	const char *sentence;
};

struct archive_counts {
	int64_t records, digests /* that were right */, outside /* references to other files */, findings;
};

struct archive_check;

/* `tell` is called for each finding. */
struct archive_check *archive_check_open(void (*tell)(void *context, const struct archive_finding *finding),
					 void *context);

/* An answer of warc_read() other than 0: a record, or (`got` < 0) what is none and why. */
void archive_check_record(struct archive_check *check, int got, const struct warc_record *record,
			  const struct reason *why);

/* The file has ended: follows its references, returns what was seen, and forgets it all, for the next file. */
struct archive_counts archive_check_end(struct archive_check *check);

void archive_check_close(struct archive_check *check);

#endif
