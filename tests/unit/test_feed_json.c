/* tests/unit/test_feed_json.c - JSON Feed: what is no feed, what is hostile; tests/cases/feed has what feeds say. */
#include "tests/unit/unit.h"

#include "ingest/feed.h"
#include "ingest/json_strict.h"

#define BASE SLICE("https://e.org/f/feed.json")

static int parse(struct feed *feed, struct arena *arena, struct slice bytes, struct reason *why)
{
	struct feed_hints hints = { .base = BASE, .content_type = SLICE(""), .content_language = SLICE("") };
	struct slice guarded = unit_guard(bytes);
	int result;

	arena_reset(arena);
	result = feed_parse(feed, arena, guarded, &hints, why);
	unit_guard_free(guarded);
	return result;
}

static void feed_json_tells_a_feed_from_other_json(void **state)
{
	static const struct {
		const char *json;
		int entries; /* -1: no feed */
		const char *sentence;
	} cases[] = {
		{ "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[]}", 0, "" },
		{ "{\"version\":\"https://jsonfeed.org/version/1\"}", 0, "" },
		{ " \xEF\xBB\xBF\n{\"items\":[{\"id\":\"1\"}]}", 1, "" },
		{ "{\"version\":2,\"items\":[{\"url\":\"a\"},{}]}", 2, "" },
		{ "{\"version\":\"x\",\"items\":[{\"content_text\":\"a\"}]}", 1, "" },
		{ "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":{\"id\":1}}", 0, "" },
		{ "{\"items\":[]}", -1, "without the items" },
		{ "{\"items\":[{\"name\":\"soap\"}]}", -1, "without the items" },
		{ "{\"items\":[[],[]]}", -1, "without the items" },
		{ "{}", -1, "without the items" },
		{ "{", -1, "broken JSON" },
		{ "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":\"1\"},{\"id\":\"2", -1,
		  "broken JSON" },
		{ "{\"items\":[{\"id\" \"1\"}]}", -1, "broken JSON" },
	};
	struct arena *arena = arena_open(FEED_ARENA_BYTES);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct reason why = { .step = "" };
		struct feed feed;

		assert_int_equal(parse(&feed, arena, slice_from(cases[i].json), &why), cases[i].entries < 0 ? -1 : 0);
		if (cases[i].entries < 0)
			assert_non_null(strstr(why.sentence, cases[i].sentence));
		else
			assert_int_equal(feed.nentries, cases[i].entries);
	}
	arena_close(arena);
}

static void feed_json_passes_over_wrong_types(void **state)
{
	struct slice json =
		SLICE("{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":5,\"home_page_url\":[],"
		      "\"feed_url\":{},\"hubs\":[1,{\"type\":1},{\"type\":\"WebSub\",\"url\":2}],\"language\":1,"
		      "\"authors\":{\"name\":\"x\"},\"author\":\"y\",\"items\":[7,null,[],\"a\",{\"id\":{},\"url\":1,"
		      "\"title\":[],\"content_html\":1,\"content_text\":2,\"summary\":{},\"tags\":\"x\","
		      "\"authors\":[1,\"a\",{\"name\":1}],\"date_published\":1,\"date_modified\":[]}]}");
	struct arena *arena = arena_open(FEED_ARENA_BYTES);
	struct reason why;
	struct feed feed;

	(void)state;
	assert_int_equal(parse(&feed, arena, json, &why), 0);
	assert_slice_equal(feed.title, "");
	assert_slice_equal(feed.link, "");
	assert_slice_equal(feed.self, "");
	assert_slice_equal(feed.hub, "");
	assert_int_equal(feed.nentries, 1);
	assert_slice_equal(feed.entry[0].id, "");
	assert_slice_equal(feed.entry[0].link, "");
	assert_slice_equal(feed.entry[0].title, "");
	assert_slice_equal(feed.entry[0].author, "");
	assert_slice_equal(feed.entry[0].content, "");
	assert_int_equal(feed.entry[0].ncategories, 0);
	assert_true(feed.entry[0].published.ms == TIME_UNKNOWN);
	arena_close(arena);
}

