/* ingest/feed_search.h
 *
 * feed_search - the feeds of a site, each fetched and parsed before it is named.
 *
 * What the page says comes first; only if it says nothing, robots.txt is asked, for sitemaps and for whether the paths
 * where sites have their feeds may be tried.  A person wants one look: the page itself and what it names are fetched
 * whatever robots.txt says, as a browser would.
 */
#ifndef INGEST_FEED_SEARCH_H
#define INGEST_FEED_SEARCH_H

#include "ingest/feed_look.h"
#include "ingest/polite.h"

#define FEED_SEARCH_VISITS 20 /* requests, at most */

struct feed_found {
	struct slice url; /* where it was found, or has moved to for good */
	struct slice title, format;
};

struct feed_search {
	struct feed_found at[FEED_SEARCH_VISITS];
	size_t n;
	bool is_feed;       /* the URL itself: at[0] is it */
	struct slice fault; /* why the URL could not be read; empty: it could */
	const char *advice;
};

/* Slices live in the arena. */
struct feed_search feed_search(struct polite *polite, struct arena *arena, struct slice url);

#endif
