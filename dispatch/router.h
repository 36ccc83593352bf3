/* dispatch/router.h
 *
 * router - between the messages of the protocol (docs/protocol.md) and the queue: reads headers, answers hellos, turns
 * the queue's decisions into envelopes, counts and logs.
 *
 * It sends through a port, so that it runs without sockets as well.  What is wrong in a message is answered with an
 * error to its sender, counted, and has no other effect.
 */
#ifndef DISPATCH_ROUTER_H
#define DISPATCH_ROUTER_H

#include "dispatch/queue.h"

struct router_port {
	void *context;
	int (*send)(void *context, struct envelope **env); /* as pipe_send() */
	bool (*alive)(void *context, struct slice peer);   /* as pipe_peer_alive() */
};

struct router;

/* `boot` is new at every start and begins the boot that a welcome names.  NULL and a sentence when the stages are
 * wrong. */
struct router *router_open(const struct queue_options *options, const char *boot, const struct router_port *port,
			   struct reason *why);
void router_close(struct router **r); /* leaves NULL; what is inside is forgotten, the sources submit it again */

/* Deal with a message that came at now_ms (monotonic), and take it over. */
void router_handle(struct router *r, struct envelope *env, int64_t now_ms);

/* All timed work, after all messages that are there are handled: returns how long to wait for the next one, in
 * milliseconds, never over 1,000.  Workers that have articles out are probed every probe_ms. */
int router_tick(struct router *r, int64_t now_ms, int64_t probe_ms);

/* The state of the queue to the log, a line for each stage, and its counts to the metrics. */
void router_report(struct router *r);

#endif
