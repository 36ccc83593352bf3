/* ingest/fetch_allow.h
 *
 * fetch_allow - which hosts a transfer may go to: public ones, and those of --allow-hosts.
 */
#ifndef INGEST_FETCH_ALLOW_H
#define INGEST_FETCH_ALLOW_H

#include "common/slice.h"

#include <sys/socket.h>

/* May a socket be opened to this address, for a URL with this host (IPv6 with its brackets)? */
bool fetch_allows_address(struct slice host, const struct sockaddr *address);

/* May a proxy be asked for this host?  False for addresses that are not public and for names nobody outside has. */
bool fetch_allows_behind_proxy(struct slice host);

#endif
