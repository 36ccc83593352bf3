/* ingest/feed_look.c - looks at an answer as ingest would. */
#include "ingest/feed_look.h"
#include "ingest/xml_tags.h"

/* What its first element, or its first byte, says. */
static struct slice format_of(struct slice body)
{
	static const struct {
		const char *name, *format;
	} rows[] = { { "rss", "RSS" },     { "RDF", "RSS 1.0" },    { "feed", "Atom" },
		     { "channel", "CDF" }, { "urlset", "sitemap" }, { "sitemapindex", "sitemap index" } };
	struct slice head = slice_head(body, 16384);
	struct xml_tag tag;

	if (slice_starts(slice_trim(head), SLICE("{")))
		return SLICE("JSON Feed");
	if (xml_tag_next(&head, &tag))
		for (size_t i = 0; i < COUNT(rows); i++)
			if (slice_equal_nocase(xml_tag_local_name(&tag), slice_from(rows[i].name)))
				return slice_from(rows[i].format);
	return SLICE("feed");
}

static int64_t newest(const struct feed *feed)
{
	int64_t newest_ms = TIME_UNKNOWN;

	for (size_t i = 0; i < feed->nentries; i++) {
		const struct feed_entry *e = &feed->entry[i];
		int64_t ms = e->published.ms != TIME_UNKNOWN ? e->published.ms : e->updated.ms;

		newest_ms = ms > newest_ms ? ms : newest_ms;
	}
	return newest_ms;
}

static const char *advice_of(const struct fetch_answer *answer)
{
	switch (answer->failure) {
	case FETCH_DNS: return "is the name right?";
	case FETCH_TLS: return "wiremill:tls=\"legacy\", or \"insecure\", in the list fetches it all the same";
	case FETCH_REDIRECT: return "put the URL it should lead to into the list";
	case FETCH_CONNECT:
	case FETCH_TIMEOUT:
	case FETCH_BROKEN: return "try again later; it may be their server, or our network";
	case FETCH_STATUS: break;
	default: return "";
	}
	switch (answer->status) {
	case 401: return "wiremill:headersFile in the list can hold what it wants to see";
	case 403: return "ask them, or try wiremill:userAgent in the list";
	case 404:
	case 410: return "`wiremill feeds discover` of the site may find where it is now";
	case 429: return "we come too often; wait";
	default: return answer->status >= 500 ? "try again later; it is their server" : "";
	}
}

static void look_at_body(struct feed_look *look, const struct fetch_answer *answer, struct arena *arena,
			 struct slice body)
{
	struct feed_hints hints = { .base = answer->url,
				    .content_type = fetch_header(answer, SLICE("Content-Type")),
				    .content_language = fetch_header(answer, SLICE("Content-Language")) };
	struct reason why = { .step = "parse" };
	struct feed feed;

	if (feed_parse(&feed, arena, body, &hints, &why) < 0) {
		look->fault = arena_copy(arena, slice_from(why.sentence));
		return;
	}
	look->is_feed = true;
	look->format = format_of(body);
	look->title = feed_one_line(arena, feed.title);
	look->entries = feed.nsitemaps ? feed.nsitemaps : feed.nentries;
	look->newest_ms = newest(&feed);
	if (feed.truncated)
		look->fault = SLICE("stops short");
	else if (look->entries == 0)
		look->fault = SLICE("has no entries");
}

struct feed_look feed_look(const struct fetch_answer *answer, struct arena *arena, struct slice *body)
{
	struct feed_look look = { .format = SLICE(""),
				  .title = SLICE(""),
				  .newest_ms = TIME_UNKNOWN,
				  .url = arena_copy(arena, answer->url),
				  .moved_url = arena_copy(arena, answer->moved_url),
				  .status = answer->status,
				  .fault = SLICE(""),
				  .advice = "" };
	struct reason why = { .step = "fetch" };
	struct slice bytes = SLICE("");
	struct text decoded;

	text_init(&decoded, FETCH_MAX_SITEMAP_BYTES);
	if (answer->failure != FETCH_FINE) {
		look.fault = arena_copy(arena, slice_from(answer->sentence));
		look.advice = advice_of(answer);
	} else if (fetch_decode(answer, &decoded, &bytes, &why) < 0) {
		look.fault = arena_copy(arena, slice_from(why.sentence));
	} else {
		look_at_body(&look, answer, arena, bytes);
	}
	if (body)
		*body = arena_copy(arena, bytes);
	text_release(&decoded);
	return look;
}
