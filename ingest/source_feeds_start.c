/* ingest/source_feeds_start.c - what is due is begun: polls of feeds, pages and the robots.txt they wait for, requests
 * to hubs. */
#include "ingest/robots_file.h"
#include "ingest/source_feeds.h"
#include "common/clock.h"
#include "common/metrics.h"
#include "ingest/room.h"

#include <stdio.h>

#define LATE_MS 60000 /* a feed polled so long after it was due: there is more to do than can be done */

/* With --once pages wait for the last feed: so each of them knows all the feeds that list it. */
static bool pages_wait(struct source_feeds *s)
{
	return s->once && feed_store_feeds_left(s->store);
}

int64_t source_feeds_host_due(struct source_feeds *s, struct slice host)
{
	int64_t feed_ms = feed_store_host_due(s->store, host);
	int64_t page_ms = pages_wait(s) ? INT64_MAX : page_store_host_due(s->pages, host);
	int64_t hub_ms = subscriber_host_due(s->subscriber, host);
	int64_t first_ms = feed_ms < page_ms ? feed_ms : page_ms;

	return hub_ms < first_ms ? hub_ms : first_ms;
}

static void add_host(void *context, struct slice host, int64_t due_ms)
{
	schedule_add(context, host, due_ms);
}

/* The host is due for what else there is. */
static void end_job(struct job *job)
{
	struct source_feeds *s = job->source;
	struct slice host = schedule_host_name(job->host);

	schedule_add(s->schedule, host, source_feeds_host_due(s, host));
	job->next_free = s->free_job;
	s->free_job = job;
	arena_reset(s->arena);
}

static void feed_done(void *context, const struct fetch_answer *answer)
{
	struct job *job = context;
	struct source_feeds *s = job->source;

	feed_fetched(job, answer);
	source_feeds_end_answer(job, answer);
	end_job(job);
	if (s->once && !pages_wait(s))
		page_store_hosts(s->pages, add_host, s->schedule);
}

static void page_done(void *context, const struct fetch_answer *answer)
{
	page_fetched(context, answer);
	source_feeds_end_answer(context, answer);
	end_job(context);
}

static void robots_done(void *context, const struct fetch_answer *answer)
{
	robots_fetched(context, answer);
	source_feeds_end_answer(context, answer);
	end_job(context);
}

static void hub_done(void *context, const struct fetch_answer *answer)
{
	struct job *job = context;

	source_feeds_note_answer(job, answer, false);
	subscriber_asked(job->id, answer);
	source_feeds_end_answer(job, answer);
	end_job(job);
}

static void start_feed(struct source_feeds *s, struct job *job)
{
	struct stored_feed row = feed_store_feed(s->store, job->id, s->arena);
	struct feed_options options = feed_options_decode(row.options, s->arena);
	struct fetch_request request = { .url = slice_empty(row.moved_url) ? row.url : row.moved_url,
					 .etag = row.etag,
					 .last_modified = row.last_modified,
					 .validated_url = row.validated_url,
					 .options = &options,
					 .options_url = row.url,
					 .limit_bytes = source_feeds_limit_bytes(&row),
					 .done = feed_done,
					 .context = job };

	if (row.due_ms > 0 && clock_now_ms() - row.due_ms > LATE_MS)
		metrics_add("wiremill_feeds_late_total", "", 1);
	fetcher_start(s->fetcher, &request);
}

/* A page, and the robots.txt that is asked for its sake, come the way that its feed came. */
static void fetch_as_feed(struct source_feeds *s, int64_t page, struct fetch_request *request)
{
	int64_t id = entry_store_first_feed(s->entries, page);
	struct stored_feed feed;
	struct feed_options *options;

	if (id) {
		feed = feed_store_feed(s->store, id, s->arena);
		options = arena_new(s->arena, struct feed_options, 1);
		*options = feed_options_decode(feed.options, s->arena);
		request->options = options;
		request->options_url = feed.url;
	}
	fetcher_start(s->fetcher, request);
}

static void start_robots(struct source_feeds *s, struct job *job, const struct stored_page *row)
{
	struct fetch_request request = { .url = robots_file_url(s->arena, row->url),
					 .limit_bytes = FETCH_MAX_ROBOTS_BYTES,
					 .done = robots_done,
					 .context = job };

	fetch_as_feed(s, row->id, &request);
}

