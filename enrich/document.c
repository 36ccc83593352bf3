/* enrich/document.c - writes what a ninjs 3.1 reader understands; document_enrichment.c writes the rest.
 *
 * A time that is known to the day only, or without its zone, is no ninjs date-time: it goes to enrichment. */
#include "enrich/document.h"
#include "enrich/json_text.h"
#include "enrich/uri.h"

#include "common/utf8.h"

struct slice document_entity_id(struct arena *arena, size_t entity)
{
	return arena_printf(arena, "e%zu", entity + 1);
}

static void write_time(struct text *out, const char *name, struct moment m)
{
	char text[MOMENT_SIZE];

	if (m.ms != TIME_UNKNOWN && !m.day_only)
		put_string(out, name, slice_from(moment_format(text, m)));
}

/* The id is an URI by contract; one that is not is named by its hash. */
static struct slice document_uri(const struct story *s)
{
	struct slice uri = uri_ascii(s->arena, s->article->id);

	return slice_empty(uri) ? article_urn(s->arena, s->article->id) : uri;
}

static void write_head(struct text *out, const struct story *s)
{
	const struct article *a = s->article;
	struct moment fetched = { .ms = a->fetched_ms }, first = { .ms = a->first_fetched_ms };

	put_string(out, "uri", document_uri(s));
	put_open_at(out, "standard", '{');
	put_string(out, "name", SLICE("wiremill"));
	put_string(out, "version", SLICE("1.0"));
	put_string(out, "schema", SLICE(DOCUMENT_SCHEMA));
	put_close(out, '}');
	put_string(out, "type", SLICE("text"));
	put_string(out, "representationType", SLICE("full"));
	put_string(out, "profile", SLICE("article"));
	put_string(out, "version", arena_printf(s->arena, "%lld", (long long)a->version));
	put_string(out, "pubStatus", SLICE("usable"));
	write_time(out, "contentCreated", a->published);
	write_time(out, "firstCreated", a->first_fetched_ms == TIME_UNKNOWN ? fetched : first);
	write_time(out, "versionCreated", fetched);
	put_string(out, "language", a->language);
	put_string(out, "by", a->byline);
	put_string(out, "located", a->dateline);
}

static void write_text(struct text *out, const char *list, struct slice value, const struct tokens *counted)
{
	put_open_at(out, list, '[');
	put_open(out, '{');
	put_string(out, "role", SLICE("main"));
	put_string(out, "contentType", SLICE("text/plain"));
	if (counted) {
		put_number(out, "charCount", (int64_t)counted->codepoints);
		put_number(out, "wordCount", (int64_t)text_words(value));
	}
	put_text(out, "value", value);
	put_close(out, '}');
	put_close(out, ']');
}

/* Where more is said about a place: Wikidata, else GeoNames. */
static struct slice place_uri(struct arena *arena, const struct place *p)
{
	if (!slice_empty(p->wikidata))
		return arena_printf(arena, "http://www.wikidata.org/entity/%.*s", SLICE_ARG(p->wikidata));
	if (!slice_empty(p->geonames))
		return arena_printf(arena, "https://sws.geonames.org/%.*s/", SLICE_ARG(p->geonames));
	return SLICE("");
}

static void write_places(struct text *out, const struct story *s)
{
	if (!s->nentities)
		return;
	put_open_at(out, "places", '[');
	for (size_t i = 0; i < s->nentities; i++) {
		const struct entity *e = &s->entity[i];

		put_open(out, '{');
		put_string(out, "name", e->name);
		put_string(out, "rel", e->about ? SLICE("about") : SLICE("mentions"));
		if (e->place != PLACE_NONE)
			put_string(out, "uri", place_uri(s->arena, &s->knowledge->gazetteer->place[e->place]));
		put_string(out, "literal", document_entity_id(s->arena, i));
		put_close(out, '}');
	}
	put_close(out, ']');
}

static void write_subject(struct text *out, const struct sector_hit *hit, struct slice uri, struct slice name,
			  struct slice literal)
{
	put_open(out, '{');
	put_string(out, "name", name);
	put_string(out, "rel", hit->primary ? SLICE("about") : SLICE("mentions"));
	put_string(out, "uri", uri);
	put_string(out, "literal", literal);
	put_string(out, "creator", SLICE(DOCUMENT_GENERATOR));
	put_number(out, "relevance", hit->score);
	put_number(out, "confidence", 50 + hit->score / 2);
	put_close(out, '}');
}

