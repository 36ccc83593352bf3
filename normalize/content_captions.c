/* normalize/content_captions.c - Takes captions and picture credits out of the body and hands them to the article. */
#include "normalize/clean_caption.h"
#include "normalize/content.h"

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
	if (b->link * 2 <= b->text.len && !(b->heading && !block_is_prose(b)) &&
	    !(b->hints & (HINT_SHARE | HINT_RELATED | HINT_AUTHOR | HINT_AD | HINT_COMMENT)) && b->m.words > 1)
		page_add_caption(c->page, caption_split(without_number(b->text)));
	block_cut(b, BLOCK_CAPTION);
}

/* A table that holds a picture and little text is its frame, unless the article stands in it. */
static bool is_picture_table(const struct content *c, const struct block *b)
{
	uint32_t table = b->cell ? html_closest(c->html, b->node, HTML_TABLE) : 0;

	return table && !node_within(c->html, c->top, table) && c->info[table].text < 1200 &&
	       c->info[table].images > 0 && b->m.words < 80;
}

/* A picture, a heading and sentences below it, none of them a link, and the like beside it: the stops of a tour, the
 * steps of a guide. */
static bool is_station(const struct content *c, const struct block *b, uint32_t box)
{
	uint32_t i = box;

	if (c->info[box].link > 0 || !block_is_prose(b) || !b->m.ends_full_stop || !node_recurs(c->html, box))
		return false;
	while (++i < b->node)
		if (c->html->node[i].kind == HTML_ELEMENT && c->html->node[i].tag >= HTML_H2 &&
		    c->html->node[i].tag <= HTML_H5)
			return true;
	return false;
}

/* The container with a picture and this text and hardly anything else; 0 if there is none. */
static uint32_t picture_box(const struct content *c, const struct block *b)
{
	uint32_t i = b->node;

	if (b->m.words > 60 || b->m.sentences > 3 || (b->heading && b->m.words < 20))
		return 0;
	for (unsigned level = 0; level < 3 && i > 0 && i != c->top; level++, i = c->html->node[i].parent) {
		if (c->info[i].text > b->text.len * 3 / 2 + 40)
			return 0;
		if (c->info[i].images > 0)
			return (level > 0 || !block_is_prose(b)) && !is_station(c, b, i) ? i : 0;
	}
	return 0;
}

/* The picture in the box has a caption of its own, right behind block `at`. */
static bool is_captioned(const struct content *c, size_t at, uint32_t box)
{
	return at + 1 < c->n && (c->block[at + 1].hints & HINT_CAPTION) &&
	       node_within(c->html, c->block[at + 1].at, box);
}

/* A picture, a headline that links and a line on it: another article's. */
static bool is_teaser(const struct content *c, const struct block *b, uint32_t box)
{
	return c->info[box].link > 16 && c->info[box].link * 5 > c->info[box].text && b->link == 0 && block_is_prose(b);
}

/* A quotation set as a figure, with no picture in it: text of the article. */
static bool is_quote_figure(const struct content *c, const struct block *b)
{
	uint32_t figure = html_closest(c->html, b->node, HTML_FIGURE);

	return figure && c->info[figure].images == 0 && html_closest(c->html, b->node, HTML_BLOCKQUOTE) > figure &&
	       (b->hints & (HINT_AGAINST | HINT_CAPTION)) == HINT_CAPTION;
}

static bool is_centred(const struct html *html, uint32_t i)
{
	return slice_equal_nocase(html_attr(html, i, HTML_ATTR_ALIGN), SLICE("center")) ||
	       slice_contains_nocase(html_attr(html, i, HTML_ATTR_STYLE), SLICE("text-align:center")) ||
	       slice_contains_nocase(html_attr(html, i, HTML_ATTR_STYLE), SLICE("text-align: center")) ||
	       slice_contains_nocase(html_attr(html, i, HTML_ATTR_CLASS), SLICE("text-center"));
}

/* A short line in the middle, right below a paragraph that is nothing but a picture in the middle: as word processors
 * and old portals set a caption. */
static bool is_below_picture(const struct content *c, const struct block *b)
{
	uint32_t above = b->node, slanted = html_closest(c->html, b->at, HTML_EM);

	slanted = slanted ? slanted : html_closest(c->html, b->at, HTML_I);
	if (b->m.words > 50 || b->heading || b->link > 0 || !is_centred(c->html, b->node) ||
	    (b->m.ends_sentence && slanted <= b->node))
		return false;
	for (above--; above > 0 && c->html->node[above].parent != c->html->node[b->node].parent;)
		above = c->html->node[above].parent;
	return above > 0 && c->info[above].images > 0 && c->info[above].text == 0;
}

void content_captions(struct content *c)
{
	struct credit credit;

	for (size_t i = 0; i < c->n; i++) {
		struct block *b = &c->block[i];
		uint32_t box;

		if (!block_in(b))
			continue;
		if (phrase_byline_label(b->text).len > 0 && b->m.words <= 10)
			continue; /* "Bài, ảnh: ..." */
		if (is_below_picture(c, b))
			take_caption(c, b);
		else if (b->hints & HINT_CAPTION ? !is_quote_figure(c, b) : is_picture_table(c, b))
			take_caption(c, b);
		else if ((box = b->hints & HINT_CAPTION ? 0 : picture_box(c, b)) && is_captioned(c, i, box))
			continue;
		else if (box && is_teaser(c, b, box))
			block_cut(b, BLOCK_ASIDE);
		else if (box)
			take_caption(c, b);
		else if (b->m.words <= 60 && b->m.sentences <= 2 && credit_find(b->text, &credit) &&
			 b->text.len - credit.end < 3)
			take_caption(c, b);
	}
}
