/* tests/unit/test_opml.c - lists of feeds. */
#include "ingest/opml.h"
#include "tests/unit/unit.h"

static struct arena *arena;

static int open_arena(void **state)
{
	(void)state;
	arena = arena_open(OPML_ARENA_BYTES);
	return 0;
}

static int close_arena(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

static int read_list(struct opml *list, struct slice bytes, struct reason *why)
{
	struct slice guarded = unit_guard(bytes);
	int result;

	arena_reset(arena);
	result = opml_read(list, arena, guarded, why);
	unit_guard_free(guarded);
	return result;
}

static struct opml read_text(const char *text)
{
	struct reason why = { .step = "opml" };
	struct opml list;

	if (read_list(&list, slice_from(text), &why) < 0)
		fail_msg("%s", why.sentence);
	return list;
}

static void opml_reads_outlines_in_folders(void **state)
{
	struct opml list = read_text(
		"<?xml version=\"1.0\"?><opml version=\"2.0\"><head><title>x</title></head><body>"
		"<outline text=\"Europe\"><outline text=\"Italy &amp; more\">"
		"<outline type=\"rss\" text=\"La Lanterna\" xmlUrl=\"https://l.example/f?a=1&b=2\" "
		"htmlUrl=\"https://l.example/\"/>"
		"</outline><outline type=\"RSS\" title=\"Only title\" xmlurl=\" http://t.example/ \"/></outline>"
		"<outline text=\"A note\"/><outline text=\"Top\" xmlUrl=\"feed://top.example/rss\"/>"
		"<outline text=\"Top 2\" xmlUrl=\"feed:https://top.example/atom\"/></body></opml>");

	(void)state;
	assert_int_equal(list.nfeeds, 4);
	assert_int_equal(list.refused, 0);
	assert_slice_equal(list.feed[0].url, "https://l.example/f?a=1&b=2");
	assert_slice_equal(list.feed[0].title, "La Lanterna");
	assert_slice_equal(list.feed[0].folder, "Europe/Italy & more");
	assert_slice_equal(list.feed[1].url, "http://t.example/");
	assert_slice_equal(list.feed[1].title, "Only title");
	assert_slice_equal(list.feed[1].folder, "Europe");
	assert_slice_equal(list.feed[2].url, "http://top.example/rss");
	assert_slice_equal(list.feed[2].folder, "");
	assert_slice_equal(list.feed[3].url, "https://top.example/atom");
}

static void opml_reads_what_is_broken(void **state)
{
	struct opml list =
		read_text("\n<opml version='1.1'><body><outline text='R&D' xmlUrl='http://e.example/1'>"
			  "<outline text=open xmlUrl=http://e.example/2><outline xmlUrl='ftp://e.example/3'/>"
			  "<outline xmlUrl='http://e.example/4'/>");

	(void)state;
	assert_int_equal(list.nfeeds, 3);
	assert_int_equal(list.refused, 1);
	assert_true(list.truncated);
	assert_slice_equal(list.feed[0].title, "R&D");
	assert_slice_equal(list.feed[1].url, "http://e.example/2");
	assert_slice_equal(list.feed[2].title, "");
}

static void opml_reads_plain_lists(void **state)
{
	struct opml list = read_text("\xEF\xBB\xBF# mine\r\nhttp://e.example/1\r\n\r\n  https://e.example/2  \nnot an "
				     "address\nHTTP://e.example/3");

	(void)state;
	assert_int_equal(list.nfeeds, 3);
	assert_int_equal(list.refused, 1);
	assert_slice_equal(list.feed[1].url, "https://e.example/2");
	assert_slice_equal(list.feed[2].url, "HTTP://e.example/3");
	assert_int_equal(read_text("").nfeeds, 0);
	assert_int_equal(read_text("# nothing yet\n").nfeeds, 0);
}

static void opml_reads_options_of_a_feed(void **state)
{
	struct opml list = read_text(
		"<opml xmlns:wiremill='urn:wiremill:feeds'><body><outline text='a' xmlUrl='http://e.example/1' "
		"wiremill:zone=' Asia/Ho_Chi_Minh ' wiremill:fulltext='AUTO' wiremill:colour='red' "
		"other:tls='insecure' "
		"wiremill:tls='none'/><outline xmlUrl='http://e.example/2' tls='insecure'/></body></opml>");

	(void)state;
	assert_int_equal(list.nfeeds, 2);
	assert_slice_equal(list.feed[0].options, "{\"fullText\":\"auto\",\"zone\":\"Asia/Ho_Chi_Minh\"}");
	assert_slice_equal(list.feed[1].options, "");
	assert_int_equal(list.not_understood, 2);
	assert_string_equal(list.first_of_those.sentence, "wiremill:colour: no such option");
}

static void opml_reads_other_forms_of_outlines(void **state)
{
	struct opml list =
		read_text("<opml><body><outline text='http://e.example/1' xmlUrl='http://e.example/1'/>"
			  "<outline type='Atom' url='http://e.example/2' text='Two'/><outline type='link' "
			  "url='http://e.example/3'/>"
			  "<outline type='link' url='http://e.example/4.opml?x'/><outline type='include' text='i' "
			  "url='http://e.example/5'/>"
			  "<outline text='off' isComment='true'><outline xmlUrl='http://e.example/6'/></outline>"
			  "<outline xmlUrl='http://e.example/7'/><outline xmlUrl='http://e.example/&#7;8'/>"
			  "<outline xmlUrl='http://e.example/\xEF\xBF\xBD'/></body></opml>");

	(void)state;
	assert_int_equal(list.nfeeds, 5);
	assert_slice_equal(list.feed[0].title, "");
	assert_slice_equal(list.feed[1].url, "http://e.example/2");
	assert_slice_equal(list.feed[1].title, "Two");
	assert_int_equal(list.feed[1].outline, 1);
	assert_slice_equal(list.feed[2].url, "http://e.example/7");
	assert_slice_equal(list.feed[3].url, "http://e.example/8");
	assert_int_equal(list.nlinks, 2);
	assert_slice_equal(list.link[0], "http://e.example/4.opml?x");
	assert_slice_equal(list.link[1], "http://e.example/5");
	assert_int_equal(list.noutlines, 10);
}

static void opml_says_what_is_no_list(void **state)
{
	static const struct {
		const char *in, *sentence;
	} cases[] = {
		{ "<html><body>x</body></html>", "the root element is not opml" },
		{ "<", "hold no element" },
		{ "Dear all,\nplease find\n", "neither OPML nor lines" },
	};
	struct reason why = { .step = "opml" };
	struct opml list;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(read_list(&list, slice_from(cases[i].in), &why), -1);
		assert_non_null(strstr(why.sentence, cases[i].sentence));
	}
}

