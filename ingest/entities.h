/* ingest/entities.h
 *
 * entities - character references: those by number, and the names of HTML 4.01 (section 24), which feeds use without
 * declaring them.
 */
#ifndef INGEST_ENTITIES_H
#define INGEST_ENTITIES_H

#include "common/slice.h"

#include <stdint.h>

#define ENTITY_MAX_NAME 8

/* The code point that a name without "&" and ";" stands for; 0 if there is no such name.  Case matters. */
uint32_t entity_codepoint(struct slice name);

/* The code point that a reference gives by number, of which s is what follows "&#": "233;", "xE9;"; or by two halves, as
 * UTF-16 has them: "55357;&#56832;".  Numbers up to 255 are bytes of windows-1252; those that mean nothing are U+FFFD.
 * Returns the bytes read, 0 if it is none. */
size_t entity_number(struct slice s, uint32_t *codepoint);

#endif
