/* enrich/enrich.h
 *
 * enrich - clean article in, finished document out.  What the steps share: what they know, and what they have
 * found in one article.
 */
#ifndef ENRICH_ENRICH_H
#define ENRICH_ENRICH_H

#include "common/stage.h"
#include "common/text.h"
#include "enrich/cues.h"
#include "enrich/gazetteer.h"
#include "enrich/lexicon.h"

/* Longer bodies are no news articles: dead letter. */
#define ENRICH_MAX_BODY_BYTES  (4u << 20)
#define ENRICH_MAX_TITLE_BYTES (64u << 10)

/* Read once at start. */
struct knowledge {
	struct gazetteer *gazetteer;
	struct cues *cues;
	struct lexicon *lexicon;
	struct text line; /* the document being written; memory kept from article to article */
};

/* A place that the article names; its number in the document is its index + 1. */
struct entity {
	struct slice name; /* as the article writes it first */
	uint32_t place;    /* row of the gazetteer, or PLACE_NONE: a place we do not know, or cannot tell from others */
	int confidence;    /* 0 to 100 */
	size_t nmentions;
	bool about; /* in the title or the first paragraph, or named three times: the article is about it */
};

struct mention {
	uint32_t first, end; /* tokens of the body */
	uint32_t entity;
};

/* A date that the text states; relative ones ("yesterday") are not among them. */
struct date {
	uint32_t first, end; /* tokens of the body */
	char value[16];      /* "2023-07-28", "XXXX-09-20", "2020-09", "2023", "2023-H1", "2023-Q3" */
	bool inferred;       /* the year comes from the date of publication */
};

#define SECTOR_MAX_EVIDENCE 5

/* A sector the article is about. */
struct sector_hit {
	uint32_t sector; /* row of the lexicon */
	int score;       /* 0 to 100 */
	bool primary;
	struct {
		uint32_t first, end;
	} evidence[SECTOR_MAX_EVIDENCE]; /* tokens of the body, in text order */
	size_t nevidence;
};

/* One article on its way through the steps. */
struct story {
	struct article *article;
	struct knowledge *knowledge;
	struct arena *arena;
	struct tokens title, body;
	struct cue_marks cues; /* of the body */
	uint8_t *body_name;    /* [body.n] 1: inside the name of a body that contains a place */
	struct entity *entity; /* [nentities], in order of first mention */
	size_t nentities;
	struct mention *mention; /* [nmentions], in text order, not overlapping */
	size_t nmentions;
	struct date *date; /* [ndates], in text order */
	size_t ndates;
	struct sector_hit *sector; /* [nsectors], best first */
	size_t nsectors;
};

enum outcome places_mark(struct story *s, struct reason *why);
enum outcome dates_mark(struct story *s, struct reason *why);
enum outcome sectors_mark(struct story *s, struct reason *why);
enum outcome document_write(struct story *s, struct reason *why);

extern const struct stage enrich_stage;

#endif
