/* dispatch/queue.c - What each message and each moment means for the articles inside. */
#include "dispatch/queue.h"

#include "dispatch/inside.h"

#include "common/die.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define TICK_MOST_MS 1000
#define TICK_FULL_MS 10 /* until a pipe that was full is tried again */

/* Refuse in one line: `return wrong(why, "no stage \"%.*s\" here", SLICE_ARG(name));` */
static enum queue_answer __attribute__((format(printf, 2, 3))) wrong(struct reason *why, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	why->step = "protocol";
	vsnprintf(why->sentence, sizeof why->sentence, format, list);
	va_end(list);
	return QUEUE_WRONG;
}

/* Opening and closing ---------------------------------------------------------------------------------------- */

static enum queue_answer line_add(struct queue *q, struct slice stage, struct reason *why)
{
	if (slice_empty(stage) || stage.len > QUEUE_NAME_MAX)
		return wrong(why, "the name of a stage has 1 to %d bytes", QUEUE_NAME_MAX);
	if (line_of_stage(q, stage))
		return wrong(why, "stage \"%.*s\" is named twice", SLICE_ARG(stage));
	if (q->nlines == QUEUE_STAGES_MAX)
		return wrong(why, "more than %d stages", QUEUE_STAGES_MAX);
	label_set(&q->line[q->nlines].stage, stage);
	list_init(&q->line[q->nlines].waiting);
	q->nlines++;
	return QUEUE_DONE;
}

struct queue *queue_open(const struct queue_options *options, const struct queue_calls *calls, void *context,
			 struct reason *why)
{
	struct queue *q = xmalloc(sizeof *q);
	struct slice stage, rest = options->stages;

	*q = (struct queue){ .options = *options, .calls = calls, .context = context, .random = options->seed };
	q->next_ticket = (int64_t)(options->first_ticket >> 2) + 1; /* room for 2^62 hand-outs */
	list_init(&q->peers);
	list_init(&q->busy);
	list_init(&q->full);
	list_init(&q->full_sources);
	while (slice_next(&rest, ',', &stage))
		if (line_add(q, slice_trim(stage), why) != QUEUE_DONE)
			goto undo;
	if (q->nlines)
		return q;
	wrong(why, "no stages");
undo:
	free(q);
	return NULL;
}

static void jobs_free(struct queue *q)
{
	for (size_t i = 0; i < q->by_key.nbuckets; i++)
		while (q->by_key.bucket[i])
			job_free(q, OWNER(q->by_key.bucket[i], struct job, by_key));
}

static void peers_free(struct queue *q)
{
	for (size_t i = 0; i < q->by_name.nbuckets; i++)
		while (q->by_name.bucket[i]) {
			struct peer *peer = OWNER(q->by_name.bucket[i], struct peer, by_name);
			table_remove(&q->by_name, &peer->by_name);
			free(peer); /* the first member of a worker and of a source */
		}
}

void queue_close(struct queue **q)
{
	if (!*q)
		return;
	jobs_free(*q);
	peers_free(*q);
	for (size_t i = 0; i < (*q)->nlines; i++)
		heap_release(&(*q)->line[i].free);
	heap_release(&(*q)->delayed);
	table_release(&(*q)->by_id);
	table_release(&(*q)->by_name);
	table_release(&(*q)->by_key);
	table_release(&(*q)->by_ticket);
	free(*q);
	*q = NULL;
}

/* Hello ------------------------------------------------------------------------------------------------------ */

static bool peer_says_the_same(const struct peer *peer, const struct header *hello)
{
	return label_is(&peer->name, hello->name) && label_is(&peer->boot, hello->boot);
}

static struct worker *worker_again(struct queue *q, struct worker *w, const struct header *hello)
{
	w->credit = (size_t)hello->credit;
	peer_heard(q, &w->peer);
	worker_update(w);
	return w;
}

static enum queue_answer hello_worker(struct queue *q, struct slice id, const struct header *hello,
				      struct queue_welcome *welcome, struct reason *why)
{
	struct peer *peer = peer_of_id(q, id), *namesake;
	struct line *line = line_of_stage(q, hello->stage);
	struct worker *w;

	if (!line)
		return wrong(why, "no stage \"%.*s\" here", SLICE_ARG(hello->stage));
	if (hello->credit < 1 || hello->credit > QUEUE_CREDIT_MAX)
		return wrong(why, "credit is 1 to %d", QUEUE_CREDIT_MAX);
	if (peer && peer_says_the_same(peer, hello) && ((struct worker *)peer)->line == line) {
		w = worker_again(q, (struct worker *)peer, hello);
	} else {
		if (peer)
			worker_lose(q, (struct worker *)peer, "started anew");
		namesake = peer_of_name(q, hello->name, true);
		if (namesake)
			worker_lose(q, (struct worker *)namesake, "its name was taken by a new process");
		w = worker_new(q, id, hello, line);
	}
	*welcome = (struct queue_welcome){ .session = w->peer.session };
	lines_hand_out(q);
	return QUEUE_DONE;
}

