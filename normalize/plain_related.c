/* normalize/plain_related.c - Takes out of a text the lists of other articles, buttons and tags. */
#include "normalize/plain_judge.h"

size_t line_next(const struct lines *lines, size_t i)
{
	while (i < lines->n && !line_in(&lines->line[i]))
		i++;
	return i;
}

size_t line_last(const struct lines *lines, size_t i)
{
	while (i > 0)
		if (line_in(&lines->line[--i]))
			return i;
	return lines->n;
}

static void lines_drop(struct lines *lines, size_t from, size_t to, enum line_verdict why)
{
	for (size_t i = from; i < to; i++)
		line_cut(&lines->line[i], why);
}

static size_t prose_between(const struct lines *lines, size_t from, size_t to)
{
	size_t n = 0;

	for (size_t i = from; i < to; i++)
		n += line_in(&lines->line[i]) && words_are_prose(&lines->line[i].m);
	return n;
}

/* Is it a heading alone on its line, not "Read more: the headline"? */
static bool is_list_heading(const struct line *l)
{
	return slice_empty(slice_trim(slice_after(l->text, ':'))) && !phrase_leads_elsewhere(l->text);
}

/* Where the next list begins, or the end of the article is said, from i on. */
static size_t next_list(const struct lines *lines, size_t i)
{
	while (i < lines->n && !(line_in(&lines->line[i]) &&
				 (lines->line[i].phrase == PHRASE_END ||
				  (lines->line[i].phrase == PHRASE_RELATED && is_list_heading(&lines->line[i])))))
		i++;
	return i;
}

/* Where the article goes on after a list of others that begins at `from`: at the first paragraph from which on, up to
 * the next list, two lines of three are running text.  At that list if nowhere: one last paragraph after others is a
 * teaser. */
static size_t body_resumes(const struct lines *lines, size_t from)
{
	size_t end = next_list(lines, from), prose = 0, all = 0, resumes = end;

	for (size_t i = end; i-- > from;) {
		const struct line *l = &lines->line[i];

		if (!line_in(l) || l->phrase != PHRASE_NONE || l->m.words <= 4)
			continue;
		all++;
		if (!words_are_prose(&l->m) || l->linked)
			continue;
		prose++;
		if (prose * 3 >= all * 2)
			resumes = i;
	}
	if (resumes < end && prose_between(lines, resumes, end) == 1 && prose_between(lines, from, resumes) > 0)
		return end;
	return resumes;
}

/* A phrase that ends the article: all after it goes unless most of the running text would. */
static void judge_end(struct lines *lines, size_t i)
{
	size_t before = prose_between(lines, 0, i), after = prose_between(lines, i, lines->n);

	if (before >= after && before > 0)
		lines_drop(lines, i, lines->n, LINE_END);
	else
		line_cut(&lines->line[i], LINE_PHRASE);
}

static void judge_list(struct lines *lines, size_t i)
{
	if (!is_list_heading(&lines->line[i]))
		line_cut(&lines->line[i], LINE_PHRASE);
	else if (prose_between(lines, 0, i) > 0)
		lines_drop(lines, i, body_resumes(lines, i + 1), LINE_LIST);
	else
		line_cut(&lines->line[i], LINE_PHRASE);
}

/* Three headlines and more at the end with nothing to introduce them. */
static void judge_headline_tail(struct lines *lines)
{
	const size_t end = lines->n;
	size_t first = end, n = 0, i = end;

	while ((i = line_last(lines, i)) < end) {
		const struct line *l = &lines->line[i];

		if (!words_are_headline(&l->m) || words_are_prose(&l->m) || l->m.words < 5 || l->heading || l->item ||
		    l->m.ends_colon)
			break;
		first = i;
		n++;
	}
	if (n >= 3 && i < end && !lines->line[i].m.ends_colon && words_are_prose(&lines->line[i].m))
		lines_drop(lines, first, end, LINE_LIST);
}

