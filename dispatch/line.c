/* dispatch/line.c - A stage's line: what waits first, given to the worker that has least. */
#include "dispatch/inside.h"

struct line *line_of_stage(struct queue *q, struct slice stage)
{
	for (size_t i = 0; i < q->nlines; i++)
		if (label_is(&q->line[i].stage, stage))
			return &q->line[i];
	return NULL;
}

static enum delivery work_send(struct queue *q, const struct worker *w, const struct job *job)
{
	struct header h = {
		.verb = VERB_WORK,
		.id = job->id,
		.run = job->run,
		.seq = job->seq,
		.ticket = q->next_ticket,
		.attempt = job->charges + 1,
	};

	return q->calls->work(q->context, label_slice(&w->peer.id), &h, job->payload);
}

static void line_hand_out_one(struct queue *q, struct worker *w, struct job *job)
{
	switch (work_send(q, w, job)) {
	case DELIVERY_SENT: worker_give(q, w, job); break;
	case DELIVERY_FULL:
		list_move(&w->full, &q->full);
		worker_update(w);
		break;
	case DELIVERY_GONE: worker_lose(q, w, "unreachable"); break;
	}
}

/* Each turn gives an article away or takes a worker off the free ones.  A suspect waits for a worker that has
 * nothing out, and all wait behind it: the first free worker is the one with the fewest. */
void line_hand_out(struct queue *q, struct line *line)
{
	struct heap_node *free_worker;

	while (!list_empty(&line->waiting) && (free_worker = heap_first(&line->free))) {
		struct job *job = OWNER(line->waiting.after, struct job, place);
		struct worker *w = OWNER(free_worker, struct worker, free);
		if (job->charges && w->nout)
			break;
		line_hand_out_one(q, w, job);
	}
}

void lines_hand_out(struct queue *q)
{
	for (size_t i = 0; i < q->nlines; i++)
		line_hand_out(q, &q->line[i]);
}
