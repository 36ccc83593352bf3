/* ingest/http_coding.h
 *
 * http_coding - undoing one content coding of an HTTP body (RFC 9110, section 8.4.1).
 */
#ifndef INGEST_HTTP_CODING_H
#define INGEST_HTTP_CODING_H

#include "common/slice.h"
#include "common/text.h"

enum coding_result {
	CODING_UNDONE, /* a cut stream gives what there is of it */
	CODING_ABSENT, /* labelled so, but the bytes are something else: already decoded */
	CODING_DAMAGED,
	CODING_UNSUPPORTED, /* a coding we know of and cannot undo */
};

/* Decode `in`, which is said to be coded as `name` (gzip, deflate, br, zstd), into `out`, which is empty.  At its
 * ceiling `out` overflows and decoding ends.  Names nobody registered ("utf-8", "none") give CODING_ABSENT. */
enum coding_result http_coding_undo(struct slice name, struct slice in, struct text *out);

#endif
