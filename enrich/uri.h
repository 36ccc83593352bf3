/* enrich/uri.h
 *
 * uri - addresses as ninjs wants them: ASCII, RFC 3986.
 */
#ifndef ENRICH_URI_H
#define ENRICH_URI_H

#include "common/arena.h"

/* s with every byte that an URI cannot hold percent-encoded; what is encoded already stays.  Empty if s does not
 * begin with a scheme. */
struct slice uri_ascii(struct arena *arena, struct slice s);

/* "https://host/" of an http or https URI, and the host alone; empty for others. */
struct slice uri_site(struct arena *arena, struct slice uri);
struct slice uri_host(struct slice uri);

#endif
