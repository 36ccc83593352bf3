/* tests/unit/test_link_header.c - Link fields of an HTTP head (RFC 8288). */
#include "tests/unit/unit.h"

#include "ingest/link_header.h"

#define BASE SLICE("https://e.org/a/b.html")

static void link_header_reads_addresses_and_parameters(void **state)
{
	static const struct {
		const char *head, *url, *rel, *type, *title; /* of the first link; url NULL: there is none */
	} cases[] = {
		{ "Link: <https://h.org/>; rel=hub\r\n", "https://h.org/", "hub", "", "" },
		{ "link:<https://h.org/>;rel=\"hub\"\r\n", "https://h.org/", "hub", "", "" },
		{ "Link: <feed.xml>; rel=alternate; type=\"application/rss+xml\"; title=\"Tin \\\"n\\\", 24h\"\r\n",
		  "https://e.org/a/feed.xml", "alternate", "application/rss+xml", "Tin \"n\", 24h" },
		{ "Link: < /f > ; REL = \"self  alternate\" ;x", "https://e.org/f", "self  alternate", "", "" },
		{ "Link: <f>; rel=a; rel=b; title=one; title=two\r\n", "https://e.org/a/f", "a", "", "one" },
		{ "Link: <f>; title=plain; title*=UTF-8'vi'Tin%20t%E1%BB%A9c\r\n", "https://e.org/a/f", "", "",
		  "Tin t\xE1\xBB\xA9"
		  "c" },
		{ "Link: <f>; title=plain; title*=iso-8859-1'en'%A3\r\n", "https://e.org/a/f", "", "", "plain" },
		{ "Link: <f>; title=plain; title*=UTF-8''%A3\r\n", "https://e.org/a/f", "", "", "plain" },
		{ "Link: <f,g;h>; rel=\"a,b;c\"\r\n", "https://e.org/a/f,g;h", "a,b;c", "", "" },
		{ "Link: junk, <f>; rel=a\r\n", "https://e.org/a/f", "a", "", "" },
		{ "Link: <x>; anchor=\"#foo\"; rel=a, <f>; rel=b\r\n", "https://e.org/a/f", "b", "", "" },
		{ "Link: <f>; rel=a; title=\"no end\r\n", "https://e.org/a/f", "a", "", "no end" },
		{ "Link: <f", "https://e.org/a/f", "", "", "" },
		{ "Link: ,,;=\r\nLink:\r\nLink: <f>;;rel\r\n", "https://e.org/a/f", "", "", "" },
		{ "Linked: <f>\r\n", NULL, NULL, NULL, NULL },
		{ "", NULL, NULL, NULL, NULL },
	};
	struct arena *arena = arena_open(1u << 20);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct slice head = unit_guard(slice_from(cases[i].head));
		size_t n;
		const struct link_header *link = link_header_read(arena, head, BASE, &n);

		unit_guard_free(head);
		assert_int_equal(n, cases[i].url ? 1 : 0);
		if (n == 0)
			continue;
		assert_slice_equal(link->url, cases[i].url);
		assert_slice_equal(link->rel, cases[i].rel);
		assert_slice_equal(link->type, cases[i].type);
		assert_slice_equal(link->title, cases[i].title);
	}
	arena_close(arena);
}

static void link_header_finds_relations_over_all_fields(void **state)
{
	struct arena *arena = arena_open(1u << 20);
	size_t n;
	struct slice head =
		SLICE("HTTP/1.1 200 OK\r\nLink: <https://h.org/1>; rel=\"hub\", <https://h.org/2>; rel=hub\r\n"
		      "X: y\r\nLINK: <https://e.org/f>;\r\n rel=\"Self alternate\"\r\n");
	const struct link_header *link = link_header_read(arena, head, BASE, &n);

	(void)state;
	assert_int_equal(n, 3);
	assert_slice_equal(link_header_find(link, n, SLICE("hub")), "https://h.org/1");
	assert_slice_equal(link_header_find(link, n, SLICE("self")), "https://e.org/f");
	assert_slice_equal(link_header_find(link, n, SLICE("next")), "");
	assert_true(link_header_is(&link[1], SLICE("HUB")));
	assert_true(link_header_is(&link[2], SLICE("alternate")));
	assert_false(link_header_is(&link[2], SLICE("alter")));
	assert_false(link_header_is(&link[2], SLICE("")));
	arena_close(arena);
}

static void link_header_stops_at_its_limits(void **state)
{
	struct arena *arena = arena_open(8u << 20);
	static const char rest[] = "\", <g>; rel=b\r\n", link[] = "<f>; rel=a,";
	char head[20000] = "Link: <f>; rel=\"";
	size_t n, at = strlen(head);

	(void)state;
	memset(head + at, 'a', 10000);
	memcpy(head + at + 10000, rest, sizeof rest);
	assert_slice_equal(link_header_read(arena, slice_from(head), BASE, &n)->url, "https://e.org/a/g");
	assert_int_equal(n, 1);
	at = strlen("Link: ");
	for (size_t i = 0; i < 1000; i++, at += strlen(link))
		memcpy(head + at, link, sizeof link);
	link_header_read(arena, slice_from(head), BASE, &n);
	assert_int_equal(n, LINK_HEADER_MAX);
	arena_close(arena);
}

UNIT(link_header, cmocka_unit_test(link_header_reads_addresses_and_parameters),
     cmocka_unit_test(link_header_finds_relations_over_all_fields), cmocka_unit_test(link_header_stops_at_its_limits))
