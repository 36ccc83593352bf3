/* ingest/robots_file.c - from URLs to the robots.txt that is about them, and what comes from there. */
#include "ingest/robots_file.h"

/* Up to where its path, query or fragment begins. */
static struct slice authority_of(struct slice rest)
{
	size_t n = 0;

	while (n < rest.len && !strchr("/?#", rest.at[n]))
		n++;
	return slice_head(rest, n);
}

static struct slice in_lower_case(struct arena *arena, struct slice s)
{
	char *lower = arena_alloc(arena, s.len + 1);

	for (size_t i = 0; i < s.len; i++)
		lower[i] = ascii_lower(s.at[i]);
	return slice_of(lower, s.len);
}

struct robots_place robots_place_of(struct arena *arena, struct slice url)
{
	bool secure = slice_starts_nocase(url, SLICE("https:"));
	struct slice rest = slice_skip(url, slice_find(url, SLICE("://")) + 3), host = authority_of(rest);
	struct slice path = slice_before(slice_skip(rest, host.len), '#'),
		     usual = secure ? SLICE(":443") : SLICE(":80");

	if (slice_contains(host, SLICE("@")))
		host = slice_after(host, '@');
	if (slice_ends(host, usual))
		host.len -= usual.len;
	host = in_lower_case(arena, host);
	if (!slice_starts(path, SLICE("/"))) /* "?y" of the root is "/?y" in a request */
		path = arena_printf(arena, "/%.*s", SLICE_ARG(path));
	return (struct robots_place){ .origin =
					      arena_printf(arena, "http%s://%.*s", secure ? "s" : "", SLICE_ARG(host)),
				      .host = host,
				      .path = path };
}

struct slice robots_file_url(struct arena *arena, struct slice url)
{
	return arena_printf(arena, "%.*s/robots.txt", SLICE_ARG(robots_place_of(arena, url).origin));
}

bool robots_file_read(const struct fetch_answer *answer, struct text *decoded, struct slice *body)
{
	struct reason unused;

	*body = SLICE("");
	switch (answer->failure) {
	case FETCH_FINE: return answer->status != 304 && fetch_decode(answer, decoded, body, &unused) == 0;
	case FETCH_STATUS: return answer->status < 500 && answer->status != 429;
	case FETCH_REDIRECT:
	case FETCH_REFUSED: return true; /* "unavailable", like 4xx */
	default: return false;
	}
}
