/* normalize/metadata_headline.c - The headline of pages whose head and headings give the site's name: a line above the
 * text. */
#include "common/date.h"
#include "normalize/content.h"
#include "normalize/metadata.h"

#define LINES_ABOVE 14 /* of the first running text */
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

/* Might it be a headline by its length and place? */
static bool may_be_headline(const struct block *b)
{
	return b->m.words >= LEAST_WORDS && b->m.words <= MOST_WORDS && b->link == 0 && !b->item && !b->m.ends_colon &&
	       b->m.letters > b->m.words && !(b->hints & (HINT_NAV | HINT_RELATED | HINT_HIDDEN | HINT_COMMENT | HINT_META));
}

static bool names_title(struct slice names)
{
	static const char *const says[] = { "title", "tieude", "tieu-de", "tieu_de", "headline", "titolo", "subject" };
	static const char *const of_others[] = { "subtitle", "sub-title", "sitetitle", "site-title", "chuyenmuc",
						 "chuyen-muc" };
	bool said = false;

	names = slice_head(names, 200);
	for (size_t i = 0; names.len > 0 && i < COUNT(says); i++)
		said = said || slice_contains_nocase(names, slice_from(says[i]));
	for (size_t i = 0; said && i < COUNT(of_others); i++)
		said = !slice_contains_nocase(names, slice_from(of_others[i]));
	return said;
}

/* Does a node that holds this line and nothing else have a name that says "title", or is it a heading? */
static bool is_called_title(const struct content *c, const struct block *b)
{
	const struct html *html = c->html;

	if (b->heading)
		return true;
	for (uint32_t i = html->node[b->at].parent; i > 0 && c->info[i].text <= c->info[b->node].text; i = html->node[i].parent)
		if (names_title(html_attr(html, i, HTML_ATTR_CLASS)) || names_title(html_attr(html, i, HTML_ATTR_ID)))
			return true;
	return false;
}

/* Is all of the line bold or of a large font, and a date stands right below it? */
static bool looks_like_title(const struct content *c, size_t at)
{
	const struct html *html = c->html;
	const struct block *b = &c->block[at];
	uint32_t i = html->node[b->at].parent;

	if (at + 1 >= c->n || b->m.ends_full_stop || b[1].m.words > 14 || date_find(b[1].text).ms == TIME_UNKNOWN)
		return false;
	for (; i > b->node; i = html->node[i].parent)
		if (html_is(html, i, HTML_B) || html_is(html, i, HTML_STRONG) || html_is(html, i, HTML_FONT))
			return c->info[i].text == c->info[b->node].text;
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

static void headline_take(struct page *page, const struct block *b, struct slice title)
{
	page->title_node = b->node;
	if (words_equal(page->article->title, title))
		return;
	page->article->title = title;
	page->from.title = "a line above the text";
}

void metadata_read_headline(struct page *page)
{
	const struct content *c = page->content;
	struct slice title = page->article->title;
	bool doubtful = is_doubtful(c);
	size_t first, best;

	if (page->title_node && !doubtful)
		return;
	best = first = first_prose(c);
	for (size_t n = 0; first < c->n && n < LINES_ABOVE && n < first; n++) {
		const struct block *b = &c->block[first - 1 - n];
		struct slice within;

		if (!may_be_headline(b))
			continue;
		within = words_equal(title, b->text) ? title : title_within(title, b->text);
		if (within.len < title.len || words_equal(title, b->text)) {
			headline_take(page, b, within);
			return;
		}
		if (doubtful && best == first && (is_called_title(c, b) || looks_like_title(c, first - 1 - n)))
			best = first - 1 - n;
	}
	if (best < first)
		headline_take(page, &c->block[best], c->block[best].text);
}
