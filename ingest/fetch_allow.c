/* ingest/fetch_allow.c - public hosts, and those that are listed. */
#include "ingest/fetch_allow.h"
#include "ingest/address.h"
#include "ingest/fetch.h"

#include <arpa/inet.h>
#include <netinet/in.h>

static bool is_listed(struct slice name)
{
	for (size_t i = 0; i < fetch_options.allow_hosts.n; i++) {
		struct slice rest = slice_from(fetch_options.allow_hosts.at[i]), listed;

		while (slice_next(&rest, ',', &listed))
			if (slice_equal_nocase(slice_trim(listed), name))
				return true;
	}
	return false;
}

static struct slice without_brackets(struct slice host)
{
	if (slice_starts(host, SLICE("[")) && slice_ends(host, SLICE("]")))
		return slice_head(slice_skip(host, 1), host.len - 2);
	return host;
}

bool fetch_allows_address(struct slice host, const struct sockaddr *address)
{
	char text[ADDRESS_SIZE];

	return address_is_public(address) || is_listed(slice_from(address_format(text, address))) ||
	       is_listed(without_brackets(host));
}

/* An address written as a name; libcurl has put odd spellings (0x7f.1, 2130706433) into the usual one before. */
static bool is_address(struct slice host, struct sockaddr_storage *address)
{
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	char text[ADDRESS_SIZE];

	if (host.len >= sizeof text)
		return false;
	memcpy(text, host.at, host.len);
	text[host.len] = '\0';
	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
		memcpy(address, &v4, sizeof v4);
	else if (inet_pton(AF_INET6, text, &v6.sin6_addr) == 1)
		memcpy(address, &v6, sizeof v6);
	else
		return false;
	return true;
}

/* RFC 6761, 6762, 8375 and ICANN's .internal; a name without a dot is looked up in the proxy's own domain. */
static bool is_local_name(struct slice name)
{
	static const char *const suffixes[] = { ".localhost", ".local", ".internal", ".home.arpa", ".localdomain" };

	if (slice_ends(name, SLICE(".")))
		name.len--;
	for (size_t i = 0; i < COUNT(suffixes); i++)
		if (slice_ends_nocase(name, slice_from(suffixes[i])))
			return true;
	return !slice_contains(name, SLICE("."));
}

bool fetch_allows_behind_proxy(struct slice host)
{
	struct sockaddr_storage address;

	host = without_brackets(host);
	if (is_listed(host))
		return true;
	if (is_address(host, &address))
		return address_is_public((const struct sockaddr *)&address);
	return !slice_contains(host, SLICE(":")) && !is_local_name(host);
}
