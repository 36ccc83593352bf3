/* ingest/feed_json.h
 *
 * feed_json - JSON Feed 1.0 and 1.1 (jsonfeed.org): bytes -> struct feed, under the promises of feed.h.
 *
 * A feed is an object with "items", whatever its "version" says; or one whose version is JSON Feed's.  A value of the
 * wrong type counts as absent.  An item's page is its url, else its external_url, else an id that is an address.  An
 * item without authors or language has the feed's.  next_url (older items) and expired are passed over.
 */
#ifndef INGEST_FEED_JSON_H
#define INGEST_FEED_JSON_H

#include "ingest/feed.h"

/* Do the bytes begin as JSON's objects do? */
bool feed_json_looks(struct slice bytes);

/* As feed_parse(). */
int feed_json_parse(struct feed *feed, struct arena *arena, struct slice bytes, const struct feed_hints *hints,
		    struct reason *why);

#endif
