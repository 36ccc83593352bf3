/* ingest/feed_refuse.h - says what it is that came where a feed should be. */
#ifndef INGEST_FEED_REFUSE_H
#define INGEST_FEED_REFUSE_H

#include "ingest/feed.h"

/* "no feed: an HTML page; ..." into `why`, by the first bytes of what the readers could not take for a feed. */
void feed_refuse(struct slice bytes, const struct feed_hints *hints, struct reason *why);

#endif
