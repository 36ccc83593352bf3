/* normalize/plain.c - A text file or Markdown: its title, date, author and body. */
#include "common/date.h"
#include "normalize/clean_byline.h"
#include "normalize/clean_caption.h"
#include "normalize/plain_judge.h"

#define HEADER_LINES     12
#define MOST_BACK        200 /* lines that a repetition is looked for in */
#define MOST_TITLE_WORDS 45

static bool label_is(struct slice label, const char *const *labels)
{
	char buf[64];

	return label.len < 48 && words_in(words_fold(label, buf, sizeof buf), labels);
}

/* "date 2023-07-28 ..." or "Published: 28 July 2023": what follows the date stays.  False if the line is none. */
static bool header_date(struct page *page, struct line *line)
{
	static const char *const labels[] = { "date",         "published",     "published at", "published on",
					      "publish date", "pubdate",       "posted",       "posted on",
					      "ngày đăng",    "đăng ngày",     "ngày",         "data",
					      "pubblicato",   "pubblicato il", "time",         NULL };
	struct slice s = line->text, rest, stamp;
	struct moment m;
	size_t label = 0;

	while (label < s.len && label < 40 && !ascii_is_digit(s.at[label]))
		label++;
	if (label == 0 || !label_is(slice_head(s, label), labels))
		return false;
	rest = slice_skip(s, label);
	stamp = rest;
	m = line->m.words - line->m.digits < 8 && !line->m.ends_sentence ? date_parse(rest) : MOMENT_UNKNOWN;
	if (m.ms == TIME_UNKNOWN) {
		stamp = slice_before(rest, ' ');
		m = stamp.len == 10 || slice_contains(stamp, SLICE("T")) ? date_parse(stamp) : MOMENT_UNKNOWN;
	}
	if (m.ms == TIME_UNKNOWN)
		return false;
	origin_offer_moment(&page->article->published, &page->from.published, m, "a line before the text");
	line_set(line, slice_trim(slice_skip(rest, stamp.len)));
	if (line->text.len == 0)
		line_cut(line, LINE_HEADER);
	return true;
}

/* "Title: ...", "URL: ..." before the body. */
static bool header_field(struct page *page, struct line *line)
{
	static const char *const title[] = { "title", "headline", "tiêu đề", "titolo", NULL };
	static const char *const other[] = { "url",       "link",   "language", "lang",        "category", "categories",
					     "section",   "slug",   "id",       "description", "keywords", "tags",
					     "permalink", "layout", "image",    "canonical",   NULL };
	struct slice label = slice_before(line->text, ':'), value = slice_trim(slice_after(line->text, ':'));

	if (label.len == line->text.len)
		return false;
	value = slice_unquote(value);
	if (label_is(label, title) && value.len > 0) {
		page->article->title = value;
		page->from.title = "a line before the text";
	} else if (!label_is(label, other))
		return false;
	line_cut(line, LINE_HEADER);
	return true;
}

/* A line that is a date, perhaps with the author before it: "Anna Rossi | 28 July 2023". */
static bool header_stamp(struct page *page, struct line *line)
{
	struct moment m = line->m.words <= 16 && line->m.digits > 0 && !line->m.ends_sentence ? date_parse(line->text)
											      : MOMENT_UNKNOWN;
	struct slice name = slice_trim(slice_before(line->text, '|'));

	if (m.ms == TIME_UNKNOWN || line->m.words - line->m.digits > 9)
		return false;
	origin_offer_moment(&page->article->published, &page->from.published, m, "a line before the text");
	if (name.len < line->text.len && words_are_name(name))
		origin_offer(&page->article->byline, &page->from.byline, name, "a line before the text");
	line_cut(line, LINE_HEADER);
	return true;
}

static bool is_breadcrumb(struct slice s)
{
	return slice_contains(s, SLICE(" > ")) || slice_contains(s, SLICE(" » ")) || slice_contains(s, SLICE(" › "));
}

/* Three lines and more of a few words each at the very top: the site's menu. */
static void judge_menu(struct lines *lines)
{
	size_t n = 0;

	while (n < lines->n && lines->line[n].m.words <= 4 && !lines->line[n].m.ends_sentence &&
	       lines->line[n].heading != 1 && !lines->line[n].image && lines->line[n].m.digits == 0)
		n++;
	for (size_t i = 0; i < n && n >= 3 && n < lines->n; i++)
		line_cut(&lines->line[i], LINE_MENU);
}

void judge_header(struct page *page, struct lines *lines)
{
	judge_menu(lines);
	for (size_t i = 0; i < lines->n && i < HEADER_LINES; i++) {
		struct line *line = &lines->line[i];

		if (header_date(page, line) || header_field(page, line) || header_stamp(page, line))
			continue;
		if (is_breadcrumb(line->text) && !line->m.ends_sentence)
			line_cut(line, LINE_MENU);
		else if (words_are_prose(&line->m))
			break;
	}
}

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

	for (size_t i = first; i < lines->n && i < HEADER_LINES; i++)
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

void judge_signature(struct page *page, struct lines *lines)
{
	size_t first = line_next(lines, 0), before;

	if (first < lines->n && !words_are_prose(&lines->line[first].m))
		signature_read(page, &lines->line[first], false);
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
	lines_read(page->article->arena, page->text, page->kind == PAGE_MARKDOWN, lines);
	page->lines = lines;
	judge_header(page, lines);
	judge_related(lines);
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
