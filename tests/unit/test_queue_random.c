/* tests/unit/test_queue_random.c - Random schedules of everything that can happen, against the model.
 *
 * A world of sources and workers lives beside the queue: articles are submitted and answered, some kill whoever works
 * on them, workers are killed, restarted, stopped up and drained, sources vanish and come back, the dispatcher is
 * replaced.  Then all faults end, and everything must settle.
 */
#include "tests/unit/queue_model.h"
#include "tests/unit/unit.h"

#include "common/die.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define SCHEDULES    100000
#define INBOX        64
#define FINAL_ROUNDS 400 /* of half a second: 25 of the longest delays */

struct inbox_item {
	size_t article, version;
	int64_t ticket;
};

struct actor {
	const char *name;
	char id[24], boot[16];
	unsigned starts;
	bool dead, full;
	uint64_t session;               /* of a source: what the last welcome said */
	size_t stage;                   /* of a worker */
	struct inbox_item inbox[INBOX]; /* the last few it was handed */
	size_t ninbox;
};

struct world {
	struct model model;
	struct queue *queue;
	uint64_t random, lives;
	size_t narticles, nworkers, nsources;
	struct actor worker[MODEL_WORKERS], source[MODEL_SOURCES];
	bool poison[MODEL_ARTICLES], settled[MODEL_ARTICLES], to_submit[MODEL_ARTICLES];
	unsigned told[MODEL_ARTICLES]; /* how often settled in this dispatcher's life */
	unsigned losses;
};

struct payload {
	size_t article, version;
};

static size_t pick(struct world *w, size_t below)
{
	w->random += UINT64_C(0x9e3779b97f4a7c15);
	return (size_t)((w->random ^ w->random >> 31) * UINT64_C(0xbf58476d1ce4e5b9) >> 33) % below;
}

static bool chance(struct world *w, size_t percent)
{
	return pick(w, 100) < percent;
}

static void *payload_new(size_t article, size_t version)
{
	struct payload *p = xmalloc(sizeof *p);

	*p = (struct payload){ article, version };
	return p;
}

/* Whom the queue means. */
static struct actor *actor_at(const struct world *w, struct actor *actor, size_t n, struct slice id)
{
	for (size_t i = 0; i < n; i++)
		if (slice_equal(slice_from(actor[i].id), id))
			return &actor[i];
	model_expect(&w->model, false, "the queue speaks to nobody: %.*s", SLICE_ARG(id));
	abort();
}

/* What the queue does ---------------------------------------------------------------------------------------- */

static enum delivery on_work(void *context, struct slice peer, const struct header *h, const void *payload)
{
	struct world *w = context;
	struct actor *actor = actor_at(w, w->worker, w->nworkers, peer);
	const struct payload *p = payload;
	size_t worker = (size_t)(actor - w->worker), article = (size_t)h->seq;

	if (actor->dead) {
		w->model.worker[worker].excused = true;
		return DELIVERY_GONE;
	}
	if (actor->full) {
		w->model.worker[worker].full = true;
		return DELIVERY_FULL;
	}
	model_work(&w->model, worker, article, h);
	model_expect(&w->model, p->article == article && p->version == w->model.article[article].version,
		     "article %zu is not what it should be", article);
	if (actor->ninbox == INBOX)
		memmove(actor->inbox, actor->inbox + 1, --actor->ninbox * sizeof actor->inbox[0]);
	actor->inbox[actor->ninbox++] = (struct inbox_item){ article, p->version, h->ticket };
	return DELIVERY_SENT;
}

static enum delivery on_settled(void *context, struct slice peer, const struct header *h)
{
	struct world *w = context;
	struct actor *actor = actor_at(w, w->source, w->nsources, peer);
	size_t article = (size_t)h->seq;

	if (actor->dead) {
		model_part_source(&w->model, (size_t)(actor - w->source));
		return DELIVERY_GONE;
	}
	if (actor->full)
		return DELIVERY_FULL;
	model_settled(&w->model, article, h);
	model_expect(&w->model, ++w->told[article] == 1, "article %zu is settled twice", article);
	w->settled[article] = true;
	w->to_submit[article] = false;
	return DELIVERY_SENT;
}

static enum delivery on_bye(void *context, struct slice peer)
{
	struct world *w = context;
	const struct actor *actor = actor_at(w, w->worker, w->nworkers, peer);
	const struct model_worker *known = &w->model.worker[actor - w->worker];

