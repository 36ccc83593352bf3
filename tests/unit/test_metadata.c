/* tests/unit/test_metadata.c - What a page says of itself, and which of it is believed. */
#include "normalize/clean_byline.h"
#include "normalize/metadata.h"
#include "normalize/normalize.h"

#include "tests/unit/unit.h"

#include <jansson.h>
#include <stdio.h>

#define BODY                                                                                                           \
	"<body><h1>Ports to share a rail link</h1><div><p>The two ministers agreed on Monday, after a long night, to " \
	"open a rail link between the ports.</p><p>Work on the first section will begin in spring, said the mayor, "   \
	"who expects a tunnel.</p></div></body>"

#define TEXT                                                                                                         \
	"<div><p>The two ministers agreed on Monday, after a long night, to open a rail link between the ports.</p>" \
	"<p>Work on the first section will begin in spring, said the mayor, who expects a tunnel.</p></div></body>"

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
		{ META("<meta name=author content=news>"), "" },
		/* in the lines around the headline */
		{ "<head></head><body><h1>Ports to share a rail link</h1><div>Written by</div><div>Anna "
		  "Rossi</div>" TEXT,
		  "Anna Rossi" },
		{ "<head></head><body><h1>Ports to share a rail link</h1><div><a href=/authors/7>Anna "
		  "Rossi</a></div>" TEXT,
		  "Anna Rossi" },
		{ "<head></head><body><h1>Ports to share a rail link</h1><div><a href=/b/7>Rail Link</a></div>" TEXT,
		  "" },
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
		{ META("") "<span class=date>2/11/2023</span>", "2023-11-02", "" },
		{ META("") "<span class=date>15:30 | 20/11/2025</span>", "2025-11-20", "" },
		{ META("") "<span class=date>Cập nhật lúc 08:15, ngày 5/3/2024</span>", "2024-03-05", "" },
		{ META("") "<span class=date>5. März 2024, 08:15 Uhr</span>", "2024-03-05", "" },
		{ META("") "<span class=date>1er août 2024</span>", "2024-08-01", "" },
		{ META("") "<span class=date>5 de março de 2024</span>", "2024-03-05", "" },
		{ META("") "<span class=date>2024年3月5日</span>", "2024-03-05", "" },
		/* the zone where it was written */
		{ META("<meta property=article:published_time content=2024-03-05T01:15:00Z>") "<time "
											      "datetime=2024-03-05T08:"
											      "15:00+07:00>5 "
											      "March</time>",
		  "2024-03-05T08:15:00+07:00", "" },
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

