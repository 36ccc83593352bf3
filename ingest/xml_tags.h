/* ingest/xml_tags.h
 *
 * xml_tags - the tags of a well-formed XML text, where they stand in it: for those who change a document and must keep
 * every byte they do not mean to change.
 *
 * Comments, CDATA sections, processing instructions and a DOCTYPE are passed over.  Nothing is decoded: names have their
 * prefix, values their references.  Text that is not well-formed gives some tags or other, in linear time.
 */
#ifndef INGEST_XML_TAGS_H
#define INGEST_XML_TAGS_H

#include "common/slice.h"
#include "common/stage.h"
#include "common/text.h"

struct xml_tag {
	struct slice all;    /* "<x:name a='v' />" */
	struct slice name;   /* "x:name" */
	struct slice inside; /* what stands between the name and ">" or "/>": " a='v' " */
	bool end, empty;     /* "</name>", "<name/>" */
};

/* The first tag of *rest, which is then what stands behind it; false if there is none. */
bool xml_tag_next(struct slice *rest, struct xml_tag *tag);

/* The name without its prefix. */
struct slice xml_tag_local_name(const struct xml_tag *tag);

struct xml_tag_attribute {
	struct slice all, name, value; /* "a='v'", "a", "v" */
};

/* The first attribute of *inside, which is then what stands behind it; false if there is none. */
bool xml_tag_next_attribute(struct slice *inside, struct xml_tag_attribute *attribute);

/* `value` as the value of an attribute in double quotes. */
void xml_add_value(struct text *out, struct slice value);

/* Is this one well-formed document in UTF-8 without a DOCTYPE, no deeper than XML_MAX_DEPTH?  Returns 0; or -1 and what is
 * wrong, with its line. */
int xml_check(struct slice bytes, struct reason *why);

#endif
