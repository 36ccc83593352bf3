/* ingest/page_store.h
 *
 * page_store - what is remembered of pages, in a table of ingest's state.
 *
 * Entries (entry_store.h) lead to pages.  Pages are known by their normalised URL, so the same article in two
 * feeds is one page, fetched once.  A page is pending until it is archived or has failed for good.  All writing
 * belongs to the state's transaction, which source_feeds.c commits once the archive is on disk.
 */
#ifndef INGEST_PAGE_STORE_H
#define INGEST_PAGE_STORE_H

#include "common/arena.h"
#include "ingest/state.h"

struct stored_page {
	int64_t id, tries;
	struct slice key, url; /* normalised; as the entry has it */
	struct slice metadata; /* the article's, as far as its entry tells */
};

struct page_store;

/* `once`: pages that wait to be tried again are due now.  So is what is due further away than any pause: the clock was
 * wrong when that was noted. */
struct page_store *page_store_open(struct state *state, bool once);
void page_store_close(struct page_store *store);

/* Each host with a page to fetch, and when. */
void page_store_hosts(struct page_store *store, void (*each)(void *context, struct slice host, int64_t due_ms),
		      void *context);

/* When a page is to be fetched from this host; INT64_MAX: none. */
int64_t page_store_host_due(struct page_store *store, struct slice host);

/* The page that is due there at now_ms; its id, 0 if there is none. */
int64_t page_store_due_page(struct page_store *store, struct slice host, int64_t now_ms);

/* Read a row; slices live in the arena. */
struct stored_page page_store_page(struct page_store *store, int64_t id, struct arena *arena);

/* The page of this normalised URL, or that ended there; 0 if there is none. */
int64_t page_store_find(struct page_store *store, struct slice key);

/* A new page, pending; its id. */
int64_t page_store_add(struct page_store *store, const struct stored_page *page, struct slice host);

/* Is there an archived page other than `id` that ended at this normalised URL? */
bool page_store_is_archived(struct page_store *store, int64_t id, struct slice final_key);

void page_store_archived(struct page_store *store, int64_t id, struct slice final_key);
void page_store_retry(struct page_store *store, int64_t id, int64_t due_ms, int64_t tries);
void page_store_failed(struct page_store *store, int64_t id, int64_t seq, struct slice metadata, struct slice reason);

/* A page that was archived before a crash, by the key of its URL; made if it is not known. */
void page_store_mark_archived(struct page_store *store, struct slice key, struct slice final_key);

/* The first failed page at or after `seq`: its place, metadata and reason.  False if there is none. */
bool page_store_next_failed(struct page_store *store, int64_t seq, struct arena *arena, int64_t *place,
			    struct slice *metadata, struct slice *reason);

/* Pages pending. */
int64_t page_store_pages_left(const struct page_store *store);

/* The end of the archive when this state was committed last. */
int64_t page_store_archive_end(struct page_store *store);
void page_store_set_archive_end(struct page_store *store, int64_t seq);

#endif