static void opml_stops_at_its_limits(void **state)
{
	struct reason why = { .step = "opml" };
	struct text t;
	struct opml list;

	(void)state;
	text_init(&t, 64u << 20);
	text_add(&t, SLICE("<opml><body>"));
	for (size_t i = 0; i < 100000; i++)
		text_add(&t, SLICE("<outline text='folder of a name that is somewhat long, as they are'>"));
	text_add(&t, SLICE("<outline text='x' xmlUrl='http://e.example/'/>"));
	assert_int_equal(read_list(&list, text_slice(&t), &why), 0);
	assert_int_equal(list.nfeeds, 0); /* its tag was beyond the depth that is kept */

	text_reset(&t);
	for (size_t i = 0; i < OPML_MAX_FEEDS + 3; i++)
		text_addf(&t, "http://e.example/%zu\n", i);
	assert_int_equal(read_list(&list, text_slice(&t), &why), 0);
	assert_int_equal(list.nfeeds, OPML_MAX_FEEDS);
	assert_int_equal(list.refused, 3);

	text_reset(&t);
	text_add(&t, SLICE("http://e.example/"));
	for (size_t i = 0; i < OPML_MAX_URL; i++)
		text_add_char(&t, 'x');
	text_add(&t, SLICE("\nhttp://e.example/"));
	assert_int_equal(read_list(&list, text_slice(&t), &why), 0);
	assert_int_equal(list.nfeeds, 1);
	assert_int_equal(list.refused, 1);
	text_release(&t);
}

#define OPML_TEST(rule) cmocka_unit_test_setup_teardown(rule, open_arena, close_arena)

UNIT(opml, OPML_TEST(opml_reads_outlines_in_folders), OPML_TEST(opml_reads_what_is_broken),
     OPML_TEST(opml_reads_plain_lists), OPML_TEST(opml_reads_options_of_a_feed),
     OPML_TEST(opml_reads_other_forms_of_outlines), OPML_TEST(opml_says_what_is_no_list),
     OPML_TEST(opml_stops_at_its_limits))
