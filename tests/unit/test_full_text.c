/* tests/unit/test_full_text.c - an entry's own text: is it the article, and as a page. */
#include "tests/unit/unit.h"

#include "ingest/full_text.h"

#define SENTENCE "The council met on Tuesday and spoke for hours about the new bridge over the river at the old mill. "
#define FIVE     SENTENCE SENTENCE SENTENCE SENTENCE SENTENCE

static struct feed_entry entry_of(const char *summary, const char *content, bool plain)
{
	return (struct feed_entry){ .id = SLICE(""),
				    .title = SLICE("Bridge & \"mill\""),
				    .link = SLICE(""),
				    .author = SLICE(""),
				    .language = SLICE(""),
				    .summary = slice_from(summary),
				    .content = slice_from(content),
				    .content_plain = plain,
				    .published = MOMENT_UNKNOWN,
				    .updated = MOMENT_UNKNOWN };
}

static void full_text_is_told_from_a_teaser(void **state)
{
	static const struct {
		const char *summary, *content;
		bool plain;
		enum full_text_extent extent;
	} cases[] = {
		{ "", "", false, FULL_TEXT_NONE },
		{ " ", "<p><img src=\"x.jpg\"></p> ", false, FULL_TEXT_NONE },
		{ SENTENCE, "", false, FULL_TEXT_SHORT },
		{ "", "<p>" FIVE "</p>", false, FULL_TEXT_ENOUGH },
		{ SENTENCE, "<p>" FIVE "</p><p class='x'>" FIVE "</p><P>" FIVE "</p>", false, FULL_TEXT_WHOLE },
		{ "<p>" FIVE "</p><p>" FIVE "</p><p>" FIVE "</p>", "", false, FULL_TEXT_WHOLE },
		{ "", FIVE "\n\n" FIVE "\n\n" FIVE, true, FULL_TEXT_WHOLE },
		{ "", FIVE FIVE FIVE, true, FULL_TEXT_ENOUGH }, /* no paragraphs */
		{ "", "<pre>" FIVE "<pre>" FIVE "<pre>" FIVE, false, FULL_TEXT_ENOUGH },
		{ "", "<p>" FIVE "</p><p>" FIVE "</p><p>" FIVE "[…]</p>", false, FULL_TEXT_ENOUGH },
		{ "", "<p>" FIVE "</p><p>" FIVE "</p><p>" FIVE "...</p>", false, FULL_TEXT_ENOUGH },
		{ "", "<p>" FIVE "</p><p>" FIVE "</p><p>" FIVE "<a href='/x'>Read more</a> »</p>", false,
		  FULL_TEXT_ENOUGH },
		{ "", "<p>" FIVE "</p><p>" FIVE "</p><p>" FIVE "Đọc tiếp</p>", false, FULL_TEXT_ENOUGH },
	};
	struct arena *arena = arena_open(1u << 20);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct feed_entry e = entry_of(cases[i].summary, cases[i].content, cases[i].plain);

		assert_int_equal(full_text_extent(&e, arena), cases[i].extent);
	}
	arena_close(arena);
}

static void full_text_is_a_page(void **state)
{
	struct feed_entry html = entry_of("", "<p>Text</p>", false), plain = entry_of("", "a < b\n\nc", true);
	struct arena *arena = arena_open(1u << 20);

	(void)state;
	html.language = SLICE("it\"");
	assert_slice_equal(full_text_page(&html, arena),
			   "<!DOCTYPE html>\n<html lang=\"it&quot;\"><head><meta charset=\"utf-8\">"
			   "<title>Bridge &amp; &quot;mill&quot;</title></head>\n"
			   "<body><article><h1>Bridge &amp; &quot;mill&quot;</h1>\n<p>Text</p>\n"
			   "</article></body></html>\n");
	assert_true(slice_contains(full_text_page(&plain, arena), SLICE("<p>a &lt; b</p>\n<p>c</p>\n")));
	arena_close(arena);
}

UNIT(full_text, cmocka_unit_test(full_text_is_told_from_a_teaser), cmocka_unit_test(full_text_is_a_page))
