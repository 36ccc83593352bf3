/* tests/unit/test_feed.c - feeds from hostile hands: limits, truncation at every byte, linear time.  What well-meant feeds
 * become is in tests/cases/feed. */
#include "common/clock.h"
#include "ingest/entities.h"
#include "ingest/feed.h"
#include "ingest/xml.h"
#include "tests/unit/unit.h"

#include <stdlib.h>

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

static const struct feed_hints nothing_known = { .base = { "", 0 },
						 .content_type = { "", 0 },
						 .content_language = { "", 0 } };

static int parse(struct feed *feed, struct slice bytes)
{
	struct reason why = { .step = "parse" };
	struct slice guarded = unit_guard(bytes);
	int result;

	arena_reset(arena);
	result = feed_parse(feed, arena, guarded, &nothing_known, &why);
	unit_guard_free(guarded);
	return result;
}

static struct feed parse_text(const struct text *t)
{
	struct feed feed;

	assert_false(text_overflowed(t));
	assert_int_equal(parse(&feed, text_slice(t)), 0);
	return feed;
}

static void repeat(struct text *t, const char *piece, size_t n)
{
	for (size_t i = 0; i < n; i++)
		text_add(t, slice_from(piece));
}

static void feed_gives_the_entries_before_any_cut(void **state)
{
	static const char whole[] =
		"\xEF\xBB\xBF<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'b'>]><rss xmlns:x='y'><channel>"
		"<title>T &amp; &eacute; &#233;</title><!-- c --><item><title><![CDATA[One]]></title><link "
		"a='b'>http://e/1"
		"</link></item><item><title>Two</title><link>http://e/2</link></item></channel></rss>";
	struct feed feed;

	(void)state;
	for (size_t n = 0; n < sizeof whole; n++) {
		if (parse(&feed, slice_of(whole, n)) < 0)
			continue;
		assert_true(feed.nentries <= 2);
		for (size_t i = 0; i < feed.nentries; i++) /* a value is whole or not there */
			assert_true(feed.entry[i].link.len == 0 || feed.entry[i].link.len == strlen("http://e/1"));
		assert_int_equal(feed.truncated, n < sizeof whole - 1);
	}
	assert_int_equal(feed.nentries, 2);
	assert_slice_equal(feed.title, "T & \u00E9 \u00E9");
	assert_slice_equal(feed.entry[0].title, "One");
}

static void feed_says_when_it_is_none(void **state)
{
	static const char *const cases[] = {
		"", " ", "\0\0\0", "text", "<", "<html><item/></html>", "<!DOCTYPE rss [", "<?xml", "{\"version\":1}"
	};
	struct feed feed;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(parse(&feed, slice_from(cases[i])), -1);
}

static void feed_stops_at_its_limits(void **state)
{
	struct text t;
	struct feed feed;

	(void)state;
	text_init(&t, 64u << 20);
	text_add(&t, SLICE("<rss><channel>"));
	repeat(&t, "<item><title>x</title></item>", FEED_MAX_ENTRIES + 5);
	text_add(&t, SLICE("</channel></rss>"));
	feed = parse_text(&t);
	assert_int_equal(feed.nentries, FEED_MAX_ENTRIES);
	assert_true(feed.truncated);

	text_reset(&t);
	text_add(&t, SLICE("<rss><channel><title>"));
	repeat(&t, "\u1EBF", FEED_MAX_SHORT);
	text_add(&t, SLICE("</title><item>"));
	for (size_t i = 0; i < 3 * FEED_MAX_CATEGORIES; i++)
		text_addf(&t, "<category>%zu</category><dc:creator>author %zu</dc:creator>", i, i);
	text_add(&t, SLICE("<description>"));
	repeat(&t, "0123456789abcdef", FEED_MAX_LONG / 16 + 9);
	text_add(&t, SLICE("</description></item></channel></rss>"));
	feed = parse_text(&t);
	assert_true(feed.title.len <= FEED_MAX_SHORT && feed.title.len > FEED_MAX_SHORT - 3);
	assert_int_equal(feed.title.len % 3, 0); /* no character cut in two */
	assert_int_equal(feed.entry[0].ncategories, FEED_MAX_CATEGORIES);
	assert_int_equal(feed.entry[0].summary.len, FEED_MAX_LONG);
	assert_true(feed.entry[0].author.len < FEED_MAX_AUTHORS + 2);
	text_release(&t);
}

