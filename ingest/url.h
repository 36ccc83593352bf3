/* ingest/url.h
 *
 * url - one spelling for each http(s) URL, so that the same page has the same id wherever its link was found.
 */
#ifndef INGEST_URL_H
#define INGEST_URL_H

#include "common/arena.h"
#include "common/slice.h"

/* `url` with the scheme https (a page is the same one over http), host in lower case (an international name as its
 * "xn--" form), default port, user, password and fragment removed, dot segments resolved, percent escapes in one
 * spelling, bytes that no URL may have escaped, and without the parameters that only say where a reader came from
 * (utm_*, fbclid, gclid, ...).  RFC 3986, section 6.2.  What is no http or https URL, or has escapes in its host, comes
 * back as it is, trimmed.  Lives in `arena`. */
struct slice url_normalise(struct arena *arena, struct slice url);

/* The host of a URL as written there, without user and port ("[::1]" keeps its brackets); empty if it has
 * none. */
struct slice url_host(struct slice url);

#endif