/* "Page 2 of 3", "- 2 -", "2/3", "Trang 2": what a printed page has at its foot. */
static bool is_page_number(const struct line *l)
{
	static const char *const words[] = { "page", "pag", "pagina", "trang", "seite", "p", "of", "di", "von", NULL };
	char buf[32];
	struct slice word, rest = words_fold(l->text, buf, sizeof buf);
	bool labelled = false;

	if (l->m.digits == 0 || l->m.words > 4 || l->text.len >= sizeof buf || l->m.ends_sentence)
		return false;
	while (slice_next(&rest, ' ', &word)) {
		if (words_in(word, words))
			labelled = true;
		else if (word.len > 3 || slice_before(word, ' ').len == 0 || !ascii_is_digit(word.at[0]))
			return false;
	}
	return labelled || l->text.at[0] == '-' || (l->m.words == 2 && slice_contains(l->text, SLICE("/")));
}

void judge_related(struct lines *lines)
{
	for (size_t i = 0; i < lines->n; i++) {
		struct line *l = &lines->line[i];

		if (!line_in(l))
			continue;
		if (is_page_number(l)) {
			line_cut(l, LINE_PHRASE);
			continue;
		}
		if (i > 0 && l->m.words <= 40 && phrase_asks(l->text, false)) {
			line_cut(l, LINE_ASKS);
			continue;
		}
		switch (l->phrase) {
		case PHRASE_NONE:
			if ((l->linked || l->pointed) && !l->m.ends_full_stop && i > 0)
				line_cut(l, LINE_LINK);
			break;
		case PHRASE_RELATED: judge_list(lines, i); break;
		case PHRASE_END: judge_end(lines, i); break;
		case PHRASE_BUTTON:
		case PHRASE_AD:
		case PHRASE_TAGS: line_cut(l, LINE_PHRASE); break;
		}
	}
	judge_headline_tail(lines);
}

/* "Privacy | Terms of use | Contact" */
static bool is_bar_menu(const struct line *l)
{
	struct slice rest = l->text, part;
	size_t parts = 0;

	while (slice_next(&rest, '|', &part)) {
		struct measure m = words_measure(part);

		if (m.words == 0 || m.words > 4 || m.ends_sentence)
			return false;
		parts++;
	}
	return parts >= 3 && !l->cell;
}

/* "© 2024 Harbour Gazette", "Copyright ..." */
static bool is_copyright(const struct line *l)
{
	return l->m.words <= 25 && (slice_starts(l->text, SLICE("©")) || slice_starts_nocase(l->text, SLICE("(c) ")) ||
				    slice_starts_nocase(l->text, SLICE("copyright ")));
}

/* "Original article: https://…", a mail address: little else than where to find something. */
static bool is_whereabouts(const struct line *l)
{
	size_t url = slice_find_nocase(l->text, SLICE("http"));

	if (l->m.words > 25 || words_are_prose(&l->m))
		return false;
	if (url < l->text.len && slice_contains(slice_skip(l->text, url), SLICE("://")))
		return words_measure(slice_head(l->text, url)).words <= 5;
	return l->m.words <= 8 && slice_contains(l->text, SLICE("@")) && slice_contains(l->text, SLICE("."));
}

void judge_tail(struct lines *lines)
{
	for (size_t i = line_last(lines, lines->n); i < lines->n && i > 0; i = line_last(lines, i)) {
		struct line *l = &lines->line[i];

		if (phrase_asks(l->text, true) && (!words_are_prose(&l->m) || l->m.words <= 20))
			line_cut(l, LINE_ASKS);
		else if (is_copyright(l))
			line_cut(l, LINE_END);
		else if (is_bar_menu(l))
			line_cut(l, LINE_MENU);
		else if (is_whereabouts(l))
			line_cut(l, LINE_LINK);
		else if (l->m.words > 8 || phrase_source_label(l->text).len == 0) /* that is for judge_signature() */
			break;
	}
}
