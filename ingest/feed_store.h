/* ingest/feed_store.h
 *
 * feed_store - what is remembered of feeds, in a table of ingest's state; their entries are entry_store.h's.  All
 * writing belongs to the state's transaction, which source_feeds.c commits once the archive is on disk.
 */
#ifndef INGEST_FEED_STORE_H
#define INGEST_FEED_STORE_H

#include "common/arena.h"
#include "ingest/state.h"

struct stored_feed {
	int64_t id, errors;               /* errors: in a row */
	struct slice url, title;          /* title: as the list has it */
	struct slice etag, last_modified; /* byte for byte */
};

struct feed_store;

/* `once`: every listed feed is due now, once.  So is what is due further away than any interval: the clock was wrong when
 * that was noted. */
struct feed_store *feed_store_open(struct state *state, bool once);
void feed_store_close(struct feed_store *store);

/* The list of feeds: those not listed again after feed_store_unlist() are not polled any more. */
void feed_store_unlist(struct feed_store *store);
void feed_store_list(struct feed_store *store, struct slice url, struct slice host, struct slice title);

/* Each host with a feed to poll, and when. */
void feed_store_hosts(struct feed_store *store, void (*each)(void *context, struct slice host, int64_t due_ms),
		      void *context);

/* When a feed is to be polled at this host; INT64_MAX: none. */
int64_t feed_store_host_due(struct feed_store *store, struct slice host);

/* The feed that is due there at now_ms; its id, 0 if there is none. */
int64_t feed_store_due_feed(struct feed_store *store, struct slice host, int64_t now_ms);

/* Its row; slices live in the arena. */
struct stored_feed feed_store_feed(struct feed_store *store, int64_t id, struct arena *arena);

/* A poll has ended: what it changed. */
void feed_store_polled(struct feed_store *store, const struct stored_feed *feed, int64_t due_ms);

/* Feeds not polled yet (once). */
int64_t feed_store_feeds_left(const struct feed_store *store);

#endif
