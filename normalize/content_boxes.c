/* normalize/content_boxes.c - Takes out the boxes that stand between and behind the paragraphs: teasers, asides, players,
 * what repeats the text. */
#include "normalize/content.h"

#define MOST_SHAPES 24
#define MOST_PIECES 16 /* of a body, looked into one by one: each takes a walk over all blocks */
#define MOST_QUOTES 40 /* lines looked for in the rest of the text; a page that shows more shows no quotations */

/* Where the running text stands: the deepest container that holds most of it, and what its pieces look like. */
struct home {
	uint32_t node;      /* 0 if there is none */
	uint32_t bytes;     /* of running text in it */
	uint32_t behind;    /* of running text behind it */
	uint32_t paragraph; /* one of it */
	uint32_t first;     /* the first of it that is no lead */
	size_t items;       /* of lists that stand beside the paragraphs, in no box */
	size_t paragraphs;  /* that are its children; the second and the last of them are these blocks */
	size_t second, last;
	struct {
		uint32_t node;  /* the first piece of this shape */
		uint32_t bytes; /* of running text in all of them */
	} shape[MOST_SHAPES];
	size_t nshapes;
};

/* The child of `up` that holds node i, or is it. */
static uint32_t child_above(const struct html *html, uint32_t i, uint32_t up)
{
	while (i > 0 && html->node[i].parent != up)
		i = html->node[i].parent;
	return i;
}

/* Running text that counts: the article's, not an item's of a list of links. */
static bool counts(const struct block *b)
{
	return block_in(b) && block_is_prose(b);
}

static bool is_division(const struct content *c, uint32_t i)
{
	return html_is(c->html, i, HTML_DIV) || html_is(c->html, i, HTML_SECTION) || html_is(c->html, i, HTML_ASIDE) ||
	       html_is(c->html, i, HTML_ARTICLE) || html_is(c->html, i, HTML_MAIN);
}

/* The deepest container with three fifths of the running text; 0 if that is the top. */
static uint32_t home_node(const struct content *c)
{
	const struct html *html = c->html;
	uint32_t *bytes = arena_new(c->arena, uint32_t, html->nnodes);
	uint32_t best = 0, all = 0;

	for (size_t i = 0; i < c->n; i++) {
		const struct block *b = &c->block[i];

		if (!counts(b))
			continue;
		all += (uint32_t)b->text.len;
		for (uint32_t up = html->node[b->node].parent; up > 0; up = html->node[up].parent)
			bytes[up] += (uint32_t)b->text.len;
	}
	for (size_t i = 0; i < c->n; i++) {
		uint32_t up = c->block[i].node;

		if (!counts(&c->block[i]))
			continue;
		do
			up = html->node[up].parent;
		while (up > 0 && bytes[up] < all / 5 * 3);
		best = up > best ? up : best;
	}
	while (best > c->top && !is_division(c, best))
		best = html->node[best].parent;
	return best;
}

static size_t shape_find(const struct content *c, const struct home *home, uint32_t node)
{
	size_t k = 0;

	while (k < home->nshapes && !node_same_shape(c->html, home->shape[k].node, node))
		k++;
	return k;
}

/* Is node i an item of a list that is a child of `up`? */
static bool is_list_of(const struct content *c, uint32_t i, uint32_t up)
{
	uint32_t list = html_closest(c->html, i, HTML_UL);

	list = list ? list : html_closest(c->html, i, HTML_OL);
	return list > up && c->html->node[list].parent == up;
}

static struct home home_read(const struct content *c, uint32_t node)
{
	struct home home = { .node = node };

