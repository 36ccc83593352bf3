/* ingest/feed_html.c - HTML within a feed, readable outside of it: its links absolute, no "<" that is none of a tag. */
#include "ingest/feed_reader.h"
#include "ingest/html_tags.h"
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

	return slice_is_any(name, names, COUNT(names));
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

/* The attributes of the start tag whose name begins at `at`.  Returns where the tag ends. */
static size_t tag(struct tidy *t, size_t at)
{
	struct slice rest = slice_skip(t->html, at), name, value;

	while (rest.len && !ascii_is_space(rest.at[0]) && !strchr("=>/\"'<", rest.at[0]))
		rest = slice_skip(rest, 1);
	while (html_attribute_next(&rest, &name, &value))
		attribute(t, name, value);
	return (size_t)(rest.at - t->html.at);
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
			at = tag(&t, at + 1);
	}
	if (t.written)
		feed_value_add(&r->html, slice_skip(html, t.written));
	return t.written > 0;
}

struct slice feed_html(struct feed_reader *r, struct slice html, struct slice base)
{
	return feed_maker_keep(&r->maker, tidy(r, html, base) ? text_slice(&r->html) : html, FEED_MAX_LONG);
}
