/* ingest/state.h
 *
 * state - what ingest must not forget, in one SQLite file (WAL, synchronous=NORMAL): which article of which run is
 * settled, which input file has which ordinal; source_feeds.c keeps its feeds and entries in tables of its own there.
 *
 * A state that was rolled back by a power cut only makes work again: the sink knows what it has committed.  The names of
 * things, which are the source's and the ordinals, are synced before they are used, so that it is the same work.
 */
#ifndef INGEST_STATE_H
#define INGEST_STATE_H

#include "common/slice.h"

#include <sqlite3.h>

struct state;

/* DIR/ingest.sqlite, made when absent.  Dies with a sentence when it cannot be used or another process has it locked. */
struct state *state_open(const char *dir);
void state_close(struct state *state);

/* For modules with tables of their own; all SQL of one event loop turn runs in one transaction, begun by the first
 * write and ended by state_commit(). */
sqlite3 *state_db(struct state *state);
void state_begin(struct state *state); /* no-op inside a transaction */
void state_commit(struct state *state);

/* Commits, and has everything on disk: for what must not change once something was submitted under it. */
void state_sync(struct state *state);

/* The stable name of this source among others at one dispatcher, made at first start. */
const char *state_source_name(struct state *state);

/* Everything of `run` below this seq is settled. */
int64_t state_low_water(struct state *state, const char *run);
void state_set_low_water(struct state *state, const char *run, int64_t seq); /* forgets settled ones below it */

/* Settled ones at or above the low-water mark. */
bool state_is_settled(struct state *state, const char *run, int64_t seq);
void state_add_settled(struct state *state, const char *run, int64_t seq);

/* The ordinal (1, 2, ...) of an input file within a run, given to it when it is first seen; a file of the same path but
 * another size or time of change is another input. */
int64_t state_input(struct state *state, const char *run, const char *path, int64_t size, int64_t mtime_ns);

/* Call `each` for the input files of the run from this ordinal on, in order. */
void state_inputs(struct state *state, const char *run, int64_t ordinal,
		  void (*each)(void *context, const char *path, int64_t size, int64_t mtime_ns, int64_t ordinal),
		  void *context);

/* Bytes of the dead-letter file at this path (which tells it from those in other folders) that count, the rest was never
 * committed; -1 for a file that is not known. */
int64_t state_dead_bytes(struct state *state, const char *path);
void state_set_dead_bytes(struct state *state, const char *path, int64_t bytes);

#endif
