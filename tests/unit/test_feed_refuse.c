/* tests/unit/test_feed_refuse.c - what came where a feed should be is told in plain words. */
#include "tests/unit/unit.h"

#include "ingest/feed.h"

static void assert_refused(struct slice bytes, const char *content_type, const char *sentence)
{
	struct arena *arena = arena_open(FEED_ARENA_BYTES);
	struct feed_hints hints = { .base = SLICE("http://e.example/feed"),
				    .content_type = slice_from(content_type),
				    .content_language = SLICE("") };
	struct slice guarded = unit_guard(bytes);
	struct reason why = { .step = "parse" };
	struct feed feed;

	if (feed_parse(&feed, arena, guarded, &hints, &why) == 0)
		fail_msg("a feed: %.*s", SLICE_ARG(bytes));
	if (strcmp(why.sentence, sentence) != 0)
		fail_msg("%.*s: %s", SLICE_ARG(bytes), why.sentence);
	unit_guard_free(guarded);
	arena_close(arena);
}

static void feed_refuse_tells_a_page_from_other_things(void **state)
{
	static const char html[] = "no feed: an HTML page; `wiremill feeds discover URL` finds its feeds";
	static const char json[] = "no feed: JSON without the items of a JSON Feed";
	static const char empty[] = "no feed: it is empty";
	static const struct {
		const char *bytes, *sentence;
	} rows[] = {
		{ "<!DOCTYPE html>\n<html><head><title>News</title></head><body>Hi</body></html>", html },
		{ "\xEF\xBB\xBF\n<!doctype HTML>Just text", html },
		{ "<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x' 'y'><html xmlns='http://www.w3.org/1999/xhtml'/>",
		  html },
		{ "<!-- made by hand --><HTML><BODY>x", html },
		{ "<script>location='/'</script>", html },
		{ "Not found: <p>no such page", html },
		{ "", empty },
		{ " \r\n\t", empty },
		{ "\xEF\xBB\xBF", empty },
		{ "%PDF-1.7\n<rss>", "no feed: a PDF file" },
		{ "\x89PNG\r\n\x1a\n", "no feed: an image (PNG)" },
		{ "\xFF\xD8\xFF\xE0", "no feed: an image (JPEG)" },
		{ "GIF89a", "no feed: an image (GIF)" },
		{ "PK\x03\x04", "no feed: a ZIP file" },
		{ "[{\"id\": 1}]", json },
		{ "{\"error\": \"no such feed\"}", json },
		{ "<?xml version='1.0'?><opml version='2.0'><body/></opml>",
		  "no feed: a list of feeds (OPML); save it, and name the file in --feeds" },
		{ "<?xml version='1.0'?><s:Envelope xmlns:s='urn:s'/>",
		  "no feed: XML of another kind, its root element is <Envelope>" },
		{ "<b\xC3\xA9ta/>", "no feed: XML of another kind" },
		{ "404 page not found", "no feed: text in which there is no element of XML" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_refused(slice_from(rows[i].bytes), "application/xml", rows[i].sentence);
	assert_refused(SLICE("\xFE\xFF\0<\0h\0t\0m\0l\0>\0x"), "text/html", html);
	assert_refused(SLICE("\1\0\2\0\3"), "application/octet-stream", "no feed: binary data");
}

UNIT(feed_refuse, cmocka_unit_test(feed_refuse_tells_a_page_from_other_things))
