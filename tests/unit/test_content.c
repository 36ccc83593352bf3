/* tests/unit/test_content.c - Which part of a page is its article. */
#include "normalize/page.h"
#include "normalize/normalize.h"

#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>

#define T1                                                                                                       \
	"The two ministers agreed on Monday, after a long night, to open a rail link between the ports, and to " \
	"share its cost over ten years."
#define T2                                                                                                            \
	"Work on the first section will begin in spring, said the mayor, who expects the tunnel to be ready in time " \
	"for the fair, if the rock is kind."
#define T3                                                                                                             \
	"Nobody asked the fishermen, who have used the old pier for three generations, what they think of the noise, " \
	"the dust and the lorries."
#define MENU "<nav><ul><li><a href=/a>World</a><li><a href=/b>Sport</a><li><a href=/c>Weather</a></ul></nav>"
#define LIST \
	"<ul><li><a href=/d>Port fees to rise in the new year</a><li><a href=/e>The mayor at the fair again</a></ul>"
#define HEAD "<title>x</title></head><body>" MENU "<h1>Ports to share a rail link</h1>"
#define LONG                                                                                                       \
	"I have lived by the old pier for sixty years, and I say, whatever the paper may print, that no minister " \
	"ever "                                                                                                    \
	"asked a fisherman what he thinks, nor will one do so now, or in ten years, when all of it is paid for twice."
#define FOOT "<footer><p>A newspaper of the coast, printed daily, 1 Harbour Road, all rights kept.</p></footer>"

static struct arena *arena;

static enum outcome page_read(const char *html, struct article *a, struct reason *why)
{
	if (!arena)
		arena = arena_open(256u << 20);
	arena_reset(arena);
	article_init(a, arena);
	a->body = slice_from(html);
	a->content_type = SLICE("text/html; charset=utf-8");
	return normalize(a, NULL, why);
}

static void content_is_the_three_paragraphs(void **state)
{
	static const char *const pages[] = {
		HEAD "<div><p>" T1 "</p><p>" T2 "</p><p>" T3 "</p></div>" FOOT,
		HEAD "<article><div>" T1 "<br><br>" T2 "<br><br>" T3 "</div></article>" FOOT,
		/* the lead stands outside the body */
		HEAD "<h2 class=sapo>" T1 "</h2><div class=tools><button>Share</button></div><div><p>" T2 "</p><p>" T3
		     "</p></div>" FOOT,
		/* the body comes in pieces */
		HEAD "<div class=piece><p>" T1 "</p><p>" T2
		     "</p></div><div class=ad>Advertisement</div><div class=piece><p>" T3 "</p></div>" FOOT,
		/* boxes within */
		HEAD "<div><p>" T1 "</p><div class=x><b>Read more</b>" LIST "</div><p>" T2 "</p><p>" T3
		     "</p></div>" FOOT,
		HEAD "<div><p>" T1 "</p><p><a href=/f>Read more: Port fees to rise</a></p><p>" T2 "</p><p>" T3
		     "</p></div>" FOOT,
		HEAD "<div><p>" T1 "</p><p>" T2
		     "</p><form><p>Get our letter every morning.</p><input type=email></form><p>" T3 "</p></div>" FOOT,
		/* head and tail */
		HEAD "<div><p>By Anna Rossi</p><p>5 March 2024, 08:15</p><p>" T1 "</p><p>" T2 "</p><p>" T3
		     "</p><p>Anna Rossi</p><p>Tags: ports, rail</p></div>" FOOT,
		HEAD "<div><p>" T1 "</p><p>" T2 "</p><p>" T3 "</p><h3>Most read</h3>" LIST "</div>" FOOT,
		/* a name does not take away what holds the text */
		HEAD "<div class='sidebar teaser'><p>" T1 "</p><p>" T2 "</p><p>" T3 "</p></div>" FOOT,
		HEAD "<aside><p>" T1 "</p><p>" T2 "</p><p>" T3 "</p></aside>" FOOT,
		/* pieces in rows of their own, a rail beside each */
		HEAD "<div class=row><div class=text><p>" T1 "</p><p>" T2
		     "</p></div><div class=rail><a href=/g>Dues</a></div></div><div class=row><div class=text><p>" T3
		     "</p></div><div class=rail><a href=/h>Tides</a></div></div>" FOOT,
		/* a layout of table cells */
		HEAD "<table><tr><td><a href=/g>Dues</a><br><a href=/h>Tides</a><td>" T1 "<br><br>" T2 "<br><br>" T3
		     "</table>" FOOT,
		/* what the lead's box says beside it is no text */
		HEAD "<article><header><p class=intro>" T1 "</p><span>2 min</span></header><div><p>" T2 "</p><p>" T3
		     "</p></div></article>" FOOT,
		/* the next article of a page without end, with a heading like the title's */
		"<title>x</title></head><body>" MENU "<article><h1>Ports to share a rail link</h1><p>" T1 "</p><p>" T2
		"</p><p>" T3 "</p></article><article><h1>Fees to rise</h1><p>Fees for boats will rise in the new year, "
		"the harbour master said on Friday, and nobody was surprised.</p></article>",
		/* readers write more than the author did */
		HEAD "<div><p>" T1 "</p><p>" T2 "</p><p>" T3 "</p></div><ol class=comments><li><p>" LONG
		     "</p><li><p>" LONG "</p><li><p>" LONG "</p></ol>" FOOT,
		/* the page says in JSON where the text ends */
		"<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"articleBody\":\"" T1 " " T2 " " T3 " "
		"\"}</script>" HEAD "<div><p>" T1 "</p><p>" T2 "</p><p>" T3
		"</p><p>The paper lives on its readers, and whoever gives ten euros a month has a boat named after "
		"them."
		"</p></div>" FOOT,
		/* and has all of it there, for a program to show */
		"<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"articleBody\":\"" T1 "\\n" T2 "\\n" T3
		"\"}</script>" HEAD "<p>Switch on what your browser has switched off to read this.</p>" FOOT,
	};
	(void)state;
	for (size_t i = 0; i < COUNT(pages); i++) {
		struct article a;
		struct reason why = { .step = "" };

		assert_int_equal(page_read(pages[i], &a, &why), FORWARD);
		if (!slice_equal(a.body, SLICE(T1 "\n\n" T2 "\n\n" T3)))
			fail_msg("page %zu: %.*s", i, (int)a.body.len, a.body.at);
	}
}

