/* ingest/url.c - one spelling for each URL; libcurl's URL API takes it apart. */
#include "ingest/url.h"
#include "common/die.h"
#include "common/text.h"

#include <curl/curl.h>
#include <unicode/uidna.h>

bool url_is_web(struct slice url)
{
	return slice_starts_nocase(url, SLICE("http://")) || slice_starts_nocase(url, SLICE("https://"));
}

bool url_is_proxy(struct slice url)
{
	static const char *const schemes[] = { "http://", "https://", "socks5://", "socks5h://" };

	for (size_t i = 0; i < COUNT(schemes); i++)
		if (slice_starts_nocase(url, slice_from(schemes[i])))
			return url.len > strlen(schemes[i]);
	return false;
}

struct slice url_without_feed(struct arena *arena, struct slice url)
{
	if (slice_starts_nocase(url, SLICE("feed://")))
		return arena_printf(arena, "http%.*s", SLICE_ARG(slice_skip(url, 4)));
	return slice_starts_nocase(url, SLICE("feed:")) ? slice_skip(url, 5) : url;
}

/* Parameters that name the way a reader came, never the page.  A '*' at the end matches any ending. */
static const char *const trackers[] = {
	"utm_*",   "fbclid", "gclid",     "gclsrc",      "dclid",     "gbraid",     "wbraid",
	"msclkid", "yclid",  "twclid",    "ttclid",      "igshid",    "igsh",       "mc_cid",
	"mc_eid",  "_hsenc", "_hsmi",     "mkt_tok",     "vero_id",   "oly_enc_id", "_ga",
	"_gl",     "zanpid", "_openstat", "oly_anon_id", "li_fat_id", "at_medium",  "at_campaign",
};

static bool is_tracker(struct slice name)
{
	for (size_t i = 0; i < COUNT(trackers); i++) {
		struct slice t = slice_from(trackers[i]);

		if (slice_ends(t, SLICE("*")) ? slice_starts_nocase(name, slice_head(t, t.len - 1))
					      : slice_equal_nocase(name, t))
			return true;
	}
	return false;
}

static bool is_url_byte(char c)
{
	return url_is_unreserved(c) || (c && strchr(":/?#[]@!$&'()*+,;=%", c));
}

/* Append s with each escape in upper case, or undone where it stands for an unreserved character, and every
 * other byte that no URL may have escaped. */
static void add_escaped(struct text *out, struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		int escaped = slice_escape_value(s, i);

		if (escaped >= 0) {
			char c = (char)escaped;

			if (url_is_unreserved(c))
				text_add_char(out, c);
			else
				text_addf(out, "%%%02X", (unsigned)(unsigned char)c);
			i += 2;
		} else if (s.at[i] == '%' || !is_url_byte(s.at[i])) {
			text_addf(out, "%%%02X", (unsigned)(unsigned char)s.at[i]);
		} else {
			text_add_char(out, s.at[i]);
		}
	}
}

static void add_query(struct text *out, struct slice query)
{
	struct slice pair;
	char before = '?';

	while (slice_next(&query, '&', &pair)) {
		if (slice_empty(pair) || is_tracker(slice_before(pair, '=')))
			continue;
		text_add_char(out, before);
		add_escaped(out, pair);
		before = '&';
	}
}

/* A part of the URL, to curl_free(); NULL when it has none. */
static char *part_of(CURLU *url, CURLUPart part, unsigned flags)
{
	char *value;

	if (curl_url_get(url, part, &value, flags) == CURLUE_OK)
		return value;
	return NULL;
}

/* An international host name in its "xn--" form (UTS #46); false if it has none.  libcurl's own conversion
 * depends on the locale. */
static bool host_to_ascii(const char *host, char *out, int32_t room)
{
	UErrorCode status = U_ZERO_ERROR;
	UIDNAInfo info = UIDNA_INFO_INITIALIZER;
	UIDNA *idna = uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII, &status);
	int32_t n = uidna_nameToASCII_UTF8(idna, host, -1, out, room, &info, &status);

	uidna_close(idna);
	return U_SUCCESS(status) && !info.errors && n < room;
}

