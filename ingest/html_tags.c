/* ingest/html_tags.c - a tokeniser for tags, as WHATWG HTML 13.2.5 has them. */
#include "ingest/html_tags.h"

static void skip_any(struct slice *s, const char *bytes)
{
	while (s->len && s->at[0] && strchr(bytes, s->at[0]))
		*s = slice_skip(*s, 1);
}

/* Up to white space or one of the bytes. */
static struct slice take_until(struct slice *s, const char *bytes)
{
	struct slice taken = slice_head(*s, 0);

	while (taken.len < s->len && !ascii_is_space(s->at[taken.len]) &&
	       !(s->at[taken.len] && strchr(bytes, s->at[taken.len])))
		taken.len++;
	*s = slice_skip(*s, taken.len);
	return taken;
}

static struct slice take_value(struct slice *s)
{
	struct slice value;
	bool ends;

	skip_any(s, " \t\n\r\f\v");
	if (s->len == 0 || (s->at[0] != '"' && s->at[0] != '\''))
		return take_until(s, ">");
	value = slice_before(slice_skip(*s, 1), s->at[0]);
	ends = value.len + 2 <= s->len;
	*s = slice_skip(*s, value.len + 2);
	return ends ? value : SLICE("");
}

bool html_attribute_next(struct slice *s, struct slice *name, struct slice *value)
{
	skip_any(s, " \t\n\r\f\v/");
	if (s->len == 0 || s->at[0] == '>')
		return false;
	*name = slice_head(*s, 1); /* an attribute may begin with "=" */
	*s = slice_skip(*s, 1);
	name->len += take_until(s, "/>=").len;
	*value = SLICE("");
	skip_any(s, " \t\n\r\f\v");
	if (s->len && s->at[0] == '=') {
		*s = slice_skip(*s, 1);
		*value = take_value(s);
	}
	return true;
}

/* The tag at the start of *rest, which moves behind it.  False when it has no end. */
static bool take_tag(struct slice *rest, struct html_tag *tag)
{
	struct slice s = slice_skip(*rest, 1), name, value;
	const char *begin = rest->at, *attributes;

	tag->end = slice_starts(s, SLICE("/"));
	s = slice_skip(s, tag->end);
	tag->name = take_until(&s, "/>");
	attributes = s.at;
	while (html_attribute_next(&s, &name, &value))
		;
	if (slice_empty(s))
		return false;
	tag->attributes = slice_of(attributes, (size_t)(s.at - attributes));
	*rest = slice_skip(s, 1);
	tag->whole = slice_of(begin, (size_t)(rest->at - begin));
	return true;
}

/* Behind the text of an element that holds no tags; its end tag is met next. */
static void skip_text(struct slice *rest, const struct html_tag *tag)
{
	static const char *const names[] = { "script", "style",  "title",   "textarea",
					     "xmp",    "iframe", "noembed", "noframes" };

	for (size_t i = 0; i < COUNT(names); i++) {
		if (tag->end || !html_tag_is(tag, names[i]))
			continue;
		while (rest->len &&
		       !(slice_starts(*rest, SLICE("</")) && slice_starts_nocase(slice_skip(*rest, 2), tag->name)))
			*rest = slice_skip(*rest, 1 + slice_before(slice_skip(*rest, 1), '<').len);
		return;
	}
}

bool html_tags_next(struct slice *rest, struct html_tag *tag)
{
	while (rest->len) {
		*rest = slice_skip(*rest, slice_before(*rest, '<').len);
		if (slice_starts(*rest, SLICE("<!--"))) {
			*rest = slice_skip(*rest, slice_find(*rest, SLICE("-->")) + 3);
		} else if (rest->len > 2 && ascii_is_alpha(rest->at[rest->at[1] == '/' ? 2 : 1])) {
			if (!take_tag(rest, tag))
				break;
			skip_text(rest, tag);
			return true;
		} else {
			*rest = slice_skip(*rest, 1);
		}
	}
	*rest = SLICE("");
	return false;
}

bool html_tag_is(const struct html_tag *tag, const char *name)
{
	return slice_equal_nocase(tag->name, slice_from(name));
}

struct slice html_tag_attribute(const struct html_tag *tag, const char *name)
{
	struct slice s = tag->attributes, key, value;

	while (html_attribute_next(&s, &key, &value))
		if (slice_equal_nocase(key, slice_from(name)))
			return slice_trim(value);
	return SLICE("");
}
