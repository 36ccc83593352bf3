/* ingest/subscriber.c - subscriptions of the live source: asked for, verified, pushed to. */
#include "ingest/subscriber.h"
#include "common/clock.h"
#include "common/die.h"
#include "common/log.h"
#include "common/metrics.h"
#include "ingest/http_coding.h"
#include "ingest/link_header.h"
#include "ingest/source_feeds.h"
#include "ingest/url.h"
#include "ingest/url.h"
#include "ingest/websub_server.h"
#include "ingest/websub_store.h"

#include <stdlib.h>

#define REST_MS        (24 * 3600 * INT64_C(1000))
#define FORM_MAX_BYTES (4 * 3 * WEBSUB_MAX_URL_BYTES)
#define BASE_MAX_BYTES 1024 /* of --websub-url */
#define MAX_TYPE_BYTES 256  /* of a Content-Type that is kept */

static const char *listen_address, *public_url;

const struct setting subscriber_settings[] = {
	{ "websub-listen", SETTING_STRING, &listen_address, NULL, 0, 0,
	  "ADDRESS:PORT where hubs push news (WebSub); with --websub-url" },
	{ "websub-url", SETTING_STRING, &public_url, NULL, 0, 0, "URL under which the world reaches that address" },
	{ .name = NULL },
};

struct subscriber {
	struct source_feeds *source;
	struct websub_store *store;
	struct websub_server *server;
	struct {
		struct websub_request *request;
		unsigned status;
	} taken[WEBSUB_SERVER_WAITING]; /* [ntaken] pushes that are answered once they are on disk */
	size_t ntaken;
	int64_t telling_since_ms; /* of what hubs do wrong */
	int told;
};

void subscriber_check(void)
{
	if (!listen_address != !public_url)
		die_usage("--websub-listen ADDRESS:PORT and --websub-url URL belong together");
	if (listen_address)
		websub_server_check(listen_address);
	if (public_url && (!url_is_web(slice_from(public_url)) || strlen(public_url) > BASE_MAX_BYTES))
		die_usage("--websub-url %s: this is no http or https URL", public_url);
}

static void count_push(const char *outcome)
{
	metrics_add("wiremill_websub_pushes_total", outcome, 1);
}

/* It is to be asked when it says so. */
static void put(struct subscriber *s, const struct websub *w)
{
	websub_store_put(s->store, w);
	schedule_add(s->source->schedule, w->host, w->due_ms);
}

static void wake(void *context)
{
	const struct subscriber *s = context;

	fetcher_wake(s->source->fetcher);
}

static void poll_soon(void *context, int64_t feed)
{
	feed_store_hurry(context, feed);
}

struct subscriber *subscriber_open(struct source_feeds *source)
{
	struct subscriber *s;

	if (!listen_address || source->once)
		return NULL;
	s = xmalloc(sizeof *s);
	*s = (struct subscriber){ .source = source, .store = websub_store_open(source->state) };
	websub_store_distrust(s->store, poll_soon, source->store); /* what was pushed while nobody listened is lost */
	s->server = websub_server_open(listen_address, websub_store_key(s->store), wake, s);
	log_event(INFO, "websub_listen", "port=%d url=" LOG_QUOTED, websub_server_port(s->server),
		  LOG_QUOTE(slice_from(public_url)));
	return s;
}

void subscriber_close(struct subscriber *s)
{
	if (!s)
		return;
	websub_server_close(s->server);
	websub_store_close(s->store);
	free(s);
}

void subscriber_follow(struct subscriber *s, const struct stored_feed *row, const struct feed *feed,
		       const struct fetch_answer *answer)
{
	struct slice hub, topic;
	struct link_header *link;
	struct websub w;
	bool known;
	size_t n;

	if (!s)
		return;
	link = link_header_read(s->source->arena, answer->head, answer->url, &n);
	hub = link_header_find(link, n, SLICE("hub"));
	topic = link_header_find(link, n, SLICE("self"));
	hub = slice_empty(hub) ? feed->hub : hub;
	topic = slice_empty(topic) ? feed->self : topic;
	topic = slice_empty(topic) ? row->url : topic;
	known = websub_store_of_feed(s->store, row->id, s->source->arena, &w);
	if (known && slice_equal(w.hub, hub) && slice_equal(w.topic, topic))
		return;
	if (known)
		websub_store_remove(s->store, row->id);
	if (!url_is_web(hub) || hub.len > WEBSUB_MAX_URL_BYTES || topic.len > WEBSUB_MAX_URL_BYTES)
		return;
	w = websub_new(s->source->arena, websub_store_key(s->store), row->id, hub, topic);
	if (!slice_empty(w.host))
		put(s, &w);
}