/* Each sector twice: as the IPTC topic that others know, and as ours. */
static void write_subjects(struct text *out, const struct story *s)
{
	if (!s->nsectors)
		return;
	put_open_at(out, "subjects", '[');
	for (size_t i = 0; i < s->nsectors; i++) {
		const struct sector_hit *hit = &s->sector[i];
		const struct sector *sector = &s->knowledge->lexicon->sector[hit->sector];

		if (!slice_empty(sector->medtop))
			write_subject(out, hit,
				      arena_printf(s->arena, "http://cv.iptc.org/newscodes/mediatopic/%.*s",
						   SLICE_ARG(sector->medtop)),
				      sector->medtop_label,
				      arena_printf(s->arena, "medtop:%.*s", SLICE_ARG(sector->medtop)));
		write_subject(out, hit, arena_printf(s->arena, "urn:wiremill:sector:%.*s", SLICE_ARG(sector->id)),
			      sector->label, sector->id);
	}
	put_close(out, ']');
}

static struct slice article_address(const struct article *a)
{
	return slice_empty(a->canonical_url) ? a->url : a->canonical_url;
}

static void write_sources(struct text *out, const struct story *s)
{
	const struct article *a = s->article;
	struct slice address = article_address(a);
	struct slice publisher = slice_empty(a->site_name) ? uri_host(address) : a->site_name;

	if (slice_empty(publisher) && slice_empty(a->agency))
		return;
	put_open_at(out, "infoSources", '[');
	if (!slice_empty(publisher)) {
		put_open(out, '{');
		put_string(out, "name", publisher);
		put_string(out, "role", SLICE("publisher"));
		put_string(out, "uri", uri_site(s->arena, address));
		put_close(out, '}');
	}
	if (!slice_empty(a->agency)) {
		put_open(out, '{');
		put_string(out, "name", a->agency);
		put_string(out, "role", SLICE("source"));
		put_close(out, '}');
	}
	put_close(out, ']');
}

static void write_alt_id(struct text *out, const char *role, struct slice value)
{
	if (slice_empty(value))
		return;
	put_open(out, '{');
	put_string(out, "role", slice_from(role));
	put_string(out, "value", value);
	put_close(out, '}');
}

static void write_ids(struct text *out, const struct story *s)
{
	const struct article *a = s->article;
	struct slice address = article_address(a);

	if (slice_empty(address) && slice_empty(a->entry_id) && slice_empty(a->source_file))
		return;
	put_open_at(out, "altIds", '[');
	write_alt_id(out, "canonicalUrl", address);
	write_alt_id(out, "feedGuid", a->entry_id);
	write_alt_id(out, "sourceFile", a->source_file);
	put_close(out, ']');
}

static void write_renditions(struct text *out, const struct story *s)
{
	struct slice href = uri_ascii(s->arena, article_address(s->article));

	if (slice_empty(href))
		return;
	put_open_at(out, "renditions", '[');
	put_open(out, '{');
	put_string(out, "name", SLICE("web"));
	put_string(out, "href", href);
	put_string(out, "contentType", SLICE("text/html"));
	put_close(out, '}');
	put_close(out, ']');
}

/* The page's main picture, as an item of its own that only its address is known of. */
static void write_image(struct text *out, const struct story *s)
{
	struct slice href = uri_ascii(s->arena, s->article->image);

	if (slice_empty(href))
		return;
	put_open_at(out, "associations", '[');
	put_open(out, '{');
	put_string(out, "uri", href);
	put_string(out, "type", SLICE("picture"));
	put_string(out, "name", SLICE("mainImage"));
	put_open_at(out, "renditions", '[');
	put_open(out, '{');
	put_string(out, "name", SLICE("web"));
	put_string(out, "href", href);
	put_close(out, '}');
	put_close(out, ']');
	put_close(out, '}');
	put_close(out, ']');
}

enum outcome document_write(struct story *s, struct reason *why)
{
	struct text *out = &s->knowledge->line;
	struct article *a = s->article;

	text_reset(out);
	put_open(out, '{');
	write_head(out, s);
	if (!slice_empty(a->title))
		write_text(out, "headlines", a->title, NULL);
	write_text(out, "bodies", a->body, &s->body);
	write_places(out, s);
	write_subjects(out, s);
	write_sources(out, s);
	write_ids(out, s);
	write_renditions(out, s);
	write_image(out, s);
	document_write_enrichment(out, s);
	put_close(out, '}');
	text_add_char(out, '\n');
	if (text_overflowed(out))
		return dead(why, "the document is over %zu bytes", out->ceiling_bytes);
	a->body = arena_copy(s->arena, text_slice(out));
	return FORWARD;
}
