/* tests/unit/test_feed_options.c - what a list says about one of its feeds. */
#include "ingest/feed_options.h"
#include "tests/unit/unit.h"

static const char *set_all(struct feed_options *options, const char *name, const char *value, struct reason *why)
{
	why->sentence[0] = '\0';
	return feed_options_set(options, slice_from(name), slice_from(value), why) < 0 ? why->sentence : "";
}

static void feed_options_go_to_json_and_back(void **state)
{
	static const char json[] =
		"{\"fullText\":\"auto\",\"zone\":\"Asia/Ho_Chi_Minh\",\"dayOrder\":\"monthFirst\","
		"\"tls\":\"legacy\",\"proxy\":\"socks5h://p.example:9\",\"userAgent\":\"A \\\"b\\\"\","
		"\"headersFile\":\"paper.txt\"}";
	struct arena *arena = arena_open(1 << 20);
	struct feed_options options = feed_options_decode(slice_from(json), arena);
	struct text out;

	(void)state;
	assert_int_equal(options.full_text, FEED_FULL_TEXT_AUTO);
	assert_int_equal(options.day_order, FEED_MONTH_FIRST);
	assert_int_equal(options.tls, FEED_TLS_LEGACY);
	assert_slice_equal(options.user_agent, "A \"b\"");
	assert_slice_equal(options.headers_file, "paper.txt");
	text_init(&out, 4096);
	feed_options_encode(&options, &out);
	assert_slice_equal(text_slice(&out), json);
	text_reset(&out);
	options = feed_options_decode(SLICE("{\"tls\":\"verify\",\"zone\":7,\"proxy\":\"ftp://x\",\"other\":\"y\"}"),
				      arena);
	feed_options_encode(&options, &out);
	assert_slice_equal(text_slice(&out), "");
	options = feed_options_decode(SLICE("[\"tls\""), arena);
	feed_options_encode(&options, &out);
	assert_slice_equal(text_slice(&out), "");
	text_release(&out);
	arena_close(arena);
}

static void feed_options_say_what_they_expect(void **state)
{
	static const struct {
		const char *name, *value, *sentence;
	} cases[] = {
		{ "fulltext", " FEED ", "" },
		{ "ZONE", "+07:00", "" },
		{ "zone", "Asia/Hanoi_City", "wiremill:zone=\"Asia/Hanoi_City\": a zone such as" },
		{ "zone", "", "wiremill:zone=\"\"" },
		{ "fullText", "all", "wiremill:fullText=\"all\": page, feed or auto is wanted" },
		{ "headersFile", "../secret", "wiremill:headersFile=\"../secret\": the name of a file" },
		{ "headersFile", "/etc/passwd", "the name of a file" },
		{ "userAgent", "a\r\nX: y", "one line of text" },
		{ "proxy", "http://", "socks5h://HOST:PORT is wanted" },
		{ "colour", "red", "wiremill:colour: no such option" },
	};
	struct feed_options options = FEED_OPTIONS_NONE;
	struct reason why = { .step = "opml" };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *sentence = set_all(&options, cases[i].name, cases[i].value, &why);

		if (cases[i].sentence[0] ? !strstr(sentence, cases[i].sentence) : sentence[0])
			fail_msg("%s=%s: %s", cases[i].name, cases[i].value, sentence);
	}
	assert_int_equal(options.full_text, FEED_FULL_TEXT_FEED);
	assert_slice_equal(options.zone, "+07:00");
	assert_slice_equal(options.headers_file, "");
}

static void feed_options_know_the_zone_of_the_day(void **state)
{
	static const struct {
		const char *zone;
		int64_t at_ms;
		int minutes;
	} cases[] = {
		{ "Asia/Ho_Chi_Minh", 1768000000000, 420 },
		{ "Europe/Rome", 1768000000000, 60 },  /* January 2026 */
		{ "Europe/Rome", 1784000000000, 120 }, /* July */
		{ "+07:00", 0, 420 },
		{ "-0330", 0, -210 },
		{ "+7", 0, 420 },
		{ "UTC", 0, 0 },
	};
	struct feed_options options = FEED_OPTIONS_NONE;
	struct reason why = { .step = "opml" };
	int minutes = 1;

	(void)state;
	assert_false(feed_options_zone(&options, 0, &minutes));
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_string_equal(set_all(&options, "zone", cases[i].zone, &why), "");
		assert_true(feed_options_zone(&options, cases[i].at_ms, &minutes));
		assert_int_equal(minutes, cases[i].minutes);
	}
}

UNIT(feed_options, cmocka_unit_test(feed_options_go_to_json_and_back),
     cmocka_unit_test(feed_options_say_what_they_expect), cmocka_unit_test(feed_options_know_the_zone_of_the_day))
