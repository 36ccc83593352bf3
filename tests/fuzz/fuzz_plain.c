/* tests/fuzz/fuzz_plain.c - Text and Markdown through the whole stage: what comes out is UTF-8 and no longer than it may be. */
#include "common/utf8.h"
#include "normalize/explain.h"
#include "normalize/normalize.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *arena;
	struct slice bytes = slice_of(data, size);
	struct reason why = { .step = "" };
	static struct text explained;
	struct article a;
	struct page page;
	enum outcome outcome;

	if (!arena) {
		arena = arena_open(256u << 20);
		text_init(&explained, 64u << 20);
	}
	arena_reset(arena);
	article_init(&a, arena);
	a.content_type = size % 2 ? SLICE("text/plain; charset=utf-8") : SLICE("text/markdown; charset=utf-8");
	a.body = bytes;
	page_init(&page, &a);
	outcome = page_run(&page, &why);
	text_reset(&explained);
	explain_text(&page, outcome, &why, size % 3 == 0, &explained);
	explain_json(&page, outcome, &why, &explained);
	assert(utf8_valid_prefix(text_slice(&explained)) == explained.len);
	if (outcome != FORWARD)
		return 0;
	assert(a.body.len > 0 && utf8_valid_prefix(a.body) == a.body.len);
	assert(utf8_valid_prefix(a.title) == a.title.len && utf8_valid_prefix(a.byline) == a.byline.len);
	for (size_t i = 0; i < a.ncaptions; i++)
		assert(utf8_valid_prefix(a.caption[i].text) == a.caption[i].text.len);
	for (size_t i = 0; i < a.npassages; i++)
		assert(a.passage[i].start < a.passage[i].end && a.passage[i].end <= utf8_length(a.body));
	return 0;
}
