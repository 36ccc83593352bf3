/* enrich/lexicon.h
 *
 * lexicon - the sectors of cooperation and, for each language, the terms that speak of them.
 *
 * Read once from data/sectors/: sectors.tsv (one sector a row) and LANGUAGE.tsv (sector, term, weight 0 to 10; weight 0
 * is a phrase that only looks like a term).  One term may speak of several sectors.
 */
#ifndef ENRICH_LEXICON_H
#define ENRICH_LEXICON_H

#include "enrich/phrases.h"

#define LEXICON_MAX_SECTORS 64
#define TERM_NONE           UINT32_MAX

struct sector {
	struct slice id;           /* "textile-fashion" */
	struct slice label;        /* English */
	struct slice medtop;       /* IPTC Media Topic code, eight digits */
	struct slice medtop_label; /* its English label */
};

/* One sector that a phrase speaks of. */
struct term {
	uint32_t sector;
	uint32_t next; /* further sectors of the phrase, or TERM_NONE */
	int weight;
};

struct lexicon_language {
	const char *tag; /* "vi" */
	struct phrases *phrases;
	uint32_t *first; /* term of each phrase, or TERM_NONE */
	size_t room;
};

struct lexicon {
	struct sector sector[LEXICON_MAX_SECTORS]; /* [nsectors] */
	size_t nsectors;
	struct lexicon_language language[3];
	struct term *term; /* [nterms] */
	size_t nterms;
	struct phrases *fields; /* phrases that introduce a list of fields: "lĩnh vực" */
	struct arena *arena;
	uint64_t version; /* hash of the tables' bytes */
};

/* Dies when a table is missing or malformed. */
struct lexicon *lexicon_open(void);
void lexicon_close(struct lexicon *l);

/* The terms of a BCP 47 language, or NULL. */
const struct lexicon_language *lexicon_language(const struct lexicon *l, struct slice tag);

#endif
