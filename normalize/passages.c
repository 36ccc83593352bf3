/* normalize/passages.c - Finds what of a body is in another language than the rest.
 *
 * CLD2 would take longer for a whole body than all other steps, so it is asked about those paragraphs alone that look
 * foreign: by the small words that every sentence has, of sixteen languages, or by their script. */
#include "common/function_words.h"
#include "common/language.h"
#include "common/utf8.h"
#include "normalize/page.h"

#define LEAST_BYTES 120 /* of a paragraph: shorter ones are too often names and numbers */
#define MOST_ASKED  16  /* paragraphs of a page that CLD2 is asked about */

/* Does a paragraph look as if it were in another language than that of row `own`? */
static bool looks_foreign(const struct word_evidence *e, size_t own, bool latin)
{
	uint32_t hits = own < FUNCTION_WORD_LANGUAGES ? e->hits[own] : 0, best = 0;

	if (latin != (e->latin >= e->other))
		return true;
	for (size_t i = 0; i < FUNCTION_WORD_LANGUAGES; i++)
		if (i != own && e->hits[i] > best)
			best = e->hits[i];
	if (own < FUNCTION_WORD_LANGUAGES && hits * 12 < e->words)
		return true;
	return best * 8 >= e->words && best * 2 > hits * 3;
}

static struct slice primary(struct slice language)
{
	return slice_before(language, '-');
}

/* The language of a paragraph that looks foreign; empty if it is not surely another one. */
static struct slice foreign_language(struct slice paragraph, struct slice own, const struct word_evidence *e)
{
	struct slice found = language_of_passage(paragraph);
	size_t mine = function_words_row(primary(own)), theirs = function_words_row(found);

	if (slice_empty(found) || slice_equal(primary(found), primary(own)))
		return SLICE("");
	if (theirs < FUNCTION_WORD_LANGUAGES && mine < FUNCTION_WORD_LANGUAGES && e->hits[theirs] <= e->hits[mine])
		return SLICE("");
	return found;
}

struct finder {
	struct article *article;
	size_t own, asked, room;
	size_t end_bytes; /* where the last passage ends in the body */
	bool latin;
};

/* Add body[begin, begin + bytes), or let the last passage go on if it ends right before. */
static void passage_add(struct finder *f, size_t begin, size_t bytes, struct slice language)
{
	struct article *a = f->article;
	struct passage *last = a->npassages > 0 ? &a->passage[a->npassages - 1] : NULL;

	if (!last || f->end_bytes + 2 != begin || !slice_equal(last->language, language)) {
		if (!a->passage || a->npassages == f->room) {
			size_t room = f->room ? f->room * 2 : 4;

			a->passage = arena_grow(a->arena, a->passage, sizeof *a->passage, f->room, room);
			f->room = room;
		}
		last = &a->passage[a->npassages++];
		*last = (struct passage){ .language = language, .start = (uint32_t)begin };
	}
	last->end = (uint32_t)(begin + bytes);
	f->end_bytes = begin + bytes;
}

static void paragraph_judge(struct finder *f, size_t begin, struct slice paragraph)
{
	struct word_evidence e = { 0 };
	struct slice language;

	if (paragraph.len < LEAST_BYTES || f->asked == MOST_ASKED || slice_contains(paragraph, SLICE("://")))
		return; /* words of an address are none of the text */
	function_words_count(paragraph, &e);
	if (!looks_foreign(&e, f->own, f->latin))
		return;
	f->asked++;
	language = foreign_language(paragraph, f->article->language, &e);
	if (language.len > 0)
		passage_add(f, begin, paragraph.len, language);
}

/* Bytes become code points. */
static void passages_count(struct article *a)
{
	size_t at = 0, points = 0;

	for (size_t i = 0; i < a->npassages; i++) {
		struct passage *p = &a->passage[i];
		size_t begin = p->start, end = p->end;

		points += utf8_length((struct slice){ a->body.at + at, begin - at });
		p->start = (uint32_t)points;
		points += utf8_length((struct slice){ a->body.at + begin, end - begin });
		p->end = (uint32_t)points;
		at = end;
	}
}

/* Most letters of the body's beginning are Latin. */
static bool is_latin(struct slice body)
{
	struct word_evidence e = { 0 };

	function_words_count(utf8_head(body, 1000), &e);
	return e.latin >= e.other;
}

enum outcome passages_step(struct page *page, struct reason *why)
{
	struct article *a = page->article;
	struct finder f = { .article = a, .own = function_words_row(primary(a->language)) };

	(void)why;
	a->passage = NULL; /* an article from a file may have come with those of another body */
	a->npassages = 0;
	if (slice_equal(a->language, SLICE("und")))
		return FORWARD;
	f.latin = is_latin(a->body);
	for (size_t at = 0; at < a->body.len;) {
		struct slice rest = slice_skip(a->body, at);
		size_t n = slice_find(rest, SLICE("\n\n"));

		paragraph_judge(&f, at, slice_head(rest, n));
		at += n + 2;
	}
	passages_count(a);
	return FORWARD;
}
