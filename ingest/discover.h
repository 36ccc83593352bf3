/* ingest/discover.h
 *
 * discover - the feeds of a site: bytes of one of its pages -> addresses to try, the most likely first.
 *
 * Pure: nothing is fetched.  What is found is what the page says; whether it is a feed is known once it was fetched and
 * parsed (feed.h).  Addresses are http or https, absolute, without fragment, each only once.  Addresses that speak of
 * other things with a feed's type (WordPress' wp-json, oEmbed) are left out; feeds of comments come after the others
 * that were found in the same way.
 */
#ifndef INGEST_DISCOVER_H
#define INGEST_DISCOVER_H

#include "ingest/feed.h"
#include "ingest/robots.h"

#define DISCOVER_MAX 200 /* addresses; further ones are left out */
#define DISCOVER_ARENA_BYTES \
	(FEED_ARENA_BYTES + (32u << 20)) /* an arena for discover_feeds has at least this ceiling */

/* In order of worth. */
enum discover_how {
	DISCOVER_BODY,    /* the page itself is a feed; nothing else is looked for then */
	DISCOVER_HEADER,  /* Link: <...>; rel="alternate" in the HTTP head */
	DISCOVER_LINK,    /* <link rel="alternate"> */
	DISCOVER_ANCHOR,  /* <a href> whose address or text is that of a feed */
	DISCOVER_SITEMAP, /* a Sitemap line of robots.txt */
	DISCOVER_GUESS    /* a path where sites have their feeds */
};
struct discover_feed {
	struct slice url;
	struct slice title, type; /* as the page says, plain text; may be empty */
	enum discover_how how;
};

struct discover_page {
	struct slice url;            /* in the end, after redirects */
	struct slice head;           /* as in struct fetch_answer; may be empty */
	struct slice content_type;   /* as HTTP said; may be empty */
	struct slice body;           /* decoded */
	const struct robots *robots; /* of the host; or NULL */
};

/* Lives in the arena, *n says how many.  Guesses are among them: a caller who has found enough stops before them. */
struct discover_feed *discover_feeds(struct arena *arena, const struct discover_page *page, size_t *n);

#endif