static void content_keeps_captions_apart(void **state)
{
	static const char *const pages[] = {
		HEAD "<div><p>" T1
		     "</p><figure><img src=a><figcaption>The old pier. Photo: Anna Bui</figcaption></figure><p>" T2
		     "</p></div>" FOOT,
		HEAD "<div><p>" T1 "</p><table><tr><td><img src=a><tr><td>The old pier. (Photo: Anna Bui)</table><p>" T2
		     "</p></div>" FOOT,
		HEAD "<div><p>" T1 "</p><div><img src=a><div>The old pier. <i>Photo: Anna Bui</i></div></div><p>" T2
		     "</p></div>" FOOT,
		HEAD "<div><p>" T1 "</p><p><img src=a></p><p class=caption>The old pier. Photo: Anna Bui</p><p>" T2
		     "</p></div>" FOOT,
	};
	(void)state;
	for (size_t i = 0; i < COUNT(pages); i++) {
		struct article a;
		struct reason why = { .step = "" };

		assert_int_equal(page_read(pages[i], &a, &why), FORWARD);
		assert_slice_equal(a.body, T1 "\n\n" T2);
		assert_int_equal(a.ncaptions, 1);
		assert_slice_equal(a.caption[0].text, "The old pier.");
		assert_slice_equal(a.caption[0].credit, "Anna Bui");
	}
}

static void content_keeps_headings_lists_and_quotes(void **state)
{
	struct article a;
	struct reason why = { .step = "" };

	(void)state;
	assert_int_equal(page_read(HEAD "<div><p>" T1 "</p><h2>What comes next</h2><p>" T2
					"</p><ul><li>A tunnel of nine "
					"kilometres, the longest on the coast.</li><li>Two stations, one under the "
					"market square.</li></ul><blockquote>" T3 "</blockquote></div>" FOOT,
				   &a, &why),
			 FORWARD);
	assert_slice_equal(a.body,
			   T1 "\n\nWhat comes next\n\n" T2 "\n\nA tunnel of nine kilometres, the longest on the "
			      "coast.\n\nTwo stations, one under the market square.\n\n" T3);
}

