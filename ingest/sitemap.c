/* ingest/sitemap.c - reads sitemaps and sitemap indexes, in XML and as lines. */
#include "ingest/sitemap.h"
#include "common/content_type.h"
#include "ingest/feed_maker.h"
#include "ingest/http_message.h"
#include "ingest/url.h"
#include "ingest/xml.h"

#define SNIFF_BYTES (64u << 10) /* the root element begins within them */

enum vocabulary { CORE = 1, NEWS = 2, OTHER = 4 };

enum field { NONE, LOC, LASTMOD, NAME, TITLE, PUBLISHED, LANGUAGE, KEYWORDS };

static const struct {
	enum vocabulary vocabulary;
	const char *name;
	enum field field;
} fields[] = {
	{ CORE, "loc", LOC },
	{ CORE, "lastmod", LASTMOD },
	{ NEWS, "name", NAME },
	{ NEWS, "title", TITLE },
	{ NEWS, "publication_date", PUBLISHED },
	{ NEWS, "language", LANGUAGE },
	{ NEWS, "keywords", KEYWORDS },
};

struct reader {
	struct feed_maker maker;
	size_t child_room;       /* of feed->sitemap */
	struct feed_entry entry; /* the <url> or <sitemap> that is read */
	struct text value;       /* of `field` */
	enum field field;
	size_t depth, field_depth;
};

static void entry_reset(struct feed_entry *e)
{
	*e = (struct feed_entry){ .title = SLICE(""),
				  .link = SLICE(""),
				  .language = SLICE(""),
				  .published = MOMENT_UNKNOWN,
				  .updated = MOMENT_UNKNOWN };
}

/* By namespace, or by the prefix that everybody uses where it is not declared. */
static enum vocabulary vocabulary_of(const struct xml_element *e)
{
	if (slice_contains(e->ns, SLICE("/sitemap-news")) || slice_equal(e->prefix, SLICE("news")))
		return NEWS;
	return slice_empty(e->prefix) || slice_contains(e->ns, SLICE("/schemas/sitemap/")) ? CORE : OTHER;
}

static enum field field_of(const struct xml_element *e)
{
	enum vocabulary v = vocabulary_of(e);

	for (size_t i = 0; i < COUNT(fields); i++)
		if (fields[i].vocabulary == v && slice_equal_nocase(e->name, slice_from(fields[i].name)))
			return fields[i].field;
	return NONE;
}

static bool is_core(const struct xml_element *e, const char *name)
{
	return vocabulary_of(e) == CORE && slice_equal_nocase(e->name, slice_from(name));
}

static void on_start(void *context, const struct xml_element *e)
{
	struct reader *r = context;

	r->depth++;
	if (is_core(e, "url") || is_core(e, "sitemap"))
		entry_reset(&r->entry);
	if (r->field == NONE && (r->field = field_of(e)) != NONE) {
		r->field_depth = r->depth;
		text_reset(&r->value);
	}
}

static void on_text(void *context, struct slice text)
{
	struct reader *r = context;

	if (r->field != NONE)
		text_add(&r->value, text);
}

static void add_keywords(struct reader *r, struct slice keywords)
{
	struct slice one;

	while (slice_next(&keywords, ',', &one))
		feed_maker_category(&r->maker, &r->entry, one);
}

static void set_field(struct reader *r, struct slice s)
{
	struct feed_entry *e = &r->entry;
	struct feed *feed = r->maker.feed;

	switch (r->field) {
	case LOC: e->link = feed_maker_link(&r->maker, s); return;
	case LASTMOD: e->updated = feed_maker_date(&r->maker, s); return;
	case PUBLISHED: e->published = feed_maker_date(&r->maker, s); return;
	case TITLE: e->title = feed_maker_plain(&r->maker, s); return;
	case LANGUAGE: e->language = feed_maker_language(&r->maker, s); return;
	case KEYWORDS: add_keywords(r, s); return;
	case NAME:
		if (slice_empty(feed->title))
			feed->title = feed_maker_plain(&r->maker, s);
		return;
	case NONE: return;
	}
}

static void add_url(struct reader *r)
{
	struct feed_entry *e = slice_empty(r->entry.link) ? NULL : feed_maker_entry(&r->maker);

	if (!e)
		return;
	e->id = e->link = r->entry.link;
	e->title = r->entry.title;
	e->language = slice_empty(r->entry.language) ? r->maker.feed->language : r->entry.language;
	e->published = r->entry.published;
	e->updated = r->entry.updated;
	e->category = r->entry.category;
	e->ncategories = r->entry.ncategories;
}

