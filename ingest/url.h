/* ingest/url.h
 *
 * url - what all of ingest knows of URLs; and one spelling for each http(s) URL, so that the same page has the same id
 * wherever its link was found.
 */
#ifndef INGEST_URL_H
#define INGEST_URL_H

#include "common/arena.h"
#include "common/slice.h"

/* Does it begin with http:// or https://, in any case? */
bool url_is_web(struct slice url);

/* Is it the URL of a proxy: http://, https://, socks5:// or socks5h://HOST:PORT? */
bool url_is_proxy(struct slice url);

/* "feed:https://..." and "feed://...", as links to feeds were once written, as the http(s) URL that they mean; others
 * as they are.  Lives in `arena`, or is a part of `url`. */
struct slice url_without_feed(struct arena *arena, struct slice url);

/* Letters, digits, "-", ".", "_", "~": those that need no escape.  RFC 3986, 2.3. */
static inline bool url_is_unreserved(char c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

/* Does it begin with the name of a scheme, as in "mailto:"? */
bool url_has_scheme(struct slice url);

/* `link` against `base` (RFC 3986, section 5); as it is if it is absolute or there is no base.  In `arena`, or a part of
 * `link`. */
struct slice url_join(struct arena *arena, struct slice base, struct slice link);

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