void subscriber_polled(struct subscriber *s, int64_t feed, int64_t fresh)
{
	struct websub w;

	if (!s || fresh == 0 || !websub_store_of_feed(s->store, feed, s->source->arena, &w) || !w.trusted)
		return;
	metrics_add("wiremill_websub_missed_total", "", (uint64_t)fresh);
	log_event(WARN, "websub_missed", "hub=" LOG_QUOTED " topic=" LOG_QUOTED " entries=%lld", LOG_QUOTE(w.hub),
		  LOG_QUOTE(w.topic), (long long)fresh);
	websub_doubt(&w, clock_now_ms());
	put(s, &w);
}

int64_t subscriber_rest_ms(struct subscriber *s, int64_t feed, int64_t now_ms)
{
	struct websub w;

	if (!s || !websub_store_of_feed(s->store, feed, s->source->arena, &w) || !w.trusted ||
	    !websub_is_live(&w, now_ms))
		return 0;
	return w.lease_end_ms - now_ms < REST_MS ? w.lease_end_ms - now_ms : REST_MS;
}

void subscriber_hosts(struct subscriber *s, void (*each)(void *context, struct slice host, int64_t due_ms),
		      void *context)
{
	if (s)
		websub_store_hosts(s->store, each, context);
}

int64_t subscriber_host_due(struct subscriber *s, struct slice host)
{
	return s ? websub_store_host_due(s->store, host) : INT64_MAX;
}

void subscriber_set_back(struct subscriber *s, int64_t by_ms)
{
	if (s)
		websub_store_set_back(s->store, by_ms);
}

int64_t subscriber_due(struct subscriber *s, struct slice host, int64_t now_ms)
{
	return s ? websub_store_due(s->store, host, now_ms) : 0;
}

void subscriber_ask(struct subscriber *s, int64_t feed, struct fetch_request *request)
{
	struct text form;
	struct websub w;

	if (!websub_store_of_feed(s->store, feed, s->source->arena, &w))
		die("state: no subscription of feed %lld", (long long)feed);
	text_init(&form, FORM_MAX_BYTES);
	websub_form(&form, &w, slice_from(public_url));
	request->url = w.hub;
	request->form = arena_copy(s->source->arena, text_slice(&form));
	text_release(&form);
	websub_ask(&w, clock_now_ms(), source_feeds_random(s->source));
	websub_store_put(s->store, &w);
}

void subscriber_asked(int64_t feed, const struct fetch_answer *answer)
{
	bool accepted = answer->failure == FETCH_FINE;

	metrics_add("wiremill_websub_asked_total", accepted ? "outcome=\"accepted\"" : "outcome=\"failed\"", 1);
	if (!accepted)
		log_event(WARN, "websub_failed", "hub=" LOG_QUOTED " feed=%lld reason=" LOG_QUOTED,
			  LOG_QUOTE(answer->url), (long long)feed, LOG_QUOTE(slice_from(answer->sentence)));
}

/* What the hub was to tell is asked for again, at once. */
static void poll_now(struct subscriber *s, int64_t feed)
{
	struct stored_feed row = feed_store_feed(s->source->store, feed, s->source->arena);
	struct slice url = slice_empty(row.moved_url) ? row.url : row.moved_url,
		     host = url_host(url_normalise(s->source->arena, url));

	feed_store_hurry(s->source->store, feed);
	schedule_add(s->source->schedule, host, source_feeds_host_due(s->source, host));
}

/* What a hub does wrong is told ten times a minute at most: it must not fill the disk with lines.  Counters have it all. */
static bool may_tell(struct subscriber *s)
{
	int64_t now_ms = clock_monotonic_ms();

	if (now_ms - s->telling_since_ms >= 60000) {
		s->telling_since_ms = now_ms;
		s->told = 0;
	}
	return s->told++ < 10;
}

