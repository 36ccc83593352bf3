/* ingest/source_feeds.c - the live source: feeds are polled, the pages of new entries fetched, all of it archived, and
 * what is in the archive is what it yields.
 *
 * One turn of wait(): begin what is due, transfer, and for everything that ended append to the archive and note it in the
 * state's transaction; then sync the archive, once, and only then commit.  So a crash loses nothing: pending pages are
 * in the state, and what reached the archive but not the state is found there at the next start.
 *
 * A page that failed for good has a place in the archive too (the answer that came, or a metadata record alone), as
 * something that is no article; the store knows it as failed.  next() yields both kinds in the order of their places.
 */
#include "ingest/source_feeds.h"
#include "common/clock.h"
#include "common/die.h"
#include "common/log.h"
#include "common/metrics.h"
#include "ingest/room.h"
#include "ingest/url.h"
#include "ingest/warc.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#define ARENA_CEILING     (FEED_ARENA_BYTES + (128u << 20)) /* and what is made of a feed's entries */
#define CLOCK_SET_BACK_MS 5000                              /* less than that is a correction */

static struct source_feeds *self(const struct source *source)
{
	return (struct source_feeds *)(uintptr_t)source; /* `source` is its first member */
}

static enum capture_cut cut_of(const struct fetch_answer *answer)
{
	if (answer->truncated || answer->failure == FETCH_LARGE)
		return CAPTURE_OVER_LENGTH;
	if (answer->failure == FETCH_TIMEOUT)
		return CAPTURE_OVER_TIME;
	return answer->failure == FETCH_BROKEN ? CAPTURE_DISCONNECTED : CAPTURE_WHOLE;
}

struct capture source_feeds_capture(const struct fetch_answer *answer, enum capture_kind kind, const struct article *a)
{
	return (struct capture){ .kind = kind,
				 .url = answer->url,
				 .ip = answer->ip,
				 .request = answer->request,
				 .head = answer->head,
				 .body = answer->body,
				 .fetched_ms = answer->began_ms,
				 .content_type = SLICE(""),
				 .cut = cut_of(answer),
				 .article = a };
}

int source_feeds_append(struct source_feeds *s, const struct capture *capture, int64_t *seq)
{
	metrics_add("wiremill_fetched_bytes_total", "", capture->body.len);
	if (archive_append(s->archive, capture, seq) < 0) {
		int error = errno;

		log_event(ERROR, "archive_append", "url=" LOG_QUOTED " error=" LOG_QUOTED, LOG_QUOTE(capture->url),
			  strerror(error));
		if (error != EMSGSIZE)
			room_refused(error);
		errno = error;
		return -1;
	}
	s->appended = true;
	return 0;
}

struct capture source_feeds_text(enum capture_kind kind, struct slice url, struct slice content_type, struct slice body,
				 int64_t fetched_ms)
{
	return (struct capture){ .kind = kind,
				 .url = url,
				 .ip = SLICE(""),
				 .request = SLICE(""),
				 .head = SLICE(""),
				 .content_type = content_type,
				 .body = body,
				 .fetched_ms = fetched_ms };
}

int source_feeds_archive(struct source_feeds *s, const struct fetch_answer *answer, enum capture_kind kind)
{
	struct capture capture = source_feeds_capture(answer, kind, NULL);
	int64_t seq;

	capture.not_modified = answer->status == 304;
	return slice_empty(answer->head) ? 0 : source_feeds_append(s, &capture, &seq);
}

void source_feeds_archive_hops(struct source_feeds *s, const struct fetch_answer *answer)
{
	for (size_t i = 0; i < answer->nhops; i++) {
		const struct fetch_hop *hop = &answer->hop[i];
		const struct capture capture = { .kind = CAPTURE_OTHER,
						 .url = hop->url,
						 .ip = hop->ip,
						 .request = hop->request,
						 .head = hop->head,
						 .content_type = SLICE(""),
						 .body = hop->body,
						 .fetched_ms = hop->began_ms,
						 .cut = hop->truncated ? CAPTURE_OVER_LENGTH : CAPTURE_WHOLE };
		int64_t seq;

		source_feeds_append(s, &capture, &seq);
	}
}

void source_feeds_count(const char *counter, const char *label, const char *value)
{
	char pair[64];

	snprintf(pair, sizeof pair, "%s=\"%s\"", label, value);
	metrics_add(counter, pair, 1);
}

uint64_t source_feeds_random(struct source_feeds *s)
{
	s->random = s->random * 6364136223846793005u + 1442695040888963407u;
	return s->random >> 24;
}

int64_t source_feeds_jitter(struct source_feeds *s, int64_t base_ms)
{
	int64_t tenth = base_ms / 10;

	return base_ms - tenth + (int64_t)(source_feeds_random(s) % (uint64_t)(2 * tenth + 1));
}

