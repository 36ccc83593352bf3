/* ingest/websub_server.h
 *
 * websub_server - the HTTP listener for hubs: a thread that takes requests and hands them over, whole, one by one.
 *
 * It faces the internet.  What does not end in a token of ours is answered 404 before its body is read; a reverse proxy
 * may therefore pass on the path with its prefix or without.  Taken are GET (the hub asks) and POST (it pushes), bodies
 * up to FEED_MAX_BYTES as identity or gzip; else the answer is 404, 405, 413, 414 or 415, and 503 while too much waits.
 * A connection is closed after 15 s of silence, a body that takes more than a minute ends it too.  All answers are
 * plain text.
 */
#ifndef INGEST_WEBSUB_SERVER_H
#define INGEST_WEBSUB_SERVER_H

#include "common/slice.h"

#define WEBSUB_SERVER_CONNECTIONS 64
#define WEBSUB_SERVER_WAITING     32          /* requests that nobody has taken; further ones get 503 */
#define WEBSUB_SERVER_BYTES       (64u << 20) /* of bodies, together */

/* What a hub sent.  Slices are good until it is answered. */
struct websub_request {
	bool push; /* content was posted; else the hub asks, with `query` */
	struct slice token, query;
	struct slice content_type, content_encoding, signature; /* empty if not given */
	struct slice body;                                      /* as it was sent */
};

struct websub_server;

/* Ends the process unless this is an address and a port, as numbers: "127.0.0.1:8473", "[::]:8473". */
void websub_server_check(const char *address);

/* Listens there; `wake` is called by its thread when there is something to take.
 * Dies when it cannot. */
struct websub_server *websub_server_open(const char *address, struct slice key, void (*wake)(void *context),
					 void *context);
int websub_server_port(const struct websub_server *server); /* the one that was found, for ":0" */
void websub_server_close(struct websub_server *server);     /* what was taken has been answered */

/* The request that waits longest, or NULL. */
struct websub_request *websub_server_take(struct websub_server *server);

/* Answer it; it is gone then. */
void websub_server_answer(struct websub_request *request, unsigned status, struct slice text);

#endif
