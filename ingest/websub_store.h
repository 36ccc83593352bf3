/* ingest/websub_store.h
 *
 * websub_store - what is remembered of subscriptions, in tables of ingest's state: one for each feed with a hub.
 *
 * Those of feeds that are not polled any more (not listed, retired, merged) are kept, but neither due nor found.  All
 * writing belongs to the state's transaction.
 */
#ifndef INGEST_WEBSUB_STORE_H
#define INGEST_WEBSUB_STORE_H

#include "ingest/state.h"
#include "ingest/websub.h"

struct websub_store;

struct websub_store *websub_store_open(struct state *state);
void websub_store_close(struct websub_store *store);

/* What tokens are made with; the same for ever, good as long as the store. */
struct slice websub_store_key(const struct websub_store *store);

/* Read the subscription of a feed, or the one with this token; false if there is none.  Slices live in the arena. */
bool websub_store_of_feed(struct websub_store *store, int64_t feed, struct arena *arena, struct websub *w);
bool websub_store_of_token(struct websub_store *store, struct slice token, struct arena *arena, struct websub *w);

void websub_store_put(struct websub_store *store, const struct websub *w); /* in place of the feed's last one */
void websub_store_remove(struct websub_store *store, int64_t feed);

/* Each host with a hub to ask, and when. */
void websub_store_hosts(struct websub_store *store, void (*each)(void *context, struct slice host, int64_t due_ms),
			void *context);

/* When a hub is to be asked there; INT64_MAX: never.  Then, the feed whose hub it is; 0 if none is due at now_ms. */
int64_t websub_store_host_due(struct websub_store *store, struct slice host);
int64_t websub_store_due(struct websub_store *store, struct slice host, int64_t now_ms);

/* The clock was set back: hubs are asked, and leases end, so much earlier. */
void websub_store_set_back(struct websub_store *store, int64_t by_ms);

/* No hub is trusted any more; tells the feeds of those that were. */
void websub_store_distrust(struct websub_store *store, void (*each)(void *context, int64_t feed), void *context);

#endif
