/* enrich/document_enrichment.c - writes what ninjs has no words for: offsets, dates, evidence, provenance. */
#include "enrich/document.h"
#include "enrich/json.h"

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

	json_string(out, name, slice_from(moment_format(text, m)));
}

/* "start", "end" and the words between, in code points of the body. */
static void write_span(struct text *out, const struct tokens *t, size_t first, size_t end, const char *words)
{
	json_string(out, "body", SLICE("main"));
	json_number(out, "start", t->at[first].cp_begin);
	json_number(out, "end", t->at[end - 1].cp_end);
	json_string(out, words, tokens_slice(t, first, end));
}

static void write_entities(struct text *out, const struct story *s)
{
	json_open_at(out, "entities", '[');
	for (size_t i = 0; i < s->nentities; i++) {
		const struct entity *e = &s->entity[i];
		const struct place *p = e->place == PLACE_NONE ? NULL : &s->knowledge->gazetteer->place[e->place];

		json_open(out, '{');
		json_string(out, "id", document_entity_id(s->arena, i));
		json_string(out, "type", SLICE("place"));
		json_string(out, "name", e->name);
		if (p) {
			json_string(out, "kind", slice_from(kind_name(p->kind)));
			json_string(out, "wikidata", p->wikidata);
			json_string(out, "geonames", p->geonames);
			json_string(out, "iso", p->iso);
			json_string(out, "country", p->country);
		}
		json_number(out, "confidence", e->confidence);
		json_close(out, '}');
	}
	json_close(out, ']');
}

static void write_mentions(struct text *out, const struct story *s)
{
	json_open_at(out, "mentions", '[');
	for (size_t i = 0; i < s->nmentions; i++) {
		const struct mention *m = &s->mention[i];

		json_open(out, '{');
		json_string(out, "entity", document_entity_id(s->arena, m->entity));
		write_span(out, &s->body, m->first, m->end, "exact");
		json_close(out, '}');
	}
	json_close(out, ']');
}

static void write_dates(struct text *out, const struct story *s)
{
	json_open_at(out, "dates", '[');
	for (size_t i = 0; i < s->ndates; i++) {
		const struct date *d = &s->date[i];

		json_open(out, '{');
		json_string(out, "value", slice_from(d->value));
		write_span(out, &s->body, d->first, d->end, "text");
		if (d->inferred)
			json_bool(out, "inferred", true);
		json_close(out, '}');
	}
	json_close(out, ']');
}

static void write_evidence(struct text *out, const struct story *s, const struct sector_hit *hit)
{
	json_open_at(out, "evidence", '[');
	for (size_t i = 0; i < hit->nevidence; i++) {
		json_open(out, '{');
		write_span(out, &s->body, hit->evidence[i].first, hit->evidence[i].end, "exact");
		json_close(out, '}');
	}
	json_close(out, ']');
}

static void write_sectors(struct text *out, const struct story *s)
{
	json_open_at(out, "sectors", '[');
	for (size_t i = 0; i < s->nsectors; i++) {
		const struct sector_hit *hit = &s->sector[i];

		json_open(out, '{');
		json_string(out, "id", s->knowledge->lexicon->sector[hit->sector].id);
		json_number(out, "score", hit->score);
		json_bool(out, "primary", hit->primary);
		write_evidence(out, s, hit);
		json_close(out, '}');
	}
	json_close(out, ']');
}

static void write_captions(struct text *out, const struct article *a)
{
	if (!a->ncaptions)
		return;
	json_open_at(out, "captions", '[');
	for (size_t i = 0; i < a->ncaptions; i++) {
		json_open(out, '{');
		json_string(out, "text", a->caption[i].text);
		json_string(out, "credit", a->caption[i].credit);
		json_close(out, '}');
	}
	json_close(out, ']');
}

static void write_provenance(struct text *out, const struct story *s)
{
	const struct article *a = s->article;
	const struct knowledge *k = s->knowledge;

	json_open_at(out, "provenance", '{');
	json_string(out, "feed", a->feed_url);
	json_string(out, "feedTitle", a->feed_title);
	json_string(out, "url", a->url);
	write_moment(out, "fetched", (struct moment){ .ms = a->fetched_ms });
	json_string(out, "warcFile", a->warc_file);
	if (!slice_empty(a->warc_file)) {
		json_number(out, "warcOffset", a->warc_offset);
		json_number(out, "warcLength", a->warc_length);
	}
	json_string(out, "run", a->run);
	json_string(out, "program", SLICE("wiremill/" WIREMILL_VERSION));
	json_string(out, "data",
		    arena_printf(s->arena, "gazetteer-%08x sectors-%08x",
				 (unsigned)(k->gazetteer->version ^ k->cues->version), (unsigned)k->lexicon->version));
	json_close(out, '}');
}

void document_write_enrichment(struct text *out, const struct story *s)
{
	const struct article *a = s->article;

	json_open_at(out, "enrichment", '{');
	json_string(out, "generator", SLICE(DOCUMENT_GENERATOR));
	json_string(out, "offsetUnit", SLICE("codepoint"));
	if (a->published.day_only)
		write_moment(out, "published", a->published);
	write_moment(out, "modified", a->modified);
	write_entities(out, s);
	write_mentions(out, s);
	write_dates(out, s);
	write_sectors(out, s);
	write_captions(out, a);
	json_raw(out, "extra", a->extra);
	write_provenance(out, s);
	json_close(out, '}');
}
