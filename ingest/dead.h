/* ingest/dead.h
 *
 * dead - the dead letters: DIR/SOURCE.jsonl, one line for each article that could not be worked, with the reason.
 * SOURCE is the name that the state gives its source: each state has a file of its own, so several may share a folder.
 *
 * A letter counts once state.h knows the length of the file that holds it; what lies behind is cut off at the next start.
 */
#ifndef INGEST_DEAD_H
#define INGEST_DEAD_H

#include "common/article.h"
#include "ingest/state.h"

struct dead_letter {
	struct slice id, run;
	int64_t seq;
	struct slice stage, step, reason;
	int64_t attempts;
	struct slice metadata; /* the article's, a JSON object: where it is in the archive; or empty */
};

struct dead_letters;

/* Dies when the directory cannot be used. */
struct dead_letters *dead_letters_open(struct state *state, const char *dir);
void dead_letters_close(struct dead_letters *letters);

/* In memory until dead_letters_sync(), which also tells the state (inside its transaction).  Returns 0; or -1 and
 * errno, nothing lost: call it again. */
void dead_letters_add(struct dead_letters *letters, const struct dead_letter *letter);
int dead_letters_sync(struct dead_letters *letters);

#endif
