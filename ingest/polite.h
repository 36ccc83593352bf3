/* ingest/polite.h
 *
 * polite - a few transfers for a command: many hosts at once, one connection and a pause (--host-delay-ms) for each.
 */
#ifndef INGEST_POLITE_H
#define INGEST_POLITE_H

#include "ingest/fetch.h"
#include "ingest/schedule.h"

struct polite;

struct visit {
	struct slice url;                   /* of a host (url_host) */
	const struct feed_options *options; /* or NULL */
	size_t limit_bytes;
	void (*done)(struct visit *visit, const struct fetch_answer *answer); /* called once */
	void *context;

	/* polite.c's own */
	struct polite *polite;
	struct slice host;
	struct schedule_host *at;
	bool started;
};

struct polite *polite_open(void);
void polite_close(struct polite *polite);
const char *polite_user_agent(const struct polite *polite);

/* Make all visits; returns when the last is done.  A second call keeps the pauses of the first. */
void polite_visit(struct polite *polite, struct visit *visits, size_t n);

#endif
