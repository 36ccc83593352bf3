/* tests/unit/queue_model.c - The rules of delivery in arrays and loops. */
#include "tests/unit/queue_model.h"
#include "tests/unit/unit.h"

#include <inttypes.h>
#include <stdio.h>

void model_expect(const struct model *m, bool holds, const char *format, ...)
{
	char what[200];
	va_list list;

	if (holds)
		return;
	va_start(list, format);
	vsnprintf(what, sizeof what, format, list);
	va_end(list);
	fail_msg("seed %" PRIu64 ", step %zu: %s", m->seed, m->step, what);
}

static size_t index_in(const size_t *list, size_t n, size_t item)
{
	size_t i = 0;

	while (i < n && list[i] != item)
		i++;
	return i;
}

static void take_out(size_t *list, size_t *n, size_t at)
{
	(*n)--;
	for (; at < *n; at++)
		list[at] = list[at + 1];
}

static void put_in(size_t *list, size_t *n, size_t at, size_t item)
{
	for (size_t i = (*n)++; i > at; i--)
		list[i] = list[i - 1];
	list[at] = item;
}

static void wait_last(struct model *m, size_t article)
{
	struct model_article *a = &m->article[article];

	a->place = WAITING;
	put_in(m->line[a->stage], &m->nline[a->stage], m->nline[a->stage], article);
}

static void wait_first(struct model *m, size_t article)
{
	struct model_article *a = &m->article[article];

	a->place = WAITING;
	put_in(m->line[a->stage], &m->nline[a->stage], 0, article);
}

static void end(struct model *m, size_t article, enum outcome outcome)
{
	struct model_article *a = &m->article[article];

	a->end = outcome;
	a->place = m->source[a->source].here ? ENDING : OUTSIDE;
}

static size_t count_inside(const struct model *m)
{
	size_t n = 0;

	for (size_t i = 0; i < MODEL_ARTICLES; i++)
		n += m->article[i].place != OUTSIDE;
	return n;
}

size_t model_inside(const struct model *m, size_t source)
{
	size_t n = 0;

	for (size_t i = 0; i < MODEL_ARTICLES; i++)
		n += m->article[i].place != OUTSIDE && m->article[i].source == source;
	return n;
}

enum queue_answer model_submit(struct model *m, size_t article, size_t source)
{
	if (!m->source[source].here)
		return QUEUE_STALE;
	m->source[source].heard_ms = m->now_ms;
	if (m->article[article].place != OUTSIDE)
		return QUEUE_DONE;
	if (count_inside(m) >= m->options.max_articles)
		return QUEUE_REFUSED;
	m->article[article] = (struct model_article){ .source = source };
	wait_last(m, article);
	return QUEUE_DONE;
}

/* Article `article` is no longer out at worker w. */
static void answer(struct model *m, struct model_worker *w, size_t article)
{
	size_t at = index_in(w->out, w->nout, article);

	take_out(w->out, &w->nout, at);
	if (at == 0)
		w->first_since_ms = m->now_ms;
	w->rested = ++m->moment;
}

static void go_on(struct model *m, size_t article, bool replaced)
{
	struct model_article *a = &m->article[article];

	if (a->stage + 1 == m->nstages) {
		end(m, article, FORWARD);
		return;
	}
	a->stage++;
	a->charges = 0;
	if (replaced)
		a->version++;
	wait_last(m, article);
}

enum queue_answer model_result(struct model *m, size_t sender, int64_t ticket, enum outcome outcome, bool replaced)
{
	size_t article = 0;

	if (sender < MODEL_WORKERS)
		m->worker[sender].heard_ms = m->now_ms;
	while (article < MODEL_ARTICLES && !(m->article[article].place == OUT && m->article[article].ticket == ticket))
		article++;
	if (article == MODEL_ARTICLES)
		return QUEUE_STALE;
	if (m->article[article].worker != sender)
		return QUEUE_WRONG;
	answer(m, &m->worker[sender], article);
	if (outcome == FORWARD)
		go_on(m, article, replaced);
	else if (outcome == RETRY)
		m->article[article].place = DELAYED;
	else
		end(m, article, outcome);
	return QUEUE_DONE;
}

void model_bye(struct model *m, size_t worker)
{
	m->worker[worker].leaving = true;
	m->worker[worker].heard_ms = m->now_ms;
}

void model_part_source(struct model *m, size_t source)
{
	m->source[source].here = false;
	for (size_t i = 0; i < MODEL_ARTICLES; i++)
		if (m->article[i].place == ENDING && m->article[i].source == source)
			m->article[i].place = OUTSIDE;
}

void model_arrived(struct model *m, size_t worker, size_t stage, size_t credit)
{
	model_expect(m, !m->worker[worker].here, "worker %zu came twice", worker);
	m->worker[worker] = (struct model_worker){
		.here = true,
		.stage = stage,
		.credit = credit,
		.heard_ms = m->now_ms,
		.rested = ++m->moment,
	};
}

static bool overdue(const struct model *m, const struct model_worker *w)
{
	return w->nout && m->now_ms - w->first_since_ms >= m->options.deadline_ms;
}

