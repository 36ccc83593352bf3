/* normalize/metadata_headline.c - The headline of pages whose head and headings give the site's name: a line above the
 * text. */
#include "common/date.h"
#include "normalize/content.h"
#include "normalize/metadata.h"

#define LINES_ABOVE 14 /* of the first running text */
#define MOST_BYTES  400
#define LEAST_WORDS 4
#define MOST_WORDS  50

/* Index of the first running text in the container chosen, c->n if there is none. */
static size_t first_prose(const struct content *c)
{
	for (size_t i = 0; i < c->n; i++)
		if (node_within(c->html, c->block[i].at, c->top) && block_is_prose(&c->block[i]) &&
		    !(c->block[i].hints & HINT_NAV))
			return i;
	return c->n;
}

/* A line above the text, or the element that its first words stand in: a headline with its date behind a line break is
 * one block. */
struct line {
	struct slice text;
	uint32_t node;
	bool whole; /* it is all of the block */
};

static struct line line_read(const struct content *c, const struct block *b)
{
	const struct html *html = c->html;
	struct line line = { b->text, b->node, true };
	uint32_t i = html->node[b->at].parent, part = 0;

	for (; i > b->node; i = html->node[i].parent)
		if (c->info[i].text < c->info[b->node].text)
			part = i;
	if (!part || !html_is(html, html_sibling(html, part), HTML_BR))
		return line;
	return (struct line){ html_line(html, part, MOST_BYTES), part, false };
}

/* Might it be a headline by its length and place? */
static bool may_be_headline(const struct block *b, struct slice text)
{
	struct measure m = words_measure(text);

	return m.words >= LEAST_WORDS && m.words <= MOST_WORDS && !b->item && !m.ends_colon && m.letters > m.words &&
	       (b->link == 0 || text.len < b->text.len) &&
	       !(b->hints & (HINT_NAV | HINT_RELATED | HINT_HIDDEN | HINT_COMMENT | HINT_META));
}

static bool names_title(struct slice names)
{
	static const char *const says[] = { "title", "tieude", "tieu-de", "tieu_de", "headline", "titolo", "subject" };
	static const char *const of_others[] = { "subtitle",   "sub-title", "sitetitle",
						 "site-title", "chuyenmuc", "chuyen-muc" };
	bool said = false;

	names = slice_head(names, 200);
	for (size_t i = 0; names.len > 0 && i < COUNT(says); i++)
		said = said || slice_contains_nocase(names, slice_from(says[i]));
	for (size_t i = 0; said && i < COUNT(of_others); i++)
		said = !slice_contains_nocase(names, slice_from(of_others[i]));
	return said;
}

/* Is it a heading, or has a node that holds this line and nothing else a name that says "title"? */
static bool is_called_title(const struct content *c, const struct block *b, const struct line *line)
{
	const struct html *html = c->html;
	uint32_t i = line->whole ? html->node[b->at].parent : line->node;

	if (b->heading)
		return true;
	while (!line->whole && html_child(html, i)) /* down to the words */
		i = html_child(html, i);
	for (; i > 0 && c->info[i].text <= c->info[line->node].text; i = html->node[i].parent)
		if (names_title(html_attr(html, i, HTML_ATTR_CLASS)) || names_title(html_attr(html, i, HTML_ATTR_ID)))
			return true;
	return false;
}

/* Is all of the line bold or of a large font, and a date stands right below it? */
static bool looks_like_title(const struct content *c, const struct block *b, const struct line *line)
{
	const struct html *html = c->html;
	uint32_t i = html->node[b->at].parent;
	struct slice below = slice_skip(b->text, line->text.len);

	if (line->whole)
		below = b + 1 < c->block + c->n ? b[1].text : SLICE("");
	if (words_measure(line->text).ends_full_stop || words_measure(below).words > 14 ||
	    date_find(below).ms == TIME_UNKNOWN)
		return false;
	for (; i >= line->node && i > b->node; i = html->node[i].parent)
		if (html_is(html, i, HTML_B) || html_is(html, i, HTML_STRONG) || html_is(html, i, HTML_FONT))
			return c->info[i].text == c->info[line->node].text;
	return false;
}

/* Is the title but the site's: nothing else in the page's head tells one, and the heading links to the front page or
 * stands in the site's head? */
static bool is_doubtful(const struct content *c)
{
	const struct page *page = c->page;
	uint32_t heading = page->title_node;

	if (slice_empty(page->article->title) || words_equal(page->article->title, page->article->site_name))
		return true;
	if (page->says_article || !page->from.title || !strchr("t", page->from.title[0]))
		return false; /* "a meta element", "JSON-LD" */
	return !heading || (page->info[heading].hints & HINT_NAV) || page->info[heading].link > 0;
}

static void headline_take(struct page *page, uint32_t node, struct slice title)
{
	page->title_node = node;
	if (words_equal(page->article->title, title))
		return;
	page->article->title = title;
	page->from.title = "a line above the text";
}

void metadata_read_headline(struct page *page)
{
	const struct content *c = page->content;
	struct slice title = page->article->title;
	struct line best = { .node = 0 };
	bool doubtful = is_doubtful(c);
	size_t first = page->title_node && !doubtful ? c->n : first_prose(c);

	for (size_t i = first; first < c->n && i-- > 0 && first - i <= LINES_ABOVE;) {
		const struct block *b = &c->block[i];
		struct line line = line_read(c, b);
		struct slice within;

		if (!may_be_headline(b, line.text))
			continue;
		within = words_equal(title, line.text) ? title : title_within(title, line.text);
		if (within.len < title.len || words_equal(title, line.text)) {
			headline_take(page, line.node, within);
			return;
		}
		if (doubtful && !best.node && (is_called_title(c, b, &line) || looks_like_title(c, b, &line)))
			best = line;
	}
	if (best.node)
		headline_take(page, best.node, best.text);
}
