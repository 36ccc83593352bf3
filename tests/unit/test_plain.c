/* tests/unit/test_plain.c - What is body and what is not in text files and Markdown. */
#include "normalize/clean_byline.h"
#include "normalize/clean_caption.h"
#include "normalize/clean_dateline.h"
#include "normalize/clean_words.h"
#include "normalize/normalize.h"

#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>

#define P1                                                                                                 \
	"The two ministers agreed on Monday to open a rail link between the ports, and to share its cost " \
	"over ten years."
#define P2_OPEN                                                                                         \
	"Work on the first section will begin in spring, said the mayor, who expects the tunnel to be " \
	"ready in time for the fair"
#define P2 P2_OPEN "."

static struct arena *arena;

/* The article that a text becomes. */
static struct article text_article(const char *type, const char *text)
{
	struct article a;
	struct reason why = { .step = "" };

	if (!arena)
		arena = arena_open(64u << 20);
	arena_reset(arena);
	article_init(&a, arena);
	a.body = slice_from(text);
	a.content_type = slice_from(type);
	assert_int_equal(normalize(&a, NULL, &why), FORWARD);
	return a;
}

static void plain_keeps_the_paragraphs_and_nothing_around_them(void **state)
{
	static const char *const texts[] = {
		P1 "\n" P2 "\n",
		P1 "\r\n\r\n" P2,
		P1 "\n" P2 "\nRelated news\n\nPort fees to rise\n\nThe mayor at the fair, again\n",
		P1 "\n\n![a map](https://news.example/map.png)\n\n" P2 "\n\n|\n---\n",
		P1 "\n![](x.jpg) |\nThe mayor (left) at the port |\n" P2,
		P1 "\nRead more: Port fees to rise\n" P2,
		P1 "\nLeggi anche: Port fees\n" P2 "\n(ANSA).\nRIPRODUZIONE RISERVATA © Copyright ANSA",
		"Home\nNews\nPolitics\n" P1 "\n>> Port fees to rise\n" P2,
		P1 "\n\nDelegates at the port (Photo: Anna Bui)\n\n" P2,
		P1 "\n\nDelegates at the port\nPhoto: Anna Bui\n\n" P2 "\n\nAnna Bui\n",
		"Chia sẻ\n" P1 "\n" P2 "\nTừ khóa: cảng, tàu\nĐọc nhiều\nGiá vàng hôm nay tăng\n",
		P1 "\n\n" P2_OPEN "./.\n",
		P1 "\n\n" P2_OPEN "./. ■",
		"– " P1 "\n\n" P2,
		"ROME (VNA) – " P1 "\n\n" P2 "\n(VNA)",
		P1 "\n\n" P2 "\n\nFerry strike leaves the islands without mail\n\nRice traders bet on early rain\n\n"
		   "A museum of umbrellas finds a roof\n",
	};
	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++)
		assert_slice_equal(text_article("text/plain", texts[i]).body, P1 "\n\n" P2);
}

static void plain_joins_hard_wrapped_lines(void **state)
{
	static const char text[] = "The two ministers agreed on Monday to open a rail link\n"
				   "between the ports, and to share its cost over ten years,\n"
				   "although neither of them could say where the money would\n"
				   "come from.\n\n"
				   "Work on the first section will begin in spring, said the\n"
				   "mayor, who expects the tunnel to be ready in time.\n";
	(void)state;
	assert_slice_equal(text_article("text/plain", text).body,
			   "The two ministers agreed on Monday to open a rail link between the ports, and to share "
			   "its cost over ten years, although neither of them could say where the money would come "
			   "from.\n\nWork on the first section will begin in spring, said the mayor, who expects "
			   "the tunnel to be ready in time.");
}

