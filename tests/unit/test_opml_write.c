/* tests/unit/test_opml_write.c - lists of feeds, written. */
#include "ingest/opml_write.h"
#include "tests/unit/unit.h"

static struct arena *arena;
static struct text out;

static int open_all(void **state)
{
	(void)state;
	arena = arena_open(OPML_ARENA_BYTES);
	text_init(&out, 1 << 20);
	return 0;
}

static int close_all(void **state)
{
	(void)state;
	text_release(&out);
	arena_close(arena);
	return 0;
}

static struct opml *read_list(const char *text)
{
	struct opml *list = arena_new(arena, struct opml, 1);
	struct reason why = { .step = "opml" };

	if (opml_read(list, arena, slice_from(text), &why) < 0)
		fail_msg("%s", why.sentence);
	return list;
}

static void assert_exports(const char *text, const char *expected)
{
	text_reset(&out);
	opml_export(&out, &(struct opml_source){ slice_from(text), read_list(text) }, 1);
	text_add_char(&out, '\0');
	assert_string_equal(out.at, expected);
}

static const char desk[] =
	"<?xml version='1.0'?>\r\n"
	"<!-- the desk's -->\r\n"
	"<opml version=\"2.0\" xmlns:x='urn:x'>\r\n"
	"\t<head><title>Desk &#38; co</title><ownerName>N</ownerName><x:seen n='1'/></head>\r\n"
	"\t<body>\r\n"
	"\t\t<outline text='Europe' x:open = 'yes'  >\r\n"
	"\t\t\t<outline  type=\"rss\"\r\n\t\t\t\ttext='A \"b\"' xmlUrl='http://a.example/?a=1&#38;b' "
	"category='/x' />\r\n"
	"\t\t\t<!-- <outline xmlUrl='http://no.example/'/> -->\r\n"
	"\t\t</outline>\r\n"
	"\t\t<x:note><![CDATA[<outline>]]></x:note>\r\n"
	"\t</body>\r\n"
	"</opml>\r\n";

static void opml_write_keeps_what_it_does_not_change(void **state)
{
	const char *at = strstr(desk, "xmlUrl=");
	struct text expected;

	(void)state;
	text_init(&expected, 1 << 16);
	text_add(&expected, slice_of(desk, (size_t)(at - desk)));
	text_add(&expected, SLICE("xmlUrl=\"http://a.example/?a=1&amp;b\""));
	text_add(&expected, slice_from(strstr(at, " category")));
	text_add_char(&expected, '\0');
	assert_exports(desk, expected.at);
	text_release(&expected);
}

static void opml_write_makes_opml_2_of_older_lists(void **state)
{
	(void)state;
	assert_exports("<outlineDocument version='1.0'><head/><body><outline title=\"it's\">"
		       "<outline title='B' XMLURL='feed:http://b.example/'/>"
		       "<outline type='RSS' url='http://c.example/' text=''/>"
		       "<outline isComment='true' xmlurl='http://d.example/'/></outline></body></outlineDocument>",
		       "<opml version=\"2.0\"><head/><body><outline title=\"it's\" text=\"it's\">"
		       "<outline title='B' xmlUrl=\"http://b.example/\" text=\"B\" type=\"rss\"/>"
		       "<outline type='RSS' url='http://c.example/' text=\"http://c.example/\" "
		       "xmlUrl=\"http://c.example/\"/>"
		       "<outline isComment='true' xmlurl='http://d.example/'/></outline></body></opml>");
}

static void opml_write_gives_a_feed_one_address(void **state)
{
	(void)state;
	assert_exports("<opml version='2.0'><body><outline xmlurl='http://a.example/' x='1' xmlUrl='http://b.example/' "
		       "text='A' type='rss'/></body></opml>",
		       "<opml version=\"2.0\"><body><outline xmlUrl=\"http://a.example/\" x='1' text='A' type='rss'/>"
		       "</body></opml>");
}

static void opml_write_repairs(void **state)
{
	(void)state;
	assert_exports("<!DOCTYPE opml>\n<opml><body><!-- x --><outline text='R&D &eacute;' q=1 "
		       "xmlUrl=http://e.example/1><outline text=open",
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\"><body>"
		       "<outline text=\"R&amp;D \xC3\xA9\" q=\"1\" xmlUrl=\"http://e.example/1\" type=\"rss\"/>"
		       "</body></opml>");
}

static void opml_write_joins_lists(void **state)
{
	static const char second[] = "<opml xmlns:wiremill='urn:w' xmlns:x='urn:x'><body><outline text='F'>"
				     "<outline text='T' wiremill:tls='legacy' xmlUrl='http://t.example/'/></outline>"
				     "\n\n<outline text='U' type='rss' xmlUrl='http://u.example/' /></body></opml>",
			  lines[] = "http://v.example/?a&b\n";
	struct opml_source source[] = { { slice_from("<opml xmlns:x='urn:x'><head/><body/></opml>"), NULL },
					{ slice_from(second), NULL },
					{ slice_from(lines), NULL } };

	(void)state;
	for (size_t i = 0; i < COUNT(source); i++)
		source[i].list = read_list(source[i].bytes.at);
	source[1].list->feed[0].url = SLICE("https://moved.example/");
	source[1].list->feed[0].title = SLICE("Learned");
	opml_export(&out, source, COUNT(source));
	text_add_char(&out, '\0');
	assert_string_equal(
		out.at,
		"<opml xmlns:x='urn:x' version=\"2.0\"><head/><body>\n    "
		"<outline text='F' xmlns:wiremill=\"urn:w\"><outline text='T' wiremill:tls='legacy' "
		"xmlUrl=\"https://moved.example/\" type=\"rss\"/></outline>\n    "
		"<outline text='U' type='rss' xmlUrl=\"http://u.example/\" xmlns:wiremill=\"urn:w\" />\n    "
		"<outline text=\"http://v.example/?a&amp;b\" type=\"rss\" xmlUrl=\"http://v.example/?a&amp;b\"/>"
		"</body></opml>");
	text_reset(&out);
	opml_export(&out, source + 2, 1);
	text_add_char(&out, '\0');
	assert_non_null(strstr(out.at, "<opml version=\"2.0\">\n  <head>\n    <title>Feeds</title>"));
	assert_int_equal(read_list(out.at)->nfeeds, 1);
}

