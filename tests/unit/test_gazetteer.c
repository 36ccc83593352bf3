/* tests/unit/test_gazetteer.c - which words name a place, and which place. */
#include "tests/unit/unit.h"

#include "common/text.h"
#include "tests/unit/enrich_story.h"

struct place_case {
	const char *language, *body, *places; /* "Name=id" of each mention, parted by spaces; "Name=?" unlinked */
};

/* The mentions of a body as struct place_case writes them. */
static struct slice places_of(struct arena *arena, const char *language, const char *title, const char *body)
{
	struct story s = story_open(arena, language, title, body, "");
	struct reason why = { 0 };
	struct text out;
	struct slice places;

	assert_int_equal(places_mark(&s, &why), FORWARD);
	text_init(&out, 1u << 20);
	for (size_t i = 0; i < s.nmentions; i++) {
		uint32_t place = s.entity[s.mention[i].entity].place;
		struct slice id = place == PLACE_NONE ? SLICE("?") : s.knowledge->gazetteer->place[place].id;

		text_add(&out, i ? SLICE(" ") : SLICE(""));
		text_add(&out, tokens_slice(&s.body, s.mention[i].first, s.mention[i].end));
		text_add_char(&out, '=');
		text_add(&out, id);
	}
	places = arena_copy(arena, text_slice(&out));
	text_release(&out);
	return places;
}

static void check(const struct place_case *cases, size_t n)
{
	struct arena *arena = arena_open(256u << 20);

	for (size_t i = 0; i < n; i++) {
		assert_string_equal(places_of(arena, cases[i].language, "", cases[i].body).at, cases[i].places);
		arena_reset(arena);
	}
	arena_close(arena);
}

static void a_place_has_one_id_in_all_languages(void **state)
{
	static const struct place_case cases[] = {
		{ "vi", "Tại Hà Nội, Ý và Đức gặp nhau.", "Hà Nội=VN-HN Ý=IT Đức=DE" },
		{ "en", "Talks in Hanoi between Italy and Germany.", "Hanoi=VN-HN Italy=IT Germany=DE" },
		{ "it", "Colloqui ad Hanoi tra Italia e Germania.", "Hanoi=VN-HN Italia=IT Germania=DE" },
		{ "vi", "Từ Rô-ma đến Luân Đôn qua Bắc Kinh.",
		  "Rô-ma=gn-3169070 Luân Đôn=gn-2643743 Bắc Kinh=gn-1816670" },
		{ "en", "From Rome to London via Beijing.", "Rome=gn-3169070 London=gn-2643743 Beijing=gn-1816670" },
		{ "it", "Da Roma a Londra passando per Pechino.",
		  "Roma=gn-3169070 Londra=gn-2643743 Pechino=gn-1816670" },
		{ "vi", "Hợp tác với châu Âu và Đông Nam Á.", "châu Âu=M49-150 Đông Nam Á=M49-035" },
	};
	(void)state;
	check(cases, COUNT(cases));
}

static void designators_are_no_part_of_the_name(void **state)
{
	static const struct place_case cases[] = {
		{ "vi", "Lãnh đạo thành phố Đà Nẵng và tỉnh Quảng Nam.", "Đà Nẵng=VN-DN Quảng Nam=VN-27" },
		{ "vi", "Tới vùng Piemonte và thủ đô Paris.", "Piemonte=IT-21 Paris=gn-2988507" },
		{ "en", "The Umbria region and Phu Tho province.", "Umbria=IT-55 Phu Tho=VN-68" },
		{ "it", "Nella regione Puglia e in provincia di Quang Tri.", "Puglia=IT-75 Quang Tri=VN-25" },
	};
	(void)state;
	check(cases, COUNT(cases));
}

static void a_designator_tells_places_of_one_name_apart(void **state)
{
	static const struct place_case cases[] = {
		{ "vi", "Đoàn thăm Nam Định.", "Nam Định=VN-67" },
		{ "vi", "Đoàn thăm tỉnh Nam Định.", "Nam Định=VN-67" },
		{ "vi", "Đoàn thăm thành phố Nam Định.", "Nam Định=gn-1573517" },
		{ "en", "Tbilisi is the capital of Georgia.", "Tbilisi=gn-611717 Georgia=GE" },
		{ "en", "The United States: Atlanta, Georgia, was hit.",
		  "United States=US Atlanta=gn-4180439 Georgia=US.GA" },
	};
	(void)state;
	check(cases, COUNT(cases));
}

static void hyphens_part_places_but_not_names(void **state)
{
	static const struct place_case cases[] = {
		{ "en", "The Vietnam-Italy forum.", "Vietnam=VN Italy=IT" },
		{ "vi", "Quan hệ Việt Nam – Italia tốt đẹp.", "Việt Nam=VN Italia=IT" },
		{ "it", "In Emilia-Romagna e in Friuli Venezia Giulia.",
		  "Emilia-Romagna=IT-45 Friuli Venezia Giulia=IT-36" },
		{ "en", "I ran to the shop.", "" },
	};
	(void)state;
	check(cases, COUNT(cases));
}

