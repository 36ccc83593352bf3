/* tests/unit/test_language.c - languages of texts, with and against what the page says. */
#include "tests/unit/unit.h"

#include "common/text.h"
#include "common/language.h"

#define VI_TEXT                                                                                                                                     \
	"Sáng nay tại trụ sở Chính phủ, hai bộ trưởng đã ký bản ghi nhớ về hợp tác trong lĩnh vực cảng biển và " \
	"logistics, mở ra nhiều cơ hội cho doanh nghiệp hai nước."
#define EN_TEXT                                                                                                      \
	"The two ministers signed a memorandum on ports and logistics this morning, which they said would open new " \
	"markets for companies on both sides."
#define IT_TEXT                                                                                                     \
	"Questa mattina i due ministri hanno firmato un memorandum sui porti e sulla logistica, che aprirà nuovi " \
	"mercati alle imprese dei due Paesi."

struct language_case {
	const char *text, *hint, *language;
};

static void assert_languages(const struct language_case *cases, size_t n)
{
	struct arena *arena = arena_open(1u << 20);

	for (size_t i = 0; i < n; i++) {
		struct slice text = unit_guard(slice_from(cases[i].text));
		struct slice found = language_detect(arena, text, slice_from(cases[i].hint));

		if (!slice_equal(found, slice_from(cases[i].language)))
			print_message("\"%s\" with \"%s\"\n", cases[i].text, cases[i].hint);
		assert_slice_equal(found, cases[i].language);
		unit_guard_free(text);
	}
	arena_close(arena);
}

static void language_is_that_of_a_clear_text_whatever_the_page_says(void **state)
{
	static const struct language_case cases[] = {
		{ VI_TEXT, "", "vi" },
		{ VI_TEXT, "en", "vi" },
		{ VI_TEXT, "vi-VN", "vi" },
		{ EN_TEXT, "", "en" },
		{ EN_TEXT, "vi", "en" },
		{ IT_TEXT, "", "it" },
		{ IT_TEXT, "en-US", "it" },
		{ IT_TEXT, "it_IT", "it" },
		{ "Die beiden Minister unterzeichneten heute eine Vereinbarung über die Häfen.", "", "de" },
		{ "שני השרים חתמו הבוקר על מזכר הבנות בנושא נמלים", "", "he" },
		{ "两国部长今天上午签署了关于港口和物流的谅解备忘录。", "", "zh" },
		{ "兩國部長今天上午簽署了關於港口和物流的諒解備忘錄。", "", "zh-Hant" },
		{ "兩國部長今天上午簽署了關於港口和物流的諒解備忘錄。", "zh-Hant", "zh-Hant" },
		{ "兩國部長今天上午簽署了關於港口和物流的諒解備忘錄。", "zh-TW", "zh-Hant" },
		{ "兩國部長今天上午簽署了關於港口和物流的諒解備忘錄。", "ja", "zh-Hant" },
		{ "两国部长今天上午签署了关于港口和物流的谅解备忘录。", "zh-CN", "zh" },
		{ "両国の大臣は今朝、港湾と物流に関する覚書に署名した。", "ja", "ja" },
		{ "両国の大臣は今朝、港湾と物流に関する覚書に署名した。", "zh", "ja" },
	};
	(void)state;
	assert_languages(cases, COUNT(cases));
}

static void language_of_short_texts_follows_the_page(void **state)
{
	static const struct language_case cases[] = {
		{ "Bo truong Ngoai giao tiep Dai su", "vi", "vi" }, /* no accents */
		{ "Ha Noi, 3 thang 5", "vi-VN", "vi" },
		{ "Il ministro a Roma", "it", "it" },
		{ "Vertice a Hanoi", "it-IT", "it" },
		{ "Hanoi", "it", "it" },
		{ "Hanoi", "VI", "vi" },
		{ "Hanoi", "en_GB", "en" },
	};
	(void)state;
	assert_languages(cases, COUNT(cases));
}

