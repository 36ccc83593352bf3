/* tests/unit/test_clean_phrases.c - What lines of set words say, and what the same words in running text do not. */
#include "normalize/clean_caption.h"
#include "normalize/clean_phrases.h"
#include "normalize/clean_words.h"

#include "tests/unit/unit.h"

static void phrase_is_a_line_of_nothing_else(void **state)
{
	static const struct {
		const char *line;
		enum phrase phrase;
	} lines[] = {
		{ "Xem thêm", PHRASE_RELATED },
		{ "LEGGI ANCHE:", PHRASE_RELATED },
		{ "Czytaj więcej", PHRASE_RELATED },
		{ "À lire aussi", PHRASE_RELATED },
		{ "Related: the rail link in figures", PHRASE_RELATED },
		{ "Comments (12)", PHRASE_END },
		{ "Quellen:", PHRASE_END },
		{ "Tài liệu tham khảo", PHRASE_END },
		{ "4 min read", PHRASE_BUTTON },
		{ "3 phút đọc", PHRASE_BUTTON },
		{ "Từ khóa: cảng, kỹ sư", PHRASE_TAGS },
		{ "Related to the plan is the question of the pier.", PHRASE_NONE },
		{ "Comments were not to be had.", PHRASE_NONE },
		{ "Sources: two ministers who know the plan", PHRASE_NONE },
		{ "He did.", PHRASE_NONE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++)
		assert_int_equal(phrase_line(slice_from(lines[i].line)), lines[i].phrase);
}

static void phrase_note_is_a_label_with_a_colon(void **state)
{
	(void)state;
	assert_true(phrase_is_note(SLICE("Editor’s note: the length of the tunnel was wrong.")));
	assert_true(phrase_is_note(SLICE("Đính chính: bản tin trước ghi nhầm tên.")));
	assert_true(phrase_is_note(SLICE("Anm. d. Red.: Der Text wurde geändert.")));
	assert_false(phrase_is_note(SLICE("Correction of the line would cost a year more.")));
	assert_false(phrase_is_note(SLICE("The minister made a correction: the tunnel is longer.")));
}

static void phrase_asks_of_the_reader_only(void **state)
{
	(void)state;
	assert_true(phrase_asks(SLICE("We may earn a commission if you buy through our links."), false));
	assert_true(phrase_asks(SLICE("Iscriviti alla nostra lettera del mattino"), false));
	assert_false(phrase_asks(SLICE("The newsletter of the port was printed until 1974."), false));
	assert_true(phrase_asks(SLICE("Our newsletter comes every morning."), true));
	assert_false(phrase_asks(SLICE("Brokers earn a commission on each berth."), true));
}

static void phrase_describes_whom_a_name_names(void **state)
{
	(void)state;
	assert_true(phrase_describes(SLICE(" is a reporter for the coast desk.")));
	assert_true(phrase_describes(SLICE(" là phóng viên thường trú.")));
	assert_false(phrase_describes(SLICE(" is here.")));
	assert_false(phrase_describes(SLICE(" island.")));
	assert_false(phrase_describes(SLICE("")));
}

static void caption_and_credit_are_kept_apart(void **state)
{
	static const struct {
		const char *line, *text, *credit;
	} lines[] = {
		{ "Cầu cảng nhìn từ thành phố. Ảnh: Thanh Vân", "Cầu cảng nhìn từ thành phố.", "Thanh Vân" },
		{ "La piazza vista dal molo (foto Paolo Neri)", "La piazza vista dal molo", "Paolo Neri" },
		{ "The pier in May. Photo: VNA", "The pier in May.", "VNA" },
		{ "Der Hafen im Winter. Foto: Inge Brandt", "Der Hafen im Winter.", "Inge Brandt" },
		{ "A photo taken in June shows the pier.", "A photo taken in June shows the pier.", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct caption caption = caption_split(slice_from(lines[i].line));

		assert_slice_equal(caption.text, lines[i].text);
		assert_slice_equal(caption.credit, lines[i].credit);
	}
}

UNIT(clean_phrases, cmocka_unit_test(phrase_is_a_line_of_nothing_else),
     cmocka_unit_test(phrase_note_is_a_label_with_a_colon), cmocka_unit_test(phrase_asks_of_the_reader_only),
     cmocka_unit_test(phrase_describes_whom_a_name_names), cmocka_unit_test(caption_and_credit_are_kept_apart))