static void add_child(struct reader *r)
{
	struct feed *feed = r->maker.feed;
	size_t room = r->child_room ? 2 * r->child_room : 64;

	if (slice_empty(r->entry.link))
		return;
	if (feed->nsitemaps == SITEMAP_MAX_URLS) {
		feed->truncated = true;
		return;
	}
	if (feed->nsitemaps == r->child_room) {
		feed->sitemap = arena_grow(r->maker.arena, feed->sitemap, sizeof *feed->sitemap, r->child_room, room);
		feed->sitemap_updated = arena_grow(r->maker.arena, feed->sitemap_updated, sizeof *feed->sitemap_updated,
						   r->child_room, room);
		r->child_room = room;
	}
	feed->sitemap[feed->nsitemaps] = r->entry.link;
	feed->sitemap_updated[feed->nsitemaps++] = r->entry.updated;
}

static void on_end(void *context, const struct xml_element *e)
{
	struct reader *r = context;

	if (r->field != NONE && r->depth == r->field_depth) {
		if (!text_overflowed(&r->value)) /* an address that stops short is worse than none */
			set_field(r, slice_trim(text_slice(&r->value)));
		r->field = NONE;
	} else if (is_core(e, "url")) {
		add_url(r);
		entry_reset(&r->entry);
	} else if (is_core(e, "sitemap")) {
		add_child(r);
		entry_reset(&r->entry);
	}
	r->depth--;
}

/* Behind the comment or instruction at s, which is behind its "<". */
static struct slice skip_prolog(struct slice s)
{
	struct slice end = slice_starts(s, SLICE("!--")) ? SLICE("-->") : s.at[0] == '?' ? SLICE("?>") : SLICE("");

	return slice_skip(s, slice_find(s, end) + end.len);
}

/* The name of the root element with its prefix; empty if there is none in sight. */
static struct slice root_name(struct slice bytes)
{
	size_t n = 0;

	bytes = slice_after(slice_head(bytes, SNIFF_BYTES), '<');
	while (slice_starts(bytes, SLICE("!")) || slice_starts(bytes, SLICE("?")))
		bytes = slice_after(skip_prolog(bytes), '<');
	while (n < bytes.len && !ascii_is_space(bytes.at[n]) && bytes.at[n] != '>' && bytes.at[n] != '/')
		n++;
	return slice_head(bytes, n);
}

static bool is_address(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.at[i] <= ' ')
			return false;
	return url_is_web(s);
}

static struct slice without_mark(struct slice bytes)
{
	return slice_skip(bytes, slice_starts(bytes, SLICE("\xEF\xBB\xBF")) ? 3 : 0);
}

/* Every line that is not empty is an address, and there is one. */
static bool is_lines(struct slice bytes)
{
	struct slice line;
	bool any = false;

	bytes = without_mark(bytes);
	while (slice_next_line(&bytes, &line)) {
		line = slice_trim(line);
		if (!slice_empty(line) && !is_address(line))
			return false;
		any = any || !slice_empty(line);
	}
	return any;
}

bool sitemap_looks(struct slice bytes, const struct feed_hints *hints)
{
	struct slice name = root_name(bytes);

	if (slice_equal_nocase(content_type_media(hints->content_type), SLICE("text/plain")) && is_lines(bytes))
		return true;
	if (!slice_empty(slice_after(name, ':')))
		name = slice_after(name, ':');
	return slice_equal_nocase(name, SLICE("urlset")) || slice_equal_nocase(name, SLICE("sitemapindex"));
}

static int read_lines(struct reader *r, struct slice bytes)
{
	struct slice line, rest;
	struct text decoded;

	text_init(&decoded, 4 * SITEMAP_MAX_BYTES);
	rest = xml_to_utf8(without_mark(bytes), content_type_charset(r->maker.hints->content_type), &decoded);
	while (slice_next_line(&rest, &line)) {
		entry_reset(&r->entry);
		r->entry.link = feed_maker_link(&r->maker, line);
		add_url(r);
	}
	text_release(&decoded);
	return 0;
}

static int read_xml(struct reader *r, struct slice bytes, struct reason *why)
{
	static const struct xml_handler handler = { on_start, on_text, on_end };
	bool truncated = false;
	int result;

	text_init(&r->value, FEED_MAX_SHORT);
	result = xml_read(bytes, content_type_charset(r->maker.hints->content_type), &handler, r, &truncated, why);
	text_release(&r->value);
	r->maker.feed->truncated |= truncated;
	return result;
}

int sitemap_parse(struct feed *feed, struct arena *arena, struct slice bytes, const struct feed_hints *hints,
		  struct reason *why)
{
	struct reader r = { .field = NONE };

	feed_maker_init(&r.maker, feed, arena, hints, SITEMAP_MAX_URLS);
	feed->language = feed_maker_language(&r.maker, slice_before(hints->content_language, ','));
	entry_reset(&r.entry);
	feed->truncated = bytes.len > SITEMAP_MAX_BYTES;
	bytes = slice_head(bytes, SITEMAP_MAX_BYTES);
	return slice_empty(root_name(bytes)) ? read_lines(&r, bytes) : read_xml(&r, bytes, why);
}
