/* ingest/source_feeds_feed.c - a feed was polled: archive what came, have its entries noted, decide when it is polled
 * next. */
#include "common/log.h"
#include "common/metrics.h"
#include "ingest/feed_options.h"
#include "ingest/http_policy.h"
#include "ingest/polling.h"
#include "ingest/source_feeds.h"
#include "ingest/url.h"

#include <errno.h>
#include <inttypes.h>

#define MOVED_IN_DOUBT 8 /* errors in a row where a feed has moved to: it is asked for at its own URL again */

/* How a poll went. */
struct poll {
	enum pace_outcome outcome;
	const char *class; /* of the failure; NULL: it was none */
	struct reason why;
};

static int64_t longer(int64_t a_ms, int64_t b_ms)
{
	return a_ms > b_ms ? a_ms : b_ms;
}

/* How its dates are to be read, as the list says. */
static void take_options(struct feed_hints *hints, struct source_feeds *s, const struct stored_feed *row)
{
	struct feed_options options = feed_options_decode(row->options, s->arena);

	hints->zone_known = feed_options_zone(&options, clock_now_ms(), &hints->zone_minutes);
	hints->month_first_known = options.day_order != FEED_DAY_ORDER_DEFAULT;
	hints->month_first = options.day_order == FEED_MONTH_FIRST;
}

static int parse_feed(struct source_feeds *s, const struct stored_feed *row, const struct fetch_answer *answer,
		      struct feed *feed, struct reason *why)
{
	struct feed_hints hints = { .base = answer->url,
				    .content_type = fetch_header(answer, SLICE("Content-Type")),
				    .content_language = fetch_header(answer, SLICE("Content-Language")) };
	struct text decoded;
	struct slice body;
	int result;

	take_options(&hints, s, row);
	text_init(&decoded, source_feeds_limit_bytes(row));
	result = fetch_decode(answer, &decoded, &body, why);
	if (result == 0)
		result = feed_parse(feed, s->arena, body, &hints, why);
	text_release(&decoded);
	return result;
}

int feed_pushed(struct source_feeds *s, int64_t id, struct slice url, struct slice content_type, struct slice body,
		struct reason *why)
{
	struct feed_hints hints = { .base = url, .content_type = content_type, .content_language = SLICE("") };
	struct stored_feed row = feed_store_feed(s->store, id, s->arena);
	struct feed feed = { .nentries = 0 };

	take_options(&hints, s, &row);
	if (feed_parse(&feed, s->arena, body, &hints, why) < 0)
		return -1;
	source_feeds_note_entries(s, &row, &feed);
	return 0;
}

/* A feed of which a part was not read must come whole the next time. */
static void take_validators(struct stored_feed *row, const struct fetch_answer *answer, bool whole)
{
	row->etag = whole ? fetch_header(answer, SLICE("ETag")) : SLICE("");
	row->last_modified = whole ? fetch_header(answer, SLICE("Last-Modified")) : SLICE("");
	row->validated_url = whole ? answer->url : SLICE("");
}

static void take_feed(struct source_feeds *s, struct stored_feed *row, const struct fetch_answer *answer,
		      struct poll *poll)
{
	struct feed feed = { .nentries = 0 };
	struct entries_noted noted;

	if (parse_feed(s, row, answer, &feed, &poll->why) < 0) {
		poll->outcome = PACE_UNREACHED;
		poll->class = "parse";
		return;
	}
	subscriber_follow(s->subscriber, row, &feed, answer);
	noted = source_feeds_note_entries(s, row, &feed);
	subscriber_polled(s->subscriber, row->id, noted.fresh);
	poll->outcome = noted.fresh || noted.changed ? PACE_NEWS : PACE_SAME;
	row->hints = (struct pace_hints){ .least_ms = longer(60000 * feed.ttl_minutes, 1000 * feed.update_period_s),
					  .skip_hours = feed.skip_hours,
					  .skip_days = feed.skip_days };
	row->own_title = feed.title;
	take_validators(row, answer, !feed.truncated && !answer->truncated && !noted.left);
	if (feed.nsitemaps)
		source_feeds_list_sitemaps(s, row, &feed);
}

static void keep_if_sent(struct slice *validator, struct slice sent)
{
	if (!slice_empty(sent))
		*validator = sent;
}

static void take_not_modified(struct source_feeds *s, struct stored_feed *row, const struct fetch_answer *answer,
			      struct poll *poll)
{
	if (slice_empty(row->etag) && slice_empty(row->last_modified)) {
		*poll = (struct poll){ .outcome = PACE_UNREACHED, .class = "status", .why.step = "fetch" };
		dead(&poll->why, "HTTP 304 to an unconditional request");
		return;
	}
	poll->outcome = PACE_SAME;
	s->count.not_modified++;
	metrics_add("wiremill_feeds_not_modified_total", "", 1);
	keep_if_sent(&row->etag, fetch_header(answer, SLICE("ETag")));
	keep_if_sent(&row->last_modified, fetch_header(answer, SLICE("Last-Modified")));
}

