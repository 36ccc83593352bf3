/* ingest/moved.h
 *
 * moved - when a feed that redirects for good is to be polled at its new place.
 *
 * One redirect of 301 or 308 may be somebody's mistake of an hour.  Only the same target, seen three times over a day
 * at least, is believed.
 */
#ifndef INGEST_MOVED_H
#define INGEST_MOVED_H

#include "common/slice.h"

#define MOVED_TIMES   3
#define MOVED_OVER_MS (24 * 3600 * INT64_C(1000))

/* The target seen last, and since when in a row. */
struct moved {
	struct slice url; /* empty: none */
	int64_t first_ms, times;
};

/* A feed came, or was unchanged, from where an unbroken chain of 301 and 308 leads; empty: from where it was asked
 * for.  True if that is its URL from now on; *moved is then empty again. */
bool moved_see(struct moved *moved, struct slice url, int64_t now_ms);

#endif
