/* tests/unit/test_websub.c - what a hub is asked, what is believed of its answers, and what is signed. */
#include "ingest/websub.h"
#include "tests/unit/unit.h"

#define NOW_MS INT64_C(1790000000000)
#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define DAY    (24 * 60 * MINUTE)

static struct arena *arena;
static char key[WEBSUB_KEY_BYTES];

static struct slice the_key(void)
{
	return slice_of(key, sizeof key);
}

static int start(void **state)
{
	(void)state;
	arena = arena_open(1u << 20);
	websub_make_key(key);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

static struct websub some(void)
{
	return websub_new(arena, the_key(), 7, SLICE("https://hub.example/?a=1"),
			  SLICE("https://news.example/feed?lang=vi&x=1"));
}

static enum websub_verdict verify(struct websub *w, const char *query, const char *challenge)
{
	enum websub_verdict verdict;
	struct slice guarded = unit_guard(slice_from(query));
	struct text out;

	text_init(&out, WEBSUB_MAX_QUERY_BYTES);
	verdict = websub_verify(w, guarded, NOW_MS, 0, &out);
	if (challenge)
		assert_slice_equal(text_slice(&out), challenge);
	text_release(&out);
	unit_guard_free(guarded);
	return verdict;
}

#define TOPIC "hub.topic=https%3A%2F%2Fnews.example%2Ffeed%3Flang%3Dvi%26x%3D1"

static void websub_asks_with_a_form(void **state)
{
	struct websub w = some();
	struct text form;

	(void)state;
	w.token = SLICE("t0");
	w.secret = SLICE("s+1");
	text_init(&form, 4096);
	websub_form(&form, &w, SLICE("https://us.example/base/"));
	assert_slice_equal(text_slice(&form),
			   "hub.mode=subscribe&" TOPIC "&hub.callback=https%3A%2F%2Fus.example%2Fbase%2Ft0"
			   "&hub.lease_seconds=864000&hub.secret=s%2B1");
	text_release(&form);
}

static void websub_tokens_are_ours_and_differ(void **state)
{
	struct slice one = websub_make_token(arena, the_key()), two = websub_make_token(arena, the_key());
	char other_key[WEBSUB_KEY_BYTES], changed[WEBSUB_TOKEN_BYTES];

	(void)state;
	assert_int_equal(one.len, WEBSUB_TOKEN_BYTES);
	assert_false(slice_equal(one, two));
	assert_true(websub_is_token(the_key(), one));
	assert_true(websub_is_token(the_key(), two));
	websub_make_key(other_key);
	assert_false(websub_is_token(slice_of(other_key, sizeof other_key), one));
	assert_false(websub_is_token(the_key(), SLICE("")));
	assert_false(websub_is_token(the_key(), slice_head(one, one.len - 1)));
	for (size_t i = 0; i < sizeof changed; i++) {
		memcpy(changed, one.at, sizeof changed);
		changed[i] = changed[i] == '0' ? '1' : '0';
		assert_false(websub_is_token(the_key(), slice_of(changed, sizeof changed)));
	}
}

static void websub_secrets_differ(void **state)
{
	struct websub one = some(), two = some();

	(void)state;
	assert_true(one.secret.len >= 32 && one.secret.len < 200);
	assert_false(slice_equal(one.secret, two.secret));
	assert_false(slice_equal(one.token, two.token));
}

static void websub_believes_what_was_asked_for(void **state)
{
	static const struct {
		const char *query;
		enum websub_verdict verdict;
		const char *challenge;
	} cases[] = {
		{ "hub.mode=subscribe&" TOPIC "&hub.challenge=abc&hub.lease_seconds=60", WEBSUB_VERIFIED, "abc" },
		{ "hub.challenge=a+b%26%C3%A9%0A&" TOPIC "&hub.mode=subscribe", WEBSUB_VERIFIED, "a b&\xc3\xa9\n" },
		{ "x=1&hub.mode=subscribe&" TOPIC "&hub.challenge=100%&", WEBSUB_VERIFIED, "100%" },
		{ "hub.mode=subscribe&" TOPIC, WEBSUB_NOT_MEANT, NULL },
		{ "hub.mode=subscribe&" TOPIC "&hub.challenge=", WEBSUB_NOT_MEANT, NULL },
		{ "hub.mode=subscribe&" TOPIC "1&hub.challenge=abc", WEBSUB_NOT_MEANT, NULL },
		{ "hub.mode=subscribe&hub.challenge=abc", WEBSUB_NOT_MEANT, NULL },
		{ "hub.mode=unsubscribe&" TOPIC "&hub.challenge=abc", WEBSUB_NOT_MEANT, NULL },
		{ "hub.mode=&" TOPIC "&hub.challenge=abc", WEBSUB_NOT_MEANT, NULL },
		{ TOPIC "&hub.challenge=abc", WEBSUB_NOT_MEANT, NULL },
		{ "hub.mode=denied&" TOPIC "&hub.reason=no", WEBSUB_REFUSED, "" },
		{ "hub.mode=denied&hub.topic=x", WEBSUB_NOT_MEANT, "" },
		{ "", WEBSUB_NOT_MEANT, "" },
		{ "&&=&%", WEBSUB_NOT_MEANT, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct websub w = some();

		assert_int_equal(verify(&w, cases[i].query, NULL), WEBSUB_NOT_MEANT); /* before it was asked */
		websub_ask(&w, NOW_MS, 0);
		if (verify(&w, cases[i].query, cases[i].challenge) != cases[i].verdict)
			fail_msg("%s", cases[i].query);
		assert_int_equal(websub_is_live(&w, NOW_MS), cases[i].verdict == WEBSUB_VERIFIED);
	}
}

static void websub_echoes_no_long_challenge(void **state)
{
	struct websub w = some();
	struct text query;

	(void)state;
	websub_ask(&w, NOW_MS, 0);
	text_init(&query, WEBSUB_MAX_QUERY_BYTES);
	text_add(&query, SLICE("hub.mode=subscribe&" TOPIC "&hub.challenge="));
	for (int i = 0; i < 2049; i++)
		text_add_char(&query, 'c');
	text_add_char(&query, '\0');
	assert_int_equal(verify(&w, query.at, NULL), WEBSUB_NOT_MEANT);
	query.at[query.len - 2] = '\0';
	assert_int_equal(verify(&w, query.at, NULL), WEBSUB_VERIFIED);
	text_release(&query);
}

static void websub_renews_after_two_thirds_of_the_lease(void **state)
{
	static const struct {
		const char *lease;
		int64_t lasts_ms;
	} cases[] = {
		{ "&hub.lease_seconds=86400", DAY },
		{ "&hub.lease_seconds=60", MINUTE },
		{ "", WEBSUB_LEASE_S * SECOND },
		{ "&hub.lease_seconds=0", WEBSUB_LEASE_S * SECOND },
		{ "&hub.lease_seconds=-5", WEBSUB_LEASE_S * SECOND },
		{ "&hub.lease_seconds=999999999999999999", 365 * DAY },
		{ "&hub.lease_seconds=99999999999999999999", WEBSUB_LEASE_S * SECOND },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct websub w = some();
		struct slice query =
			arena_printf(arena, "%s%s", "hub.mode=subscribe&" TOPIC "&hub.challenge=c", cases[i].lease);

		websub_ask(&w, NOW_MS, 0);
		assert_int_equal(verify(&w, query.at, "c"), WEBSUB_VERIFIED);
		assert_int_equal(w.lease_end_ms, NOW_MS + cases[i].lasts_ms);
		assert_in_range(w.due_ms - NOW_MS, cases[i].lasts_ms * 6 / 10, cases[i].lasts_ms * 3 / 4);
		assert_true(websub_is_live(&w, w.lease_end_ms - 1));
		assert_false(websub_is_live(&w, w.lease_end_ms));
	}
}

static void websub_lives_on_while_it_is_renewed(void **state)
{
	struct websub w = some();

	(void)state;
	websub_ask(&w, NOW_MS, 0);
	verify(&w, "hub.mode=subscribe&" TOPIC "&hub.challenge=c", "c");
	w.trusted = true;
	websub_ask(&w, w.due_ms, 0);
	assert_true(websub_is_live(&w, NOW_MS));
	verify(&w, "hub.mode=subscribe&" TOPIC "&hub.challenge=c", "c");
	assert_true(w.trusted);
	w.lease_end_ms = NOW_MS - 1; /* what it said meanwhile was lost */
	verify(&w, "hub.mode=subscribe&" TOPIC "&hub.challenge=c", "c");
	assert_false(w.trusted);
}

static void websub_asks_less_and_less_often(void **state)
{
	struct websub w = some();
	int64_t pause_ms = MINUTE, now_ms = NOW_MS;

	(void)state;
	assert_int_equal(w.due_ms, 0);
	for (int i = 0; i < 40; i++) {
		websub_ask(&w, now_ms, UINT64_MAX / 3 * (uint64_t)i);
		assert_in_range(w.due_ms - now_ms, pause_ms * 9 / 10, pause_ms * 11 / 10);
		now_ms = w.due_ms;
		pause_ms = pause_ms * 2 < DAY ? pause_ms * 2 : DAY;
	}
	verify(&w, "hub.mode=subscribe&" TOPIC "&hub.challenge=c", "c");
	websub_ask(&w, NOW_MS, 0);
	assert_true(w.due_ms - NOW_MS < 2 * MINUTE); /* from the beginning again */
}

static void websub_leaves_a_hub_that_denies_alone_for_a_week(void **state)
{
	struct websub w = some();

	(void)state;
	websub_ask(&w, NOW_MS, 0);
	verify(&w, "hub.mode=subscribe&" TOPIC "&hub.challenge=c", "c");
	assert_int_equal(verify(&w, "hub.mode=denied&" TOPIC, ""), WEBSUB_REFUSED);
	assert_false(websub_is_live(&w, NOW_MS));
	assert_in_range(w.due_ms - NOW_MS, 6 * DAY, 8 * DAY);
	assert_int_equal(verify(&w, "hub.mode=subscribe&" TOPIC "&hub.challenge=c", NULL), WEBSUB_NOT_MEANT);
	websub_ask(&w, w.due_ms, 0);
	assert_int_equal(verify(&w, "hub.mode=subscribe&" TOPIC "&hub.challenge=c", "c"), WEBSUB_VERIFIED);
}

static void websub_doubts_a_hub_that_is_late(void **state)
{
	struct websub w = some();

	(void)state;
	websub_ask(&w, NOW_MS, 0);
	verify(&w, "hub.mode=subscribe&" TOPIC "&hub.challenge=c", "c");
	w.trusted = true;
	websub_doubt(&w, NOW_MS);
	assert_int_equal(w.due_ms, NOW_MS);
	assert_false(w.trusted);
	assert_true(websub_is_live(&w, NOW_MS)); /* what it still pushes is welcome */
}

static void websub_takes_what_is_signed(void **state)
{
	static const struct {
		const char *signature;
		bool right;
	} cases[] = {
		{ "sha1=004e70c74c60f58280010e4eb02655687d249fb8", true },
		{ "sha256=d6348b48cf06dc05480bd292fc07c8f2342ff830bfb15ca10da5c27d3e5c803d", true },
		{ "sha256=D6348B48CF06DC05480BD292FC07C8F2342FF830BFB15CA10DA5C27D3E5C803D", true },
		{ "SHA256 = d6348b48cf06dc05480bd292fc07c8f2342ff830bfb15ca10da5c27d3e5c803d", true },
		{ "sha256=d6348b48cf06dc05480bd292fc07c8f2342ff830bfb15ca10da5c27d3e5c8030", false },
		{ "sha256=d6348b48cf06dc05480bd292fc07c8f2342ff830bfb15ca10da5c27d3e5c803", false },
		{ "sha256=d6348b48cf06dc05480bd292fc07c8f2342ff830bfb15ca10da5c27d3e5c803d0", false },
		{ "sha1=d6348b48cf06dc05480bd292fc07c8f2342ff830bfb15ca10da5c27d3e5c803d", false },
		{ "md5=d6348b48cf06dc05480bd292fc07c8f2", false },
		{ "d6348b48cf06dc05480bd292fc07c8f2342ff830bfb15ca10da5c27d3e5c803d", false },
		{ "sha256=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", false },
		{ "sha384=552b452e03606644894e87c505b64a7e5f187557b2155f58fbb77d87e5a22758f765168b8"
		  "bebfd9c4715b0044c05850e",
		  true },
		{ "sha512=543d73d8a84403059d1068aeada34783423eed212428af66197b32de472882dd0c1bc1ab1"
		  "1920598764339eb3c2e22a94c4532c445aa51bcd398cb8b4d3ca01b",
		  true },
		{ "sha256", false },
		{ "sha256=", false },
		{ "=", false },
		{ "", false },
	};
	struct slice body = SLICE("<feed>Tin m\xe1\xbb\x9bi</feed>");
	struct websub w = some();

	(void)state;
	w.secret = SLICE("a secret of ours");
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct slice signature = unit_guard(slice_from(cases[i].signature));

		if (websub_is_signed(&w, signature, body) != cases[i].right)
			fail_msg("%s", cases[i].signature);
		assert_false(websub_is_signed(&w, signature, slice_skip(body, 1)));
		unit_guard_free(signature);
	}
	w.secret = SLICE("another");
	assert_false(websub_is_signed(&w, slice_from(cases[0].signature), body));
}

#define WEBSUB_TEST(rule) cmocka_unit_test_setup_teardown(rule, start, stop)

UNIT(websub, WEBSUB_TEST(websub_asks_with_a_form), WEBSUB_TEST(websub_tokens_are_ours_and_differ),
     WEBSUB_TEST(websub_secrets_differ), WEBSUB_TEST(websub_believes_what_was_asked_for),
     WEBSUB_TEST(websub_echoes_no_long_challenge), WEBSUB_TEST(websub_renews_after_two_thirds_of_the_lease),
     WEBSUB_TEST(websub_lives_on_while_it_is_renewed), WEBSUB_TEST(websub_asks_less_and_less_often),
     WEBSUB_TEST(websub_leaves_a_hub_that_denies_alone_for_a_week), WEBSUB_TEST(websub_doubts_a_hub_that_is_late),
     WEBSUB_TEST(websub_takes_what_is_signed))
