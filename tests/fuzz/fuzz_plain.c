/* tests/fuzz/fuzz_plain.c - Text and Markdown through the whole stage: what comes out is UTF-8 and no longer than it may be. */
#include "common/utf8.h"
#include "normalize/normalize.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *arena;
	struct slice bytes = slice_of(data, size);
	struct reason why = { .step = "" };
	struct article a;

	if (!arena)
		arena = arena_open(256u << 20);
	arena_reset(arena);
	article_init(&a, arena);
	a.content_type = size % 2 ? SLICE("text/plain; charset=utf-8") : SLICE("text/markdown; charset=utf-8");
	a.body = bytes;
	if (normalize(&a, NULL, &why) != FORWARD)
		return 0;
	assert(a.body.len > 0 && utf8_valid_prefix(a.body) == a.body.len);
	assert(utf8_valid_prefix(a.title) == a.title.len && utf8_valid_prefix(a.byline) == a.byline.len);
	for (size_t i = 0; i < a.ncaptions; i++)
		assert(utf8_valid_prefix(a.caption[i].text) == a.caption[i].text.len);
	return 0;
}
