/* enrich/candidates.h
 *
 * candidates - words of a text that could name a place, and what is decided about each.
 */
#ifndef ENRICH_CANDIDATES_H
#define ENRICH_CANDIDATES_H

#include "enrich/cues.h"
#include "enrich/gazetteer.h"

enum verdict {
	UNDECIDED,
	REJECTED, /* no place: part of a person's name, a common word, a shadow */
	DEMONYM,  /* the people or language of a country */
	NESTED,   /* a place inside the name of a body: not counted on its own */
	WEAK,     /* a place if the text names it more clearly elsewhere */
	ACCEPTED,
};

struct candidate {
	uint32_t first, end; /* tokens */
	const struct meaning *meaning;
	enum verdict verdict;
	uint8_t flags;  /* of the names that fit: NAME_GIVEN, NAME_WORD */
	bool doubtful;  /* accepted for want of a better reading: see confirm() in places.c */
	uint32_t place; /* the place chosen, or PLACE_NONE */
	int rank;       /* how important that place is; higher is more */
	int confidence;
};

/* One text and the candidates in it. */
struct scene {
	const struct gazetteer *gazetteer;
	const struct tokens *tokens;
	struct cue_marks cues;
	struct arena *arena;
	struct candidate *at; /* [n], in text order */
	size_t n;
	uint32_t *covering;    /* [tokens->n] 1 + the candidate a token belongs to, or 0 */
	uint8_t *country_seen; /* [gazetteer->nplaces]; shared between title and body */
	bool vietnamese, italian;
	bool match; /* the report of a match: see matches() in places.c */
};

/* Find all candidates; shadows and demonyms come decided. */
void candidates_find(struct scene *s);

/* The candidate that begins at token i, or NULL. */
struct candidate *candidate_at(const struct scene *s, size_t i);

/* Mark as NESTED the places inside the names of bodies, "Đại sứ quán Italia tại Việt Nam", "Hanoi People's
 * Committee"; `inside` (one byte a token, may be NULL) is set over each such name from its head to its last place. */
void bodies_mark(struct scene *s, uint8_t *inside);

/* Choose the place that a candidate most likely means: by what stands beside it, the countries seen so far, and
 * importance.  Sets place, rank and confidence; place is PLACE_NONE when two are equally likely. */
void candidate_link(const struct scene *s, struct candidate *c);

/* "Houston, Texas": does a place that holds `p`, one that `c` may mean, follow after a comma? */
bool candidate_parent_follows(const struct scene *s, const struct candidate *c, const struct place *p);

#endif
