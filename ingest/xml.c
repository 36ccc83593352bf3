/* ingest/xml.c - libxml2's push parser behind our repair, as elements and text. */
#include "ingest/xml.h"
#include "common/die.h"

#include <libxml/parser.h>

#define TEXT_CEILING (128u << 20) /* a document may grow: "&" to "&amp;", a byte of windows-1252 to three */
#define CHUNK_BYTES  (16 << 10)

struct reader {
	const struct xml_handler *handler;
	void *context;
	size_t nelements;
};

static struct slice slice_of_xml(const xmlChar *s)
{
	return slice_from((const char *)s);
}

/* libxml2 hands attributes over as rows of five: name, prefix, URI, begin and end of the value. */
static size_t attributes_of(const xmlChar **rows, int n, struct xml_attribute attribute[XML_MAX_ATTRS])
{
	size_t count = 0;

	for (int i = 0; i < n && count < XML_MAX_ATTRS; i++, rows += 5)
		attribute[count++] = (struct xml_attribute){ .prefix = slice_of_xml(rows[1]),
							     .name = slice_of_xml(rows[0]),
							     .value = slice_of(rows[3], (size_t)(rows[4] - rows[3])) };
	return count;
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int nnamespaces,
		     const xmlChar **namespaces, int nattributes, int ndefaulted, const xmlChar **rows)
{
	struct reader *r = context;
	struct xml_attribute attribute[XML_MAX_ATTRS];
	struct xml_element e = { .prefix = slice_of_xml(prefix), .name = slice_of_xml(name), .ns = slice_of_xml(uri) };

	(void)nnamespaces, (void)namespaces, (void)ndefaulted;
	e.nattributes = attributes_of(rows, nattributes, attribute);
	e.attribute = attribute;
	r->nelements++;
	r->handler->start(r->context, &e);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct reader *r = context;
	struct xml_element e = { .prefix = slice_of_xml(prefix), .name = slice_of_xml(name), .ns = slice_of_xml(uri) };

	r->handler->end(r->context, &e);
}

static void on_text(void *context, const xmlChar *at, int len)
{
	struct reader *r = context;

	r->handler->text(r->context, slice_of(at, (size_t)len));
}

static void on_error(void *context, xmlErrorPtr error)
{
	(void)context, (void)error; /* what the repair left over, libxml2 recovers from */
}

static void parse(struct reader *r, struct slice text)
{
	xmlSAXHandler sax = { .initialized = XML_SAX2_MAGIC,
			      .startElementNs = on_start,
			      .endElementNs = on_end,
			      .characters = on_text,
			      .cdataBlock = on_text,
			      .ignorableWhitespace = on_text,
			      .serror = on_error };
	xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&sax, r, NULL, 0, NULL);

	if (!parser)
		die("out of memory");
	xmlCtxtUseOptions(parser, XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOENT); /* NOENT: "&amp;" as "&" */
	while (text.len) {
		struct slice chunk = slice_head(text, CHUNK_BYTES);

		xmlParseChunk(parser, chunk.at, (int)chunk.len, 0);
		text = slice_skip(text, chunk.len);
	}
	xmlParseChunk(parser, NULL, 0, 1);
	xmlFreeDoc(parser->myDoc);
	xmlFreeParserCtxt(parser);
}

int xml_read(struct slice bytes, struct slice charset, const struct xml_handler *handler, void *context,
	     bool *truncated, struct reason *why)
{
	struct reader r = { .handler = handler, .context = context };
	struct text decoded, repaired;
	bool cut = bytes.len > XML_MAX_BYTES;

	text_init(&decoded, TEXT_CEILING);
	text_init(&repaired, TEXT_CEILING);
	xml_repair(xml_to_utf8(slice_head(bytes, XML_MAX_BYTES), charset, &decoded), &repaired, truncated);
	text_release(&decoded);
	*truncated |= cut;
	parse(&r, text_slice(&repaired));
	text_release(&repaired);
	if (r.nelements)
		return 0;
	dead(why, "no XML: %zu bytes hold no element", bytes.len);
	return -1;
}

const struct slice *xml_attribute(const struct xml_element *element, struct slice prefix, struct slice name)
{
	for (size_t i = 0; i < element->nattributes; i++) {
		const struct xml_attribute *a = &element->attribute[i];

		if (slice_equal_nocase(a->name, name) && slice_equal(a->prefix, prefix))
			return &a->value;
	}
	return NULL;
}
