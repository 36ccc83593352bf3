/* dispatch/peer.c - Workers and sources: who is there, what is out at whom, who may take more. */
#include "dispatch/inside.h"

#include "common/die.h"

#include <stdlib.h>

struct slice label_slice(const struct label *label)
{
	return slice_of(label->at, label->len);
}

void label_set(struct label *label, struct slice s)
{
	s = slice_head(s, sizeof label->at);
	label->len = (unsigned char)s.len;
	if (s.len)
		memcpy(label->at, s.at, s.len);
}

bool label_is(const struct label *label, struct slice s)
{
	return slice_equal(label_slice(label), s);
}

/* Both kinds ------------------------------------------------------------------------------------------------- */

/* The names of workers and those of sources do not get in each other's way. */
static uint64_t name_hash(struct slice name, bool is_worker)
{
	return table_mix(slice_hash(name) + is_worker);
}

struct peer *peer_of_id(const struct queue *q, struct slice id)
{
	struct table_node *node = table_find(&q->by_id, table_mix(slice_hash(id)));

	for (; node; node = table_again(node))
		if (label_is(&OWNER(node, struct peer, by_id)->id, id))
			return OWNER(node, struct peer, by_id);
	return NULL;
}

struct peer *peer_of_name(const struct queue *q, struct slice name, bool is_worker)
{
	struct table_node *node = table_find(&q->by_name, name_hash(name, is_worker));

	for (; node; node = table_again(node)) {
		struct peer *peer = OWNER(node, struct peer, by_name);
		if (peer->is_worker == is_worker && label_is(&peer->name, name))
			return peer;
	}
	return NULL;
}

void peer_heard(struct queue *q, struct peer *peer)
{
	peer->heard_ms = q->now_ms;
	list_move(&peer->silent, &q->peers);
}

static void peer_appear(struct queue *q, struct peer *peer, struct slice id, struct slice boot)
{
	label_set(&peer->id, id);
	label_set(&peer->boot, boot);
	peer->session = ++q->serial;
	table_add(&q->by_id, &peer->by_id, table_mix(slice_hash(id)));
	peer_heard(q, peer);
}

static void peer_disappear(struct queue *q, struct peer *peer)
{
	table_remove(&q->by_id, &peer->by_id);
	list_remove(&peer->silent);
}

static void peer_init(struct queue *q, struct peer *peer, struct slice name, bool is_worker)
{
	peer->is_worker = is_worker;
	label_set(&peer->name, name);
	table_add(&q->by_name, &peer->by_name, name_hash(name, is_worker));
	list_init(&peer->silent);
}

/* Workers ---------------------------------------------------------------------------------------------------- */

struct worker *worker_new(struct queue *q, struct slice id, const struct header *hello, struct line *line)
{
	struct worker *w = xmalloc(sizeof *w);

	*w = (struct worker){ .line = line, .credit = (size_t)hello->credit };
	peer_init(q, &w->peer, hello->name, true);
	peer_appear(q, &w->peer, id, hello->boot);
	list_init(&w->out);
	list_init(&w->busy);
	list_init(&w->full);
	line->nworkers++;
	w->rested = ++q->serial;
	worker_update(w);
	q->calls->arrived(q->context, hello);
	return w;
}

static void worker_free(struct queue *q, struct worker *w)
{
	peer_disappear(q, &w->peer);
	table_remove(&q->by_name, &w->peer.by_name);
	heap_remove(&w->line->free, &w->free);
	list_remove(&w->full);
	w->line->nworkers--;
	free(w);
}

static void worker_report(struct queue *q, const struct worker *w, bool lost, const char *why)
{
	struct queue_departure departure = { label_slice(&w->peer.name), label_slice(&w->line->stage), lost, why,
					     w->nout };

	q->calls->departed(q->context, &departure);
}

void worker_depart(struct queue *q, struct worker *w, const char *why)
{
	worker_report(q, w, false, why);
	worker_free(q, w);
}

void worker_lose(struct queue *q, struct worker *w, const char *why)
{
	struct job *suspect = worker_first(w);

	worker_report(q, w, true, why);
	while (w->nout) { /* from the last to the first: their order stays */
		struct job *job = OWNER(w->out.before, struct job, place);

		job_take_back(q, job);
		if (job == suspect)
			job_charge(q, job);
		else
			job_wait_first(job);
	}
	q->counts.lost++;
	worker_free(q, w);
}

