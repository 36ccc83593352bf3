/* dispatch/inside.h
 *
 * The inside of the queue: queue.c reads the messages and decides what they mean, job.c has the articles, peer.c the
 * workers and sources.  Nothing else includes this.
 */
#ifndef DISPATCH_INSIDE_H
#define DISPATCH_INSIDE_H

#include "dispatch/heap.h"
#include "dispatch/list.h"
#include "dispatch/queue.h"
#include "dispatch/table.h"

/* A short name, held by value. */
struct label {
	unsigned char len;
	char at[QUEUE_NAME_MAX];
};

/* What workers and sources have in common. */
struct peer {
	struct table_node by_id, by_name;
	struct list silent; /* in queue.peers, the longest silent first; an absent source is in none */
	struct label id, name, boot;
	bool is_worker;
	int64_t heard_ms;
	uint64_t session;
};

/* A stage: what waits for it, and who takes it. */
struct line {
	struct label stage;
	struct list waiting; /* jobs */
	struct heap free;    /* workers that can take one more: fewest out first, then longest left alone */
	size_t nwaiting, nout, ndelayed, nworkers;
};

struct worker {
	struct peer peer;
	struct line *line;
	size_t credit, nout;
	struct list out;  /* jobs in the order they were handed out; it works on the first */
	struct list busy; /* in queue.busy, the longest at its first job first; in none while nothing is out */
	struct list full; /* in queue.full while its pipe takes nothing */
	struct heap_node free;
	int64_t first_since_ms; /* when its first job became the first */
	uint64_t rested;        /* queue.serial when it last took or answered something */
	bool leaving;           /* said bye */
};

struct source {
	struct peer peer;
	bool present;
	size_t njobs;
	struct list unsent; /* settled jobs that its pipe did not take yet */
	struct list full;   /* in queue.full_sources while there are any */
};

/* An article inside. */
struct job {
	struct table_node by_key, by_ticket; /* by_ticket: while out */
	struct heap_node delay;              /* by due time: while delayed */
	struct list place;                   /* in line.waiting, worker.out or source.unsent */
	struct source *source;
	struct line *line;
	struct worker *worker; /* while out, else NULL */
	int64_t seq, ticket;
	unsigned charges, retries; /* at this stage */
	void *payload;
	size_t bytes;
	struct {
		enum outcome outcome;
		char step[64], reason[240];
	} end;                /* once settled */
	struct slice id, run; /* in text */
	char text[];
};

struct queue {
	struct queue_options options;
	const struct queue_calls *calls;
	void *context;
	int64_t now_ms;
	uint64_t serial, random;
	int64_t next_ticket;
	size_t nlines, bytes;
	struct line line[QUEUE_STAGES_MAX];
	struct table by_id, by_name, by_key, by_ticket;
	struct heap delayed;
	struct list peers, busy, full, full_sources;
	struct queue_counts counts;
};

struct slice label_slice(const struct label *label);
void label_set(struct label *label, struct slice s); /* cut to QUEUE_NAME_MAX */
bool label_is(const struct label *label, struct slice s);

struct line *line_of_stage(struct queue *q, struct slice stage); /* or NULL */

/* Give what waits to those who can take it.  May lose workers, and part the sources of articles that die of it. */
void line_hand_out(struct queue *q, struct line *line);
void lines_hand_out(struct queue *q);

struct peer *peer_of_id(const struct queue *q, struct slice id);                     /* or NULL */
struct peer *peer_of_name(const struct queue *q, struct slice name, bool is_worker); /* or NULL */
void peer_heard(struct queue *q, struct peer *peer);

struct worker *worker_new(struct queue *q, struct slice id, const struct header *hello, struct line *line);
void worker_lose(struct queue *q, struct worker *w, const char *why);   /* frees w */
void worker_depart(struct queue *q, struct worker *w, const char *why); /* frees w */
struct job *worker_first(const struct worker *w);                       /* or NULL */
void worker_give(struct queue *q, struct worker *w, struct job *job);

/* Its place among the free ones of its line, after anything about it has changed. */
void worker_update(struct worker *w);

struct source *source_new(struct queue *q, struct slice id, const struct header *hello);
void source_return(struct queue *q, struct source *s, struct slice id, const struct header *hello);

/* It is not there any more: what it was to be told is dropped.  Frees s when nothing of it is inside. */
void source_part(struct queue *q, struct source *s);

/* Tell it the ends of its articles, as far as its pipe takes them.  May part it. */
void source_flush(struct queue *q, struct source *s);

struct job *job_new(struct queue *q, struct source *s, const struct header *submit, void *payload, size_t bytes);
void job_free(struct queue *q, struct job *job);
struct job *job_of_key(const struct queue *q, const struct source *s, struct slice run, int64_t seq); /* or NULL */
struct job *job_of_ticket(const struct queue *q, int64_t ticket);                                     /* or NULL */
void job_set_payload(struct queue *q, struct job *job, void *payload, size_t bytes);

/* Where a job goes that is nowhere: new, taken back from its worker, or no longer delayed. */
void job_wait_last(struct job *job);
void job_wait_first(struct job *job);
void job_charge(struct queue *q, struct job *job); /* first in line again, or dead */
void job_delay(struct queue *q, struct job *job);
void job_settle(struct queue *q, struct job *job, enum outcome outcome, struct slice step, struct slice reason);

void job_take_back(struct queue *q, struct job *job); /* from its worker */
void job_undelay(struct queue *q, struct job *job);

#endif
