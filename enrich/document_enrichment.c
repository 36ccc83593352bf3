/* enrich/document_enrichment.c - writes what ninjs has no words for: offsets, dates, evidence, provenance. */
#include "enrich/document.h"
#include "enrich/json_text.h"

static const char *kind_name(enum place_kind kind)
{
	switch (kind) {
	case PLACE_CONTINENT: return "continent";
	case PLACE_REGION: return "region";
	case PLACE_COUNTRY: return "country";
	case PLACE_ADMIN1: return "admin1";
	case PLACE_ADMIN2: return "admin2";
	case PLACE_CITY: return "city";
	}
	return "";
}

static void write_moment(struct text *out, const char *name, struct moment m)
{
	char text[MOMENT_SIZE];

	put_string(out, name, slice_from(moment_format(text, m)));
}

/* "start", "end" and the words between, in code points of the body. */
static void write_span(struct text *out, const struct tokens *t, size_t first, size_t end, const char *words)
{
	put_string(out, "body", SLICE("main"));
	put_number(out, "start", t->at[first].cp_begin);
	put_number(out, "end", t->at[end - 1].cp_end);
	put_string(out, words, tokens_slice(t, first, end));
}

static void write_entities(struct text *out, const struct story *s)
{
	put_open_at(out, "entities", '[');
	for (size_t i = 0; i < s->nentities; i++) {
		const struct entity *e = &s->entity[i];
		const struct place *p = e->place == PLACE_NONE ? NULL : &s->knowledge->gazetteer->place[e->place];

		put_open(out, '{');
		put_string(out, "id", document_entity_id(s->arena, i));
		put_string(out, "type", SLICE("place"));
		put_string(out, "name", e->name);
		if (p) {
			put_string(out, "kind", slice_from(kind_name(p->kind)));
			put_string(out, "wikidata", p->wikidata);
			put_string(out, "geonames", p->geonames);
			put_string(out, "iso", p->iso);
			put_string(out, "country", p->country);
		}
		put_number(out, "confidence", e->confidence);
		put_close(out, '}');
	}
	put_close(out, ']');
}

static void write_mentions(struct text *out, const struct story *s)
{
	put_open_at(out, "mentions", '[');
	for (size_t i = 0; i < s->nmentions; i++) {
		const struct mention *m = &s->mention[i];

		put_open(out, '{');
		put_string(out, "entity", document_entity_id(s->arena, m->entity));
		write_span(out, &s->body, m->first, m->end, "exact");
		put_close(out, '}');
	}
	put_close(out, ']');
}

static void write_dates(struct text *out, const struct story *s)
{
	put_open_at(out, "dates", '[');
	for (size_t i = 0; i < s->ndates; i++) {
		const struct date *d = &s->date[i];

		put_open(out, '{');
		put_string(out, "value", slice_from(d->value));
		write_span(out, &s->body, d->first, d->end, "text");
		if (d->inferred)
			put_bool(out, "inferred", true);
		put_close(out, '}');
	}
	put_close(out, ']');
}

static void write_evidence(struct text *out, const struct story *s, const struct sector_hit *hit)
{
	put_open_at(out, "evidence", '[');
	for (size_t i = 0; i < hit->nevidence; i++) {
		put_open(out, '{');
		write_span(out, &s->body, hit->evidence[i].first, hit->evidence[i].end, "exact");
		put_close(out, '}');
	}
	put_close(out, ']');
}

static void write_sectors(struct text *out, const struct story *s)
{
	put_open_at(out, "sectors", '[');
	for (size_t i = 0; i < s->nsectors; i++) {
		const struct sector_hit *hit = &s->sector[i];

		put_open(out, '{');
		put_string(out, "id", s->knowledge->lexicon->sector[hit->sector].id);
		put_number(out, "score", hit->score);
		put_bool(out, "primary", hit->primary);
		write_evidence(out, s, hit);
		put_close(out, '}');
	}
	put_close(out, ']');
}

static void write_captions(struct text *out, const struct article *a)
{
	if (!a->ncaptions)
		return;
	put_open_at(out, "captions", '[');
	for (size_t i = 0; i < a->ncaptions; i++) {
		put_open(out, '{');
		put_string(out, "text", a->caption[i].text);
		put_string(out, "credit", a->caption[i].credit);
		put_close(out, '}');
	}
	put_close(out, ']');
}

static void write_passages(struct text *out, const struct article *a)
{
	if (!a->npassages)
		return;
	put_open_at(out, "passages", '[');
	for (size_t i = 0; i < a->npassages; i++) {
		put_open(out, '{');
		put_string(out, "language", a->passage[i].language);
		put_string(out, "body", SLICE("main"));
		put_number(out, "start", a->passage[i].start);
		put_number(out, "end", a->passage[i].end);
		put_close(out, '}');
	}
	put_close(out, ']');
}

static void write_feeds(struct text *out, const struct article *a)
{
	if (!a->nfeeds)
		return;
	put_open_at(out, "feeds", '[');
	for (size_t i = 0; i < a->nfeeds; i++) {
		put_open(out, '{');
		put_string(out, "url", a->feed[i].url);
		put_string(out, "title", a->feed[i].title);
		put_close(out, '}');
	}
	put_close(out, ']');
}

static void write_names(struct text *out, const char *key, const struct names *names)
{
	if (names->n == 0)
		return;
	put_open_at(out, key, '[');
	for (size_t i = 0; i < names->n; i++)
		put_element(out, names->at[i]);
	put_close(out, ']');
}

/* What the page says of itself and ninjs has no word for. */
static void write_page(struct text *out, const struct article *a)
{
	write_names(out, "authors", &a->authors);
	put_string(out, "section", a->section);
	write_names(out, "keywords", &a->keywords);
	put_string(out, "publisher", a->publisher);
	put_string(out, "pageType", a->page_type);
	if (a->paywalled)
		put_bool(out, "paywalled", true);
}

static void write_provenance(struct text *out, const struct story *s)
{
	const struct article *a = s->article;
	const struct knowledge *k = s->knowledge;

	put_open_at(out, "provenance", '{');
	put_string(out, "feed", a->feed_url);
	put_string(out, "feedTitle", a->feed_title);
	write_feeds(out, a);
	put_string(out, "url", a->url);
	write_moment(out, "fetched", (struct moment){ .ms = a->fetched_ms });
	put_string(out, "warcFile", a->warc_file);
	if (!slice_empty(a->warc_file)) {
		put_number(out, "warcOffset", a->warc_offset);
		put_number(out, "warcLength", a->warc_length);
	}
	put_string(out, "run", a->run);
	put_string(out, "program", SLICE("wiremill/" WIREMILL_VERSION));
	put_string(out, "data",
		   arena_printf(s->arena, "gazetteer-%08x sectors-%08x",
				(unsigned)(k->gazetteer->version ^ k->cues->version), (unsigned)k->lexicon->version));
	put_close(out, '}');
}

void document_write_enrichment(struct text *out, const struct story *s)
{
	const struct article *a = s->article;

	put_open_at(out, "enrichment", '{');
	put_string(out, "generator", SLICE(DOCUMENT_GENERATOR));
	put_string(out, "offsetUnit", SLICE("codepoint"));
	if (a->published.day_only)
		write_moment(out, "published", a->published);
	write_moment(out, "modified", a->modified);
	write_page(out, a);
	write_entities(out, s);
	write_mentions(out, s);
	write_dates(out, s);
	write_sectors(out, s);
	write_captions(out, a);
	write_passages(out, a);
	put_raw(out, "extra", a->extra);
	write_provenance(out, s);
	put_close(out, '}');
}
