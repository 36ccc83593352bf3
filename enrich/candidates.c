/* enrich/candidates.c - finds the words that could name a place, and chooses among places of one name. */
#include "enrich/candidates.h"

/* Flags of the names that are written like the text; -1 if none is. */
static int fitting_flags(const struct scene *s, const struct meaning *m, size_t first, size_t end)
{
	int flags = -1;

	for (uint32_t i = m->name; i != PLACE_NONE; i = s->gazetteer->name[i].next)
		if (gazetteer_written(&s->gazetteer->name[i], s->tokens, first, end))
			flags = (flags < 0 ? 0 : flags) | s->gazetteer->name[i].flags;
	return flags;
}

static void candidate_add(struct scene *s, const struct candidate *c)
{
	if ((s->n & (s->n - 1)) == 0)
		s->at = arena_grow(s->arena, s->at, sizeof *s->at, s->n, s->n ? s->n * 2 : 1);
	s->at[s->n++] = *c;
	for (size_t i = c->first; i < c->end; i++)
		s->covering[i] = (uint32_t)s->n;
}

/* What the known words [first, end) are, as far as their writing tells. */
static bool candidate_read(const struct scene *s, struct candidate *c)
{
	int flags = fitting_flags(s, c->meaning, c->first, c->end);

	if (flags >= 0) {
		c->flags = (uint8_t)flags;
		c->verdict = c->meaning->shadow ? REJECTED : UNDECIDED;
	} else if (c->meaning->demonym != PLACE_NONE) {
		c->verdict = DEMONYM;
	} else if (c->meaning->shadow && s->tokens->at[c->first].flags & TOKEN_CAPITAL) {
		c->verdict = REJECTED;
	} else {
		return false;
	}
	return true;
}

void candidates_find(struct scene *s)
{
	const struct tokens *t = s->tokens;
	size_t end = 0;

	s->covering = arena_new(s->arena, uint32_t, t->n + 1);
	for (size_t i = 0; i < t->n; i = end) {
		struct candidate c = { .first = (uint32_t)i, .place = PLACE_NONE };

		c.meaning = gazetteer_find(s->gazetteer, t, i, &end);
		if (!c.meaning) {
			end = i + 1;
			continue;
		}
		c.end = (uint32_t)end;
		if (candidate_read(s, &c))
			candidate_add(s, &c);
		else
			end = i + 1;
	}
}

struct candidate *candidate_at(const struct scene *s, size_t i)
{
	struct candidate *c;

	if (i >= s->tokens->n || !s->covering[i])
		return NULL;
	c = &s->at[s->covering[i] - 1];
	return c->first == i ? c : NULL;
}

static int city_rank(uint32_t population)
{
	static const struct {
		uint32_t population;
		int rank;
	} steps[] = {
		{ 5000000, 750 }, { 1000000, 650 }, { 500000, 550 }, { 100000, 400 }, { 50000, 300 },
	};
	for (size_t i = 0; i < COUNT(steps); i++)
		if (population >= steps[i].population)
			return steps[i].rank;
	return 200;
}

/* How likely a place is meant before anything else is known. */
static int place_rank(const struct place *p)
{
	int known = slice_empty(p->wikidata) ? 0 : 150;

	switch (p->kind) {
	case PLACE_COUNTRY: return 1000;
	case PLACE_CONTINENT:
	case PLACE_REGION: return 900;
	case PLACE_ADMIN1: return 600;
	case PLACE_ADMIN2: return 150;
	case PLACE_CITY: break;
	}
	return city_rank(p->population) + known;
}

static bool country_is_seen(const struct scene *s, const struct place *p)
{
	return p->country_row != PLACE_NONE && s->country_seen[p->country_row];
}

bool candidate_parent_follows(const struct scene *s, const struct candidate *c, const struct place *p)
{
	const struct candidate *next = candidate_at(s, c->end);

	if (!next || s->tokens->at[c->end].gap != GAP_COMMA)
		return false;
	for (uint32_t i = next->meaning->name; i != PLACE_NONE; i = s->gazetteer->name[i].next) {
		uint32_t place = s->gazetteer->name[i].place;

		if (place == p->parent_row || (place == p->country_row && p->kind != PLACE_COUNTRY))
			return true;
	}
	return false;
}

/* What the words beside the name add to the likelihood of a kind of place. */
static int cue_rank(const struct scene *s, const struct candidate *c, const struct place *p)
{
	uint32_t before = s->cues.before[c->first], after = s->cues.at[c->end];
	bool beside_city = before & CUE_CITY_BEFORE || after & CUE_CITY_AFTER;
	bool beside_admin = before & CUE_ADMIN_BEFORE || after & CUE_ADMIN_AFTER;

	if (beside_city && !beside_admin)
		return p->kind == PLACE_CITY ? 1000 : 0;
	if (beside_admin && !beside_city)
		return p->kind == PLACE_ADMIN1 || p->kind == PLACE_ADMIN2 || p->kind == PLACE_REGION ? 1000 : 0;
	return 0;
}

static int candidate_rank(const struct scene *s, const struct candidate *c, const struct place *p)
{
	int rank = place_rank(p) + cue_rank(s, c, p);

	if (p->kind != PLACE_COUNTRY && country_is_seen(s, p))
		rank += 450;
	if (candidate_parent_follows(s, c, p))
		rank += 2000;
	return rank;
}

/* Of two as likely ones, a place and its own capital are the same news; others are not told apart. */
static bool same_area(const struct place *a, const struct place *b)
{
	return a->country_row == b->country_row && a->country_row != PLACE_NONE && a->kind != b->kind;
}

#define LINK_MARGIN 50

void candidate_link(const struct scene *s, struct candidate *c)
{
	const struct gazetteer *g = s->gazetteer;
	int best = 0, second = 0;
	uint32_t place = PLACE_NONE, rival = PLACE_NONE;

	for (uint32_t i = c->meaning->name; i != PLACE_NONE; i = g->name[i].next) {
		uint32_t row = g->name[i].place;
		int rank;

		if (row == place || !gazetteer_written(&g->name[i], s->tokens, c->first, c->end))
			continue;
		rank = candidate_rank(s, c, &g->place[row]);
		if (place == PLACE_NONE || rank > best ||
		    (rank == best && g->place[row].population > g->place[place].population)) {
			second = best, rival = place;
			best = rank, place = row;
		} else if (rank > second) {
			second = rank, rival = row;
		}
	}
	c->place = place;
	c->rank = place == PLACE_NONE ? 0 : place_rank(&g->place[place]);
	c->confidence = best >= 900 ? 97 : best >= 550 ? 92 : best >= 400 ? 80 : 65;
	if (rival == PLACE_NONE)
		return;
	if (best - second < LINK_MARGIN && !same_area(&g->place[place], &g->place[rival]))
		c->place = PLACE_NONE;
	else if (best - second < 300)
		c->confidence -= 15;
}
