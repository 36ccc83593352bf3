/* normalize/metadata_url.c - Addresses: made absolute, compared by their sites. */
#include "normalize/metadata.h"

#include <curl/curl.h>

#define MOST_URL_BYTES 4096

struct slice url_resolve(struct arena *arena, struct slice base, struct slice reference)
{
	struct slice out = SLICE("");
	CURLU *url;
	char *s = NULL;

	reference = slice_trim(reference);
	if (slice_empty(reference) || base.len + reference.len > MOST_URL_BYTES)
		return out;
	url = curl_url();
	if (!url)
		return out;
	if (base.len > 0)
		curl_url_set(url, CURLUPART_URL, arena_copy(arena, base).at, 0);
	if (curl_url_set(url, CURLUPART_URL, arena_copy(arena, reference).at, CURLU_URLENCODE) == CURLUE_OK &&
	    curl_url_get(url, CURLUPART_URL, &s, CURLU_NO_DEFAULT_PORT) == CURLUE_OK &&
	    (slice_starts(slice_from(s), SLICE("http://")) || slice_starts(slice_from(s), SLICE("https://"))))
		out = arena_copy(arena, slice_before(slice_from(s), '#'));
	curl_free(s);
	curl_url_cleanup(url);
	return out;
}

struct slice url_host_name(struct slice url)
{
	return slice_before(slice_before(slice_skip(url, slice_find(url, SLICE("://")) + 3), '/'), ':');
}

/* Host of an absolute address, without what tells a site's front doors apart. */
static struct slice site_host(struct slice url)
{
	static const char *const doors[] = { "www.", "m.", "mobile.", "amp." };
	struct slice host = url_host_name(url);

	for (size_t i = 0; i < COUNT(doors); i++)
		if (slice_starts_nocase(host, slice_from(doors[i])))
			host = slice_skip(host, strlen(doors[i]));
	return host;
}

bool url_is_front_page(struct slice url)
{
	struct slice host = slice_skip(url, slice_find(url, SLICE("://")) + 3);

	return slice_skip(host, slice_find(host, SLICE("/"))).len <= 1;
}

/* One host is the other, or below it. */
static bool same_site(struct slice a, struct slice b)
{
	size_t more = a.len > b.len ? a.len - b.len : b.len - a.len;
	struct slice longer = a.len > b.len ? a : b;

	return slice_ends_nocase(a, b) || slice_ends_nocase(b, a) ? more == 0 || longer.at[more - 1] == '.' : false;
}

/* An AMP page may stand on the host of a cache. */
static bool is_amp(struct slice url)
{
	static const char *const marks[] = {
		"://amp.", "/amp/", ".amp", "-amp.", "=amp", "?amp", "&amp", "ampproject"
	};

	for (size_t i = 0; i < COUNT(marks); i++)
		if (slice_contains_nocase(url, slice_from(marks[i])))
			return true;
	return slice_ends_nocase(url, SLICE("/amp"));
}

struct slice canonical_choose(struct arena *arena, struct slice page, struct slice base, struct slice stated)
{
	struct slice url = url_resolve(arena, base, stated);

	if (slice_empty(url) || slice_empty(page))
		return url;
	if (url_is_front_page(url) && !url_is_front_page(page))
		return SLICE("");
	return is_amp(page) || same_site(site_host(url), site_host(page)) ? url : SLICE("");
}

struct slice url_host_label(struct slice url)
{
	struct slice host = url_host_name(url), label = SLICE(""), part;

	if (slice_starts_nocase(host, SLICE("www.")))
		host = slice_skip(host, 4);
	while (slice_next(&host, '.', &part))
		if (host.len > 0 && (part.len > 3 || slice_empty(label)))
			label = part; /* "co" of "co.uk" names nobody */
	return label;
}
