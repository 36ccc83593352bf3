/* ingest/xml_repair.c - makes XML well-formed in one pass, so that the parser behind it never has to guess. */
#include "ingest/xml.h"
#include "ingest/xml_text.h"

#define NAME_MAX_BYTES 200
#define JUNK_MAX_BYTES 4096

struct open_element {
	struct slice name; /* as it stands in the input */
	size_t scopes;     /* namespace declarations in force outside it */
};

struct repair {
	struct slice in; /* what is left */
	struct text *out;
	struct open_element open[XML_MAX_DEPTH];
	size_t depth, deeper;                  /* elements open; and open beyond XML_MAX_DEPTH */
	struct slice attribute[XML_MAX_ATTRS]; /* names, of the tag that is written */
	size_t nattributes;
	size_t scopes; /* namespace declarations in force */
	size_t sound;  /* length of `out` behind the last finished tag or CDATA section */
	bool closed;   /* the root is */
	bool no_comment_end, no_section_end, no_instruction_end; /* none is left in the input: do not search again */
	struct xml_doctype doctype;
};

static bool is_name_start(char c)
{
	return ascii_is_alpha(c) || c == '_' || c == ':' || (unsigned char)c >= 0x80;
}

static bool is_name_byte(char c)
{
	return is_name_start(c) || ascii_is_digit(c) || c == '-' || c == '.';
}

static size_t name_length(struct slice s)
{
	size_t n = 0;

	if (s.len == 0 || !is_name_start(s.at[0]))
		return 0;
	while (n < s.len && is_name_byte(s.at[n]))
		n++;
	return n;
}

/* The byte of a name at i as it may stand in XML: bytes that are no ASCII become "_", as some of them only are allowed,
 * and so do colons that part no prefix from a name. */
static char name_byte(struct slice name, size_t i)
{
	bool prefix = i > 0 && i + 1 < name.len && is_name_start(name.at[i + 1]) && name.at[i + 1] != ':';

	if ((unsigned char)name.at[i] >= 0x80)
		return '_';
	return name.at[i] == ':' && (!prefix || memchr(name.at, ':', i)) ? '_' : name.at[i];
}

static void add_name(struct text *out, struct slice name)
{
	char *at = text_room(out, name.len);

	if (!at)
		return;
	for (size_t i = 0; i < name.len; i++)
		at[i] = name_byte(name, i);
	text_grew(out, name.len);
}

static bool same_name(struct slice a, struct slice b)
{
	size_t i = 0;

	while (a.len == b.len && i < a.len && name_byte(a, i) == name_byte(b, i))
		i++;
	return a.len == b.len && i == a.len;
}

/* There is always room for an end tag: the ceiling is for what the input holds. */
static void close_innermost(struct repair *r)
{
	struct open_element *element = &r->open[--r->depth];

	r->out->ceiling_bytes += element->name.len + 3;
	text_add(r->out, SLICE("</"));
	add_name(r->out, element->name);
	text_add_char(r->out, '>');
	r->scopes = element->scopes;
	r->closed = r->depth == 0;
}

/* "</name>": closes what was left open inside; one that nothing is open for is left out. */
static void end_tag(struct repair *r, struct slice name)
{
	size_t at = r->depth;

	if (r->deeper) {
		r->deeper--;
		return;
	}
	while (at && !slice_equal(r->open[at - 1].name, name))
		at--;
	while (at && r->depth >= at)
		close_innermost(r);
	r->sound = r->out->len;
}

/* May an attribute of this name be added to those that the tag has? */
static bool is_welcome(const struct repair *r, struct slice name, bool scope)
{
	if (r->nattributes == XML_MAX_ATTRS || name.len > NAME_MAX_BYTES || (scope && r->scopes >= XML_MAX_SCOPES))
		return false;
	for (size_t i = 0; i < r->nattributes; i++)
		if (same_name(r->attribute[i], name))
			return false;
	return true;
}

