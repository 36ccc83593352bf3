/* ingest/page_store.h
 *
 * page_store - what is remembered of pages, in a table of ingest's state.
 *
 * Entries (entry_store.h) lead to pages.  Pages are known by their normalised URL, so the same article in two feeds is one
 * page, fetched once.  A page is pending until it is archived or has failed for good; pending again when an entry says
 * that it was edited.  A page whose text comes from its entry has no host: nobody is asked for it.  All writing belongs
 * to the state's transaction, which source_feeds.c commits once the archive is on disk.
 */
#ifndef INGEST_PAGE_STORE_H
#define INGEST_PAGE_STORE_H

#include "common/arena.h"
#include "ingest/state.h"

enum page_status { PAGE_PENDING = 0, PAGE_ARCHIVED = 1, PAGE_FAILED = 2 }; /* the numbers are stored */

struct stored_page {
	int64_t id, tries;
	enum page_status status;
	struct slice key, url; /* normalised; as the entry has it */
	struct slice host;     /* to be asked; empty: the text is `content` */
	struct slice metadata; /* the article's, as far as its entry tells */
	struct slice content;  /* the entry's own text as an HTML document; empty: there is none */

	/* Of the version that was archived last. */
	int64_t version;                      /* 0: none; so it stays where another page ended at the same URL before */
	struct slice final_key;               /* where it ended, normalised */
	struct slice etag, last_modified;     /* byte for byte */
	struct slice validated_url;           /* where those came from in the end */
	struct slice digest;                  /* of the body, decoded */
	int64_t settled_ms, first_fetched_ms; /* first_fetched_ms: of version 1 */
};

struct page_store;

/* `once`: pages that wait to be tried again are due now, and edited ones whose pause has not passed never.  What is due
 * further away than any pause is due now as well: the clock was wrong when that was noted. */
struct page_store *page_store_open(struct state *state, bool once);
void page_store_close(struct page_store *store);

/* Each host with a page to fetch, and when; an empty host where texts wait. */
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

/* The page that was archived when this one, archived too, turned out to end at the same URL; else the page itself. */
int64_t page_store_original(struct page_store *store, int64_t id);

/* A new page, pending: key, url, host, metadata and content count.  Its id. */
int64_t page_store_add(struct page_store *store, const struct stored_page *page);

/* Its entry has changed: url, host, metadata and content are these now, and it is pending, from due_ms on unless it was so
 * before. */
void page_store_again(struct page_store *store, const struct stored_page *page, int64_t due_ms);

/* Does a version of another page than `id` come from this normalised URL? */
bool page_store_is_archived(struct page_store *store, int64_t id, struct slice final_key);

/* It was archived, or need not be: what is known of its version is as the row says now. */
void page_store_archived(struct page_store *store, const struct stored_page *page);

/* Another URL, normalised, at which the page with this final_key ended too. */
void page_store_add_alias(struct page_store *store, struct slice key, struct slice final_key);

void page_store_retry(struct page_store *store, int64_t id, int64_t due_ms, int64_t tries);
void page_store_failed(struct page_store *store, int64_t id, int64_t seq, struct slice metadata, struct slice reason);

/* A page that was archived before a crash, by the key of its URL; made if it is not known.  final_key, version, digest,
 * settled_ms and first_fetched_ms count. */
void page_store_mark_archived(struct page_store *store, const struct stored_page *page);

/* The first failed page at or after `seq`: its place, metadata and reason.  False if there is none. */
bool page_store_next_failed(struct page_store *store, int64_t seq, struct arena *arena, int64_t *place,
			    struct slice *metadata, struct slice *reason);

/* The clock was set back: every page is due so much earlier. */
void page_store_set_back(struct page_store *store, int64_t by_ms);

/* Pages pending. */
int64_t page_store_pages_left(const struct page_store *store);

/* The end of the archive when this state was committed last. */
int64_t page_store_archive_end(struct page_store *store);
void page_store_set_archive_end(struct page_store *store, int64_t seq);

#endif