static enum queue_answer hello_source(struct queue *q, struct slice id, const struct header *hello,
				      struct queue_welcome *welcome)
{
	struct source *s = (struct source *)peer_of_id(q, id);

	if (s && peer_says_the_same(&s->peer, hello)) {
		peer_heard(q, &s->peer);
	} else {
		if (s && !label_is(&s->peer.name, hello->name))
			source_part(q, s);
		s = (struct source *)peer_of_name(q, hello->name, false);
		if (s)
			source_return(q, s, id, hello);
		else
			s = source_new(q, id, hello);
	}
	*welcome = (struct queue_welcome){ .session = s->peer.session, .inside = s->njobs };
	return QUEUE_DONE;
}

static bool name_is_sound(struct slice name)
{
	return name.len >= 1 && name.len <= QUEUE_NAME_MAX;
}

enum queue_answer queue_hello(struct queue *q, struct slice peer, const struct header *hello,
			      struct queue_welcome *welcome, struct reason *why)
{
	const struct peer *known = peer_of_id(q, peer);
	bool is_worker = slice_equal(hello->role, SLICE("worker"));

	if (hello->protocol != PROTOCOL_VERSION)
		return wrong(why, "protocol %d is spoken here, not %" PRId64, PROTOCOL_VERSION, hello->protocol);
	if (slice_empty(peer) || peer.len > PEER_MAX)
		return wrong(why, "a peer's identity has 1 to %d bytes", PEER_MAX);
	if (!is_worker && !slice_equal(hello->role, SLICE("source")))
		return wrong(why, "a role is \"worker\" or \"source\"");
	if (!name_is_sound(hello->name) || !name_is_sound(hello->boot))
		return wrong(why, "name and boot have 1 to %d bytes", QUEUE_NAME_MAX);
	if (known && known->is_worker != is_worker)
		return wrong(why, "a peer has one role");
	if (!known && q->by_name.n >= QUEUE_PEERS_MAX && !peer_of_name(q, hello->name, is_worker))
		return wrong(why, "%d peers are here already", QUEUE_PEERS_MAX);
	return is_worker ? hello_worker(q, peer, hello, welcome, why) : hello_source(q, peer, hello, welcome);
}

/* Articles --------------------------------------------------------------------------------------------------- */

static bool queue_has_room(const struct queue *q, size_t bytes)
{
	return q->by_key.n < q->options.max_articles && bytes <= q->options.max_bytes &&
	       q->bytes <= q->options.max_bytes - bytes;
}

enum queue_answer queue_submit(struct queue *q, struct slice peer, const struct header *submit, void **payload,
			       size_t bytes, struct reason *why)
{
	struct peer *source = peer_of_id(q, peer);
	struct job *job;

	if (!source) { /* it will see in the next welcome that we are new */
		q->counts.stale++;
		return QUEUE_STALE;
	}
	if (source->is_worker)
		return wrong(why, "a worker has nothing to submit");
	if (!submit->id.len || submit->id.len > QUEUE_ID_MAX || submit->run.len > QUEUE_ID_MAX || submit->seq < 0)
		return wrong(why, "an article has an id of 1 to %d bytes, a run of at most %d and a seq from 0",
			     QUEUE_ID_MAX, QUEUE_ID_MAX);
	peer_heard(q, source);
	if (job_of_key(q, (struct source *)source, submit->run, submit->seq)) {
		q->calls->release(*payload);
		*payload = NULL;
		q->counts.again++;
		return QUEUE_DONE;
	}
	if (!queue_has_room(q, bytes)) {
		q->counts.refused++;
		return QUEUE_REFUSED;
	}
	job = job_new(q, (struct source *)source, submit, *payload, bytes);
	*payload = NULL;
	q->counts.submitted++;
	job_wait_last(job);
	line_hand_out(q, job->line);
	return QUEUE_DONE;
}

static void job_forward(struct queue *q, struct job *job, void **payload, size_t bytes)
{
	if (job->line == &q->line[q->nlines - 1]) {
		job_settle(q, job, FORWARD, SLICE(""), SLICE(""));
		return;
	}
	if (*payload) {
		job_set_payload(q, job, *payload, bytes);
		*payload = NULL;
	}
	job->charges = job->retries = 0;
	job->line++;
	job_wait_last(job);
	line_hand_out(q, job->line);
}

static void worker_answered(struct queue *q, struct worker *w)
{
	struct line *line = w->line;

	if (w->leaving && !w->nout && q->calls->bye(q->context, label_slice(&w->peer.id)) != DELIVERY_FULL)
		worker_depart(q, w, "drained");
	else
		worker_update(w);
	line_hand_out(q, line);
}

enum queue_answer queue_result(struct queue *q, struct slice peer, const struct header *result, void **payload,
			       size_t bytes, struct reason *why)
{
	struct worker *w = (struct worker *)peer_of_id(q, peer);
	struct job *job = job_of_ticket(q, result->ticket);

	if (w && !w->peer.is_worker)
		return wrong(why, "a source has no results");
	if (w)
		peer_heard(q, &w->peer);
	if (!job) {
		q->counts.stale++;
		return QUEUE_STALE;
	}
	if (!w || job->worker != w) {
		q->counts.forged++;
		return wrong(why, "ticket %" PRId64 " is not yours", result->ticket);
	}
	job_take_back(q, job);
	if (result->outcome == FORWARD)
		job_forward(q, job, payload, bytes);
	else if (result->outcome == RETRY)
		job_delay(q, job);
	else
		job_settle(q, job, result->outcome, result->step, result->reason);
	worker_answered(q, w);
	return QUEUE_DONE;
}

