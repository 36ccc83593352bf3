/* tests/fuzz/fuzz_jsonld.c - The input as a page's JSON-LD: repaired, read, and chosen from. */
#include "common/utf8.h"
#include "normalize/metadata.h"
#include "normalize/normalize.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *arena;
	struct reason why = { .step = "" };
	struct article a;
	struct text page;

	if (!arena)
		arena = arena_open(256u << 20);
	arena_reset(arena);
	json_repair(arena, slice_of(data, size));
	text_init(&page, size + 1000);
	text_add(&page, SLICE("<title>A page</title><script type='application/ld+json'>"));
	text_add(&page, slice_of(data, size));
	text_add(&page, SLICE("</script><body><p>The two ministers agreed on Monday, after a long night, to share."));
	article_init(&a, arena);
	a.url = SLICE("https://news.example/a");
	a.content_type = SLICE("text/html; charset=utf-8");
	a.body = text_slice(&page);
	if (normalize(&a, NULL, &why) == FORWARD) {
		assert(utf8_valid_prefix(a.title) == a.title.len && utf8_valid_prefix(a.byline) == a.byline.len);
		for (size_t i = 0; i < a.authors.n; i++)
			assert(a.authors.at[i].len > 0 && utf8_valid_prefix(a.authors.at[i]) == a.authors.at[i].len);
		for (size_t i = 0; i < a.keywords.n; i++)
			assert(utf8_valid_prefix(a.keywords.at[i]) == a.keywords.at[i].len);
		assert(utf8_valid_prefix(a.section) == a.section.len);
		assert(a.image.len == 0 || slice_starts(a.image, SLICE("http")));
		assert(a.canonical_url.len == 0 || slice_starts(a.canonical_url, SLICE("http")));
	}
	text_release(&page);
	return 0;
}
