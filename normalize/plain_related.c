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

/* Where the article goes on after a list of others that begins at `from`: at the first paragraph from which on two
 * lines of three are running text.  lines->n if nowhere: one last paragraph after others is a teaser. */
static size_t body_resumes(const struct lines *lines, size_t from)
{
	size_t prose = 0, all = 0, resumes = lines->n;

	for (size_t i = lines->n; i-- > from;) {
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
	if (resumes < lines->n && prose_between(lines, resumes, lines->n) == 1 &&
	    prose_between(lines, from, resumes) > 0)
		return lines->n;
	return resumes;
}

/* Is it a heading alone on its line, not "Read more: the headline"? */
static bool is_list_heading(const struct line *l)
{
	return slice_empty(slice_trim(slice_after(l->text, ':')));
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

void judge_related(struct lines *lines)
{
	for (size_t i = 0; i < lines->n; i++) {
		struct line *l = &lines->line[i];

		if (!line_in(l))
			continue;
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
