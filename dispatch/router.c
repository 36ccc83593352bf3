/* dispatch/router.c - Messages in and out of the queue. */
#include "dispatch/router.h"

#include "common/die.h"
#include "common/log.h"
#include "common/metrics.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define REPORT_MS 60000

struct router {
	struct queue *queue;
	struct router_port port;
	char boot[QUEUE_NAME_MAX + 1];
	struct queue_counts reported; /* what the metrics have */
	int64_t probed_ms, reported_ms;
};

/* Out -------------------------------------------------------------------------------------------------------- */

/* Takes over env. */
static enum delivery router_send(struct router *r, struct slice peer, struct envelope *env)
{
	int failed;

	envelope_set_peer(env, peer);
	if (r->port.send(r->port.context, &env) == 0)
		return DELIVERY_SENT;
	failed = errno;
	envelope_close(&env);
	return failed == EAGAIN ? DELIVERY_FULL : DELIVERY_GONE;
}

static enum delivery router_send_header(struct router *r, struct slice peer, const struct header *header)
{
	return router_send(r, peer, envelope_new(header, SLICE(""), SLICE("")));
}

static enum delivery send_work(void *context, struct slice peer, const struct header *header, const void *payload)
{
	return router_send(context, peer, envelope_forward(payload, header));
}

static enum delivery send_settled(void *context, struct slice peer, const struct header *header)
{
	return router_send_header(context, peer, header);
}

static enum delivery send_bye(void *context, struct slice peer)
{
	return router_send_header(context, peer, &(struct header){ .verb = VERB_BYE });
}

static bool ask_alive(void *context, struct slice peer)
{
	struct router *r = context;

	return r->port.alive(r->port.context, peer);
}

static void log_arrived(void *context, const struct header *hello)
{
	(void)context;
	log_event(INFO, "worker-come", "name=" LOG_QUOTED " stage=" LOG_QUOTED " credit=%" PRId64,
		  LOG_QUOTE(hello->name), LOG_QUOTE(hello->stage), hello->credit);
}

static void log_departed(void *context, const struct queue_departure *d)
{
	(void)context;
	log_event(d->lost ? WARN : INFO, d->lost ? "worker-lost" : "worker-gone",
		  "name=" LOG_QUOTED " stage=" LOG_QUOTED " why=\"%s\" articles=%zu", LOG_QUOTE(d->name),
		  LOG_QUOTE(d->stage), d->why, d->nout);
}

static void release_payload(void *payload)
{
	struct envelope *env = payload;

	envelope_close(&env);
}

static const struct queue_calls queue_calls = {
	.work = send_work,
	.settled = send_settled,
	.bye = send_bye,
	.alive = ask_alive,
	.arrived = log_arrived,
	.departed = log_departed,
	.release = release_payload,
};

/* In --------------------------------------------------------------------------------------------------------- */

static void answer_error(struct router *r, struct slice peer, const struct reason *why)
{
	metrics_add("wiremill_dispatch_errors_total", "", 1);
	log_event(DEBUG, "error", "peer=" LOG_QUOTED " reason=" LOG_QUOTED, LOG_QUOTE(peer),
		  LOG_QUOTE(slice_from(why->sentence)));
	router_send_header(r, peer, &(struct header){ .verb = VERB_ERROR, .reason = slice_from(why->sentence) });
}

static enum queue_answer handle_hello(struct router *r, struct slice peer, const struct header *h, struct reason *why)
{
	char boot[QUEUE_NAME_MAX + 24];
	struct queue_welcome known;
	enum queue_answer answer = queue_hello(r->queue, peer, h, &known, why);
	struct header welcome = { .verb = VERB_WELCOME, .protocol = PROTOCOL_VERSION, .seq = h->seq };

	if (answer != QUEUE_DONE)
		return answer;
	snprintf(boot, sizeof boot, "%s.%" PRIu64, r->boot, known.session);
	welcome.boot = slice_from(boot);
	welcome.inside = (int64_t)known.inside;
	if (router_send_header(r, peer, &welcome) == DELIVERY_GONE)
		queue_gone(r->queue, peer);
	return answer;
}

/* The limits of article.h, which the other end may not have kept. */
static bool article_fits(const struct envelope *env, struct reason *why)
{
	if (envelope_meta(env).len <= ARTICLE_MAX_META_BYTES && envelope_body(env).len <= ARTICLE_MAX_BODY_BYTES)
		return true;
	dead(why, "an article has %u bytes of metadata and %u of body at most", ARTICLE_MAX_META_BYTES,
	     ARTICLE_MAX_BODY_BYTES);
	return false;
}

static enum queue_answer handle_submit(struct router *r, struct slice peer, const struct header *h, void **payload,
				       struct reason *why)
{
	struct envelope *env = *payload;
	struct header refused = { .verb = VERB_REFUSED, .id = h->id, .run = h->run, .seq = h->seq };
	enum queue_answer answer;

	if (!envelope_has_article(env)) {
		dead(why, "submit carries an article: two frames after the header");
		return QUEUE_WRONG;
	}
	if (!article_fits(env, why))
		return QUEUE_WRONG;
	answer = queue_submit(r->queue, peer, h, payload, envelope_bytes(env), why);
	if (answer == QUEUE_REFUSED)
		router_send_header(r, peer, &refused);
	return answer;
}

/* An article that a stage made too large is dead by it: the next stage could not be sent it. */
static enum queue_answer handle_result(struct router *r, struct slice peer, struct header *h, void **payload,
				       struct reason *why)
{
	struct envelope *env = *payload;
	void *nothing = NULL;

