/* ingest/outage.h
 *
 * outage - is it our own network that fails?  When most hosts that answered before fail at once, it is.
 *
 * What counts is the last transfer of each of the hosts asked in the last minutes.  While there is an outage nothing
 * that failed for want of a network is counted against a feed or a page.  One thread; no memory but its own.
 */
#ifndef INGEST_OUTAGE_H
#define INGEST_OUTAGE_H

#include "common/slice.h"

#define OUTAGE_HOSTS     32               /* remembered at most */
#define OUTAGE_LEAST     5                /* fewer hosts prove nothing */
#define OUTAGE_WINDOW_MS (10 * 60 * 1000) /* what is older says nothing any more */

struct outage {
	bool on;
	int64_t since_ms;
	size_t n;
	struct outage_host {
		uint64_t name_hash;
		int64_t at_ms;
		bool failed;
	} host[OUTAGE_HOSTS];
};

/* A transfer ended; `failed`: for want of a network (DNS, connection, time-out), at a host that had not failed before:
 * one that has been dead for long is no evidence, and is not to be noted.  True if there was a change: outage->on says
 * to what.  It begins when three quarters have failed, and ends when less than half have. */
bool outage_note(struct outage *outage, struct slice host, bool failed, int64_t now_ms);

#endif
