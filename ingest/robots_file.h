/* ingest/robots_file.h
 *
 * robots_file - where the robots.txt of a URL is, and what the answer to a request for it means (RFC 9309, 2.3).
 */
#ifndef INGEST_ROBOTS_FILE_H
#define INGEST_ROBOTS_FILE_H

#include "common/arena.h"
#include "ingest/fetch.h"

/* A URL as robots.txt sees it; each origin has a file of its own. */
struct robots_place {
	struct slice origin; /* "https://a.example:8443": scheme, host in lower case, port if it is not the usual one */
	struct slice host;   /* "a.example:8443" */
	struct slice path;   /* "/x?y", for robots_allow() */
};

/* Lives in `arena`, or is a part of `url`, which is http or https. */
struct robots_place robots_place_of(struct arena *arena, struct slice url);

/* "https://a.example:8443/robots.txt" of any URL there. */
struct slice robots_file_url(struct arena *arena, struct slice url);

/* The rules that an answer makes known: *body, a part of the answer or of `decoded`; empty where there are none (4xx
 * but 429, too many redirects, an address that is not allowed: everything may be fetched).  False for what is no
 * answer (5xx, 429, no connection, a coding that cannot be undone). */
bool robots_file_read(const struct fetch_answer *answer, struct text *decoded, struct slice *body);

#endif