static void add_attribute(struct repair *r, struct slice name, struct slice value)
{
	bool scope = slice_equal(name, SLICE("xmlns")) || slice_starts(name, SLICE("xmlns:"));

	if (value.len > XML_MAX_VALUE || !is_welcome(r, name, scope))
		return;
	r->scopes += scope;
	r->attribute[r->nattributes++] = name;
	text_add_char(r->out, ' ');
	add_name(r->out, name);
	text_add(r->out, SLICE("=\""));
	xml_text_add(r->out, value, true, &r->doctype);
	text_add_char(r->out, '"');
}

/* One attribute from *rest on, which is a tag's inside; it is left out if it is not name="value", in some quotes or
 * none. */
static void attribute(struct repair *r, struct slice *rest)
{
	struct slice name = slice_head(*rest, name_length(*rest)), value;
	char quote;

	if (name.len == 0) {
		*rest = slice_skip(*rest, 1);
		return;
	}
	*rest = slice_skip(*rest, name.len);
	value = slice_trim_left(*rest);
	if (value.len == 0 || value.at[0] != '=')
		return;
	value = slice_trim_left(slice_skip(value, 1));
	quote = value.len && (value.at[0] == '"' || value.at[0] == '\'') ? value.at[0] : ' ';
	value = slice_skip(value, quote != ' ');
	*rest = slice_after(value, quote);
	add_attribute(r, name, slice_before(value, quote));
}

/* "<name inside>"; beyond the depth that is kept it is left out, and counted. */
static void start_tag(struct repair *r, struct slice name, struct slice inside)
{
	bool empty = inside.len && inside.at[inside.len - 1] == '/';

	if (r->depth == XML_MAX_DEPTH) {
		r->deeper += !empty;
		return;
	}
	r->open[r->depth++] = (struct open_element){ name, r->scopes };
	r->nattributes = 0;
	inside.len -= empty;
	text_add_char(r->out, '<');
	add_name(r->out, name);
	while ((inside = slice_trim_left(inside)).len)
		attribute(r, &inside);
	text_add_char(r->out, '>');
	if (text_overflowed(r->out)) { /* it is not there */
		r->depth--;
		return;
	}
	if (empty)
		close_innermost(r);
	r->sound = r->out->len;
}

/* Where a start tag ends: at the first ">" outside quotes; but a "<" in quotes means that a quote was forgotten, and
 * then at the first ">" of all.  Returns the length of its inside, or s.len if the input ends before. */
static size_t tag_inside(struct slice s, bool *broken)
{
	size_t first = s.len;
	char quote = 0;

	*broken = false;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];

		if (c == '>' && first == s.len)
			first = i;
		if (c == '>' && !quote)
			return i;
		if (c == '<') {
			*broken = true;
			return first < i ? first : i;
		}
		if (c == quote)
			quote = 0;
		else if (!quote && (c == '"' || c == '\'') && i && (s.at[i - 1] == '=' || ascii_is_space(s.at[i - 1])))
			quote = c;
	}
	*broken = first < s.len;
	return first;
}

/* A tag, or a "<" that begins none. */
static void tag(struct repair *r)
{
	bool end = r->in.len > 1 && r->in.at[1] == '/', broken = false;
	struct slice rest = slice_skip(r->in, end ? 2 : 1), name = slice_head(rest, name_length(rest));
	size_t inside;

	rest = slice_skip(rest, name.len);
	if (name.len == 0 || name.len > NAME_MAX_BYTES ||
	    (rest.len && !ascii_is_space(rest.at[0]) && !strchr("/><", rest.at[0]))) {
		if (r->depth)
			text_add(r->out, SLICE("&lt;"));
		r->in = slice_skip(r->in, 1);
		return;
	}
	inside = tag_inside(rest, &broken);
	if (inside == rest.len) {
		r->in = slice_skip(rest, rest.len);
		return;
	}
	if (end)
		end_tag(r, name);
	else
		start_tag(r, name, broken ? SLICE("") : slice_head(rest, inside));
	r->in = slice_skip(rest, inside + (rest.at[inside] == '>'));
}

/* Skip to behind `mark`; if there is none to the next ">", or the end.  *none remembers that there is none. */
static void skip_behind(struct repair *r, struct slice mark, bool *none)
{
	size_t at = *none ? r->in.len : slice_find(r->in, mark);

	*none = at == r->in.len;
	if (*none)
		r->in = slice_after(r->in, '>');
	else
		r->in = slice_skip(r->in, at + mark.len);
}

