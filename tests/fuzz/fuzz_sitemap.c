/* tests/fuzz/fuzz_sitemap.c - any bytes as a sitemap: in XML, as lines, as a gzip file.  The first byte says what HTTP
 * said of the rest. */
#include "common/utf8.h"
#include "ingest/sitemap.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct slice s, size_t most)
{
	assert(s.at && s.len <= most && utf8_valid_prefix(s) == s.len);
}

static void check_feed(const struct feed *feed)
{
	check(feed->title, FEED_MAX_SHORT);
	assert(feed->nentries <= SITEMAP_MAX_URLS && feed->nsitemaps <= SITEMAP_MAX_URLS);
	for (size_t i = 0; i < feed->nentries; i++) {
		check(feed->entry[i].link, 4 * FEED_MAX_SHORT);
		check(feed->entry[i].title, FEED_MAX_SHORT);
		check(feed->entry[i].language, FEED_MAX_LANGUAGE);
		assert(feed->entry[i].ncategories <= FEED_MAX_CATEGORIES);
	}
	for (size_t i = 0; i < feed->nsitemaps; i++)
		check(feed->sitemap[i], 4 * FEED_MAX_SHORT);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *arena;
	struct feed_hints hints = { .base = SLICE("https://e.example/a/b?c"), .content_language = SLICE("vi") };
	struct reason why = { .step = "parse" };
	struct slice bytes;
	struct feed feed;

	if (size == 0)
		return 0;
	if (!arena)
		arena = arena_open(FEED_ARENA_BYTES);
	bytes = slice_of(data + 1, size - 1);
	hints.content_type = data[0] & 1 ? SLICE("text/plain") : SLICE("");
	if ((sitemap_looks(bytes, &hints) || slice_starts(bytes, SLICE("\x1f\x8b"))) &&
	    feed_parse(&feed, arena, bytes, &hints, &why) == 0)
		check_feed(&feed);
	arena_reset(arena);
	return 0;
}
