/* ingest/xml_tags.c - walks over the tags of a document without taking it apart. */
#include "ingest/xml_tags.h"
#include "common/die.h"
#include "common/utf8.h"
#include "ingest/xml.h"

#include <libxml/parser.h>
#include <stdio.h>

/* The bytes of `s`, which starts with "<!" or "<?", up to the end of that. */
static size_t passed_over(struct slice s)
{
	static const struct {
		struct slice begin, end;
	} kinds[] = {
		{ { "<!--", 4 }, { "-->", 3 } },
		{ { "<![CDATA[", 9 }, { "]]>", 3 } },
		{ { "<?", 2 }, { "?>", 2 } },
		{ { "<", 1 }, { ">", 1 } },
	};
	size_t i = 0, at;

	while (!slice_starts(s, kinds[i].begin))
		i++;
	at = kinds[i].begin.len + slice_find(slice_skip(s, kinds[i].begin.len), kinds[i].end) + kinds[i].end.len;
	return at < s.len ? at : s.len;
}

/* The bytes of a tag up to its ">", which may stand in quotes too; s.len if it has no end. */
static size_t tag_end(struct slice s)
{
	char quote = 0;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];

		if (c == '>' && !quote)
			return i;
		if (c == quote)
			quote = 0;
		else if (!quote && (c == '"' || c == '\''))
			quote = c;
	}
	return s.len;
}

static size_t name_length(struct slice s)
{
	size_t n = 0;

	while (n < s.len && !ascii_is_space(s.at[n]) && s.at[n] != '/' && s.at[n] != '=')
		n++;
	return n;
}

bool xml_tag_next(struct slice *rest, struct xml_tag *tag)
{
	struct slice s = *rest, inside;

	while ((s = slice_skip(s, slice_before(s, '<').len)).len > 1 && (s.at[1] == '!' || s.at[1] == '?'))
		s = slice_skip(s, passed_over(s));
	inside = slice_head(s, tag_end(s));
	if (s.len == 0 || inside.len == s.len)
		return false;
	*tag = (struct xml_tag){ .all = slice_head(s, inside.len + 1), .end = s.at[1] == '/' };
	*rest = slice_skip(s, tag->all.len);
	inside = slice_skip(inside, tag->end ? 2 : 1);
	tag->empty = !tag->end && slice_ends(inside, SLICE("/"));
	inside.len -= tag->empty;
	tag->name = slice_head(inside, name_length(inside));
	tag->inside = slice_skip(inside, tag->name.len);
	return true;
}

struct slice xml_tag_local_name(const struct xml_tag *tag)
{
	struct slice local = slice_after(tag->name, ':');

	return slice_empty(local) ? tag->name : local;
}

bool xml_tag_next_attribute(struct slice *inside, struct xml_tag_attribute *attribute)
{
	struct slice s = slice_trim_left(*inside), value;
	char quote;

	attribute->name = slice_head(s, name_length(s));
	value = slice_trim_left(slice_skip(s, attribute->name.len));
	if (!slice_starts(value, SLICE("=")))
		return false;
	value = slice_trim_left(slice_skip(value, 1));
	quote = value.len ? value.at[0] : '\0';
	if (quote != '"' && quote != '\'')
		return false;
	attribute->value = slice_before(slice_skip(value, 1), quote);
	*inside = slice_skip(value, attribute->value.len + 2);
	attribute->all = slice_head(s, (size_t)(inside->at - s.at));
	return true;
}

void xml_add_value(struct text *out, struct slice value)
{
	for (size_t i = 0; i < value.len; i++) {
		char c = value.at[i];

		if (c == '&')
			text_add(out, SLICE("&amp;"));
		else if (c == '<')
			text_add(out, SLICE("&lt;"));
		else if (c == '"')
			text_add(out, SLICE("&quot;"));
		else if ((unsigned char)c < 0x20)
			text_addf(out, "&#%d;", c);
		else
			text_add_char(out, c);
	}
}

struct check {
	size_t depth, deepest;
	bool doctype;
	int line;
	char message[120];
};

static void on_start(void *context, const xmlChar *name, const xmlChar **attributes)
{
	struct check *check = context;

	(void)name, (void)attributes;
	check->depth++;
	check->deepest = check->depth > check->deepest ? check->depth : check->deepest;
}

static void on_end(void *context, const xmlChar *name)
{
	struct check *check = context;

	(void)name;
	check->depth--;
}

static void on_doctype(void *context, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
	struct check *check = context;

	(void)name, (void)public_id, (void)system_id;
	check->doctype = true;
}

/* Keeps the first. */
static void on_error(void *context, xmlErrorPtr error)
{
	struct check *check = context;

	if (check->message[0] || error->level < XML_ERR_ERROR)
		return;
	check->line = error->line;
	snprintf(check->message, sizeof check->message, "%.*s", SLICE_ARG(slice_trim(slice_from(error->message))));
}

static bool parse(struct slice bytes, struct check *check)
{
	xmlSAXHandler sax = { .initialized = XML_SAX2_MAGIC,
			      .startElement = on_start,
			      .endElement = on_end,
			      .internalSubset = on_doctype,
			      .serror = on_error };
	xmlParserCtxtPtr parser = xmlNewParserCtxt();
	bool good;

	if (!parser)
		die("out of memory");
	*parser->sax = sax;
	parser->userData = check;
	xmlFreeDoc(xmlCtxtReadMemory(parser, bytes.at, (int)bytes.len, NULL, NULL,
				     XML_PARSE_NONET | XML_PARSE_IGNORE_ENC));
	good = parser->wellFormed;
	xmlFreeParserCtxt(parser);
	return good;
}

int xml_check(struct slice bytes, struct reason *why)
{
	struct check check = { .depth = 0 };
	struct slice declared = xml_declared_charset(bytes);

	if (bytes.len == 0 || bytes.len > XML_MAX_BYTES)
		dead(why, "is empty, or over %u MiB", XML_MAX_BYTES >> 20);
	else if (utf8_valid_prefix(bytes) < bytes.len ||
		 (declared.len && !slice_equal_nocase(declared, SLICE("utf-8"))))
		dead(why, "is not in UTF-8");
	else if (!parse(bytes, &check))
		dead(why, "line %d: %s", check.line, check.message);
	else if (check.doctype)
		dead(why, "has a DOCTYPE");
	else if (check.deepest > XML_MAX_DEPTH)
		dead(why, "elements are nested deeper than %d", XML_MAX_DEPTH);
	else
		return 0;
	return -1;
}