/* Departures ------------------------------------------------------------------------------------------------- */

void queue_bye(struct queue *q, struct slice id)
{
	struct peer *peer = peer_of_id(q, id);

	if (peer && peer->is_worker) {
		((struct worker *)peer)->leaving = true;
		peer_heard(q, peer);
		worker_answered(q, (struct worker *)peer);
		return;
	}
	if (peer)
		source_part(q, (struct source *)peer);
	q->calls->bye(q->context, id);
}

void queue_gone(struct queue *q, struct slice id)
{
	struct peer *peer = peer_of_id(q, id);

	if (peer && peer->is_worker)
		worker_lose(q, (struct worker *)peer, "unreachable");
	else if (peer)
		source_part(q, (struct source *)peer);
	lines_hand_out(q);
}

void queue_probe(struct queue *q)
{
	for (struct list *at = q->busy.after, *next; at != &q->busy; at = next) {
		struct worker *w = OWNER(at, struct worker, busy);
		next = at->after;
		if (!q->calls->alive(q->context, label_slice(&w->peer.id)))
			worker_lose(q, w, "unreachable");
	}
	lines_hand_out(q);
}

/* Time ------------------------------------------------------------------------------------------------------- */

void queue_set_time(struct queue *q, int64_t now_ms)
{
	if (now_ms > q->now_ms)
		q->now_ms = now_ms;
}

static void delayed_wake(struct queue *q)
{
	struct heap_node *node;

	while ((node = heap_first(&q->delayed)) && node->key <= q->now_ms) {
		struct job *job = OWNER(node, struct job, delay);
		job_undelay(q, job);
		job_wait_last(job);
	}
}

/* All deadlines are equally long, so the order of q->busy is theirs. */
static int64_t busy_due_ms(const struct queue *q)
{
	return OWNER(q->busy.after, struct worker, busy)->first_since_ms + q->options.deadline_ms;
}

static void busy_expire(struct queue *q)
{
	while (!list_empty(&q->busy) && busy_due_ms(q) <= q->now_ms)
		worker_lose(q, OWNER(q->busy.after, struct worker, busy), "past its deadline");
}

static void silent_forget(struct queue *q)
{
	while (!list_empty(&q->peers)) {
		struct peer *peer = OWNER(q->peers.after, struct peer, silent);
		if (peer->heard_ms + QUEUE_SILENCE_MS > q->now_ms)
			break;
		if (!peer->is_worker)
			source_part(q, (struct source *)peer);
		else if (((struct worker *)peer)->nout)
			peer_heard(q, peer); /* busy: its deadline counts */
		else
			worker_depart(q, (struct worker *)peer, "said nothing any more");
	}
}

static void full_retry(struct queue *q)
{
	struct list sources;

	while (!list_empty(&q->full)) {
		struct worker *w = OWNER(q->full.after, struct worker, full);
		list_remove(&w->full);
		worker_update(w);
	}
	list_init(&sources);
	while (!list_empty(&q->full_sources))
		list_move(q->full_sources.after, &sources);
	while (!list_empty(&sources))
		source_flush(q, OWNER(sources.after, struct source, full));
}

static int queue_wait_ms(const struct queue *q)
{
	int64_t wait = TICK_MOST_MS;

	if (!list_empty(&q->full) || !list_empty(&q->full_sources))
		wait = TICK_FULL_MS;
	if (!list_empty(&q->busy) && busy_due_ms(q) - q->now_ms < wait)
		wait = busy_due_ms(q) - q->now_ms;
	if (q->delayed.n && heap_first(&q->delayed)->key - q->now_ms < wait)
		wait = heap_first(&q->delayed)->key - q->now_ms;
	return (int)wait;
}

int queue_tick(struct queue *q, int64_t now_ms)
{
	queue_set_time(q, now_ms);
	delayed_wake(q);
	busy_expire(q);
	silent_forget(q);
	full_retry(q);
	lines_hand_out(q);
	return queue_wait_ms(q);
}

/* Looking ---------------------------------------------------------------------------------------------------- */

const struct queue_counts *queue_counts(const struct queue *q)
{
	return &q->counts;
}

size_t queue_articles(const struct queue *q)
{
	return q->by_key.n;
}

size_t queue_bytes(const struct queue *q)
{
	return q->bytes;
}

bool queue_busy(const struct queue *q)
{
	return !list_empty(&q->busy);
}

bool queue_view(const struct queue *q, size_t i, struct queue_view *view)
{
	const struct line *line;

	if (i >= q->nlines)
		return false;
	line = &q->line[i];
	*view = (struct queue_view){ label_slice(&line->stage), line->nwaiting, line->nout, line->ndelayed,
				     line->nworkers };
	return true;
}
