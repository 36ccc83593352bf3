/* dispatch/job.c - The articles inside: found by key and ticket, waiting, delayed, settled. */
#include "dispatch/inside.h"

#include "common/die.h"

#include <stdio.h>
#include <stdlib.h>

static uint64_t job_hash(const struct source *s, struct slice run, int64_t seq)
{
	return table_mix(s->peer.by_name.hash ^ slice_hash(run) ^ table_mix((uint64_t)seq));
}

struct job *job_of_key(const struct queue *q, const struct source *s, struct slice run, int64_t seq)
{
	struct table_node *node = table_find(&q->by_key, job_hash(s, run, seq));

	for (; node; node = table_again(node)) {
		struct job *job = OWNER(node, struct job, by_key);
		if (job->source == s && job->seq == seq && slice_equal(job->run, run))
			return job;
	}
	return NULL;
}

struct job *job_of_ticket(const struct queue *q, int64_t ticket)
{
	struct table_node *node = table_find(&q->by_ticket, table_mix((uint64_t)ticket));

	for (; node; node = table_again(node)) {
		struct job *job = OWNER(node, struct job, by_ticket);
		if (job->ticket == ticket)
			return job;
	}
	return NULL;
}

static struct slice text_put(char **text, struct slice s)
{
	char *at = *text;

	if (s.len)
		memcpy(at, s.at, s.len);
	*text += s.len;
	return slice_of(at, s.len);
}

struct job *job_new(struct queue *q, struct source *s, const struct header *submit, void *payload, size_t bytes)
{
	struct job *job = xmalloc(sizeof *job + submit->id.len + submit->run.len);
	char *text = job->text;

	*job = (struct job){ .source = s, .line = &q->line[0], .seq = submit->seq, .payload = payload, .bytes = bytes };
	job->id = text_put(&text, submit->id);
	job->run = text_put(&text, submit->run);
	list_init(&job->place);
	table_add(&q->by_key, &job->by_key, job_hash(s, job->run, job->seq));
	s->njobs++;
	q->bytes += bytes;
	return job;
}

void job_set_payload(struct queue *q, struct job *job, void *payload, size_t bytes)
{
	if (job->payload)
		q->calls->release(job->payload);
	q->bytes = q->bytes - job->bytes + bytes;
	job->payload = payload;
	job->bytes = bytes;
}

/* Of a job that is nowhere but perhaps in its source's list of unsent ones. */
void job_free(struct queue *q, struct job *job)
{
	job_set_payload(q, job, NULL, 0);
	list_remove(&job->place);
	table_remove(&q->by_key, &job->by_key);
	job->source->njobs--;
	free(job);
}

void job_wait_last(struct job *job)
{
	list_move(&job->place, &job->line->waiting);
	job->line->nwaiting++;
}

void job_wait_first(struct job *job)
{
	list_move(&job->place, job->line->waiting.after);
	job->line->nwaiting++;
}

/* Full jitter: anywhere between now and a bound that doubles each time, so that those who failed together do not
 * come back together. */
static int64_t job_backoff_ms(struct queue *q, const struct job *job)
{
	int64_t bound = q->options.retry_first_ms;

	for (unsigned i = 0; i < job->retries && bound < q->options.retry_most_ms; i++)
		bound *= 2;
	if (bound > q->options.retry_most_ms)
		bound = q->options.retry_most_ms;
	q->random += UINT64_C(0x9e3779b97f4a7c15);
	return (int64_t)(table_mix(q->random) % ((uint64_t)bound + 1));
}

void job_delay(struct queue *q, struct job *job)
{
	heap_put(&q->delayed, &job->delay, q->now_ms + job_backoff_ms(q, job), ++q->serial);
	job->line->ndelayed++;
	job->retries++;
	q->counts.retried++;
}

void job_undelay(struct queue *q, struct job *job)
{
	heap_remove(&q->delayed, &job->delay);
	job->line->ndelayed--;
}

/* As much of s as fits before a NUL, no character of UTF-8 cut in two. */
static void text_cut(char *to, size_t size, struct slice s)
{
	size_t len = s.len < size ? s.len : size - 1;

	while (len && len < s.len && ((unsigned char)s.at[len] & 0xc0) == 0x80)
		len--;
	memcpy(to, s.at, len);
	to[len] = '\0';
}

void job_settle(struct queue *q, struct job *job, enum outcome outcome, struct slice step, struct slice reason)
{
	struct source *s = job->source;

	job->end.outcome = outcome;
	text_cut(job->end.step, sizeof job->end.step, step);
	text_cut(job->end.reason, sizeof job->end.reason, reason);
	job_set_payload(q, job, NULL, 0);
	*(outcome == FORWARD ? &q->counts.committed : outcome == DROP ? &q->counts.dropped : &q->counts.dead) += 1;
	list_move(&job->place, &s->unsent);
	source_flush(q, s);
}

void job_charge(struct queue *q, struct job *job)
{
	char reason[80];

	q->counts.charged++;
	if (++job->charges < q->options.attempts) {
		job_wait_first(job);
		return;
	}
	snprintf(reason, sizeof reason, "the worker was lost %u times while working on it", job->charges);
	job_settle(q, job, DEAD, SLICE("worker"), slice_from(reason));
}
