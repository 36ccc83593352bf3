/* ingest/xml.h
 *
 * xml - XML as the web has it: bytes -> elements and text, however broken they are.
 *
 * Three steps.  charset: to UTF-8, by byte order mark, by validity, by what HTTP and the declaration say.  repair: one
 * pass that makes the text well-formed (bare "&", HTML's entity names, tags left open, control characters, junk before
 * the declaration) and leaves out comments, processing instructions and the DOCTYPE, so that no entity or DTD of
 * foreign origin ever reaches the parser.  parse: libxml2's push parser.  All three take linear time.
 *
 * Turned down: libxml2's own recovery alone.  It gives an empty document for one wrong byte, drops "&" and unknown
 * entities, and closes the wrong element when one was left open.
 */
#ifndef INGEST_XML_H
#define INGEST_XML_H

#include "common/slice.h"
#include "common/stage.h"
#include "common/text.h"

#define XML_MAX_BYTES  (50u << 20) /* of input; what is longer is cut */
#define XML_MAX_DEPTH  256         /* elements nested deeper lose their tags, not their text */
#define XML_MAX_ATTRS  64          /* of one element; further ones are left out */
#define XML_MAX_VALUE  (64u << 10) /* bytes of an attribute; a longer one is left out */
#define XML_MAX_SCOPES 64          /* namespace declarations in force at one place */

struct xml_attribute {
	struct slice prefix, name, value;
};

struct xml_element {
	struct slice prefix, name, ns; /* ns: the namespace's URI, empty if none is declared for the prefix */
	const struct xml_attribute *attribute;
	size_t nattributes;
};

/* Every start has its end, whatever the input; no more than XML_MAX_DEPTH are open at once. */
struct xml_handler {
	void (*start)(void *context, const struct xml_element *element);
	void (*text)(void *context, struct slice text);                /* in pieces; CDATA and references resolved */
	void (*end)(void *context, const struct xml_element *element); /* without its attributes */
};

/* Read a document.  `charset` is HTTP's, or empty.  *truncated tells that the document stops short: what was
 * unfinished there is left out, its elements are closed.  Returns 0; or -1 and a sentence for what holds no element at
 * all. */
int xml_read(struct slice bytes, struct slice charset, const struct xml_handler *handler, void *context,
	     bool *truncated, struct reason *why);

/* The value of an attribute without prefix, or of "xml:NAME"; NULL if the element has none. */
const struct slice *xml_attribute(const struct xml_element *element, struct slice prefix, struct slice name);

/* First step.  Returns the UTF-8 text: a part of `bytes`, or of `out`. */
struct slice xml_to_utf8(struct slice bytes, struct slice charset, struct text *out);

/* The encoding="..." of the XML declaration; empty if there is none. */
struct slice xml_declared_charset(struct slice bytes);

/* Second step: `utf8` made well-formed, into `out`. */
void xml_repair(struct slice utf8, struct text *out, bool *truncated);

/* What windows-1252 has at 0x80 to 0x9F, which the web also means by &#128; to &#159; (WHATWG HTML, 13.2.5.80). */
uint32_t xml_windows_1252(unsigned char byte);

#endif