static void language_of_kin_is_what_the_page_says(void **state)
{
	static const struct language_case cases[] = {
		{ "Dewan pelabuhan memutuskan pada hari Selasa untuk mengeruk kolam dalam.", "id-ID", "id" },
		{ "Dewan pelabuhan memutuskan pada hari Selasa untuk mengeruk kolam dalam.", "ms", "ms" },
		{ "Lučko vijeće odlučilo je u utorak produbiti unutarnji bazen.", "bs", "bs" },
		{ IT_TEXT, "es", "it" },
		{ "El consejo del puerto decidió el martes dragar la dársena interior.", "it", "es" },
		{ "O conselho do porto decidiu na terça-feira dragar a doca interior.", "it", "pt" },
		{ "Consiliul portului a hotărât marți să dragheze bazinul interior.", "it", "ro" },
	};
	(void)state;
	assert_languages(cases, COUNT(cases));
}

static void language_of_accentless_and_mixed_texts(void **state)
{
	static const struct language_case cases[] = {
		{ "Hoi dong cang hom thu Ba da bieu quyet nao vet ben trong, cong viec ma ngu dan de nghi tu sau nhung "
		  "tran bao mua dong nam ngoai.",
		  "", "vi" },
		{ VI_TEXT " " VI_TEXT " " EN_TEXT, "en", "vi" },
		{ EN_TEXT " " EN_TEXT " " VI_TEXT, "vi", "en" },
		{ "港の評議会は火曜日、内側の水域を浚渫することを決めた。", "en", "ja" },
		{ "항만 위원회는 화요일 내항을 준설하기로 결정했다.", "", "ko" },
	};
	(void)state;
	assert_languages(cases, COUNT(cases));
}

static void language_of_a_host_is_its_country_s(void **state)
{
	(void)state;
	assert_slice_equal(language_of_host(SLICE("bao.example.vn")), "vi");
	assert_slice_equal(language_of_host(SLICE("www.news.example.IT")), "it");
	assert_slice_equal(language_of_host(SLICE("news.example")), "");
	assert_slice_equal(language_of_host(SLICE("vn")), "");
	assert_slice_equal(language_of_host(SLICE("")), "");
}

static void language_is_und_when_nothing_tells(void **state)
{
	static const struct language_case cases[] = {
		{ "", "", "und" },
		{ "123 456", "", "und" },
		{ "Hanoi", "", "und" },
		{ "Hanoi", "und", "und" },
		{ "Hanoi", "x", "und" },
		{ "Hanoi", "auto?", "und" },
		{ "Hanoi", "english", "und" },
	};
	(void)state;
	assert_languages(cases, COUNT(cases));
}

/* English agency lines before a long Vietnamese text do not decide it. */
static void language_of_a_long_text_is_read_in_its_middle_too(void **state)
{
	struct arena *arena = arena_open(1u << 20);
	struct text text;

	(void)state;
	text_init(&text, 1u << 20);
	for (size_t i = 0; i < 4; i++)
		text_add(&text, SLICE(EN_TEXT "\n"));
	for (size_t i = 0; i < 300; i++)
		text_add(&text, SLICE(VI_TEXT "\n"));
	assert_slice_equal(language_detect(arena, text_slice(&text), SLICE("")), "vi");
	text_release(&text);
	arena_close(arena);
}

/* Whatever the sample is cut from: no half characters, nothing beyond the end. */
static void language_takes_texts_of_any_length(void **state)
{
	struct arena *arena = arena_open(16u << 20);
	struct text text;

	(void)state;
	text_init(&text, 1u << 20);
	while (text.len < 30000)
		text_add(&text, SLICE("\xE1\xBB\x87\xC4\x91"));
	for (size_t n = 0; n <= text.len; n += 5 * (1 + n / 500)) {
		struct slice part = unit_guard(slice_head(text_slice(&text), n));

		assert_true(language_detect(arena, part, SLICE("vi")).len >= 2);
		unit_guard_free(part);
	}
	text_release(&text);
	arena_close(arena);
}

UNIT(language, cmocka_unit_test(language_is_that_of_a_clear_text_whatever_the_page_says),
     cmocka_unit_test(language_of_short_texts_follows_the_page), cmocka_unit_test(language_is_und_when_nothing_tells),
     cmocka_unit_test(language_of_kin_is_what_the_page_says), cmocka_unit_test(language_of_accentless_and_mixed_texts),
     cmocka_unit_test(language_of_a_host_is_its_country_s),
     cmocka_unit_test(language_of_a_long_text_is_read_in_its_middle_too),
     cmocka_unit_test(language_takes_texts_of_any_length))