static enum pace_outcome outcome_of_failure(const struct source_feeds *s, const struct fetch_answer *answer)
{
	if (source_feeds_is_outage(s, answer))
		return PACE_OUTAGE;
	if (answer->status == 410)
		return PACE_GONE;
	return answer->status >= 400 && answer->status < 500 ? PACE_REFUSED : PACE_UNREACHED;
}

static struct poll take_answer(struct source_feeds *s, struct stored_feed *row, const struct fetch_answer *answer)
{
	struct poll poll = { .why.step = "parse" };

	if (answer->failure != FETCH_FINE) {
		poll.outcome = outcome_of_failure(s, answer);
		poll.class = fetch_failure_name(answer->failure);
		dead(&poll.why, "%s", answer->sentence);
	} else if (answer->status == 304) {
		take_not_modified(s, row, answer, &poll);
	} else {
		take_feed(s, row, answer, &poll);
	}
	return poll;
}

/* When it is due again; 0: with --once, the server asks to come back soon. */
static int64_t next_ms(struct job *job, struct stored_feed *row, const struct poll *poll,
		       const struct fetch_answer *answer)
{
	struct source_feeds *s = job->source;
	struct pace_limits limits = polling_limits();
	struct pace_hints hints = row->hints;
	int64_t now_ms = clock_now_ms(), due_ms;

	hints.least_ms = longer(hints.least_ms, http_fresh_ms(answer->head, now_ms));
	hints.least_ms = longer(hints.least_ms, subscriber_rest_ms(s->subscriber, row->id, now_ms));
	due_ms = pace_next_ms(&row->pace, poll->outcome, &hints, &limits, now_ms, source_feeds_random(s));
	if (s->once && job->wait_ms && job->wait_ms <= ONCE_LONGEST_WAIT_MS && row->pace.errors < ONCE_FEED_TRIES)
		return 0;
	return longer(due_ms, now_ms + job->wait_ms);
}

static void tell_failure(struct source_feeds *s, const struct stored_feed *row, const struct poll *poll, int64_t due_ms)
{
	s->count.failed_feeds += due_ms != 0;
	source_feeds_count("wiremill_feed_failures_total", "class", poll->class);
	log_event(WARN, due_ms == PACE_NEVER ? "feed_retired" : "feed_failed",
		  "url=" LOG_QUOTED " class=%s errors=%" PRId64 " next_s=%" PRId64 " reason=" LOG_QUOTED,
		  LOG_QUOTE(row->url), poll->class, row->pace.errors,
		  due_ms == PACE_NEVER || !due_ms ? 0 : (due_ms - clock_now_ms()) / 1000,
		  LOG_QUOTE(slice_from(poll->why.sentence)));
}

/* From now on it is polled at `url`; at its own, if that is empty. */
static void move(struct source_feeds *s, const struct stored_feed *row, struct slice url)
{
	struct slice host = url_host(url_normalise(s->arena, slice_empty(url) ? row->url : url));
	bool moved;

	if (slice_empty(host))
		return;
	moved = feed_store_move(s->store, row, url, host);
	log_event(INFO, moved ? "feed_moved" : "feed_merged", "url=" LOG_QUOTED " to=" LOG_QUOTED, LOG_QUOTE(row->url),
		  LOG_QUOTE(slice_empty(url) ? row->url : url));
	schedule_add(s->schedule, host, source_feeds_host_due(s, host));
}

void feed_fetched(struct job *job, const struct fetch_answer *answer)
{
	struct source_feeds *s = job->source;
	struct stored_feed row = feed_store_feed(s->store, job->id, s->arena);
	struct slice moved_url = answer->moved_url;
	bool believed = false;
	struct poll poll;
	int64_t due_ms;

	source_feeds_archive_hops(s, answer);
	if (source_feeds_archive(s, answer, CAPTURE_FEED) < 0 && errno != EMSGSIZE)
		return; /* no room: as if it had not been asked for */
	s->count.polled++;
	metrics_add("wiremill_feed_polls_total", "", 1);
	source_feeds_note_answer(job, answer, row.pace.errors == 0);
	poll = take_answer(s, &row, answer);
	due_ms = next_ms(job, &row, &poll, answer);
	if (poll.class)
		tell_failure(s, &row, &poll, due_ms);
	else
		believed = moved_see(&row.moving, moved_url, clock_now_ms());
	row.reason = slice_from(poll.class ? poll.why.sentence : "");
	feed_store_polled(s->store, &row, due_ms);
	if (believed)
		move(s, &row, moved_url);
	else if (!slice_empty(row.moved_url) && row.pace.errors == MOVED_IN_DOUBT)
		move(s, &row, SLICE(""));
}
