/* ingest/feed_value.c - the value of an element: its text, with the elements in it written out again. */
#include "ingest/feed_reader.h"

void feed_value_add(struct text *value, struct slice s)
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
		feed_value_add(value, slice_head(slice_skip(s, plain), i - plain));
		feed_value_add(value, escaped);
		plain = i + 1;
	}
	feed_value_add(value, slice_skip(s, plain));
}

/* Atom wraps XHTML in a div that is no part of the value (RFC 4287, 3.1.1.3). */
static bool is_wrapper(const struct feed_reader *r, const struct xml_element *element)
{
	return r->frame[r->value_depth].wrapped && r->depth == r->value_depth + 1 &&
	       slice_equal(element->name, SLICE("div"));
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
		feed_value_add(&r->value, text);
}

/* Vocabularies that HTML has without a prefix. */
static bool is_html(struct slice ns)
{
	return slice_equal(ns, SLICE("http://www.w3.org/1999/xhtml")) ||
	       slice_equal(ns, SLICE("http://www.w3.org/2000/svg")) ||
	       slice_equal(ns, SLICE("http://www.w3.org/1998/Math/MathML"));
}

static void add_name(struct text *value, struct slice prefix, struct slice name, bool html)
{
	if (!slice_empty(prefix) && !html && !slice_equal_nocase(prefix, SLICE("xhtml"))) {
		feed_value_add(value, prefix);
		feed_value_add(value, SLICE(":"));
	}
	feed_value_add(value, name);
}

static void add_attribute(struct text *value, struct slice prefix, struct slice name, struct slice text)
{
	feed_value_add(value, SLICE(" "));
	add_name(value, prefix, name, false);
	feed_value_add(value, SLICE("=\""));
	add_escaped(value, text);
	feed_value_add(value, SLICE("\""));
}

/* Drawings and formulas say what they are. */
static void add_namespace(struct text *value, const struct xml_element *element)
{
	if (slice_equal(element->name, SLICE("svg")) || slice_equal(element->name, SLICE("math")))
		add_attribute(value, SLICE(""), SLICE("xmlns"), element->ns);
}

void feed_value_start(struct feed_reader *r, const struct xml_element *element)
{
	if (is_wrapper(r, element) || is_line(r))
		return;
	feed_value_add(&r->value, SLICE("<"));
	add_name(&r->value, element->prefix, element->name, is_html(element->ns));
	if (is_html(element->ns))
		add_namespace(&r->value, element);
	for (size_t i = 0; i < element->nattributes; i++)
		add_attribute(&r->value, element->attribute[i].prefix, element->attribute[i].name,
			      element->attribute[i].value);
	feed_value_add(&r->value, SLICE(">"));
}

void feed_value_end(struct feed_reader *r, const struct xml_element *element)
{
	static const char *const empty[] = { "br",  "hr",    "img",    "input", "col", "area",
					     "wbr", "embed", "source", "link",  "meta" };

	if (is_wrapper(r, element) || is_line(r))
		return;
	for (size_t i = 0; i < COUNT(empty); i++)
		if (slice_equal(element->name, slice_from(empty[i])))
			return; /* HTML has no end tag for them */
	feed_value_add(&r->value, SLICE("</"));
	add_name(&r->value, element->prefix, element->name, is_html(element->ns));
	feed_value_add(&r->value, SLICE(">"));
}
