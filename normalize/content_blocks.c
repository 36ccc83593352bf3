/* normalize/content_blocks.c - Cuts a page into blocks of text. */
#include "common/utf8.h"
#include "normalize/content.h"

#include <unicode/uchar.h>

#define PROSE_BYTES 60
#define MOST_BLOCKS 50000

static bool is_link(const struct html *html, uint32_t i)
{
	return html_is(html, i, HTML_A) && html_has_attr(html, i, HTML_ATTR_HREF);
}

/* Sum up the subtrees: children come behind their parents, so go backwards. */
void content_measure(struct content *c)
{
	const struct html *html = c->html;
	bool *link = arena_raw(c->arena, bool, html->nnodes);

	link[0] = false;
	c->info[0] = (struct node_info){ .text = 0 };
	for (uint32_t i = 1; i < html->nnodes; i++) {
		const struct html_node *node = &html->node[i];
		bool block = node->kind == HTML_ELEMENT && (node->flags & HTML_BLOCK);

		link[i] = link[node->parent] || is_link(html, i);
		c->info[i] = (struct node_info){ .block = block ? i : c->info[node->parent].block };
		if (node->kind == HTML_ELEMENT || (node->flags & (HTML_SPACE | HTML_RAW)))
			continue;
		c->info[i].text = node->len;
		c->info[i].link = link[i] ? node->len : 0;
		c->info[i].prose = !link[i] && node->len >= PROSE_BYTES ? node->len : 0;
	}
	for (uint32_t i = html->nnodes; i-- > 1;) {
		struct node_info *up = &c->info[html->node[i].parent];

		if (html->node[i].kind == HTML_ELEMENT && (html->node[i].flags & HTML_NOPROSE))
			continue;
		c->info[i].images += html_is(html, i, HTML_IMG);
		up->images += c->info[i].images;
		up->text += c->info[i].text;
		up->link += c->info[i].link;
		up->prose += c->info[i].prose;
	}
}

struct cutter {
	struct content *c;
	struct text out;   /* the lines of all blocks */
	size_t begin;      /* of the present block in `out` */
	uint32_t node, at; /* of the present block; at is 0 while it has no text */
	uint32_t link;
	uint32_t most;   /* bytes of its longest text node */
	uint16_t hints;  /* of that: a time or a name at its begin does not speak for all of it */
	unsigned breaks; /* br elements since the last text */
	bool cut;        /* a block element began or ended since the last text */
};

static enum html_tag nearest(const struct html *html, uint32_t i, const enum html_tag *tags, size_t n, unsigned levels)
{
	for (; i > 0 && levels-- > 0; i = html->node[i].parent)
		for (size_t k = 0; k < n; k++)
			if (html_is(html, i, tags[k]))
				return tags[k];
	return HTML_UNKNOWN;
}

static void block_describe(const struct html *html, struct block *b)
{
	static const enum html_tag headings[] = { HTML_H1, HTML_H2, HTML_H3, HTML_H4, HTML_H5, HTML_H6 };
	static const enum html_tag items[] = { HTML_LI, HTML_DT, HTML_DD };
	static const enum html_tag cells[] = { HTML_TD, HTML_TH, HTML_CAPTION };

	b->heading = nearest(html, b->node, headings, COUNT(headings), 3) != HTML_UNKNOWN;
	b->item = nearest(html, b->node, items, COUNT(items), 3) != HTML_UNKNOWN;
	b->cell = nearest(html, b->node, cells, COUNT(cells), 3) != HTML_UNKNOWN;
}

static void cutter_end(struct cutter *k)
{
	struct content *c = k->c;
	size_t end = k->out.len;

	while (end > k->begin && (k->out.at[end - 1] == ' ' || k->out.at[end - 1] == '\n'))
		end--;
	if (end > k->begin && c->n < MOST_BLOCKS) {
		if (c->n == c->room) {
			size_t room = c->room ? c->room * 2 : 256;

			c->block = arena_grow_raw(c->arena, c->block, sizeof *c->block, c->room, room);
			c->room = room;
		}
		c->block[c->n++] = (struct block){ .begin = k->begin,
						   .text = { "", end - k->begin },
						   .node = k->node,
						   .at = k->at,
						   .link = k->link,
						   .hints = k->hints };
	}
	html_add_border(&k->out, '\n');
	k->begin = k->out.len;
	k->at = 0;
	k->link = 0;
	k->most = 0;
	k->cut = false;
	k->breaks = 0;
}

