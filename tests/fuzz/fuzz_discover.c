/* tests/fuzz/fuzz_discover.c - any bytes as a page, and what stands before its first empty line as its head too. */
#include "common/utf8.h"
#include "ingest/discover.h"
#include "ingest/html_tags.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_tags(struct slice html)
{
	const char *behind = html.at;
	struct html_tag tag;

	while (html_tags_next(&html, &tag)) {
		assert(tag.whole.at >= behind && tag.whole.at[0] == '<' && tag.whole.at[tag.whole.len - 1] == '>');
		behind = tag.whole.at + tag.whole.len;
		html_tag_attribute(&tag, "href");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *arena;
	struct slice bytes = slice_of(data, size);
	struct discover_page page = { .url = SLICE("https://e.example/a/b?c"),
				      .head = slice_head(bytes, slice_find(bytes, SLICE("\n\n"))),
				      .content_type = SLICE("text/html"),
				      .body = bytes };
	const struct discover_feed *feed;
	size_t n;

	if (!arena)
		arena = arena_open(DISCOVER_ARENA_BYTES);
	check_tags(bytes);
	feed = discover_feeds(arena, &page, &n);
	assert(n <= DISCOVER_MAX);
	for (size_t i = 0; i < n; i++) {
		assert(slice_starts_nocase(feed[i].url, SLICE("http")));
		assert(!memchr(feed[i].url.at, '#', feed[i].url.len));
		assert(i == 0 || feed[i].how >= feed[i - 1].how);
	}
	arena_reset(arena);
	return 0;
}
