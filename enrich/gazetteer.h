/* enrich/gazetteer.h
 *
 * gazetteer - the places we know, by the names that news gives them in Vietnamese, English and Italian.
 *
 * Read once from data/gazetteer/ (its README.md says what the columns are); a place is a row number from then on.
 * The same words may name several places, mean the people of a country (a demonym), or be known to mean something else
 * (a shadow: "Pháp luật" is not France, "New York Times" no city).
 */
#ifndef ENRICH_GAZETTEER_H
#define ENRICH_GAZETTEER_H

#include "enrich/phrases.h"

#define PLACE_NONE UINT32_MAX

enum place_kind { PLACE_CONTINENT, PLACE_REGION, PLACE_COUNTRY, PLACE_ADMIN1, PLACE_ADMIN2, PLACE_CITY };

struct place {
	struct slice id;       /* ours: "VN", "IT-62", "gn-3169070", "M49-150" */
	struct slice iso;      /* ISO 3166-1 alpha-2 or 3166-2, or empty */
	struct slice geonames; /* geonameid, or empty */
	struct slice wikidata; /* "Q220", or empty */
	struct slice code;     /* of the country's statistics office: GSO, ISTAT, UN M49 */
	struct slice country;  /* ISO 3166-1 alpha-2, or empty */
	enum place_kind kind;
	uint32_t population;              /* about; 0 if unknown */
	uint32_t country_row, parent_row; /* places, or PLACE_NONE; a country is its own country */
};

enum name_flag {
	NAME_GIVEN = 1, /* also a first name: Florence */
	NAME_WORD = 2,  /* also a common word: Anh, Nice */
};

/* One name of one place. */
struct place_name {
	uint32_t place;
	uint32_t next;     /* further places of these words, or PLACE_NONE */
	uint32_t capitals; /* bit i: word i must begin with a capital */
	uint32_t uppers;   /* bit i: word i must be all capitals */
	uint32_t hyphens;  /* bit i: a hyphen or dash must stand before word i */
	uint8_t flags;
};

/* What some words mean. */
struct meaning {
	uint32_t name;    /* first place_name, or PLACE_NONE */
	uint32_t demonym; /* country or continent whose people or adjective it is, or PLACE_NONE */
	bool shadow;
};

struct gazetteer {
	struct place *place; /* [nplaces], countries first */
	size_t nplaces;
	struct place_name *name; /* [nnames] */
	size_t nnames;
	struct phrases *phrases;
	struct meaning *meaning; /* of each phrase */
	size_t meaning_room;
	struct phrases *people; /* parts of people's names */
	struct arena *arena;
	uint64_t version; /* hash of the tables' bytes */
};

/* Dies when a table is missing or malformed. */
struct gazetteer *gazetteer_open(void);
void gazetteer_close(struct gazetteer *g);

/* What the longest known words from token `first` mean, and the token after them in *end; NULL if none are known
 * there.  Whether the tokens are written like a name is gazetteer_written()'s business. */
const struct meaning *gazetteer_find(const struct gazetteer *g, const struct tokens *t, size_t first, size_t *end);

/* Do the tokens have the capitals that this name has? */
bool gazetteer_written(const struct place_name *name, const struct tokens *t, size_t first, size_t end);

/* Is this token a surname or first name we know? */
bool gazetteer_person(const struct gazetteer *g, const struct tokens *t, size_t i);

#endif
