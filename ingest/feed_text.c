/* ingest/feed_text.c - text of feeds: HTML to plain text, names of people. */
#include "ingest/entities.h"
#include "ingest/feed_reader.h"

#define ADDRESS_BYTES 256 /* a longer tag is no e-mail address in angle brackets */

/* A character of the line that grows; white space waits until something follows it. */
struct line {
	char *at;
	size_t len;
	bool space;
};

/* Adds s; a no-break space (U+00A0) is white space too. */
static void line_add(struct line *line, struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		bool no_break = s.at[i] == '\xC2' && i + 1 < s.len && s.at[i + 1] == '\xA0';

		if (no_break || ascii_is_space(s.at[i])) {
			line->space = line->len > 0;
			i += no_break;
			continue;
		}
		if (line->space)
			line->at[line->len++] = ' ';
		line->space = false;
		line->at[line->len++] = s.at[i];
	}
}

struct slice feed_one_line(struct arena *arena, struct slice text)
{
	struct line line = { .at = arena_alloc(arena, text.len + 1) };

	line_add(&line, text);
	return slice_of(line.at, line.len);
}

/* The code point that the reference at s ("&...;") stands for, and its length; 0 for a bare "&". */
static uint32_t reference(struct slice s, size_t *len)
{
	struct slice name = slice_before(slice_skip(slice_head(s, 12), 1), ';');
	uint32_t c = 0;

	if (slice_starts(name, SLICE("#"))) {
		*len = 2 + entity_number(slice_skip(s, 2), &c);
		return *len > 2 ? c : 0;
	}
	*len = name.len + 2;
	return *len > 12 || *len > s.len || name.len == 0 ? 0 : entity_codepoint(name);
}

static void add_reference(struct line *line, struct slice *rest)
{
	char bytes[8] = "";
	struct text utf8 = { .at = bytes, .room = sizeof bytes, .ceiling_bytes = sizeof bytes };
	size_t len;
	uint32_t c = reference(*rest, &len);

	if (c == 0) {
		line_add(line, slice_head(*rest, 1));
		*rest = slice_skip(*rest, 1);
		return;
	}
	text_add_codepoint(&utf8, c);
	line_add(line, text_slice(&utf8));
	*rest = slice_skip(*rest, len);
}

static bool is_address_byte(char c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) || (c && strchr("._%+-", c)) || (signed char)c < 0;
}

/* "<ann@example.org>" */
static bool is_address(struct slice s, size_t end)
{
	struct slice inside = slice_skip(slice_head(s, end), 1);
	size_t n = 0;

	while (n < inside.len && n < ADDRESS_BYTES && is_address_byte(inside.at[n]))
		n++;
	return end < ADDRESS_BYTES && n && n < inside.len && inside.at[n] == '@' && !memchr(inside.at, ' ', inside.len);
}

/* The length of the tag or comment at s, whose next ">" is at `end`, with the text of a script or style; 0 for a bare
 * "<". */
static size_t tag_length(struct slice s, size_t end)
{
	static const struct slice silent[] = { { "<script", 7 }, { "<style", 6 } };
	char next = s.len > 1 ? s.at[1] : ' ';

	if (slice_starts(s, SLICE("<!--"))) {
		end = slice_find(s, SLICE("-->"));
		return end == s.len ? end : end + 3;
	}
	if (is_address(s, end) || (!ascii_is_alpha(next) && next != '/' && next != '!' && next != '?'))
		return 0;
	for (size_t i = 0; i < COUNT(silent); i++)
		if (slice_starts_nocase(s, silent[i])) {
			size_t close = slice_find(slice_skip(s, end), SLICE("</"));

			return end + close; /* the end tag is met next */
		}
	return end + 1;
}

/* Tags that part words. */
static bool is_break(struct slice tag)
{
	static const char *const names[] = {
		"br", "p", "/p", "div", "/div", "li", "/li", "td", "tr", "h1", "h2", "h3"
	};
	struct slice name = slice_skip(tag, 1);
	size_t n = 0;

	while (n < name.len && !ascii_is_space(name.at[n]) && name.at[n] != '>' && !(n && name.at[n] == '/'))
		n++;
	return slice_is_any(slice_head(name, n), names, COUNT(names));
}

/* What was escaped once too often, as in "&amp;nbsp;": its references are read again, but for those of tags. */
static struct slice unescape(struct arena *arena, struct slice s)
{
	struct line line = { .at = NULL };

	if (!memchr(s.at, '&', s.len))
		return s;
	line.at = arena_alloc(arena, s.len + 1);
	while (s.len) {
		size_t n = slice_before(s, '&').len, len;
		uint32_t c;

		line_add(&line, slice_head(s, n));
		s = slice_skip(s, n);
		if (s.len == 0)
			break;
		c = reference(s, &len);
		if (c == '<' || c == '>') {
			line_add(&line, slice_head(s, len));
			s = slice_skip(s, len);
		} else {
			add_reference(&line, &s);
		}
	}
	return slice_of(line.at, line.len);
}

struct slice feed_plain(struct arena *arena, struct slice html)
{
	struct line line = { .at = arena_alloc(arena, html.len + 1) };
	const char *tag_end = html.at; /* the next ">"; found again only once it is passed, NULL when none is left */

	while (html.len) {
		size_t n = 0, tag = 0;

		while (n < html.len && html.at[n] != '&' && html.at[n] != '<')
			n++;
		line_add(&line, slice_head(html, n));
		html = slice_skip(html, n);
		if (html.len == 0)
			break;
		if (html.at[0] == '&') {
			add_reference(&line, &html);
			continue;
		}
		if (tag_end && tag_end <= html.at)
			tag_end = memchr(html.at, '>', html.len);
		if (tag_end)
			tag = tag_length(html, (size_t)(tag_end - html.at));
		line_add(&line, tag ? is_break(slice_head(html, tag)) ? SLICE(" ") : SLICE("") : slice_head(html, 1));
		html = slice_skip(html, tag ? tag : 1);
	}
	return unescape(arena, slice_of(line.at, line.len));
}

/* The e-mail address in s, empty if there is none. */
static struct slice email_in(struct slice s)
{
	const char *sign = s.len ? memchr(s.at, '@', s.len) : NULL, *begin = sign, *end = sign;

	if (!sign)
		return SLICE("");
	while (begin > s.at && is_address_byte(begin[-1]))
		begin--;
	do
		end++;
	while (end < s.at + s.len && is_address_byte(*end));
	return begin < sign && end > sign + 1 ? slice_of(begin, (size_t)(end - begin)) : SLICE("");
}

/* What is left of a name when an address is taken away from beside it. */
static struct slice name_beside(struct slice s)
{
	while (s.len && (ascii_is_space(s.at[0]) || strchr("()<>[],;:", s.at[0])))
		s = slice_skip(s, 1);
	while (s.len && (ascii_is_space(s.at[s.len - 1]) || strchr("()<>[],;:", s.at[s.len - 1])))
		s.len--;
	return slice_trim(slice_unquote(s));
}

struct feed_person feed_person(struct slice s)
{
	struct feed_person p = { .name = s, .email = email_in(s) };
	struct slice before;

	if (slice_empty(p.email))
		return p;
	before = slice_head(s, (size_t)(p.email.at - s.at));
	if (slice_ends_nocase(before, SLICE("mailto:")))
		before.len -= strlen("mailto:");
	p.name = name_beside(before);
	if (slice_empty(p.name))
		p.name = name_beside(slice_skip(s, (size_t)(p.email.at - s.at) + p.email.len));
	return p;
}
