/* normalize/content_trim.c - Takes out of the chosen container what is no article text. */
#include "normalize/content.h"

#define MOST_TRIES 50 /* headings looked at for whether another article begins there */

static size_t prose_between(const struct content *c, size_t from, size_t to)
{
	size_t n = 0;

	for (size_t i = from; i < to; i++)
		n += block_in(&c->block[i]) && block_is_prose(&c->block[i]);
	return n;
}

static void blocks_drop(struct content *c, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		block_cut(&c->block[i], BLOCK_END);
}

/* Mostly links: a list of them, or a line that is nothing else.  A whole sentence may be one; what breaks off is the
 * beginning of another article. */
static bool is_link_block(const struct block *b)
{
	if (b->link * 10 >= b->text.len * 9)
		return !(words_are_prose(&b->m) && b->m.ends_full_stop) || slice_ends(b->text, SLICE("...")) ||
		       slice_ends(b->text, SLICE("…"));
	return b->link * 2 > b->text.len && !words_are_prose(&b->m);
}

/* "14:05", "14:05 vor 2 Stunden": when an entry of a ticker was written. */
static bool is_clock(const struct content *c, const struct block *b)
{
	size_t n = slice_before(b->text, ':').len;

	return b->m.words <= 6 && b->m.digits >= 2 && n >= 1 && n <= 2 && b->text.len > n + 2 && !b->heading &&
	       !b->item && !b->cell && !b->m.ends_sentence && ascii_is_digit(b->text.at[0]) &&
	       ascii_is_digit(b->text.at[n + 1]) && ascii_is_digit(b->text.at[n + 2]) &&
	       !html_is(c->html, b->node, HTML_P) && b->link == 0;
}

static void trim_hints(struct content *c)
{
	for (size_t i = 0; i < c->n; i++) {
		struct block *b = &c->block[i];

		if (!block_in(b))
			continue;
		if (b->hints & (block_is_prose(b) ? HINT_AGAINST & ~HINT_META : HINT_AGAINST))
			block_cut(b, BLOCK_HINT);
		else if (b->m.words <= 40 && phrase_asks(b->text, false))
			block_cut(b, BLOCK_PHRASE);
		else if (is_link_block(b) || b->phrase == PHRASE_BUTTON || b->phrase == PHRASE_AD ||
			 b->phrase == PHRASE_TAGS)
			block_cut(b, BLOCK_LINKS);
		else if (b->phrase == PHRASE_RELATED && (b->link > 0 || b->heading || b->m.words <= 6))
			block_cut(b, BLOCK_PHRASE);
		else if (node_within(c->html, b->at, c->page->title_node) && c->page->title_node)
			block_cut(b, BLOCK_TITLE);
		else if (c->page->article->title.len > 0 && words_equal(b->text, c->page->article->title))
			block_cut(b, BLOCK_TITLE);
		else if (b->m.words == 0)
			block_cut(b, BLOCK_LINKS);
		else if (is_clock(c, b))
			block_cut(b, BLOCK_PHRASE);
	}
}

/* The container that a label heads: the element it stands in if there is more in that, else its parent; none if
 * that holds much of the body. */
static uint32_t box_of(const struct content *c, const struct block *b)
{
	const struct html *html = c->html;
	uint32_t box = c->info[b->node].text > b->text.len * 2 ? b->node : html->node[b->node].parent;

	if (box == c->top || !node_within(html, box, c->top) || c->info[box].prose * 4 > c->info[c->top].prose)
		return 0;
	return box;
}

/* "Advertisement", "Read more": the whole box that a label heads goes with it. */
static void trim_boxes(struct content *c)
{
	for (size_t i = block_next(c, 0); i < c->n; i = block_next(c, i + 1)) {
		struct block *b = &c->block[i];
		uint32_t box = b->phrase != PHRASE_NONE && b->phrase != PHRASE_BUTTON ? box_of(c, b) : 0;

		if (!box)
			continue;
		for (size_t k = i; k < c->n && node_within(c->html, c->block[k].at, box); k++)
			block_cut(&c->block[k], BLOCK_BOX);
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
			block_cut(b, BLOCK_END);
	}
}

/* The pieces of their common container that hold the title and node i. */
static bool pieces_of(const struct content *c, uint32_t i, uint32_t *own, uint32_t *other)
{
	const struct html *html = c->html;
	uint32_t title = c->page->title_node;

	for (*other = i; i > 0 && !node_within(html, title, i); i = html->node[i].parent)
		*other = i;
	for (*own = title; *own > 0 && html->node[*own].parent != i; *own = html->node[*own].parent)
		;
	return *own > 0 && *own != title && *other != *own;
}

/* Does a container say by whom or when its text was written? */
static bool is_signed(const struct content *c, uint32_t box)
{
	for (uint32_t i = box; i < c->html->node[box].end; i++)
		if (html_is(c->html, i, HTML_TIME) || (c->info[i].own & HINT_AUTHOR))
			return true;
	return false;
}

/* Pages that go on with the next article when one scrolls: a second headline like the page's own, in a container like
 * its own.  From there on nothing belongs to this article. */
static void trim_appended(struct content *c)
{
	uint32_t title = c->page->title_node, own, other;
	unsigned tries = 0;
	size_t i = 0;

	for (; title && i < c->n; i++) {
		const struct block *b = &c->block[i];

		if (b->heading && b->node > title && node_same_shape(c->html, b->node, title) &&
		    pieces_of(c, b->node, &own, &other) && node_same_shape(c->html, own, other) &&
		    c->info[own].prose > 0 && c->info[other].prose > 0 && tries++ < MOST_TRIES &&
		    (html_is(c->html, own, HTML_ARTICLE) ||
		     (html_is(c->html, title, HTML_H1) && is_signed(c, own) && is_signed(c, other))))
			break;
	}
	for (; title && i < c->n; i++)
		block_cut(&c->block[i], BLOCK_END);
}

void content_trim(struct content *c)
{
	trim_appended(c);
	trim_boxes(c);
	content_captions(c);
	trim_end(c);
	trim_hints(c);
	content_boxes(c);
}
