/* normalize/metadata_kind.c - What kind of page it is; a list of articles is none. */
#include "normalize/clean_words.h"
#include "normalize/content.h"
#include "normalize/metadata.h"

#define FEWEST_TEASERS          5
#define MOST_TEASER_WORDS       70 /* of the text below a linked headline, on average */
#define MOST_INTRODUCTION_WORDS 50

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

/* What a page, or the container chosen in it, holds beside linked headlines. */
struct list {
	size_t teasers; /* the linked headlines */
	size_t words;   /* of everything else */
	size_t kept;    /* words of what was taken for the article */
	size_t prose;   /* paragraphs of it */
	size_t led;     /* those that have a linked headline between them and the paragraph before */
};

static struct list list_read(const struct content *c, uint32_t root)
{
	struct list list = { 0 };
	bool teaser = false;

	for (size_t i = 0; i < c->n; i++) {
		const struct block *b = &c->block[i];

		if (!node_within(c->html, b->at, root))
			continue;
		if (is_teaser(c, b)) {
			list.teasers++;
			teaser = true;
			continue;
		}
		list.words += b->m.words;
		list.kept += block_in(b) ? b->m.words : 0;
		if (block_in(b) && block_is_prose(b)) {
			list.prose++;
			list.led += teaser;
			teaser = false;
		}
	}
	return list;
}

/* Linked headlines with little text below each: that is how a list of articles looks. */
static bool looks_like_list(const struct list *list)
{
	return list->teasers >= FEWEST_TEASERS && list->words < list->teasers * MOST_TEASER_WORDS;
}

/* Hardly any text beside them, or none but what each leads in: whatever date stands there is one of theirs. */
static bool is_list_surely(const struct list *list)
{
	return list->kept < MOST_INTRODUCTION_WORDS || (list->led * 4 >= list->prose * 3 && list->led > 2);
}

enum outcome kind_step(struct page *page, struct reason *why)
{
	const struct content *c = page->content;
	struct slice url = page->article->url;
	struct list list;

	if (!c)
		return FORWARD;
	metadata_read_near(page);
	if (page->says_article)
		return FORWARD;
	list = list_read(c, page->nparagraphs > 0 ? c->top : c->html->body);
	if (!looks_like_list(&list))
		return FORWARD;
	if (page->says_list)
		return drop(why, "an index page: it says so, and has %zu linked headlines", list.teasers);
	if (url_is_front_page(url))
		return drop(why, "an index page: a site's front page with %zu linked headlines", list.teasers);
	if (page->article->published.ms == TIME_UNKNOWN || is_list_surely(&list))
		return drop(why, "an index page: %zu linked headlines, none of it says that it is an article",
			    list.teasers);
	return FORWARD;
}
