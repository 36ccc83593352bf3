/* ingest/link_header.c - reads Link fields: <address>; name=value; name="quoted", <address> ... */
#include "ingest/link_header.h"
#include "common/utf8.h"
#include "ingest/feed.h"
#include "ingest/http_message.h"
#include "ingest/url.h"

static bool take(struct slice *s, char c)
{
	*s = slice_trim_left(*s);
	if (s->len == 0 || s->at[0] != c)
		return false;
	*s = slice_skip(*s, 1);
	return true;
}

/* Up to white space or one of "=;,". */
static struct slice take_token(struct slice *s)
{
	struct slice token;

	*s = slice_trim_left(*s);
	token = slice_head(*s, 0);
	while (token.len < s->len && !ascii_is_space(s->at[token.len]) && s->at[token.len] != '=' &&
	       s->at[token.len] != ';' && s->at[token.len] != ',')
		token.len++;
	*s = slice_skip(*s, token.len);
	return token;
}

/* The inside of a quoted string whose first quote is taken, its escapes undone; it may lack its last quote. */
static struct slice take_quoted(struct arena *arena, struct slice *s)
{
	struct slice out;
	char *at;
	size_t n = 0, i = 0;

	for (; i < s->len && s->at[i] != '"'; i++)
		i += s->at[i] == '\\';
	i = i < s->len ? i : s->len;
	out = slice_head(*s, i);
	*s = slice_skip(*s, i + 1);
	if (!memchr(out.at, '\\', out.len))
		return out;
	at = arena_alloc(arena, out.len);
	for (i = 0; i < out.len; i++) {
		i += out.at[i] == '\\' && i + 1 < out.len;
		at[n++] = out.at[i];
	}
	return slice_of(at, n);
}

static struct slice take_value(struct arena *arena, struct slice *s)
{
	return take(s, '"') ? take_quoted(arena, s) : take_token(s);
}

/* RFC 8187: UTF-8'vi'Tin%20t%E1%BB%A9c.  Empty for other charsets and what is no UTF-8. */
static struct slice extended_value(struct arena *arena, struct slice s)
{
	struct slice coded = slice_after(slice_after(s, '\''), '\'');
	char *at = arena_alloc(arena, coded.len + 1);
	size_t n = 0;

	if (!slice_equal_nocase(slice_before(s, '\''), SLICE("utf-8")))
		return SLICE("");
	for (size_t i = 0; i < coded.len; i++) {
		int escaped = slice_escape_value(coded, i);

		at[n++] = escaped >= 0 ? (char)escaped : coded.at[i];
		i += escaped >= 0 ? 2 : 0;
	}
	return utf8_valid_prefix(slice_of(at, n)) == n ? slice_of(at, n) : SLICE("");
}

/* What the parameters of one link have said so far. */
struct parameters {
	struct slice rel, type, title, extended_title;
	bool has_rel, anchored, too_long;
};

static void add_parameter(struct arena *arena, struct parameters *p, struct slice name, struct slice value)
{
	p->too_long |= value.len > LINK_HEADER_MAX_VALUE;
	if (p->too_long)
		return;
	if (slice_equal_nocase(name, SLICE("rel")) && !p->has_rel) { /* the first one counts (3.3) */
		p->has_rel = true;
		p->rel = value;
	} else if (slice_equal_nocase(name, SLICE("type")) && slice_empty(p->type)) {
		p->type = value;
	} else if (slice_equal_nocase(name, SLICE("title")) && slice_empty(p->title)) {
		p->title = value;
	} else if (slice_equal_nocase(name, SLICE("title*")) && slice_empty(p->extended_title)) {
		p->extended_title = extended_value(arena, value);
	} else if (slice_equal_nocase(name, SLICE("anchor"))) {
		p->anchored = true;
	}
}

static struct parameters take_parameters(struct arena *arena, struct slice *s)
{
	struct parameters p = { .rel = SLICE(""), .type = SLICE(""), .title = SLICE(""), .extended_title = SLICE("") };

	while (take(s, ';')) {
		struct slice name = take_token(s);

		add_parameter(arena, &p, name, take(s, '=') ? take_value(arena, s) : SLICE(""));
	}
	return p;
}

/* The next link of a field's value.  False when there is none; *s then is empty. */
static bool take_link(struct arena *arena, struct slice *s, struct slice base, struct link_header *link)
{
	while (!slice_empty(*s)) {
		bool begins = take(s, '<');
		struct slice target = begins ? slice_trim(slice_before(*s, '>')) : SLICE("");
		struct parameters p;

		if (begins) {
			*s = slice_after(*s, '>');
			p = take_parameters(arena, s);
		}
		*s = slice_after(*s, ','); /* whatever is left before it */
		if (!begins || p.anchored || p.too_long || target.len > LINK_HEADER_MAX_VALUE)
			continue;
		*link = (struct link_header){
			.url = arena_copy(arena, url_join(arena, base, target)),
			.rel = arena_copy(arena, p.rel),
			.type = arena_copy(arena, p.type),
			.title = feed_one_line(arena, slice_empty(p.extended_title) ? p.title : p.extended_title),
		};
		return true;
	}
	return false;
}

struct link_header *link_header_read(struct arena *arena, struct slice head, struct slice base, size_t *n)
{
	struct link_header *links = arena_new(arena, struct link_header, LINK_HEADER_MAX);
	struct slice value;

	*n = 0;
	while (http_field_next(&head, SLICE("Link"), &value))
		while (*n < LINK_HEADER_MAX && take_link(arena, &value, base, &links[*n]))
			++*n;
	return links;
}

bool link_header_is(const struct link_header *link, struct slice relation)
{
	struct slice rest = link->rel, one;

	while (!slice_empty(rest)) {
		one = take_token(&rest);
		if (slice_equal_nocase(one, relation))
			return true;
		rest = slice_skip(rest, slice_empty(one)); /* a sign that no relation begins with */
	}
	return false;
}

struct slice link_header_find(const struct link_header *link, size_t n, struct slice relation)
{
	for (size_t i = 0; i < n; i++)
		if (link_header_is(&link[i], relation))
			return link[i].url;
	return SLICE("");
}