/* Have what was appended on disk, then what is known of it. */
static void settle_turn(struct source_feeds *s)
{
	if (s->appended) {
		if (archive_sync(s->archive) < 0)
			die_errno("the archive cannot be synced; what is in it, the next start finds");
		page_store_set_archive_end(s->pages, archive_end(s->archive));
		s->appended = false;
		s->drained = false;
	}
	state_commit(s->state);
}

static int until_next_ms(const struct source_feeds *s, int timeout_ms)
{
	int64_t left_ms = schedule_next_ms(s->schedule);

	if (s->stopping || !room_left() || !s->free_job || left_ms == SCHEDULE_NEVER)
		return timeout_ms;
	left_ms -= clock_now_ms();
	if (left_ms < 0)
		left_ms = 0;
	return left_ms < timeout_ms ? (int)left_ms : timeout_ms;
}

/* The clock was set back: what was planned by it would come as much too late, perhaps by years.  (If it is set forward, or
 * the machine has slept, all of it is due a little early.) */
static void follow_clock(struct source_feeds *s)
{
	int64_t was_ms = s->clock_ms, by_ms;

	s->clock_ms = clock_now_ms() - clock_monotonic_ms();
	by_ms = was_ms - s->clock_ms;
	if (by_ms < CLOCK_SET_BACK_MS)
		return;
	log_event(WARN, "clock_set_back", "seconds=%" PRId64, by_ms / 1000);
	feed_store_set_back(s->store, by_ms);
	page_store_set_back(s->pages, by_ms);
	subscriber_set_back(s->subscriber, by_ms);
	schedule_set_back(s->schedule, by_ms);
}

static void feeds_wait(struct source *source, int fd, int timeout_ms)
{
	struct source_feeds *s = self(source);

	follow_clock(s);
	source_feeds_start_due(s);
	fetcher_wait(s->fetcher, fd, s->turned ? 0 : until_next_ms(s, timeout_ms));
	s->turned = false;
	subscriber_take(s->subscriber);
	source_feeds_start_due(s);
	settle_turn(s);
	subscriber_answer(s->subscriber);
}

/* The failed page at the cursor, as the dead letter it is. */
static int yield_failed(struct source_feeds *s, struct article *a, struct reason *why)
{
	struct slice metadata = SLICE(""), sentence = SLICE("");
	struct reason unused;
	int64_t place = 0;

	article_init(a, a->arena);
	if (page_store_next_failed(s->pages, s->next_failed, a->arena, &place, &metadata, &sentence) &&
	    article_decode(a, metadata, &unused) < 0)
		die("state: a failed page: %s", unused.sentence);
	a->seq = s->next_failed;
	why->step = "fetch";
	dead(why, "%.*s", SLICE_ARG(sentence));
	s->cursor = a->seq + 1;
	s->next_failed = INT64_MAX;
	if (page_store_next_failed(s->pages, s->cursor, a->arena, &place, &metadata, &sentence))
		s->next_failed = place;
	return -1;
}

static int feeds_next(struct source *source, struct article *a, struct reason *why)
{
	struct source_feeds *s = self(source);
	int64_t seq = s->cursor;
	int got = archive_next(s->archive, &seq, a, why);

	if (s->next_failed != INT64_MAX && (got == 0 || s->next_failed < a->seq))
		return yield_failed(s, a, why);
	if (got) {
		s->cursor = seq;
	} else {
		s->turned |= !s->drained;
		s->drained = true;
	}
	return got;
}

static bool feeds_ended(const struct source *source)
{
	const struct source_feeds *s = self(source);
	bool idle = fetcher_active(s->fetcher) == 0 && s->drained && !s->appended;

	return idle && (s->stopping || (s->once && schedule_next_ms(s->schedule) == SCHEDULE_NEVER));
}

static void feeds_stop(struct source *source)
{
	self(source)->stopping = true;
}

static void feeds_progress(const struct source *source, int64_t *done, int64_t *all)
{
	const struct source_feeds *s = self(source);

	*done = s->count.archived + s->count.duplicates + s->count.failed_pages;
	*all = *done + page_store_pages_left(s->pages);
}

static int64_t feeds_failed(const struct source *source)
{
	return self(source)->count.failed_feeds;
}

static void feeds_close(struct source *source)
{
	struct source_feeds *s = self(source);

	log_event(INFO, "feeds",
		  "polled=%" PRId64 " not_modified=%" PRId64 " failed=%" PRId64 " entries=%" PRId64 " pages=%" PRId64
		  " duplicates=%" PRId64 " failed_pages=%" PRId64 " pending=%" PRId64,
		  s->count.polled, s->count.not_modified, s->count.failed_feeds, s->count.entries, s->count.archived,
		  s->count.duplicates, s->count.failed_pages, page_store_pages_left(s->pages));
	subscriber_close(s->subscriber);
	settle_turn(s);
	archive_close(s->archive);
	fetcher_close(s->fetcher);
	feed_store_close(s->store);
	entry_store_close(s->entries);
	page_store_close(s->pages);
	host_store_close(s->hosts);
	schedule_close(s->schedule);
	arena_close(s->arena);
	arena_close(s->entry_arena);
	free(s->job);
	free(s);
}

