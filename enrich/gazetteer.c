/* enrich/gazetteer.c - loads the tables of places and looks names up. */
#include "enrich/gazetteer.h"
#include "common/data.h"
#include "common/die.h"
#include "enrich/table.h"

#include <stdlib.h>

#define GAZETTEER_CEILING_BYTES (256u << 20)
#define ID_SLOTS                (1u << 18)
#define MAX_PLACES              (ID_SLOTS / 2)

/* While loading: places by id (open addressing), and memory for the tokens of one name. */
struct loader {
	uint32_t slot[ID_SLOTS]; /* row + 1, or 0 */
	struct arena *scratch;
};

/* Where the id is, or the free slot for it. */
static uint32_t *id_slot(const struct gazetteer *g, struct loader *l, struct slice id)
{
	size_t i = slice_hash(id) % ID_SLOTS;

	while (l->slot[i] && !slice_equal(g->place[l->slot[i] - 1].id, id))
		i = (i + 1) % ID_SLOTS;
	return &l->slot[i];
}

static uint32_t id_find(const struct gazetteer *g, struct loader *l, struct slice id)
{
	uint32_t slot = *id_slot(g, l, id);

	return slot ? slot - 1 : PLACE_NONE;
}

static enum place_kind kind_read(const struct table *t, struct slice s)
{
	static const struct {
		const char *name;
		enum place_kind kind;
	} kinds[] = {
		{ "continent", PLACE_CONTINENT }, { "region", PLACE_REGION }, { "country", PLACE_COUNTRY },
		{ "admin1", PLACE_ADMIN1 },       { "admin2", PLACE_ADMIN2 }, { "city", PLACE_CITY },
	};
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (slice_equal(s, slice_from(kinds[i].name)))
			return kinds[i].kind;
	table_die(t, "unknown kind of place");
}

/* The meaning of a phrase, made when it is new. */
static struct meaning *meaning_of(struct gazetteer *g, struct slice words)
{
	uint32_t number = phrases_add(g->phrases, words);

	if (number == PHRASE_NONE)
		return NULL;
	if (number >= g->meaning_room) {
		size_t room = g->meaning_room ? g->meaning_room * 2 : 65536;

		g->meaning = xrealloc(g->meaning, room * sizeof *g->meaning);
		for (size_t i = g->meaning_room; i < room; i++)
			g->meaning[i] = (struct meaning){ .name = PLACE_NONE, .demonym = PLACE_NONE };
		g->meaning_room = room;
	}
	return &g->meaning[number];
}

static void name_masks(struct place_name *name, struct slice words, struct arena *scratch)
{
	struct tokens t;

	tokens_read(&t, scratch, words);
	for (size_t i = 0; i < t.n && i < PHRASE_MAX_TOKENS; i++) {
		if (t.at[i].flags & TOKEN_CAPITAL)
			name->capitals |= 1u << i;
		if (t.at[i].flags & TOKEN_UPPER)
			name->uppers |= 1u << i;
		if (t.at[i].gap == GAP_HYPHEN || t.at[i].gap == GAP_DASH)
			name->hyphens |= 1u << i;
	}
	arena_reset(scratch);
}

/* Add one name; a leading ^ or ~ is its mark. */
static void name_add(struct gazetteer *g, struct loader *l, uint32_t place, struct slice words)
{
	struct place_name name = { .place = place };
	struct meaning *meaning;

	if (slice_starts(words, SLICE("^")))
		name.flags = NAME_GIVEN;
	else if (slice_starts(words, SLICE("~")))
		name.flags = NAME_WORD;
	if (name.flags)
		words = slice_skip(words, 1);
	meaning = meaning_of(g, words);
	if (!meaning)
		return;
	name_masks(&name, words, l->scratch);
	name.next = meaning->name;
	meaning->name = (uint32_t)g->nnames;
	if ((g->nnames & (g->nnames - 1)) == 0)
		g->name = xrealloc(g->name, (g->nnames ? g->nnames * 2 : 1) * sizeof *g->name);
	g->name[g->nnames++] = name;
}

static uint32_t number_read(const struct table *t, struct slice s)
{
	int64_t number = 0;

	if (!slice_empty(s) && (!slice_number(s, &number) || number > UINT32_MAX))
		table_die(t, "a population is no number");
	return (uint32_t)number;
}

static void place_add(struct gazetteer *g, struct loader *l, const struct table *t)
{
	struct slice name, names = t->cell[8];
	uint32_t row = (uint32_t)g->nplaces, *slot = id_slot(g, l, t->cell[0]);

	if (*slot || row == MAX_PLACES || slice_empty(t->cell[0]))
		table_die(t, "an id that is missing or given twice, or too many places");
	if ((row & (row - 1)) == 0)
		g->place = xrealloc(g->place, (row ? row * 2 : 1) * sizeof *g->place);
	g->place[row] = (struct place){ .id = t->cell[0],
					.kind = kind_read(t, t->cell[1]),
					.country = t->cell[2],
					.iso = t->cell[4],
					.code = t->cell[5],
					.geonames = t->cell[6],
					.wikidata = SLICE(""),
					.population = number_read(t, t->cell[7]) };
	g->nplaces++;
	*slot = row + 1;
	g->place[row].country_row = id_find(g, l, t->cell[2]);
	g->place[row].parent_row = id_find(g, l, t->cell[3]);
	while (slice_next(&names, '|', &name))
		name_add(g, l, row, name);
}

