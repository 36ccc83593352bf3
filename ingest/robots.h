/* ingest/robots.h
 *
 * robots - what robots.txt lets us fetch (RFC 9309).
 *
 * The groups that name our product token count, all of them as one; else those for "*"; else everything is allowed.
 * The longest rule that matches a path decides; of an Allow and a Disallow of the same length, the Allow.  Both sides
 * are compared in one spelling: unreserved characters as themselves, other bytes but reserved characters as
 * percent-encoded; "%2F" is not "/" in a path, in a query they are the same (2.2.2).  What a status of the answer means
 * (2.3.1) is for the caller.
 */
#ifndef INGEST_ROBOTS_H
#define INGEST_ROBOTS_H

#include "common/arena.h"

#define ROBOTS_MAX_BYTES    (512u << 10) /* what is behind them is not read; a line cut there neither */
#define ROBOTS_MAX_LINE     (16u << 10)  /* a longer one is left out: it speaks of no URL we fetch */
#define ROBOTS_MAX_PATH     (4u << 10)   /* of a path asked for; further bytes are not looked at */
#define ROBOTS_MAX_WORK     (2u << 20)   /* bytes of the path searched for what stands behind a "*", for all rules */
#define ROBOTS_MAX_SITEMAPS 1000
#define ROBOTS_ARENA_BYTES  (32u << 20) /* an arena for robots_parse has at least this ceiling */

struct robots;

/* Never fails: lines that are not understood are passed over.  `agent` is our product token; of a whole User-Agent
 * ("wiremill/1.0 (...)") its first token counts.  The result lives in `arena` and needs neither slice any more. */
struct robots *robots_parse(struct arena *arena, struct slice bytes, struct slice agent);

/* May this be fetched?  `path` is that of the URL with its query, as sent; the empty one is "/".  "/robots.txt" always
 * may.  What takes more than ROBOTS_MAX_WORK to decide may not: for 100 bytes without a query that is 20,000 rules with
 * "*" which begin as the path does, for 4 KiB with one some 170. */
bool robots_allow(const struct robots *robots, struct slice path);

/* The longest Crawl-delay of our groups (no part of the RFC; seconds, with decimals); 0: none.  A day at most. */
int64_t robots_crawl_delay_ms(const struct robots *robots);

/* The http(s) URLs of all Sitemap lines, wherever they stand, in that order. */
const struct slice *robots_sitemaps(const struct robots *robots, size_t *n);

#endif
