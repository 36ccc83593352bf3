/* ingest/http_policy.h
 *
 * http_policy - what an answer says about time: its dates, how long it is fresh, when to come back.
 *
 * Pure: `head` is that of struct fetch_answer (header lines; a status line before them does no harm), `now_ms` the time
 * the answer came.  Durations are never negative.
 */
#ifndef INGEST_HTTP_POLICY_H
#define INGEST_HTTP_POLICY_H

#include "common/clock.h"

#define HTTP_FRESH_MAX_MS (INT64_C(30) * 86400 * 1000)
#define HTTP_RETRY_MAX_MS (INT64_C(86400) * 1000)

/* The three forms of RFC 9110, 5.6.7, in any case: "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
 * "Sun Nov  6 08:49:37 1994".  A two-digit year that would lie over 50 years after now_ms is one of the century before.
 * TIME_UNKNOWN for anything else, other zones included (RFC 9111, 4.2). */
int64_t http_date(struct slice s, int64_t now_ms);

/* How much longer the answer is fresh (RFC 9111, 4.2, as a private cache): max-age, else Expires minus Date, less the
 * age it has.  0 when nothing is said, for no-store, for no-cache without field names, and for values that are none
 * ("Expires: 0"). */
int64_t http_fresh_ms(struct slice head, int64_t now_ms);

/* How long Retry-After (RFC 9110, 10.2.3; seconds or a date) asks to wait; 0 if there is none. */
int64_t http_retry_after_ms(struct slice head, int64_t now_ms);

#endif
