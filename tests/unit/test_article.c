/* tests/unit/test_article.c - metadata and headers on the way between processes. */
#include "tests/unit/unit.h"

#include "common/envelope.h"

static void article_comes_back_as_it_went(void **state)
{
	struct arena *arena = arena_open(1u << 20);
	struct caption caption[] = { { SLICE("Toàn cảnh lễ ký"), SLICE("TTXVN") }, { SLICE("Palazzo"), SLICE("") } };
	struct passage passage[] = { { SLICE("it"), 10, 300 }, { SLICE("en"), 302, 500 } };
	struct article_feed feed[] = { { SLICE("https://news.example/rss"), SLICE("Tin") },
				       { SLICE("https://other.example/atom"), SLICE("") } };
	struct slice author[] = { SLICE("Anna Rossi"), SLICE("Trần Nam") };
	struct article a, b;
	struct reason why;
	struct text one, two;

	(void)state;
	article_init(&a, arena);
	a.authors = (struct names){ author, COUNT(author) };
	a.keywords = (struct names){ author, 1 };
	a.section = SLICE("Kinh tế");
	a.image = SLICE("https://news.example/a.jpg");
	a.page_type = SLICE("live");
	a.paywalled = true;
	a.id = article_urn(arena, SLICE("https://news.example/a"));
	a.run = SLICE("live");
	a.seq = (int64_t)3 << 40 | 77;
	a.title = SLICE("Hà Nội \"và\" Rome\n");
	a.published = (struct moment){ 1709626500000, 420, false };
	a.modified = (struct moment){ 1709596800000, 0, true };
	a.caption = caption;
	a.ncaptions = COUNT(caption);
	a.passage = passage;
	a.npassages = COUNT(passage);
	a.feed = feed;
	a.nfeeds = COUNT(feed);
	a.extra = SLICE("{\"mood\":{\"n\":1}}");
	a.fetched_ms = 0;
	text_init(&one, ARTICLE_MAX_META_BYTES);
	text_init(&two, ARTICLE_MAX_META_BYTES);
	article_encode(&a, &one);
	article_init(&b, arena);
	assert_int_equal(article_decode(&b, text_slice(&one), &why), 0);
	article_encode(&b, &two);
	assert_slice_equal(text_slice(&two), arena_copy(arena, text_slice(&one)).at);
	assert_int_equal(b.fetched_ms, 0);
	assert_int_equal(b.first_fetched_ms, TIME_UNKNOWN);
	assert_int_equal(b.nfeeds, 2);
	assert_slice_equal(b.feed[1].url, "https://other.example/atom");
	assert_int_equal(b.version, 1);
	assert_int_equal(b.npassages, 2);
	assert_slice_equal(b.passage[1].language, "en");
	assert_int_equal(b.passage[1].end, 500);
	assert_int_equal(b.authors.n, 2);
	assert_slice_equal(b.authors.at[1], "Trần Nam");
	assert_slice_equal(b.page_type, "live");
	assert_true(b.paywalled);
	text_release(&one);
	text_release(&two);
	arena_close(arena);
}

static void article_id_is_a_name_based_uuid(void **state)
{
	struct arena *arena = arena_open(1u << 20);

	(void)state;
	/* the example of RFC 9562, appendix A.4, in the URL namespace; value from Python's uuid module */
	assert_slice_equal(article_urn(arena, SLICE("http://www.example.com/")),
			   "urn:uuid:fcde3c85-2270-590f-9e7c-ee003d65e0e2");
	arena_close(arena);
}

static void article_refuses_wrong_types_with_a_sentence(void **state)
{
	static const struct {
		const char *json, *sentence;
	} cases[] = {
		{ "[]", "no JSON object" },
		{ "{", "no JSON object" },
		{ "{}", "no \"id\"" },
		{ "{\"id\":1}", "\"id\"" },
		{ "{\"id\":\"x\",\"seq\":\"1\"}", "\"seq\"" },
		{ "{\"id\":\"x\",\"captions\":[1]}", "\"captions\"" },
		{ "{\"id\":\"x\",\"passages\":[{\"language\":\"it\",\"start\":9,\"end\":9}]}", "\"passages\"" },
		{ "{\"id\":\"x\",\"feeds\":[{\"title\":\"y\"}]}", "\"feeds\"" },
		{ "{\"id\":\"x\",\"extra\":[]}", "\"extra\"" },
		{ "{\"id\":\"x\",\"authors\":\"y\"}", "\"authors\"" },
		{ "{\"id\":\"x\",\"keywords\":[1]}", "\"keywords\"" },
		{ "{\"id\":\"x\",\"paywalled\":\"no\"}", "\"paywalled\"" },
	};
	struct arena *arena = arena_open(1u << 20);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct reason why = { 0 };
		struct article a;

		article_init(&a, arena);
		assert_int_equal(article_decode(&a, slice_from(cases[i].json), &why), -1);
		assert_non_null(strstr(why.sentence, cases[i].sentence));
	}
	arena_close(arena);
}

static void envelope_header_comes_back_as_it_went(void **state)
{
	struct header given = { .verb = VERB_SETTLED,
				.outcome = DEAD,
				.id = SLICE("urn:uuid:1"),
				.run = SLICE("live"),
				.seq = 7,
				.stage = SLICE("enrich"),
				.step = SLICE("worker"),
				.reason = SLICE("lost \"3\" times"),
				.attempt = 3 };
	struct envelope *env = envelope_new(&given, SLICE("{}"), SLICE("raw \xff body"));
	struct header got;
	struct reason why;

	(void)state;
	assert_int_equal(envelope_header(env, &got, &why), 0);
	assert_int_equal(got.verb, VERB_SETTLED);
	assert_int_equal(got.outcome, DEAD);
	assert_int_equal(got.attempt, 3);
	assert_slice_equal(got.reason, "lost \"3\" times");
	assert_slice_equal(envelope_body(env), "raw \xff body");
	assert_true(envelope_has_article(env));
	envelope_close(&env);
	assert_null(env);
}

UNIT(article, cmocka_unit_test(article_comes_back_as_it_went), cmocka_unit_test(article_id_is_a_name_based_uuid),
     cmocka_unit_test(article_refuses_wrong_types_with_a_sentence),
     cmocka_unit_test(envelope_header_comes_back_as_it_went))