static void feed_json_keeps_address_hub_and_what_is_plain(void **state)
{
	struct slice json =
		SLICE("{\"version\":\"https://jsonfeed.org/version/1.1\",\"feed_url\":\"feed.json\",\"hubs\":["
		      "{\"type\":\"rssCloud\",\"url\":\"/r\"},{\"type\":\"WebSub\",\"url\":\"https://hub.e.org/\"}],"
		      "\"items\":[{\"content_text\":\"1 < 2\",\"summary\":\"s\"},{\"content_html\":\"<p>\","
		      "\"content_text\":\"t\"}]}");
	struct arena *arena = arena_open(FEED_ARENA_BYTES);
	struct reason why;
	struct feed feed;

	(void)state;
	assert_int_equal(parse(&feed, arena, json, &why), 0);
	assert_slice_equal(feed.self, "https://e.org/f/feed.json");
	assert_slice_equal(feed.hub, "https://hub.e.org/");
	assert_slice_equal(feed.entry[0].content, "1 < 2");
	assert_true(feed.entry[0].content_plain);
	assert_true(feed.entry[0].summary_plain);
	assert_slice_equal(feed.entry[1].content, "<p>");
	assert_false(feed.entry[1].content_plain);
	arena_close(arena);
}

/* `begin`, n times `part`, `end`, as a text to release. */
static struct text repeated(const char *begin, const char *part, size_t n, const char *end)
{
	struct text t;

	text_init(&t, 32u << 20);
	text_add(&t, slice_from(begin));
	while (n--)
		text_add(&t, slice_from(part));
	text_add(&t, slice_from(end));
	return t;
}

static void feed_json_bounds_depth_values_and_entries(void **state)
{
	struct arena *arena = arena_open(FEED_ARENA_BYTES);
	struct text deep = repeated("{\"items\":", "[", 1000000, "");
	struct text deeper = repeated("", "{\"a\":", 1000000, "");
	struct text many = repeated("{\"items\":[", "{},", 1000000, "{}]}");
	struct text entries = repeated("{\"items\":[", "{\"id\":1},", FEED_MAX_ENTRIES + 5, "{}]}");
	struct reason why;
	struct feed feed;

	(void)state;
	assert_int_equal(parse(&feed, arena, text_slice(&deep), &why), -1);
	assert_int_equal(parse(&feed, arena, text_slice(&deeper), &why), -1);
	assert_int_equal(parse(&feed, arena, text_slice(&many), &why), -1);
	assert_non_null(strstr(why.sentence, "values"));
	text_reset(&deep);
	text_add(&deep, SLICE("{\"items\":[{\"id\":1,\"x\":"));
	for (int i = 0; i < 5000; i++)
		text_add(&deep, SLICE("["));
	assert_int_equal(parse(&feed, arena, text_slice(&deep), &why), -1);
	assert_int_equal(parse(&feed, arena, text_slice(&entries), &why), 0);
	assert_int_equal(feed.nentries, FEED_MAX_ENTRIES);
	assert_true(feed.truncated);
	text_release(&deep);
	text_release(&deeper);
	text_release(&many);
	text_release(&entries);
	arena_close(arena);
}

static void json_strict_repairs_what_is_often_broken(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "{\"a\":[1,2.5,-3,true,null]}", "{\"a\":[1,2.5,-3,true,null]}" },
		{ "[1, ]", "[1]" },
		{ "{\"a\":1,\n}", "{\"a\":1}" },
		{ "[1, 2]", "[1,2]" },
		{ "\"a\tb\nc\"", "\"a b c\"" },
		{ "\"\\\"\\\\\\n\"", "\"\\\"\\\\\\n\"" },
		{ "\"\\ud83d\\ude00\"", "\"\\ud83d\\ude00\"" },
		{ "\"\\ud83dx\"", "\"\\uFFFDx\"" },
		{ "\"\\ude00\\ud83d\"", "\"\\uFFFD\\uFFFD\"" },
		{ "[12345678901234567890,1e999]", "[\"12345678901234567890\",\"1e999\"]" },
		{ "\"caf\xE9\"", "\"caf\xC3\xA9\"" },
		{ "\"a\\u0000\\u001f\\u000A\"", "\"a  \\u000A\"" },
		{ "\"no end", "\"no end" },
		{ "\"\\", "\"\\" },
		{ "[1,", "[1," },
	};
	struct text out;
	struct reason why;

	(void)state;
	text_init(&out, 1000);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct slice in = unit_guard(slice_from(cases[i].in));

		text_reset(&out);
		assert_int_equal(json_strict(in, &out, &why), 0);
		assert_slice_equal(text_slice(&out), cases[i].out);
		unit_guard_free(in);
	}
	text_release(&out);
}

UNIT(feed_json, cmocka_unit_test(feed_json_tells_a_feed_from_other_json),
     cmocka_unit_test(feed_json_passes_over_wrong_types),
     cmocka_unit_test(feed_json_keeps_address_hub_and_what_is_plain),
     cmocka_unit_test(feed_json_bounds_depth_values_and_entries),
     cmocka_unit_test(json_strict_repairs_what_is_often_broken))
