/* ingest/feed.c - the one door for all formats: looks at the first bytes and calls the reader of that format. */
#include "ingest/feed.h"
#include "ingest/feed_json.h"
#include "ingest/feed_reader.h"

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
	if (feed_json_looks(bytes))
		return feed_json_parse(feed, arena, bytes, hints, why);
	return feed_xml_parse(feed, arena, bytes, hints, why);
}
