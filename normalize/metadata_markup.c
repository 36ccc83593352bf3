/* normalize/metadata_markup.c - Reads what the visible page says: microdata, rel=author, time, h1, title, classes. */
#include "common/date.h"
#include "normalize/clean_byline.h"
#include "normalize/clean_phrases.h"
#include "normalize/clean_words.h"
#include "normalize/content.h"
#include "normalize/metadata.h"

#define MOST_BYTES  400
#define MOST_NODES  60 /* of an element that names an author or a date */
#define DAY_MS      INT64_C(86400000)
#define MOST_STAMPS 200 /* tried; an article has a few, a list of articles many */

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

	if (html->node[i].end - i > MOST_NODES)
		return;
	if (slice_equal_nocase(name, SLICE("datePublished")))
		facts_set_moment(facts, &facts->published, property_value(html, i));
	else if (slice_equal_nocase(name, SLICE("dateModified")))
		facts_set_moment(facts, &facts->modified, property_value(html, i));
	else if (slice_equal_nocase(name, SLICE("author")))
		facts_set(page->article->arena, &facts->byline, author_name(html, i));
	else if (slice_equal_nocase(name, SLICE("headline")))
		facts_set(page->article->arena, &facts->title, property_value(html, i));
}

/* Is node i or one above it a long list, a footer, something beside the article? */
static bool is_aside(const struct page *page, uint32_t i)
{
	const struct html *html = &page->html;
	uint32_t title = page->title_node;

	for (; i > 0; i = html->node[i].parent) {
		uint16_t tag = html->node[i].tag;

		if (tag == HTML_BODY || (title > i && title < html->node[i].end))
			return false; /* what holds the headline is the article, whatever its name */
		if ((tag == HTML_UL || tag == HTML_OL) && html->node[i].end - i > 40)
			return true;
		if (page->info[i].own & (HINT_NAV | HINT_RELATED | HINT_COMMENT | HINT_AD))
			return true;
	}
	return false;
}

/* A short text in a node whose class says "author"; the innermost such node that gives a name. */
static void read_author(struct page *page, uint32_t i, struct facts *facts)
{
	static const char *const box[] = { "bio", "box", "social", "avatar", "image", "photo", "follow", NULL };
	const struct html *html = &page->html;
	struct slice s, name;
	struct measure m;

	if (facts->byline.len > 0)
		return;
	if (!slice_contains_nocase(html_attr(html, i, HTML_ATTR_REL), SLICE("author")) &&
	    (!(page->info[i].own & HINT_AUTHOR) || class_has(html, i, box)))
		return;
	s = html_line(html, i, MOST_BYTES);
	if (s.len > 160 || s.len < 3 || is_aside(page, i))
		return;
	name = byline_clean(page->article->arena, s, page->article->site_name);
	m = words_measure(name);
	if (m.capitals >= 1 && m.words <= 14 && m.capitals * 2 >= m.words)
		facts_set(page->article->arena, &facts->byline, name);
}

bool text_says_modified(struct slice s)
{
	static const char *const words[] = { "Updated",      "Last updated", "Last update",
					     "Update:",      "Modified",     "Last modified",
					     "Cập nhật",     "Aggiornato",   "Ultimo aggiornamento",
					     "Aktualisiert", "Stand:",       "Mis à jour",
					     "Actualizado",  "Atualizado",   "更新" };

	for (size_t i = 0; i < COUNT(words); i++)
		if (slice_starts_nocase(s, slice_from(words[i])))
			return true;
	return false;
}

/* Does the text or the node's class say that this is when it was changed? */
static bool says_modified(const struct html *html, uint32_t i, struct slice s)
{
	static const char *const modified[] = { "update", "modif", "cap-nhat", "aggiorna", NULL };

	return class_has(html, i, modified) || text_says_modified(s);
}

static bool has_digit(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (ascii_is_digit(s.at[i]))
			return true;
	return false;
}

static bool lacks_time(struct moment m)
{
	return m.ms == TIME_UNKNOWN || m.day_only;
}

