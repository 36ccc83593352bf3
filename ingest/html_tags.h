/* ingest/html_tags.h
 *
 * html_tags - the tags of a page, one after the other: enough of HTML to find links, in one pass over any bytes.
 *
 * Comments, and what is in elements whose text holds no tags (script, style, title, ...), are passed over; a tag or
 * comment that the page does not finish ends it.  Nothing is allocated: all slices point into the page, with character
 * references as they stand.
 */
#ifndef INGEST_HTML_TAGS_H
#define INGEST_HTML_TAGS_H

#include "common/slice.h"

struct html_tag {
	struct slice whole; /* from "<" to ">" */
	struct slice name;  /* in any case */
	struct slice attributes;
	bool end; /* an end tag */
};

/* The next tag of *rest, which moves behind it; false when there is none. */
bool html_tags_next(struct slice *rest, struct html_tag *tag);

/* The next attribute of *attributes, which moves behind it: those of a tag, or what follows the name of one that was
 * not taken apart.  The value is without its quotes, untrimmed; empty if there is none, or if its quotes do not end.
 * False at the ">" that ends the tag, and at the end. */
bool html_attribute_next(struct slice *attributes, struct slice *name, struct slice *value);

bool html_tag_is(const struct html_tag *tag, const char *name);

/* The value of the first attribute of that name, trimmed; empty if there is none. */
struct slice html_tag_attribute(const struct html_tag *tag, const char *name);

#endif
