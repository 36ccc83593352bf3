/* ingest/entry_store.h
 *
 * entry_store - what is remembered of the entries of feeds, in tables of ingest's state.  All writing belongs to the
 * state's transaction.
 *
 * An entry is forgotten once its feed has been read for ENTRY_KEPT_DAYS without it; and with the last entry that leads to
 * it a page that has been settled for as long (page_store.h).  A feed that does not change loses nothing.
 */
#ifndef INGEST_ENTRY_STORE_H
#define INGEST_ENTRY_STORE_H

#include "common/article.h"
#include "ingest/identity.h"
#include "ingest/state.h"

#define ENTRY_KEPT_DAYS 90

struct stored_entry {
	struct slice key;
	int64_t page;            /* it leads there (page_store.h); 0: nowhere, or it is not to be fetched */
	struct identity written; /* words, title and date_ms as last noted */
	bool judged;             /* those are known */
	int64_t seen_ms;         /* when the feed had it last, to the day */
};

/* What is remembered of a feed as a whole, apart from when it is polled (feed_store.h). */
struct stored_source {
	enum identity_by by;
	int64_t read_ms, pruned_ms; /* when it was read, and rid of old entries, last; 0: never */
};

struct entry_store;

struct entry_store *entry_store_open(struct state *state);
void entry_store_close(struct entry_store *store);

struct stored_source entry_store_source(struct entry_store *store, int64_t feed);

/* The feed was read at source->read_ms; a document names it by this URL and title. */
void entry_store_set_source(struct entry_store *store, int64_t feed, const struct stored_source *source,
			    struct slice url, struct slice title);

/* The entry of this key.  False if it is not known. */
bool entry_store_find(struct entry_store *store, int64_t feed, struct slice key, struct stored_entry *entry);

/* The entries of a feed that lead to this page, by key: the first behind `after`.  False behind the last.  entry->key
 * lives in the arena. */
bool entry_store_find_on_page(struct entry_store *store, int64_t feed, int64_t page, struct slice after,
			      struct arena *arena, struct stored_entry *entry);

/* Note all of an entry, new or known. */
void entry_store_note(struct entry_store *store, int64_t feed, const struct stored_entry *entry);
void entry_store_forget(struct entry_store *store, int64_t feed, struct slice key);

/* The feeds that list a page, or another that ended at the same URL. */
void entry_store_feeds(struct entry_store *store, int64_t page, struct arena *arena, struct article_feed **feed,
		       size_t *nfeeds);

/* The feed that listed a page first; 0 if none does. */
int64_t entry_store_first_feed(struct entry_store *store, int64_t page);

/* Does the feed write faster than pages are fetched, or entries forgotten?  So many pages of it wait for their first fetch, or so
 * many of its entries are known, as no paper brings. */
#define ENTRY_MAX_WAITING 10000
#define ENTRY_MAX_KNOWN   500000
bool entry_store_is_flooded(struct entry_store *store, int64_t feed);

/* Forget entries of this feed that were seen last before `before_ms`, at most ENTRY_PRUNED_AT_ONCE of them, and
 * settled pages that only they led to.  False when there are more. */
#define ENTRY_PRUNED_AT_ONCE 1000
bool entry_store_prune(struct entry_store *store, int64_t feed, int64_t before_ms);

#endif
