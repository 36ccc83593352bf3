/* ingest/source_feeds_host.c - what an answer says about its host, and about our own network. */
#include "common/log.h"
#include "common/metrics.h"
#include "ingest/http_policy.h"
#include "ingest/source_feeds.h"
#include "ingest/url.h"

#include <inttypes.h>
#include <stdio.h>

#define TOO_MANY_MS 60000 /* after "429 Too Many Requests" that does not say for how long */

bool source_feeds_unreached(const struct fetch_answer *answer)
{
	switch (answer->failure) {
	case FETCH_DNS:
	case FETCH_CONNECT:
	case FETCH_TLS:
	case FETCH_TIMEOUT:
	case FETCH_BROKEN: return true;
	default: return false;
	}
}

bool source_feeds_is_outage(const struct source_feeds *s, const struct fetch_answer *answer)
{
	return !s->once && s->outage.on && source_feeds_unreached(answer);
}

static void note_network(struct source_feeds *s, struct slice host, bool failed, int64_t now_ms)
{
	int64_t since_ms = s->outage.since_ms;

	if (!outage_note(&s->outage, host, failed, now_ms))
		return;
	if (s->outage.on) {
		metrics_add("wiremill_outages_total", "", 1);
		log_event(WARN, "outage",
			  "reason=\"most hosts cannot be reached: our own network?\" counted=\"nothing, until it is "
			  "over\"");
	} else {
		log_event(INFO, "outage_end", "seconds=%" PRId64, (now_ms - since_ms) / 1000);
	}
}

void source_feeds_note_answer(struct job *job, const struct fetch_answer *answer, bool was_well)
{
	struct source_feeds *s = job->source;
	int64_t now_ms = clock_now_ms();
	bool unreached = source_feeds_unreached(answer);

	if (unreached ? was_well : answer->status != 0)
		note_network(s, schedule_host_name(job->host), unreached, now_ms);
	if (answer->status != 429 && answer->status != 503)
		return;
	job->wait_ms = http_retry_after_ms(answer->head, now_ms);
	if (!job->wait_ms && answer->status == 429 && !s->once)
		job->wait_ms = TOO_MANY_MS;
}

/* With --once nobody waits that long: what is left there is for another run. */
static void give_up_host(struct source_feeds *s, struct slice host, int64_t until_ms)
{
	int64_t feeds = feed_store_give_up(s->store, host, until_ms);

	schedule_block(s->schedule, host, SCHEDULE_NEVER);
	s->count.failed_feeds += feeds + 1;
	log_event(WARN, "host_given_up",
		  "host=" LOG_QUOTED " feeds=%" PRId64 " reason=\"it asks us to wait for %" PRId64
		  " s; what is left there is fetched by a later run\"",
		  LOG_QUOTE(host), feeds, (until_ms - clock_now_ms()) / 1000);
}

void source_feeds_block_host(struct source_feeds *s, struct slice host, int64_t until_ms)
{
	schedule_block(s->schedule, host, until_ms);
	if (s->once && until_ms - clock_now_ms() > ONCE_LONGEST_WAIT_MS)
		give_up_host(s, host, until_ms);
}

void source_feeds_end_answer(struct job *job, const struct fetch_answer *answer)
{
	struct source_feeds *s = job->source;
	struct slice own = schedule_host_name(job->host), host = url_host(url_normalise(s->arena, answer->url));
	int64_t now_ms = clock_now_ms(), delay_ms = fetch_options.host_delay_ms;

	if (slice_empty(host))
		host = own;
	if (job->wait_ms) {
		source_feeds_block_host(s, host, now_ms + job->wait_ms);
		host_store_block(s->hosts, host, now_ms + job->wait_ms);
		source_feeds_count("wiremill_hosts_blocked_total", "status", answer->status == 429 ? "429" : "503");
		log_event(INFO, "host_blocked", "host=" LOG_QUOTED " status=%d seconds=%" PRId64, LOG_QUOTE(host),
			  answer->status, job->wait_ms / 1000);
	} else if (!slice_equal(host, own)) {
		schedule_block(s->schedule, host, now_ms + delay_ms); /* it was asked as well, by a redirect */
	}
	if (delay_ms < schedule_host_delay_ms(job->host))
		delay_ms = schedule_host_delay_ms(job->host);
	schedule_release(s->schedule, job->host, now_ms + delay_ms);
}
