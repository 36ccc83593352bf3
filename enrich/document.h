/* enrich/document.h
 *
 * document - the finished article as one line of JSON: ninjs 3.1 plus the key `enrichment`
 * (data/schema/wiremill-1.0.schema.json describes every field).  Keys come in the same order every time.
 */
#ifndef ENRICH_DOCUMENT_H
#define ENRICH_DOCUMENT_H

#include "common/version.h"
#include "enrich/enrich.h"

#define DOCUMENT_SCHEMA    "urn:wiremill:schema:1.0"
#define DOCUMENT_GENERATOR "wiremill-enrich/" WIREMILL_VERSION

/* The key `enrichment` and its value. */
void document_write_enrichment(struct text *out, const struct story *s);

/* "e7": the number of an entity in the document. */
struct slice document_entity_id(struct arena *arena, size_t entity);

#endif
