/* normalize/plain.c - A text file or Markdown: its title, date, author and body. */
#include "normalize/clean_byline.h"
#include "normalize/clean_caption.h"
#include "normalize/plain_judge.h"

#define TITLE_LINES      12  /* that the title is one of */
#define MOST_BACK        200 /* lines that a repetition is looked for in */
#define MOST_TITLE_WORDS 45
#define MOST_SIGNATURE   10 /* lines */

/* Short, no full stop, no caption; and a body behind it. */
static bool is_title(const struct lines *lines, size_t i)
{
	const struct line *l = &lines->line[i];
	size_t next = line_next(lines, i + 1);
	struct credit credit;

	if (l->heading == 1)
		return true;
	if (l->m.words < 2 || l->m.words > MOST_TITLE_WORDS || l->m.ends_full_stop || l->m.ends_colon || l->item ||
	    l->m.sentences > 2 || next >= lines->n || credit_find(l->text, &credit))
		return false;
	for (size_t k = 0; k < 4 && next < lines->n; k++, next = line_next(lines, next + 1))
		if (words_are_prose(&lines->line[next].m))
			return true;
	return false;
}

void judge_title(struct page *page, struct lines *lines)
{
	struct article *a = page->article;
	size_t first = line_next(lines, 0);

	for (size_t i = first; i < lines->n && i < TITLE_LINES; i++)
		if (line_in(&lines->line[i]) && lines->line[i].heading == 1)
			first = i;
	if (slice_empty(a->title) && first < lines->n && is_title(lines, first)) {
		origin_offer(&a->title, &page->from.title, lines->line[first].text, "the first line");
		line_cut(&lines->line[first], LINE_TITLE);
	}
	for (size_t i = 0; i < lines->n && a->title.len > 0; i++)
		if (line_in(&lines->line[i]) && words_equal(lines->line[i].text, a->title))
			line_cut(&lines->line[i], LINE_TITLE);
}

/* "By Anna Rossi", "Theo TTXVN", "(ANSA)", "Anna Rossi/VNA", "Anna Rossi". */
static bool signature_read(struct page *page, struct line *line, bool names)
{
	struct article *a = page->article;
	struct slice s = line->text, label = phrase_byline_label(s), source = phrase_source_label(s), name, agency;
	char split;

	if (line->m.words > 12 || line->m.ends_colon || (line->m.ends_sentence && line->m.words > 4))
		return false;
	while (s.len > 0 && strchr("(*- ", s.at[0]))
		s = slice_skip(s, 1);
	while (s.len > 0 && strchr(").*- ", s.at[s.len - 1]))
		s.len--;
	split = slice_contains(s, SLICE("/")) ? '/' : '(';
	name = slice_trim(slice_before(s, split));
	agency = slice_trim(slice_before(slice_after(s, split), ')'));
	agency = slice_skip(agency, phrase_source_label(agency).len);
	if (label.len > 0)
		name = byline_clean(a->arena, line->text, a->site_name);
	else if (phrase_is_agency(s))
		name = SLICE(""), agency = s;
	else if (source.len > 0 && line->m.words <= 8)
		name = SLICE(""), agency = slice_trim(slice_skip(line->text, source.len));
	else if (!names || !(words_are_name(name) || (line->m.words == 1 && line->m.capitals == 1 && name.len <= 20)))
		return false;
	origin_offer(&a->byline, &page->from.byline, name, "a line of its own");
	origin_offer(&a->agency, &page->from.agency, agency, "a line of its own");
	line_cut(line, LINE_SIGNATURE);
	return true;
}

/* A line with the date stands right beside it. */
static bool is_dated(const struct lines *lines, size_t i)
{
	return (i > 0 && lines->line[i - 1].verdict == LINE_HEADER) ||
	       (i + 1 < lines->n && lines->line[i + 1].verdict == LINE_HEADER);
}

/* Everything from the line on that says that a mail's signature follows, if that is short. */
static void judge_mail_signature(struct lines *lines)
{
	size_t first = lines->signature;

	if (first == 0 || first >= lines->n || lines->n - first > MOST_SIGNATURE)
		return;
	for (size_t i = first; i < lines->n; i++)
		line_cut(&lines->line[i], LINE_SIGNATURE);
}

void judge_signature(struct page *page, struct lines *lines)
{
	size_t first = line_next(lines, 0), before;

	judge_mail_signature(lines);
	for (size_t most = 3; most > 0 && first < lines->n; most--, first = line_next(lines, first + 1))
		if (words_are_prose(&lines->line[first].m) ||
		    !signature_read(page, &lines->line[first], is_dated(lines, first)))
			break;
	for (size_t most = 3; most > 0; most--) {
		size_t last = line_last(lines, lines->n);

		before = last < lines->n ? line_last(lines, last) : lines->n;
		if (before >= lines->n || !signature_read(page, &lines->line[last], slice_empty(page->article->byline)))
			break;
	}
}

/* A paragraph that came before, word for word: the lead that stands twice, the text twice. */
static void judge_repeats(struct lines *lines)
{
	for (size_t i = 1; i < lines->n; i++) {
		struct line *l = &lines->line[i];

		for (size_t k = i > MOST_BACK ? i - MOST_BACK : 0; k < i && line_in(l) && l->m.words >= 8; k++)
			if (line_in(&lines->line[k]) && lines->line[k].hash == l->hash &&
			    words_equal(lines->line[k].text, l->text))
				line_cut(l, LINE_REPEAT);
	}
}

enum outcome plain_step(struct page *page, struct reason *why)
{
	struct lines *lines;

	(void)why;
	if (page->kind == PAGE_HTML)
		return FORWARD;
	lines = arena_new(page->article->arena, struct lines, 1);
	lines_read(page->article->arena, front_matter(page, page->text), page->kind == PAGE_MARKDOWN, lines);
	page->lines = lines;
	judge_header(page, lines);
	judge_related(lines);
	judge_tail(lines);
	judge_captions(page, lines);
	judge_title(page, lines);
	judge_signature(page, lines);
	judge_repeats(lines);
	for (size_t i = line_next(lines, 0); i < lines->n; i = line_next(lines, i + 1)) {
		const struct line *l = &lines->line[i];

		page_add_paragraph(page, l->text, l->heading ? PART_HEADING : l->item ? PART_ITEM : PART_TEXT);
	}
	return FORWARD;
}
