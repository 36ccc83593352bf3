/* tests/fuzz/fuzz_feed_json.c - any bytes as JSON and as a JSON Feed. */
#include "common/utf8.h"
#include "ingest/feed_json.h"
#include "ingest/json_strict.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct slice s, size_t most)
{
	assert(s.at && s.len <= most && utf8_valid_prefix(s) == s.len && !memchr(s.at, '\0', s.len));
}

static void check_entry(const struct feed_entry *e)
{
	check(e->id, FEED_MAX_SHORT);
	check(e->title, FEED_MAX_SHORT);
	check(e->link, 4 * FEED_MAX_SHORT);
	check(e->author, FEED_MAX_SHORT);
	check(e->language, FEED_MAX_LANGUAGE);
	check(e->summary, FEED_MAX_LONG);
	check(e->content, FEED_MAX_LONG);
	assert(e->ncategories <= FEED_MAX_CATEGORIES);
	for (size_t i = 0; i < e->ncategories; i++)
		check(e->category[i], FEED_MAX_SHORT);
}

/* Four bytes for one: U+FFFD for half of a UTF-16 character, and a quote. */
static void strict(struct slice bytes)
{
	struct reason why;
	struct text out;

	text_init(&out, 4 * bytes.len + 16);
	assert(json_strict(bytes, &out, &why) == 0);
	assert(utf8_valid_prefix(text_slice(&out)) == out.len);
	text_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *arena;
	struct feed_hints hints = { .base = SLICE("http://e.example/a/b?c"),
				    .content_type = SLICE(""),
				    .content_language = SLICE("vi") };
	struct reason why = { .step = "parse" };
	struct slice bytes = slice_of(data, size);
	struct feed feed = { .title = SLICE("") };

	if (!arena)
		arena = arena_open(FEED_ARENA_BYTES);
	strict(bytes);
	if (feed_json_parse(&feed, arena, bytes, &hints, &why) == 0) {
		check(feed.title, FEED_MAX_SHORT);
		check(feed.language, FEED_MAX_LANGUAGE);
		for (size_t i = 0; i < feed.nentries; i++)
			check_entry(&feed.entry[i]);
	}
	arena_reset(arena);
	return 0;
}
