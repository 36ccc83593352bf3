/* ingest/surt.c - one key for all spellings of a URL. */
#include "ingest/surt.h"
#include "ingest/url.h"

#include <stdlib.h>

#define MAX_PARAMETERS 256 /* a query with more is left in its order */

/* Undo escapes, those that undoing makes too. */
static void add_unescaped(struct text *out, struct slice s)
{
	size_t begin = out->len;
	int value;

	for (size_t i = 0; i < s.len; i++) {
		text_add_char(out, s.at[i]);
		while (out->len - begin >= 3 && (value = slice_escape_value(text_slice(out), out->len - 3)) >= 0) {
			out->len -= 2;
			out->at[out->len - 1] = (char)value;
		}
	}
}

static void add_escaped(struct text *out, struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];

		if (c <= ' ' || c >= 0x7F || c == '#' || c == '%')
			text_addf(out, "%%%02x", c);
		else
			text_add_char(out, ascii_lower(s.at[i]));
	}
}

/* "www", digits and a dot. */
static struct slice without_www(struct slice host)
{
	size_t n = 3;

	if (!slice_starts_nocase(host, SLICE("www")))
		return host;
	while (n < host.len && ascii_is_digit(host.at[n]))
		n++;
	return n < host.len && host.at[n] == '.' ? slice_skip(host, n + 1) : host;
}

static void add_host(struct text *out, struct slice host)
{
	host = without_www(host);
	while (host.len > 0 && host.at[host.len - 1] == '.')
		host.len--;
	if (slice_starts(host, SLICE("["))) {
		add_escaped(out, host);
		return;
	}
	while (host.len > 0) {
		size_t n = host.len;

		while (n > 0 && host.at[n - 1] != '.')
			n--;
		add_escaped(out, slice_skip(host, n));
		host = slice_head(host, n > 0 ? n - 1 : 0);
		if (host.len > 0)
			text_add_char(out, ',');
	}
}

/* ":8080" of what stands behind the host; empty for the port that the scheme implies. */
static struct slice port_of(struct slice url, struct slice rest)
{
	size_t n = 1;

	if (!slice_starts(rest, SLICE(":")))
		return SLICE("");
	while (n < rest.len && ascii_is_digit(rest.at[n]))
		n++;
	rest = slice_head(rest, n);
	if (n == 1 || (slice_starts_nocase(url, SLICE("https:")) && slice_equal(rest, SLICE(":443"))) ||
	    (slice_starts_nocase(url, SLICE("http:")) && slice_equal(rest, SLICE(":80"))))
		return SLICE("");
	return rest;
}

/* Append "/" and each segment of `path`, dot segments resolved (RFC 3986, 5.2.4; one too many stays). */
static void add_segments(struct text *out, struct slice path)
{
	struct slice segment, rest = slice_after(path, '/');
	size_t begin = out->len;

	while (slice_next(&rest, '/', &segment)) {
		if (slice_equal(segment, SLICE(".")))
			continue;
		if (slice_equal(segment, SLICE("..")) && out->len > begin) {
			while (out->len > begin && out->at[out->len - 1] != '/')
				out->len--;
			out->len -= out->len > begin;
			continue;
		}
		text_add_char(out, '/');
		text_add(out, segment);
	}
}

static void add_path(struct text *out, struct slice path)
{
	struct text plain, segments;
	struct slice segment, rest;
	bool any = false;

	text_init(&plain, path.len + 1);
	text_init(&segments, 2 * path.len + 1);
	add_unescaped(&plain, path);
	add_segments(&segments, text_slice(&plain));
	rest = text_slice(&segments);
	while (slice_next(&rest, '/', &segment)) {
		if (slice_empty(segment))
			continue;
		text_add_char(out, '/');
		add_escaped(out, segment);
		any = true;
	}
	if (!any)
		text_add_char(out, '/');
	text_release(&plain);
	text_release(&segments);
}

/* By name; without a value before with one; by value. */
static int compare_parameters(const void *left, const void *right)
{
	const struct slice *a = left, *b = right;
	struct slice name_a = slice_before(*a, '='), name_b = slice_before(*b, '=');
	int order = slice_compare(name_a, name_b);

	return order ? order : slice_compare(slice_skip(*a, name_a.len), slice_skip(*b, name_b.len));
}

static void add_query(struct text *out, struct slice query)
{
	struct slice parameter[MAX_PARAMETERS], rest;
	struct text plain, escaped;
	size_t n = 0;

	text_init(&plain, query.len + 1);
	text_init(&escaped, 3 * query.len + 1);
	add_unescaped(&plain, query);
	add_escaped(&escaped, text_slice(&plain));
	rest = text_slice(&escaped);
	while (n < MAX_PARAMETERS && slice_next(&rest, '&', &parameter[n]))
		n++;
	if (rest.len > 0) {
		parameter[0] = text_slice(&escaped);
		n = 1;
	}
	qsort(parameter, n, sizeof *parameter, compare_parameters);
	for (size_t i = 0; i < n; i++) {
		text_add_char(out, i ? '&' : '?');
		text_add(out, parameter[i]);
	}
	text_release(&plain);
	text_release(&escaped);
}

void surt_add(struct text *out, struct slice url)
{
	struct slice host = url_host(url), rest, authority;

	if (host.len == 0) {
		add_escaped(out, url);
		return;
	}
	rest = slice_before(slice_of(host.at + host.len, (size_t)(url.at + url.len - host.at) - host.len), '#');
	authority = slice_before(slice_before(rest, '?'), '/');
	add_host(out, host);
	text_add(out, port_of(url, authority));
	text_add_char(out, ')');
	add_path(out, slice_skip(slice_before(rest, '?'), authority.len));
	add_query(out, slice_after(rest, '?'));
}
