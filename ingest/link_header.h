/* ingest/link_header.h
 *
 * link_header - the links an HTTP answer has in its head (RFC 8288): WebSub's hub, a page's feeds.
 */
#ifndef INGEST_LINK_HEADER_H
#define INGEST_LINK_HEADER_H

#include "common/arena.h"

#define LINK_HEADER_MAX       100        /* links of one head; further ones are left out */
#define LINK_HEADER_MAX_VALUE (4u << 10) /* bytes of an address or a parameter; a link with a longer one is left out */

struct link_header {
	struct slice url;   /* absolute, if a base is known */
	struct slice rel;   /* one or several, white space between: see link_header_is() */
	struct slice type;  /* a media type; may be empty */
	struct slice title; /* plain text, one line; may be empty */
};

/* The links of all Link fields of `head` (that of struct fetch_answer), in their order; *n says how many.  `base` is the
 * URL of the answer.  What is malformed is passed over to the next comma; links that are about something else than the
 * answer (anchor=) are left out.  All lives in the arena. */
struct link_header *link_header_read(struct arena *arena, struct slice head, struct slice base, size_t *n);

/* Is `relation` ("hub") one of its relation types?  In any case. */
bool link_header_is(const struct link_header *link, struct slice relation);

/* The first link of that relation; an empty slice if there is none. */
struct slice link_header_find(const struct link_header *link, size_t n, struct slice relation);

#endif
