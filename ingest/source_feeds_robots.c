/* ingest/source_feeds_robots.c - may this page be fetched?  Each origin's robots.txt is asked for before its first page, and
 * again when it is a day old.  docs/feeds.md has the rules (RFC 9309, 2.3.1 and 2.4). */
#include "common/log.h"
#include "common/metrics.h"
#include "ingest/http_policy.h"
#include "ingest/polling.h"
#include "ingest/robots.h"
#include "ingest/robots_file.h"
#include "ingest/source_feeds.h"

#include <inttypes.h>
#include <stdio.h>

#define HOUR_MS       (3600 * INT64_C(1000))
#define LONGEST_MS    (24 * HOUR_MS) /* a copy is used */
#define SHORTEST_MS   HOUR_MS        /* whatever max-age says */
#define AGAIN_MS      60000          /* after the first failure; twice as long after each further, up to an hour */
#define TRIES         24             /* then pages are given up: about a day */
#define ONCE_AGAIN_MS 500            /* with --once, where somebody waits */
#define ONCE_TRIES    3

static const struct robots *parse(struct source_feeds *s, struct slice body)
{
	return robots_parse(s->arena, body, slice_from(fetcher_user_agent(s->fetcher)));
}

static void keep_to_delay(struct schedule_host *host, const struct robots *robots)
{
	int64_t delay_ms = robots_crawl_delay_ms(robots), most_ms = 1000 * polling_options.crawl_delay_max_s;

	schedule_host_set_delay(host, delay_ms < most_ms ? delay_ms : most_ms);
}

enum robots_verdict robots_judge(struct job *job, struct slice url, struct reason *why, int64_t *again_ms)
{
	struct source_feeds *s = job->source;
	struct robots_place place = robots_place_of(s->arena, url);
	struct stored_robots stored = host_store_robots(s->hosts, place.origin, s->arena);
	int64_t now_ms = clock_now_ms();
	const struct robots *robots;

	*again_ms = stored.expires_ms;
	if ((!stored.known && !stored.failures) || stored.expires_ms <= now_ms ||
	    stored.expires_ms > now_ms + LONGEST_MS) /* noted while the clock was ahead */
		return ROBOTS_ASK;
	if (!stored.known && stored.failures < (s->once ? ONCE_TRIES : TRIES))
		return ROBOTS_WAIT;
	if (!stored.known) {
		dead(why, "robots.txt of %.*s cannot be read: %s", SLICE_ARG(place.host), stored.why);
		return ROBOTS_DENY;
	}
	robots = parse(s, stored.body);
	keep_to_delay(job->host, robots);
	if (robots_allow(robots, place.path))
		return ROBOTS_ALLOW;
	dead(why, "robots.txt of %.*s disallows it", SLICE_ARG(place.host));
	return ROBOTS_DENY;
}

bool robots_deny_end(struct source_feeds *s, struct slice asked, struct slice ended, struct reason *why)
{
	struct robots_place to = robots_place_of(s->arena, ended);
	struct stored_robots stored;

	if (slice_equal(asked, ended))
		return false;
	stored = host_store_robots(s->hosts, to.origin, s->arena);
	if (!stored.known || robots_allow(parse(s, stored.body), to.path))
		return false;
	dead(why, "robots.txt of %.*s, where it leads, disallows it", SLICE_ARG(to.host));
	return true;
}

struct feeds_of_origin {
	struct source_feeds *s;
	const struct robots *robots;
	struct slice origin;
};

/* Feeds that were listed are wanted: they are polled all the same, and whoever reads the log knows. */
static void tell_if_disallowed(void *context, struct slice url)
{
	struct feeds_of_origin *f = context;
	struct robots_place place = robots_place_of(f->s->arena, url);

	if (slice_equal(place.origin, f->origin) && !robots_allow(f->robots, place.path))
		log_event(INFO, "feed_disallowed",
			  "url=" LOG_QUOTED " reason=\"robots.txt disallows it; it is listed, so it is polled\"",
			  LOG_QUOTE(url));
}

static int64_t life_ms(const struct fetch_answer *answer, int64_t now_ms)
{
	int64_t fresh_ms = http_fresh_ms(answer->head, now_ms);

	if (fresh_ms <= 0 || fresh_ms > LONGEST_MS)
		return LONGEST_MS;
	return fresh_ms < SHORTEST_MS ? SHORTEST_MS : fresh_ms;
}

/* How long until it is asked for again.  An older copy is used meanwhile, if there is one. */
static int64_t note_failure(struct source_feeds *s, struct stored_robots *stored, const struct fetch_answer *answer)
{
	int64_t pause_ms = s->once ? ONCE_AGAIN_MS : AGAIN_MS;

	if (!source_feeds_is_outage(s, answer) || !stored->failures)
		stored->failures++;
	for (int64_t i = 1; i < stored->failures && pause_ms < HOUR_MS; i++)
		pause_ms *= 2;
	snprintf(stored->why, sizeof stored->why, "%.90s", answer->sentence[0] ? answer->sentence : "its coding");
	return pause_ms < HOUR_MS ? pause_ms : HOUR_MS;
}

static void note_rules(struct job *job, struct slice origin, struct slice body)
{
	struct source_feeds *s = job->source;
	struct feeds_of_origin feeds = { .s = s, .robots = parse(s, body), .origin = origin };

	keep_to_delay(job->host, feeds.robots);
	feed_store_urls(s->store, schedule_host_name(job->host), tell_if_disallowed, &feeds);
}

void robots_fetched(struct job *job, const struct fetch_answer *answer)
{
	struct source_feeds *s = job->source;
	struct stored_page page = page_store_page(s->pages, job->id, s->arena);
	struct slice origin = robots_place_of(s->arena, page.url).origin, body;
	struct stored_robots stored = host_store_robots(s->hosts, origin, s->arena);
	int64_t now_ms = clock_now_ms();
	struct text decoded;

	source_feeds_archive_hops(s, answer);
	source_feeds_archive(s, answer, CAPTURE_OTHER);
	source_feeds_note_answer(job, answer, !stored.failures);
	text_init(&decoded, FETCH_MAX_ROBOTS_BYTES);
	if (robots_file_read(answer, &decoded, &body)) {
		stored = (struct stored_robots){ .body = body,
						 .known = true,
						 .expires_ms = now_ms + life_ms(answer, now_ms) };
		note_rules(job, origin, body);
		source_feeds_count("wiremill_robots_total", "outcome",
				   answer->failure == FETCH_FINE ? "rules" : "none");
	} else {
		stored.expires_ms = now_ms + note_failure(s, &stored, answer);
		source_feeds_count("wiremill_robots_total", "outcome", "failed");
		log_event(WARN, "robots_failed", "origin=" LOG_QUOTED " failures=%" PRId64 " reason=" LOG_QUOTED,
			  LOG_QUOTE(origin), stored.failures, LOG_QUOTE(slice_from(stored.why)));
	}
	host_store_set_robots(s->hosts, origin, &stored);
	text_release(&decoded);
}
