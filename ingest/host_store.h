/* ingest/host_store.h
 *
 * host_store - what is remembered of hosts, in tables of ingest's state: until when they want to be left alone, and
 * what their robots.txt said.
 *
 * An origin is a scheme, host and port, "https://a.example:8443": each has a robots.txt of its own.  All writing
 * belongs to the state's transaction.
 */
#ifndef INGEST_HOST_STORE_H
#define INGEST_HOST_STORE_H

#include "common/arena.h"
#include "ingest/state.h"

struct stored_robots {
	struct slice body;  /* decoded; empty: everything is allowed */
	bool known;         /* there was an answer once, which `body` is */
	int64_t expires_ms; /* then it is asked for again */
	int64_t failures;   /* in a row since */
	char why[96];       /* the last of them: "HTTP 503" */
};

struct host_store;

/* What is long past, or further away than a wait ever is (the clock was wrong), is forgotten; with `once` also that a
 * robots.txt could not be read. */
struct host_store *host_store_open(struct state *state, bool once);
void host_store_close(struct host_store *store);

/* The host is not to be asked before until_ms. */
void host_store_block(struct host_store *store, struct slice host, int64_t until_ms);
void host_store_blocks(struct host_store *store, void (*each)(void *context, struct slice host, int64_t until_ms),
		       void *context);

/* What is known of its robots.txt: all zero, nothing.  The body lives in the arena. */
struct stored_robots host_store_robots(struct host_store *store, struct slice origin, struct arena *arena);
void host_store_set_robots(struct host_store *store, struct slice origin, const struct stored_robots *robots);

#endif
