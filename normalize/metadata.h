/* normalize/metadata.h
 *
 * metadata - what a page says about itself: its JSON-LD, its meta elements, its markup.  Each source fills in
 * a `struct facts`; metadata.c takes the best of each field.
 */
#ifndef NORMALIZE_METADATA_H
#define NORMALIZE_METADATA_H

#include "normalize/page.h"

struct facts {
	struct slice title, byline, site_name, url, language, body, description;
	struct slice organisation; /* an author that is no person */
	struct moment published, modified;
};

void facts_init(struct facts *facts);

/* Set a field that is still empty to s, trimmed, references decoded. */
void facts_set(struct arena *arena, struct slice *field, struct slice s);

/* Set a time that is unknown, or known to the day only, when s tells it better. */
void facts_set_moment(struct moment *field, struct slice s);

/* The article that the page's application/ld+json describes (schema.org). */
void metadata_read_json(struct page *page, struct facts *facts);

/* meta and link elements: OpenGraph, Dublin Core, and the names that publishing systems use. */
void metadata_read_meta(struct page *page, struct facts *facts);

/* Microdata, rel=author, time, h1, title, and classes that say "author" or "date". */
void metadata_read_markup(struct page *page, struct facts *facts);

/* Text of JSON-LD as strict JSON: comments and CDATA around it, trailing commas, raw line ends and quotes in strings
 * repaired, what is open at its end closed.  Anything may come in; the result may still be no JSON. */
struct slice json_repair(struct arena *arena, struct slice s);

/* Two titles of a page less the site's name at either end ("Title - Site", "Site | Title"). */
struct slice title_without_site(struct slice title, struct slice site_name);

/* `reference` resolved against the page's address; empty if that is no absolute http(s) URL.  RFC 3986, 5. */
struct slice url_resolve(struct arena *arena, struct slice base, struct slice reference);

#endif
