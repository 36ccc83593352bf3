/* ingest/xml_text.h
 *
 * xml_text - what stands between tags and in the values of attributes, made what XML allows: a part of xml_repair.c.
 *
 * Bare "&" and "<" are escaped, references of HTML and of the document itself resolved, characters that XML forbids left out,
 * and U+0080 to U+009F become what windows-1252 has there.
 */
#ifndef INGEST_XML_TEXT_H
#define INGEST_XML_TEXT_H

#include "common/text.h"
#include "ingest/xml_doctype.h"

/* Text, or the value of an attribute: `s`, in UTF-8, has no markup in it.  `doctype` has the entities that count. */
void xml_text_add(struct text *out, struct slice s, bool in_value, const struct xml_doctype *doctype);

/* A CDATA section with this text: as it is; or as text, if there is something in it that XML forbids, without which a "]]>"
 * could come about, or what looks like the beginning of another section. */
void xml_text_add_section(struct text *out, struct slice body);

#endif
