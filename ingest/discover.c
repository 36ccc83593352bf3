/* ingest/discover.c - what may be a feed, from the HTTP head, the page, robots.txt and custom. */
#include "ingest/discover.h"
#include "common/content_type.h"
#include "common/utf8.h"
#include "ingest/html_tags.h"
#include "ingest/http_message.h"
#include "ingest/link_header.h"
#include "ingest/url.h"
#include "ingest/xml.h"

#include <stdlib.h>

#define MAX_ANCHORS    100  /* of DISCOVER_MAX */
#define MAX_TEXTS      2000 /* anchors whose text is looked at */
#define MAX_TRIES      2000 /* links of the page that are resolved, whatever becomes of them */
#define MAX_TEXT_BYTES 200  /* of an anchor that names a feed */
#define MAX_TITLE      256
#define MAX_URL        (2u << 10)
#define PAGE_CEILING   (32u << 20) /* a page of windows-1252 may grow to three times its length */

/* How worth is told among what was found in the same way. */
struct candidate {
	struct discover_feed feed; /* first: the array of them becomes the answer */
	bool comments;
	size_t order;
};

struct search {
	struct arena *arena;
	const struct discover_page *page;
	struct slice base; /* of the links in the page */
	struct candidate found[DISCOVER_MAX];
	size_t n, nanchors, ntexts, ntries;
};

static bool contains_any(struct slice s, const char *const *words)
{
	for (; *words; words++)
		if (slice_contains_nocase(s, slice_from(*words)))
			return true;
	return false;
}

/* Absolute, without fragment; empty if it is no http or https. */
static struct slice address(struct search *s, struct slice base, struct slice url)
{
	url = slice_trim(slice_before(url, '#'));
	if (slice_empty(url) || url.len > MAX_URL)
		return SLICE("");
	url = url_join(s->arena, base, url_without_feed(s->arena, url));
	return url_is_web(url) ? url : SLICE("");
}

static bool is_known(const struct search *s, struct slice url)
{
	for (size_t i = 0; i < s->n; i++)
		if (slice_equal(s->found[i].feed.url, url))
			return true;
	return false;
}

/* `url` is resolved.  False if it is left out. */
static bool add(struct search *s, enum discover_how how, struct slice url, struct slice title, struct slice type)
{
	static const char *const other[] = { "wp-json", "oembed", NULL };
	static const char *const comments[] = { "/comments/", "comments/feed", "comment-feed", "=comments", NULL };

	if (slice_empty(url) || s->n == DISCOVER_MAX || contains_any(url, other) || is_known(s, url))
		return false;
	s->found[s->n] = (struct candidate){
		.feed = { .url = arena_copy(s->arena, url),
			  .title = feed_plain(s->arena, utf8_head(title, MAX_TITLE)),
			  .type = arena_copy(s->arena, utf8_head(type, MAX_TITLE)),
			  .how = how },
		.comments = contains_any(url, comments),
		.order = s->n,
	};
	s->n++;
	return true;
}

/* Does a link of this media type lead to a feed?  JSON and XML are many things. */
static bool is_feed_type(struct slice type, struct slice url)
{
	static const char *const sure[] = { "application/rss+xml",   "application/atom+xml", "application/rdf+xml",
					    "application/feed+json", "text/rss+xml",         "application/x-rss+xml" };
	static const char *const perhaps[] = { "application/json", "application/xml", "text/xml" };
	static const char *const words[] = { "feed", "rss", "atom", NULL };

	type = content_type_media(type);
	return slice_is_any(type, sure, COUNT(sure)) ||
	       (slice_is_any(type, perhaps, COUNT(perhaps)) && contains_any(url, words));
}

static void search_head(struct search *s)
{
	size_t n;
	const struct link_header *link = link_header_read(s->arena, s->page->head, s->page->url, &n);

	for (size_t i = 0; i < n; i++)
		if (link_header_is(&link[i], SLICE("alternate")) && is_feed_type(link[i].type, link[i].url))
			add(s, DISCOVER_HEADER, address(s, s->page->url, link[i].url), link[i].title, link[i].type);
}

