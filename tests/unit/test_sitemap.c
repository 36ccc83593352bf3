/* tests/unit/test_sitemap.c - sitemaps: what is one, its limits, gzip and bombs; tests/cases/feed has what they say. */
#include "tests/unit/unit.h"

#include "common/text.h"
#include "ingest/sitemap.h"

#include <zlib.h>

static struct arena *arena;

static int open_arena(void **state)
{
	(void)state;
	arena = arena_open(FEED_ARENA_BYTES);
	return 0;
}

static int close_arena(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

static int parse(struct feed *feed, struct slice bytes, const char *content_type)
{
	struct feed_hints hints = { .base = SLICE("https://e.org/sitemap.xml"),
				    .content_type = slice_from(content_type),
				    .content_language = SLICE("") };
	struct slice guarded = unit_guard(bytes);
	struct reason why;
	int result;

	arena_reset(arena);
	result = feed_parse(feed, arena, guarded, &hints, &why);
	unit_guard_free(guarded);
	return result;
}

static void sitemap_is_known_by_its_root(void **state)
{
	static const struct {
		const char *bytes, *type;
		int entries, children; /* -1: refused */
	} cases[] = {
		{ "<urlset><url><loc>https://e.org/1</loc></url></urlset>", "", 1, 0 },
		{ "<?xml version='1.0'?><?xml-stylesheet href='x<urlset'?>\n<!-- <rss> --><urlset></urlset>", "", 0,
		  0 },
		{ "<s:urlset "
		  "xmlns:s='http://www.sitemaps.org/schemas/sitemap/0.9'><s:url><s:loc>a</s:loc></s:url></s:urlset>",
		  "", 1, 0 },
		{ "<!DOCTYPE urlset><URLSET><URL><LOC>a</LOC></URL></URLSET>", "", 1, 0 },
		{ "<sitemapindex><sitemap><loc>a</loc></sitemap><sitemap><loc>b</loc></sitemap></sitemapindex>", "", 0,
		  2 },
		{ "<urlset><url><loc></loc></url><url><lastmod>2026-01-01</lastmod></url></urlset>", "", 0, 0 },
		{ "<urlset><url><loc>https://e.org/1</loc></url><url><loc>https://e.or", "", 1, 0 },
		{ "https://e.org/1\n\n https://e.org/2\r\n", "text/plain; charset=utf-8", 2, 0 },
		{ "\xEF\xBB\xBFhttps://e.org/1", "Text/Plain", 1, 0 },
		{ "https://e.org/1\nhello\n", "text/plain", -1, 0 },
		{ "https://e.org/1 and more\n", "text/plain", -1, 0 },
		{ "https://e.org/1\x01\n", "text/plain", -1, 0 },
		{ "https://e.org/\xE9\xFF\n", "text/plain", 1, 0 },
		{ "\n\n", "text/plain", -1, 0 },
		{ "https://e.org/1\n", "text/html", -1, 0 },
		{ "<html><body><urlset/></body></html>", "", -1, 0 },
		{ "<!-- <urlset>", "", -1, 0 },
		{ "<", "", -1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct feed feed;
		int result = parse(&feed, slice_from(cases[i].bytes), cases[i].type);

		if (result != (cases[i].entries < 0 ? -1 : 0))
			fail_msg("%d for %s", result, cases[i].bytes);
		if (result < 0)
			continue;
		assert_int_equal(feed.nentries, cases[i].entries);
		assert_int_equal(feed.nsitemaps, cases[i].children);
	}
}

static void sitemap_tells_its_fields_from_those_of_images(void **state)
{
	struct slice xml = SLICE(
		"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:n='http://www.google.com/schemas/"
		"sitemap-news/0.9' xmlns:image='http://www.google.com/schemas/sitemap-image/1.1'><url>"
		"<image:image><image:loc>https://e.org/1.jpg</image:loc><image:title>image</image:title></image:image>"
		"<loc>\n https://e.org/?a=1&b=2 </loc><xhtml:link rel='alternate' href='https://e.org/en'/>"
		"<n:news><n:title>Cảng &amp; đường</n:title></n:news><image:loc>x</image:loc></url></urlset>");
	struct feed feed;

	(void)state;
	assert_int_equal(parse(&feed, xml, ""), 0);
	assert_int_equal(feed.nentries, 1);
	assert_slice_equal(feed.entry[0].link, "https://e.org/?a=1&b=2");
	assert_slice_equal(feed.entry[0].id, "https://e.org/?a=1&b=2");
	assert_slice_equal(feed.entry[0].title, "Cảng & đường");
}

/* A urlset of so many pages, each with an address of so many bytes. */
static struct text urlset(size_t pages, int bytes)
{
	struct text t;

	text_init(&t, 128u << 20);
	text_add(&t, SLICE("<urlset>"));
	for (size_t i = 0; i < pages; i++)
		text_addf(&t, "<url><loc>https://e.org/%0*zu</loc></url>", bytes, i);
	text_add(&t, SLICE("</urlset>"));
	return t;
}

static void sitemap_bounds_pages_and_bytes(void **state)
{
	struct text many = urlset(SITEMAP_MAX_URLS + 5, 6), long_one = urlset(40000, 2000), name = urlset(1, 20000);
	struct feed feed;

	(void)state;
	assert_int_equal(parse(&feed, text_slice(&many), ""), 0);
	assert_int_equal(feed.nentries, SITEMAP_MAX_URLS);
	assert_true(feed.truncated);
	assert_slice_equal(feed.entry[49999].link, "https://e.org/049999");
	assert_int_equal(parse(&feed, text_slice(&long_one), ""), 0); /* 80 MB, of which 50 MiB count */
	assert_true(feed.truncated);
	assert_in_range(feed.nentries, 25000, 26500);
	assert_int_equal(parse(&feed, text_slice(&name), ""), 0); /* an address over its limit is none */
	assert_int_equal(feed.nentries, 0);
	text_release(&many);
	text_release(&long_one);
	text_release(&name);
}

static struct text gzipped(struct slice s)
{
	z_stream z = { .next_in = (Bytef *)(uintptr_t)s.at, .avail_in = (uInt)s.len };
	struct text t;

	text_init(&t, 8u << 20);
	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_out = (Bytef *)text_room(&t, 4u << 20);
	z.avail_out = 4u << 20;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	text_grew(&t, z.total_out);
	deflateEnd(&z);
	return t;
}

static void sitemap_opens_gzip_files_and_no_bombs(void **state)
{
	struct text plain = urlset(3, 4), file = gzipped(text_slice(&plain)), twice = gzipped(text_slice(&file)), bomb;
	struct feed feed;

	(void)state;
	assert_int_equal(parse(&feed, text_slice(&file), "application/x-gzip"), 0);
	assert_int_equal(feed.nentries, 3);
	assert_false(feed.truncated);
	assert_int_equal(parse(&feed, text_slice(&twice), ""), -1);
	assert_int_equal(parse(&feed, SLICE("\x1f\x8bnonsense"), ""), -1);
	file.len -= 12; /* cut: what there is of it */
	assert_int_equal(parse(&feed, text_slice(&file), ""), 0);
	assert_true(feed.truncated);
	text_reset(&plain);
	text_add(&plain, SLICE("<urlset><url><loc>https://e.org/1</loc></url><!--"));
	memset(text_room(&plain, 100u << 20), ' ', 100u << 20);
	text_grew(&plain, 100u << 20);
	bomb = gzipped(text_slice(&plain));
	assert_in_range(bomb.len, 1, 1u << 20);
	assert_int_equal(parse(&feed, text_slice(&bomb), ""), 0);
	assert_int_equal(feed.nentries, 1);
	assert_true(feed.truncated);
	text_release(&plain);
	text_release(&file);
	text_release(&twice);
	text_release(&bomb);
}

UNIT(sitemap, cmocka_unit_test_setup_teardown(sitemap_is_known_by_its_root, open_arena, close_arena),
     cmocka_unit_test_setup_teardown(sitemap_tells_its_fields_from_those_of_images, open_arena, close_arena),
     cmocka_unit_test_setup_teardown(sitemap_bounds_pages_and_bytes, open_arena, close_arena),
     cmocka_unit_test_setup_teardown(sitemap_opens_gzip_files_and_no_bombs, open_arena, close_arena))
