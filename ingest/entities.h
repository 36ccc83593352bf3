/* ingest/entities.h
 *
 * entities - the character entity names of HTML 4.01 (section 24), which feeds use without declaring them.
 */
#ifndef INGEST_ENTITIES_H
#define INGEST_ENTITIES_H

#include "common/slice.h"

#include <stdint.h>

#define ENTITY_MAX_NAME 8

/* The code point that a name without "&" and ";" stands for; 0 if there is no such name.  Case matters. */
uint32_t entity_codepoint(struct slice name);

#endif
