/* tests/unit/enrich_story.h
 *
 * enrich_story - one article through the steps of enrich, for their unit tests.  Tables are read from data/ below the
 * current directory, which is the root of the repository when tests/run runs the tests.
 */
#ifndef TESTS_UNIT_ENRICH_STORY_H
#define TESTS_UNIT_ENRICH_STORY_H

#include "enrich/enrich.h"

/* What all steps know; read at the first call. */
struct knowledge *story_knowledge(void);

/* A story of this text, tokenised; `published` is "2023-07-29" or "". */
struct story story_open(struct arena *arena, const char *language, const char *title, const char *body,
			const char *published);

#endif
