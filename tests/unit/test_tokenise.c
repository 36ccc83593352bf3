/* tests/unit/test_tokenise.c - words, what stands between them, and phrases of them. */
#include "tests/unit/unit.h"

#include "common/text.h"
#include "enrich/phrases.h"

static struct arena *arena;

static int open_arena(void **state)
{
	(void)state;
	arena = arena_open(64u << 20);
	return 0;
}

static int close_arena(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

/* The tokens of a text, parted by '|'. */
static struct slice words_of(struct slice text)
{
	struct tokens t;
	struct text out;
	struct slice words;

	text_init(&out, 1u << 20);
	tokens_read(&t, arena, text);
	for (size_t i = 0; i < t.n; i++) {
		if (i)
			text_add_char(&out, '|');
		text_add(&out, tokens_slice(&t, i, i + 1));
	}
	words = arena_copy(arena, text_slice(&out));
	text_release(&out);
	return words;
}

static void tokens_are_runs_of_letters_and_digits(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "", "" },
		{ " \n .,;", "" },
		{ "Hà Nội", "Hà|Nội" },
		{ "Vietnam-Italy’s 50th", "Vietnam|Italy|s|50th" },
		{ "dell'energia: 5,5%", "dell|energia|5|5" },
		{ "TP.HCM (20/9)…", "TP|HCM|20|9" },
		{ "“Ý kiến” – 日本 €5", "Ý|kiến|日本|5" },
		{ "non\xc2\xa0"
		  "breaking",
		  "non|breaking" },
		{ "bad\xff"
		  "byte \xc3",
		  "bad|byte" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(words_of(slice_from(cases[i].in)).at, cases[i].out);
}

static void tokens_read_no_byte_beyond_the_text(void **state)
{
	static const char *const texts[] = { "Hà", "a.b", "U.S", "x\xe1\xba", "\xf0\x9f\x98\x80", "Ý" };

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct slice guarded = unit_guard(slice_from(texts[i]));
		struct tokens t;

		tokens_read(&t, arena, guarded);
		assert_true(t.n <= 2);
		unit_guard_free(guarded);
	}
}

static void tokens_know_what_stands_before_them(void **state)
{
	static const struct {
		const char *in;
		enum gap gap;
	} cases[] = {
		{ "a b", GAP_SPACE },
		{ "a\xc2\xa0"
		  "b",
		  GAP_SPACE },
		{ "a-b", GAP_HYPHEN },
		{ "a - b", GAP_DASH },
		{ "a – b", GAP_DASH },
		{ "a'b", GAP_APOSTROPHE },
		{ "a’b", GAP_APOSTROPHE },
		{ "TP.b", GAP_DOT },
		{ "TP. b", GAP_DOT },
		{ "end. b", GAP_SENTENCE },
		{ "a, b", GAP_COMMA },
		{ "20/9", GAP_SLASH },
		{ "a: b", GAP_COLON },
		{ "a? b", GAP_SENTENCE },
		{ "a “b", GAP_SENTENCE },
		{ "a (b", GAP_OTHER },
		{ "a\nb", GAP_START },
		{ "a.\n\nb", GAP_START },
		{ "a... b", GAP_SENTENCE },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct tokens t;

		tokens_read(&t, arena, slice_from(cases[i].in));
		assert_int_equal(t.n, 2);
		assert_int_equal(t.at[0].gap, GAP_START);
		assert_int_equal(t.at[1].gap, cases[i].gap);
	}
}

static void tokens_fold_latin_capitals_in_place(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "Rome", "rome" },
		{ "ĐÀ NẴNG", "đà nẵng" },
		{ "ƯỚC ƠN ỲỴ", "ước ơn ỳỵ" },
		{ "CITTÀ È ÜBER", "città è über" },
		{ "Łódź ŽIŽEK", "łódź žižek" },
		{ "×÷", "×÷" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct tokens t;

		tokens_read(&t, arena, slice_from(cases[i].in));
		assert_slice_equal(t.folded, cases[i].out);
	}
}

