/* ingest/feed_html.c - HTML within a feed, readable outside of it: its links absolute, no "<" that is none of a tag. */
#include "ingest/feed_reader.h"
#include "ingest/url.h"

/* The tag that is looked at, and what of the HTML is written already. */
struct tidy {
	struct feed_reader *reader;
	struct slice html, base;
	size_t written;
};

/* Attributes whose value is an address, whatever the element. */
static bool is_address(struct slice name)
{
	static const char *const names[] = { "href",     "src",    "cite",     "action", "background",
					     "longdesc", "poster", "codebase", "data" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (slice_equal_nocase(name, slice_from(names[i])))
			return true;
	return false;
}

/* A part of the HTML that is replaced: what stands before it is written as it is. */
static void replace(struct tidy *t, struct slice old, struct slice value)
{
	struct text *out = &t->reader->html;
	size_t at = (size_t)(old.at - t->html.at);

	feed_value_add(out, slice_head(slice_skip(t->html, t->written), at - t->written));
	for (size_t i = 0; i < value.len; i++) {
		struct slice byte = slice_head(slice_skip(value, i), 1);

		feed_value_add(out, byte.at[0] == '<' ? SLICE("&lt;") : byte.at[0] == '>' ? SLICE("&gt;") : byte);
	}
	t->written = at + old.len;
}

static void attribute(struct tidy *t, struct slice name, struct slice value)
{
	struct slice address = slice_trim(value);

	if (value.len == 0 || value.len > FEED_MAX_SHORT)
		return;
	if (is_address(name) && !slice_empty(t->base) && !url_has_scheme(address))
		address = feed_maker_resolve(&t->reader->maker, t->base, address);
	else if (!memchr(value.at, '<', value.len) && !memchr(value.at, '>', value.len))
		return;
	replace(t, value, address);
}

static size_t skip_space(struct slice s, size_t at)
{
	while (at < s.len && ascii_is_space(s.at[at]))
		at++;
	return at;
}

static size_t skip_name(struct slice s, size_t at)
{
	while (at < s.len && !ascii_is_space(s.at[at]) && !strchr("=>/\"'<", s.at[at]))
		at++;
	return at;
}

/* The value at s.at[at], in quotes or without; *end is behind it.  Empty if its quotes do not end. */
static struct slice value_at(struct slice s, size_t at, size_t *end)
{
	struct slice rest = slice_skip(s, at), value;

	if (rest.len && (rest.at[0] == '"' || rest.at[0] == '\'')) {
		value = slice_before(slice_skip(rest, 1), rest.at[0]);
		*end = at + 1 + value.len + 1;
		if (*end <= s.len)
			return value;
		*end = s.len;
		return SLICE("");
	}
	for (*end = at; *end < s.len && !ascii_is_space(s.at[*end]) && s.at[*end] != '>';)
		++*end;
	return slice_head(rest, *end - at);
}

/* The attributes of the start tag whose name ends at `at`.  Returns where the tag ends. */
static size_t tag(struct tidy *t, size_t at)
{
	struct slice s = t->html;

	while ((at = skip_space(s, at)) < s.len && s.at[at] != '>') {
		size_t begin = at, end = skip_name(s, at);

		at = skip_space(s, end);
		if (at < s.len && s.at[at] == '=' && end > begin) {
			struct slice value = value_at(s, skip_space(s, at + 1), &at);

			attribute(t, slice_head(slice_skip(s, begin), end - begin), value);
		} else if (end == begin) {
			at = begin + 1;
		}
	}
	return at;
}

/* Does the "<" before s begin a tag, a comment or a declaration? */
static bool is_markup(struct slice s)
{
	return s.len && (ascii_is_alpha(s.at[0]) || s.at[0] == '/' || s.at[0] == '?' || slice_starts(s, SLICE("!--")) ||
			 slice_starts(s, SLICE("![")) || slice_starts_nocase(s, SLICE("!d")));
}

/* Into r->html; false if there is nothing to change. */
static bool tidy(struct feed_reader *r, struct slice html, struct slice base)
{
	struct tidy t = { .reader = r, .html = html, .base = base };

	text_reset(&r->html);
	for (size_t at = 0; at < html.len; at++) {
		const char *next = memchr(html.at + at, '<', html.len - at);

		if (!next)
			break;
		at = (size_t)(next - html.at);
		if (!is_markup(slice_skip(html, at + 1)))
			replace(&t, slice_of(next, 1), slice_of(next, 1));
		else if (ascii_is_alpha(next[1]))
			at = tag(&t, skip_name(html, at + 1));
	}
	if (t.written)
		feed_value_add(&r->html, slice_skip(html, t.written));
	return t.written > 0;
}

struct slice feed_html(struct feed_reader *r, struct slice html, struct slice base)
{
	return feed_maker_keep(&r->maker, tidy(r, html, base) ? text_slice(&r->html) : html, FEED_MAX_LONG);
}
