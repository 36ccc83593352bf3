/* normalize/charset_labels.h
 *
 * charset_labels - the encodings that pages are in, the labels they go by, and converters for them.  Only charset's
 * own files include this.
 */
#ifndef NORMALIZE_CHARSET_LABELS_H
#define NORMALIZE_CHARSET_LABELS_H

#include "common/slice.h"

#include <iconv.h>

struct encoding {
	const char *name;       /* as the Encoding Standard has it, in small letters */
	const char *iconv_name; /* NULL for UTF-8, which needs no converter */
	const char *labels;     /* its labels but for the name itself, in small letters, a space between */
	bool many_bytes;        /* of a character of more than one byte */
};

/* The encoding that a label stands for, white space around it and case put aside; NULL if unknown. */
const struct encoding *encoding_of_label(struct slice label);

/* The one of that name, as the Encoding Standard has it; never NULL. */
const struct encoding *encoding_named(const char *name);

/* Its converter to UTF-8 in the initial state; it stays open and is this function's.  NULL when the system has none. */
iconv_t *encoding_converter(const struct encoding *encoding);

void encoding_prepare_all(void);

#endif