	if (!article_fits(env, why)) {
		h->outcome = DEAD;
		h->step = SLICE("size");
		h->reason = slice_from(why->sentence);
	}
	return queue_result(r->queue, peer, h, envelope_has_article(env) ? payload : &nothing, envelope_bytes(env),
			    why);
}

static enum queue_answer handle_verb(struct router *r, struct slice peer, struct header *h, void **payload,
				     struct reason *why)
{
	switch (h->verb) {
	case VERB_HELLO: return handle_hello(r, peer, h, why);
	case VERB_SUBMIT: return handle_submit(r, peer, h, payload, why);
	case VERB_RESULT: return handle_result(r, peer, h, payload, why);
	case VERB_BYE: queue_bye(r->queue, peer); return QUEUE_DONE;
	default: dead(why, "that verb is the dispatcher's"); return QUEUE_WRONG;
	}
}

void router_handle(struct router *r, struct envelope *env, int64_t now_ms)
{
	void *payload = env;
	char id[PEER_MAX];
	struct slice peer = envelope_peer(env);
	struct reason why = { 0 };
	struct header h;

	memcpy(id, peer.at, peer.len); /* env may be the queue's, and closed, before we answer */
	peer = slice_of(id, peer.len);
	queue_set_time(r->queue, now_ms);
	if (envelope_header(env, &h, &why) < 0 || handle_verb(r, peer, &h, &payload, &why) == QUEUE_WRONG)
		answer_error(r, peer, &why);
	env = payload;
	envelope_close(&env);
}

/* Time ------------------------------------------------------------------------------------------------------- */

static void report_counts(struct router *r)
{
	static const struct {
		const char *name, *labels;
		size_t offset;
	} rows[] = {
		{ "wiremill_dispatch_submitted_total", "", offsetof(struct queue_counts, submitted) },
		{ "wiremill_dispatch_submitted_again_total", "", offsetof(struct queue_counts, again) },
		{ "wiremill_dispatch_refused_total", "", offsetof(struct queue_counts, refused) },
		{ "wiremill_dispatch_handed_out_total", "", offsetof(struct queue_counts, handed_out) },
		{ "wiremill_dispatch_retried_total", "", offsetof(struct queue_counts, retried) },
		{ "wiremill_dispatch_charged_total", "", offsetof(struct queue_counts, charged) },
		{ "wiremill_dispatch_workers_lost_total", "", offsetof(struct queue_counts, lost) },
		{ "wiremill_dispatch_stale_total", "", offsetof(struct queue_counts, stale) },
		{ "wiremill_dispatch_results_forged_total", "", offsetof(struct queue_counts, forged) },
		{ "wiremill_dispatch_settled_total", "outcome=\"committed\"",
		  offsetof(struct queue_counts, committed) },
		{ "wiremill_dispatch_settled_total", "outcome=\"drop\"", offsetof(struct queue_counts, dropped) },
		{ "wiremill_dispatch_settled_total", "outcome=\"dead\"", offsetof(struct queue_counts, dead) },
		{ "wiremill_dispatch_undelivered_total", "", offsetof(struct queue_counts, undelivered) },
	};
	const struct queue_counts *counts = queue_counts(r->queue);

	for (size_t i = 0; i < COUNT(rows); i++) {
		const uint64_t *now = (const void *)((const char *)counts + rows[i].offset);
		const uint64_t *before = (const void *)((const char *)&r->reported + rows[i].offset);

		metrics_add(rows[i].name, rows[i].labels, *now - *before);
	}
	r->reported = *counts;
}

void router_report(struct router *r)
{
	struct queue_view view;

	for (size_t i = 0; queue_view(r->queue, i, &view); i++)
		log_event(INFO, "stage", "stage=" LOG_QUOTED " waiting=%zu out=%zu delayed=%zu workers=%zu",
			  LOG_QUOTE(view.stage), view.waiting, view.out, view.delayed, view.workers);
	log_event(INFO, "queue", "articles=%zu bytes=%zu", queue_articles(r->queue), queue_bytes(r->queue));
	report_counts(r);
}

int router_tick(struct router *r, int64_t now_ms, int64_t probe_ms)
{
	int64_t wait;

	if (now_ms - r->probed_ms >= probe_ms) {
		queue_probe(r->queue);
		r->probed_ms = now_ms;
	}
	if (now_ms - r->reported_ms >= REPORT_MS) {
		if (r->reported_ms)
			router_report(r);
		r->reported_ms = now_ms;
	}
	wait = queue_tick(r->queue, now_ms);
	if (queue_busy(r->queue) && wait > r->probed_ms + probe_ms - now_ms)
		wait = r->probed_ms + probe_ms - now_ms;
	return (int)wait;
}

/* Opening and closing ---------------------------------------------------------------------------------------- */

struct router *router_open(const struct queue_options *options, const char *boot, const struct router_port *port,
			   struct reason *why)
{
	struct router *r = xmalloc(sizeof *r);

	*r = (struct router){ .port = *port };
	snprintf(r->boot, sizeof r->boot, "%s", boot);
	r->queue = queue_open(options, &queue_calls, r, why);
	if (r->queue)
		return r;
	free(r);
	return NULL;
}

void router_close(struct router **r)
{
	if (!*r)
		return;
	queue_close(&(*r)->queue);
	free(*r);
	*r = NULL;
}