/* A data file, kept in the gazetteer's memory; its bytes enter the version. */
static struct slice table_read(struct gazetteer *g, const char *name)
{
	struct slice content = data_read(name), kept = arena_copy(g->arena, content);

	free((char *)(uintptr_t)content.at);
	g->version = g->version * 31 + slice_hash(kept);
	return kept;
}

static void load_places(struct gazetteer *g, struct loader *l, const char *name)
{
	struct table t;

	table_open(&t, name, table_read(g, name),
		   "place\tkind\tcountry\tparent\tiso\tcode\tgeonames\tpopulation\tnames");
	while (table_next(&t))
		place_add(g, l, &t);
}

/* Ids of places we do not have are left out: the table covers more countries' divisions than we do. */
static void load_wikidata(struct gazetteer *g, struct loader *l, const char *name)
{
	struct table t;

	table_open(&t, name, table_read(g, name), "place\twikidata");
	while (table_next(&t)) {
		uint32_t row = id_find(g, l, t.cell[0]);

		if (row != PLACE_NONE)
			g->place[row].wikidata = t.cell[1];
	}
}

static void load_demonyms(struct gazetteer *g, struct loader *l)
{
	struct table t;

	table_open(&t, "gazetteer/demonyms.tsv", table_read(g, "gazetteer/demonyms.tsv"), "country\tdemonyms");
	while (table_next(&t)) {
		uint32_t row = id_find(g, l, t.cell[0]);
		struct slice word;

		while (slice_next(&t.cell[1], '|', &word)) {
			struct meaning *meaning = meaning_of(g, word);

			if (meaning)
				meaning->demonym = row;
		}
	}
}

static void load_shadows(struct gazetteer *g)
{
	struct table t;

	table_open(&t, "gazetteer/own_shadows.tsv", table_read(g, "gazetteer/own_shadows.tsv"), "phrase");
	while (table_next(&t)) {
		struct meaning *meaning = meaning_of(g, t.cell[0]);

		if (meaning)
			meaning->shadow = true;
	}
}

static void load_people(struct gazetteer *g)
{
	struct table t;

	table_open(&t, "gazetteer/person_names.tsv", table_read(g, "gazetteer/person_names.tsv"), "name");
	while (table_next(&t))
		phrases_add(g->people, t.cell[0]);
}

struct gazetteer *gazetteer_open(void)
{
	static const char *const files[] = { "gazetteer/countries.tsv", "gazetteer/own_regions.tsv",
					     "gazetteer/vietnam.tsv", "gazetteer/italy.tsv", "gazetteer/cities.tsv" };
	struct gazetteer *g = xmalloc(sizeof *g);
	struct loader *l = xmalloc(sizeof *l);

	*g = (struct gazetteer){ .phrases = phrases_open(),
				 .people = phrases_open(),
				 .arena = arena_open(GAZETTEER_CEILING_BYTES) };
	memset(l, 0, sizeof *l);
	l->scratch = arena_open(1u << 20);
	for (size_t i = 0; i < COUNT(files); i++)
		load_places(g, l, files[i]);
	load_wikidata(g, l, "gazetteer/wikidata-odbl.tsv");
	load_wikidata(g, l, "gazetteer/wikidata.tsv");
	load_demonyms(g, l);
	load_shadows(g);
	load_people(g);
	arena_close(l->scratch);
	free(l);
	return g;
}

void gazetteer_close(struct gazetteer *g)
{
	phrases_close(g->phrases);
	phrases_close(g->people);
	arena_close(g->arena);
	free(g->place);
	free(g->name);
	free(g->meaning);
	free(g);
}

const struct meaning *gazetteer_find(const struct gazetteer *g, const struct tokens *t, size_t first, size_t *end)
{
	uint32_t number = phrases_find(g->phrases, t, first, end);

	return number == PHRASE_NONE ? NULL : &g->meaning[number];
}

bool gazetteer_written(const struct place_name *name, const struct tokens *t, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++) {
		unsigned bit = 1u << (i - first);

		if (name->capitals & bit && !(t->at[i].flags & TOKEN_CAPITAL))
			return false;
		if (name->uppers & bit && !(t->at[i].flags & TOKEN_UPPER))
			return false;
		if (name->hyphens & bit && t->at[i].gap != GAP_HYPHEN && t->at[i].gap != GAP_DASH)
			return false;
	}
	return true;
}

bool gazetteer_person(const struct gazetteer *g, const struct tokens *t, size_t i)
{
	size_t end = 0;

	return phrases_find(g->people, t, i, &end) != PHRASE_NONE && end == i + 1;
}
