/* normalize/html_entities.h
 *
 * html_entities - character references: "&amp;", "&#8211;", "&#x2013;" (HTML standard, 13.2.5.72 and on).
 * Only the HTML reader's own files include this.
 */
#ifndef NORMALIZE_HTML_ENTITIES_H
#define NORMALIZE_HTML_ENTITIES_H

#include "common/slice.h"

#define HTML_ENTITIES 2125

struct html_entity {
	char name[32];              /* without ampersand and semicolon; at most 31 bytes */
	uint32_t codepoint, second; /* second: 0 for most */
	bool legacy;                /* counts without a semicolon too */
};

extern const struct html_entity html_entities[HTML_ENTITIES]; /* sorted by name */

/* What a reference stands for: n code points, 0 if the '&' is none; and how many bytes it takes. */
struct html_reference {
	uint32_t codepoint[2];
	size_t n, len;
};

/* The reference that s, whose first byte is '&', begins with.  `attribute`: the rule for attribute values. */
struct html_reference html_reference_read(struct slice s, bool attribute);

#endif
