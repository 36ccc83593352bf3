/* ingest/feed_store.h
 *
 * feed_store - what is remembered of feeds, entries and pages, in tables of ingest's state.
 *
 * A feed lists entries; an entry leads to a page.  Pages are known by their normalised URL, so the same article in two
 * feeds is one page, fetched once.  A page is pending until it is archived or has failed for good.  All writing
 * belongs to the state's transaction, which source_feeds.c commits once the archive is on disk.
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

struct stored_page {
	int64_t id, tries;
	struct slice key, url; /* normalised; as the entry has it */
	struct slice metadata; /* the article's, as far as its entry tells */
};

struct feed_store;

/* `once`: every listed feed is due now, once; pages that wait to be tried again are due now.  So is what is due further
 * away than any interval: the clock was wrong when that was noted. */
struct feed_store *feed_store_open(struct state *state, bool once);
void feed_store_close(struct feed_store *store);

/* The list of feeds: those not listed again after feed_store_unlist() are not polled any more. */
void feed_store_unlist(struct feed_store *store);
void feed_store_list(struct feed_store *store, struct slice url, struct slice host, struct slice title);

/* Each host with something to fetch, and when. */
void feed_store_hosts(struct feed_store *store, void (*each)(void *context, struct slice host, int64_t due_ms),
		      void *context);

/* When something is to be fetched from this host; INT64_MAX: nothing. */
int64_t feed_store_host_due(struct feed_store *store, struct slice host);

/* What is due there at now_ms, feeds before pages; its id, 0 if there is none. */
int64_t feed_store_due_feed(struct feed_store *store, struct slice host, int64_t now_ms);
int64_t feed_store_due_page(struct feed_store *store, struct slice host, int64_t now_ms);

/* Read a row; slices live in the arena. */
struct stored_feed feed_store_feed(struct feed_store *store, int64_t id, struct arena *arena);
struct stored_page feed_store_page(struct feed_store *store, int64_t id, struct arena *arena);

/* A poll has ended: what it changed. */
void feed_store_polled(struct feed_store *store, const struct stored_feed *feed, int64_t due_ms);

/* Note an entry; true if it is new.  Then its page is `key`, made pending if it is new as well; an empty key: none. */
bool feed_store_add_entry(struct feed_store *store, int64_t feed, struct slice entry_key,
			  const struct stored_page *page, struct slice host);

/* Is there an archived page other than `id` that ended at this normalised URL? */
bool feed_store_is_archived(struct feed_store *store, int64_t id, struct slice final_key);

void feed_store_archived(struct feed_store *store, int64_t id, struct slice final_key);
void feed_store_retry(struct feed_store *store, int64_t id, int64_t due_ms, int64_t tries);
void feed_store_failed(struct feed_store *store, int64_t id, int64_t seq, struct slice metadata, struct slice reason);

/* A page that was archived before a crash, by the key of its URL; made if it is not known. */
void feed_store_mark_archived(struct feed_store *store, struct slice key, struct slice final_key);

/* The first failed page at or after `seq`: its place, metadata and reason.  False if there is none. */
bool feed_store_next_failed(struct feed_store *store, int64_t seq, struct arena *arena, int64_t *place,
			    struct slice *metadata, struct slice *reason);

/* Feeds not polled yet (once), pages pending. */
int64_t feed_store_feeds_left(const struct feed_store *store);
int64_t feed_store_pages_left(const struct feed_store *store);

/* The end of the archive when this state was committed last. */
int64_t feed_store_archive_end(struct feed_store *store);
void feed_store_set_archive_end(struct feed_store *store, int64_t seq);

#endif