/* Does a br end a paragraph here?  Two do, and one behind a sentence of some length. */
static bool breaks_end(const struct cutter *k)
{
	struct slice so_far = slice_trim(slice_of(k->out.at + k->begin, k->out.len - k->begin));

	return k->breaks >= 2 || (k->breaks == 1 && so_far.len > 80 && strchr(".!?", so_far.at[so_far.len - 1]));
}

/* Does a class around node i say that it is the large first letter of a text? */
static bool is_initial(const struct html *html, uint32_t i)
{
	static const char *const names[] = { "dropcap",     "drop-cap", "drop_cap", "first-letter",
					     "firstletter", "initial",  "lettrine" };

	for (unsigned level = 0; level < 2 && i > 0; level++) {
		struct slice class = html_attr(html, i = html->node[i].parent, HTML_ATTR_CLASS);

		for (size_t k = 0; k < COUNT(names); k++)
			if (slice_contains_nocase(class, slice_from(names[k])))
				return true;
	}
	return false;
}

/* Is all of the present block one such letter, and does text node i go on with the word?  Letters that are a word of some
 * language ("A", "È", "Z") are left out. */
static bool word_goes_on(const struct cutter *k, uint32_t i)
{
	const struct html_node *node = &k->c->html->node[i];
	struct slice next, have;
	size_t at = 0;

	if (k->at == 0 || k->out.len - k->begin > 2)
		return false;
	have = slice_trim(slice_of(k->out.at + k->begin, k->out.len - k->begin));
	next = slice_trim(slice_of(k->c->html->input.at + node->at, node->len));
	return have.len == 1 && have.at[0] && strchr("BCDFGHJLMNPQRTX", have.at[0]) && next.len > 0 &&
	       u_islower((UChar32)utf8_next(next, &at)) && is_initial(k->c->html, k->at);
}

/* The word goes on behind its first letter, whatever stands between the two: the block is that of the rest. */
static void cutter_join(struct cutter *k, uint32_t i)
{
	struct text *out = &k->out;

	k->at = i;
	k->node = k->c->info[i].block;
	out->len = k->begin + 1;
	html_add_text_node(k->c->html, i, ' ', out);
	if (out->len > k->begin + 2 && out->at[k->begin + 1] == ' ') {
		memmove(out->at + k->begin + 1, out->at + k->begin + 2, out->len - k->begin - 2);
		out->len--;
	}
}

static void cutter_text(struct cutter *k, uint32_t i)
{
	struct content *c = k->c;
	const struct node_info *info = &c->info[i];
	bool joined;
	size_t before;

	if (c->html->node[i].flags & HTML_SPACE) {
		html_add_text_node(c->html, i, ' ', &k->out);
		return;
	}
	joined = word_goes_on(k, i);
	if (!joined && k->at != 0 && (k->cut || info->block != k->node || breaks_end(k)))
		cutter_end(k);
	if (k->at == 0) {
		k->at = i;
		k->node = info->block;
	}
	k->cut = false;
	k->breaks = 0;
	before = k->out.len;
	if (joined)
		cutter_join(k, i);
	else
		html_add_text_node(c->html, i, ' ', &k->out);
	if (c->html->node[i].len > k->most) {
		k->most = c->html->node[i].len;
		k->hints = info->hints;
	}
	k->link += info->link ? (uint32_t)(k->out.len - before) : 0;
}

/* Text of svg, script and the like is passed over; what is hidden too. */
void content_blocks(struct content *c)
{
	const struct html *html = c->html;
	struct cutter k = { .c = c };
	struct slice all;

	text_init(&k.out, ARTICLE_MAX_BODY_BYTES);
	for (uint32_t i = html->body ? html->body : 1; i < html->nnodes;) {
		const struct html_node *node = &html->node[i];

		if (node->kind == HTML_TEXT) {
			cutter_text(&k, i++);
			continue;
		}
		if (node->flags & HTML_BLOCK)
			k.cut = true;
		if (node->tag == HTML_BR) {
			k.breaks++;
			html_add_border(&k.out, ' ');
		}
		i = (node->flags & HTML_NOPROSE) || (c->info[i].hints & HINT_HIDDEN) ? html_skip(html, i) : i + 1;
	}
	cutter_end(&k);
	all = arena_copy(c->arena, text_slice(&k.out));
	text_release(&k.out);
	for (size_t i = 0; i < c->n; i++) {
		struct block *b = &c->block[i];

		b->text = slice_head(slice_skip(all, b->begin), b->text.len);
		b->m = words_measure(b->text);
		b->phrase = b->m.words <= 20 ? phrase_line(b->text) : PHRASE_NONE;
		block_describe(html, b);
	}
}

bool block_is_prose(const struct block *b)
{
	return b->link * 2 < b->text.len && words_are_prose(&b->m);
}
