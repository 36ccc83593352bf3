/* ingest/feed_store.h
 *
 * feed_store - what is remembered of feeds, in a table of ingest's state; their entries are entry_store.h's, hosts are
 * host_store.h's.  All writing belongs to the state's transaction, which source_feeds.c commits once the archive is on disk.
 *
 * A feed is listed by its URL, and polled there or where it has moved to.  A feed that is retired (gone for good), or merged
 * with another one, is never due; the feeds of a sitemap index are listed by it, as long as it is.
 */
#ifndef INGEST_FEED_STORE_H
#define INGEST_FEED_STORE_H

#include "common/arena.h"
#include "ingest/moved.h"
#include "ingest/pace.h"
#include "ingest/state.h"

/* As the list has it. */
struct listed_feed {
	struct slice url, host, title;
	struct slice options; /* feed_options_encode() */
};

struct stored_feed {
	int64_t id, due_ms;
	int64_t parent; /* the sitemap index that lists it; 0: none */
	struct slice url, title, options;
	struct slice moved_url;           /* where it is polled, if not at `url`; empty: there */
	struct slice etag, last_modified; /* byte for byte */
	struct slice validated_url;       /* where those came from in the end, after redirects */
	struct pace pace;
	struct pace_hints hints; /* what the feed itself asks for */
	struct moved moving;     /* a move that is not believed yet */
	struct slice own_title;  /* what it called itself last */
	struct slice reason;     /* to be noted: why this poll was in vain; never read */
};

struct feed_store;

/* `once`: every listed feed is due now, once.  So is what is due further away than any interval: the clock was wrong when
 * that was noted. */
struct feed_store *feed_store_open(struct state *state, bool once);
void feed_store_close(struct feed_store *store);

/* The list of feeds, told anew at every start: between begin and end, each of them.  Those not listed again are not
 * polled any more; one that was not listed before is due now, whatever had become of it.  Of those that are due at the
 * end so many are left so, the others become due one after the other: a long list does not start all at once (but with
 * `once`). */
#define FEED_STORE_AT_ONCE 64
#define FEED_STORE_STEP_MS 100
void feed_store_list_begin(struct feed_store *store);
void feed_store_list(struct feed_store *store, const struct listed_feed *feed);
void feed_store_list_end(struct feed_store *store, int64_t now_ms);

/* Each host with a feed to poll, and when. */
void feed_store_hosts(struct feed_store *store, void (*each)(void *context, struct slice host, int64_t due_ms),
		      void *context);

/* When a feed is to be polled at this host; INT64_MAX: none. */
int64_t feed_store_host_due(struct feed_store *store, struct slice host);

/* The feed that is due there at now_ms; its id, 0 if there is none. */
int64_t feed_store_due_feed(struct feed_store *store, struct slice host, int64_t now_ms);

/* Its row; slices live in the arena. */
struct stored_feed feed_store_feed(struct feed_store *store, int64_t id, struct arena *arena);

/* A poll has ended: what it changed.  PACE_NEVER retires the feed; 0: it was in vain, and is made again (once). */
void feed_store_polled(struct feed_store *store, const struct stored_feed *feed, int64_t due_ms);

/* The feed is due now, if it is due ever. */
void feed_store_hurry(struct feed_store *store, int64_t id);

/* From now on the feed is polled at `url`, of `host`; at its own if that is empty.  False if another listed feed is
 * polled there: then this one is merged with it. */
bool feed_store_move(struct feed_store *store, const struct stored_feed *feed, struct slice url, struct slice host);

/* Feeds of this host that were not polled yet will not be (once); how many. */
int64_t feed_store_give_up(struct feed_store *store, struct slice host, int64_t due_ms);

/* The clock was set back: every feed is due so much earlier. */
void feed_store_set_back(struct feed_store *store, int64_t by_ms);

/* URLs of the feeds polled at this host, at most 100 of them, each a row's, good until the callback returns. */
void feed_store_urls(struct feed_store *store, struct slice host, void (*each)(void *context, struct slice url),
		     void *context);

/* A feed that a sitemap index lists, which was read at seen_ms; due now if it is new or changed_ms is a later one than
 * before.  After the last of them, those that were not seen then are not polled any more. */
void feed_store_child(struct feed_store *store, int64_t parent, const struct listed_feed *feed, int64_t changed_ms,
		      int64_t seen_ms);
void feed_store_children_end(struct feed_store *store, int64_t parent, int64_t seen_ms);

/* Is there a feed that was not polled yet (once)? */
bool feed_store_feeds_left(struct feed_store *store);

#endif
