/* normalize/content_scope.c - Joins to the chosen container what belongs to it: its kin, and the lead before it. */
#include "normalize/content.h"

bool node_same_shape(const struct html *html, uint32_t a, uint32_t b)
{
	return html->node[a].tag == html->node[b].tag && html->node[a].kind == HTML_ELEMENT &&
	       slice_equal(html_attr(html, a, HTML_ATTR_CLASS), html_attr(html, b, HTML_ATTR_CLASS));
}

static uint32_t prose_below(const struct content *c, uint32_t i)
{
	return c->info[i].prose;
}

static bool is_article_root(const struct html *html, uint32_t i)
{
	return html_is(html, i, HTML_BODY) || html_is(html, i, HTML_HTML) || i == 0;
}

/* Climb while the container above holds clearly more running text and is not the page itself: pieces of the body. */
static uint32_t climb(const struct content *c)
{
	const struct html *html = c->html;
	uint32_t top = c->top;

	for (uint32_t up = html->node[top].parent; !is_article_root(html, up); up = html->node[up].parent) {
		uint32_t kin = 0, kin_prose = 0;

		for (uint32_t i = html_child(html, up); i; i = html_sibling(html, i)) {
			if (html->node[i].kind != HTML_ELEMENT || node_within(html, top, i) ||
			    (c->info[i].own & (HINT_AGAINST | HINT_CAPTION)))
				continue;
			if (prose_below(c, i) > 0 && c->info[i].link * 3 < c->info[i].text) {
				kin++;
				kin_prose += prose_below(c, i);
			}
		}
		if (kin > 0 && kin_prose * 5 > prose_below(c, top))
			top = up;
		else if (html_is(html, up, HTML_ARTICLE))
			return kin > 0 ? up : top;
		if (c->info[up].link * 3 > c->info[up].text)
			break;
	}
	return top;
}

/* Is block b in a container of the shape of top, beside it or its cousin? */
static bool is_kin(const struct content *c, const struct block *b)
{
	const struct html *html = c->html;
	uint32_t parent = html->node[c->top].parent, grand = html->node[parent].parent;

	for (uint32_t i = b->node; i > 0; i = html->node[i].parent) {
		uint32_t up = html->node[i].parent;

		if (!node_same_shape(html, i, c->top) || i == c->top)
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

void content_scope(struct content *c)
{
	uint16_t above;

	if (c->top == 0)
		return;
	c->top = climb(c);
	above = c->info[c->top].hints;
	for (size_t i = 0; i < c->n; i++) {
		struct block *b = &c->block[i];

		bool within = node_within(c->html, b->at, c->top);

		if (within || (block_is_prose(b) && !(b->hints & HINT_AGAINST) && is_kin(c, b)))
			b->verdict = BLOCK_KEPT;
		if (within)
			b->hints &= (uint16_t) ~(above & ~HINT_BODY);
	}
	scope_lead(c);
}
