/* normalize/metadata_markup.c - Reads what the visible page says: microdata, rel=author, time, h1, title, classes. */
#include "common/date.h"
#include "normalize/clean_byline.h"
#include "normalize/clean_phrases.h"
#include "normalize/clean_words.h"
#include "normalize/metadata.h"

#define MOST_BYTES 400

/* Does one of the class or id words of node i contain one of these? */
static bool class_has(const struct html *html, uint32_t i, const char *const *words)
{
	static const enum html_attr_name keys[] = { HTML_ATTR_CLASS, HTML_ATTR_ID };

	for (size_t k = 0; k < COUNT(keys); k++) {
		struct slice s = html_attr(html, i, keys[k]);

		for (const char *const *w = words; s.len > 0 && *w; w++)
			if (slice_contains_nocase(slice_head(s, 200), slice_from(*w)))
				return true;
	}
	return false;
}

/* The value a microdata property has: content, datetime, or its text. */
static struct slice property_value(const struct html *html, uint32_t i)
{
	struct slice s = html_attr(html, i, HTML_ATTR_CONTENT);

	if (slice_empty(s))
		s = html_attr(html, i, HTML_ATTR_DATETIME);
	return slice_empty(s) ? html_line(html, i, MOST_BYTES) : s;
}

/* The name within an author's node: the node with itemprop=name, else its text. */
static struct slice author_name(const struct html *html, uint32_t root)
{
	for (uint32_t i = root + 1; i < html->node[root].end; i++)
		if (slice_equal_nocase(html_attr(html, i, HTML_ATTR_ITEMPROP), SLICE("name")))
			return property_value(html, i);
	return property_value(html, root);
}

static void read_property(struct page *page, uint32_t i, struct facts *facts)
{
	const struct html *html = &page->html;
	struct slice name = slice_trim(html_attr(html, i, HTML_ATTR_ITEMPROP));

	if (slice_equal_nocase(name, SLICE("datePublished")))
		facts_set_moment(&facts->published, property_value(html, i));
	else if (slice_equal_nocase(name, SLICE("dateModified")))
		facts_set_moment(&facts->modified, property_value(html, i));
	else if (slice_equal_nocase(name, SLICE("author")))
		facts_set(page->article->arena, &facts->byline, author_name(html, i));
	else if (slice_equal_nocase(name, SLICE("headline")))
		facts_set(page->article->arena, &facts->title, property_value(html, i));
}

/* Is node i or one above it a list, a footer, something beside the article? */
static bool is_aside(const struct html *html, uint32_t i, uint32_t title)
{
	static const char *const words[] = { "related",   "comment", "sidebar", "teaser", "footer",
					     "recommend", "most",    "widget",  "liên",   NULL };

	for (; i > 0; i = html->node[i].parent) {
		uint16_t tag = html->node[i].tag;

		if (tag == HTML_BODY || (title > i && title < html->node[i].end))
			return false; /* what holds the headline is the article, whatever its name */
		if (tag == HTML_FOOTER || tag == HTML_NAV)
			return true;
		if ((tag == HTML_UL || tag == HTML_OL) && html->node[i].end - i > 40)
			return true;
		if (tag == HTML_ASIDE || class_has(html, i, words))
			return true;
	}
	return false;
}

/* A short text in a node whose class says "author"; the innermost such node that gives a name. */
static void read_author(struct page *page, uint32_t i, struct facts *facts)
{
	static const char *const words[] = {
		"author", "byline", "tac-gia", "tacgia", "writer", "firma", "autore", NULL
	};
	static const char *const not [] = { "bio",   "box",   "social", "avatar",  "comment",
					    "image", "photo", "follow", "related", NULL };
	const struct html *html = &page->html;
	struct slice rel = html_attr(html, i, HTML_ATTR_REL), s, name;

	if (facts->byline.len > 0 ||
	    !(slice_contains_nocase(rel, SLICE("author")) || (class_has(html, i, words) && !class_has(html, i, not ))))
		return;
	s = html_line(html, i, MOST_BYTES);
	if (s.len > 160 || s.len < 3 || is_aside(html, i, page->title_node))
		return;
	name = byline_clean(page->article->arena, s, page->article->site_name);
	if (name.len > 0 && words_measure(name).capitals >= 1 && words_measure(name).words <= 14 &&
	    (words_measure(name).capitals * 2 >= words_measure(name).words))
		facts_set(page->article->arena, &facts->byline, name);
}

/* A time element, or a short text in a node whose class says "date". */
static void read_time(struct page *page, uint32_t i, struct facts *facts)
{
	static const char *const words[] = {
		"date", "time", "publish", "ngay", "posted", "data-pub", "dateline", NULL
	};
	static const char *const modified[] = { "update", "modif", "cap-nhat", "aggiorna", NULL };
	const struct html *html = &page->html;
	bool time = html_is(html, i, HTML_TIME);
	struct slice s = html_attr(html, i, HTML_ATTR_DATETIME);
	struct moment m;

	if (!time && !class_has(html, i, words))
		return;
	if (html->node[i].end - i > 40)
		return;
	if (slice_empty(s))
		s = html_line(html, i, MOST_BYTES);
	if (s.len < 8 || s.len > 120)
		return;
	m = date_find(s);
	if (m.ms == TIME_UNKNOWN || is_aside(html, i, page->title_node))
		return;
	if (class_has(html, i, modified) || slice_starts_nocase(s, SLICE("Updated")) ||
	    slice_starts_nocase(s, SLICE("Cập nhật")) || slice_starts_nocase(s, SLICE("Aggiornato"))) {
		if (facts->modified.ms == TIME_UNKNOWN)
			facts->modified = m;
	} else if (facts->published.ms == TIME_UNKNOWN) {
		facts->published = m;
	}
}

/* The heading most like what the head of the page calls the article: an h1, or an h2 where there is none. */
static void read_heading(struct page *page, struct facts *facts)
{
	const struct html *html = &page->html;
	uint32_t best = 0;
	unsigned best_score = 0;

	for (enum html_tag tag = HTML_H1; tag <= HTML_H2 && !best; tag++) {
		size_t seen = 0;

		for (uint32_t i = html_find(html, 0, 0, tag); i && seen++ < 20; i = html_find(html, 0, i, tag)) {
			struct slice line = html_line(html, i, MOST_BYTES);
			unsigned shared = words_shared(line, facts->title);
			unsigned score = shared >= 50 ? shared : tag == HTML_H1 ? 1 : 0; /* below that, the first */

			if (words_measure(line).words >= 2 && score > best_score) {
				best = i;
				best_score = score;
			}
		}
	}
	page->title_node = best;
}

void metadata_read_markup(struct page *page, struct facts *facts)
{
	const struct html *html = &page->html;
	uint32_t title = html_find(html, 0, 0, HTML_TITLE);

	if (title && slice_empty(facts->title))
		facts_set(page->article->arena, &facts->title, html_line(html, title, MOST_BYTES));
	read_heading(page, facts);
	for (uint32_t i = html->body; i < html->nnodes; i++) {
		if (html->node[i].kind != HTML_ELEMENT || html->node[i].nattrs == 0)
			continue;
		if (html_has_attr(html, i, HTML_ATTR_ITEMPROP))
			read_property(page, i, facts);
		if (html->node[i].end - i < 60)
			read_author(page, i, facts);
		read_time(page, i, facts);
	}
	facts_set(page->article->arena, &facts->language, html_attr(html, 0, HTML_ATTR_LANG));
}
