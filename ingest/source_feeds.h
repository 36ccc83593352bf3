/* ingest/source_feeds.h - what the parts of the live source share; source.h is its interface. */
#ifndef INGEST_SOURCE_FEEDS_H
#define INGEST_SOURCE_FEEDS_H

#include "ingest/archive.h"
#include "ingest/entry_store.h"
#include "ingest/feed.h"
#include "ingest/feed_options.h"
#include "ingest/feed_store.h"
#include "ingest/fetch.h"
#include "ingest/host_store.h"
#include "ingest/outage.h"
#include "ingest/page_store.h"
#include "ingest/schedule.h"
#include "ingest/source.h"
#include "ingest/subscriber.h"

struct source_feeds;

/* A transfer under way: of a feed, of a page, of the robots.txt that a page waits for, or to the hub of a feed. */
struct job {
	struct source_feeds *source;
	struct job *next_free;
	struct schedule_host *host;
	int64_t id;      /* of the feed or page in the store */
	int64_t wait_ms; /* so long its answer asks to be left alone; 0: it does not */
};

struct source_feeds {
	struct source source;
	struct state *state;
	struct archive *archive;
	struct feed_store *store;
	struct entry_store *entries;
	struct page_store *pages;
	struct host_store *hosts;
	struct outage outage;
	struct fetcher *fetcher;
	struct schedule *schedule;
	struct subscriber *subscriber; /* NULL: hubs push nothing */
	struct arena *arena;           /* of the transfer that has just ended */
	struct arena *entry_arena;     /* of one entry of its feed */
	struct job *job, *free_job;    /* [fetch_options.connections] */
	enum feed_full_text full_text;
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
	int64_t clock_ms; /* the time of day less the monotonic time: when it shrinks, the clock was set back */
};

/* Read what --feeds names, and have the store list it.  Dies when something there cannot be read. */
void source_feeds_list(struct feed_store *store, const struct setting_list *feeds);

/* What reading a feed brought. */
struct entries_noted {
	int64_t fresh;   /* entries that were not known */
	int64_t changed; /* known ones that say something else now */
	int64_t left;    /* new ones of a feed that floods us: they are as if they had not been there yet */
};

/* Note the entries of a feed that was read; what is new or changed of them is fetched. */
struct entries_noted source_feeds_note_entries(struct source_feeds *s, const struct stored_feed *row,
					       const struct feed *feed);

/* The hub of a feed has pushed what the feed says, or a part of it, from `url`: note its entries.  Returns 0; or -1 and a
 * sentence when that is no feed. */
int feed_pushed(struct source_feeds *s, int64_t feed, struct slice url, struct slice content_type, struct slice body,
		struct reason *why);

/* The transfer of a feed, a page or a robots.txt has ended.  They tell archive and stores all about it. */
void feed_fetched(struct job *job, const struct fetch_answer *answer);
void page_fetched(struct job *job, const struct fetch_answer *answer);
void robots_fetched(struct job *job, const struct fetch_answer *answer);

/* Of the body of this feed: sitemaps may be longer. */
size_t source_feeds_limit_bytes(const struct stored_feed *row);

/* Have the sitemaps of an index polled, as feeds of their own; those it does not name any more are not. */
void source_feeds_list_sitemaps(struct source_feeds *s, const struct stored_feed *index, const struct feed *feed);

/* May the page at this URL be fetched?  ROBOTS_ASK: its robots.txt (robots_file.h) must be asked for first.
 * ROBOTS_WAIT: it could not be read, not before *again_ms.  ROBOTS_DENY: `why` has the sentence. */
enum robots_verdict { ROBOTS_ALLOW, ROBOTS_DENY, ROBOTS_ASK, ROBOTS_WAIT };
enum robots_verdict robots_judge(struct job *job, struct slice url, struct reason *why, int64_t *again_ms);

/* Was a page redirected to where a robots.txt that is known disallows it? */
bool robots_deny_end(struct source_feeds *s, struct slice asked, struct slice ended, struct reason *why);

/* What an answer says about its host and our network; `was_well`: what was asked for had not failed the last time.
 * Called as soon as it is there; sets job->wait_ms. */
void source_feeds_note_answer(struct job *job, const struct fetch_answer *answer, bool was_well);

/* At the end of the job: its host is free after a pause, or blocked. */
void source_feeds_end_answer(struct job *job, const struct fetch_answer *answer);

/* Leave the host alone until then. */
void source_feeds_block_host(struct source_feeds *s, struct slice host, int64_t until_ms);

/* Did it fail for want of a network, so that another try may bring it?  And is that our own fault, so that nothing is
 * to be counted? */
bool source_feeds_unreached(const struct fetch_answer *answer);
bool source_feeds_is_outage(const struct source_feeds *s, const struct fetch_answer *answer);

/* Archive texts of entries that are due, some of them: nobody needs to be asked for those. */
void page_texts(struct source_feeds *s);

/* What the archive is to keep of an answer; `a` is NULL but for pages. */
struct capture source_feeds_capture(const struct fetch_answer *answer, enum capture_kind kind, const struct article *a);

/* Something to keep that no answer is: a text that an entry brought along, what a hub pushed; with both empty, that nothing
 * came. */
struct capture source_feeds_text(enum capture_kind kind, struct slice url, struct slice content_type, struct slice body,
				 int64_t fetched_ms);

/* Archive the redirects that led to an answer, each as a capture of its own.  Not having them is no reason to do without
 * the answer. */
void source_feeds_archive_hops(struct source_feeds *s, const struct fetch_answer *answer);

/* Append to the archive.  Returns 0; or -1 and errno, logged. */
int source_feeds_append(struct source_feeds *s, const struct capture *capture, int64_t *seq);
/* Append an answer that is no version of an article, if there was one. */
int source_feeds_archive(struct source_feeds *s, const struct fetch_answer *answer, enum capture_kind kind);

/* Tell the schedule of all hosts with something to fetch. */
void source_feeds_add_hosts(struct source_feeds *s);

/* Begin what is due. */
void source_feeds_start_due(struct source_feeds *s);

/* When there is something to fetch from this host; INT64_MAX: nothing. */
int64_t source_feeds_host_due(struct source_feeds *s, struct slice host);

/* Add one to `counter`{label="value"}. */
void source_feeds_count(const char *counter, const char *label, const char *value);

/* Any number; and `base_ms`, a tenth more or less. */
uint64_t source_feeds_random(struct source_feeds *s);
int64_t source_feeds_jitter(struct source_feeds *s, int64_t base_ms);

#define PAGE_TRIES           3     /* of a page whose failure may pass */
#define PAGE_TRIES_ASKED     8     /* of one whose host asks to come back later */
#define ONCE_FEED_TRIES      3     /* of a feed that asks to come back within */
#define ONCE_LONGEST_WAIT_MS 60000 /* for which --once waits for a host */

#endif
