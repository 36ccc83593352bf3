/* ingest/feed_rules.h
 *
 * feed_rules - which element means what: the vocabularies of syndication as one table.
 */
#ifndef INGEST_FEED_RULES_H
#define INGEST_FEED_RULES_H

#include "ingest/xml.h"

/* A vocabulary is a namespace, whatever its spelling.  RSS, Atom and no namespace at all are one: real feeds mix them. */
enum feed_vocabulary {
	FEED_CORE = 1,
	FEED_RDF = 2,
	FEED_DC = 4,
	FEED_DCTERMS = 8,
	FEED_CONTENT = 16,
	FEED_XHTML = 32,
	FEED_ITUNES = 64,
	FEED_SY = 128,
	FEED_MEDIA = 256,
	FEED_BURNER = 512,
	FEED_FOREIGN = 1024,
};

enum feed_place { IN_FEED = 1, IN_ENTRY = 2, IN_PERSON = 4 };

/* What a value is for. */
enum feed_target {
	FEED_ID,
	FEED_TITLE,
	FEED_LINK,
	FEED_PUBLISHED,
	FEED_UPDATED,
	FEED_AUTHOR,
	FEED_SUMMARY,
	FEED_BODY,
	FEED_LANGUAGE,
	FEED_CATEGORY,
	FEED_KEYWORDS,
	FEED_TTL,
	FEED_UPDATE_PERIOD,
	FEED_UPDATE_FREQUENCY,
	FEED_SKIP_HOUR,
	FEED_SKIP_DAY,
	FEED_PERSON_NAME,
	FEED_PERSON_EMAIL,
	FEED_TARGETS
};

struct feed_rule {
	enum feed_vocabulary vocabulary;
	const char *name; /* in any case */
	unsigned places;  /* the parents it counts in */
	enum feed_target target;
	int rank; /* the highest one present wins, the first of equals */
};

enum feed_vocabulary feed_vocabulary(const struct xml_element *element);

/* The rule for an element below such a parent; NULL: it means nothing to us. */
const struct feed_rule *feed_rule(enum feed_vocabulary vocabulary, struct slice name, enum feed_place place);

#endif
