/* tests/fuzz/fuzz_opml.c - Arbitrary bytes as a list of feeds. */
#include "ingest/opml.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *arena;
	struct reason why = { .step = "opml" };
	struct opml list;

	if (!arena)
		arena = arena_open(OPML_ARENA_BYTES);
	if (opml_read(&list, arena, slice_of(data, size), &why) == 0) {
		assert(list.nfeeds <= OPML_MAX_FEEDS);
		for (size_t i = 0; i < list.nfeeds; i++) {
			assert(slice_starts_nocase(list.feed[i].url, SLICE("http")));
			assert(list.feed[i].url.len <= OPML_MAX_URL && list.feed[i].title.len <= OPML_MAX_NAME);
		}
	}
	arena_reset(arena);
	return 0;
}
