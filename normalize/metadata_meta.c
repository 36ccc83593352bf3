/* normalize/metadata_meta.c - Reads meta and link elements. */
#include "normalize/clean_words.h"
#include "normalize/metadata.h"

enum field {
	TITLE,
	BYLINE,
	SITE,
	PUBLISHER,
	URL,
	LANGUAGE,
	DESCRIPTION,
	PUBLISHED,
	MODIFIED,
	SECTION,
	KEYWORDS,
	NEWS_KEYWORDS,
	IMAGE,
	TYPE,
	TIER
};

/* In the order of trust within a field: a later row never beats an earlier one. */
static const struct {
	const char *name;
	enum field field;
} names[] = {
	{ "og:title", TITLE },
	{ "headline", TITLE },
	{ "parsely-title", TITLE },
	{ "dc.title", TITLE },
	{ "dcterms.title", TITLE },
	{ "sailthru.title", TITLE },
	{ "twitter:title", TITLE },
	{ "citation_title", TITLE },
	{ "author", BYLINE },
	{ "article:author_name", BYLINE },
	{ "parsely-author", BYLINE },
	{ "sailthru.author", BYLINE },
	{ "dc.creator", BYLINE },
	{ "dcterms.creator", BYLINE },
	{ "dc.creator.name", BYLINE },
	{ "byl", BYLINE },
	{ "cxenseparse:author", BYLINE },
	{ "cxense:author", BYLINE },
	{ "citation_author", BYLINE },
	{ "authors", BYLINE },
	{ "article:author", BYLINE },
	{ "og:article:author", BYLINE },
	{ "dable:author", BYLINE },
	{ "og:site_name", SITE },
	{ "publisher", PUBLISHER },
	{ "dc.publisher", PUBLISHER },
	{ "application-name", SITE },
	{ "apple-mobile-web-app-title", SITE },
	{ "og:url", URL },
	{ "twitter:url", URL },
	{ "og:locale", LANGUAGE },
	{ "content-language", LANGUAGE },
	{ "dc.language", LANGUAGE },
	{ "language", LANGUAGE },
	{ "og:description", DESCRIPTION },
	{ "description", DESCRIPTION },
	{ "twitter:description", DESCRIPTION },
	{ "article:published_time", PUBLISHED },
	{ "article:published", PUBLISHED },
	{ "og:article:published_time", PUBLISHED },
	{ "og:published_time", PUBLISHED },
	{ "og:pubdate", PUBLISHED },
	{ "datepublished", PUBLISHED },
	{ "pubdate", PUBLISHED },
	{ "publishdate", PUBLISHED },
	{ "publish-date", PUBLISHED },
	{ "publish_date", PUBLISHED },
	{ "published", PUBLISHED },
	{ "published_at", PUBLISHED },
	{ "publication_date", PUBLISHED },
	{ "parsely-pub-date", PUBLISHED },
	{ "sailthru.date", PUBLISHED },
	{ "dc.date.issued", PUBLISHED },
	{ "dcterms.issued", PUBLISHED },
	{ "dcterms.created", PUBLISHED },
	{ "dc.date.created", PUBLISHED },
	{ "dc.date", PUBLISHED },
	{ "dcterms.date", PUBLISHED },
	{ "cxenseparse:recs:publishtime", PUBLISHED },
	{ "cxenseparse:publishtime", PUBLISHED },
	{ "originalpublicationdate", PUBLISHED },
	{ "article.published", PUBLISHED },
	{ "article:date", PUBLISHED },
	{ "article_date_original", PUBLISHED },
	{ "citation_publication_date", PUBLISHED },
	{ "citation_date", PUBLISHED },
	{ "date", PUBLISHED },
	{ "datecreated", PUBLISHED },
	{ "article:modified_time", MODIFIED },
	{ "og:article:modified_time", MODIFIED },
	{ "og:updated_time", MODIFIED },
	{ "datemodified", MODIFIED },
	{ "dc.date.modified", MODIFIED },
	{ "dcterms.modified", MODIFIED },
	{ "lastmod", MODIFIED },
	{ "last-modified", MODIFIED },
	{ "article.updated", MODIFIED },
	{ "modified", MODIFIED },
	{ "updated", MODIFIED },
	{ "article:section", SECTION },
	{ "og:article:section", SECTION },
	{ "og:section", SECTION },
	{ "parsely-section", SECTION },
	{ "section", SECTION },
	{ "news_keywords", NEWS_KEYWORDS },
	{ "article:tag", KEYWORDS },
	{ "og:article:tag", KEYWORDS },
	{ "parsely-tags", KEYWORDS },
	{ "sailthru.tags", KEYWORDS },
	{ "keywords", KEYWORDS },
	{ "dc.subject", KEYWORDS },
	{ "og:image", IMAGE },
	{ "og:image:url", IMAGE },
	{ "og:image:secure_url", IMAGE },
	{ "twitter:image", IMAGE },
	{ "twitter:image:src", IMAGE },
	{ "parsely-image-url", IMAGE },
	{ "sailthru.image.full", IMAGE },
	{ "og:type", TYPE },
	{ "article:content_tier", TIER },
	{ "og:article:content_tier", TIER },
	{ "isaccessibleforfree", TIER },
};

