/* tests/unit/test_address.c - every row of IANA's two registries of special addresses, and what lies beside them. */
#include "tests/unit/unit.h"

#include "ingest/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

/* An address in the form in which a socket is opened to it. */
struct place {
	struct sockaddr_storage address;
	unsigned char *bytes; /* of the address itself */
	size_t nbytes;
};

static void place_read(struct place *p, const char *text)
{
	int family = strchr(text, ':') ? AF_INET6 : AF_INET;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)(void *)&p->address;
	struct sockaddr_in *v4 = (struct sockaddr_in *)(void *)&p->address;

	memset(p, 0, sizeof *p);
	p->address.ss_family = (sa_family_t)family;
	p->bytes = family == AF_INET6 ? v6->sin6_addr.s6_addr : (unsigned char *)&v4->sin_addr;
	p->nbytes = family == AF_INET6 ? sizeof v6->sin6_addr : sizeof v4->sin_addr;
	assert_int_equal(inet_pton(family, text, p->bytes), 1);
}

static void expect(const struct place *p, bool public, const char *row)
{
	const struct sockaddr *address = (const struct sockaddr *)(const void *)&p->address;
	char text[ADDRESS_SIZE];

	if (address_is_public(address) != public)
		fail_msg("%s of %s is %spublic", address_format(text, address), row, public ? "not " : "");
}

/* Set all bits behind the first `bits` to what `bit` says of them: 0, 1, or alternately (2). */
static void fill(struct place *p, int bits, int bit)
{
	for (size_t i = (size_t)bits; i < 8 * p->nbytes; i++) {
		unsigned char mask = (unsigned char)(0x80 >> (i % 8));
		bool set = bit == 1 || (bit == 2 && i % 2);

		p->bytes[i / 8] = (unsigned char)(set ? p->bytes[i / 8] | mask : p->bytes[i / 8] & ~mask);
	}
}

static void address_is_public_as_the_registries_have_it(void **state)
{
	static const struct {
		const char *network;
		int bits;
		bool public;
	} rows[] = {
		/* IANA IPv4 Special-Purpose Address Registry */
		{ "0.0.0.0", 8, false },
		{ "0.0.0.0", 32, false },
		{ "10.0.0.0", 8, false },
		{ "100.64.0.0", 10, false },
		{ "127.0.0.0", 8, false },
		{ "169.254.0.0", 16, false },
		{ "172.16.0.0", 12, false },
		{ "192.0.0.0", 24, false },
		{ "192.0.0.0", 29, false },
		{ "192.0.0.8", 32, false },
		{ "192.0.0.9", 32, false },  /* reachable: Port Control Protocol, no web */
		{ "192.0.0.10", 32, false }, /* reachable: TURN, no web */
		{ "192.0.0.170", 32, false },
		{ "192.0.0.171", 32, false },
		{ "192.0.2.0", 24, false },
		{ "192.31.196.0", 24, true },
		{ "192.52.193.0", 24, true },
		{ "192.88.99.0", 24, false },
		{ "192.168.0.0", 16, false },
		{ "192.175.48.0", 24, true },
		{ "198.18.0.0", 15, false },
		{ "198.51.100.0", 24, false },
		{ "203.0.113.0", 24, false },
		{ "240.0.0.0", 4, false },
		{ "255.255.255.255", 32, false },
		/* multicast; a cloud's metadata */
		{ "224.0.0.0", 4, false },
		{ "168.63.129.16", 32, false },
		/* IANA IPv6 Special-Purpose Address Registry */
		{ "::1", 128, false },
		{ "::", 128, false },
		{ "::ffff:0:0", 96, false },
		{ "64:ff9b:1::", 48, false },
		{ "100::", 64, false },
		{ "100:0:0:1::", 64, false },
		{ "2001::", 23, false }, /* all of it, those of its parts too that are reachable: none has a web */
		{ "2001::", 32, false },
		{ "2001:1::1", 128, false },
		{ "2001:1::2", 128, false },
		{ "2001:1::3", 128, false },
		{ "2001:2::", 48, false },
		{ "2001:3::", 32, false },
		{ "2001:4:112::", 48, false },
		{ "2001:10::", 28, false },
		{ "2001:20::", 28, false },
		{ "2001:30::", 28, false },
		{ "2001:db8::", 32, false },
		{ "2620:4f:8000::", 48, true },
		{ "3fff::", 20, false },
		{ "5f00::", 16, false },
		{ "fc00::", 7, false },
		{ "fe80::", 10, false },
		/* multicast, site-local, IPv4-compatible, not given out */
		{ "ff00::", 8, false },
		{ "fec0::", 10, false },
		{ "::", 96, false },
		{ "4000::", 2, false },
		{ "8000::", 1, false },
	};
	struct place p;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		place_read(&p, rows[i].network);
		for (int bit = 0; bit <= 2; bit++) {
			fill(&p, rows[i].bits, bit);
			expect(&p, rows[i].public, rows[i].network);
		}
	}
}