/* Does the element that is open end within s? */
static bool ends_within(const struct repair *r, struct slice s)
{
	size_t at;

	for (; (at = slice_find(s, SLICE("</"))) < s.len; s = slice_skip(s, at + 2))
		if (slice_starts(slice_skip(s, at + 2), r->open[r->depth - 1].name))
			return true;
	return false;
}

/* A section stood within another, as scripts have them: what ended was the inner one, and the outer one goes on. */
static void outer_section(struct repair *r, struct slice inner)
{
	while (slice_contains(inner, SLICE("<![CDATA["))) {
		size_t end = slice_find(r->in, SLICE("]]>"));

		inner = slice_head(r->in, end);
		if (end == r->in.len || ends_within(r, inner))
			return;
		text_add(r->out, SLICE("]]&gt;"));
		xml_text_add_section(r->out, inner);
		r->in = slice_skip(r->in, end + strlen("]]>"));
	}
}

/* "<![CDATA[": one that does not end is left out; one that is wrapped in another counts once. */
static void section(struct repair *r)
{
	struct slice body = slice_skip(r->in, strlen("<![CDATA["));
	bool twice = slice_starts(body, SLICE("<![CDATA["));
	size_t end;

	body = slice_skip(body, twice ? strlen("<![CDATA[") : 0);
	end = r->no_section_end ? body.len : slice_find(body, SLICE("]]>"));
	r->no_section_end = end == body.len;
	r->in = slice_skip(body, end + strlen("]]>"));
	if (r->no_section_end || r->depth == 0)
		return;
	xml_text_add_section(r->out, slice_head(body, end));
	if (twice && slice_starts(slice_trim(slice_head(r->in, 64)), SLICE("]]>")))
		r->in = slice_after(r->in, '>');
	else
		outer_section(r, slice_head(body, end));
	if (!text_overflowed(r->out))
		r->sound = r->out->len;
}

static void markup(struct repair *r)
{
	if (slice_starts(r->in, SLICE("<![CDATA[")))
		section(r);
	else if (slice_starts(r->in, SLICE("<!--")))
		skip_behind(r, SLICE("-->"), &r->no_comment_end);
	else if (slice_starts_nocase(r->in, SLICE("<!DOCTYPE")) && r->depth == 0)
		r->in = slice_skip(r->in, xml_doctype_read(&r->doctype, r->in));
	else if (slice_starts(r->in, SLICE("<!")))
		r->in = slice_after(r->in, '>');
	else if (slice_starts(r->in, SLICE("<?")))
		skip_behind(r, SLICE("?>"), &r->no_instruction_end);
	else
		tag(r);
}

/* Without what a server printed before the document: blank lines, warnings. */
static struct slice without_junk(struct slice in)
{
	struct slice head = slice_head(in, JUNK_MAX_BYTES);
	size_t declaration = slice_find(head, SLICE("<?xml "));

	if (declaration == head.len)
		return in;
	head = slice_head(head, declaration);
	if (slice_contains(head, SLICE("<title")) || slice_contains(head, SLICE("<![CDATA[")))
		return in; /* one that the document speaks of */
	return slice_skip(in, declaration);
}

void xml_repair(struct slice utf8, struct text *out, bool *truncated)
{
	struct repair r = { .in = without_junk(utf8), .out = out };

	text_room(out,
		  utf8.len + utf8.len / 8 < out->ceiling_bytes ? utf8.len + utf8.len / 8 : 0); /* mostly all it takes */
	while (r.in.len && !r.closed && !text_overflowed(out)) {
		size_t n = slice_before(r.in, '<').len;

		if (r.depth)
			xml_text_add(out, slice_head(r.in, n), false, &r.doctype);
		r.in = slice_skip(r.in, n);
		if (r.in.len && !text_overflowed(out))
			markup(&r);
	}
	*truncated = r.depth > 0 || text_overflowed(out);
	if (*truncated) {
		out->len = r.sound; /* an address or a sentence that stops short is worse than none */
		out->overflowed = false;
	}
	while (r.depth)
		close_innermost(&r);
}