	model_expect(&w->model, !known->here || !known->nout, "bye to a worker that has articles");
	return actor->dead ? DELIVERY_GONE : actor->full ? DELIVERY_FULL : DELIVERY_SENT;
}

static bool on_alive(void *context, struct slice peer)
{
	struct world *w = context;
	struct actor *actor = actor_at(w, w->worker, w->nworkers, peer);

	if (actor->dead)
		w->model.worker[actor - w->worker].excused = true;
	return !actor->dead;
}

static void on_arrived(void *context, const struct header *hello)
{
	struct world *w = context;
	size_t worker = (size_t)(hello->name.at[1] - '0');

	model_arrived(&w->model, worker, w->worker[worker].stage, (size_t)hello->credit);
}

static void on_departed(void *context, const struct queue_departure *d)
{
	struct world *w = context;

	w->losses += d->lost;
	model_departed(&w->model, (size_t)(d->name.at[1] - '0'), d->lost);
}

static const struct queue_calls calls = { on_work, on_settled, on_bye, on_alive, on_arrived, on_departed, free };

/* What the world does ---------------------------------------------------------------------------------------- */

static void actor_start(struct actor *actor)
{
	actor->starts++;
	snprintf(actor->id, sizeof actor->id, "%s@%u", actor->name, actor->starts);
	snprintf(actor->boot, sizeof actor->boot, "%u", actor->starts);
	actor->dead = actor->full = false;
	actor->ninbox = 0;
}

static void hello_worker(struct world *w, size_t i)
{
	static const char *const stages[MODEL_STAGES] = { "n", "e", "k" };
	struct actor *actor = &w->worker[i];
	struct model_worker *known = &w->model.worker[i];
	struct reason why;
	struct queue_welcome welcome;
	struct header h = {
		.protocol = PROTOCOL_VERSION,
		.role = SLICE("worker"),
		.stage = slice_from(stages[actor->stage]),
		.name = slice_from(actor->name),
		.boot = slice_from(actor->boot),
		.credit = known->here ? (int64_t)known->credit : 1 + (int64_t)pick(w, 4),
	};

	if (actor->dead)
		return;
	known->excused = true; /* if this is another process than the one that is known */
	known->heard_ms = w->model.now_ms;
	model_expect(&w->model, queue_hello(w->queue, slice_from(actor->id), &h, &welcome, &why) == QUEUE_DONE,
		     "hello");
	known->excused = false;
}

static void hello_source(struct world *w, size_t i)
{
	struct actor *actor = &w->source[i];
	struct model_source *known = &w->model.source[i];
	struct reason why;
	struct queue_welcome welcome = { 0 };
	struct header h = {
		.protocol = PROTOCOL_VERSION,
		.role = SLICE("source"),
		.name = slice_from(actor->name),
		.boot = slice_from(actor->boot),
	};

	if (actor->dead)
		return;
	model_expect(&w->model, queue_hello(w->queue, slice_from(actor->id), &h, &welcome, &why) == QUEUE_DONE,
		     "hello");
	model_expect(&w->model, known->here || welcome.session != actor->session,
		     "a source that was away got no new session");
	*known = (struct model_source){ true, w->model.now_ms };
	model_expect(&w->model, welcome.inside == model_inside(&w->model, i), "%zu are said to be inside",
		     welcome.inside);
	if (welcome.session == actor->session)
		return;
	actor->session = welcome.session;
	for (size_t a = i; a < w->narticles; a += w->nsources)
		w->to_submit[a] = !w->settled[a];
}

static void submit(struct world *w, size_t article)
{
	size_t source = (assert(w->nsources > 0), article % w->nsources);
	enum queue_answer answer, expected;
	void *payload;
	struct reason why;
	struct header h = { .id = SLICE("id"), .run = SLICE("run"), .seq = (int64_t)article };

	if (!w->to_submit[article] || w->source[source].dead)
		return;
	payload = payload_new(article, 0);
	expected = model_submit(&w->model, article, source);
	answer = queue_submit(w->queue, slice_from(w->source[source].id), &h, &payload, sizeof(struct payload), &why);
	model_expect(&w->model, answer == expected, "submit is answered with %d, not %d", (int)answer, (int)expected);
	w->to_submit[article] = w->to_submit[article] && answer != QUEUE_DONE;
	free(payload);
}

