/* tests/unit/test_dates.c - explicit dates in running text. */
#include "tests/unit/unit.h"

#include "common/text.h"
#include "tests/unit/enrich_story.h"

struct date_case {
	const char *language, *published, *body, *dates; /* "value" of each date, parted by spaces */
};

static struct slice dates_of(struct arena *arena, const struct date_case *c)
{
	struct story s = story_open(arena, c->language, "", c->body, c->published);
	struct reason why = { 0 };
	struct text out;
	struct slice dates;

	assert_int_equal(dates_mark(&s, &why), FORWARD);
	text_init(&out, 1u << 20);
	for (size_t i = 0; i < s.ndates; i++)
		text_addf(&out, "%s%s", i ? " " : "", s.date[i].value);
	dates = arena_copy(arena, text_slice(&out));
	text_release(&out);
	return dates;
}

static void check(const struct date_case *cases, size_t n)
{
	struct arena *arena = arena_open(256u << 20);

	for (size_t i = 0; i < n; i++) {
		assert_string_equal(dates_of(arena, &cases[i]).at, cases[i].dates);
		arena_reset(arena);
	}
	arena_close(arena);
}

static void vietnamese_dates_are_day_first(void **state)
{
	static const struct date_case cases[] = {
		{ "vi", "", "Ngày 4/11, họ gặp nhau.", "XXXX-11-04" },
		{ "vi", "", "sáng 4-11-2022", "2022-11-04" },
		{ "vi", "", "ngày 4 tháng 11 năm 2022", "2022-11-04" },
		{ "vi", "", "Chiều 25/3 (25/3)", "XXXX-03-25 XXXX-03-25" },
		{ "vi", "", "vào tháng 8/2021 và tháng 9 năm 2021, tháng 10", "2021-08 2021-09 XXXX-10" },
		{ "vi", "", "Năm 1998, đến năm 2030", "1998 2030" },
		{ "vi", "", "6 tháng đầu năm 2022, nửa cuối năm 2022", "2022-H1 2022-H2" },
		{ "vi", "", "quý III/2022 và quý 4 năm 2022", "2022-Q3 2022-Q4" },
		{ "vi", "", "từ ngày 12 đến 15/6, ngày 1 và 2/7", "XXXX-06-12 XXXX-06-15 XXXX-07-01 XXXX-07-02" },
		{ "vi", "", "từ ngày 5 đến 8-5-2025, giai đoạn 2021-2025", "2025-05-05 2025-05-08 2021 2025" },
		{ "vi", "", "ngày 29/5 và 6/6, tỷ lệ 5/6 và 6/6", "XXXX-05-29 XXXX-06-06" },
		{ "vi", "", "từ 2019 đến 2023, lên đến 2023 người", "2019 2023" },
	};
	(void)state;
	check(cases, COUNT(cases));
}

static void fractions_and_counts_are_no_dates(void **state)
{
	static const struct date_case cases[] = {
		{ "vi", "", "chiếm 1/4 diện tích, mở cửa 24/7, tỷ số 3/2", "" },
		{ "vi", "", "trong 6 tháng, 50 năm, 2023 người, ngày 31/2, ngày 40/5", "" },
		{ "en", "", "may 5 people march 3 miles; 2023 people; 24/7; 3/4/2022", "" },
		{ "en", "", "of April Smith, of 2000,000 members", "" },
		{ "it", "", "il 31 febbraio, un 3 per cento, 2023 persone", "" },
	};
	(void)state;
	check(cases, COUNT(cases));
}

static void english_dates(void **state)
{
	static const struct date_case cases[] = {
		{ "en", "", "On March 5, 2021, and on Sept. 9", "2021-03-05 XXXX-09-09" },
		{ "en", "", "5 March 2021; the 26th of June; June 1st", "2021-03-05 XXXX-06-26 XXXX-06-01" },
		{ "en", "", "in June 2021, June, 2022, in July and in 2019", "2021-06 2022-06 XXXX-07 2019" },
		{ "en", "", "the first half of 2021, the third quarter of 2021, Q4 2021", "2021-H1 2021-Q3 2021-Q4" },
		{ "en", "", "25/12/2021 or 12/25/2021", "2021-12-25 2021-12-25" },
		{ "en", "", "May 5-8, 2024; May 5 to 8; May 25 and 3 June",
		  "2024-05-05 2024-05-08 XXXX-05-05 XXXX-05-08 XXXX-05-25 XXXX-06-03" },
		{ "en", "", "from 5 to 8 May 2024, (5-8 May), for 2024–2028",
		  "2024-05-05 2024-05-08 XXXX-05-05 XXXX-05-08 2024 2028" },
		{ "en", "", "2021-02-28 but not 2021-02-30", "2021-02-28" },
	};
	(void)state;
	check(cases, COUNT(cases));
}

static void italian_dates(void **state)
{
	static const struct date_case cases[] = {
		{ "it", "", "Il 5 marzo 2021, il 1° maggio, 9 Settembre", "2021-03-05 XXXX-05-01 XXXX-09-09" },
		{ "it", "", "a giugno, luglio 2021, nel 2019", "XXXX-06 2021-07 2019" },
		{ "it", "", "il primo semestre del 2021 e il quarto trimestre 2021", "2021-H1 2021-Q4" },
		{ "it", "", "dal 25 al 28 luglio 2023, il 5 e il 6 marzo, tra l'1 e l'8 maggio",
		  "2023-07-25 2023-07-28 XXXX-03-05 XXXX-03-06 XXXX-05-01 XXXX-05-08" },
		{ "it", "", "il triennio 2024-2026, tel. 2024-2026-2030", "2024 2026" },
		{ "it", "", "03.04.2021 e 5/6/2021", "2021-04-03 2021-06-05" },
	};
	(void)state;
	check(cases, COUNT(cases));
}

static void the_year_that_is_not_stated_is_the_nearest_to_publication(void **state)
{
	static const struct date_case cases[] = {
		{ "vi", "2023-01-03", "ngày 28/12", "2022-12-28" },
		{ "vi", "2023-12-20", "ngày 5/1", "2024-01-05" },
		{ "vi", "2023-07-01", "ngày 20/9", "2023-09-20" },
		{ "en", "2023-01-03", "in December", "2022-12" },
		{ "vi", "2023-03-01", "ngày 29/2", "2024-02-29" },
		{ "vi", "2023-07-01", "ngày 20/9/2020", "2020-09-20" },
	};
	(void)state;
	check(cases, COUNT(cases));
}

static void an_inferred_year_is_marked(void **state)
{
	struct arena *arena = arena_open(256u << 20);
	struct story s = story_open(arena, "vi", "", "ngày 5/8 và ngày 6/8/2023", "2023-07-29");
	struct reason why = { 0 };

	(void)state;
	dates_mark(&s, &why);
	assert_int_equal(s.ndates, 2);
	assert_true(s.date[0].inferred);
	assert_false(s.date[1].inferred);
	arena_close(arena);
}

UNIT(dates, cmocka_unit_test(vietnamese_dates_are_day_first), cmocka_unit_test(fractions_and_counts_are_no_dates),
     cmocka_unit_test(english_dates), cmocka_unit_test(italian_dates),
     cmocka_unit_test(the_year_that_is_not_stated_is_the_nearest_to_publication),
     cmocka_unit_test(an_inferred_year_is_marked))
