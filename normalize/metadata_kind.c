/* normalize/metadata_kind.c - What kind of page it is; a list of articles is none. */
#include "normalize/clean_words.h"
#include "normalize/content.h"
#include "normalize/metadata.h"

#define FEWEST_TEASERS    5
#define MOST_TEASER_WORDS 70 /* of the text below a linked headline, on average */

struct slice page_type_of(struct slice type)
{
	static const struct {
		const char *type, *page_type;
	} types[] = {
		{ "LiveBlogPosting", "live" }, { "DiscussionForumPosting", "discussion" },
		{ "VideoObject", "video" },    { "video", "video" },
		{ "PodcastEpisode", "audio" }, { "music", "audio" },
		{ "Gallery", "gallery" },      { "Article", "article" },
		{ "article", "article" },      { "BlogPosting", "article" },
		{ "Report", "article" },
	};

	for (size_t i = 0; i < COUNT(types); i++)
		if (slice_ends(type, slice_from(types[i].type)) ||
		    slice_equal(slice_before(type, '.'), slice_from(types[i].type)))
			return slice_from(types[i].page_type);
	return SLICE("");
}

bool facts_have_article(const struct facts *facts)
{
	return page_type_of(facts->type).len > 0;
}

/* A heading that is nothing but a link to another page of the site. */
static bool is_teaser(const struct content *c, const struct block *b)
{
	const struct html *html = c->html;
	uint32_t link = html_closest(html, b->at, HTML_A);
	struct slice href;

	if (!b->heading || b->link * 10 < b->text.len * 9 || b->m.words < 3)
		return false;
	for (uint32_t i = b->node; !link && i < html->node[b->node].end; i++)
		link = html_is(html, i, HTML_A) ? i : 0;
	href = html_attr(html, link, HTML_ATTR_HREF);
	return href.len > 0 && href.at[0] != '#' &&
	       (!slice_contains(href, SLICE("://")) || slice_contains(href, url_host_label(c->page->article->url)));
}

/* Linked headlines with little text below each: that is how a list of articles looks. */
static bool looks_like_list(const struct content *c, size_t *teasers)
{
	size_t words = 0;

	*teasers = 0;
	for (size_t i = 0; i < c->n; i++) {
		const struct block *b = &c->block[i];

		if (!node_within(c->html, b->at, c->top))
			continue;
		if (is_teaser(c, b))
			++*teasers;
		else
			words += b->m.words;
	}
	return *teasers >= FEWEST_TEASERS && words < *teasers * MOST_TEASER_WORDS;
}

enum outcome kind_step(struct page *page, struct reason *why)
{
	const struct content *c = page->content;
	struct slice url = page->article->url;
	size_t teasers;
	bool list;

	if (!c)
		return FORWARD;
	metadata_read_near(page);
	if (page->says_article)
		return FORWARD;
	list = looks_like_list(c, &teasers);
	if (list && page->says_list)
		return drop(why, "an index page: it says so, and has %zu linked headlines", teasers);
	if (list && url_is_front_page(url))
		return drop(why, "an index page: a site's front page with %zu linked headlines", teasers);
	if (list && page->article->published.ms == TIME_UNKNOWN)
		return drop(why, "an index page: %zu linked headlines, none of it says that it is an article", teasers);
	return FORWARD;
}
