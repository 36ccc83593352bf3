/* ingest/feed_value.c - the value of an element: its text, with the elements in it written out again. */
#include "ingest/feed_reader.h"

/* As much of s as there is room for. */
static void add(struct text *value, struct slice s)
{
	text_add(value, slice_head(s, value->ceiling_bytes - value->len));
}

static void add_escaped(struct text *value, struct slice s)
{
	size_t plain = 0;

	for (size_t i = 0; i < s.len; i++) {
		struct slice escaped = s.at[i] == '&'   ? SLICE("&amp;")
				       : s.at[i] == '<' ? SLICE("&lt;")
				       : s.at[i] == '>' ? SLICE("&gt;")
				       : s.at[i] == '"' ? SLICE("&quot;")
							: SLICE("");

		if (slice_empty(escaped))
			continue;
		add(value, slice_head(slice_skip(s, plain), i - plain));
		add(value, escaped);
		plain = i + 1;
	}
	add(value, slice_skip(s, plain));
}

/* Atom wraps XHTML in a div that is no part of the value (RFC 4287, 3.1.1.3). */
static bool is_wrapper(const struct feed_reader *r, const struct slice name)
{
	return r->frame[r->value_depth].xhtml && r->depth == r->value_depth + 1 && slice_equal(name, SLICE("div"));
}

/* Elements in what is one line of plain text count for their text only. */
static bool is_line(const struct feed_reader *r)
{
	const struct frame *f = &r->frame[r->value_depth];

	return f->rule->target != FEED_SUMMARY && f->rule->target != FEED_BODY && f->plain;
}

void feed_value_text(struct feed_reader *r, struct slice text)
{
	const struct frame *f = &r->frame[r->depth];

	if (f->place != AT_PERSON && r->frame[r->value_depth].xhtml)
		add_escaped(&r->value, text);
	else
		add(&r->value, text);
}

static void add_name(struct text *value, struct slice prefix, struct slice name)
{
	if (!slice_empty(prefix) && !slice_equal_nocase(prefix, SLICE("xhtml"))) {
		add(value, prefix);
		add(value, SLICE(":"));
	}
	add(value, name);
}

void feed_value_start(struct feed_reader *r, const struct xml_element *element)
{
	if (is_wrapper(r, element->name) || is_line(r))
		return;
	add(&r->value, SLICE("<"));
	add_name(&r->value, element->prefix, element->name);
	for (size_t i = 0; i < element->nattributes; i++) {
		add(&r->value, SLICE(" "));
		add_name(&r->value, element->attribute[i].prefix, element->attribute[i].name);
		add(&r->value, SLICE("=\""));
		add_escaped(&r->value, element->attribute[i].value);
		add(&r->value, SLICE("\""));
	}
	add(&r->value, SLICE(">"));
}

void feed_value_end(struct feed_reader *r, const struct xml_element *element)
{
	static const char *const empty[] = { "br",  "hr",    "img",    "input", "col", "area",
					     "wbr", "embed", "source", "link",  "meta" };

	if (is_wrapper(r, element->name) || is_line(r))
		return;
	for (size_t i = 0; i < COUNT(empty); i++)
		if (slice_equal(element->name, slice_from(empty[i])))
			return; /* HTML has no end tag for them */
	add(&r->value, SLICE("</"));
	add_name(&r->value, element->prefix, element->name);
	add(&r->value, SLICE(">"));
}
