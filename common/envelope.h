/* common/envelope.h
 *
 * envelope - one message between two processes: a header frame (small JSON), and for an article two frames more,
 * its metadata and its body.  docs/protocol.md is the wire form; PROTOCOL_VERSION says how it is told apart.
 *
 * The frames belong to the envelope; slices into it are good until it is closed.  Sending hands the frames on
 * without copying them.
 */
#ifndef COMMON_ENVELOPE_H
#define COMMON_ENVELOPE_H

#include "common/slice.h"
#include "common/stage.h"

/* A change that an old peer would misread adds one; hello carries it, and a peer of another version is refused. */
#define PROTOCOL_VERSION 1

#define ENVELOPE_MAX_HEADER_BYTES 4096u
#define ENVELOPE_MAX_BYTES        (ENVELOPE_MAX_HEADER_BYTES + ARTICLE_MAX_META_BYTES + ARTICLE_MAX_BODY_BYTES)

enum verb {
	VERB_HELLO,   /* peer -> dispatch: who I am; repeated every second */
	VERB_WELCOME, /* dispatch -> peer: answers hello */
	VERB_SUBMIT,  /* source -> dispatch: an article */
	VERB_REFUSED, /* dispatch -> source: no room for it now; submit again later */
	VERB_SETTLED, /* dispatch -> source: an article's end */
	VERB_WORK,    /* dispatch -> worker: an article */
	VERB_RESULT,  /* worker -> dispatch: its outcome, with the article if it goes on */
	VERB_BYE,     /* worker -> dispatch: no more, please; dispatch -> worker: nothing of yours is unsettled, go */
	VERB_ERROR,   /* dispatch -> peer: what you sent is refused, and why */
	VERBS
};

/* The header, decoded.  Which fields a verb carries is in docs/protocol.md; the others are empty or 0. */
struct header {
	enum verb verb;
	struct slice role;         /* hello: "worker" or "source" */
	struct slice stage;        /* hello of a worker; settled: where it ended */
	struct slice name;         /* hello: the same after a restart */
	struct slice boot;         /* hello, welcome: new at every start */
	int64_t protocol;          /* hello, welcome */
	int64_t credit;            /* hello of a worker: how many articles it takes at once */
	struct slice id, run;      /* submit, work, settled, refused */
	int64_t seq;               /* hello: a number that the welcome repeats */
	int64_t inside;            /* welcome of a source: how many of its articles the dispatcher has */
	int64_t ticket;            /* work, result: one hand-out of one article */
	int64_t attempt;           /* work: 1 for the first; settled: how many there were */
	enum outcome outcome;      /* result, settled (FORWARD there means: committed) */
	struct slice step, reason; /* result, settled: where and why it did not go on; error: the reason */
};

struct envelope;

/* A new envelope: `meta` and `body` are copied in; both empty: header only. */
struct envelope *envelope_new(const struct header *header, struct slice meta, struct slice body);
void envelope_close(struct envelope **env); /* leaves NULL; NULL is fine */

/* Read the header frame.  The slices of *header point into the envelope.  Returns 0, or -1 and a sentence in
 * `why` for what is no header (not JSON, unknown verb, wrong types, missing or extra frames, too long). */
int envelope_header(struct envelope *env, struct header *header, struct reason *why);

struct slice envelope_meta(const struct envelope *env); /* empty for a header-only message */
struct slice envelope_body(const struct envelope *env);
bool envelope_has_article(const struct envelope *env);
size_t envelope_bytes(const struct envelope *env);

/* The same article frames (shared, not copied) under another header. */
struct envelope *envelope_forward(const struct envelope *env, const struct header *header);

/* For pipe.c: an envelope of received frames, which it takes over; `meta` and `body` are both NULL or both not. */
struct frame;
struct envelope *envelope_of_frames(struct frame *header, struct frame *meta, struct frame *body);
#define ENVELOPE_FRAMES 3
struct frame *envelope_frame(const struct envelope *env, size_t i); /* NULL where there is none */

/* The peer that sent it, or that it is for: set by a bound pipe, empty at a connecting one. */
#define PEER_MAX 64
struct slice envelope_peer(const struct envelope *env);
void envelope_set_peer(struct envelope *env, struct slice peer);

#endif
