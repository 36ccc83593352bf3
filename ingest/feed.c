/* ingest/feed.c - the one door for all formats: looks at the first bytes and calls the reader of that format. */
#include "ingest/feed.h"
#include "ingest/feed_json.h"
#include "ingest/feed_reader.h"
#include "ingest/http_coding.h"
#include "ingest/sitemap.h"

static int parse(struct feed *feed, struct arena *arena, struct slice bytes, const struct feed_hints *hints,
		 struct reason *why)
{
	if (feed_json_looks(bytes))
		return feed_json_parse(feed, arena, bytes, hints, why);
	feed->is_sitemap = sitemap_looks(bytes, hints);
	if (feed->is_sitemap)
		return sitemap_parse(feed, arena, bytes, hints, why);
	return feed_xml_parse(feed, arena, bytes, hints, why);
}

/* "sitemap.xml.gz" is a file that is gzip itself, whatever HTTP did to it. */
static int parse_gzip(struct feed *feed, struct arena *arena, struct slice bytes, const struct feed_hints *hints,
		      struct reason *why)
{
	struct text plain;
	int result = -1;

	text_init(&plain, SITEMAP_MAX_BYTES);
	if (http_coding_undo(SLICE("gzip"), bytes, &plain) == CODING_UNDONE)
		result = parse(feed, arena, text_slice(&plain), hints, why);
	else
		dead(why, "no feed: damaged gzip");
	feed->truncated |= text_overflowed(&plain);
	text_release(&plain);
	return result;
}

int feed_parse(struct feed *feed, struct arena *arena, struct slice bytes, const struct feed_hints *hints,
	       struct reason *why)
{
	*feed = (struct feed){ .title = SLICE(""),
			       .title_html = SLICE(""),
			       .link = SLICE(""),
			       .language = SLICE(""),
			       .self = SLICE(""),
			       .hub = SLICE(""),
			       .updated = MOMENT_UNKNOWN };
	if (slice_starts(bytes, SLICE("\x1f\x8b")))
		return parse_gzip(feed, arena, bytes, hints, why);
	return parse(feed, arena, bytes, hints, why);
}