	for (size_t i = 0; home.node && i < c->n; i++) {
		const struct block *b = &c->block[i];
		uint32_t piece;
		size_t k;

		home.items += block_in(b) && b->item && is_list_of(c, b->node, home.node);
		if (!counts(b))
			continue;
		if (!node_within(c->html, b->node, home.node)) {
			home.behind += b->node > home.node ? (uint32_t)b->text.len : 0;
			continue;
		}
		home.bytes += (uint32_t)b->text.len;
		if (c->html->node[b->node].parent == home.node) {
			home.second = home.paragraphs++ < 2 ? i : home.second;
			home.last = i;
		}
		home.first = home.first || (b->hints & HINT_LEAD) ? home.first : b->node;
		home.paragraph = b->node; /* the last one: the first is often set apart */
		piece = child_above(c->html, b->node, home.node);
		k = shape_find(c, &home, piece);
		if (k == home.nshapes && k < MOST_SHAPES)
			home.shape[home.nshapes++].node = piece;
		if (k < MOST_SHAPES)
			home.shape[k].bytes += (uint32_t)b->text.len;
	}
	return home;
}

/* Does a tenth of the text stand in pieces that look like this one? */
static bool is_usual(const struct content *c, const struct home *home, uint32_t piece)
{
	size_t k = shape_find(c, home, piece);

	return k < home->nshapes && home->shape[k].bytes * 10 >= home->bytes;
}

/* The largest container around a block that does not hold the home: within it, the home's child. */
static uint32_t box_around(const struct content *c, const struct home *home, uint32_t i)
{
	uint32_t box = 0;

	for (; i > c->top && !node_within(c->html, home->node, i); i = c->html->node[i].parent)
		box = i;
	return box;
}

