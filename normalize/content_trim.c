/* normalize/content_trim.c - Takes out of the chosen container what is no article text. */
#include "common/date.h"
#include "normalize/clean_byline.h"
#include "normalize/clean_caption.h"
#include "normalize/content.h"

static size_t block_next(const struct content *c, size_t i)
{
	while (i < c->n && !c->block[i].in)
		i++;
	return i;
}

/* The last block in the body before i; c->n if there is none. */
static size_t block_last(const struct content *c, size_t i)
{
	while (i > 0)
		if (c->block[--i].in)
			return i;
	return c->n;
}

static size_t prose_between(const struct content *c, size_t from, size_t to)
{
	size_t n = 0;

	for (size_t i = from; i < to; i++)
		n += c->block[i].in && block_is_prose(&c->block[i]);
	return n;
}

static void blocks_drop(struct content *c, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		c->block[i].in = false;
}

static void take_caption(struct content *c, struct block *b)
{
	if (b->link * 2 <= b->text.len)
		page_add_caption(c->page, caption_split(b->text));
	b->in = false;
}

/* A table that holds a picture and little text is its frame. */
static bool is_picture_table(const struct content *c, const struct block *b)
{
	uint32_t table = b->cell ? html_closest(c->html, b->node, HTML_TABLE) : 0;

	return table && c->info[table].text < 1200 && html_find(c->html, table, table, HTML_IMG) && b->m.words < 80;
}

static void trim_captions(struct content *c)
{
	struct credit credit;

	for (size_t i = 0; i < c->n; i++) {
		struct block *b = &c->block[i];

		if (!b->in)
			continue;
		if ((b->hints & HINT_CAPTION) || is_picture_table(c, b))
			take_caption(c, b);
		else if (b->m.words <= 60 && b->m.sentences <= 2 && credit_find(b->text, &credit) &&
			 b->text.len - credit.end < 3)
			take_caption(c, b);
	}
}

/* Mostly links: a list of them, or a line that is nothing else. */
static bool is_link_block(const struct block *b)
{
	if (b->link * 10 >= b->text.len * 9)
		return !(words_are_prose(&b->m) && b->m.ends_full_stop);
	return b->link * 2 > b->text.len && !words_are_prose(&b->m);
}

static void trim_hints(struct content *c)
{
	for (size_t i = 0; i < c->n; i++) {
		struct block *b = &c->block[i];

		if (!b->in)
			continue;
		if (b->hints & HINT_AGAINST)
			b->in = false;
		else if (is_link_block(b) || b->phrase == PHRASE_BUTTON || b->phrase == PHRASE_TAGS)
			b->in = false;
		else if (b->phrase == PHRASE_RELATED && (b->link > 0 || b->heading || b->m.words <= 6))
			b->in = false;
		else if (c->page->article->title.len > 0 && words_equal(b->text, c->page->article->title))
			b->in = false;
		else if (b->m.words == 0)
			b->in = false;
	}
}

static bool is_stamp(const struct block *b)
{
	return b->m.words <= 16 && b->m.digits > 0 && !b->m.ends_full_stop && date_find(b->text).ms != TIME_UNKNOWN;
}

/* Everything before the first running text: headline, byline, date, sections. */
static void trim_head(struct content *c)
{
	for (size_t i = block_next(c, 0); i < c->n; i = block_next(c, i + 1)) {
		struct block *b = &c->block[i];

		if (block_is_prose(b) || (b->hints & HINT_LEAD) ||
		    (b->m.words >= 15 && b->link == 0 && words_shared(b->text, c->page->article->title) < 60))
			break;
		if (b->m.words >= 7 && !b->heading && !is_stamp(b) && b->m.ends_sentence)
			break;
		if (b->heading && block_next(c, i + 1) < c->n && block_is_prose(&c->block[block_next(c, i + 1)]) &&
		    b->m.words > 2 && node_within(c->html, b->at, c->top) &&
		    words_shared(b->text, c->page->article->title) < 60)
			break;
		b->in = false;
	}
}

/* A name by itself behind the last paragraph is the author's. */
static bool trim_signature(struct content *c, struct block *b)
{
	struct article *a = c->page->article;
	struct slice source = phrase_source_label(b->text), name;

	if (b->m.words > 8 || b->heading)
		return false;
	if (source.len > 0 || phrase_is_agency(b->text)) {
		if (slice_empty(a->agency))
			a->agency = slice_trim(slice_skip(b->text, source.len));
		return true;
	}
	name = byline_clean(a->arena, b->text, a->site_name);
	if (!words_are_name(name) && phrase_byline_label(b->text).len == 0)
		return false;
	if (slice_empty(a->byline))
		a->byline = name;
	return true;
}

/* Everything behind the last sentence. */
static void trim_tail(struct content *c)
{
	for (size_t i = block_last(c, c->n); i < c->n; i = block_last(c, i)) {
		struct block *b = &c->block[i];

		if (!trim_signature(c, b) && !is_stamp(b) && !b->heading &&
		    (b->m.ends_sentence || b->m.words >= 20 || b->item))
			break;
		b->in = false;
	}
}

/* A heading belongs to what follows it: without that it goes. */
static void trim_headings(struct content *c)
{
	for (size_t i = block_last(c, c->n); i < c->n; i = block_last(c, i)) {
		size_t next = block_next(c, i + 1);

		if (c->block[i].heading && next == c->n)
			c->block[i].in = false;
	}
}

/* A phrase that says that the article is over, with no more running text behind it than before. */
static void trim_end(struct content *c)
{
	for (size_t i = block_next(c, 0); i < c->n; i = block_next(c, i + 1)) {
		struct block *b = &c->block[i];

		if (b->phrase != PHRASE_END)
			continue;
		if (prose_between(c, 0, i) > prose_between(c, i, c->n))
			blocks_drop(c, i, c->n);
		else
			b->in = false;
	}
}

void content_trim(struct content *c)
{
	trim_captions(c);
	trim_end(c);
	trim_hints(c);
	trim_head(c);
	trim_tail(c);
	trim_headings(c);
}
