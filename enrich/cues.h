/* enrich/cues.h
 *
 * cues - small words beside a name that say what it is: "thành phố", "province of", "Đại sứ quán", "Mr".
 *
 * Read from data/gazetteer/cues.tsv.  A scan marks in every token which cues end just before it and which begin at
 * it; of overlapping cues the longest, leftmost one counts.
 */
#ifndef ENRICH_CUES_H
#define ENRICH_CUES_H

#include "enrich/phrases.h"

enum cue {
	CUE_CITY_BEFORE = 1 << 0,     /* "thành phố" Hà Nội */
	CUE_ADMIN_BEFORE = 1 << 1,    /* "tỉnh" Vĩnh Phúc, "regione" Lazio */
	CUE_COUNTRY_BEFORE = 1 << 2,  /* "nước" Ý */
	CUE_DISTRICT_BEFORE = 1 << 3, /* "quận" Ba Đình: a place even if we do not know it */
	CUE_FEATURE_BEFORE = 1 << 19, /* "sông" Hồng: a place even if we do not know it, named with this word */
	CUE_STREET_BEFORE = 1 << 21,  /* "Via" Cagliari: a street, named after a place at home */
	CUE_MATCH = 1 << 22,          /* "midfielder": talk of a match, where cities are teams */
	CUE_CITY_AFTER = 1 << 4,      /* Florence "city" */
	CUE_ADMIN_AFTER = 1 << 5,     /* Lazio "region" */
	CUE_LOCATIVE = 1 << 6,        /* "in" Rome, "tại" Rome */
	CUE_DIRECTION = 1 << 7,       /* "Northern" Italy */
	CUE_COMPASS = 1 << 20,        /* "West" Jersey: part of a city's name, but of no country's */
	CUE_EMBASSY = 1 << 8, /* head of a body that may name two places: "Đại sứ quán" Italia tại Việt Nam */
	CUE_BODY_CLOSED = 1 << 9, /* head of a body, the place follows it: "UBND" thành phố Hà Nội */
	CUE_BODY_OPEN = 1 << 10,  /* further words may come between: "Bộ" Ngoại giao Italia */
	CUE_BODY_AFTER = 1 << 11, /* last word of a body: Hanoi People's "Committee" */
	CUE_STOP = 1 << 12,       /* ends the name of a body: "tại" */
	CUE_LINK = 1 << 13,       /* may stand between head and place: "of the" */
	CUE_IN_COUNTRY = 1 << 14, /* between an embassy and where it is: "tại" */
	CUE_PEOPLE = 1 << 15,     /* makes a country its people or language: "người" Ý */
	CUE_PERSON = 1 << 16,     /* a person follows: "Mr", "ông" */
	CUE_NONE = 1 << 17,       /* only looks like a cue: "Bộ trưởng" */
	CUE_PLAIN = 1 << 18,      /* capitalised, but part of no name: "July" */
};

struct cues {
	struct phrases *phrases;
	uint32_t *mask; /* of each phrase */
	uint64_t version;
};

/* Dies when the table is missing or malformed. */
struct cues *cues_open(void);
void cues_close(struct cues *c);

/* What stands around each token of one text; [n + 1] each. */
struct cue_marks {
	uint32_t *before; /* cues that end just before token i */
	uint32_t *at;     /* cues that begin at token i */
	uint8_t *len;     /* tokens of the cue that begins at i */
};
void cues_scan(const struct cues *c, const struct tokens *t, struct arena *arena, struct cue_marks *marks);

#endif
