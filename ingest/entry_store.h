/* ingest/entry_store.h
 *
 * entry_store - what is remembered of entries and pages, in tables of ingest's state.
 *
 * A feed lists entries; an entry leads to a page.  Pages are known by their normalised URL, so the same article in two
 * feeds is one page, fetched once.  A page is pending until it is archived or has failed for good.  All writing
 * belongs to the state's transaction, which source_feeds.c commits once the archive is on disk.
 */
#ifndef INGEST_ENTRY_STORE_H
#define INGEST_ENTRY_STORE_H

#include "common/arena.h"
#include "ingest/state.h"

struct stored_page {
	int64_t id, tries;
	struct slice key, url; /* normalised; as the entry has it */
	struct slice metadata; /* the article's, as far as its entry tells */
};

struct entry_store;

/* `once`: pages that wait to be tried again are due now.  So is what is due further away than any pause: the clock was
 * wrong when that was noted. */
struct entry_store *entry_store_open(struct state *state, bool once);
void entry_store_close(struct entry_store *store);

/* Each host with a page to fetch, and when. */
void entry_store_hosts(struct entry_store *store, void (*each)(void *context, struct slice host, int64_t due_ms),
		       void *context);

/* When a page is to be fetched from this host; INT64_MAX: none. */
int64_t entry_store_host_due(struct entry_store *store, struct slice host);

/* The page that is due there at now_ms; its id, 0 if there is none. */
int64_t entry_store_due_page(struct entry_store *store, struct slice host, int64_t now_ms);

/* Read a row; slices live in the arena. */
struct stored_page entry_store_page(struct entry_store *store, int64_t id, struct arena *arena);

/* Note an entry; true if it is new.  Then its page is `key`, made pending if it is new as well; an empty key: none. */
bool entry_store_add_entry(struct entry_store *store, int64_t feed, struct slice entry_key,
			   const struct stored_page *page, struct slice host);

/* Is there an archived page other than `id` that ended at this normalised URL? */
bool entry_store_is_archived(struct entry_store *store, int64_t id, struct slice final_key);

void entry_store_archived(struct entry_store *store, int64_t id, struct slice final_key);
void entry_store_retry(struct entry_store *store, int64_t id, int64_t due_ms, int64_t tries);
void entry_store_failed(struct entry_store *store, int64_t id, int64_t seq, struct slice metadata, struct slice reason);

/* A page that was archived before a crash, by the key of its URL; made if it is not known. */
void entry_store_mark_archived(struct entry_store *store, struct slice key, struct slice final_key);

/* The first failed page at or after `seq`: its place, metadata and reason.  False if there is none. */
bool entry_store_next_failed(struct entry_store *store, int64_t seq, struct arena *arena, int64_t *place,
			     struct slice *metadata, struct slice *reason);

/* Pages pending. */
int64_t entry_store_pages_left(const struct entry_store *store);

/* The end of the archive when this state was committed last. */
int64_t entry_store_archive_end(struct entry_store *store);
void entry_store_set_archive_end(struct entry_store *store, int64_t seq);

#endif
