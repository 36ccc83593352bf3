/* ingest/url_join.c - links made absolute: RFC 3986, section 5.2, on URLs as they are, whatever characters they hold. */
#include "ingest/url.h"

/* The address that comes about; it has room for base and link together. */
struct absolute {
	char *at;
	size_t len;
	size_t root; /* behind the "/" that the path begins with */
};

/* An URL as people paste it: without white space at its ends, line ends within and what indents the line after one. */
static struct slice tidy_link(struct arena *arena, struct slice link)
{
	char *at;
	size_t n = 0;
	bool folded = false; /* white space behind a line end */

	link = slice_trim(link);
	if (!memchr(link.at, '\n', link.len) && !memchr(link.at, '\r', link.len) && !memchr(link.at, '\t', link.len))
		return link;
	at = arena_alloc(arena, link.len + 1);
	for (size_t i = 0; i < link.len; i++) {
		folded = link.at[i] == '\n' || (folded && ascii_is_space(link.at[i]));
		if (!folded && link.at[i] != '\r' && link.at[i] != '\t')
			at[n++] = link.at[i];
	}
	return slice_of(at, n);
}

/* The length of "scheme:"; 0 if s begins with none. */
static size_t scheme_length(struct slice s)
{
	size_t n = 0;

	while (n < s.len &&
	       (ascii_is_alpha(s.at[n]) || (n && (ascii_is_digit(s.at[n]) || (s.at[n] && strchr("+.-", s.at[n]))))))
		n++;
	return n && n < s.len && s.at[n] == ':' ? n + 1 : 0;
}

bool url_has_scheme(struct slice link)
{
	return scheme_length(link) > 0;
}

static void add(struct absolute *a, struct slice s)
{
	memcpy(a->at + a->len, s.at, s.len);
	a->len += s.len;
}

/* Segments of a path, behind a "/": "." means nothing, ".." takes the last one away. */
static void add_segments(struct absolute *a, struct slice path)
{
	while (path.len) {
		struct slice segment = slice_before(path, '/');

		path = slice_skip(path, segment.len);
		if (slice_equal(segment, SLICE(".."))) {
			a->len -= a->len > a->root;
			while (a->len > a->root && a->at[a->len - 1] != '/')
				a->len--;
		} else if (!slice_equal(segment, SLICE("."))) {
			add(a, segment);
			add(a, slice_head(path, 1));
		}
		path = slice_skip(path, 1);
	}
}

/* What stands before the first of some characters. */
static struct slice before_any(struct slice s, const char *stop)
{
	size_t n = 0;

	while (n < s.len && !(s.at[n] && strchr(stop, s.at[n])))
		n++;
	return slice_head(s, n);
}

/* The part of a path that names its folder, behind its first "/". */
static struct slice folder_of(struct slice path)
{
	while (path.len && path.at[path.len - 1] != '/')
		path.len--;
	return slice_skip(path, 1);
}

/* `link` begins with a path. */
static void add_path(struct absolute *a, struct slice base_path, struct slice link)
{
	struct slice path = before_any(link, "?#");

	add(a, SLICE("/"));
	a->root = a->len;
	if (!slice_starts(path, SLICE("/")))
		add_segments(a, folder_of(base_path));
	add_segments(a, slice_skip(path, slice_starts(path, SLICE("/"))));
	add(a, slice_skip(link, path.len));
}

struct slice url_join(struct arena *arena, struct slice base, struct slice link)
{
	size_t scheme = scheme_length(base);
	struct slice rest = slice_skip(base, scheme), site, path;
	struct absolute a = { .len = 0 };

	link = tidy_link(arena, link);
	if (slice_empty(link) || url_has_scheme(link) || !scheme || !slice_starts(rest, SLICE("//")))
		return link;
	site = slice_head(base, scheme + 2 + before_any(slice_skip(rest, 2), "/?#").len);
	path = before_any(slice_skip(base, site.len), "?#");
	a.at = arena_alloc(arena, base.len + link.len + 2);
	if (slice_starts(link, SLICE("//"))) {
		add(&a, slice_head(base, scheme));
		add(&a, link);
	} else if (link.at[0] == '#') {
		add(&a, slice_before(base, '#'));
		add(&a, link);
	} else if (link.at[0] == '?') {
		add(&a, site);
		add(&a, slice_empty(path) ? SLICE("/") : path);
		add(&a, link);
	} else {
		add(&a, site);
		add_path(&a, path, link);
	}
	return slice_of(a.at, a.len);
}
