/* ingest/address.c - addresses that are public, and those that are not. */
#include "ingest/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

static bool ipv4_is_public(uint32_t ip)
{
	static const struct {
		uint32_t network;
		int bits;
	} special[] = {
		{ 0x00000000, 8 },  /* "this network", 0.0.0.0 */
		{ 0x0A000000, 8 },  /* private */
		{ 0x64400000, 10 }, /* shared by carriers; 100.100.100.200 is a cloud's metadata */
		{ 0x7F000000, 8 },  /* loopback */
		{ 0xA83F8110, 32 }, /* 168.63.129.16, a cloud's metadata */
		{ 0xA9FE0000, 16 }, /* link-local; 169.254.169.254 is metadata of most clouds */
		{ 0xAC100000, 12 }, /* private */
		{ 0xC0000000, 24 }, /* protocol assignments */
		{ 0xC0000200, 24 }, /* documentation */
		{ 0xC0586300, 24 }, /* 6to4 relays */
		{ 0xC0A80000, 16 }, /* private */
		{ 0xC6120000, 15 }, /* benchmarks */
		{ 0xC6336400, 24 }, /* documentation */
		{ 0xCB007100, 24 }, /* documentation */
		{ 0xE0000000, 3 },  /* multicast, reserved, broadcast */
	};

	for (size_t i = 0; i < COUNT(special); i++)
		if ((ip ^ special[i].network) >> (32 - special[i].bits) == 0)
			return false;
	return true;
}

static uint32_t ipv4_at(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Only 2000::/3 is given out; of it, what is special is refused, and what carries an IPv4 address is asked for that. */
static bool ipv6_is_public(const unsigned char *p)
{
	static const unsigned char nat64[12] = { 0x00, 0x64, 0xFF, 0x9B };

	if (memcmp(p, nat64, sizeof nat64) == 0)
		return ipv4_is_public(ipv4_at(p + 12));
	if ((p[0] & 0xE0) != 0x20)
		return false;
	if (p[0] == 0x20 && p[1] == 0x02)
		return ipv4_is_public(ipv4_at(p + 2)); /* 6to4 */
	if (p[0] == 0x20 && p[1] == 0x01 && (p[2] < 0x02 || (p[2] == 0x0D && p[3] == 0xB8)))
		return false; /* 2001::/23: Teredo, ORCHID, benchmarks; 2001:db8::/32: documentation */
	return !(p[0] == 0x3F && p[1] == 0xFF && p[2] < 0x10); /* 3fff::/20: documentation */
}

bool address_is_public(const struct sockaddr *address)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	if (address->sa_family == AF_INET) {
		memcpy(&v4, address, sizeof v4);
		return ipv4_is_public(ntohl(v4.sin_addr.s_addr));
	}
	if (address->sa_family != AF_INET6)
		return false;
	memcpy(&v6, address, sizeof v6);
	return ipv6_is_public(v6.sin6_addr.s6_addr);
}

const char *address_format(char buf[ADDRESS_SIZE], const struct sockaddr *address)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	buf[0] = '\0';
	if (address->sa_family == AF_INET) {
		memcpy(&v4, address, sizeof v4);
		inet_ntop(AF_INET, &v4.sin_addr, buf, ADDRESS_SIZE);
	} else if (address->sa_family == AF_INET6) {
		memcpy(&v6, address, sizeof v6);
		inet_ntop(AF_INET6, &v6.sin6_addr, buf, ADDRESS_SIZE);
	}
	return buf;
}