/* The hub asks whether we meant it. */
static void take_question(struct subscriber *s, struct websub_request *request)
{
	static const struct {
		unsigned status;
		const char *counter, *event;
	} answers[] = {
		[WEBSUB_NOT_MEANT] = { 404, "outcome=\"not_meant\"", "websub_not_meant" },
		[WEBSUB_VERIFIED] = { 200, "outcome=\"verified\"", "websub_live" },
		[WEBSUB_REFUSED] = { 200, "outcome=\"denied\"", "websub_denied" },
	};
	enum websub_verdict verdict = WEBSUB_NOT_MEANT;
	struct text challenge;
	struct websub w;

	text_init(&challenge, WEBSUB_MAX_QUERY_BYTES);
	if (websub_store_of_token(s->store, request->token, s->source->arena, &w)) {
		bool trusted = w.trusted;

		verdict = websub_verify(&w, request->query, clock_now_ms(), source_feeds_random(s->source), &challenge);
		if (verdict == WEBSUB_VERIFIED || may_tell(s))
			log_event(verdict == WEBSUB_VERIFIED ? INFO : WARN, answers[verdict].event,
				  "hub=" LOG_QUOTED " topic=" LOG_QUOTED, LOG_QUOTE(w.hub), LOG_QUOTE(w.topic));
		if (verdict != WEBSUB_NOT_MEANT)
			put(s, &w);
		if (trusted && !w.trusted)
			poll_now(s, w.feed);
	}
	metrics_add("wiremill_websub_questions_total", answers[verdict].counter, 1);
	websub_server_answer(request, answers[verdict].status,
			     verdict == WEBSUB_VERIFIED ? text_slice(&challenge) : SLICE(""));
	text_release(&challenge);
}

/* Undo what the hub did to the body on its way.  Returns the status to answer if that fails, else 0. */
static unsigned decode(const struct websub_request *request, struct text *out, struct slice *body)
{
	*body = request->body;
	if (slice_empty(request->content_encoding) || slice_equal_nocase(request->content_encoding, SLICE("identity")))
		return 0;
	if (http_coding_undo(SLICE("gzip"), request->body, out) == CODING_DAMAGED)
		return 400;
	*body = text_slice(out);
	return text_overflowed(out) ? 413 : 0;
}

static int archive_push(struct subscriber *s, const struct websub *w, struct slice content_type, struct slice body)
{
	const struct capture capture = source_feeds_text(CAPTURE_FEED, w->topic, content_type, body, clock_now_ms());
	int64_t seq;

	return source_feeds_append(s->source, &capture, &seq);
}

/* What the hub of this subscription has signed.  Returns the status of the answer. */
static unsigned take_content(struct subscriber *s, struct websub *w, struct slice given_type, struct slice body)
{
	struct slice content_type = slice_empty(given_type) || given_type.len > MAX_TYPE_BYTES
					    ? SLICE("application/octet-stream")
					    : given_type;
	struct reason why = { .step = "parse" };

	if (archive_push(s, w, content_type, body) < 0)
		return 503;
	if (feed_pushed(s->source, w->feed, w->topic, content_type, body, &why) < 0) {
		count_push("outcome=\"unreadable\"");
		if (may_tell(s))
			log_event(WARN, "websub_unreadable",
				  "hub=" LOG_QUOTED " topic=" LOG_QUOTED " reason=" LOG_QUOTED, LOG_QUOTE(w->hub),
				  LOG_QUOTE(w->topic), LOG_QUOTE(slice_from(why.sentence)));
		return 202;
	}
	count_push("outcome=\"taken\"");
	w->trusted = websub_is_live(w, clock_now_ms());
	websub_store_put(s->store, w);
	return 202;
}

/* The hub has posted something.  Returns the status of the answer, which is given once all is on disk. */
static unsigned take_push(struct subscriber *s, const struct websub_request *request)
{
	struct text decoded;
	struct slice body;
	struct websub w;
	unsigned status;

	if (!websub_store_of_token(s->store, request->token, s->source->arena, &w) || w.status == WEBSUB_NEW ||
	    w.status == WEBSUB_DENIED) {
		count_push("outcome=\"unwanted\"");
		return 410;
	}
	if (!websub_is_signed(&w, request->signature, request->body)) {
		count_push("outcome=\"unsigned\"");
		if (may_tell(s))
			log_event(WARN, "websub_unsigned", "hub=" LOG_QUOTED " topic=" LOG_QUOTED, LOG_QUOTE(w.hub),
				  LOG_QUOTE(w.topic));
		return 202; /* which tells nothing to who guesses */
	}
	text_init(&decoded, FEED_MAX_BYTES);
	status = decode(request, &decoded, &body);
	if (status == 0)
		status = take_content(s, &w, request->content_type, body);
	text_release(&decoded);
	return status;
}

void subscriber_take(struct subscriber *s)
{
	struct websub_request *request;

	while (s && s->ntaken < COUNT(s->taken) && (request = websub_server_take(s->server)) != NULL) {
		if (request->push) {
			s->taken[s->ntaken].status = take_push(s, request);
			s->taken[s->ntaken++].request = request;
		} else {
			take_question(s, request);
		}
		arena_reset(s->source->arena);
	}
}

void subscriber_answer(struct subscriber *s)
{
	for (size_t i = 0; s && i < s->ntaken; i++)
		websub_server_answer(s->taken[i].request, s->taken[i].status, SLICE(""));
	if (s)
		s->ntaken = 0;
}
