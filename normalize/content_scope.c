/* normalize/content_scope.c - Joins to the chosen container what belongs to it: its kin, and the lead before it. */
#include "normalize/content.h"

/* Share of the text so far that a container must add. */
#define GAIN_BEFORE 0.005f
#define GAIN_BEHIND 0.2f
#define GAIN_TITLED 1.0f /* behind what holds the title too */

#define NEIGHBOURS 40 /* siblings looked at for one of the same shape */

bool node_same_shape(const struct html *html, uint32_t a, uint32_t b)
{
	return html->node[a].tag == html->node[b].tag && html->node[a].kind == HTML_ELEMENT &&
	       slice_equal(html_attr(html, a, HTML_ATTR_CLASS), html_attr(html, b, HTML_ATTR_CLASS));
}

bool node_recurs(const struct html *html, uint32_t i)
{
	uint32_t start[2] = { html_sibling(html, i), html_child(html, html->node[i].parent) };

	for (size_t k = 0; k < 2; k++) {
		uint32_t at = start[k];

		for (unsigned n = 0; n < NEIGHBOURS && at; n++, at = html_sibling(html, at))
			if (at != i && node_same_shape(html, at, i))
				return true;
	}
	return false;
}

/* Running totals over the blocks in order, those left aside that something speaks against: what is below a node is a
 * run of blocks, so its sums are two look-ups away. */
struct sums {
	float score;
	uint32_t text, link, prose; /* prose: blocks of it */
};

struct climber {
	const struct content *c;
	struct sums *upto; /* [c->n + 1] */
	uint16_t against;  /* hints that count: those of the first container do not, all in it has them */
};