/* A page that the archive has, though the state may not know: the crash came between the two. */
static void mark_archived(void *context, const struct article *a)
{
	struct source_feeds *s = context;
	json_t *extra = json_loadb(a->extra.at, a->extra.len, 0, NULL);
	struct slice entry_url = slice_from(json_string_value(json_object_get(extra, "entryUrl")));
	struct slice page_key = slice_from(json_string_value(json_object_get(extra, "pageKey")));
	struct stored_page page = { .version = a->version,
				    .settled_ms = a->fetched_ms,
				    .first_fetched_ms = a->version > 1 ? a->first_fetched_ms : a->fetched_ms };
	char digest[WARC_DIGEST_SIZE];

	page.digest = slice_empty(a->body) ? SLICE("") : slice_from(warc_digest(a->body, SLICE(""), digest));
	page.key =
		slice_empty(page_key) ? url_normalise(a->arena, slice_empty(entry_url) ? a->url : entry_url) : page_key;
	page.final_key = slice_empty(page_key) ? url_normalise(a->arena, a->url) : page_key;
	page_store_mark_archived(s->pages, &page);
	json_decref(extra);
}

static void block_host(void *context, struct slice host, int64_t until_ms)
{
	source_feeds_block_host(context, host, until_ms);
}

/* Bring the state to where the archive is. */
static void catch_up(struct source_feeds *s, const char *dir)
{
	int64_t known = page_store_archive_end(s->pages);

	if (archive_end(s->archive) < known)
		die("%s: the archive is older than the state; they belong together: restore it, or remove both", dir);
	archive_replay_metadata(s->archive, known, mark_archived, s);
	page_store_set_archive_end(s->pages, archive_end(s->archive));
}

static void make_jobs(struct source_feeds *s)
{
	size_t n = (size_t)fetch_options.connections;

	s->job = xmalloc(n * sizeof *s->job);
	for (size_t i = 0; i < n; i++) {
		s->job[i].next_free = s->free_job;
		s->free_job = &s->job[i];
	}
}

static enum feed_full_text full_text_of(const char *name)
{
	struct feed_options options = FEED_OPTIONS_NONE;
	struct reason why = { .step = "options" };

	if (name && feed_options_set(&options, SLICE("fullText"), slice_from(name), &why) < 0)
		die_usage("--full-text: %s", why.sentence);
	return options.full_text == FEED_FULL_TEXT_DEFAULT ? FEED_FULL_TEXT_PAGE : options.full_text;
}

struct source *source_feeds_open(struct state *state, const struct source_feeds_options *options, int64_t start_seq)
{
	static const struct source_kind kind = { feeds_next,     feeds_ended,  feeds_wait, feeds_stop,
						 feeds_progress, feeds_failed, feeds_close };
	struct source_feeds *s = xmalloc(sizeof *s);
	struct slice metadata, sentence;

	*s = (struct source_feeds){ .source.kind = &kind,
				    .state = state,
				    .once = options->once,
				    .cursor = start_seq,
				    .next_failed = INT64_MAX,
				    .random = (uint64_t)clock_now_ms(),
				    .clock_ms = clock_now_ms() - clock_monotonic_ms() };
	s->full_text = full_text_of(options->full_text);
	s->fetcher = fetcher_open();
	s->archive = archive_open(options->archive_dir,
				  &(struct archive_options){ .prefix = "wiremill",
							     .file_bytes = options->archive_file_mb * 1000 * 1000,
							     .file_ms = options->archive_file_hours * 3600 * 1000,
							     .contact = fetch_options.contact,
							     .user_agent = fetcher_user_agent(s->fetcher) });
	s->store = feed_store_open(state, options->once);
	s->pages = page_store_open(state, options->once);
	s->entries = entry_store_open(state);
	s->hosts = host_store_open(state, options->once);
	s->schedule = schedule_open();
	s->arena = arena_open(ARENA_CEILING);
	s->entry_arena = arena_open(ARENA_CEILING);
	make_jobs(s);
	catch_up(s, options->archive_dir);
	source_feeds_list(s->store, &options->feeds);
	host_store_blocks(s->hosts, block_host, s);
	s->subscriber = subscriber_open(s);
	source_feeds_add_hosts(s);
	if (!page_store_next_failed(s->pages, start_seq, s->arena, &s->next_failed, &metadata, &sentence))
		s->next_failed = INT64_MAX;
	arena_reset(s->arena);
	state_commit(state);
	return &s->source;
}
