/* ingest/http_meter.h
 *
 * http_meter - how long a coded body becomes, counted while it arrives and kept nowhere.
 *
 * So that a body which is small on the wire and endless when decoded is known for one after its first few bytes.  What
 * a coding makes on the way to the next one counts as well.  Bytes that are not coded as their label says, or are
 * damaged, count no further: http_body_decode() has the last word on them.
 */
#ifndef INGEST_HTTP_METER_H
#define INGEST_HTTP_METER_H

#include "common/slice.h"

struct http_meter;

/* Of a body with this Content-Encoding.  NULL if that names nothing there is a way to undo. */
struct http_meter *http_meter_open(struct slice content_encoding, uint64_t limit_bytes);
void http_meter_close(struct http_meter *m);

/* The next piece of the body.  False once more than the limit has been decoded; nothing is done after that. */
bool http_meter_add(struct http_meter *m, struct slice piece);

#endif
