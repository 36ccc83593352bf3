/* dispatch/queue.h
 *
 * queue - which article goes to which worker, when and how often.  All rules of delivery are here, and nothing
 * else: no socket, no clock, no file.  Time comes in through queue_set_time(); messages come in through the calls
 * below and go out through a struct of functions.  docs/lifecycle.md draws the states.
 *
 * What always holds:
 *   - an article is known by (name of its source, run, seq) and is inside once;
 *   - it waits in the first in, first out line of one stage, is out at one worker, is delayed, or is settled and
 *     not yet taken by its source's pipe;
 *   - a worker has at most its credit out; free work goes to the worker of the stage with the fewest out, of
 *     those to the one left alone longest;
 *   - when a worker is lost, its articles go back to the front of the line in their order, and only the first of
 *     them, the one it was working on, is charged with the loss;
 *   - an article that is charged is a suspect: it goes out alone, to a worker with nothing out, which gets nothing
 *     more until it has answered.  At `attempts` charges it is settled as dead;
 *   - tickets number hand-outs: an answer to any but the present hand-out has no effect.
 *
 * An article passes each stage with a clean slate: charges and retries are forgotten when it goes on.
 *
 * Every call is O(log n) in articles and peers; a probe is linear in the workers that have articles out.  Memory is bounded by max_articles, max_bytes and QUEUE_PEERS_MAX; an article may grow on its way, to
 * the limits of envelope.h.
 */
#ifndef DISPATCH_QUEUE_H
#define DISPATCH_QUEUE_H

#include "common/envelope.h"

#define QUEUE_STAGES_MAX 16
#define QUEUE_PEERS_MAX  1024 /* workers and sources */
#define QUEUE_CREDIT_MAX 1024
#define QUEUE_NAME_MAX   64  /* bytes of a peer's name, its boot, a stage */
#define QUEUE_ID_MAX     128 /* bytes of an article's id, of a run; escaped, with step and reason, they fit a header */
#define QUEUE_SILENCE_MS 30000 /* a peer that says nothing for so long, and has nothing out, is forgotten */

struct queue;

enum delivery {
	DELIVERY_SENT,
	DELIVERY_FULL, /* not now: tried again at a tick */
	DELIVERY_GONE, /* never: the peer is not there */
};

struct queue_departure {
	struct slice name, stage;
	bool lost;       /* not a farewell: unreachable, past its deadline, or its name taken by a new process */
	const char *why; /* a few words */
	size_t nout;     /* articles it had */
};

/* What the queue asks of its surroundings; none of these may call the queue.  Slices are good during the call. */
struct queue_calls {
	/* Hand out an article.  The header has verb, id, run, seq, ticket and attempt; the payload stays the queue's. */
	enum delivery (*work)(void *context, struct slice peer, const struct header *header, const void *payload);

	/* Tell a source the end of an article: verb, stage, id, run, seq, attempt, outcome, step and reason. */
	enum delivery (*settled)(void *context, struct slice peer, const struct header *header);

	/* A worker that said bye may go. */
	enum delivery (*bye)(void *context, struct slice peer);

	/* Is the worker still connected? */
	bool (*alive)(void *context, struct slice peer);

	/* For the log: a worker has come; has gone, with a few words why, and how many articles it had. */
	void (*arrived)(void *context, const struct header *hello);
	void (*departed)(void *context, const struct queue_departure *departure);

	/* The end of a payload. */
	void (*release)(void *payload);
};

struct queue_options {
	struct slice stages; /* "normalize,enrich,sink" */
	size_t max_articles, max_bytes;
	int64_t deadline_ms;    /* for the article a worker is working on, not for those behind it */
	unsigned attempts;      /* losses that make an article dead */
	int64_t retry_first_ms; /* upper end of the first delay; doubles with each further retry */
	int64_t retry_most_ms;
	uint64_t seed;         /* of the jitter */
	uint64_t first_ticket; /* random, so that no ticket of an earlier dispatcher is one of ours */
};

enum queue_answer {
	QUEUE_DONE,
	QUEUE_REFUSED, /* submit: no room; the source submits again later */
	QUEUE_STALE,   /* of the past: a result of a hand-out that is no more, a submit of a source that is not
			* known (any more); nothing happened */
	QUEUE_WRONG,   /* against the protocol; nothing happened, and `why` says what is wrong */
};

struct queue_counts {
	uint64_t submitted, again, refused; /* again: already inside */
	uint64_t handed_out, retried, charged, lost, stale, forged;
	uint64_t committed, dropped, dead;
	uint64_t undelivered; /* settled while its source was away */
};

/* NULL and a sentence when the list of stages is wrong: empty, too long, a name twice. */
struct queue *queue_open(const struct queue_options *options, const struct queue_calls *calls, void *context,
			 struct reason *why);
void queue_close(struct queue **q); /* leaves NULL */

struct queue_welcome {
	uint64_t session; /* changes whenever the peer is new to the queue: a source then submits again */
	size_t inside;    /* of a source: its articles inside, those included whose end it was not told yet */
};

/* A peer's hello, said again every second.  A worker's name belongs to the last process that said it: another that
 * had it is lost. */
enum queue_answer queue_hello(struct queue *q, struct slice peer, const struct header *hello,
			      struct queue_welcome *welcome, struct reason *why);

/* An article of the source at `peer`.  DONE takes the payload over and leaves NULL; it is released at once when the
 * article is already inside. */
enum queue_answer queue_submit(struct queue *q, struct slice peer, const struct header *submit, void **payload,
			       size_t bytes, struct reason *why);

/* A worker's answer.  FORWARD with a payload replaces the article (DONE takes it over), without one the article
 * goes on as it was; FORWARD at the last stage settles it. */
enum queue_answer queue_result(struct queue *q, struct slice peer, const struct header *result, void **payload,
			       size_t bytes, struct reason *why);

/* No more work to this worker; `bye` is called once nothing is out at it.  At once for a peer that is unknown. */
void queue_bye(struct queue *q, struct slice peer);

/* The peer is not connected any more; an unknown one is fine. */
void queue_gone(struct queue *q, struct slice peer);

/* Ask `alive` for each worker that has articles out. */
void queue_probe(struct queue *q);

/* The time is now_ms (monotonic; never goes back).  Set before messages are handled, so that what they start counts
 * from now; a tick comes after all messages that are there, so that an answer beats the deadline it met late. */
void queue_set_time(struct queue *q, int64_t now_ms);

/* Set the time and do what is due.  Returns how long nothing will be, 1,000 ms at most. */
int queue_tick(struct queue *q, int64_t now_ms);

const struct queue_counts *queue_counts(const struct queue *q);
size_t queue_articles(const struct queue *q);
size_t queue_bytes(const struct queue *q);
bool queue_busy(const struct queue *q); /* some worker has articles out */

struct queue_view {
	struct slice stage;
	size_t waiting, out, delayed, workers;
};

/* The state of stage `i`; false when there are no more. */
bool queue_view(const struct queue *q, size_t i, struct queue_view *view);

#endif