/* Row of the element's name, property or itemprop; COUNT(names) if it is none that we read. */
static size_t row_of(struct slice name)
{
	for (size_t row = 0; name.len > 2 && row < COUNT(names); row++)
		if (ascii_lower(name.at[0]) == names[row].name[0] &&
		    slice_equal_nocase(name, slice_from(names[row].name)))
			return row;
	return COUNT(names);
}

/* "locked" and "metered" of article:content_tier, "false" of isAccessibleForFree. */
static bool is_closed(struct slice value)
{
	static const char *const closed[] = { "locked", "metered", "premium", "paid", "false", "no" };

	return slice_is_any(value, closed, COUNT(closed));
}

static void set_field(struct arena *arena, struct facts *facts, enum field field, struct slice value)
{
	switch (field) {
	case TITLE: facts_set(arena, &facts->title, value); break;
	case BYLINE:
		if (!slice_contains(value, SLICE("://")))
			facts_set(arena, &facts->byline, value);
		break;
	case SITE: facts_set(arena, &facts->site_name, value); break;
	case PUBLISHER: facts_set(arena, &facts->publisher, value); break;
	case URL: facts_set(arena, &facts->url, value); break;
	case LANGUAGE: facts_set(arena, &facts->language, value); break;
	case DESCRIPTION: facts_set(arena, &facts->description, value); break;
	case SECTION: facts_set(arena, &facts->section, value); break;
	case NEWS_KEYWORDS: facts->news = true; /* fall through */
	case KEYWORDS: facts_set(arena, &facts->keywords, value); break;
	case IMAGE: facts_set(arena, &facts->image, value); break;
	case TYPE: facts_set(arena, &facts->type, value); break;
	case TIER: facts->paywalled = facts->paywalled || is_closed(value); break;
	case PUBLISHED: facts_set_moment(facts, &facts->published, value); break;
	case MODIFIED: facts_set_moment(facts, &facts->modified, value); break;
	}
}

/* The first element that has a row's name counts for that row, but authors and keywords may stand in several. */
static void note_value(struct arena *arena, struct slice *value, enum field field, struct slice content)
{
	bool several = field == BYLINE || field == KEYWORDS;

	if (several && value->len > 0 && value->len < 1000 && !slice_contains(*value, content))
		*value = arena_printf(arena, "%.*s\n%.*s", SLICE_ARG(*value), SLICE_ARG(content));
	else if (value->len == 0)
		*value = content;
}

void metadata_read_meta(struct page *page, struct facts *facts)
{
	static const enum html_attr_name keys[] = { HTML_ATTR_PROPERTY, HTML_ATTR_NAME, HTML_ATTR_ITEMPROP,
						    HTML_ATTR_HTTP_EQUIV };
	const struct html *html = &page->html;
	struct arena *arena = page->article->arena;
	struct slice value[COUNT(names)];

	for (size_t row = 0; row < COUNT(names); row++)
		value[row] = SLICE("");
	for (uint32_t i = html_find(html, 0, 0, HTML_META); i; i = html_find(html, 0, i, HTML_META)) {
		struct slice content = slice_trim(html_attr(html, i, HTML_ATTR_CONTENT));

		for (size_t k = 0; k < COUNT(keys) && content.len > 0; k++) {
			size_t row = row_of(slice_trim(html_attr(html, i, keys[k])));

			if (row == COUNT(names))
				continue;
			note_value(arena, &value[row], names[row].field, content);
			break;
		}
	}
	for (uint32_t i = html_find(html, 0, 0, HTML_LINK); i; i = html_find(html, 0, i, HTML_LINK))
		if (slice_equal_nocase(slice_trim(html_attr(html, i, HTML_ATTR_REL)), SLICE("canonical")))
			facts_set(arena, &facts->url, html_attr(html, i, HTML_ATTR_HREF));
	for (size_t row = 0; row < COUNT(names); row++)
		if (value[row].len > 0)
			set_field(arena, facts, names[row].field, value[row]);
}