/* A heading may be a button, a time, or have an id that sounds like something else. */
static void content_believes_names_only_so_far(void **state)
{
	static const char *const headings[] = {
		"<h3><button aria-controls=a>What will the tunnel cost?</button></h3>",
		"<h2 id=how-to-share-the-cost>What will the tunnel cost?</h2>",
		"<h2 id=related-comments>What will the tunnel cost?</h2>",
	};
	(void)state;
	for (size_t i = 0; i < COUNT(headings); i++) {
		struct article a;
		struct reason why = { .step = "" };
		char html[2048];

		snprintf(html, sizeof html,
			 HEAD "<div><p>" T1 "</p>%s<p>" T2 "</p><figure><blockquote>" T3
			      "</blockquote></figure></div>" FOOT,
			 headings[i]);
		assert_int_equal(page_read(html, &a, &why), FORWARD);
		assert_slice_equal(a.body, T1 "\n\nWhat will the tunnel cost?\n\n" T2 "\n\n" T3);
	}
}

static void content_joins_the_tiles_of_a_guide(void **state)
{
	struct article a;
	struct reason why = { .step = "" };

	(void)state;
	assert_int_equal(page_read(HEAD "<div class=tiles><article class=tile><h3>Along the north shore</h3><div><p>" T1
					"</p></div></article><article class=tile><h3>The south</h3><div><p>" T2
					"</p></div></article><article class=tile><h3>The sea</h3><div><p>" T3
					"</p></div></article></div>" FOOT,
				   &a, &why),
			 FORWARD);
	assert_slice_equal(a.body, "Along the north shore\n\n" T1 "\n\nThe south\n\n" T2 "\n\nThe sea\n\n" T3);
}

static void content_never_glues_words(void **state)
{
	struct article a;
	struct reason why = { .step = "" };

	(void)state;
	assert_int_equal(
		page_read(HEAD "<div><p>The <b>two</b><i> ministers</i>\nagreed<br>on&nbsp;Monday, after a l<b>on</b>g "
			       "night, to open a rail link between the ports.</p><p>" T2 "</p></div>",
			  &a, &why),
		FORWARD);
	assert_slice_equal(a.body,
			   "The two ministers agreed on Monday, after a long night, to open a rail link between the "
			   "ports.\n\n" T2);
}

static void what_is_no_article_is_dropped_with_a_reason(void **state)
{
	static const struct {
		const char *type, *body, *step;
	} cases[] = {
		{ "image/png", "x", "charset" },    { "application/pdf", "%PDF-1.7", "charset" },
		{ "text/html", "", "clean" },       { "text/html", "<body>" MENU LIST LIST "</body>", "content" },
		{ "text/plain", "\n \n", "clean" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct article a;
		struct reason why = { .step = "" };

		if (!arena)
			arena = arena_open(256u << 20);
		arena_reset(arena);
		article_init(&a, arena);
		a.body = slice_from(cases[i].body);
		a.content_type = slice_from(cases[i].type);
		assert_int_equal(normalize(&a, NULL, &why), DROP);
		assert_string_equal(why.step, cases[i].step);
		assert_true(strlen(why.sentence) > 0);
	}
}

/* Nested, repeated, huge: time stays linear, nothing recurses. */
static void content_survives_hostile_pages(void **state)
{
	static const char *const parts[] = { "<div>",
					     "<p>a, b, c. ",
					     "<ul><li>",
					     "<a href=x>",
					     "<table><tr><td>",
					     "<div class='related sidebar'><h2>Read more</h2>",
					     "<span class=date>5 March 2024</span>",
					     "<p class=author>By Anna Rossi",
					     "<img><p>x (Photo: y)",
					     "<blockquote><br><br>" };
	size_t room = 1u << 20;
	char *html = malloc(room);

	(void)state;
	assert_non_null(html);
	for (size_t i = 0; i < COUNT(parts); i++) {
		struct article a;
		struct reason why = { .step = "" };
		size_t len = 0, n = strlen(parts[i]);

		while (len + n + 1 < room) {
			memcpy(html + len, parts[i], n);
			len += n;
		}
		html[len] = '\0';
		page_read(html, &a, &why);
	}
	free(html);
}

/* No two of thousands of pieces are alike: nothing is looked for among all the others. */
static void content_is_bounded_by_its_pieces(void **state)
{
	struct text html;
	struct article a;
	struct reason why = { .step = "" };

	(void)state;
	text_init(&html, 8u << 20);
	text_add(&html, SLICE("<h1>Night ferry stays</h1>"));
	for (int i = 0; i < 20000; i++)
		text_addf(&html,
			  "<div class='box-%d'><p>The council voted to keep ferry %d, and bakers filled the "
			  "hall.</p></div>"
			  "<figure><img src=a><figcaption>The harbour on day %d.</figcaption></figure>",
			  i, i, i);
	text_add_char(&html, '\0');
	assert_int_equal(page_read(html.at, &a, &why), FORWARD);
	assert_int_equal(a.ncaptions, PAGE_MAX_CAPTIONS);
	assert_true(slice_contains(a.body, SLICE("ferry 19999,")));
	text_release(&html);
}

/* As much JSON-LD as fits a page, whole and broken: its values are counted, and the rest of it is left alone. */
static void what_json_ld_takes_is_bounded(void **state)
{
	static const struct {
		const char *part, *end;
	} cases[] = { { "0,", "0]" }, { "0,", "0" }, { "{},", "x" }, { "\"\",", "" } };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct text html;
		struct article a;
		struct reason why = { .step = "" };

		text_init(&html, 17u << 20);
		for (size_t k = 0; k < 8; k++) {
			text_add(&html, SLICE("<script type=application/ld+json>["));
			for (size_t n = 0; n < 500000; n++)
				text_add(&html, slice_from(cases[i].part));
			text_addf(&html, "%s</script>", cases[i].end);
		}
		text_add(&html, SLICE("<h1>Night ferry stays</h1><p>" T1 "<p>" T2 "<p>" T3));
		text_add_char(&html, '\0');
		assert_int_equal(page_read(html.at, &a, &why), FORWARD);
		assert_true(arena_used(arena) < 128u << 20);
		text_release(&html);
	}
}