static void the_feed_is_a_witness_of_the_date(void **state)
{
	static const struct {
		const char *stated, *feed, *fetched, *published;
	} cases[] = {
		{ "2024-03-05T08:15:00+07:00", "2024-03-05T09:00:00Z", "", "2024-03-05T08:15:00+07:00" },
		{ "2024-03-05", "2024-03-05T09:00:00Z", "", "2024-03-05T09:00:00Z" },
		{ "2024-03-05", "2024-03-09T09:00:00Z", "", "2024-03-05" },
		{ "", "2024-03-09T09:00:00Z", "", "2024-03-09T09:00:00Z" },
		{ "2014-03-05", "2024-03-09T09:00:00Z", "", "2024-03-09T09:00:00Z" }, /* another one's date */
		{ "2034-03-05", "", "2024-03-09T09:00:00Z", "" },                     /* not yet */
		{ "2034-03-05", "2024-03-09T08:00:00Z", "2024-03-09T09:00:00Z", "2024-03-09T08:00:00Z" },
		{ "2024-03-05", "2034-03-05T09:00:00Z", "2024-03-09T09:00:00Z",
		  "2024-03-05" }, /* nor is a feed always right */
	};
	char buf[MOMENT_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct reason why = { .step = "" };
		struct article a;

		arena_reset(arena);
		article_init(&a, arena);
		a.body = arena_printf(arena, "<head><meta property=article:published_time content='%s'></head>" BODY,
				      cases[i].stated);
		a.content_type = SLICE("text/html; charset=utf-8");
		a.feed_entry_published = moment_parse(slice_from(cases[i].feed));
		a.fetched_ms = moment_parse(slice_from(cases[i].fetched)).ms;
		assert_int_equal(normalize(&a, NULL, &why), FORWARD);
		assert_string_equal(moment_format(buf, a.published), cases[i].published);
	}
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

static void the_headline_is_the_one_that_was_published(void **state)
{
	static const struct {
		const char *heading, *data, *shared, *element;
		bool news, live;
		const char *out;
	} cases[] = {
		/* a kicker before it is no part of it */
		{ "Harbour: Ports to share a rail link", "Harbour: Ports to share a rail link",
		  "Ports to share a rail link", "", true, false, "Ports to share a rail link" },
		/* cut short for sharing, or written to lure */
		{ "Ports to share a rail link after long night of talks",
		  "Ports to share a rail link after long night of talks", "Ports to share a rail link", "", true, false,
		  "Ports to share a rail link after long night of talks" },
		{ "Ports to share a rail link", "Ports to share a rail link",
		  "You will not believe what they agreed on", "", true, false, "Ports to share a rail link" },
		/* another way to say it */
		{ "Ports to share a rail link", "Ports to share a rail link", "Rail link between ports agreed at dawn",
		  "", true, false, "Rail link between ports agreed at dawn" },
		/* a guide is called as it calls itself */
		{ "Ports to share a rail link", "", "Rail link between ports: the full guide for 2026", "", false,
		  false, "Ports to share a rail link" },
		/* the site around it, at any end and twice */
		{ "Ports to share a rail link", "", "Ports to share a rail link * The Herald * by Ann Lee", "", true,
		  false, "Ports to share a rail link" },
		{ "Port Herald", "", "", "Ports to share a rail link | Port Herald", false, false,
		  "Ports to share a rail link" },
		/* the heading of a live page follows the news */
		{ "Minister: we signed at dawn", "Talks on the rail link, live", "Minister: we signed at dawn", "",
		  true, true, "Talks on the rail link, live" },
		{ "Minister: we signed at dawn", "Rail talks in the news ticker", "Minister: we signed at dawn", "",
		  true, false, "Rail talks in the news ticker" },
		/* what all but the heading say is whole */
		{ "Ports to share a rail link", "After the strike: Ports to share a rail link",
		  "After the strike: Ports to share a rail link",
		  "After the strike: Ports to share a rail link - Port Herald", true, false,
		  "After the strike: Ports to share a rail link" },
		{ "", "", "", "Ports to share a rail link", false, false, "Ports to share a rail link" },
		{ "", "", "", "", false, false, "" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct headlines h = { slice_from(cases[i].heading),
					     slice_from(cases[i].data),
					     slice_from(cases[i].shared),
					     slice_from(cases[i].element),
					     cases[i].news,
					     cases[i].live };
		const char *from = NULL;

		assert_slice_equal(title_choose(&h, SLICE("Port Herald"), &from), cases[i].out);
		assert_non_null(from);
	}
}

static void a_byline_is_made_of_names(void **state)
{
	static const struct {
		const char *in, *out, *agency;
	} cases[] = {
		{ "By Anna Rossi and Bob Lee", "Anna Rossi, Bob Lee", "" },
		{ "Anna Rossi, Bob Lee und Carla Mai", "Anna Rossi, Bob Lee, Carla Mai", "" },
		{ "Anna Rossi & Bob Lee", "Anna Rossi, Bob Lee", "" },
		{ "di Anna Rossi e Carlo Bruni", "Anna Rossi, Carlo Bruni", "" },
		{ "Tác giả: Trần Nam và Lê Mai", "Trần Nam, Lê Mai", "" },
		{ "Ana Gil y Luis Paz", "Ana Gil, Luis Paz", "" },
		{ "Ramón y Cajal", "Ramón y Cajal", "" },
		{ "Elena Berger (ebe)\nOliver Maks (oma)", "Elena Berger, Oliver Maks", "" },
		{ "Dr. Max Keller", "Dr. Max Keller", "" },
		{ "Bill MCCAY", "Bill MCCAY", "" },
		{ "Eva Li, Ph.D.", "Eva Li, Ph.D.", "" },
		{ "Eva Li, MS, RD and Bob Lee", "Eva Li, MS, RD, Bob Lee", "" },
		{ "Anna Rossi • March 12, 2025", "Anna Rossi", "" },
		{ "Written By: Anna Rossi Last Updated: August 1, 2025", "Anna Rossi", "" },
		{ "Jul 11 Written by Anna Rossi", "Anna Rossi", "" },
		{ "Posted by Anna Rossi on Friday December 19", "Anna Rossi", "" },
		{ "Anna Rossi in Berlin", "Anna Rossi", "" },
		{ "Anna Rossi Senior Writer", "Anna Rossi", "" },
		{ "Author Anna Rossi", "Anna Rossi", "" },
		{ "Anna Rossi Port Herald", "Anna Rossi", "" },
		{ "AFP, HAVANA", "", "AFP" },
		{ "Anna Rossi, Reuters", "Anna Rossi", "Reuters" },
		{ "Port Herald", "", "" },
		{ "staff", "", "" },
		{ "anna@herald.example", "", "" },
		{ "https://herald.example/anna", "", "" },
		{ "5 March 2024", "", "" },
	};
	(void)state;
	if (!arena)
		arena = arena_open(64u << 20);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct slice agency = SLICE("");
		struct names names = byline_names(arena, slice_from(cases[i].in), SLICE("Port Herald"), &agency);

		assert_slice_equal(names_join(arena, &names), cases[i].out);
		assert_slice_equal(agency, cases[i].agency);
	}
}

static void metadata_tells_what_the_page_is_filed_under(void **state)
{
	struct article a =
		page_article("https://news.example/world/a",
			     LD("{\"@type\":\"LiveBlogPosting\",\"headline\":\"x\",\"articleSection\":[\"World\"],"
				"\"keywords\":[\"rail\",\"ports\"],\"image\":{\"url\":\"/i/"
				"1.jpg\"},\"isAccessibleForFree\":\"False\","
				"\"publisher\":{\"name\":\"Port Press "
				"Ltd\"},\"author\":{\"@type\":\"Person\",\"givenName\":\"Anna\","
				"\"familyName\":\"Rossi\"}}"));

	(void)state;
	assert_slice_equal(a.section, "World");
	assert_int_equal(a.keywords.n, 2);
	assert_slice_equal(a.keywords.at[1], "ports");
	assert_slice_equal(a.image, "https://news.example/i/1.jpg");
	assert_slice_equal(a.publisher, "Port Press Ltd");
	assert_slice_equal(a.page_type, "live");
	assert_true(a.paywalled);
	assert_slice_equal(a.authors.at[0], "Anna Rossi");
	a = page_article(
		"https://news.example/world/a",
		META("<meta property=og:type content=video.other><meta name=news_keywords content='rail; ports,rail'>"
		     "<meta property=article:section content=Mondo><meta property=og:image "
		     "content='//img.example/2.jpg'>"
		     "<meta property=article:content_tier content=free>"));
	assert_slice_equal(a.section, "Mondo");
	assert_int_equal(a.keywords.n, 2);
	assert_slice_equal(a.image, "https://img.example/2.jpg");
	assert_slice_equal(a.page_type, "video");
	assert_false(a.paywalled);
	a = page_article("", META("<meta property=og:image content='data:image/png;base64,x'>"));
	assert_slice_equal(a.image, "");
	assert_slice_equal(a.page_type, "");
}

#define TEASER                                                                                                      \
	"<div class=item><h2><a href=/a/1>Ministers agree on the rail link</a></h2><p>The two ministers agreed on " \
	"Monday, after a long night, to open a rail link between the ports.</p></div>"
#define LONG                                                                                                           \
	"<p>The two ministers agreed on Monday, after a <a href=/b/1>long night</a>, to open a rail link between the " \
	"ports; work on the <a href=/b/2>first section</a> will begin in spring, said the mayor, who expects a "       \
	"tunnel, a bridge and some <a href=/b/3>quarrel</a> about both.</p>"
#define ROUNDUP "<h2><a href=/a/1>Ministers agree on the rail link</a></h2>" LONG LONG LONG

static void an_index_page_is_no_article(void **state)
{
	static const struct {
		const char *url, *head, *piece; /* the page has its piece seven times */
		bool dropped;
	} cases[] = {
		{ "https://news.example/", "", TEASER, true },
		{ "https://news.example/world", "", TEASER, true },
		{ "https://news.example/world",
		  "<script type='application/ld+json'>{\"@type\":\"CollectionPage\",\"name\":\"World\"}</script>",
		  TEASER, true },
		/* it says that it is an article */
		{ "https://news.example/world/a", "<meta property=og:type content=article>", TEASER, false },
		/* links within its sentences; and a round-up with much text below each headline */
		{ "https://news.example/world/a", "", LONG, false },
		{ "https://news.example/world/a", "", ROUNDUP, false },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct reason why = { .step = "" };
		struct article a;
		struct text html;

		arena_reset(arena);
		article_init(&a, arena);
		a.url = slice_from(cases[i].url);
		text_init(&html, 64u << 10);
		text_addf(&html, "<head>%s</head><body><h1>The week in the ports</h1>", cases[i].head);
		for (size_t k = 0; k < 7; k++)
			text_add(&html, slice_from(cases[i].piece));
		a.body = text_slice(&html);
		a.content_type = SLICE("text/html; charset=utf-8");
		assert_int_equal(normalize(&a, NULL, &why), cases[i].dropped ? DROP : FORWARD);
		text_release(&html);
		if (cases[i].dropped)
			assert_memory_equal(why.sentence, "an index page: ", 15);
	}
}

static void metadata_resolves_the_canonical_address(void **state)
{
	static const struct {
		const char *html, *url;
	} cases[] = {
		{ META("<link rel=canonical href='/a/1?x=1&amp;y=2#top'>"), "https://news.example/a/1?x=1&y=2" },
		{ META("<link rel=canonical href='//www.news.example/a'>"), "https://www.news.example/a" },
		{ META("<base href='https://news.example/b/'><link rel=canonical href=c>"),
		  "https://news.example/b/c" },
		{ META("<link rel=canonical href='https://m.news.example/x'>"), "https://m.news.example/x" },
		{ META("<link rel=canonical href='https://other.example/x'>"), "" },
		{ META("<link rel=canonical href='https://news.example/'>"), "" },
		{ META("<meta property=og:url content='https://news.example/og'>"), "https://news.example/og" },
		{ META("<link rel=canonical href='javascript:alert(1)'>"), "" },
		{ META(""), "" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_slice_equal(page_article("https://news.example/x/y", cases[i].html).canonical_url, cases[i].url);
	assert_slice_equal(page_article("https://amp.cache.example/c/s/news.example/a",
					META("<link rel=canonical href='https://news.example/a'>"))
				   .canonical_url,
			   "https://news.example/a");
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
     cmocka_unit_test(metadata_tells_published_from_modified), cmocka_unit_test(the_feed_is_a_witness_of_the_date),
     cmocka_unit_test(metadata_cuts_the_site_off_the_title),
     cmocka_unit_test(the_headline_is_the_one_that_was_published), cmocka_unit_test(a_byline_is_made_of_names),
     cmocka_unit_test(metadata_tells_what_the_page_is_filed_under), cmocka_unit_test(an_index_page_is_no_article),
     cmocka_unit_test(metadata_resolves_the_canonical_address), cmocka_unit_test(json_is_repaired_where_pages_break_it),
     cmocka_unit_test(metadata_survives_what_is_no_json))
