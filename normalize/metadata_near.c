/* normalize/metadata_near.c - Author and date as they stand in the lines around the headline, where no name, element or
 * property tells them. */
#include "common/date.h"
#include "normalize/clean_byline.h"
#include "normalize/clean_words.h"
#include "normalize/content.h"
#include "normalize/metadata.h"

#define LINES_BEFORE 3
#define LINES_AFTER  14

/* A line that is little more than a date. */
static bool is_stamp(const struct block *b)
{
	return b->m.words <= 14 && b->m.digits > 0 && !b->m.ends_full_stop && !block_is_prose(b);
}

static void read_stamp(struct page *page, const struct block *b)
{
	struct article *a = page->article;
	struct moment m = is_stamp(b) ? date_find_in(b->text, page->zone_minutes) : MOMENT_UNKNOWN;

	if (m.ms == TIME_UNKNOWN)
		return;
	if (text_says_modified(b->text))
		origin_offer_moment(&a->modified, &page->from.modified, m, "a line near the headline");
	else
		origin_offer_moment(&a->published, &page->from.published, m, "a line near the headline");
}

/* "Written by", "Author:", "Tác giả": a label whose name is the next line. */
static bool is_label(struct slice s)
{
	static const char *const labels[] = { "by",      "written by", "article by", "words by",     "posted by",
					      "author",  "authors",    "story by",   "contributors", "contributor",
					      "tác giả", "di",         "autore",     "von",          "par",
					      "por",     NULL };
	char buf[40];

	return s.len < 24 && words_in(words_fold(s, buf, sizeof buf), labels);
}

/* A name that links to a page of authors. */
static bool links_to_author(const struct content *c, const struct block *b)
{
	static const char *const places[] = { "/author",     "/autor",  "/people/", "/profile",     "/staff/",
					      "/journalist", "/redakt", "/tac-gia", "/contributor", "/writer" };
	struct slice href;

	if (b->link * 10 < b->text.len * 8 || !words_are_name(b->text))
		return false;
	href = html_attr(c->html, html_closest(c->html, b->at, HTML_A), HTML_ATTR_HREF);
	for (size_t i = 0; i < COUNT(places); i++)
		if (slice_contains_nocase(href, slice_from(places[i])))
			return true;
	return false;
}

/* The author in a line that begins with "by" or the like, in the one behind such a label, or in a link to a
 * page of authors. */
static void read_name(struct page *page, const struct block *b, const struct block *next)
{
	struct article *a = page->article;
	struct slice s = SLICE("");
	struct names names;

	if (b->m.words > 16 || b->m.ends_full_stop || a->byline.len > 0)
		return;
	if (next && is_label(b->text) && words_are_name(next->text))
		s = next->text;
	else if (phrase_byline_label(b->text).len > 0 || links_to_author(page->content, b) ||
		 is_label(slice_head(b->text, slice_find(b->text, SLICE("by")) + 2)) ||
		 slice_starts(b->text, SLICE("By")))
		s = b->text;
	names = byline_names(a->arena, s, a->site_name, &a->agency);
	if (names.n == 0 || !words_are_name(slice_before(names.at[0], ',')))
		return;
	a->authors = names;
	origin_offer(&a->byline, &page->from.byline, names_join(a->arena, &names), "a line near the headline");
}

/* Index of the headline's block, c->n if it is not there. */
static size_t title_block(const struct content *c)
{
	uint32_t title = c->page->title_node;

	for (size_t i = 0; title && i < c->n && c->block[i].at < c->html->node[title].end; i++)
		if (node_within(c->html, c->block[i].at, title))
			return i;
	return c->n;
}

/* What stands behind the headline in its own block: "The headline<br>By Somebody, 9 July". */
static void read_behind(struct page *page, const struct block *title)
{
	struct slice line = html_line(&page->html, page->title_node, title->text.len);
	struct block rest = *title;

	if (line.len == 0 || line.len >= title->text.len || !slice_starts(title->text, line))
		return;
	rest.text = slice_trim(slice_skip(title->text, line.len));
	rest.m = words_measure(rest.text);
	read_stamp(page, &rest);
	read_name(page, &rest, NULL);
}

void metadata_read_near(struct page *page)
{
	const struct content *c = page->content;
	size_t title = title_block(c), prose = 0;

	for (size_t i = title > LINES_BEFORE ? title - LINES_BEFORE : 0; title < c->n && i < c->n; i++) {
		const struct block *b = &c->block[i];

		if (i == title)
			read_behind(page, b);
		if (i == title || (b->hints & (HINT_NAV | HINT_RELATED | HINT_COMMENT | HINT_HIDDEN)))
			continue;
		prose += i > title && block_is_prose(b) && b->m.words > 25;
		if (i > title + LINES_AFTER || prose > 1)
			return;
		read_stamp(page, b);
		read_name(page, b, i + 1 < c->n ? b + 1 : NULL);
	}
}
