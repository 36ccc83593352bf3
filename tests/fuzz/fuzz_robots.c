/* tests/fuzz/fuzz_robots.c - any bytes as robots.txt; its first line is also the path asked for. */
#include "ingest/robots.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_open(ROBOTS_ARENA_BYTES);
	struct slice bytes = slice_of(data, size), path = slice_before(bytes, '\n');
	struct robots *robots = robots_parse(arena, bytes, SLICE("wiremill"));
	const struct slice *sitemap;
	size_t n;

	robots_allow(robots, path);
	assert(robots_allow(robots, SLICE("/robots.txt")));
	assert(robots_crawl_delay_ms(robots) >= 0);
	sitemap = robots_sitemaps(robots, &n);
	for (size_t i = 0; i < n; i++)
		assert(slice_starts_nocase(sitemap[i], SLICE("http")));
	arena_close(arena);
	return 0;
}
