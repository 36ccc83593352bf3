/* normalize/metadata_kind.c - What kind of page it is; a list of articles is none. */
#include "normalize/clean_words.h"
#include "normalize/content.h"
#include "normalize/metadata.h"

#define FEWEST_TEASERS          5
#define MOST_TEASER_WORDS       70 /* of the text below a linked headline, on average */
#define MOST_INTRODUCTION_WORDS 50
#define MOST_ERROR_WORDS        80
#define MOST_WALL_WORDS         150

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

/* The first of the words that the page's title or its first heading holds; NULL if none. */
static const char *headed_by(const struct content *c, const char *const *words)
{
	uint32_t heading = html_find(c->html, 0, 0, HTML_H1), title = html_find(c->html, 0, 0, HTML_TITLE);
	struct slice lines[] = { heading ? html_line(c->html, heading, 200) : SLICE(""),
				 title ? html_line(c->html, title, 200) : SLICE("") };

	for (size_t i = 0; words[i]; i++)
		for (size_t k = 0; k < COUNT(lines); k++)
			if (slice_contains_nocase(lines[k], slice_from(words[i])))
				return words[i];
	return NULL;
}

/* A page of little text that is there instead of an article: the server found none, or asks for leave first. */
static const char *stands_for_article(const struct content *c, size_t words)
{
	static const char *const errors[] = { "404",
					      "not found",
					      "page you asked for",
					      "page you requested",
					      "non trovata",
					      "không tìm thấy",
					      "không tồn tại",
					      "nicht gefunden",
					      "introuvable",
					      "no encontrada",
					      NULL };
	static const char *const consent[] = { "cookie",      "privacy",        "consent",   "consenso",
					       "datenschutz", "quyền riêng tư", "your data", NULL };
	bool asks = false;

	for (size_t i = 0; i < c->n && words < MOST_WALL_WORDS; i++)
		asks = asks || (block_in(&c->block[i]) && slice_contains_nocase(c->block[i].text, SLICE("cookie")));
	if (words < MOST_ERROR_WORDS && headed_by(c, errors))
		return "an error page: its heading says so";
	return asks && headed_by(c, consent) ? "a consent wall: it asks for leave and tells nothing" : NULL;
}

enum outcome kind_step(struct page *page, struct reason *why)
{
	const char *instead;
	const struct content *c = page->content;
	struct slice url = page->article->url;
	struct list list;

	if (!c)
		return FORWARD;
	metadata_read_near(page);
	if (page->says_article)
		return FORWARD;
	list = list_read(c, page->nparagraphs > 0 ? c->top : c->html->body);
	instead = stands_for_article(c, list.kept);
	if (instead)
		return drop(why, "%s", instead);
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
