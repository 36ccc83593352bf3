/* tests/unit/test_discover.c - the feeds of a site, and the tags of its page. */
#include "tests/unit/unit.h"

#include "common/text.h"
#include "ingest/discover.h"
#include "ingest/html_tags.h"

#include <stdio.h>

#define AGENT SLICE("wiremill")

static struct arena *arena;

static int open_arena(void **state)
{
	(void)state;
	arena = arena_open(DISCOVER_ARENA_BYTES);
	return 0;
}

static int close_arena(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

static const char *const how[] = { "body", "header", "link", "anchor", "sitemap", "guess" };

/* What is found, without guesses: "how url title|..." */
static const char *found(const char *head, const char *body, const char *robots)
{
	static char list[8192];
	struct slice bytes = unit_guard(slice_from(body));
	struct discover_page page = { .url = SLICE("https://e.org/a/b.html"),
				      .head = slice_from(head),
				      .content_type = SLICE("text/html"),
				      .body = bytes,
				      .robots = robots ? robots_parse(arena, slice_from(robots), AGENT) : NULL };
	size_t n, len = 0;
	const struct discover_feed *feed = discover_feeds(arena, &page, &n);

	unit_guard_free(bytes);
	list[0] = '\0';
	for (size_t i = 0; i < n && feed[i].how != DISCOVER_GUESS; i++)
		len += (size_t)snprintf(list + len, sizeof list - len, "%s%s %.*s %.*s", i ? "|" : "", how[feed[i].how],
					SLICE_ARG(feed[i].url), SLICE_ARG(feed[i].title));
	return list;
}

static void discover_reads_links_of_the_page(void **state)
{
	static const struct {
		const char *html, *found;
	} cases[] = {
		{ "<link rel=alternate type=application/rss+xml href=/rss title='Tin &amp; bài'>",
		  "link https://e.org/rss Tin & bài" },
		{ "<LINK REL=\"ALTERNATE\" TYPE=\"Application/Atom+XML; charset=utf-8\" HREF=\" atom.xml#x \">",
		  "link https://e.org/a/atom.xml " },
		{ "<link rel='alternate home' type='application/feed+json' href='?f=1&amp;g=2'/>",
		  "link https://e.org/a/b.html?f=1&g=2 " },
		{ "<link rel=alternate type=application/rdf+xml href=//o.org/x.rdf>", "link https://o.org/x.rdf " },
		{ "<link rel=feed href=/f>", "link https://e.org/f " },
		{ "<link rel=alternate type=application/json href=https://e.org/feed.json>",
		  "link https://e.org/feed.json " },
		{ "<link rel=alternate type=application/json href=https://e.org/wp-json/wp/v2/pages/2>", "" },
		{ "<link rel=alternate type=application/json href=https://e.org/data.json>", "" },
		{ "<link rel=alternate type=text/xml+oembed href=/x><link rel=alternate type=application/rss+xml "
		  "href=/wp-json/oembed/feed>",
		  "" },
		{ "<link rel=alternate hreflang=en href=/en/><link rel='alternate stylesheet' type=text/xml "
		  "href=/feed>",
		  "" },
		{ "<link rel=alternate type=application/rss+xml>", "" },
		{ "<link rel=alternate type=application/rss+xml href=javascript:x>", "" },
		{ "<base href=/x/><link rel=alternate type=application/rss+xml href=f>", "link https://e.org/x/f " },
		{ "<link rel=alternate type=application/rss+xml href=f><base target=_top><base href='https://o.org/'>",
		  "link https://o.org/f " },
		{ "<link rel=alternate type=application/rss+xml href=f><link rel=alternate type=application/rss+xml "
		  "href=https://e.org/a/f title=again>",
		  "link https://e.org/a/f " },
		{ "<link rel=alternate type=application/rss+xml href=/comments/feed/ title=C><link rel=alternate "
		  "type=application/rss+xml href=/feed/ title=F>",
		  "link https://e.org/feed/ F|link https://e.org/comments/feed/ C" },
		{ "<!-- <link rel=alternate type=application/rss+xml href=/1> --><script>'<link rel=alternate "
		  "type=application/rss+xml href=/2>'</script><title><link rel=feed href=/3></title>",
		  "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(found("", cases[i].html, NULL), cases[i].found);
}

static void discover_reads_anchors_that_name_a_feed(void **state)
{
	static const struct {
		const char *html, *found;
	} cases[] = {
		{ "<a href=/rss/tin-moi-nhat.rss>Trang chủ</a>",
		  "anchor https://e.org/rss/tin-moi-nhat.rss Trang chủ" },
		{ "<a href='/feed/'><img src=x></a>", "anchor https://e.org/feed/ " },
		{ "<a title='All news' href='/rss.xml'>", "anchor https://e.org/rss.xml All news" },
		{ "<a href=/?feed=rss2&amp;x=1>x</a>", "anchor https://e.org/?feed=rss2&x=1 x" },
		{ "<a href=feed://o.org/f.xml>x</a><a href=feed:https://o.org/g>y</a>",
		  "anchor http://o.org/f.xml x|anchor https://o.org/g y" },
		{ "<a href=/channels><b>Tin RSS</b></a>", "anchor https://e.org/channels Tin RSS" },
		{ "<a href=/x>Our feeds</a><a href=/y>Feedback</a><a href=/z>presse</a>", "" },
		{ "<a href=/sitemap.xml>x</a><a href=#rss>RSS</a><a href=mailto:rss@e.org>RSS</a><a name=rss>RSS</a>",
		  "" },
		{ "<a href=/x>RSS<a href=/y>no</a>", "anchor https://e.org/x RSS" },
		{ "<a href=/a.rss>1</a><link rel=alternate type=application/rss+xml href=/b.rss>",
		  "link https://e.org/b.rss |anchor https://e.org/a.rss 1" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(found("", cases[i].html, NULL), cases[i].found);
}

static void discover_reads_head_and_robots(void **state)
{
	(void)state;
	assert_string_equal(found("Link: </f>; rel=\"alternate\"; type=\"application/rss+xml\"; title=T, </wp-json/>; "
				  "rel=\"https://api.w.org/\"\r\nLink: <https://hub/>; rel=hub\r\n",
				  "<link rel=alternate type=application/rss+xml href=/f><link rel=alternate "
				  "type=application/rss+xml href=/g>",
				  "Sitemap: https://e.org/news.xml\n"),
			    "header https://e.org/f T|link https://e.org/g |sitemap https://e.org/news.xml ");
}

static void discover_knows_a_feed_and_looks_no_further(void **state)
{
	(void)state;
	assert_string_equal(found("Link: </f>; rel=alternate; type=application/rss+xml\r\n",
				  "<rss><channel><title>Il porto</title><item><link>/rss</link></item></channel></rss>",
				  NULL),
			    "body https://e.org/a/b.html Il porto");
}

static void discover_guesses_last(void **state)
{
	struct discover_page page = { .url = SLICE("https://e.org:81/a/b.html?c"),
				      .head = SLICE(""),
				      .content_type = SLICE(""),
				      .body = SLICE("<link rel=feed href=/rss.xml>") };
	const struct discover_feed *feed;
	size_t n;

	(void)state;
	feed = discover_feeds(arena, &page, &n);
	assert_in_range(n, 5, 20);
	assert_slice_equal(feed[0].url, "https://e.org:81/rss.xml");
	assert_int_equal(feed[0].how, DISCOVER_LINK);
	assert_slice_equal(feed[1].url, "https://e.org:81/feed");
	for (size_t i = 1; i < n; i++) {
		assert_int_equal(feed[i].how, DISCOVER_GUESS);
		assert_false(slice_equal(feed[i].url, feed[0].url));
	}
	page.body = SLICE("");
	page.url = SLICE("");
	discover_feeds(arena, &page, &n);
	assert_int_equal(n, 0);
}

/* A page of n times the same, of 2 MiB. */
static size_t found_in(const char *part, bool numbered)
{
	struct discover_page page = { .url = SLICE("https://e.org/"), .head = SLICE(""), .content_type = SLICE("") };
	struct text t;
	size_t n;

	text_init(&t, 2u << 20);
	for (size_t i = 0; !text_overflowed(&t); i++) {
		text_add(&t, slice_from(part));
		if (numbered)
			text_addf(&t, "%zu.rss>x</a>", i);
	}
	page.body = text_slice(&t);
	arena_reset(arena);
	discover_feeds(arena, &page, &n);
	text_release(&t);
	return n;
}

static void discover_is_bounded_whatever_the_page(void **state)
{
	(void)state;
	assert_in_range(found_in("<a href=/", true), 100, DISCOVER_MAX);
	assert_in_range(found_in("<link rel=feed href=/f><a href=?a&b>rss</a>", false), 1, 20);
	found_in("<a href=x>no <i>r</i>ss atom", false);
	found_in("<base href=mailto:x>", false);
	found_in("<", false);
	found_in("<a ", false);
	found_in("<a b=\"", false);
	found_in("<!--", false);
	found_in("<script>", false);
	found_in("<title></x", false);
}

static void html_tags_are_read_as_browsers_do(void **state)
{
	struct slice rest =
		unit_guard(SLICE("x < y <a\thref = \"1>2\" HREF=3 b=c/d/ e f='' =g><br/></P x><!doctype html><?x?>"
				 "<textarea><i></textarea ><3><b c=\"no end><i>"));
	struct slice all = rest;
	struct html_tag tag;

	(void)state;
	assert_true(html_tags_next(&rest, &tag) && html_tag_is(&tag, "A") && !tag.end);
	assert_slice_equal(html_tag_attribute(&tag, "href"), "1>2");
	assert_slice_equal(html_tag_attribute(&tag, "b"), "c/d/");
	assert_slice_equal(html_tag_attribute(&tag, "e"), "");
	assert_slice_equal(html_tag_attribute(&tag, "=g"), "");
	assert_true(html_tags_next(&rest, &tag) && html_tag_is(&tag, "br"));
	assert_slice_equal(tag.whole, "<br/>");
	assert_true(html_tags_next(&rest, &tag) && html_tag_is(&tag, "p") && tag.end);
	assert_true(html_tags_next(&rest, &tag) && html_tag_is(&tag, "textarea") && !tag.end);
	assert_true(html_tags_next(&rest, &tag) && html_tag_is(&tag, "textarea") && tag.end);
	assert_false(html_tags_next(&rest, &tag));
	assert_false(html_tags_next(&rest, &tag));
	unit_guard_free(all);
}

#define DISCOVER_TEST(rule) cmocka_unit_test_setup_teardown(rule, open_arena, close_arena)
UNIT(discover, DISCOVER_TEST(discover_reads_links_of_the_page), DISCOVER_TEST(discover_reads_anchors_that_name_a_feed),
     DISCOVER_TEST(discover_reads_head_and_robots), DISCOVER_TEST(discover_knows_a_feed_and_looks_no_further),
     DISCOVER_TEST(discover_guesses_last), DISCOVER_TEST(discover_is_bounded_whatever_the_page),
     cmocka_unit_test(html_tags_are_read_as_browsers_do))