static void send_result(struct world *w, size_t i, const struct inbox_item *item, enum outcome outcome)
{
	size_t sender = w->model.worker[i].here ? i : MODEL_WORKERS;
	bool replaced = outcome == FORWARD && chance(w, 75);
	void *payload = replaced ? payload_new(item->article, item->version + 1) : NULL;
	enum queue_answer answer, expected = model_result(&w->model, sender, item->ticket, outcome, replaced);
	struct header h = { .ticket = item->ticket, .outcome = outcome, .step = SLICE("step"), .reason = SLICE("why") };
	struct reason why;

	answer = queue_result(w->queue, slice_from(w->worker[i].id), &h, &payload, sizeof(struct payload), &why);
	model_expect(&w->model, answer == expected, "a result is answered with %d, not %d", (int)answer, (int)expected);
	free(payload);
}

/* A worker works on the first of its inbox, or, now and then, answers any of it out of order. */
static void work(struct world *w, size_t i, enum outcome outcome, bool in_order)
{
	struct actor *actor = &w->worker[i];
	size_t at = in_order || !actor->ninbox ? 0 : pick(w, actor->ninbox);
	struct inbox_item item = actor->inbox[at];

	if (actor->dead || !actor->ninbox)
		return;
	if (w->poison[item.article]) {
		actor->dead = true;
		return;
	}
	memmove(&actor->inbox[at], &actor->inbox[at + 1], (--actor->ninbox - at) * sizeof item);
	send_result(w, i, &item, outcome);
}

static enum outcome any_outcome(struct world *w)
{
	return chance(w, 70) ? FORWARD : chance(w, 40) ? RETRY : chance(w, 50) ? DROP : DEAD;
}

/* A result for a ticket that is another worker's, or of the past. */
static void forge(struct world *w, size_t i)
{
	const struct actor *other = &w->worker[pick(w, w->nworkers)];

	if (!w->worker[i].dead && other->ninbox && other != &w->worker[i])
		send_result(w, i, &other->inbox[pick(w, other->ninbox)], FORWARD);
}

static void say_bye(struct world *w, size_t i)
{
	if (w->worker[i].dead)
		return;
	if (w->model.worker[i].here)
		model_bye(&w->model, i);
	queue_bye(w->queue, slice_from(w->worker[i].id));
}

static void notice(struct world *w, size_t i)
{
	if (!w->worker[i].dead)
		return;
	w->model.worker[i].excused = true;
	queue_gone(w->queue, slice_from(w->worker[i].id));
}

/* At a tick all pipes are tried again. */
static void pass_time(struct world *w, int64_t ms)
{
	w->model.now_ms += ms;
	for (size_t i = 0; i < MODEL_WORKERS; i++)
		w->model.worker[i].full = false;
	queue_tick(w->queue, w->model.now_ms);
	model_ticked(&w->model);
}

/* The dispatcher starts, or another takes its place. */
static void open_queue(struct world *w)
{
	struct queue_options options = {
		.stages = slice_head(SLICE("n,e,k"), 2 * w->model.nstages - 1),
		.max_articles = 4 + pick(w, MODEL_ARTICLES),
		.max_bytes = 1 << 20,
		.deadline_ms = 10000,
		.attempts = 3,
		.retry_first_ms = 2000,
		.retry_most_ms = 8000,
		.seed = w->random,
		.first_ticket = ++w->lives << 50,
	};
	struct model fresh = { .seed = w->model.seed, .step = w->model.step, .options = options };
	struct reason why;

	fresh.nstages = w->model.nstages;
	fresh.now_ms = w->model.now_ms;
	w->model = fresh;
	memset(w->told, 0, sizeof w->told);
	queue_close(&w->queue);
	w->queue = queue_open(&options, &calls, w, &why);
	queue_set_time(w->queue, w->model.now_ms);
	for (size_t i = 0; i < w->nsources; i++)
		w->source[i].session = 0;
}

static void restart_worker(struct world *w, size_t i)
{
	actor_start(&w->worker[i]);
	hello_worker(w, i);
}

static void restart_source(struct world *w, size_t i)
{
	actor_start(&w->source[i]);
	hello_source(w, i);
}

static void source_event(struct world *w, size_t i)
{
	switch (pick(w, 8)) {
	case 0: w->source[i].dead = true; break;
	case 1: restart_source(w, i); break;
	case 2: w->source[i].full = !w->source[i].full; break;
	case 3:
		if (w->source[i].dead) {
			queue_gone(w->queue, slice_from(w->source[i].id));
			model_part_source(&w->model, i);
		}
		break;
	default: hello_source(w, i); break;
	}
}

