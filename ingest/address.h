/* ingest/address.h
 *
 * address - which addresses a fetch may connect to: those of the public internet.
 *
 * Asked after DNS, for the socket about to be opened, so that no name, redirect or spelling of a number gets past it.
 */
#ifndef INGEST_ADDRESS_H
#define INGEST_ADDRESS_H

#include "common/slice.h"

#include <sys/socket.h>

/* False for loopback, private, link-local, shared (CGNAT), multicast, reserved, documentation and unspecified addresses,
 * for those where clouds keep their metadata, and for IPv6 forms that carry such an IPv4 address, or any mapped one.
 * IANA's special-purpose registries, as of 2026-11. */
bool address_is_public(const struct sockaddr *address);

#define ADDRESS_SIZE 46
/* As text, "" for what is neither IPv4 nor IPv6; returns buf. */
const char *address_format(char buf[ADDRESS_SIZE], const struct sockaddr *address);

#endif
