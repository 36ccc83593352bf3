/* normalize/charset_convert.h
 *
 * charset_convert - bytes of a known encoding to UTF-8.  Only charset's own files include this.
 */
#ifndef NORMALIZE_CHARSET_CONVERT_H
#define NORMALIZE_CHARSET_CONVERT_H

#include "common/arena.h"
#include "normalize/charset_labels.h"

/* Valid UTF-8 in the arena without NUL, U+FFFD for what was malformed; not in NFC. */
struct slice charset_convert(struct arena *arena, const struct encoding *encoding, struct slice bytes);

#endif