static void worker_event(struct world *w, size_t i)
{
	switch (pick(w, 12)) {
	case 0: w->worker[i].dead = true; break;
	case 1:
	case 2: restart_worker(w, i); break;
	case 3: w->worker[i].full = !w->worker[i].full; break;
	case 4: say_bye(w, i); break;
	case 5: forge(w, i); break;
	case 6: notice(w, i); break;
	default: hello_worker(w, i); break;
	}
}

static void event(struct world *w)
{
	size_t kind = pick(w, 100);

	if (kind < 30)
		submit(w, pick(w, w->narticles));
	else if (kind < 65)
		work(w, pick(w, w->nworkers), any_outcome(w), chance(w, 80));
	else if (kind < 80)
		worker_event(w, pick(w, w->nworkers));
	else if (kind < 86)
		source_event(w, pick(w, w->nsources));
	else if (kind < 90)
		queue_probe(w->queue);
	else if (kind < 99)
		pass_time(w, chance(w, 85) ? (int64_t)pick(w, 4000) : 10000 + (int64_t)pick(w, 25000));
	else
		open_queue(w);
}

/* Schedules -------------------------------------------------------------------------------------------------- */

static void world_init(struct world *w, uint64_t seed)
{
	static const char *const worker_names[MODEL_WORKERS] = { "w0", "w1", "w2", "w3", "w4", "w5" };
	static const char *const source_names[MODEL_SOURCES] = { "s0", "s1" };

	*w = (struct world){ .random = seed * UINT64_C(0xd1342543de82ef95), .model = { .seed = seed } };
	w->model.nstages = 1 + pick(w, MODEL_STAGES);
	w->narticles = 3 + pick(w, MODEL_ARTICLES - 2);
	w->nsources = 1 + pick(w, MODEL_SOURCES);
	w->nworkers = w->model.nstages + pick(w, MODEL_WORKERS - w->model.nstages + 1);
	for (size_t i = 0; i < MODEL_WORKERS; i++) {
		w->worker[i].name = worker_names[i];
		w->worker[i].stage = i % w->model.nstages;
		actor_start(&w->worker[i]);
	}
	for (size_t i = 0; i < MODEL_SOURCES; i++) {
		w->source[i].name = source_names[i];
		actor_start(&w->source[i]);
	}
	for (size_t i = 0; i < w->narticles; i++)
		w->poison[i] = chance(w, 4);
	open_queue(w);
}

static bool all_settled(const struct world *w)
{
	for (size_t i = 0; i < w->narticles; i++)
		if (!w->settled[i])
			return false;
	return queue_articles(w->queue) == 0;
}

/* No faults any more but the poison: each round every worker answers what it has. */
static void final_round(struct world *w)
{
	for (size_t i = 0; i < w->nsources; i++)
		hello_source(w, i);
	for (size_t i = 0; i < w->nworkers; i++) {
		if (w->worker[i].dead)
			restart_worker(w, i);
		hello_worker(w, i);
	}
	for (size_t i = 0; i < w->narticles; i++)
		submit(w, i);
	for (size_t i = 0; i < w->nworkers; i++)
		while (w->worker[i].ninbox && !w->worker[i].dead)
			work(w, i, FORWARD, true);
	queue_probe(w->queue);
	pass_time(w, 500);
	model_compare(&w->model, w->queue);
}

static void finish(struct world *w)
{
	for (size_t i = 0; i < w->nworkers; i++)
		restart_worker(w, i);
	for (size_t i = 0; i < w->nsources; i++)
		restart_source(w, i);
	for (int round = 0; round < FINAL_ROUNDS && !all_settled(w); round++)
		final_round(w);
	model_expect(&w->model, all_settled(w), "without faults, not everything settles");
}

static unsigned run_schedule(uint64_t seed)
{
	struct world w;
	size_t nevents;

	world_init(&w, seed);
	nevents = 10 + pick(&w, 100);
	for (w.model.step = 0; w.model.step < nevents; w.model.step++) {
		event(&w);
		model_compare(&w.model, w.queue);
	}
	finish(&w);
	queue_close(&w.queue);
	return w.losses;
}

static void queue_keeps_its_promises_whatever_happens(void **state)
{
	uint64_t losses = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= SCHEDULES; seed++)
		losses += run_schedule(seed);
	assert_true(losses > SCHEDULES); /* the schedules are as bad as they should be */
}

UNIT(queue_random, cmocka_unit_test(queue_keeps_its_promises_whatever_happens))