static void assert_inserts(const char *text, const char *folder, const char *before, const char *added)
{
	struct opml_feed feed = { .url = SLICE("http://n.example/?a&b"), .title = SLICE("N") };
	struct reason why = { .step = "opml" };
	const char *at = before[0] ? strstr(text, before) : text + strlen(text);

	if (read_list(text)->plain)
		feed.title = SLICE("");
	text_reset(&out);
	if (opml_insert(&out, &(struct opml_source){ slice_from(text), read_list(text) }, slice_from(folder), &feed,
			&why) < 0)
		fail_msg("%s", why.sentence);
	text_add_char(&out, '\0');
	assert_memory_equal(out.at, text, (size_t)(at - text));
	assert_memory_equal(out.at + (at - text), added, strlen(added));
	assert_string_equal(out.at + (at - text) + strlen(added), at);
}

#define NEW "<outline text=\"N\" type=\"rss\" xmlUrl=\"http://n.example/?a&amp;b\"/>"

static void opml_write_puts_a_feed_where_it_belongs(void **state)
{
	(void)state;
	assert_inserts(desk, "", "\r\n\t</body>", "\r\n\t\t" NEW);
	assert_inserts(desk, "Europe", "\r\n\t\t</outline>", "\r\n\t\t\t" NEW);
	assert_inserts(desk, "Europe/Italy/North", "\r\n\t\t</outline>",
		       "\r\n\t\t\t<outline text=\"Italy\"><outline text=\"North\">" NEW "</outline></outline>");
	assert_inserts(desk, "Asia", "\r\n\t</body>", "\r\n\t\t<outline text=\"Asia\">" NEW "</outline>");
	assert_inserts("<opml>\n  <body>\n  </body>\n</opml>", "", "\n  </body>", "\n    " NEW);
	assert_inserts("<opml><body></body></opml>", "", "</body>", NEW);
	assert_inserts("<opml>\n <body><outline text='F'/>\n</body></opml>", "", "\n</body>", NEW);
	assert_inserts("# mine\r\nhttp://a.example/", "", "", "\r\nhttp://n.example/?a&b\r\n");
	assert_inserts("", "", "", "http://n.example/?a&b\n");
}

static void opml_write_opens_what_is_empty(void **state)
{
	struct opml_feed feed = { .url = SLICE("http://n.example/?a&b"), .title = SLICE("N") };
	static const char text[] = "<opml>\n<body>\n <outline text='F' />\n</body></opml>";
	struct reason why = { .step = "opml" };

	(void)state;
	assert_int_equal(
		opml_insert(&out, &(struct opml_source){ slice_from(text), read_list(text) }, SLICE("F"), &feed, &why),
		0);
	text_add_char(&out, '\0');
	assert_string_equal(out.at, "<opml>\n<body>\n <outline text='F' >\n   " NEW "\n </outline>\n</body></opml>");
}

static void opml_write_says_what_cannot_be_changed(void **state)
{
	static const struct {
		const char *text, *folder, *sentence;
	} cases[] = {
		{ "<opml>\n<body>\n<outline text='R&D'/></body></opml>", "", "line 3: " },
		{ "<!DOCTYPE opml><opml><body/></opml>", "", "has a DOCTYPE" },
		{ "<?xml version='1.0' encoding='iso-8859-1'?><opml><body/></opml>", "", "is not in UTF-8" },
		{ "<opml><head/></opml>", "", "has no body" },
		{ "<opml><body/></opml>", "a//b", "\"a//b\": a folder is NAME or NAME/NAME" },
		{ "<opml><body/></opml>", "a/", "a folder is" },
		{ "http://a.example/", "a", "has no folders" },
	};
	struct opml_feed feed = { .url = SLICE("http://n.example/"), .title = SLICE("") };
	struct reason why = { .step = "opml" };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct opml_source source = { slice_from(cases[i].text), read_list(cases[i].text) };

		assert_int_equal(opml_insert(&out, &source, slice_from(cases[i].folder), &feed, &why), -1);
		if (!strstr(why.sentence, cases[i].sentence))
			fail_msg("%s: %s", cases[i].text, why.sentence);
	}
}

#define OPML_TEST(rule) cmocka_unit_test_setup_teardown(rule, open_all, close_all)

UNIT(opml_write, OPML_TEST(opml_write_keeps_what_it_does_not_change), OPML_TEST(opml_write_makes_opml_2_of_older_lists),
     OPML_TEST(opml_write_gives_a_feed_one_address), OPML_TEST(opml_write_repairs), OPML_TEST(opml_write_joins_lists),
     OPML_TEST(opml_write_puts_a_feed_where_it_belongs), OPML_TEST(opml_write_opens_what_is_empty),
     OPML_TEST(opml_write_says_what_cannot_be_changed))
