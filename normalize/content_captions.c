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

	if (b->m.words > 60 || b->m.sentences > 3 || (b->heading && b->m.words < 20))
		return false;
	for (unsigned level = 0; level < 3 && i > 0 && i != c->top; level++, i = c->html->node[i].parent) {
		if (c->info[i].text > b->text.len * 3 / 2 + 40)
			return false;
		if (c->info[i].images > 0)
			return level > 0 || !block_is_prose(b);
	}
	return false;
}

/* A quotation set as a figure, with no picture in it: text of the article. */
static bool is_quote_figure(const struct content *c, const struct block *b)
{
	uint32_t figure = html_closest(c->html, b->node, HTML_FIGURE);

	return figure && c->info[figure].images == 0 && html_closest(c->html, b->node, HTML_BLOCKQUOTE) > figure &&
	       (b->hints & (HINT_AGAINST | HINT_CAPTION)) == HINT_CAPTION;
}

void content_captions(struct content *c)
{
	struct credit credit;

	for (size_t i = 0; i < c->n; i++) {
		struct block *b = &c->block[i];

		if (!block_in(b))
			continue;
		if (b->hints & HINT_CAPTION ? !is_quote_figure(c, b) : is_picture_table(c, b) || is_picture_box(c, b))
			take_caption(c, b);
		else if (b->m.words <= 60 && b->m.sentences <= 2 && credit_find(b->text, &credit) &&
			 b->text.len - credit.end < 3)
			take_caption(c, b);
	}
}