static void feed_survives_depth(void **state)
{
	struct text t;
	struct feed feed;

	(void)state;
	text_init(&t, 64u << 20);
	text_add(&t, SLICE("<rss><channel><item><title>deep "));
	repeat(&t, "<b>", 100000);
	text_add(&t, SLICE("down"));
	repeat(&t, "</b>", 100000);
	text_add(&t, SLICE("</title></item><item><title>after</title></item></channel></rss>"));
	feed = parse_text(&t);
	assert_int_equal(feed.nentries, 2);
	assert_slice_equal(feed.entry[0].title, "deep down");
	assert_slice_equal(feed.entry[1].title, "after");
	assert_false(feed.truncated);
	text_release(&t);
}

/* Each of these was, or could have been, quadratic: eight times the input must not take over thirty times the time, with
 * an allowance for what is too fast to measure. */
static void feed_takes_linear_time(void **state)
{
	static const struct {
		const char *head, *piece, *tail;
	} cases[] = {
		{ "<rss><channel><title>", "<", "" },
		{ "<rss><channel><title>", "<a", "" },
		{ "<rss><channel><title>", "<a b=\"", "" },
		{ "<rss><channel><title>", "&", "" },
		{ "<rss><channel><title>", "<!--", "" },
		{ "<rss><channel><title>", "<?", "" },
		{ "<rss><channel><title>", "<![CDATA[", "" },
		{ "<rss><channel><title>", "]]>", "" },
		{ "<rss><channel><title>", "\xE9\xC3", "" },
		{ "<rss><channel>", "<item>", "" },
		{ "<rss><channel>", "<a xmlns:b='c'>", "" },
		{ "<rss><channel><item>", "<dc:creator>ab</dc:creator>", "" },
		{ "<rss xml:base='http://a/b'><channel>", "<item xml:base='../c'><link>d</link></item>", "" },
		{ "<rss ", "a='b' ", "" },
		{ "<!DOCTYPE a [", "<!ENTITY b 'c'>", "" },
		{ "<!DOCTYPE a [", "<!--", "" },
		{ "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'>", "<p a='\"'>&lt;</p>", "" },
		{ "<rss><channel><item><title><![CDATA[", "<a <script ", "]]></title></item></channel></rss>" },
		{ "<rss><channel><item><description><![CDATA[", "<a href=\"",
		  "]]></description></item></channel></rss>" },
		{ "<rss><channel><item><description><![CDATA[", "<a href=b ",
		  "]]></description></item></channel></rss>" },
		{ "<rss xml:base='http://a/b'><channel><item><description><![CDATA[", "<a href='c'>",
		  "]]></description></item></channel></rss>" },
		{ "<rss><channel><item><title><![CDATA[", "<a@b", "]]></title></item></channel></rss>" },
		{ "<rss><channel><item><tags>", "a,", "</tags></item></channel></rss>" },
		{ "<feed xmlns='http://www.w3.org/2005/Atom'><entry><summary mode='base64'>", "YWJj\n",
		  "</summary></entry></feed>" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t took_ms[2];

		for (int large = 0; large < 2; large++) {
			struct reason why = { .step = "parse" };
			struct feed feed;
			struct text t;

			text_init(&t, 64u << 20);
			text_add(&t, slice_from(cases[i].head));
			repeat(&t, cases[i].piece, (large ? 2u << 20 : 256u << 10) / strlen(cases[i].piece));
			text_add(&t, slice_from(cases[i].tail));
			took_ms[large] = -clock_monotonic_ms();
			arena_reset(arena);
			feed_parse(&feed, arena, text_slice(&t), &nothing_known, &why);
			took_ms[large] += clock_monotonic_ms();
			text_release(&t);
		}
		if (took_ms[1] > 30 * took_ms[0] + 300)
			fail_msg("%s%s...: %lld ms, %lld ms", cases[i].head, cases[i].piece, (long long)took_ms[0],
				 (long long)took_ms[1]);
	}
}

static void feed_plain_is_one_line_of_text(void **state)
{
	static const struct {
		const char *html, *text;
	} cases[] = {
		{ "", "" },
		{ "  a \n b  ", "a b" },
		{ "<p>One</p><p>two<br/>three</p>", "One two three" },
		{ "a<b>b</b>c", "abc" },
		{ "1 < 2 and 3 > 2", "1 < 2 and 3 > 2" },
		{ "x<script>var a = '<b>';</script>y<style>p{}</style>z", "xyz" },
		{ "x<!-- <b> -->y", "xy" },
		{ "&amp;lt; &#233; &#xE9; &eacute; &nosuch; &", "&lt; \u00E9 \u00E9 \u00E9 &nosuch; &" },
		{ "a&nbsp;&nbsp;b\u00A0", "a b" },
		{ "&#150; &#1114112; &#x110000;", "\u2013 \uFFFD \uFFFD" },
		{ "<a href='x>y'>z</a", "y'>z</a" },
		{ "<", "<" },
		{ "&", "&" },
		{ "&#;", "&#;" },
		{ "&#55357;&#56832; &#xD83D;&#xDE00; &#55357; &#56832;&#x110000;", "\xF0\x9F\x98\x80 \xF0\x9F\x98\x80 "
										   "\xEF\xBF\xBD \xEF\xBF\xBD"
										   "\xEF\xBF\xBD" },
		{ "a&amp;nbsp;b &amp;amp; &amp;quot;c&amp;quot; &amp;lt;d&amp;gt;", "a b & \"c\" &lt;d&gt;" },
		{ "D&amp;D, D&amp;amp", "D&D, D&amp" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct slice guarded = unit_guard(slice_from(cases[i].html));

		arena_reset(arena);
		assert_slice_equal(feed_plain(arena, guarded), cases[i].text);
		unit_guard_free(guarded);
	}
}

static void feed_repair_leaves_nothing_to_guess(void **state)
{
	static const struct {
		const char *in, *out;
		bool truncated;
	} cases[] = {
		{ "<a>b</a>", "<a>b</a>", false },
		{ "<a>b", "<a></a>", true },
		{ "<a><b>c</b>d", "<a><b>c</b></a>", true },
		{ "<a><b></a>", "<a><b></b></a>", false },
		{ "<a></b></a>", "<a></a>", false },
		{ "<a><b/></a>", "<a><b></b></a>", false },
		{ "<a b=c d='e\"' f>g</a>", "<a b=\"c\" d=\"e&quot;\">g</a>", false },
		{ "<a b=\"c>d</a>", "<a>d</a>", false },
		{ "<a>&lt;&bare &#x26;</a>", "<a>&lt;&amp;bare &amp;</a>", false },
		{ "<a><!-- b --><?c?><!d>e</a>", "<a>e</a>", false },
		{ "<a>b</a><c>d</c>", "<a>b</a>", false },
		{ "<a:\xC3\x97>b</a:\xC3\x97>", "<a:__>b</a:__>", false },
		{ "<a b=1 c=2 b=3></a>", "<a b=\"1\" c=\"2\"></a>", false },
		{ "<a><![CDATA[b]]\x01>&<]]></a>", "<a>b]]&gt;&amp;&lt;</a>", false },
		{ "<a><![CDATA[b<![CDATA[c]]>d]]></a>", "<a>b&lt;![CDATA[c]]&gt;<![CDATA[d]]></a>", false },
		{ "<a>x@<mail@e.example></a>", "<a>x@&lt;mail@e.example></a>", false },
		{ "<a>]]></a>", "<a>]]&gt;</a>", false },
		{ "<!DOCTYPE a [<!ENTITY e \"]]>'\">]><a b='&e;'>&e;</a>", "<a b=\"]]&gt;'\">]]&gt;'</a>", false },
		{ "<a>\xC2\x93<![CDATA[\xC2\x85\xC2\xA0]]></a>", "<a>\xE2\x80\x9C\xE2\x80\xA6\xC2\xA0</a>", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct slice guarded = unit_guard(slice_from(cases[i].in));
		bool truncated;
		struct text out;

		text_init(&out, 1u << 20);
		xml_repair(guarded, &out, &truncated);
		assert_slice_equal(text_slice(&out), cases[i].out);
		assert_int_equal(truncated, cases[i].truncated);
		text_release(&out);
		unit_guard_free(guarded);
	}
}

static void feed_says_where_it_lives_and_when_to_ask(void **state)
{
	static const char rss[] =
		"<rss xmlns:atom='http://www.w3.org/2005/Atom' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>"
		"<channel><title>t</title><link>http://e.example/</link>"
		"<atom:link rel='self' href='/feed.xml'/><atom:link rel='hub' href='http://hub.example/'/>"
		"<sy:updatePeriod> daily </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency><ttl>20</ttl>"
		"<skipHours><hour>24</hour><hour>3</hour><hour>25</hour></skipHours>"
		"<skipDays><day>Sunday</day><day>saturday</day><day>Someday</day></skipDays>"
		"<item><atom:link rel='self' href='/1'/></item></channel></rss>";
	struct feed_hints hints = nothing_known;
	struct reason why = { .step = "parse" };
	struct feed feed;

	(void)state;
	hints.base = SLICE("http://e.example/other.xml");
	assert_int_equal(feed_parse(&feed, arena, slice_from(rss), &hints, &why), 0);
	assert_slice_equal(feed.self, "http://e.example/feed.xml");
	assert_slice_equal(feed.hub, "http://hub.example/");
	assert_int_equal(feed.ttl_minutes, 20);
	assert_int_equal(feed.update_period_s, 6 * 3600);
	assert_int_equal(feed.skip_hours, 1 | 1 << 3);
	assert_int_equal(feed.skip_days, 1 | 1 << 6);
	assert_int_equal(feed.nsitemaps, 0);
}

static void feed_knows_html_entities(void **state)
{
	(void)state;
	assert_int_equal(entity_codepoint(SLICE("nbsp")), 0xA0);
	assert_int_equal(entity_codepoint(SLICE("thetasym")), 0x3D1);
	assert_int_equal(entity_codepoint(SLICE("Aacute")), 0xC1);
	assert_int_equal(entity_codepoint(SLICE("aacute")), 0xE1);
	assert_int_equal(entity_codepoint(SLICE("zwnj")), 0x200C);
	assert_int_equal(entity_codepoint(SLICE("nosuch")), 0);
	assert_int_equal(entity_codepoint(SLICE("")), 0);
	assert_int_equal(entity_codepoint(SLICE("thetasymx")), 0);
}

#define FEED_TEST(rule) cmocka_unit_test_setup_teardown(rule, open_arena, close_arena)

UNIT(feed, FEED_TEST(feed_gives_the_entries_before_any_cut), FEED_TEST(feed_says_when_it_is_none),
     FEED_TEST(feed_stops_at_its_limits), FEED_TEST(feed_says_where_it_lives_and_when_to_ask),
     FEED_TEST(feed_survives_depth), FEED_TEST(feed_takes_linear_time), FEED_TEST(feed_plain_is_one_line_of_text),
     cmocka_unit_test(feed_repair_leaves_nothing_to_guess), cmocka_unit_test(feed_knows_html_entities))
