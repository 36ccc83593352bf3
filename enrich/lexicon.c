/* enrich/lexicon.c - loads the sectors and their terms. */
#include "enrich/lexicon.h"
#include "common/data.h"
#include "common/die.h"
#include "enrich/table.h"

#include <stdlib.h>

#define LEXICON_CEILING_BYTES (64u << 20)

static struct slice lexicon_read(struct lexicon *l, const char *name)
{
	struct slice content = data_read(name), kept = arena_copy(l->arena, content);

	free((char *)(uintptr_t)content.at);
	l->version = l->version * 31 + slice_hash(kept);
	return kept;
}

static void load_sectors(struct lexicon *l)
{
	struct table t;

	table_open(&t, "sectors/sectors.tsv", lexicon_read(l, "sectors/sectors.tsv"),
		   "id\tlabel_en\tlabel_vi\tlabel_it\tmedtop\tmedtop_label\tisic");
	while (table_next(&t)) {
		if (l->nsectors == LEXICON_MAX_SECTORS)
			table_die(&t, "too many sectors");
		l->sector[l->nsectors++] = (struct sector){ .id = t.cell[0],
							    .label = t.cell[1],
							    .medtop = slice_before(t.cell[4], '|'),
							    .medtop_label = t.cell[5] };
	}
}

static uint32_t sector_row(const struct lexicon *l, const struct table *t, struct slice id)
{
	for (uint32_t i = 0; i < l->nsectors; i++)
		if (slice_equal(l->sector[i].id, id))
			return i;
	table_die(t, "a sector that sectors.tsv does not have");
}

/* The first term of a phrase, to be read or set. */
static uint32_t *phrase_term(struct lexicon_language *language, uint32_t phrase)
{
	if (phrase >= language->room) {
		size_t room = language->room ? language->room * 2 : 8192;

		language->first = xrealloc(language->first, room * sizeof *language->first);
		for (size_t i = language->room; i < room; i++)
			language->first[i] = TERM_NONE;
		language->room = room;
	}
	return &language->first[phrase];
}

static void term_add(struct lexicon *l, struct lexicon_language *language, const struct table *t)
{
	uint32_t phrase = phrases_add(language->phrases, t->cell[1]), *first;
	int64_t weight;

	if (phrase == PHRASE_NONE || !slice_number(t->cell[2], &weight) || weight > 10)
		table_die(t, "a row is sector, term of 1 to 24 words, weight 0 to 10");
	first = phrase_term(language, phrase);
	if ((l->nterms & (l->nterms - 1)) == 0)
		l->term = xrealloc(l->term, (l->nterms ? l->nterms * 2 : 1) * sizeof *l->term);
	l->term[l->nterms] = (struct term){ sector_row(l, t, t->cell[0]), *first, (int)weight };
	*first = (uint32_t)l->nterms++;
}

static void load_language(struct lexicon *l, struct lexicon_language *language, const char *tag)
{
	char name[32] = "sectors/??.tsv";
	struct table t;

	memcpy(name + 8, tag, 2);
	language->tag = tag;
	language->phrases = phrases_open();
	table_open(&t, name, lexicon_read(l, name), "sector\tterm\tweight");
	while (table_next(&t))
		term_add(l, language, &t);
}

static void load_fields(struct lexicon *l)
{
	struct table t;

	l->fields = phrases_open();
	table_open(&t, "sectors/fields.tsv", lexicon_read(l, "sectors/fields.tsv"), "phrase");
	while (table_next(&t))
		phrases_add(l->fields, t.cell[0]);
}

struct lexicon *lexicon_open(void)
{
	static const char *const tags[] = { "en", "vi", "it" };
	struct lexicon *l = xmalloc(sizeof *l);

	*l = (struct lexicon){ .arena = arena_open(LEXICON_CEILING_BYTES) };
	load_sectors(l);
	for (size_t i = 0; i < COUNT(tags); i++)
		load_language(l, &l->language[i], tags[i]);
	load_fields(l);
	return l;
}

void lexicon_close(struct lexicon *l)
{
	for (size_t i = 0; i < COUNT(l->language); i++) {
		phrases_close(l->language[i].phrases);
		free(l->language[i].first);
	}
	phrases_close(l->fields);
	arena_close(l->arena);
	free(l->term);
	free(l);
}

const struct lexicon_language *lexicon_language(const struct lexicon *l, struct slice tag)
{
	for (size_t i = 0; i < COUNT(l->language); i++) {
		struct slice own = slice_from(l->language[i].tag);

		if (slice_starts_nocase(tag, own) && (tag.len == own.len || tag.at[own.len] == '-'))
			return &l->language[i];
	}
	return NULL;
}
