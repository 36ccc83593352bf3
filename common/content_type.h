/* common/content_type.h
 *
 * content_type - the parts of a Content-Type value (RFC 9110, section 8.3).  Slices are parts of the value.
 */
#ifndef COMMON_CONTENT_TYPE_H
#define COMMON_CONTENT_TYPE_H

#include "common/slice.h"

/* "text/html" of "Text/HTML; charset=utf-8": without parameters, trimmed, case as it is. */
struct slice content_type_media(struct slice value);

/* The charset that it names, as written, without its quotes; empty if none. */
struct slice content_type_charset(struct slice value);

#endif
