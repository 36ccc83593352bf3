/* normalize/content.c - The article in the page's tree, step by step. */
#include "normalize/content.h"
#include "normalize/metadata.h"

#define MOST_INDEX_CAPTIONS 3

/* A page that is mostly links and has hardly any sentence is a list of articles, not one. */
static bool is_index(const struct content *c)
{
	const struct node_info *body = &c->info[c->html->body];
	size_t prose = 0;

	for (size_t i = 0; i < c->n; i++)
		prose += block_in(&c->block[i]) && block_is_prose(&c->block[i]);
	if (c->page->says_article && c->page->article->ncaptions >= MOST_INDEX_CAPTIONS)
		return false; /* a gallery: its captions are the text */
	return prose == 0 && body->link * 2 > body->text;
}

static void body_from_json(struct page *page)
{
	struct slice line, rest = page->ld_body;

	page->nparagraphs = 0;
	page->from.body = "JSON-LD, not the blocks";
	while (slice_next_line(&rest, &line)) {
		line = slice_trim(line);
		if (line.len > 0)
			page_add_paragraph(page, line, PART_TEXT);
	}
}

enum outcome hints_step(struct page *page, struct reason *why)
{
	struct content c = { .page = page, .html = &page->html, .arena = page->article->arena };

	(void)why;
	if (page->kind != PAGE_HTML)
		return FORWARD;
	page->info = c.info = arena_raw(c.arena, struct node_info, page->html.nnodes);
	content_measure(&c);
	content_hint(&c);
	return FORWARD;
}

enum outcome content_step(struct page *page, struct reason *why)
{
	struct content *c;
	size_t bytes = 0;

	if (page->kind != PAGE_HTML)
		return FORWARD;
	c = arena_new(page->article->arena, struct content, 1);
	*c = (struct content){ .page = page, .html = &page->html, .arena = page->article->arena, .info = page->info };
	page->content = c;
	content_blocks(c);
	content_choose(c);
	metadata_read_headline(page);
	content_scope(c);
	content_anchor(c);
	content_trim(c);
	content_ends(c);
	content_agree(c);
	for (size_t i = 0; i < c->n; i++) {
		const struct block *b = &c->block[i];

		if (!block_in(b))
			continue;
		page_add_paragraph(page, b->text, b->heading ? PART_HEADING : b->item ? PART_ITEM : PART_TEXT);
		bytes += b->text.len;
	}
	if ((page->ld_body.len > 400 || bytes == 0) && bytes * 2 < page->ld_body.len)
		body_from_json(page);
	else if (is_index(c))
		return drop(why, "an index page: links, no running text");
	return FORWARD;
}
