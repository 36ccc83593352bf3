/* normalize/clean.c - The last touches on the paragraphs, and their joining into the body. */
#include "normalize/clean_byline.h"
#include "normalize/clean_caption.h"
#include "normalize/clean_dateline.h"
#include "normalize/clean_phrases.h"
#include "normalize/clean_words.h"
#include "normalize/nfc.h"
#include "normalize/page.h"

/* "tin.example", or a part of the site's name: what a paper puts before its own reports. */
static bool names_publication(struct slice s, struct slice site_name)
{
	size_t dot = s.len;

	while (dot > 0 && s.at[dot - 1] != '.')
		dot--;
	if (dot > 1 && s.len - dot >= 2 && !slice_contains(s, SLICE(" ")))
		return true;
	return s.len >= 4 && slice_contains_nocase(site_name, s);
}

/* The dateline tells place and agency.  In plain text it goes: what conversion left of it is rarely whole. */
static void clean_dateline(struct page *page)
{
	struct article *a = page->article;
	struct dateline d;

	if (page->nparagraphs == 0)
		return;
	d = dateline_read(page->paragraph[0].text);
	if (d.bytes == 0 || d.bytes >= page->paragraph[0].text.len)
		return;
	origin_offer(&a->dateline, &page->from.dateline, d.place, "the head of the text");
	origin_offer(&a->agency, &page->from.agency, d.agency, "the head of the text");
	if (page->kind != PAGE_HTML ||
	    (d.place.len == 0 && (d.agency.len == 0 || names_publication(d.agency, a->site_name))))
		page->paragraph[0].text = slice_skip(page->paragraph[0].text, d.bytes);
}

/* What stands behind the end mark: the desk or the author. */
static void signature_behind(struct page *page, struct slice s)
{
	struct article *a = page->article;

	while (s.len > 0 && strchr("(-/. ", s.at[0]))
		s = slice_skip(s, 1);
	while (s.len > 0 && strchr(")-/. ", s.at[s.len - 1]))
		s.len--;
	if (phrase_is_agency(s) && slice_empty(a->agency))
		origin_offer(&a->agency, &page->from.agency, s, "the end of the text");
	else if (words_are_name(s))
		origin_offer(&a->byline, &page->from.byline, s, "the end of the text");
}

/* "./." and its kin: one full stop stays. */
static struct slice clean_end_mark(struct page *page, struct slice s)
{
	static const char *const marks[] = { "./.", "/./", ".//.", "…/.", "\"/.", "/." };
	static const char *const squares[] = { "■", "□", "▪", "◼", "◆", "●", "###", "❏" };
	size_t window = s.len > 48 ? s.len - 48 : 0;

	for (size_t i = 0; i < COUNT(marks); i++) {
		size_t at = slice_find(slice_skip(s, window), slice_from(marks[i])) + window;
		size_t stay = marks[i][0] == '/' ? 0 : slice_find(slice_from(marks[i]), SLICE("/"));
		struct slice behind = slice_skip(s, at + strlen(marks[i]));

		if (at >= s.len || words_measure(behind).words > 6)
			continue;
		if (at + stay == 0)
			return s;
		signature_behind(page, behind);
		s = slice_trim(slice_head(s, at + stay));
		return strchr(".!?\"", s.at[s.len - 1]) || (signed char)s.at[s.len - 1] < 0
			       ? s
			       : arena_printf(page->article->arena, "%.*s.", (int)s.len, s.at);
	}
	for (size_t i = 0; i < COUNT(squares); i++)
		if (slice_ends(s, slice_from(squares[i])))
			s = slice_trim(slice_head(s, s.len - strlen(squares[i])));
	return s;
}

/* "… he said. — VNS": the agency behind a dash at the very end. */
static void clean_last(struct page *page)
{
	static const char *const dashes[] = { " — ", " – ", " - ", " (" };
	struct paragraph *last = page->nparagraphs > 0 ? &page->paragraph[page->nparagraphs - 1] : NULL;

	for (size_t i = 0; last && i < COUNT(dashes); i++) {
		size_t window = last->text.len > 24 ? last->text.len - 24 : 0;
		size_t at = window + slice_find(slice_skip(last->text, window), slice_from(dashes[i]));
		struct slice behind = slice_skip(last->text, at + strlen(dashes[i]));

		if (at == 0 || at >= last->text.len || !phrase_is_agency(behind) ||
		    words_measure(slice_head(last->text, at)).sentences == 0)
			continue;
		signature_behind(page, behind);
		last->text = slice_trim(slice_head(last->text, at));
	}
}