static void plain_takes_a_title_only_where_there_is_one(void **state)
{
	static const struct {
		const char *text, *title;
	} cases[] = {
		{ "Ports to share a rail link\n\n" P1 "\n\n" P2, "Ports to share a rail link" },
		{ "Ports to share a rail link\n" P1 "\n" P2, "Ports to share a rail link" },
		{ "# Ports to share a rail link\n\n" P1, "Ports to share a rail link" },
		{ "Title: Ports to share a rail link\nDate: 2024-03-05\n\n" P1, "Ports to share a rail link" },
		{ P1 "\n" P2, "" },
		{ "The mayor opens the fair.\n" P1, "" },
		{ "Delegates at the port (Photo: VNA)\n\n" P1, "" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct article a = text_article("text/markdown", cases[i].text);

		assert_slice_equal(a.title, cases[i].title);
		assert_true(slice_starts(a.body, SLICE("The ")));
	}
}

static void plain_reads_dates_before_the_body(void **state)
{
	static const struct {
		const char *text, *published;
	} cases[] = {
		{ " date 2023-07-28 " P1 "\n\n" P2, "2023-07-28" },
		{ "Ports to share a rail link\nThứ tư, 22/10/2025, 19:25 (GMT+7)\n\n" P1, "2025-10-22T19:25:00+07:00" },
		{ "Published: 5 March 2024\n" P1, "2024-03-05" },
		{ "On 5 March 2024 the ministers met, and agreed on what they had agreed on before.\n" P1, "" },
	};
	char buf[MOMENT_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(moment_format(buf, text_article("text/plain", cases[i].text).published),
				    cases[i].published);
}

static void plain_reads_signatures(void **state)
{
	static const struct {
		const char *tail, *byline, *agency;
	} cases[] = {
		{ ".\n\nAnna Rossi", "Anna Rossi", "" },
		{ ".\n\nNguyễn Thị Ánh", "Nguyễn Thị Ánh", "" },
		{ ".\n\nBài và ảnh: Trần Nam", "Trần Nam", "" },
		{ ".\n\nTheo TTXVN", "", "TTXVN" },
		{ ".\n\nAnna Rossi/VNA", "Anna Rossi", "VNA" },
		{ ".\n\nMinh Anh (Theo TTXVN)", "Minh Anh", "TTXVN" },
		{ ".\n\nMinh Anh (VNA)", "Minh Anh", "VNA" },
		{ "./.VNA", "", "VNA" },
		{ ".", "", "" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[1000];
		struct article a;

		snprintf(text, sizeof text, P1 "\n\n" P2_OPEN "%s", cases[i].tail);
		a = text_article("text/plain", text);
		assert_slice_equal(a.byline, cases[i].byline);
		assert_slice_equal(a.agency, cases[i].agency);
		assert_slice_equal(a.body, P1 "\n\n" P2);
	}
}

static void caption_is_parted_from_its_credit(void **state)
{
	static const struct {
		const char *line, *text, *credit;
	} cases[] = {
		{ "Tàu cập bến. (Ảnh: Minh Quân) |", "Tàu cập bến.", "Minh Quân" },
		{ "The mayor meets the team.Photo: VNA", "The mayor meets the team.", "VNA" },
		{ "At the port (VNA Photo)", "At the port", "VNA" },
		{ "At the port. Photo by Anna Bui", "At the port.", "Anna Bui" },
		{ "La firma dell'accordo (foto Bertoni)", "La firma dell'accordo", "Bertoni" },
		{ "Ảnh: TTXVN", "", "TTXVN" },
		{ "The mayor at the port on Monday. — HPA/HPS Photo", "The mayor at the port on Monday.", "HPA/HPS" },
		{ "The mayor at the port. HPA/HPS Photo Minh Anh", "The mayor at the port.", "Minh Anh" },
		{ "The photo shows a port that nobody had seen before",
		  "The photo shows a port that nobody had seen before", "" },
		{ "A photo: a port", "A photo: a port", "" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct caption c = caption_split(slice_from(cases[i].line));

		assert_slice_equal(c.text, cases[i].text);
		assert_slice_equal(c.credit, cases[i].credit);
	}
}

static void dateline_is_told_from_a_sentence(void **state)
{
	static const struct {
		const char *line, *place, *agency, *rest;
	} cases[] = {
		{ "Hanoi (VNA) – The two", "Hanoi", "VNA", "The two" },
		{ "(ANSA) - ROMA, 28 LUG - Il ministro", "ROMA", "ANSA", "Il ministro" },
		{ "ROME, July 28 - The mayor", "ROME", "", "The mayor" },
		{ "HANOI — The mayor", "HANOI", "", "The mayor" },
		{ "HÀ NỘI — The mayor", "HÀ NỘI", "", "The mayor" },
		{ "NDO/VNA - The mayor", "", "NDO/VNA", "The mayor" },
		{ "Benviet.vn. Ngày 5/10", "", "Benviet.vn", "Ngày 5/10" },
		{ "TGVN. Ngày 5/10", "", "TGVN", "Ngày 5/10" },
		{ "NATO. It said so", "", "", "" },
		{ "U.S. President", "", "", "" },
		{ "NDO – Ngày 5/10", "", "NDO", "Ngày 5/10" },
		{ "– Visiting Florence", "", "", "Visiting Florence" },
		{ "Hà Nội - thành phố vì hòa bình", "", "", "" },
		{ "The mayor (who is new) - and the port", "", "", "" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct slice line = slice_from(cases[i].line);
		struct dateline d = dateline_read(line);

		assert_slice_equal(d.place, cases[i].place);
		assert_slice_equal(d.agency, cases[i].agency);
		assert_slice_equal(d.bytes ? slice_skip(line, d.bytes) : SLICE(""), cases[i].rest);
	}
}

static void byline_names_people_only(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "By Anna Rossi", "Anna Rossi" },
		{ "Anna Rossi and Trần Nam", "Anna Rossi, Trần Nam" },
		{ "Tác giả: Trần Nam", "Trần Nam" },
		{ "https://news.example/author/7", "" },
		{ "@annarossi", "" },
		{ "The Example Herald", "" },
		{ "admin", "" },
		{ "Anna Rossi | 5 March 2024", "Anna Rossi" },
		{ "5 March 2024", "" },
	};
	(void)state;
	if (!arena)
		arena = arena_open(64u << 20);
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_slice_equal(byline_clean(arena, slice_from(cases[i].in), SLICE("The Example Herald")),
				   cases[i].out);
}

static void words_tell_sentences_from_headlines(void **state)
{
	struct measure m = words_measure(SLICE("\"It is late,\" said J. Smith. We left at 7.30 a.m. (at last)."));

	(void)state;
	assert_int_equal(m.words, 15);
	assert_int_equal(m.commas, 1);
	assert_true(m.ends_full_stop);
	assert_true(words_are_prose(&m));
	m = words_measure(SLICE("Ports to share a rail link"));
	assert_false(m.ends_sentence);
	assert_true(words_are_headline(&m));
	assert_true(words_are_name(SLICE("Nguyễn Thị Ánh")));
	assert_true(words_are_name(SLICE("Maria de Luca")));
	assert_false(words_are_name(SLICE("Hanoi")));
	assert_false(words_are_name(SLICE("The mayor spoke.")));
	assert_true(words_equal(SLICE("Tin LIÊN quan:"), SLICE("tin liên quan")));
}

/* They take no memory: 64 MiB are enough for 16 million of them. */
static void plain_passes_empty_lines(void **state)
{
	size_t n = 15u << 20;
	char *text = malloc(n + sizeof P1 + sizeof P2);

	(void)state;
	assert_non_null(text);
	memset(text, '\n', n);
	memcpy(text, P1, sizeof P1 - 1);
	memcpy(text + n, P2, sizeof P2);
	assert_slice_equal(text_article("text/plain", text).body, P1 "\n\n" P2);
	free(text);
}

UNIT(plain, cmocka_unit_test(plain_keeps_the_paragraphs_and_nothing_around_them),
     cmocka_unit_test(plain_joins_hard_wrapped_lines), cmocka_unit_test(plain_takes_a_title_only_where_there_is_one),
     cmocka_unit_test(plain_reads_dates_before_the_body), cmocka_unit_test(plain_reads_signatures),
     cmocka_unit_test(caption_is_parted_from_its_credit), cmocka_unit_test(dateline_is_told_from_a_sentence),
     cmocka_unit_test(byline_names_people_only), cmocka_unit_test(words_tell_sentences_from_headlines),
     cmocka_unit_test(plain_passes_empty_lines))
