/* normalize/metadata.h
 *
 * metadata - what a page says about itself: its JSON-LD, its meta elements, its markup.  Each source fills in
 * a `struct facts`; metadata.c takes the best of each field.
 */
#ifndef NORMALIZE_METADATA_H
#define NORMALIZE_METADATA_H

#include "normalize/page.h"

struct facts {
	struct slice title, site_name, publisher, url, language, body, description;
	struct slice byline;       /* persons, one or more a line */
	struct slice organisation; /* authors that are none */
	struct slice section, image;
	struct slice keywords; /* one or more a line */
	struct slice type;     /* schema.org's or OpenGraph's: "LiveBlogPosting", "video.other" */
	struct moment published, modified;
	bool news, live; /* says that it is a news article; one that is added to while things happen */
	bool list;       /* says that it is a list of other pages */
	bool paywalled;
	int zone_minutes; /* of times that state no zone, or DATE_NO_ZONE */
};

void facts_init(struct facts *facts, int zone_minutes);

/* Minutes east of UTC of the times that a page states without a zone, where its language and address leave one only;
 * else DATE_NO_ZONE. */
int page_zone(const struct page *page);

/* Set a field that is still empty to s, trimmed, references decoded. */
void facts_set(struct arena *arena, struct slice *field, struct slice s);

/* Set a time that is unknown, or known to the day only, when s tells it better. */
void facts_set_moment(const struct facts *facts, struct moment *field, struct slice s);

/* The article that the page's application/ld+json describes (schema.org). */
void metadata_read_json(struct page *page, struct facts *facts);

/* meta and link elements: OpenGraph, Dublin Core, and the names that publishing systems use. */
void metadata_read_meta(struct page *page, struct facts *facts);

/* Microdata, rel=author, time, title, and classes that say "author" or "date"; and which heading is the article's, by
 * what the head of the page calls it. */
void metadata_read_markup(struct page *page, const struct facts *ld, const struct facts *meta, struct facts *facts);

/* The headline where the head of the page and its headings do not have it, or no heading shows it: a line above the text
 * of the container chosen (page->content) that is part of the title, or whose class or make says so. */
void metadata_read_headline(struct page *page);

/* Author and date from the lines around the headline (page->content), where they are still unknown. */
void metadata_read_near(struct page *page);

/* "Updated", "Cập nhật": does what stands at a date say that it is when the article was changed? */
bool text_says_modified(struct slice s);

/* Does it say that it is an article, a blog post, a video...?  A web site or a page are none. */
bool facts_have_article(const struct facts *facts);

/* "article", "live", "video", "audio", "gallery", "discussion" for a type; empty if it tells nothing. */
struct slice page_type_of(struct slice type);

/* The address that the page gives as its own, if it can be: of the same site unless it is an AMP page, and not the
 * front page. */
struct slice canonical_choose(struct arena *arena, struct slice page, struct slice base, struct slice stated);

/* Text of JSON-LD as strict JSON: comments and CDATA around it, trailing commas, raw line ends and quotes in strings
 * repaired, what is open at its end closed.  Anything may come in; the result may still be no JSON. */
struct slice json_repair(struct arena *arena, struct slice s);

/* What a page calls its article; each may be empty. */
struct headlines {
	struct slice heading; /* as it is shown */
	struct slice data;    /* headline of its JSON-LD */
	struct slice shared;  /* og:title and the like */
	struct slice element; /* title */
	bool news, live;
};

/* The headline as published, and who says it. */
struct slice title_choose(const struct headlines *headlines, struct slice site_name, const char **from);

/* What else stands around the headline is no part of it: "Headline | Site" where the page shows "Headline". */
struct slice title_within(struct slice title, struct slice headline);

/* A title less the site's name at either end ("Title - Site", "Site | Title"). */
struct slice title_without_site(struct slice title, struct slice site_name);

/* `reference` resolved against the page's address; empty if that is no absolute http(s) URL.  RFC 3986, 5. */
struct slice url_resolve(struct arena *arena, struct slice base, struct slice reference);

/* Host of an absolute address, without the port; empty if there is none. */
struct slice url_host_name(struct slice url);

/* "example" of https://www.news.example.com/, "news" of https://news.example/: what a site's address is called. */
struct slice url_host_label(struct slice url);

/* Is it the address of a site's front page: no path, no query? */
bool url_is_front_page(struct slice url);

#endif