/* "Theo phóng viên TTXVN tại Rome", "a VNA correspondent": the agency names itself in the first paragraphs. */
static void agency_in_text(struct page *page)
{
	static const char *const before[] = { "phóng viên ", "Phóng viên " };
	static const char *const after[] = { " correspondent", " reporter" };
	struct article *a = page->article;

	for (size_t p = 0; p < page->nparagraphs && p < 2 && slice_empty(a->agency); p++) {
		struct slice text = slice_head(page->paragraph[p].text, 300);

		for (size_t i = 0; i < COUNT(before); i++) {
			struct slice word = slice_before(
				slice_skip(text, slice_find(text, slice_from(before[i])) + strlen(before[i])), ' ');

			if (phrase_is_agency(word))
				origin_offer(&a->agency, &page->from.agency, word, "the text");
		}
		for (size_t i = 0; i < COUNT(after); i++) {
			struct slice head = slice_head(text, slice_find(text, slice_from(after[i])));
			size_t begin = head.len;

			while (begin > 0 && head.at[begin - 1] != ' ')
				begin--;
			if (head.len < text.len && phrase_is_agency(slice_skip(head, begin)))
				origin_offer(&a->agency, &page->from.agency, slice_skip(head, begin), "the text");
		}
	}
}

/* "- Ends -", "-30-", "(hết)": a last line that only says that it is the last. */
static bool is_end_line(struct slice s)
{
	static const char *const ends[] = { "", "end", "ends", "30", "hết", "fine", "the end", NULL };
	char buf[32];
	struct slice folded = words_fold(s, buf, sizeof buf);

	return s.len < 16 && (slice_empty(folded) || words_in(folded, ends));
}

static void clean_paragraphs(struct page *page)
{
	size_t n = 0;

	for (size_t i = 0; i < page->nparagraphs; i++) {
		struct paragraph p = page->paragraph[i];

		p.text = slice_trim(clean_end_mark(page, p.text));
		if (p.text.len == 0 || (n > 0 && slice_equal(p.text, page->paragraph[n - 1].text)))
			continue;
		page->paragraph[n++] = p;
	}
	while (n > 0 && is_end_line(page->paragraph[n - 1].text))
		n--;
	while (n > 0 && page->paragraph[n - 1].part == PART_HEADING)
		n--;
	page->nparagraphs = n;
}

static struct slice paragraphs_join(struct page *page)
{
	size_t bytes = 1, len = 0;
	char *buf;

	for (size_t i = 0; i < page->nparagraphs; i++)
		bytes += page->paragraph[i].text.len + 2;
	buf = arena_alloc_raw(page->article->arena, bytes);
	for (size_t i = 0; i < page->nparagraphs; i++) {
		if (i > 0) {
			memcpy(buf + len, "\n\n", 2);
			len += 2;
		}
		memcpy(buf + len, page->paragraph[i].text.at, page->paragraph[i].text.len);
		len += page->paragraph[i].text.len;
	}
	return slice_of(buf, len);
}

/* One line of NFC. */
static void clean_line(struct article *a, struct slice *s)
{
	if (s->len > 0) {
		*s = words_squeeze(*s, arena_alloc_raw(a->arena, s->len + 1));
		*s = nfc_normalise(a->arena, *s);
	}
}

enum outcome clean_step(struct page *page, struct reason *why)
{
	struct article *a = page->article;

	clean_paragraphs(page);
	clean_last(page);
	clean_dateline(page);
	agency_in_text(page);
	a->body = nfc_normalise(a->arena, paragraphs_join(page));
	clean_line(a, &a->title);
	clean_line(a, &a->byline);
	clean_line(a, &a->site_name);
	clean_line(a, &a->dateline);
	clean_line(a, &a->agency);
	for (size_t i = 0; i < a->ncaptions; i++) {
		clean_line(a, &a->caption[i].text);
		clean_line(a, &a->caption[i].credit);
	}
	if (slice_empty(a->body))
		return drop(why, "no article text in the page");
	return FORWARD;
}

static void clean_names(struct article *a, struct names *names)
{
	for (size_t i = 0; i < names->n; i++)
		clean_line(a, &names->at[i]);
}

enum outcome authors_step(struct page *page, struct reason *why)
{
	struct article *a = page->article;

	(void)why;
	if (a->authors.n == 0 && a->byline.len > 0)
		a->authors = byline_names(a->arena, a->byline, a->site_name, NULL);
	clean_names(a, &a->authors);
	clean_names(a, &a->keywords);
	clean_line(a, &a->section);
	clean_line(a, &a->publisher);
	return FORWARD;
}
