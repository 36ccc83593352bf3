/* ingest/submit.h
 *
 * submit - the window: which articles are at the dispatcher, unsettled; and what happens when one is settled.
 *
 * That fewer than `window` articles and `window_bytes` bytes are unsettled is the whole of backpressure.  Each is kept
 * until it is settled, and submitted again to a dispatcher that was started anew.
 */
#ifndef INGEST_SUBMIT_H
#define INGEST_SUBMIT_H

#include "common/pipe.h"
#include "ingest/dead.h"
#include "ingest/state.h"

struct submit_options {
	const char *dispatch; /* endpoint */
	const char *run;
	int64_t window, window_bytes;
};

struct submit_counts {
	int64_t submitted, committed, dropped, dead;
};

struct submit;

struct submit *submit_open(struct state *state, struct dead_letters *dead, const struct submit_options *options);
void submit_close(struct submit *submit);

bool submit_has_room(const struct submit *submit);
size_t submit_unsettled(const struct submit *submit);
struct submit_counts submit_counts(const struct submit *submit);

/* Send an article that was not settled before; seq must be above all seqs so far. */
void submit_article(struct submit *submit, const struct article *a);

/* An article that never gets to the dispatcher: it is settled, as a dead letter of the stage "ingest". */
void submit_dead(struct submit *submit, const struct article *a, const struct reason *why);

/* The source has passed every seq below this one. */
void submit_passed(struct submit *submit, int64_t seq);

/* Handle what the dispatcher sent, without waiting; true if there was anything. */
bool submit_receive(struct submit *submit);

/* Timed work: hello, sending again, writing down what is settled.  Returns how long may be waited, in milliseconds. */
int submit_tick(struct submit *submit);

/* Write down what is settled, now.  Returns 0; -1: the dead letters cannot be written, and nothing was; it is tried
 * again. */
int submit_flush(struct submit *submit);

/* Readable: call submit_receive(). */
int submit_fd(const struct submit *submit);

#endif
