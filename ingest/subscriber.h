/* ingest/subscriber.h
 *
 * subscriber - the part of the live source that has hubs push what is new (WebSub); off unless --websub-listen and
 * --websub-url are given, and with --once.  Polling goes on beside it, as rarely as the hub has earned.
 *
 * A hub is asked in the same turns, and with the same care for hosts and addresses, as feeds are fetched.  What it
 * pushes is archived as a resource record of the topic's URL, and noted as a poll's entries are; it is answered once
 * that is on disk.  What is not signed is answered the same, and ignored.  Exchanges with hubs hold the secret: they
 * are not archived.
 *
 * All functions take NULL, which is a subscriber that is off.
 */
#ifndef INGEST_SUBSCRIBER_H
#define INGEST_SUBSCRIBER_H

#include "common/settings.h"
#include "ingest/feed.h"
#include "ingest/feed_store.h"
#include "ingest/fetch.h"

extern const struct setting subscriber_settings[];

void subscriber_check(void); /* ends the process when the settings do not fit together */

struct source_feeds;
struct subscriber;

/* Returns NULL when it is off. */
struct subscriber *subscriber_open(struct source_feeds *source);
void subscriber_close(struct subscriber *subscriber);

/* A feed was read at `answer`; its links say which hub it has. */
void subscriber_follow(struct subscriber *subscriber, const struct stored_feed *row, const struct feed *feed,
		       const struct fetch_answer *answer);

/* A poll of it has found `fresh` new entries, which its hub might have pushed. */
void subscriber_polled(struct subscriber *subscriber, int64_t feed, int64_t fresh);

/* How long the feed need not be polled, because its hub pushes; 0: as if it had none. */
int64_t subscriber_rest_ms(struct subscriber *subscriber, int64_t feed, int64_t now_ms);

/* The clock was set back: all it has planned is so much earlier. */
void subscriber_set_back(struct subscriber *subscriber, int64_t by_ms);

/* Each host with a hub to ask, and when. */
void subscriber_hosts(struct subscriber *subscriber, void (*each)(void *context, struct slice host, int64_t due_ms),
		      void *context);

/* When a hub at this host is to be asked, INT64_MAX: never; and the feed whose hub that is, 0: none is due at now_ms. */
int64_t subscriber_host_due(struct subscriber *subscriber, struct slice host);
int64_t subscriber_due(struct subscriber *subscriber, struct slice host, int64_t now_ms);

/* What is to be sent to the hub of this feed, in url and form of the request, which live in the source's arena; and
 * what came of it. */
void subscriber_ask(struct subscriber *subscriber, int64_t feed, struct fetch_request *request);
void subscriber_asked(int64_t feed, const struct fetch_answer *answer);

/* Take what hubs have sent; then, when all of it is on disk, answer. */
void subscriber_take(struct subscriber *subscriber);
void subscriber_answer(struct subscriber *subscriber);

#endif