void model_departed(struct model *m, size_t worker, bool lost)
{
	struct model_worker *w = &m->worker[worker];
	bool silent = m->now_ms - w->heard_ms >= QUEUE_SILENCE_MS;

	model_expect(m, w->here, "worker %zu went twice", worker);
	if (lost)
		model_expect(m, w->excused || overdue(m, w), "worker %zu was lost for no reason", worker);
	else
		model_expect(m, !w->nout && (w->leaving || silent), "worker %zu may not go yet", worker);
	for (size_t i = w->nout; i-- > 0;) {
		struct model_article *a = &m->article[w->out[i]];

		if (i == 0 && ++a->charges >= m->options.attempts)
			end(m, w->out[i], DEAD);
		else
			wait_first(m, w->out[i]);
	}
	*w = (struct model_worker){ 0 };
}

static bool can_take(const struct model *m, const struct model_worker *w, size_t stage)
{
	return w->here && !w->leaving && !w->full && w->stage == stage && w->nout < w->credit &&
	       !(w->nout && m->article[w->out[0]].charges);
}

/* The worker that work of the stage is due to, or MODEL_WORKERS. */
static size_t due_worker(const struct model *m, size_t stage)
{
	size_t best = MODEL_WORKERS;

	for (size_t i = 0; i < MODEL_WORKERS; i++) {
		const struct model_worker *w = &m->worker[i], *b = &m->worker[best];

		if (can_take(m, w, stage) &&
		    (best == MODEL_WORKERS || w->nout < b->nout || (w->nout == b->nout && w->rested < b->rested)))
			best = i;
	}
	return best;
}

void model_work(struct model *m, size_t worker, size_t article, const struct header *h)
{
	struct model_article *a = &m->article[article];
	struct model_worker *w = &m->worker[worker];

	model_expect(m, worker == due_worker(m, a->stage), "worker %zu is not the one to take article %zu", worker,
		     article);
	model_expect(m, !a->charges || !w->nout, "suspect %zu is not alone", article);
	model_expect(m, a->charges < m->options.attempts, "article %zu should be dead", article);
	model_expect(m, h->attempt == (int64_t)a->charges + 1, "attempt %d of article %zu", (int)h->attempt, article);
	model_expect(m, a->place == WAITING || a->place == DELAYED, "article %zu does not wait", article);
	if (a->place == WAITING) {
		model_expect(m, m->line[a->stage][0] == article, "article %zu is not the first", article);
		take_out(m->line[a->stage], &m->nline[a->stage], 0);
	}
	a->place = OUT;
	a->worker = worker;
	a->ticket = h->ticket;
	if (w->nout == 0)
		w->first_since_ms = m->now_ms;
	w->out[w->nout++] = article;
	w->rested = ++m->moment;
}

void model_settled(struct model *m, size_t article, const struct header *h)
{
	struct model_article *a = &m->article[article];

	model_expect(m, a->place == ENDING, "article %zu is settled, and has not ended", article);
	model_expect(m, a->end == h->outcome, "article %zu is settled as %s", article, outcome_name(h->outcome));
	model_expect(m, h->attempt >= 1 && h->attempt <= m->options.attempts, "%d attempts", (int)h->attempt);
	a->place = OUTSIDE;
}

void model_ticked(struct model *m)
{
	for (size_t i = 0; i < MODEL_SOURCES; i++)
		if (m->source[i].here && m->now_ms - m->source[i].heard_ms >= QUEUE_SILENCE_MS)
			model_part_source(m, i);
	for (size_t i = 0; i < MODEL_WORKERS; i++)
		model_expect(m, !m->worker[i].here || !overdue(m, &m->worker[i]), "worker %zu is overdue", i);
}

static size_t count(const struct model *m, enum place place, size_t stage)
{
	size_t n = 0;

	for (size_t i = 0; i < MODEL_ARTICLES; i++)
		n += m->article[i].place == place && m->article[i].stage == stage;
	return n;
}

static void compare_stage(const struct model *m, const struct queue_view *view, size_t stage)
{
	size_t worker = due_worker(m, stage), delayed = count(m, DELAYED, stage);

	model_expect(m, view->out == count(m, OUT, stage), "%zu are out", view->out);
	model_expect(m, view->waiting + view->delayed == count(m, WAITING, stage) + delayed,
		     "%zu wait and %zu are delayed", view->waiting, view->delayed);
	if (delayed || !m->nline[stage] || worker == MODEL_WORKERS)
		return;
	model_expect(m, m->article[m->line[stage][0]].charges && m->worker[worker].nout,
		     "article %zu waits, worker %zu is free", m->line[stage][0], worker);
}

void model_compare(const struct model *m, const struct queue *q)
{
	struct queue_view view;

	model_expect(m, queue_articles(q) == count_inside(m), "%zu articles inside, not %zu", queue_articles(q),
		     count_inside(m));
	for (size_t i = 0; queue_view(q, i, &view); i++)
		compare_stage(m, &view, i);
}
