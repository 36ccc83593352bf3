/* ingest/feed_look.h - what an answer turned out to be: a feed, a page, or nothing of use; for the commands. */
#ifndef INGEST_FEED_LOOK_H
#define INGEST_FEED_LOOK_H

#include "ingest/feed.h"
#include "ingest/fetch.h"

struct feed_look {
	bool is_feed;
	struct slice format;    /* "RSS", "Atom", ...; empty if it is no feed */
	struct slice title;     /* of the feed */
	size_t entries;         /* or sitemaps, of an index */
	int64_t newest_ms;      /* of its entries; TIME_UNKNOWN: none has a date */
	struct slice url;       /* where the answer came from */
	struct slice moved_url; /* where it has moved to for good; empty: nowhere */
	int status;
	struct slice fault; /* what is wrong; empty: nothing */
	const char *advice; /* what can be done about it; may be empty */
};

/* All is kept in the arena.  `body` is the answer's, decoded; it may be NULL. */
struct feed_look feed_look(const struct fetch_answer *answer, struct arena *arena, struct slice *body);

#endif
