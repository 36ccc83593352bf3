/* tests/unit/test_sectors.c - which sectors an article is about. */
#include "tests/unit/unit.h"

#include "tests/unit/enrich_story.h"

#define FILLER " They met for an hour on a rainy afternoon, and many people came to see them in the old hall."

static struct story sectors_of(struct arena *arena, const char *language, const char *title, const char *body)
{
	struct story s = story_open(arena, language, title, body, "");
	struct reason why = { 0 };

	places_mark(&s, &why);
	assert_int_equal(sectors_mark(&s, &why), FORWARD);
	return s;
}

/* The score of a sector, 0 if it is not among those found. */
static int score_of(const struct story *s, const char *id)
{
	for (size_t i = 0; i < s->nsectors; i++)
		if (slice_equal(s->knowledge->lexicon->sector[s->sector[i].sector].id, slice_from(id)))
			return s->sector[i].score;
	return 0;
}

static void a_list_of_fields_names_sectors_in_each_language(void **state)
{
	static const struct {
		const char *language, *body;
	} cases[] = {
		{ "en", "A walk."
			"\n\n"
			"They want cooperation in the fields of tourism, education and energy." },
		{ "vi", "Một ngày."
			"\n\n"
			"Hai bên mong muốn hợp tác trong các lĩnh vực: du lịch, giáo dục, năng lượng." },
		{ "it", "Una sera."
			"\n\n"
			"Vogliono collaborare nei settori del turismo, dell'istruzione e dell'energia." },
	};
	static const char *const expected[] = { "tourism", "education", "energy" };
	struct arena *arena = arena_open(256u << 20);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct story s = sectors_of(arena, cases[i].language, "", cases[i].body);

		for (size_t k = 0; k < COUNT(expected); k++)
			assert_true(score_of(&s, expected[k]) >= 30);
		assert_int_equal(score_of(&s, "mining"), 0);
	}
	arena_close(arena);
}

static void the_title_and_the_lead_count_more_than_the_rest(void **state)
{
	struct arena *arena = arena_open(256u << 20);
	struct story late = sectors_of(arena, "en", "",
				       "A walk."
				       "\n\n"
				       "Then tourism came up, and tourism stayed.");
	struct story lead = sectors_of(arena, "en", "",
				       "Then tourism came up, and tourism stayed."
				       "\n\n"
				       "A walk.");
	struct story title = sectors_of(arena, "en", "Tourism grows", "Then tourism came up, and tourism stayed.");

	(void)state;
	assert_true(score_of(&late, "tourism") < score_of(&lead, "tourism"));
	assert_true(score_of(&lead, "tourism") < score_of(&title, "tourism"));
	arena_close(arena);
}

static void repetition_counts_less_and_less(void **state)
{
	struct arena *arena = arena_open(256u << 20);
	struct story once = sectors_of(arena, "en", "", "Tourism.");
	struct story twice = sectors_of(arena, "en", "", "Tourism and tourism.");
	struct story thrice = sectors_of(arena, "en", "", "Tourism and tourism and tourism.");
	int first = score_of(&twice, "tourism") - score_of(&once, "tourism");
	int second = score_of(&thrice, "tourism") - score_of(&twice, "tourism");

	(void)state;
	assert_true(first > 0 && second >= 0 && second < first);
	arena_close(arena);
}

static void the_name_of_a_body_is_no_talk_of_a_sector(void **state)
{
	struct arena *arena = arena_open(256u << 20);
	struct story body =
		sectors_of(arena, "vi", "", "Ông gặp Hiệp hội Du lịch Việt Nam và Hiệp hội Du lịch Italia.");
	struct story talk = sectors_of(arena, "vi", "", "Ông nói về du lịch Việt Nam và du lịch Italia.");

	(void)state;
	assert_int_equal(score_of(&body, "tourism"), 0);
	assert_true(score_of(&talk, "tourism") > 0);
	arena_close(arena);
}

static void nothing_is_said_when_nothing_is_clear(void **state)
{
	static const struct {
		const char *language, *body;
	} cases[] = {
		{ "en", "It rained." FILLER },
		{ "en", "" },
		{ "fr", "Le tourisme, le tourisme, le tourisme." },
		{ "und", "tourism tourism tourism" },
	};
	struct arena *arena = arena_open(256u << 20);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(sectors_of(arena, cases[i].language, "", cases[i].body).nsectors, 0);
	arena_close(arena);
}

static void evidence_points_into_the_body(void **state)
{
	struct arena *arena = arena_open(256u << 20);
	struct story s = sectors_of(arena, "en", "Tourism", "We love tourism.");

	(void)state;
	assert_true(s.nsectors >= 1);
	assert_int_equal(s.sector[0].nevidence, 1);
	assert_slice_equal(tokens_slice(&s.body, s.sector[0].evidence[0].first, s.sector[0].evidence[0].end),
			   "tourism");
	arena_close(arena);
}

UNIT(sectors, cmocka_unit_test(a_list_of_fields_names_sectors_in_each_language),
     cmocka_unit_test(the_title_and_the_lead_count_more_than_the_rest),
     cmocka_unit_test(repetition_counts_less_and_less), cmocka_unit_test(the_name_of_a_body_is_no_talk_of_a_sector),
     cmocka_unit_test(nothing_is_said_when_nothing_is_clear), cmocka_unit_test(evidence_points_into_the_body))
