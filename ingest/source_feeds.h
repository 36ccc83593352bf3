/* ingest/source_feeds.h - what the parts of the live source share; source.h is its interface. */
#ifndef INGEST_SOURCE_FEEDS_H
#define INGEST_SOURCE_FEEDS_H

#include "ingest/archive.h"
#include "ingest/entry_store.h"
#include "ingest/feed.h"
#include "ingest/feed_store.h"
#include "ingest/fetch.h"
#include "ingest/page_store.h"
#include "ingest/schedule.h"
#include "ingest/source.h"

struct source_feeds;

/* A transfer under way: of a feed, or of a page. */
struct job {
	struct source_feeds *source;
	struct job *next_free;
	struct schedule_host *host;
	int64_t id; /* of the feed or page in the store */
};

struct source_feeds {
	struct source source;
	struct state *state;
	struct archive *archive;
	struct feed_store *store;
	struct entry_store *entries;
	struct page_store *pages;
	struct fetcher *fetcher;
	struct schedule *schedule;
	struct arena *arena;        /* of the transfer that has just ended */
	struct arena *entry_arena;  /* of one entry of its feed */
	struct job *job, *free_job; /* [fetch_options.connections] */
	bool once, stopping;
	bool appended;  /* there is something in the archive that was not synced yet */
	bool drained;   /* next() has given all that is synced */
	bool turned;    /* it has become drained since the last wait(): ended() may have become true, so do not wait */
	int64_t cursor; /* next() goes on here */
	int64_t next_failed; /* place of the first failed page at or after the cursor; INT64_MAX: none */
	struct {
		int64_t polled, not_modified, failed_feeds, entries, archived, duplicates, failed_pages;
	} count;
	uint64_t random;
};

/* Read what --feeds names, and have the store list it.  Dies when something there cannot be read. */
void source_feeds_list(struct feed_store *store, const struct setting_list *feeds);

/* What reading a feed brought. */
struct entries_noted {
	int64_t fresh;   /* entries that were not known */
	int64_t changed; /* known ones that say something else now */
};

/* Note the entries of a feed that was read; what is new or changed of them is fetched. */
struct entries_noted source_feeds_note_entries(struct source_feeds *s, const struct stored_feed *row,
					       const struct feed *feed);

/* The transfer of a feed, or of a page, has ended.  They tell archive and store all about it. */
void feed_fetched(struct job *job, const struct fetch_answer *answer);
void page_fetched(struct job *job, const struct fetch_answer *answer);

/* What the archive is to keep of an answer; `a` is NULL but for pages. */
struct capture source_feeds_capture(const struct fetch_answer *answer, enum capture_kind kind, const struct article *a);

/* Append to the archive.  Returns 0; or -1 and errno, logged. */
int source_feeds_append(struct source_feeds *s, const struct capture *capture, int64_t *seq);

/* When there is something to fetch from this host; INT64_MAX: nothing. */
int64_t source_feeds_host_due(struct source_feeds *s, struct slice host);

/* Add one to `counter`{class="..."}. */
void source_feeds_count_failure(const char *counter, const char *class);

/* `base_ms`, a tenth more or less. */
int64_t source_feeds_jitter(struct source_feeds *s, int64_t base_ms);

#define PAGE_TRIES 3 /* of a page whose failure may pass */

#endif
