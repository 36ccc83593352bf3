/* enrich/cues.c - finds the small words that say what the name beside them is. */
#include "enrich/cues.h"
#include "common/data.h"
#include "common/die.h"
#include "enrich/table.h"

#include <stdlib.h>

#define MAX_CUES 4096u

static uint32_t cue_read(const struct table *t, struct slice s)
{
	static const struct {
		const char *name;
		uint32_t cue;
	} cues[] = {
		{ "city-before", CUE_CITY_BEFORE },
		{ "admin-before", CUE_ADMIN_BEFORE },
		{ "country-before", CUE_COUNTRY_BEFORE },
		{ "district-before", CUE_DISTRICT_BEFORE },
		{ "city-after", CUE_CITY_AFTER },
		{ "admin-after", CUE_ADMIN_AFTER },
		{ "locative", CUE_LOCATIVE },
		{ "direction", CUE_DIRECTION },
		{ "embassy", CUE_EMBASSY },
		{ "body-closed", CUE_BODY_CLOSED },
		{ "body-open", CUE_BODY_OPEN },
		{ "body-after", CUE_BODY_AFTER },
		{ "stop", CUE_STOP },
		{ "link", CUE_LINK },
		{ "in-country", CUE_IN_COUNTRY },
		{ "people", CUE_PEOPLE },
		{ "person", CUE_PERSON },
		{ "none", CUE_NONE },
		{ "plain", CUE_PLAIN },
		{ "feature-before", CUE_FEATURE_BEFORE },
		{ "street-before", CUE_STREET_BEFORE },
		{ "match", CUE_MATCH },
		{ "compass", CUE_COMPASS },
	};
	for (size_t i = 0; i < COUNT(cues); i++)
		if (slice_equal(s, slice_from(cues[i].name)))
			return cues[i].cue;
	table_die(t, "unknown cue");
}

struct cues *cues_open(void)
{
	struct cues *c = xmalloc(sizeof *c);
	struct slice content = data_read("gazetteer/cues.tsv");
	struct table t;

	*c = (struct cues){ phrases_open(), xmalloc(MAX_CUES * sizeof *c->mask), slice_hash(content) };
	memset(c->mask, 0, MAX_CUES * sizeof *c->mask);
	table_open(&t, "gazetteer/cues.tsv", content, "phrase\tcues");
	while (table_next(&t)) {
		uint32_t number = phrases_add(c->phrases, t.cell[0]);
		struct slice name;

		if (number >= MAX_CUES)
			table_die(&t, "no word, or too many cues");
		while (slice_next(&t.cell[1], '|', &name))
			c->mask[number] |= cue_read(&t, name);
	}
	free((char *)(uintptr_t)content.at);
	return c;
}

void cues_close(struct cues *c)
{
	phrases_close(c->phrases);
	free(c->mask);
	free(c);
}

void cues_scan(const struct cues *c, const struct tokens *t, struct arena *arena, struct cue_marks *marks)
{
	size_t end;

	marks->before = arena_new(arena, uint32_t, t->n + 1);
	marks->at = arena_new(arena, uint32_t, t->n + 1);
	marks->len = arena_new(arena, uint8_t, t->n + 1);
	for (size_t i = 0; i < t->n; i = end) {
		uint32_t number = phrases_find(c->phrases, t, i, &end);

		if (number == PHRASE_NONE) {
			end = i + 1;
			continue;
		}
		marks->at[i] = c->mask[number];
		marks->len[i] = (uint8_t)(end - i);
		marks->before[end] |= c->mask[number];
	}
}