static void address_is_public_right_beside_them(void **state)
{
	static const char *const public[] = { "1.0.0.0",       "9.255.255.255",   "11.0.0.0",        "100.63.255.255",
					      "100.128.0.0",   "126.255.255.255", "128.0.0.0",       "168.63.129.15",
					      "168.63.129.17", "169.253.255.255", "169.255.0.0",     "172.15.255.255",
					      "172.32.0.0",    "191.255.255.255", "192.0.1.0",       "192.0.1.255",
					      "192.0.3.0",     "192.88.98.255",   "192.88.100.0",    "192.167.255.255",
					      "192.169.0.0",   "198.17.255.255",  "198.20.0.0",      "198.51.99.255",
					      "198.51.101.0",  "203.0.112.255",   "203.0.114.0",     "223.255.255.255",
					      "2000::",        "2001:200::",      "2001:db7:ffff::", "2001:db9::",
					      "2003::",        "2606:4700::1111", "3ffe:ffff::",     "3fff:1000::" };
	struct place p;

	(void)state;
	for (size_t i = 0; i < COUNT(public); i++) {
		place_read(&p, public[i]);
		expect(&p, true, public[i]);
	}
}

/* 6to4 (RFC 3056) and NAT64 (RFC 6052) lead to the IPv4 address they carry. */
static void address_is_as_public_as_what_it_carries(void **state)
{
	static const struct {
		const char *text;
		bool public;
	} rows[] = { { "64:ff9b::1.1.1.1", true },
		     { "64:ff9b::10.0.0.1", false },
		     { "64:ff9b::127.0.0.1", false },
		     { "64:ff9b::169.254.169.254", false },
		     { "64:ff9b::255.255.255.255", false },
		     { "64:ff9b:0:1::1.1.1.1", false },
		     { "64:ff9b:1::1.1.1.1", false },
		     { "2002:101:101::1", true },
		     { "2002:a00:1::1", false },
		     { "2002:7f00:1::1", false },
		     { "2002:a9fe:a9fe::1", false },
		     { "2002:c0a8:1::1", false },
		     { "2002:e000:1::1", false },
		     { "2001:0:101:101::", false },
		     { "::ffff:1.1.1.1", false },
		     { "::ffff:0:1.1.1.1", false },
		     { "::1.1.1.1", false } };
	struct place p;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		place_read(&p, rows[i].text);
		expect(&p, rows[i].public, rows[i].text);
	}
}

static void address_is_written_as_people_do(void **state)
{
	static const char *const texts[] = { "1.1.1.1", "100.100.100.200", "::1", "2606:4700::1111", "::ffff:1.2.3.4" };
	struct sockaddr local = { .sa_family = AF_UNIX };
	char text[ADDRESS_SIZE];
	struct place p;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		place_read(&p, texts[i]);
		assert_string_equal(address_format(text, (const struct sockaddr *)(const void *)&p.address), texts[i]);
	}
	assert_string_equal(address_format(text, &local), "");
	assert_false(address_is_public(&local));
}

UNIT(address, cmocka_unit_test(address_is_public_as_the_registries_have_it),
     cmocka_unit_test(address_is_public_right_beside_them), cmocka_unit_test(address_is_as_public_as_what_it_carries),
     cmocka_unit_test(address_is_written_as_people_do))
