/* ingest/xml_doctype.h
 *
 * xml_doctype - the plain entities that a DOCTYPE declares: <!ENTITY name "text">.
 *
 * Entities that are external, parameters, or refer to others are not honoured: nothing can grow or be fetched.
 */
#ifndef INGEST_XML_DOCTYPE_H
#define INGEST_XML_DOCTYPE_H

#include "common/slice.h"

#define XML_MAX_ENTITIES     32
#define XML_MAX_ENTITY_BYTES 1024

struct xml_doctype {
	struct {
		struct slice name, text;
	} entity[XML_MAX_ENTITIES];
	size_t n;
};

/* Reads "<!DOCTYPE ...>" at the beginning of s.  Returns its length; s.len if it does not end. */
size_t xml_doctype_read(struct xml_doctype *doctype, struct slice s);

/* The text of an entity; NULL if none of that name is declared. */
const struct slice *xml_doctype_entity(const struct xml_doctype *doctype, struct slice name);

#endif