static size_t block_from(const struct content *c, uint32_t node)
{
	size_t low = 0, high = c->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (c->block[mid].at < node)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static struct sums sums_below(const struct climber *k, uint32_t node)
{
	struct sums from = k->upto[block_from(k->c, node)], to = k->upto[block_from(k->c, k->c->html->node[node].end)];

	return (struct sums){ to.score - from.score, to.text - from.text, to.link - from.link, to.prose - from.prose };
}

static void climber_sum(struct climber *k)
{
	const struct content *c = k->c;

	k->upto = arena_new(c->arena, struct sums, c->n + 1);
	for (size_t i = 0; i < c->n; i++) {
		const struct block *b = &c->block[i];

		k->upto[i + 1] = k->upto[i];
		if (b->hints & k->against)
			continue;
		k->upto[i + 1].score += block_score(b);
		k->upto[i + 1].text += (uint32_t)b->text.len;
		k->upto[i + 1].link += b->link * 2 > b->text.len ? b->link : 0;
		k->upto[i + 1].prose += block_is_prose(b);
	}
}

static bool is_page_root(const struct html *html, uint32_t i)
{
	return html_is(html, i, HTML_BODY) || html_is(html, i, HTML_HTML) || i == 0;
}

/* All nodes with that tag. */
static uint32_t *list_nodes(const struct content *c, enum html_tag tag, uint32_t *n)
{
	uint32_t *list = NULL, room = 0;

	*n = 0;
	for (uint32_t i = html_find(c->html, 0, 0, tag); i; i = html_find(c->html, 0, i, tag)) {
		if (*n == room) {
			list = arena_grow(c->arena, list, sizeof *list, room, room ? 2 * (size_t)room : 16);
			room = room ? 2 * room : 16;
		}
		list[(*n)++] = i;
	}
	return list;
}

/* They are asked for once for each block: a look through all nodes below would be one through the page. */
static void list_headings(struct content *c)
{
	uint32_t title = c->page->title_node;

	c->h1 = list_nodes(c, HTML_H1, &c->nh1);
	if (title)
		c->rank = list_nodes(c, (enum html_tag)c->html->node[title].tag, &c->nrank);
}

/* Is one of those nodes below node i? */
static bool holds_any(const struct html *html, uint32_t i, const uint32_t *list, uint32_t n)
{
	uint32_t low = 0, high = n;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (list[middle] <= i)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && list[low] < html->node[i].end;
}

/* Does node i begin another article: has it a heading of the rank of the title, which stands in `core`? */
static bool is_other_article(const struct content *c, uint32_t i, uint32_t core)
{
	uint32_t title = c->page->title_node;

	return holds_any(c->html, i, c->h1, c->nh1) ||
	       (title && node_within(c->html, title, core) && holds_any(c->html, i, c->rank, c->nrank));
}

/* Is child i of a container a piece of the same text as `core`, the child that holds the chosen one? */
static bool is_piece_beside(const struct climber *k, uint32_t i, uint32_t core)
{
	const struct html *html = k->c->html;

	return node_same_shape(html, i, core) && html_attr(html, i, HTML_ATTR_CLASS).len > 0;
}

/* A box of another name behind the text with a sentence or two in it: the page asks or tells its reader something. */
static bool is_notice(const struct climber *k, uint32_t i, uint32_t core, struct sums below)
{
	return html_is(k->c->html, i, HTML_DIV) && html_attr(k->c->html, i, HTML_ATTR_CLASS).len > 0 &&
	       !is_piece_beside(k, i, core) && below.prose <= 2;
}

/* What a container would add to what is chosen so far, before it and behind it. */
struct gain {
	float before, behind;
};

static struct gain gain_of(const struct climber *k, uint32_t up, uint32_t core)
{
	const struct html *html = k->c->html;
	uint32_t title = k->c->page->title_node;
	struct gain gain = { 0, 0 };

	for (uint32_t i = html_child(html, up); i; i = html_sibling(html, i)) {
		struct sums below;
		float score;

		if (i == core || (k->c->info[i].own & k->against) || (i > core && is_other_article(k->c, i, core)))
			continue;
		below = sums_below(k, i);
		score = is_piece_beside(k, i, core)                    ? 2 * below.score
			: below.link * (i > core ? 5 : 3) < below.text ? below.score
								       : 0;
		if (i > core)
			gain.behind += is_notice(k, i, core, below) ? 0 : score;
		else if (html->node[i].end > title)
			gain.before += title ? score : score / 4;
	}
	return gain;
}

/* Climb while the container above adds running text in earnest and is not the page itself: pieces of the body.  What
 * stands between the title and the text is rather a part of it than what comes behind. */
static void climb(struct content *c)
{
	const struct html *html = c->html;
	struct climber k = { .c = c, .against = (uint16_t)((HINT_AGAINST | HINT_CAPTION) & ~c->info[c->top].hints) };
	uint32_t core = c->top;
	float have;

	climber_sum(&k);
	have = sums_below(&k, core).score;
	for (uint32_t up = html->node[core].parent; !is_page_root(html, up); core = up, up = html->node[up].parent) {
		struct sums all = sums_below(&k, up);
		struct gain gain = gain_of(&k, up, core);
		bool titled = c->page->title_node && node_within(html, c->page->title_node, core);
		bool tile = c->page->title_node && !node_within(html, c->page->title_node, up);
		bool before = gain.before > have * GAIN_BEFORE;
		bool behind = gain.before + gain.behind > have * (titled ? GAIN_TITLED : GAIN_BEHIND);

		if (before || behind) {
			c->top = up;
			have += (before ? gain.before : 0) + (behind ? gain.behind : 0);
			if (before)
				c->from = up;
			if (behind)
				c->to = html->node[up].end;
		}
		if ((html_is(html, up, HTML_ARTICLE) && !behind && !tile) || all.link * 2 > all.text)
			break;
	}
}

/* Is block b in a container of the shape of top, beside it or its cousin? */
static bool is_kin(const struct content *c, const struct block *b)
{
	const struct html *html = c->html;
	uint32_t parent = html->node[c->top].parent, grand = html->node[parent].parent;

	for (uint32_t i = b->node; i > 0; i = html->node[i].parent) {
		uint32_t up = html->node[i].parent;

		if (!node_same_shape(html, i, c->top) || i == c->top || is_other_article(c, i, c->top))
			continue;
		if (up == parent || (node_same_shape(html, up, parent) && html->node[up].parent == grand))
			return html_attr(html, i, HTML_ATTR_CLASS).len > 0 ||
			       (up == parent && c->info[i].prose > c->info[c->top].prose / 5);
	}
	return false;
}

/* Does the page describe itself with this sentence? */
static bool is_description(const struct content *c, const struct block *b)
{
	return b->m.words >= 8 && c->page->description.len > 0 && words_shared(b->text, c->page->description) >= 80;
}

/* The lead stands between the title and the body: running text in a lead's class, or the page's own description. */
static bool is_lead(const struct content *c, const struct block *b)
{
	if (b->link * 2 > b->text.len || b->m.words < 6 ||
	    (b->hints & (HINT_CAPTION | HINT_NAV | HINT_COMMENT | HINT_AUTHOR)))
		return false;
	if ((b->hints & HINT_LEAD) || is_description(c, b))
		return true;
	return words_are_prose(&b->m) && !(b->hints & HINT_AGAINST);
}

static void scope_lead(struct content *c)
{
	size_t first = 0, title = 0;

	while (first < c->n && !block_in(&c->block[first]))
		first++;
	if (c->page->title_node == 0 || first == c->n || c->block[first].node < c->page->title_node)
		return;
	while (title < first && !node_within(c->html, c->block[title].at, c->page->title_node))
		title++;
	if (first - title > 60)
		return;
	for (size_t i = title + 1; i < first; i++)
		if (is_lead(c, &c->block[i])) {
			c->block[i].verdict = BLOCK_KEPT;
			c->block[i].hints = HINT_LEAD;
		}
}

/* Does heading i look like the one that holds the title, in an article or a head of its own? */
static bool is_next_title(const struct html *html, uint32_t i, uint32_t title)
{
	uint32_t up = html->node[i].parent, article = html_closest(html, i, HTML_ARTICLE);

	if (!node_same_shape(html, i, title))
		return false;
	return (article && !node_within(html, title, article)) ||
	       (node_same_shape(html, up, html->node[title].parent) && up != html->node[title].parent &&
		html_attr(html, up, HTML_ATTR_CLASS).len > 0);
}

/* The heading that block b is or stands in. */
static uint32_t heading_of(const struct html *html, const struct block *b)
{
	uint32_t i = b->node;

	for (unsigned level = 0; b->heading && level < 3 && i > 0; level++, i = html->node[i].parent)
		if (html->node[i].tag >= HTML_H1 && html->node[i].tag <= HTML_H6)
			return i;
	return 0;
}

/* A heading that looks like the title, behind running text, begins the next article of a page without end. */
static void scope_end(struct content *c)
{
	uint32_t title = c->page->title_node;
	size_t prose = 0;

	for (size_t i = 0; title && i < c->n; i++) {
		struct block *b = &c->block[i];
		uint32_t heading = block_in(b) && b->at > title && prose >= 2 ? heading_of(c->html, b) : 0;

		prose += block_in(b) && b->at > title && block_is_prose(b);
		if (heading == 0 || !is_next_title(c->html, heading, title) ||
		    words_equal(b->text, c->page->article->title))
			continue;
		c->to = heading;
		for (; i < c->n; i++)
			block_cut(&c->block[i], BLOCK_OUTSIDE);
	}
}

/* What a piece of the text brings with it. */
static bool is_text(const struct block *b)
{
	return block_is_prose(b) || ((b->heading || b->item) && b->link * 2 < b->text.len);
}

/* A few words by themselves: before the text, a date, a place, a button. */
static bool is_label(const struct block *b)
{
	return b->m.words < 5 && b->phrase == PHRASE_NONE && !b->heading && !b->item && !b->cell && !b->m.ends_sentence;
}

void content_scope(struct content *c)
{
	uint32_t first = c->top; /* where the text begins in earnest */
	uint16_t above;

	if (first == 0)
		return;
	c->from = c->top;
	c->to = c->html->node[c->top].end;
	list_headings(c);
	climb(c);
	above = c->info[c->top].hints;
	for (size_t i = 0; i < c->n; i++) {
		struct block *b = &c->block[i];

		bool within = b->at >= c->from && b->at < c->to && (b->at >= first || !is_label(b));

		if (within || (is_text(b) && !(b->hints & HINT_AGAINST) && is_kin(c, b)))
			b->verdict = BLOCK_KEPT;
		if (within)
			b->hints &= (uint16_t) ~(above & ~HINT_BODY);
	}
	scope_lead(c);
	scope_end(c);
}
