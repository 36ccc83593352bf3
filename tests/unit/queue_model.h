/* tests/unit/queue_model.h
 *
 * queue_model - what dispatch/queue.h promises, said again as simply as possible: arrays and loops.
 *
 * It is told of each message before the queue is, and of each call that the queue makes; whatever the queue does that
 * the model does not expect ends the test with the seed of the schedule.  Only how long a retry is delayed is the
 * queue's own affair: a delayed article may come back at any place in the line, until it was handed out again.
 */
#ifndef TESTS_UNIT_QUEUE_MODEL_H
#define TESTS_UNIT_QUEUE_MODEL_H

#include "dispatch/queue.h"

#define MODEL_STAGES   3
#define MODEL_ARTICLES 30
#define MODEL_WORKERS  6
#define MODEL_SOURCES  2

enum place { OUTSIDE, WAITING, DELAYED, OUT, ENDING };

struct model_article {
	enum place place;
	size_t source, stage, worker;
	unsigned charges, version;
	int64_t ticket;
	enum outcome end;
};

struct model_worker {
	bool here, leaving, full;
	bool excused; /* a reason to lose it has been given */
	size_t stage, credit;
	size_t out[MODEL_ARTICLES], nout; /* articles, in the order handed out */
	int64_t first_since_ms, heard_ms;
	uint64_t rested;
};

struct model_source {
	bool here;
	int64_t heard_ms;
};

struct model {
	uint64_t seed;
	size_t step;
	struct queue_options options;
	size_t nstages;
	int64_t now_ms;
	uint64_t moment;
	struct model_article article[MODEL_ARTICLES];
	struct model_worker worker[MODEL_WORKERS];
	struct model_source source[MODEL_SOURCES];
	size_t line[MODEL_STAGES][MODEL_ARTICLES], nline[MODEL_STAGES]; /* articles whose place in line is known */
};

/* End the test unless `holds`. */
void model_expect(const struct model *m, bool holds, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* What the queue is about to be told; they return what it is to answer.  `article`, `worker` and `source` are
 * indexes; `sender` is MODEL_WORKERS for a peer that is no worker the queue knows. */
enum queue_answer model_submit(struct model *m, size_t article, size_t source);
enum queue_answer model_result(struct model *m, size_t sender, int64_t ticket, enum outcome outcome, bool replaced);
void model_bye(struct model *m, size_t worker);
void model_part_source(struct model *m, size_t source);

/* What the queue does. */
void model_arrived(struct model *m, size_t worker, size_t stage, size_t credit);
void model_departed(struct model *m, size_t worker, bool lost);
void model_work(struct model *m, size_t worker, size_t article, const struct header *h);
void model_settled(struct model *m, size_t article, const struct header *h);

size_t model_inside(const struct model *m, size_t source); /* articles of the source */

/* After a tick: who should have been lost or forgotten is. */
void model_ticked(struct model *m);

/* After each event: the queue has what the model has, and nothing waits that could be handed out. */
void model_compare(const struct model *m, const struct queue *q);

#endif