static void a_place_inside_the_name_of_a_body_is_not_counted(void **state)
{
	static const struct place_case cases[] = {
		{ "vi", "Đại sứ quán Pháp tại Việt Nam thông báo.", "" },
		{ "vi", "Đại sứ Pháp tại Việt Nam thông báo.", "Pháp=FR Việt Nam=VN" },
		{ "vi", "UBND tỉnh Lào Cai và Hội hữu nghị Việt Nam - Nhật Bản.", "" },
		{ "vi", "Bộ Ngoại giao Cuba mời đoàn tới La Habana.", "La Habana=gn-3553478" },
		{ "vi", "Bộ trưởng Ngoại giao Cuba tới thăm.", "Cuba=CU" },
		{ "en", "The Embassy of Japan in Laos and the University of Bologna.", "" },
		{ "en", "The Danang People's Committee met in Osaka.", "Osaka=gn-1853909" },
		{ "it", "L'Ambasciata d'Italia ad Hanoi e l'Università di Pisa.", "" },
	};
	(void)state;
	check(cases, COUNT(cases));
}

static void a_part_of_a_persons_name_is_no_place(void **state)
{
	static const struct place_case cases[] = {
		{ "vi", "Bà Nguyễn Thị Hà Giang phát biểu.", "" },
		{ "vi", "Ông Trần Đức Anh có mặt.", "" },
		{ "en", "He thanked Roberto Verona and Florence Nightingale.", "" },
		{ "en", "The mayor of Florence Anna Bianchi spoke.", "Florence=gn-3176959" },
		{ "vi", "Thủ tướng Italy Mario Bianchi phát biểu.", "Italy=IT" },
		{ "en", "Anna Bergamo left Italy. Bergamo said no.", "Italy=IT" },
		{ "en", "He left Italy, and Bergamo said no.", "Italy=IT Bergamo=gn-3182164" },
		{ "vi", "Chủ tịch xã Nguyễn Văn Tám nói.", "" },
		{ "vi", "Chủ tịch Hồ Chí Minh sinh năm 1890.", "" },
		{ "vi", "Đoàn tới Thành phố Hồ Chí Minh.", "Thành phố Hồ Chí Minh=VN-SG" },
	};
	(void)state;
	check(cases, COUNT(cases));
}

static void common_words_are_no_places(void **state)
{
	static const struct place_case cases[] = {
		{ "en", "Reading is nice. Same here. Most of us came.", "" },
		{ "vi", "Anh cho biết. Ý kiến này hay. Pháp luật quy định.", "" },
		{ "vi", "Anh và Mỹ gặp nhau. Đoàn của Anh về nước.", "Anh=GB Mỹ=US Anh=GB" },
		{ "vi", "Tiếng Anh và người Nhật.", "" },
		{ "en", "Italian firms and Vietnamese students.", "" },
		{ "en", "tell us more about rome", "" },
	};
	(void)state;
	check(cases, COUNT(cases));
}

static void an_unknown_place_counts_if_a_designator_introduces_it(void **state)
{
	static const struct place_case cases[] = {
		{ "vi", "Tại xã Tân Khai Mới và phường Hoa Ban.", "Tân Khai Mới=? Hoa Ban=?" },
		{ "vi", "Bên sông Ngàn Vắng, tỉnh Bắc Ninh.", "sông Ngàn Vắng=? Bắc Ninh=VN-56" },
		{ "vi", "Trong xã hội Việt Nam.", "Việt Nam=VN" },
		{ "en", "He came to Xanadupolis.", "" },
	};
	(void)state;
	check(cases, COUNT(cases));
}

static void small_places_need_their_country_in_the_article(void **state)
{
	static const struct place_case cases[] = {
		{ "en", "They met in Zeist.", "" },
		{ "en", "They met in Zeist, in the Netherlands.", "Zeist=gn-2743977 Netherlands=NL" },
		{ "en", "They met in Sanremo.", "Sanremo=gn-3167777" }, /* Italy and Vietnam are home */
	};
	(void)state;
	check(cases, COUNT(cases));
}

static void the_title_and_the_lead_say_what_an_article_is_about(void **state)
{
	struct arena *arena = arena_open(256u << 20);
	struct story s =
		story_open(arena, "en", "Visitors from Laos", "In Rome it rained.\n\nLaos and Cuba were named.", "");
	struct reason why = { 0 };

	(void)state;
	assert_int_equal(places_mark(&s, &why), FORWARD);
	assert_int_equal(s.nentities, 3);
	assert_true(s.entity[0].about);  /* Rome: first paragraph */
	assert_true(s.entity[1].about);  /* Laos: title */
	assert_false(s.entity[2].about); /* Cuba */
	arena_close(arena);
}

static void a_name_is_taken_from_running_text_if_it_can(void **state)
{
	struct arena *arena = arena_open(256u << 20);
	struct story s = story_open(arena, "en", "", "HANOI, March 3 - Rain in Hanoi. OSAKA was dry.", "");
	struct reason why = { 0 };

	(void)state;
	assert_int_equal(places_mark(&s, &why), FORWARD);
	assert_int_equal(s.nentities, 2);
	assert_slice_equal(s.entity[0].name, "Hanoi");
	assert_slice_equal(s.entity[1].name, "OSAKA");
	arena_close(arena);
}

UNIT(gazetteer, cmocka_unit_test(a_name_is_taken_from_running_text_if_it_can),
     cmocka_unit_test(a_place_has_one_id_in_all_languages), cmocka_unit_test(designators_are_no_part_of_the_name),
     cmocka_unit_test(a_designator_tells_places_of_one_name_apart), cmocka_unit_test(hyphens_part_places_but_not_names),
     cmocka_unit_test(a_place_inside_the_name_of_a_body_is_not_counted),
     cmocka_unit_test(a_part_of_a_persons_name_is_no_place), cmocka_unit_test(common_words_are_no_places),
     cmocka_unit_test(an_unknown_place_counts_if_a_designator_introduces_it),
     cmocka_unit_test(small_places_need_their_country_in_the_article),
     cmocka_unit_test(the_title_and_the_lead_say_what_an_article_is_about))
