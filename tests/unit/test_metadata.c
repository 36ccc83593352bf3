/* tests/unit/test_metadata.c - What a page says of itself, and which of it is believed. */
#include "normalize/metadata.h"
#include "normalize/normalize.h"

#include "tests/unit/unit.h"

#include <jansson.h>
#include <stdio.h>

#define BODY                                                                                                           \
	"<body><h1>Ports to share a rail link</h1><div><p>The two ministers agreed on Monday, after a long night, to " \
	"open a rail link between the ports.</p><p>Work on the first section will begin in spring, said the mayor, "   \
	"who expects a tunnel.</p></div></body>"

static struct arena *arena;

static struct article page_article(const char *url, const char *html)
{
	struct article a;
	struct reason why = { .step = "" };

	if (!arena)
		arena = arena_open(64u << 20);
	arena_reset(arena);
	article_init(&a, arena);
	a.url = slice_from(url);
	a.body = slice_from(html);
	a.content_type = SLICE("text/html; charset=utf-8");
	assert_int_equal(normalize(&a, NULL, &why), FORWARD);
	return a;
}

#define LD(json) "<head><script type='application/ld+json'>" json "</script></head>" BODY
#define META(s)  "<head><meta charset=utf-8>" s "</head>" BODY

static void metadata_takes_the_author_who_is_a_person(void **state)
{
	static const struct {
		const char *html, *byline;
	} cases[] = {
		{ LD("{\"@type\":\"NewsArticle\",\"headline\":\"x\",\"author\":{\"@type\":\"Person\",\"name\":\"Anna "
		     "Rossi\"}}"),
		  "Anna Rossi" },
		{ LD("{\"@type\":[\"Thing\",\"ReportageNewsArticle\"],\"headline\":\"x\",\"author\":[\"Anna Rossi\","
		     "{\"name\":\"Trần Nam\"}]}"),
		  "Anna Rossi, Trần Nam" },
		{ LD("{\"@graph\":[{\"@type\":\"Person\",\"@id\":\"#a\",\"name\":\"Anna "
		     "Rossi\"},{\"@type\":\"NewsArticle\","
		     "\"headline\":\"x\",\"author\":{\"@id\":\"#a\"}}]}"),
		  "Anna Rossi" },
		{ META("<meta name=author content='By Anna Rossi'>"), "Anna Rossi" },
		{ META("<meta property=og:site_name content='Port Herald'><meta name=author content='Port Herald'>"),
		  "" },
		{ META("<meta property=article:author content='https://social.example/anna'>"), "" },
		{ META("<meta name=author content='@anna'>") "<a rel=author href=/anna>Anna Rossi</a>", "Anna Rossi" },
		{ META("") "<p class=byline>By Anna Rossi, 5 March 2024</p>", "Anna Rossi" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_slice_equal(page_article("", cases[i].html).byline, cases[i].byline);
}

static void metadata_tells_published_from_modified(void **state)
{
	static const struct {
		const char *html, *published, *modified;
	} cases[] = {
		{ META("<meta property=article:modified_time content=2024-03-06T10:00:00Z>"
		       "<meta property=article:published_time content=2024-03-05T08:15:00+07:00>"),
		  "2024-03-05T08:15:00+07:00", "2024-03-06T10:00:00Z" },
		{ LD("{\"@type\":\"NewsArticle\",\"dateModified\":\"2024-03-06\",\"datePublished\":\"2024-03-05T08:15:"
		     "00Z\"}"),
		  "2024-03-05T08:15:00Z", "2024-03-06" },
		{ LD("{\"@type\":\"NewsArticle\",\"datePublished\":\"2024-03-05\"}") "<time "
										     "datetime=2024-03-05T08:15:00Z>5 "
										     "March</time>",
		  "2024-03-05T08:15:00Z", "" },
		{ META("") "<span class=update-time>Updated 6 March 2024</span><span class=date>5 March 2024</span>",
		  "2024-03-05", "2024-03-06" },
		{ META("") "<span class=date>Thứ tư, 22/10/2025, 19:25 (GMT+7)</span>", "2025-10-22T19:25:00+07:00",
		  "" },
		{ META("<meta name=date content='31 February 2024'>"), "", "" },
	};
	char buf[MOMENT_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct article a = page_article("", cases[i].html);

		assert_string_equal(moment_format(buf, a.published), cases[i].published);
		assert_string_equal(moment_format(buf, a.modified), cases[i].modified);
	}
	assert_string_equal(moment_format(buf, page_article("https://a.example/2024/03/05/link", META("")).published),
			    "2024-03-05");
}

static void metadata_cuts_the_site_off_the_title(void **state)
{
	static const struct {
		const char *title, *site, *out;
	} cases[] = {
		{ "Ports to share a rail link - Port Herald", "Port Herald", "Ports to share a rail link" },
		{ "Ports - and a rail link | News | Port Herald", "Port Herald", "Ports - and a rail link | News" },
		{ "Port Herald | Ports to share", "Port Herald", "Ports to share" },
		{ "Ports to share: a rail link", "Port Herald", "Ports to share: a rail link" },
		{ "Ports to share - a rail link", "", "Ports to share - a rail link" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_slice_equal(title_without_site(slice_from(cases[i].title), slice_from(cases[i].site)),
				   cases[i].out);
	assert_slice_equal(page_article("", META("<title>Ports to share a rail link | Port Herald</title>")).title,
			   "Ports to share a rail link");
}

static void metadata_resolves_the_canonical_address(void **state)
{
	static const struct {
		const char *html, *url;
	} cases[] = {
		{ META("<link rel=canonical href='/a/1?x=1&amp;y=2#top'>"), "https://news.example/a/1?x=1&y=2" },
		{ META("<link rel=canonical href='//www.news.example/a'>"), "https://www.news.example/a" },
		{ META("<base href='https://cdn.example/b/'><link rel=canonical href=c>"), "https://cdn.example/b/c" },
		{ META("<meta property=og:url content='https://news.example/og'>"), "https://news.example/og" },
		{ META("<link rel=canonical href='javascript:alert(1)'>"), "" },
		{ META(""), "" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_slice_equal(page_article("https://news.example/x/y", cases[i].html).canonical_url, cases[i].url);
	assert_slice_equal(url_resolve(arena, SLICE(""), SLICE("/no/base")), "");
}

static void json_is_repaired_where_pages_break_it(void **state)
{
	static const char *const cases[] = {
		"{\"a\":[1,2,],\"headline\":\"x\",}",
		"<!-- {\"headline\":\"x\"} -->",
		"//<![CDATA[\n{\"headline\":\"x\"}\n//]]>",
		"{\"b\":\"line\nbreak\",\"headline\":\"x\"};",
		"{\"b\":\"he said \"no\" twice\",\"headline\":\"x\"}",
		"{/* note */\"headline\":\"x\",\"c\":\"it\\'s \\ud83d\"}",
		"{\"headline\":\"x\",\"c\":[{\"d\":\"cut off",
	};
	(void)state;
	if (!arena)
		arena = arena_open(64u << 20);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct slice s = json_repair(arena, slice_from(cases[i]));
		json_t *root = json_loadb(s.at, s.len, 0, NULL);

		if (!root)
			fail_msg("still no JSON: %.*s", (int)s.len, s.at);
		assert_string_equal(json_string_value(json_object_get(root, "headline")), "x");
		json_decref(root);
	}
}

static void metadata_survives_what_is_no_json(void **state)
{
	static char deep[3000];

	(void)state;
	memset(deep, '[', sizeof deep - 1);
	for (size_t i = 0; i < 3; i++) {
		const char *const broken[] = { "", "\"", deep };
		char html[8000];

		snprintf(html, sizeof html, "<script type=application/ld+json>%s</script>" BODY, broken[i]);
		assert_slice_equal(page_article("", html).title, "Ports to share a rail link");
	}
}

UNIT(metadata, cmocka_unit_test(metadata_takes_the_author_who_is_a_person),
     cmocka_unit_test(metadata_tells_published_from_modified), cmocka_unit_test(metadata_cuts_the_site_off_the_title),
     cmocka_unit_test(metadata_resolves_the_canonical_address), cmocka_unit_test(json_is_repaired_where_pages_break_it),
     cmocka_unit_test(metadata_survives_what_is_no_json))