/* Nothing is to be transferred after all. */
static void skip_job(struct source_feeds *s, struct job *job)
{
	schedule_release(s->schedule, job->host, 0);
	end_job(job);
}

static void refuse_page(struct source_feeds *s, struct job *job, const struct stored_page *row,
			const struct reason *why)
{
	struct fetch_answer none = { .failure = FETCH_REFUSED,
				     .url = row->url,
				     .ip = SLICE(""),
				     .request = SLICE(""),
				     .head = SLICE(""),
				     .body = SLICE(""),
				     .began_ms = clock_now_ms() };

	snprintf(none.sentence, sizeof none.sentence, "%s", why->sentence);
	page_fetched(job, &none);
	skip_job(s, job);
}

static void fetch_page(struct source_feeds *s, struct job *job, const struct stored_page *row)
{
	struct fetch_request request = { .url = row->url,
					 .etag = row->etag,
					 .last_modified = row->last_modified,
					 .validated_url = row->validated_url,
					 .limit_bytes = FETCH_MAX_PAGE_BYTES,
					 .done = page_done,
					 .context = job };

	fetch_as_feed(s, row->id, &request);
}

static void start_page(struct source_feeds *s, struct job *job)
{
	struct stored_page row = page_store_page(s->pages, job->id, s->arena);
	struct reason why = { .step = "fetch" };
	int64_t again_ms;

	switch (robots_judge(job, row.url, &why, &again_ms)) {
	case ROBOTS_ALLOW: fetch_page(s, job, &row); return;
	case ROBOTS_ASK: start_robots(s, job, &row); return;
	case ROBOTS_DENY: refuse_page(s, job, &row, &why); return;
	case ROBOTS_WAIT:
		page_store_retry(s->pages, row.id, again_ms, row.tries);
		skip_job(s, job);
		return;
	}
}

/* Texts of entries need no transfer; those that are left are for the next turn. */
static void take_texts(struct source_feeds *s, struct schedule_host *nobody)
{
	page_texts(s);
	schedule_release(s->schedule, nobody, clock_now_ms() + 1);
	schedule_add(s->schedule, SLICE(""), source_feeds_host_due(s, SLICE("")));
}

static void start_hub(struct source_feeds *s, struct job *job)
{
	struct fetch_request request = { .limit_bytes = FETCH_MAX_PAGE_BYTES, .done = hub_done, .context = job };

	subscriber_ask(s->subscriber, job->id, &request);
	fetcher_start(s->fetcher, &request);
}

/* Begin the transfer that is due at this host, if there is one. */
static void start_at(struct source_feeds *s, struct schedule_host *host, int64_t now_ms)
{
	struct job *job = s->free_job;
	int64_t feed = feed_store_due_feed(s->store, schedule_host_name(host), now_ms);
	int64_t hub = feed ? 0 : subscriber_due(s->subscriber, schedule_host_name(host), now_ms);
	int64_t page =
		feed || hub || pages_wait(s) ? 0 : page_store_due_page(s->pages, schedule_host_name(host), now_ms);

	if (!feed && !hub && !page) {
		schedule_release(s->schedule, host, 0);
		schedule_add(s->schedule, schedule_host_name(host), source_feeds_host_due(s, schedule_host_name(host)));
		return;
	}
	s->free_job = job->next_free;
	*job = (struct job){ .source = s, .host = host, .id = feed + hub + page };
	if (feed)
		start_feed(s, job);
	else if (hub)
		start_hub(s, job);
	else
		start_page(s, job);
	arena_reset(s->arena);
}

void source_feeds_start_due(struct source_feeds *s)
{
	int64_t now_ms = clock_now_ms();
	struct schedule_host *host;

	while (!s->stopping && room_left() && s->free_job && (host = schedule_take(s->schedule, now_ms)) != NULL)
		if (slice_empty(schedule_host_name(host)))
			take_texts(s, host);
		else
			start_at(s, host, now_ms);
}

void source_feeds_add_hosts(struct source_feeds *s)
{
	feed_store_hosts(s->store, add_host, s->schedule);
	if (!pages_wait(s))
		page_store_hosts(s->pages, add_host, s->schedule);
	subscriber_hosts(s->subscriber, add_host, s->schedule);
}
