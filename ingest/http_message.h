/* ingest/http_message.h
 *
 * http_message - an HTTP/1 response as an archive stores it: status, header fields, body and its codings.
 *
 * Archives lie about codings: chunk framing may be kept or undone with the header left in place, a decoded
 * body may still be labelled gzip.  So a label is believed only if the bytes agree.  Header fields that a
 * crawler renamed because they no longer hold (X-Crawler-Content-Encoding, ...) name what was undone, and are
 * passed over.
 */
#ifndef INGEST_HTTP_MESSAGE_H
#define INGEST_HTTP_MESSAGE_H

#include "common/slice.h"
#include "common/stage.h"
#include "common/text.h"

#define HTTP_MAX_CODINGS 3 /* over one another; what is below them stays coded */

struct http_message {
	int status;          /* 100 to 999 */
	struct slice fields; /* header lines, each with its end */
	struct slice body;   /* as stored */
};

/* Take a stored response apart; lines may end in LF alone, the reason phrase may be missing ("HTTP/2 200").
 * The slices point into `block`.  Returns 0, or -1 and a sentence when it does not begin with a status line. */
int http_message_read(struct http_message *message, struct slice block, struct reason *why);

/* The value of the first field of that name among header lines, trimmed; folded lines (RFC 9112, 5.2)
 * included with their line ends.  Empty if there is none.  WARC header fields have the same form. */
struct slice http_field(struct slice fields, struct slice name);

/* The same, one field of that name after the other: *fields moves behind each.  False when there is no further one. */
bool http_field_next(struct slice *fields, struct slice name, struct slice *value);

/* The body without transfer and content codings (chunked; gzip, deflate, br, zstd, at most three over one another).
 * *body points into the message or into `out`, whose ceiling bounds it.  A coded body that was cut gives what
 * there is of it.  Returns 0, or -1 and a sentence: coding we cannot undo, damaged, over the ceiling. */
int http_body_decode(const struct http_message *message, struct text *out, struct slice *body, struct reason *why);

/* The last of a list of codings, the one to undo first; *codings loses it. */
struct slice http_last_coding(struct slice *codings);

/* Undo chunk framing (RFC 9112, 7.1) into `out`.  False, with nothing promised about `out`, when `body` is
 * not framed: the first chunk must be whole, what follows may be cut. */
bool http_dechunk(struct slice body, struct text *out);

#endif