/* An attribute as text: references resolved.  (feed_plain() would take "<" for a tag; addresses have none.) */
static struct slice text_of(struct search *s, struct slice value)
{
	return memchr(value.at, '&', value.len) ? feed_plain(s->arena, value) : value;
}

/* What a href of the page leads to. */
static struct slice page_address(struct search *s, struct slice href)
{
	return href.len > MAX_URL || s->ntries++ >= MAX_TRIES ? SLICE("") : address(s, s->base, text_of(s, href));
}

static bool has_word(struct slice words, const char *word)
{
	struct slice one;

	while (slice_next(&words, ' ', &one))
		if (slice_equal_nocase(slice_trim(one), slice_from(word)))
			return true;
	return false;
}

static void on_link(struct search *s, const struct html_tag *tag)
{
	struct slice rel = html_tag_attribute(tag, "rel"), href = html_tag_attribute(tag, "href");
	struct slice type = html_tag_attribute(tag, "type");
	bool alternate = has_word(rel, "alternate") && !has_word(rel, "stylesheet");

	if ((alternate && is_feed_type(type, href)) || has_word(rel, "feed"))
		add(s, DISCOVER_LINK, page_address(s, href), html_tag_attribute(tag, "title"), type);
}

/* "/rss", "/feed/", "/tin-moi.rss", "/rss/home.xml", "/?feed=rss2", "/index.rdf": the ways in which feeds are named. */
static bool is_feed_path(struct slice url)
{
	static const char *const endings[] = {
		"/feed", "/feeds/posts/default", "/rss", "/rss2", "/atom", ".rss", ".atom", ".rdf", "?feed=", NULL
	};
	static const char *const words[] = { "rss", "atom", "feed", NULL };
	struct slice path = slice_before(slice_before(url, '#'), '?');
	bool document = slice_ends_nocase(path, SLICE(".xml")) || slice_ends_nocase(path, SLICE(".json"));

	while (slice_ends(path, SLICE("/")))
		path.len--;
	for (size_t i = 0; endings[i]; i++)
		if (slice_ends_nocase(path, slice_from(endings[i])))
			return true;
	return (document && contains_any(path, words)) || slice_contains_nocase(url, SLICE("?feed=")) ||
	       slice_starts_nocase(url, SLICE("feed:"));
}

static bool is_letter(struct slice s, size_t i)
{
	return i < s.len && (ascii_is_alpha(s.at[i]) || (unsigned char)s.at[i] >= 0x80);
}

/* Does the text name a feed: "RSS", "Tin RSS", "Atom feed"? */
static bool is_feed_text(struct slice text)
{
	static const char *const words[] = { "rss", "atom", "feed", NULL };

	for (size_t i = 0; i < text.len; i++)
		for (size_t k = 0; words[k] && !(i && is_letter(text, i - 1)); k++)
			if (slice_starts_nocase(slice_skip(text, i), slice_from(words[k])) &&
			    !is_letter(text, i + strlen(words[k])))
				return true;
	return false;
}

/* An anchor with what stands in it. */
static void on_anchor(struct search *s, const struct html_tag *tag, struct slice inside)
{
	struct slice href = html_tag_attribute(tag, "href"), title = html_tag_attribute(tag, "title"), text;
	bool named;

	if (slice_empty(href) || href.at[0] == '#' || href.len > MAX_URL || s->nanchors == MAX_ANCHORS)
		return;
	named = is_feed_path(href);
	if (!named && (inside.len > MAX_TEXT_BYTES || s->ntexts == MAX_TEXTS || !is_feed_text(inside)))
		return;
	s->ntexts += !named;
	text = feed_plain(s->arena, slice_head(inside, inside.len <= MAX_TEXT_BYTES ? inside.len : 0));
	if (!named && !is_feed_text(text))
		return;
	s->nanchors += add(s, DISCOVER_ANCHOR, page_address(s, href), slice_empty(text) ? title : text, SLICE(""));
}

