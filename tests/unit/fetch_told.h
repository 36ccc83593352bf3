/* tests/unit/fetch_told.h
 *
 * fetch_told - what a transfer told at its end, kept for a test to look at.
 */
#ifndef TESTS_FETCH_TOLD_H
#define TESTS_FETCH_TOLD_H

#include "ingest/fetch.h"
#include "tests/unit/unit.h"

struct told {
	int calls, status;
	enum fetch_failure failure;
	bool truncated;
	char *sentence, *url, *moved_url, *ip, *request, *head, *body, *decoded;
	size_t body_len;
	char *hops; /* "URL STATUS REQUEST-LINE BODY-BYTES[ cut]\n" of each redirect that was followed */
	int64_t took_ms;
};

void told_done(void *context, const struct fetch_answer *answer); /* for a request; its context is the struct told */
void told_forget(struct told *told);

/* Transfer them to their ends, with the fetcher, or one of their own for NULL.  Fails the test after 15 seconds. */
void told_fetch(struct fetcher *fetcher, const struct fetch_request *requests, size_t n);

#endif