/* All that is told of an article fits through the pipe. */
static void captions_are_bounded_by_their_bytes(void **state)
{
	struct text html, json;
	struct article a;
	struct reason why = { .step = "" };

	(void)state;
	text_init(&html, 8u << 20);
	text_init(&json, ARTICLE_MAX_META_BYTES);
	text_add(&html, SLICE("<h1>Night ferry stays</h1><p>" T1 "<p>" T2 "<p>" T3));
	for (int i = 0; i < 900; i++) {
		text_addf(&html, "<figure><img src=a><figcaption>On day %d", i);
		for (int k = 0; k < 150; k++)
			text_add(&html, SLICE(" of the harbour"));
		text_add(&html, SLICE(".</figcaption></figure>"));
	}
	text_add_char(&html, '\0');
	assert_int_equal(page_read(html.at, &a, &why), FORWARD);
	assert_in_range(a.ncaptions, 50, 899);
	article_encode(&a, &json);
	assert_false(text_overflowed(&json));
	text_release(&json);
	text_release(&html);
}

/* Thousands of small articles in one box: what each of them holds is not read against all the others. */
static void content_is_bounded_by_its_articles(void **state)
{
	struct text html;
	struct article a;
	struct reason why = { .step = "" };

	(void)state;
	text_init(&html, 8u << 20);
	text_add(&html, SLICE("<h1>Night ferry stays</h1><main>"));
	for (int i = 0; i < 20000; i++)
		text_addf(&html,
			  "<article><h1>Ferry %d</h1><p>The council voted to keep ferry %d, and bakers filled the "
			  "hall until the last of them had spoken.</p></article>",
			  i, i);
	text_add(&html, SLICE("</main>"));
	text_add_char(&html, '\0');
	assert_int_not_equal(page_read(html.at, &a, &why), DEAD);
	text_release(&html);
}

UNIT(content, cmocka_unit_test(content_is_the_three_paragraphs), cmocka_unit_test(content_keeps_captions_apart),
     cmocka_unit_test(content_keeps_headings_lists_and_quotes), cmocka_unit_test(content_believes_names_only_so_far),
     cmocka_unit_test(content_joins_the_tiles_of_a_guide), cmocka_unit_test(content_never_glues_words),
     cmocka_unit_test(what_is_no_article_is_dropped_with_a_reason), cmocka_unit_test(content_survives_hostile_pages),
     cmocka_unit_test(content_is_bounded_by_its_pieces), cmocka_unit_test(what_json_ld_takes_is_bounded),
     cmocka_unit_test(captions_are_bounded_by_their_bytes), cmocka_unit_test(content_is_bounded_by_its_articles))
