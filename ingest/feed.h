/* ingest/feed.h
 *
 * feed - RSS 0.9x, 1.0 (RDF) and 2.0, Atom 0.3 and 1.0, CDF, JSON Feed (feed_json.h), sitemaps (sitemap.h), any of them
 * as a gzip file: bytes -> a feed and its entries, in the order they stand there.
 *
 * Everything lives in the arena; absent values are empty slices and unknown moments.  Where several elements say the
 * same thing the more specific one wins (feed_rules.c has the ranks).  Titles and authors are plain text; summary and
 * content stand as given, scripts and all, which is HTML but for what `plain` says.  Links are absolute if a base is
 * known, in HTML too.  A time without a zone is in the zone of the hints, else taken as UTC, as feed readers do.
 */
#ifndef INGEST_FEED_H
#define INGEST_FEED_H

#include "common/arena.h"
#include "common/clock.h"
#include "common/stage.h"

#define FEED_MAX_BYTES      (16u << 20) /* decoded; what is longer is cut, but for sitemaps (sitemap.h) */
#define FEED_MAX_ENTRIES    10000
#define FEED_MAX_CATEGORIES 64          /* of one entry */
#define FEED_MAX_SHORT      (16u << 10) /* bytes of a title, an address, a name, a date; cut there */
#define FEED_MAX_LONG       (2u << 20)  /* bytes of a summary or a content */
#define FEED_MAX_BASE       (2u << 10)  /* bytes of an xml:base */
#define FEED_MAX_AUTHORS    (1u << 10)  /* bytes of the names and addresses of an entry's authors, roughly */
#define FEED_MAX_LANGUAGE   64
#define FEED_MAX_TEXT       (64u << 20)  /* bytes of all values together; what comes after them is left out */
#define FEED_ARENA_BYTES    (128u << 20) /* an arena for feed_parse has at least this ceiling */

struct feed_entry {
	struct slice id, title, link, author, language;
	struct slice title_html;  /* as given, if that is HTML and says more than the title; else empty */
	struct slice author_full; /* with addresses: "Ann Lee (ann@example.org)"; empty: nothing to add */
	struct slice summary, content;
	bool summary_plain, content_plain; /* type="text": not HTML */
	struct moment published, updated;
	struct slice *category; /* [ncategories] */
	size_t ncategories;
};

struct feed {
	struct slice title, link, language, title_html;
	struct slice self, hub; /* rel=self: where it says it lives; rel=hub: WebSub's */
	struct moment updated;
	int64_t ttl_minutes;      /* 0: not said */
	int64_t update_period_s;  /* sy:updatePeriod through sy:updateFrequency; 0: not said */
	uint32_t skip_hours;      /* bit h: it need not be asked for in hour h, UTC */
	unsigned char skip_days;  /* bit 0: Sunday */
	struct feed_entry *entry; /* [nentries] */
	size_t nentries;
	bool is_sitemap;       /* its entries are pages of the site, however old */
	struct slice *sitemap; /* [nsitemaps]; the children of a sitemap index */
	struct moment *sitemap_updated;
	size_t nsitemaps;
	bool truncated; /* it stops short, or met a limit; the entries are those before */
};

/* What is known of the bytes from outside; all may be empty. */
struct feed_hints {
	struct slice base;             /* the URL it came from */
	struct slice content_type;     /* as HTTP said; its charset counts */
	struct slice content_language; /* as HTTP said */
	int zone_minutes;              /* east of UTC, of times that state no zone, if zone_known */
	bool zone_known;
	bool month_first, month_first_known; /* 9/24/2026, and 5/4/2026 the fourth of May */
};

/* Returns 0; or -1 and a sentence in `why` when this is no feed. */
int feed_parse(struct feed *feed, struct arena *arena, struct slice bytes, const struct feed_hints *hints,
	       struct reason *why);

/* HTML as one line of plain text: tags, comments, scripts and styles left out, references resolved. */
struct slice feed_plain(struct arena *arena, struct slice html);

/* Text on one line: white space at the ends left out, elsewhere one space. */
struct slice feed_one_line(struct arena *arena, struct slice text);

#endif
