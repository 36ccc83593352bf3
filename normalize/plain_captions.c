/* normalize/plain_captions.c - Takes the captions out of a text. */
#include "normalize/clean_caption.h"
#include "normalize/plain_judge.h"

#define MOST_CAPTION_WORDS  70
#define SHORT_CAPTION_WORDS 22 /* shorter than most paragraphs */

static bool is_caption_sized(const struct measure *m)
{
	return m->words > 0 && m->words <= MOST_CAPTION_WORDS && m->sentences <= 2;
}

static void caption_take(struct page *page, struct line *line)
{
	page_add_caption(page, caption_split(line->text));
	line_cut(line, LINE_CAPTION);
}

/* A line that is a credit and nothing else belongs to the line right before it. */
static void credit_alone(struct page *page, struct lines *lines, size_t i, struct slice name)
{
	size_t before = line_last(lines, i);
	struct caption caption = { .text = SLICE(""), .credit = name }, *last;

	if (i > 0 && lines->line[i - 1].verdict == LINE_CAPTION && page->article->ncaptions > 0) {
		last = &page->article->caption[page->article->ncaptions - 1];
		line_cut(&lines->line[i], LINE_CAPTION);
		if (slice_empty(last->credit))
			last->credit = name;
		else
			page_add_caption(page, caption);
		return;
	}
	if (before < lines->n && before > 0 && is_caption_sized(&lines->line[before].m) &&
	    (!lines->line[i].parted || !words_are_prose(&lines->line[before].m) ||
	     lines->line[before].m.words <= SHORT_CAPTION_WORDS)) {
		caption.text = lines->line[before].text;
		line_cut(&lines->line[before], LINE_CAPTION);
	}
	line_cut(&lines->line[i], LINE_CAPTION);
	page_add_caption(page, caption);
}

/* Cut credit and caption out of a line that goes on behind them, or a credit out of a paragraph that ends there. */
static void credit_inside(struct page *page, struct line *line, const struct credit *credit)
{
	struct slice head = slice_trim(slice_head(line->text, credit->begin));
	struct slice tail = slice_trim(slice_skip(line->text, credit->end));
	struct measure m = words_measure(head);

	if (is_caption_sized(&m) && tail.len > 0) {
		page_add_caption(page, caption_split(slice_head(line->text, credit->end)));
		line_set(line, tail);
		return;
	}
	page_add_caption(page, (struct caption){ .text = SLICE(""), .credit = credit->name });
	line_set(line, tail.len == 0 ? head
				     : arena_printf(page->article->arena, "%.*s %.*s", (int)head.len, head.at,
						    (int)tail.len, tail.at));
}

static void judge_credit(struct page *page, struct lines *lines, size_t i)
{
	struct line *line = &lines->line[i];
	struct credit credit;

	for (size_t most = 8; most > 0 && line_in(line) && credit_find(line->text, &credit); most--) {
		bool at_end = line->text.len - credit.end < 3;
		struct measure m = words_measure(slice_head(line->text, credit.begin));

		if (at_end && m.words == 0)
			credit_alone(page, lines, i, caption_split(line->text).credit);
		else if (at_end && is_caption_sized(&m))
			caption_take(page, line);
		else
			credit_inside(page, line, &credit);
	}
}

/* The headline of the picture's alternative text: it stands more than once, or says much of what the title says. */
static bool is_alt_headline(const struct lines *lines, size_t i)
{
	const struct line *l = &lines->line[i];
	size_t again = 0;

	if (l->m.words < 3 || !words_are_headline(&l->m) || l->m.ends_sentence || l->heading || l->item)
		return false;
	for (size_t k = 0; k < lines->n; k++)
		again += k != i && line_in(&lines->line[k]) && lines->line[k].hash == l->hash;
	if (again > 0)
		return true;
	return i > 0 && lines->parted && i + 1 < lines->n && !lines->line[i + 1].parted &&
	       words_shared(l->text, lines->line[0].text) >= 50;
}

/* Take the line after a picture or an alternative text as its caption, if it touches it. */
static void caption_after(struct page *page, struct lines *lines, size_t i)
{
	struct line *next = i + 1 < lines->n ? &lines->line[i + 1] : NULL;

	if (!next || !line_in(next) || next->heading || next->item || !is_caption_sized(&next->m))
		return;
	if ((next->cell && lines->line[i].cell) || (lines->parted && !next->parted) ||
	    (lines->line[i].alt.len > 0 && words_equal(next->text, lines->line[i].alt)))
		caption_take(page, next);
}

static void judge_picture(struct page *page, struct lines *lines, size_t i)
{
	struct line *line = &lines->line[i];

	caption_after(page, lines, i);
	if (line->text.len == 0 || (is_caption_sized(&line->m) && !words_are_prose(&line->m) && i > 0)) {
		if (line->text.len > 0)
			page_add_caption(page, caption_split(line->text));
		line_cut(line, LINE_CAPTION);
	}
}

void judge_captions(struct page *page, struct lines *lines)
{
	bool *alt = arena_new(page->article->arena, bool, lines->n + 1);

	for (size_t i = 1; i < lines->n; i++)
		alt[i] = line_in(&lines->line[i]) && !lines->line[i].image && is_alt_headline(lines, i);
	for (size_t i = 0; i < lines->n; i++) {
		struct line *line = &lines->line[i];

		if (!line_in(line))
			continue;
		if (line->image)
			judge_picture(page, lines, i);
		else if (i > 0 && alt[i]) {
			line_cut(line, LINE_ALT);
			caption_after(page, lines, i);
		} else if (caption_points(line->text) && line->m.words <= 40 && line->m.sentences <= 1 && i > 0)
			caption_take(page, line);
		else
			judge_credit(page, lines, i);
	}
}