/* Is a box outside of the home a piece of the body as well: of the shape of the one beside it that holds the home? */
static bool is_kin(const struct content *c, const struct home *home, uint32_t box)
{
	uint32_t beside = child_above(c->html, home->node, c->html->node[box].parent);

	return beside > 0 && node_same_shape(c->html, beside, box);
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

/* The blocks that stand in one container beside the paragraphs, and what is left of them. */
struct box {
	uint32_t node; /* 0: the block stands in none */
	size_t from, to;
	size_t kept, gone;           /* bytes left, and bytes taken out as no text */
	size_t prose, items, blocks; /* of what is left */
	size_t headlines;            /* lines taken out that were links to something else */
	bool headed;                 /* the first block left is a heading */
	bool foreign;                /* no paragraph in it looks like one of the home's */
	bool heading, leads_in,
		lead; /* the last block left is a heading, or leads in a list; there is a lead among them */
};

/* The reasons that speak against what stands in the same box too. */
static bool speaks_against_box(enum verdict verdict)
{
	return verdict == BLOCK_HINT || verdict == BLOCK_LINKS || verdict == BLOCK_PHRASE || verdict == BLOCK_BOX ||
	       verdict == BLOCK_TWICE;
}

static struct box box_read(const struct content *c, const struct home *home, size_t at)
{
	struct box box = { .from = at, .to = at, .foreign = true };

	box.node = c->block[at].at > c->top ? box_around(c, home, c->block[at].node) : 0;
	while (box.to < c->n && (box.to == at || (box.node && node_within(c->html, c->block[box.to].at, box.node)))) {
		const struct block *b = &c->block[box.to++];

		box.gone += speaks_against_box(b->verdict) ? b->text.len : 0;
		box.headlines += b->verdict == BLOCK_LINKS && b->m.words >= 4;
		if (!block_in(b))
			continue;
		box.headed = box.headed || (box.blocks == 0 && b->heading);
		box.blocks++;
		box.kept += b->text.len;
		box.prose += block_is_prose(b);
		box.foreign = box.foreign && !node_same_shape(c->html, b->node, home->paragraph);
		box.items += b->item;
		box.heading = b->heading;
		box.leads_in = b->m.ends_colon && b->m.words > 2 && b->link == 0;
		box.lead = box.lead || ((b->hints & HINT_LEAD) && b->node < home->first);
	}
	return box;
}

/* Small boxes that hold no running text, or a headline and a line: teasers, labels, fields. */
static bool is_small_box(const struct content *c, const struct box *box)
{
	const struct node_info *info = &c->info[box->node];

	if (!is_division(c, box->node) || info->text >= 400 || box->lead || (box->leads_in && box->blocks == 1))
		return false;
	if (box->items * 2 >= box->blocks || (box->heading && box->blocks == 1))
		return box->gone > 0 || info->link * 4 > info->text;
	return box->prose == 0 || (is_headed(c, box->node) && info->link + info->images > 0);
}

/* What stands behind the home belongs to the page: it is little beside it, or of other make. */
static bool is_behind(const struct content *c, const struct home *home, const struct box *box)
{
	return box->node >= c->html->node[home->node].end &&
	       (home->behind * 4 < home->bytes || (box->foreign && home->behind * 2 < home->bytes));
}

/* Headlines of other articles, and a line or two on each. */
static bool is_teasers(const struct home *home, const struct box *box)
{
	return box->headlines >= 2 && box->kept * 3 < home->bytes && box->blocks <= box->headlines * 2 + 1;
}

/* A box most of which has gone goes wholly; a list of which some items have is one of links. */
static bool is_remains(const struct content *c, const struct home *home, const struct box *box)
{
	return is_division(c, box->node) && box->gone * (box->prose == 0 ? 2 : 1) > box->kept &&
	       box->kept * 4 < home->bytes && box->items < box->blocks;
}

/* Do the paragraphs of the home go on on both sides of a box?  Two before it, so that it is no summary. */
static bool stands_between(const struct home *home, const struct box *box)
{
	return home->paragraphs > 2 && box->from > home->second && box->to <= home->last;
}

/* "The bridge in figures", "Repères": dates and facts under a heading of their own, set between the paragraphs of a
 * report.  A guide has such boxes, and lists, for its text. */
static bool is_fact_box(const struct content *c, const struct home *home, const struct box *box)
{
	return box->headed && box->blocks > 1 && home->items == 0 && stands_between(home, box) &&
	       is_division(c, box->node) && box->kept * 3 < home->bytes &&
	       node_within(c->html, box->node, home->node) && html_attr(c->html, box->node, HTML_ATTR_CLASS).len > 0 &&
	       !node_recurs(c->html, box->node);
}

/* "Mit Klick stimmen Sie zu …": a note with a button or a link, where the reader has not agreed to see what is embedded. */
static bool is_gate(const struct content *c, const struct home *home, const struct box *box)
{
	unsigned parts = 0;

	if (box->gone == 0 || box->kept > 1200 || box->kept * 2 > home->bytes || !is_division(c, box->node))
		return false;
	for (size_t i = box->from; i < box->to; i++)
		parts |= c->block[i].heading ? 0 : phrase_gate(c->block[i].text);
	return parts == GATE_ALL;
}

/* With a scope, only what has mostly gone or leads elsewhere. */
static bool is_beside(const struct content *c, const struct home *home, const struct box *box, uint32_t scope)
{
	return is_remains(c, home, box) || is_teasers(home, box) ||
	       (!scope && box->node > home->node && (is_small_box(c, box) || is_behind(c, home, box)));
}

/* With a scope, only those within it. */
static void trim_outsiders(struct content *c, const struct home *home, uint32_t scope)
{
	for (size_t i = 0, next; home->node && i < c->n; i = next) {
		struct box box = box_read(c, home, i);

		next = box.to;
		if (!node_within(c->html, box.node, scope) || !box.node || box.blocks == 0 || is_kin(c, home, box.node))
			continue;
		if (is_fact_box(c, home, &box) || is_gate(c, home, &box) ||
		    (!is_usual(c, home, box.node) && is_beside(c, home, &box, scope)))
			for (size_t k = i; k < next; k++)
				block_cut(&c->block[k], BLOCK_ASIDE);
	}
}

/* The list an item stands in, with the box drawn around it alone; 0 if it is no item of one. */
static uint32_t list_box(const struct content *c, const struct home *home, uint32_t item)
{
	uint32_t list = html_closest(c->html, item, HTML_UL), box = list, up = list;

	while (up > c->top && !node_within(c->html, home->node, up) && c->info[up].text * 2 < c->info[list].text * 3) {
		box = up;
		up = c->html->node[up].parent;
	}
	return box;
}

/* Points told before the article begins, each a sentence: a summary by the way of a list, not the text. */
static void trim_points(struct content *c, const struct home *home)
{
	for (size_t i = block_next(c, 0), next; i < c->n && c->block[i].at < home->node; i = block_next(c, next)) {
		uint32_t list = c->block[i].item ? list_box(c, home, c->block[i].node) : 0;
		size_t items = 0, prose = 0;

		for (next = i; next < c->n && list && node_within(c->html, c->block[next].at, list); next++) {
			items += c->block[next].item;
			prose += c->block[next].item && block_is_prose(&c->block[next]);
		}
		next += next == i;
		if (items < 2 || prose * 2 <= items)
			continue;
		while (i > 0 && node_within(c->html, c->block[i - 1].at, list))
			i--; /* what heads them */
		for (; i < next; i++)
			block_cut(&c->block[i], BLOCK_HEAD);
	}
}

static struct slice without_quotes(struct slice s)
{
	static const char *const marks[] = { "\"", "'", "“", "”", "„", "«", "»", "‘", "’", "…", ".", " " };

	for (bool again = true; again;) {
		again = false;
		for (size_t i = 0; i < COUNT(marks); i++) {
			struct slice mark = slice_from(marks[i]);

			if (slice_starts(s, mark)) {
				s = slice_skip(s, mark.len);
				again = true;
			} else if (slice_ends(s, mark)) {
				s = slice_head(s, s.len - mark.len);
				again = true;
			}
		}
	}
	return s;
}

/* Might it be a sentence of the text set apart, for show? */
static bool stands_apart(const struct content *c, const struct home *home, const struct block *b)
{
	uint32_t box = box_around(c, home, b->node);

	return b->m.words >= 5 && b->m.words <= 60 && !b->heading && box && !is_usual(c, home, box);
}

/* Does another block say it too, in the middle of more? */
static bool is_pull_quote(const struct content *c, size_t at)
{
	struct slice quote = without_quotes(c->block[at].text);

	if (quote.len < 20)
		return false;
	for (size_t i = block_next(c, 0); i < c->n; i = block_next(c, i + 1))
		if (i != at && c->block[i].text.len > quote.len && slice_contains(c->block[i].text, quote))
			return true;
	return false;
}

static void trim_repeats(struct content *c, const struct home *home)
{
	size_t tries = 0;

	for (size_t i = block_next(c, 0); home->node && i < c->n && tries < MOST_QUOTES; i = block_next(c, i + 1)) {
		if (c->block[i].at <= home->node || !stands_apart(c, home, &c->block[i]))
			continue;
		tries++;
		if (is_pull_quote(c, i))
			block_cut(&c->block[i], BLOCK_TWICE);
	}
}

/* The innermost container that holds nearly all running text of node i. */
static uint32_t core_of(const struct content *c, uint32_t i)
{
	for (uint32_t child = html_child(c->html, i); child;)
		if (is_division(c, child) && c->info[child].prose * 5 >= c->info[i].prose * 4) {
			i = child;
			child = html_child(c->html, i);
		} else {
			child = html_sibling(c->html, child);
		}
	return i;
}

/* A body in a few large pieces has its paragraphs, and the boxes between them, one level further down. */
static void trim_pieces(struct content *c, const struct home *home)
{
	size_t pieces = 0;

	for (uint32_t i = home->node ? html_child(c->html, home->node) : 0; i && pieces < MOST_PIECES;
	     i = html_sibling(c->html, i)) {
		struct home piece;

		if (!is_division(c, i) || c->info[i].prose * 4 < home->bytes)
			continue;
		pieces++;
		piece = home_read(c, core_of(c, i));
		trim_outsiders(c, &piece, i);
	}
}

void content_boxes(struct content *c)
{
	struct home home = home_read(c, home_node(c));

	trim_points(c, &home);
	trim_repeats(c, &home);
	trim_outsiders(c, &home, 0);
	trim_pieces(c, &home);
}
