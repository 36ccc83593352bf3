/* ingest/feed_state.h
 *
 * feed_state - what ingest knows of the feeds of a list, read from its state while it may be running.
 */
#ifndef INGEST_FEED_STATE_H
#define INGEST_FEED_STATE_H

#include "common/arena.h"

struct feed_state {
	struct slice url;            /* as it was listed */
	struct slice moved_url;      /* where it is polled instead; empty: nowhere else */
	struct slice same_as;        /* the URL of the feed it was merged with; empty: none */
	struct slice own_title;      /* what it calls itself; may be empty */
	struct slice reason;         /* why the last poll was in vain; empty: it was not */
	int64_t polled_ms;           /* 0: never */
	int64_t due_ms, interval_ms; /* interval 0: not known yet */
	int64_t errors, entries;     /* errors in a row; entries seen in all */
	bool retired;                /* "410 Gone", three times */
};

struct feed_states;

/* All feeds of DIR/ingest.sqlite, in memory, the file closed again; in the arena.  NULL if there is no such file, or
 * no feed was ever listed in it. */
struct feed_states *feed_states_read(const char *dir, struct arena *arena);

/* The feed listed under this URL, NULL if there is none; also for states that are NULL. */
const struct feed_state *feed_states_find(const struct feed_states *states, struct slice url);

/* A retired feed is due again when ingest starts next.  False: it is none. */
bool feed_state_revive(const char *dir, struct slice url);

#endif
