/* tests/unit/queue_play.h
 *
 * queue_play - a script of what sources, workers and time do, and a record of what the queue does.
 *
 * A script is words; an article is a letter, a peer a word whose first letter is that of its stage:
 *
 *	S s1            source s1 says hello           W n1 4    worker n1 of stage n says hello, credit 4
 *	s1 a            s1 submits article a           n1 +a     n1 answers a: + forward, - drop, # dead, ~ retry
 *	n1 gone         n1 is no more connected        n1 bye    n1 says bye
 *	n1 full, open   n1's pipe takes nothing, again n1 dies   the next look at n1 finds it dead
 *	n1 anew         n1 is another process from now on: other peer, other boot
 *	t 500           500 ms pass, and a tick        probe     a look at busy workers
 *
 * What the queue did is words as well: n1<a (work; n1<a:2 is the second attempt), s1=a+n (settled: forwarded by n; - and
 * # as above), s1~ (welcomed as new: it is to submit again), s1_a (refused), n1! (bye), n1? (told that it is wrong),
 * lost:n1, gone:n1, stale.
 */
#ifndef TESTS_UNIT_QUEUE_PLAY_H
#define TESTS_UNIT_QUEUE_PLAY_H

#include "dispatch/queue.h"

#include "common/text.h"

#define PLAY_ACTORS 16

struct actor {
	char name[8], id[24], boot[16];
	bool full, dead;
	unsigned starts;
	uint64_t session; /* of the last welcome */
	size_t inside;
	int64_t ticket[26]; /* the last hand-out of each article to it */
};

struct play {
	struct queue *queue;
	struct text log; /* what the queue did */
	struct actor actor[PLAY_ACTORS];
	size_t nactors;
	int64_t now_ms, last_ticket;
	size_t payloads; /* not released yet */
};

void play_open(struct play *play, const struct queue_options *options);
void play_script(struct play *play, const char *script);
void play_close(struct play *play); /* fails when a payload was not released */
struct actor *play_actor(struct play *play, const char *name);

#endif
