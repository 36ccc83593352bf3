/* enrich/bodies.c - the names of bodies that have a place in them: "UBND thành phố Hà Nội", "University of Florence". */
#include "enrich/candidates.h"

#define MAX_FILL      6 /* words between the head of a body and the place in its name */
#define MAX_LOWERCASE 2 /* of them one after the other without a capital: "Bộ Ngoại giao và ..." */

static bool joins(const struct tokens *t, size_t i)
{
	return i < t->n && t->at[i].gap >= GAP_SPACE && t->at[i].gap <= GAP_APOSTROPHE;
}

static bool names_place(const struct candidate *c)
{
	return c && (c->verdict == UNDECIDED || c->verdict == NESTED);
}

/* Take the place at token i and those joined to it by a hyphen or a dash; returns the token after them. */
static size_t nest_places(struct scene *s, size_t i)
{
	const struct tokens *t = s->tokens;
	struct candidate *c = candidate_at(s, i);

	while (names_place(c)) {
		c->verdict = NESTED;
		i = c->end;
		if (i >= t->n || (t->at[i].gap != GAP_HYPHEN && t->at[i].gap != GAP_DASH))
			break;
		c = candidate_at(s, i);
	}
	return i;
}

/* An embassy is of one place in another: take the second one too. */
static size_t nest_seat(struct scene *s, size_t i)
{
	size_t after = i;

	if (!joins(s->tokens, i) || !(s->cues.at[i] & CUE_IN_COUNTRY))
		return i;
	after += s->cues.len[i];
	if (joins(s->tokens, after) && s->cues.at[after] & CUE_LINK)
		after += s->cues.len[after];
	return joins(s->tokens, after) && names_place(candidate_at(s, after)) ? nest_places(s, after) : i;
}

/* May the word at token i stand inside the name of a body? */
static bool fills(const struct scene *s, size_t i, unsigned words, unsigned *lowercase)
{
	const struct token *token = &s->tokens->at[i];

	if (s->cues.at[i] & CUE_STOP || words >= MAX_FILL || token->flags & TOKEN_TITLED)
		return false;
	*lowercase = token->flags & TOKEN_CAPITAL ? 0 : *lowercase + 1;
	return *lowercase <= MAX_LOWERCASE && (words || !*lowercase);
}

/* The end of the body's name whose head begins at token `head`: after the last place in it; or 0. */
static size_t body_end(struct scene *s, size_t head)
{
	uint32_t cue = s->cues.at[head];
	size_t i = head + s->cues.len[head];
	unsigned words = 0, lowercase = 0;

	while (joins(s->tokens, i)) {
		if (names_place(candidate_at(s, i))) {
			i = nest_places(s, i);
			return cue & CUE_EMBASSY ? nest_seat(s, i) : i;
		}
		if (s->cues.at[i] & CUE_LINK && ++words < MAX_FILL) {
			i += s->cues.len[i];
			continue;
		}
		if (!(cue & CUE_BODY_OPEN) || !fills(s, i, words, &lowercase))
			return 0;
		words++;
		i++;
	}
	return 0;
}

/* The end of the body's name that begins with the place c: after its last word; or 0. */
static size_t body_end_after(const struct scene *s, const struct candidate *c)
{
	const struct tokens *t = s->tokens;
	size_t i = c->end;

	if (i >= t->n || t->at[i].gap != GAP_SPACE || t->at[i].flags & TOKEN_TITLED)
		return 0;
	for (; i < c->end + 4 && joins(t, i); i++) {
		bool capital = t->at[i].flags & TOKEN_CAPITAL;

		if (capital && s->cues.at[i] & CUE_BODY_AFTER)
			return i + 1;
		if (!capital && (i == c->end || !(s->cues.at[i] & CUE_LINK)))
			return 0;
	}
	return 0;
}

void bodies_mark(struct scene *s, uint8_t *inside)
{
	const uint32_t heads = CUE_EMBASSY | CUE_BODY_CLOSED | CUE_BODY_OPEN;

	for (size_t i = 0; i < s->tokens->n; i++) {
		struct candidate *c = candidate_at(s, i);
		size_t end = 0;

		if (s->cues.at[i] & heads && s->tokens->at[i].flags & TOKEN_CAPITAL)
			end = body_end(s, i);
		else if (names_place(c) && (end = body_end_after(s, c)))
			c->verdict = NESTED;
		if (end && inside)
			memset(inside + i, 1, end - i);
	}
}