struct job *worker_first(const struct worker *w)
{
	return list_empty(&w->out) ? NULL : OWNER(w->out.after, struct job, place);
}

static bool worker_can_take(const struct worker *w)
{
	const struct job *first = worker_first(w);

	return !w->leaving && list_empty(&w->full) && w->nout < w->credit && !(first && first->charges);
}

void worker_update(struct worker *w)
{
	if (worker_can_take(w))
		heap_put(&w->line->free, &w->free, (int64_t)w->nout, w->rested);
	else
		heap_remove(&w->line->free, &w->free);
}

/* Another job became the first, or none is left. */
static void worker_first_changed(struct queue *q, struct worker *w)
{
	w->first_since_ms = q->now_ms;
	if (w->nout)
		list_move(&w->busy, &q->busy);
	else
		list_remove(&w->busy);
}

void worker_give(struct queue *q, struct worker *w, struct job *job)
{
	job->ticket = q->next_ticket++;
	job->worker = w;
	table_add(&q->by_ticket, &job->by_ticket, table_mix((uint64_t)job->ticket));
	list_move(&job->place, &w->out);
	job->line->nwaiting--;
	job->line->nout++;
	q->counts.handed_out++;
	if (++w->nout == 1)
		worker_first_changed(q, w);
	w->rested = ++q->serial;
	worker_update(w);
}

void job_take_back(struct queue *q, struct job *job)
{
	struct worker *w = job->worker;
	bool was_first = worker_first(w) == job;

	table_remove(&q->by_ticket, &job->by_ticket);
	list_remove(&job->place);
	job->worker = NULL;
	job->line->nout--;
	w->nout--;
	w->rested = ++q->serial;
	if (was_first)
		worker_first_changed(q, w);
}

/* Sources ---------------------------------------------------------------------------------------------------- */

struct source *source_new(struct queue *q, struct slice id, const struct header *hello)
{
	struct source *s = xmalloc(sizeof *s);

	*s = (struct source){ .present = true };
	peer_init(q, &s->peer, hello->name, false);
	peer_appear(q, &s->peer, id, hello->boot);
	list_init(&s->unsent);
	list_init(&s->full);
	return s;
}

void source_part(struct queue *q, struct source *s)
{
	if (s->present)
		peer_disappear(q, &s->peer);
	s->present = false;
	list_remove(&s->full);
	while (!list_empty(&s->unsent)) {
		q->counts.undelivered++;
		job_free(q, OWNER(s->unsent.after, struct job, place));
	}
	if (!s->njobs) {
		table_remove(&q->by_name, &s->peer.by_name);
		free(s);
	}
}

void source_return(struct queue *q, struct source *s, struct slice id, const struct header *hello)
{
	if (s->present)
		peer_disappear(q, &s->peer);
	s->present = true;
	peer_appear(q, &s->peer, id, hello->boot);
}

static enum delivery job_tell(struct queue *q, const struct job *job)
{
	unsigned attempts = job->charges < q->options.attempts ? job->charges + 1 : job->charges;
	struct header h = {
		.verb = VERB_SETTLED,
		.stage = label_slice(&job->line->stage),
		.id = job->id,
		.run = job->run,
		.seq = job->seq,
		.attempt = attempts,
		.outcome = job->end.outcome,
		.step = slice_from(job->end.step),
		.reason = slice_from(job->end.reason),
	};

	return q->calls->settled(q->context, label_slice(&job->source->peer.id), &h);
}

void source_flush(struct queue *q, struct source *s)
{
	enum delivery delivery = DELIVERY_SENT;

	if (!s->present)
		delivery = DELIVERY_GONE;
	while (delivery == DELIVERY_SENT && !list_empty(&s->unsent)) {
		struct job *job = OWNER(s->unsent.after, struct job, place);
		delivery = job_tell(q, job);
		if (delivery == DELIVERY_SENT)
			job_free(q, job);
	}
	if (delivery == DELIVERY_GONE)
		source_part(q, s);
	else if (delivery == DELIVERY_FULL)
		list_move(&s->full, &q->full_sources);
	else
		list_remove(&s->full);
}
