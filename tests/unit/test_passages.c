/* tests/unit/test_passages.c - Paragraphs in another language than the rest of the article. */
#include "normalize/normalize.h"

#include "common/utf8.h"
#include "tests/unit/unit.h"

#include <stdio.h>

#define VI                                                                                                                                                \
	"Hội đồng cảng hôm thứ Ba đã biểu quyết nạo vét bến trong, công việc mà ngư dân đề nghị từ sau những trận " \
	"bão "                                                                                                                                           \
	"mùa đông năm ngoái."
#define VI2                                                                                                                                                  \
	"Cát sẽ được đưa về bãi biển phía bắc cầu tàu, nơi đã mất một phần ba lượng cát, và theo bà giám đốc cảng " \
	"thì "                                                                                                                                              \
	"không đem bán."
#define EN                                                                                                        \
	"The harbour council voted on Tuesday to dredge the inner basin, a job that the fishermen had asked for " \
	"since "                                                                                                  \
	"the storms of last winter."
#define EN2                                                                                                         \
	"The sand goes to the beach north of the pier, where a third of it was lost, and none of it will be sold, " \
	"said "                                                                                                     \
	"the harbour master."
#define IT                                                                                                    \
	"Il consiglio del porto ha deciso martedì di dragare la darsena interna, un lavoro che i pescatori " \
	"chiedevano "                                                                                         \
	"dalle mareggiate dello scorso inverno."
#define ES                                                                                                             \
	"El consejo del puerto decidió el martes dragar la dársena interior, un trabajo que los pescadores pedían " \
	"desde "                                                                                                       \
	"los temporales del invierno pasado."
#define JA                                                                                                                                                                   \
	"港の評議会は火曜日、内側の水域を浚渫することを決めた。昨年の冬の嵐以来、漁師たちが求めてきた工事である。工事" \
	"は五月に"                                                                                                                                                       \
	"始まり、二度の夏にわたって続くと港長は述べた。"
#define NAMES                                                                                                                                 \
	"Nguyễn Văn An, Trần Thị Bình, Lê Minh Châu, Phạm Quốc Dũng, Hoàng Thu Hà, Vũ Đức Hải, Đặng Mai Lan, Bùi " \
	"Anh Tuấn, Đỗ Thanh Vân."

/* "en 124-500": the passages of a text whose paragraphs are given. */
static const char *passages(const char *text)
{
	static char out[400];
	static struct arena *arena;
	struct article a;
	struct reason why = { .step = "" };
	size_t n = 0;

	if (!arena)
		arena = arena_open(64u << 20);
	arena_reset(arena);
	article_init(&a, arena);
	a.body = slice_from(text);
	a.content_type = SLICE("text/plain; charset=utf-8");
	assert_int_equal(normalize(&a, NULL, &why), FORWARD);
	out[0] = '\0';
	for (size_t i = 0; i < a.npassages; i++)
		n += (size_t)snprintf(out + n, sizeof out - n, "%s%.*s %u-%u", i ? ", " : "",
				      SLICE_ARG(a.passage[i].language), a.passage[i].start, a.passage[i].end);
	return out;
}

/* "LANGUAGE START-END" for a passage of that text behind those before it. */
static const char *expected(const char *language, const char *before, const char *passage)
{
	static char out[100];
	size_t start = utf8_length(slice_from(before));

	snprintf(out, sizeof out, "%s %zu-%zu", language, start, start + utf8_length(slice_from(passage)));
	return out;
}

static void passages_are_the_paragraphs_in_another_language(void **state)
{
	(void)state;
	assert_string_equal(passages(VI "\n\n" EN "\n\n" VI2), expected("en", VI "\n\n", EN));
	assert_string_equal(passages(VI "\n\n" VI2 "\n\n" IT), expected("it", VI "\n\n" VI2 "\n\n", IT));
	assert_string_equal(passages(EN "\n\n" EN2 "\n\n" VI), expected("vi", EN "\n\n" EN2 "\n\n", VI));
	assert_string_equal(passages(EN "\n\n" EN2 "\n\n" JA), expected("ja", EN "\n\n" EN2 "\n\n", JA));
	assert_string_equal(passages(JA "\n\n" EN), expected("en", JA "\n\n", EN));
	assert_string_equal(passages(EN "\n\n" EN2 "\n\n" ES), expected("es", EN "\n\n" EN2 "\n\n", ES));
}

static void passages_that_touch_are_one(void **state)
{
	(void)state;
	assert_string_equal(passages(VI "\n\n" VI2 "\n\n" EN "\n\n" EN2),
			    expected("en", VI "\n\n" VI2 "\n\n", EN "\n\n" EN2));
}

static void passages_are_none_where_that_is_not_sure(void **state)
{
	static const char *const texts[] = {
		VI "\n\n" VI2,
		EN "\n\n" EN2,
		VI "\n\n" NAMES "\n\n" VI2,
		EN "\n\n" NAMES "\n\n" EN2,
		IT "\n\n\"The show must go on\", ha detto la direttrice del porto, citando una vecchia canzone inglese "
		   "che le è "
		   "molto cara.",
		VI "\n\nThe show must go on.\n\n" VI2, /* too short */
		EN "\n\nhttps://news.example/de/"
		   "der-hafen-und-das-meer-in-dem-die-fische-sind-und-von-dem-sie-nicht-zu-den-"
		   "anderen-kommen-ist\n\n" EN2,
	};
	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++)
		assert_string_equal(passages(texts[i]), "");
}

UNIT(passages, cmocka_unit_test(passages_are_the_paragraphs_in_another_language),
     cmocka_unit_test(passages_that_touch_are_one), cmocka_unit_test(passages_are_none_where_that_is_not_sure))