/* The base of all links of a page is its first <base href>, wherever it stands. */
static struct slice base_of(struct search *s, struct slice html)
{
	struct slice href = SLICE(""), base;
	struct html_tag tag;

	while (slice_empty(href) && html_tags_next(&html, &tag))
		if (html_tag_is(&tag, "base"))
			href = html_tag_attribute(&tag, "href");
	base = href.len > MAX_URL ? SLICE("") : address(s, s->page->url, text_of(s, href));
	return slice_empty(base) ? s->page->url : base;
}

static void search_html(struct search *s, struct slice html)
{
	struct html_tag tag, anchor;
	bool open = false;

	s->base = base_of(s, html);
	while (html_tags_next(&html, &tag)) {
		bool is_anchor = html_tag_is(&tag, "a");

		if (open && is_anchor) {
			const char *inside = anchor.whole.at + anchor.whole.len;

			on_anchor(s, &anchor, slice_of(inside, (size_t)(tag.whole.at - inside)));
			open = false;
		}
		if (is_anchor && !tag.end) {
			open = true;
			anchor = tag;
		} else if (html_tag_is(&tag, "link")) {
			on_link(s, &tag);
		}
	}
	if (open)
		on_anchor(s, &anchor, SLICE(""));
}

static void search_page(struct search *s)
{
	struct text decoded;

	text_init(&decoded, PAGE_CEILING);
	search_html(s, xml_to_utf8(s->page->body, content_type_charset(s->page->content_type), &decoded));
	text_release(&decoded);
}

static void search_robots(struct search *s)
{
	size_t n = 0;
	const struct slice *sitemap = s->page->robots ? robots_sitemaps(s->page->robots, &n) : NULL;

	for (size_t i = 0; i < n; i++)
		add(s, DISCOVER_SITEMAP, address(s, s->page->url, sitemap[i]), SLICE(""), SLICE(""));
}

static void guess(struct search *s)
{
	static const char *const paths[] = { "/feed",
					     "/rss",
					     "/rss.xml",
					     "/atom.xml",
					     "/feed.xml",
					     "/index.xml",
					     "/feeds/posts/default",
					     "/feed.json",
					     "/index.rdf",
					     "/sitemap-news.xml",
					     "/news-sitemap.xml",
					     "/sitemap.xml" };

	for (size_t i = 0; i < COUNT(paths); i++)
		add(s, DISCOVER_GUESS, address(s, s->page->url, slice_from(paths[i])), SLICE(""), SLICE(""));
}

static bool is_feed(struct search *s)
{
	struct feed_hints hints = { .base = s->page->url,
				    .content_type = s->page->content_type,
				    .content_language = SLICE("") };
	struct reason why;
	struct feed feed;

	if (feed_parse(&feed, s->arena, s->page->body, &hints, &why) < 0)
		return false;
	add(s, DISCOVER_BODY, address(s, SLICE(""), s->page->url), feed.title, content_type_media(hints.content_type));
	return true;
}

static int worth_compare(const void *one, const void *other)
{
	const struct candidate *a = one, *b = other;

	if (a->feed.how != b->feed.how)
		return a->feed.how < b->feed.how ? -1 : 1;
	if (a->comments != b->comments)
		return a->comments ? 1 : -1;
	return a->order < b->order ? -1 : 1;
}

struct discover_feed *discover_feeds(struct arena *arena, const struct discover_page *page, size_t *n)
{
	struct search *s = arena_new(arena, struct search, 1);
	struct discover_feed *feeds;

	s->arena = arena;
	s->page = page;
	if (!is_feed(s)) {
		search_head(s);
		search_page(s);
		search_robots(s);
		guess(s);
	}
	qsort(s->found, s->n, sizeof s->found[0], worth_compare);
	feeds = arena_new(arena, struct discover_feed, s->n);
	for (size_t i = 0; i < s->n; i++)
		feeds[i] = s->found[i].feed;
	*n = s->n;
	return feeds;
}
