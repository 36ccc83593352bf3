/* normalize/content_trim.c - Takes out of the chosen container what is no article text. */
#include "normalize/clean_caption.h"
#include "normalize/content.h"

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

/* "1/4 ": its number in a gallery. */
static struct slice without_number(struct slice s)
{
	size_t n = 0;

	while (n < s.len && (ascii_is_digit(s.at[n]) || s.at[n] == '/'))
		n++;
	return n > 2 && n < s.len && s.at[n] == ' ' && slice_contains(slice_head(s, n), SLICE("/"))
		       ? slice_skip(s, n + 1)
		       : s;
}

static void take_caption(struct content *c, struct block *b)
{
	if (b->link * 2 <= b->text.len && !b->heading &&
	    !(b->hints & (HINT_SHARE | HINT_RELATED | HINT_AUTHOR | HINT_AD | HINT_COMMENT)) && b->m.words > 1)
		page_add_caption(c->page, caption_split(without_number(b->text)));
	block_cut(b, BLOCK_CAPTION);
}

/* A table that holds a picture and little text is its frame. */
static bool is_picture_table(const struct content *c, const struct block *b)
{
	uint32_t table = b->cell ? html_closest(c->html, b->node, HTML_TABLE) : 0;

	return table && c->info[table].text < 1200 && c->info[table].images > 0 && b->m.words < 80;
}

/* A container with a picture and this text and nothing else. */
static bool is_picture_box(const struct content *c, const struct block *b)
{
	uint32_t i = b->node;

	if (b->m.words > 60 || b->m.sentences > 3 || b->heading)
		return false;
	for (unsigned level = 0; level < 3 && i > 0 && i != c->top; level++, i = c->html->node[i].parent) {
		if (c->info[i].text > b->text.len * 3 / 2 + 40)
			return false;
		if (c->info[i].images > 0)
			return level > 0 || !block_is_prose(b);
	}
	return false;
}

static void trim_captions(struct content *c)
{
	struct credit credit;

	for (size_t i = 0; i < c->n; i++) {
		struct block *b = &c->block[i];

		if (!block_in(b))
			continue;
		if ((b->hints & HINT_CAPTION) || is_picture_table(c, b) || is_picture_box(c, b))
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

/* The container that holds most of the running text directly; 0 if none holds three fifths of it. */
static uint32_t home_of(const struct content *c)
{
	uint32_t *bytes = arena_new(c->arena, uint32_t, c->html->nnodes);
	uint32_t best = 0, all = 0;

	for (size_t i = 0; i < c->n; i++) {
		const struct block *b = &c->block[i];
		uint32_t home = c->html->node[b->node].parent;

		if (!block_in(b) || !block_is_prose(b))
			continue;
		bytes[home] += (uint32_t)b->text.len;
		all += (uint32_t)b->text.len;
		if (bytes[home] > bytes[best])
			best = home;
	}
	return bytes[best] / 3 * 5 >= all ? best : 0;
}

/* The largest container around a block that does not hold `home`; 0 if there is none. */
static uint32_t outside_box(const struct content *c, uint32_t i, uint32_t home)
{
	uint32_t box = 0;

	for (; i > c->top && !node_within(c->html, home, i); i = c->html->node[i].parent)
		box = i;
	return box;
}

/* Is a box of the shape of the one beside it that holds `home`? */
static bool is_piece(const struct content *c, uint32_t box, uint32_t home)
{
	uint32_t i = home;

	while (i > 0 && c->html->node[i].parent != c->html->node[box].parent)
		i = c->html->node[i].parent;
	return i > 0 && node_same_shape(c->html, i, box);
}

/* Does a container begin with a heading? */
static bool is_headed(const struct content *c, uint32_t box)
{
	for (uint32_t i = box + 1; i < c->html->node[box].end && i < box + 4; i++)
		if (c->html->node[i].kind == HTML_ELEMENT && c->html->node[i].tag >= HTML_H1 &&
		    c->html->node[i].tag <= HTML_H6)
			return true;
	return false;
}

/* Behind the first paragraph, small boxes beside the one that holds the text are no part of it. */
static void trim_outsiders(struct content *c)
{
	uint32_t home = home_of(c);

	for (size_t i = block_next(c, 0); home && i < c->n; i = block_next(c, i + 1)) {
		struct block *b = &c->block[i];
		uint32_t box = b->at > home ? outside_box(c, b->node, home) : 0;

		if (box && c->info[box].text < 400 && (!block_is_prose(b) || is_headed(c, box)) &&
		    !is_piece(c, box, home) && (html_is(c->html, box, HTML_DIV) || html_is(c->html, box, HTML_SECTION)))
			block_cut(b, BLOCK_ASIDE);
	}
}

void content_trim(struct content *c)
{
	trim_boxes(c);
	trim_captions(c);
	trim_end(c);
	trim_hints(c);
	trim_outsiders(c);
}
