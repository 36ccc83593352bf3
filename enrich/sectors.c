/* enrich/sectors.c - which sectors an article is about, scored from the terms it uses.
 *
 * A term adds its weight: double in the title and the first paragraph, double where fields are listed ("cooperation in
 * the fields of ..."), less each time it is repeated, nothing inside the name of a body ("Ministry of Education of
 * Italy" is no talk of education).  A sector whose sum stays small is not reported: most articles touch many fields
 * and are about few.  One that neither title nor first paragraph nor a list of fields names, nor a telling term, has to
 * hold its own against the strongest: the hall's water pipes in the report of a football final are scenery.
 */
#include "enrich/enrich.h"

#include <math.h>
#include <stdlib.h>

#define FIELD_WINDOW    40  /* tokens that a list of fields may have */
#define HALF_SCORE      12  /* a sum of this much is a score of 50, in an article of up to */
#define HALF_TOKENS     600 /* so many tokens; a longer one must say more to be about as much */
#define THRESHOLD       30
#define PRIMARY_SCORE   50
#define PASSING_SHARE   0.25 /* of the strongest sector's sum, for one that is only touched in passing */
#define TELLING_WEIGHT  8    /* a term of this weight is not said in passing */
#define LEAD_MAX_TOKENS 120

struct tally {
	double sum;
	bool named; /* in title, first paragraph or a list of fields, or by a telling term */
	struct sector_hit hit;
};

struct scoring {
	const struct lexicon *lexicon;
	const struct lexicon_language *language;
	uint16_t *times; /* how often each phrase was met; [phrases] */
	struct tally sector[LEXICON_MAX_SECTORS];
};

static void add_evidence(struct sector_hit *hit, size_t first, size_t end)
{
	if (hit->nevidence == SECTOR_MAX_EVIDENCE)
		return;
	hit->evidence[hit->nevidence].first = (uint32_t)first;
	hit->evidence[hit->nevidence++].end = (uint32_t)end;
}

/* One term at [first, end): `factor` for where it stands, `evidence` if that is the body. */
static void add_phrase(struct scoring *s, uint32_t phrase, double factor, const size_t evidence[2])
{
	uint16_t times = s->times[phrase] < UINT16_MAX ? ++s->times[phrase] : UINT16_MAX;

	for (uint32_t i = s->language->first[phrase]; i != TERM_NONE; i = s->lexicon->term[i].next) {
		const struct term *term = &s->lexicon->term[i];
		struct tally *tally = &s->sector[term->sector];

		if (!term->weight)
			continue;
		tally->sum += term->weight * factor / times;
		tally->named |= factor > 1 || term->weight >= TELLING_WEIGHT;
		if (evidence)
			add_evidence(&tally->hit, evidence[0], evidence[1]);
	}
}

static void score_title(struct scoring *s, const struct tokens *t)
{
	size_t end;

	for (size_t i = 0; i < t->n; i = end) {
		uint32_t phrase = phrases_find(s->language->phrases, t, i, &end);

		if (phrase == PHRASE_NONE)
			end = i + 1;
		else
			add_phrase(s, phrase, 2, NULL);
	}
}

/* Moves *fields, the end of the list of fields that token i is in, past the end of an introduction at i. */
static void follow_fields(const struct lexicon *l, const struct tokens *t, size_t i, size_t *fields)
{
	size_t end;

	if (t->at[i].gap == GAP_START || t->at[i].gap == GAP_SENTENCE)
		*fields = 0;
	if (phrases_find(l->fields, t, i, &end) != PHRASE_NONE)
		*fields = end + FIELD_WINDOW;
}

static void score_body(struct scoring *s, const struct tokens *t, const uint8_t *body_name)
{
	size_t end, fields = 0;
	bool lead = true;

	for (size_t i = 0; i < t->n; i = end) {
		uint32_t phrase = phrases_find(s->language->phrases, t, i, &end);

		lead = lead && i < LEAD_MAX_TOKENS && (i == 0 || t->at[i].gap != GAP_START);
		follow_fields(s->lexicon, t, i, &fields);
		if (phrase == PHRASE_NONE)
			end = i + 1;
		else if (!body_name[i])
			add_phrase(s, phrase, (lead ? 2 : 1) * (i < fields ? 2 : 1), (size_t[]){ i, end });
	}
}

static int by_score(const void *a, const void *b)
{
	const struct sector_hit *x = a, *y = b;

	if (x->score != y->score)
		return y->score - x->score;
	return x->sector < y->sector ? -1 : 1;
}

static double half_score(size_t tokens)
{
	return tokens <= HALF_TOKENS ? HALF_SCORE : HALF_SCORE * sqrt((double)tokens / HALF_TOKENS);
}

static double strongest(const struct scoring *s)
{
	double most = 0;

	for (size_t i = 0; i < s->lexicon->nsectors; i++)
		most = s->sector[i].sum > most ? s->sector[i].sum : most;
	return most;
}

static void collect(struct story *story, struct scoring *s)
{
	double half = half_score(story->body.n), passing = PASSING_SHARE * strongest(s);

	story->sector = arena_new(story->arena, struct sector_hit, s->lexicon->nsectors);
	for (size_t i = 0; i < s->lexicon->nsectors; i++) {
		struct sector_hit *hit = &s->sector[i].hit;

		hit->sector = (uint32_t)i;
		hit->score = (int)(100 * s->sector[i].sum / (s->sector[i].sum + half));
		hit->primary = hit->score >= PRIMARY_SCORE;
		if (hit->score >= THRESHOLD && (s->sector[i].named || s->sector[i].sum >= passing))
			story->sector[story->nsectors++] = *hit;
	}
	qsort(story->sector, story->nsectors, sizeof *story->sector, by_score);
}

enum outcome sectors_mark(struct story *story, struct reason *why)
{
	struct scoring *s = arena_new(story->arena, struct scoring, 1);

	(void)why;
	s->lexicon = story->knowledge->lexicon;
	s->language = lexicon_language(s->lexicon, story->article->language);
	if (!s->language)
		return FORWARD;
	s->times = arena_new(story->arena, uint16_t, phrases_count(s->language->phrases));
	score_title(s, &story->title);
	score_body(s, &story->body, story->body_name);
	collect(story, s);
	return FORWARD;
}
