/* enrich/uri.c - makes addresses ASCII. */
#include "enrich/uri.h"

static bool among(const char *set, char c)
{
	return c && strchr(set, c);
}

static bool is_hex(char c)
{
	return ascii_is_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'f');
}

/* Length of the scheme with its colon, or 0 (RFC 3986, 3.1). */
static size_t scheme_length(struct slice s)
{
	size_t i = 0;

	if (!s.len || !ascii_is_alpha(s.at[0]))
		return 0;
	while (i < s.len && (ascii_is_alpha(s.at[i]) || ascii_is_digit(s.at[i]) || among("+-.", s.at[i])))
		i++;
	return i < s.len && s.at[i] == ':' ? i + 1 : 0;
}

/* Bytes an URI may hold as they are, but for '%', '#' and the brackets, which depend on where they stand. */
static bool is_plain(char c)
{
	return c > ' ' && c < 0x7F && !among("\"<>\\^`{|}%#[]", c);
}

/* The end of the authority ("//host:port"), which alone may hold brackets, around an IPv6 address. */
static size_t authority_end(struct slice s, size_t scheme)
{
	size_t i = scheme;

	if (!slice_starts(slice_skip(s, i), SLICE("//")))
		return i;
	for (i += 2; i < s.len && !among("/?#", s.at[i]); i++)
		;
	return i;
}

struct slice uri_ascii(struct arena *arena, struct slice s)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t scheme = scheme_length(s), authority = authority_end(s, scheme), n = 0;
	char *out;
	bool fragment = false;

	if (!scheme || scheme == s.len)
		return SLICE("");
	out = arena_alloc(arena, s.len * 3);
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		bool keep = is_plain(c) || ((c == '[' || c == ']') && i < authority);

		if (c == '%')
			keep = i + 2 < s.len && is_hex(s.at[i + 1]) && is_hex(s.at[i + 2]);
		if (c == '#') {
			keep = !fragment;
			fragment = true;
		}
		if (keep) {
			out[n++] = c;
			continue;
		}
		out[n++] = '%';
		out[n++] = hex[(unsigned char)c >> 4];
		out[n++] = hex[(unsigned char)c & 15];
	}
	return slice_of(out, n);
}

struct slice uri_host(struct slice uri)
{
	size_t scheme = scheme_length(uri), end = authority_end(uri, scheme);
	struct slice authority;

	if (end < scheme + 3 ||
	    (!slice_starts_nocase(uri, SLICE("http:")) && !slice_starts_nocase(uri, SLICE("https:"))))
		return SLICE("");
	authority = slice_of(uri.at + scheme + 2, end - scheme - 2);
	return slice_contains(authority, SLICE("@")) ? slice_after(authority, '@') : authority;
}

struct slice uri_site(struct arena *arena, struct slice uri)
{
	struct slice host = uri_host(uri),
		     scheme = slice_starts_nocase(uri, SLICE("https:")) ? SLICE("https") : SLICE("http");

	if (slice_empty(host))
		return SLICE("");
	return uri_ascii(arena, arena_printf(arena, "%.*s://%.*s/", SLICE_ARG(scheme), SLICE_ARG(host)));
}