static void tokens_count_bytes_and_code_points(void **state)
{
	struct tokens t;

	(void)state;
	tokens_read(&t, arena, SLICE("😀 Hà Nội"));
	assert_int_equal(t.n, 2);
	assert_int_equal(t.at[0].begin, 5);
	assert_int_equal(t.at[0].end, 8);
	assert_int_equal(t.at[0].cp_begin, 2);
	assert_int_equal(t.at[1].cp_end, 8);
	assert_int_equal(t.codepoints, 8);
}

static void a_full_stop_after_initials_belongs_to_them(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "the U.S. said", "the|U|S.|said" },
		{ "in the U.S.A. now", "in|the|U|S|A.|now" },
		{ "plan B. Then", "plan|B|Then" },
		{ "e.g. this", "e|g|this" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(words_of(slice_from(cases[i].in)).at, cases[i].out);
}

static void tokens_know_how_they_are_written(void **state)
{
	struct tokens t;

	(void)state;
	tokens_read(&t, arena, SLICE("Hôm nay UAE gặp Ý năm 2023. Vietnam And Italy Agree Today"));
	assert_int_equal(t.at[0].flags, TOKEN_CAPITAL | TOKEN_FIRST);
	assert_int_equal(t.at[1].flags, 0);
	assert_int_equal(t.at[2].flags, TOKEN_CAPITAL | TOKEN_UPPER);
	assert_int_equal(t.at[4].flags, TOKEN_CAPITAL);
	assert_int_equal(t.at[6].flags, TOKEN_NUMBER);
	assert_int_equal(t.at[7].flags, TOKEN_CAPITAL | TOKEN_FIRST | TOKEN_TITLED);
	assert_int_equal(t.at[9].flags, TOKEN_CAPITAL | TOKEN_TITLED);
}

/* The words that phrases_find() takes from the start of a text. */
static size_t found_words(const struct phrases *p, const char *text)
{
	struct tokens t;
	size_t end = 0;

	tokens_read(&t, arena, slice_from(text));
	return phrases_find(p, &t, 0, &end) == PHRASE_NONE ? 0 : end;
}

static void phrases_are_found_by_longest_match(void **state)
{
	static const struct {
		const char *in;
		size_t words;
	} cases[] = {
		{ "Hà Nội", 2 },
		{ "hà nội mới", 3 },
		{ "Hà Nội, mới", 2 }, /* a comma ends a phrase */
		{ "Hà Tĩnh", 0 },
		{ "Hà", 0 }, /* a prefix is no phrase */
		{ "people-to-people", 3 },
		{ "people to people ties", 3 },
		{ "people. to people", 0 },
	};
	struct phrases *p = phrases_open();

	(void)state;
	assert_int_equal(phrases_add(p, SLICE("Hà Nội")), 0);
	assert_int_equal(phrases_add(p, SLICE("Hà Nội mới")), 1);
	assert_int_equal(phrases_add(p, SLICE("people to people")), 2);
	assert_int_equal(phrases_add(p, SLICE("HÀ NỘI")), 0);
	assert_int_equal(phrases_add(p, SLICE(" - ")), PHRASE_NONE);
	assert_int_equal(phrases_count(p), 3);
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(found_words(p, cases[i].in), cases[i].words);
	phrases_close(p);
}

static void phrases_hold_thousands(void **state)
{
	struct phrases *p = phrases_open();

	(void)state;
	for (int i = 0; i < 5000; i++)
		assert_int_equal(phrases_add(p, arena_printf(arena, "name %d of %d", i, i % 7)), i);
	for (int i = 0; i < 5000; i++)
		assert_int_equal(found_words(p, arena_printf(arena, "name %d of %d", i, i % 7).at), 4);
	assert_int_equal(found_words(p, "name 5000 of 2"), 0);
	phrases_close(p);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_arena, close_arena)
UNIT(tokenise, TEST(tokens_are_runs_of_letters_and_digits), TEST(tokens_read_no_byte_beyond_the_text),
     TEST(tokens_know_what_stands_before_them), TEST(tokens_fold_latin_capitals_in_place),
     TEST(tokens_count_bytes_and_code_points), TEST(a_full_stop_after_initials_belongs_to_them),
     TEST(tokens_know_how_they_are_written), TEST(phrases_are_found_by_longest_match), TEST(phrases_hold_thousands))