/* Does b, read behind a, tell the same day's time as well? */
static bool tells_more(struct moment a, struct moment b)
{
	return a.ms == TIME_UNKNOWN ||
	       (a.day_only && !b.day_only && (b.ms + b.zone_minutes * INT64_C(60000)) / DAY_MS == a.ms / DAY_MS);
}

/* A time element, or a short text in a node whose class says "date". */
static void read_time(struct page *page, uint32_t i, struct facts *facts)
{
	const struct html *html = &page->html;
	struct slice s = html_attr(html, i, HTML_ATTR_DATETIME);
	struct moment m;

	if (slice_empty(s))
		s = html_line(html, i, MOST_BYTES);
	if (s.len < 8 || s.len > 120 || !has_digit(s))
		return;
	m = date_find_in(s, page->zone_minutes);
	if (m.ms == TIME_UNKNOWN || is_aside(page, i))
		return;
	if (says_modified(html, i, s)) {
		if (tells_more(facts->modified, m))
			facts->modified = m;
	} else if (tells_more(facts->published, m)) {
		facts->published = m;
	}
}

/* How much the line says of what the head of the page calls the article, in percent; of half and more, how much of that
 * it says is added. */
static unsigned heading_score(struct slice line, const struct slice *called, size_t n)
{
	unsigned best = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned shared = words_shared(line, called[i]);

		if (shared >= 50)
			shared += words_shared(called[i], line); /* the site's name says but a part of it */
		best = shared > best ? shared : best;
	}
	return best;
}

/* The heading most like what the head of the page calls the article: an h1, or an h2 where there is none. */
static void read_heading(struct page *page, const struct slice *called, size_t n)
{
	const struct html *html = &page->html;
	uint32_t best = 0;
	unsigned best_score = 0;

	for (enum html_tag tag = HTML_H1; tag <= HTML_H2 && !best; tag++) {
		size_t seen = 0;

		for (uint32_t i = html_find(html, 0, 0, tag); i && seen++ < 20; i = html_find(html, 0, i, tag)) {
			struct slice line = html_line(html, i, MOST_BYTES);
			unsigned shared = heading_score(line, called, n);
			unsigned score = shared >= (tag == HTML_H1 ? 50 : 120) ? shared
					 : tag == HTML_H1                      ? 1
									       : 0; /* below, the first */

			if (words_measure(line).words >= 2 && score > best_score) {
				best = i;
				best_score = score;
			}
		}
	}
	page->title_node = best;
}

/* Whether node i has one of two attributes, looked for at once. */
static void has_two(const struct html *html, uint32_t i, bool *itemprop, bool *rel)
{
	const struct html_node *node = &html->node[i];

	*itemprop = *rel = false;
	for (uint32_t k = node->attr; k < node->attr + node->nattrs; k++) {
		*itemprop |= html->attr[k].name == HTML_ATTR_ITEMPROP;
		*rel |= html->attr[k].name == HTML_ATTR_REL;
	}
}

void metadata_read_markup(struct page *page, const struct facts *ld, const struct facts *meta, struct facts *facts)
{
	const struct html *html = &page->html;
	uint32_t title = html_find(html, 0, 0, HTML_TITLE);
	size_t stamps = 0;

	if (title)
		facts_set(page->article->arena, &facts->title, html_line(html, title, MOST_BYTES));
	read_heading(page, (struct slice[]){ ld->title, meta->title, facts->title }, 3);
	for (uint32_t i = html->body; i < html->nnodes; i++) {
		bool itemprop, rel;

		if (html->node[i].kind != HTML_ELEMENT || html->node[i].nattrs == 0)
			continue;
		has_two(html, i, &itemprop, &rel);
		if (itemprop)
			read_property(page, i, facts);
		if (html->node[i].end - i > MOST_NODES)
			continue;
		if ((page->info[i].own & HINT_AUTHOR) || rel)
			read_author(page, i, facts);
		if ((page->info[i].own & HINT_META) && (lacks_time(facts->published) || lacks_time(facts->modified)) &&
		    stamps++ < MOST_STAMPS)
			read_time(page, i, facts);
	}
	facts_set(page->article->arena, &facts->language, html_attr(html, 0, HTML_ATTR_LANG));
}
