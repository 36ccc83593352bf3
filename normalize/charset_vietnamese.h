/* normalize/charset_vietnamese.h
 *
 * charset_vietnamese - whether a text is Vietnamese, by its syllables.  Only charset's own files include this.
 */
#ifndef NORMALIZE_CHARSET_VIETNAMESE_H
#define NORMALIZE_CHARSET_VIETNAMESE_H

#include "common/slice.h"

/* Counts the words of `text`, valid UTF-8 in NFC, that have a letter beyond ASCII: `good` are the possible
 * Vietnamese syllables (initial, vowels, final), `bad` all others.  What stands in <...> is not read. */
struct syllables {
	size_t good, bad;
};

struct syllables syllables_count(struct slice text);

#endif
