/* ingest/sitemap.h
 *
 * sitemap - sitemaps.org's lists of pages, with Google's news: -> struct feed, under the promises of feed.h.
 *
 * An entry is one <url>: id and link are its loc, updated its lastmod; a news sitemap adds title, published, language
 * and keywords, which become categories; its publication's name is the title of the feed.  Images, videos and
 * alternates in other languages are passed over.  Of a sitemap index there are no entries, but feed->sitemap.  A text
 * file is a sitemap if HTTP says text/plain and every line is an address.
 */
#ifndef INGEST_SITEMAP_H
#define INGEST_SITEMAP_H

#include "ingest/feed.h"

#define SITEMAP_MAX_BYTES (50u << 20) /* decoded; the protocol's limits */
#define SITEMAP_MAX_URLS  50000       /* entries, or children of an index; further ones are left out */

bool sitemap_looks(struct slice bytes, const struct feed_hints *hints);

/* As feed_parse(), of what looks like one. */
int sitemap_parse(struct feed *feed, struct arena *arena, struct slice bytes, const struct feed_hints *hints,
		  struct reason *why);

#endif
