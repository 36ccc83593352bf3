/* ingest/xml_doctype.c - finds the end of a DOCTYPE, and the plain entities it declares. */
#include "ingest/xml_doctype.h"

const struct slice *xml_doctype_entity(const struct xml_doctype *doctype, struct slice name)
{
	for (size_t i = 0; i < doctype->n; i++)
		if (slice_equal(doctype->entity[i].name, name))
			return &doctype->entity[i].text;
	return NULL;
}

/* Note the entity that s, after "<!ENTITY", declares, if it is a plain one. */
static void entity_read(struct xml_doctype *doctype, struct slice s)
{
	struct slice name = { 0 }, text;
	char quote;

	s = slice_trim_left(s);
	name = s;
	name.len = 0;
	while (name.len < s.len && !ascii_is_space(s.at[name.len]) && !strchr("<>\"'%&;", s.at[name.len]))
		name.len++;
	s = slice_trim_left(slice_skip(s, name.len));
	quote = s.len ? s.at[0] : ' ';
	if (name.len == 0 || (quote != '"' && quote != '\'') || doctype->n == XML_MAX_ENTITIES)
		return;
	s = slice_head(slice_skip(s, 1), XML_MAX_ENTITY_BYTES + 1);
	text = slice_before(s, quote);
	if (text.len == s.len || xml_doctype_entity(doctype, name))
		return; /* too long, or not the first of the name, which counts (XML 1.0, 4.2) */
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] < 0x20 || text.at[i] == '&' || text.at[i] == '%' || text.at[i] == '<')
			return;
	doctype->entity[doctype->n].name = name;
	doctype->entity[doctype->n++].text = text;
}

/* The length of a comment, or of a quoted text, that s begins with; 0 if it begins with neither. */
static size_t opaque_length(struct slice s)
{
	size_t end;

	if (slice_starts(s, SLICE("<!--"))) {
		end = slice_find(s, SLICE("-->"));
		return end == s.len ? end : end + 3;
	}
	if (s.at[0] != '"' && s.at[0] != '\'')
		return 0;
	end = slice_before(slice_skip(s, 1), s.at[0]).len + 2;
	return end < s.len ? end : s.len;
}

size_t xml_doctype_read(struct xml_doctype *doctype, struct slice s)
{
	bool inside = false; /* the brackets */

	for (size_t i = strlen("<!DOCTYPE"); i < s.len; i++) {
		struct slice rest = slice_skip(s, i);
		size_t opaque = opaque_length(rest);

		if (opaque)
			i += opaque - 1;
		else if (slice_starts(rest, SLICE("<!ENTITY")))
			entity_read(doctype, slice_skip(rest, strlen("<!ENTITY")));
		else if (rest.at[0] == '[' || rest.at[0] == ']')
			inside = rest.at[0] == '[';
		else if (rest.at[0] == '>' && !inside)
			return i + 1;
	}
	return s.len;
}