static void add_host(struct text *out, CURLU *url)
{
	char *host = part_of(url, CURLUPART_HOST, 0);
	struct slice s = slice_from(host);
	char ascii[256];

	for (size_t i = 0; i < s.len; i++) {
		if ((unsigned char)s.at[i] < 0x80)
			continue;
		if (host_to_ascii(host, ascii, sizeof ascii))
			s = slice_from(ascii);
		break;
	}
	for (size_t i = 0; i < s.len; i++)
		text_add_char(out, ascii_lower(s.at[i]));
	curl_free(host);
}

static void add_parts(struct text *out, CURLU *url)
{
	char *port = part_of(url, CURLUPART_PORT, CURLU_NO_DEFAULT_PORT);
	char *path = part_of(url, CURLUPART_PATH, 0);
	char *query = part_of(url, CURLUPART_QUERY, 0);

	text_add(out, SLICE("https://"));
	add_host(out, url);
	if (port && strcmp(port, "443") != 0)
		text_addf(out, ":%s", port);
	add_escaped(out, slice_from(path ? path : "/"));
	add_query(out, slice_from(query));
	curl_free(port);
	curl_free(path);
	curl_free(query);
}

/* A copy, followed by a NUL byte, in which no dot is written "%2E": libcurl resolves dot segments. */
static char *with_plain_dots(struct arena *arena, struct slice url)
{
	char *copy = arena_alloc(arena, url.len + 1);

	for (size_t n = 0; url.len > 0; n++) {
		bool dot = slice_starts_nocase(url, SLICE("%2e"));

		copy[n] = dot ? '.' : url.at[0];
		url = slice_skip(url, dot ? 3 : 1);
	}
	return copy;
}

/* libcurl undoes escapes of a host after it has looked for numbers in it, so that what it makes of one may be another
 * host when it is read again: "%375" becomes 75, and that 0.0.0.75. */
static bool has_escaped_host(struct slice url)
{
	struct slice rest = slice_skip(url, slice_find(url, SLICE("://")) + 3);
	bool escaped = false;

	while (slice_starts(rest, SLICE("/")))
		rest = slice_skip(rest, 1);
	for (size_t i = 0; i < rest.len && !strchr("/?#", rest.at[i]); i++)
		escaped = rest.at[i] == '%' || (escaped && rest.at[i] != '@');
	return escaped;
}

struct slice url_normalise(struct arena *arena, struct slice url)
{
	struct slice normal = arena_copy(arena, slice_trim(url));
	CURLU *parts;
	struct text out;

	if (!url_is_web(normal))
		return normal;
	if (memchr(normal.at, '\0', normal.len) || has_escaped_host(normal))
		return normal;
	parts = curl_url();
	if (!parts)
		die("out of memory");
	text_init(&out, 4 * normal.len + 4096);
	if (curl_url_set(parts, CURLUPART_URL, with_plain_dots(arena, normal), CURLU_ALLOW_SPACE) == CURLUE_OK) {
		add_parts(&out, parts);
		if (!text_overflowed(&out))
			normal = arena_copy(arena, text_slice(&out));
	}
	text_release(&out);
	curl_url_cleanup(parts);
	return normal;
}

struct slice url_host(struct slice url)
{
	size_t begin = slice_find(url, SLICE("://"));
	struct slice host = slice_skip(url, begin + 3);
	size_t n = 0, close;

	while (n < host.len && host.at[n] != '/' && host.at[n] != '?' && host.at[n] != '#' && host.at[n] != '\\')
		n++;
	host = slice_head(host, n);
	for (n = host.len; n > 0; n--) {
		if (host.at[n - 1] == '@') {
			host = slice_skip(host, n);
			break;
		}
	}
	close = slice_find(host, SLICE("]"));
	return slice_starts(host, SLICE("[")) ? slice_head(host, close + 1) : slice_before(host, ':');
}
