/* normalize/charset_vietnamese.h
 *
 * charset_vietnamese - whether a text is Vietnamese, by its syllables; and VNI.  Only charset's own files include this.
 */
#ifndef NORMALIZE_CHARSET_VIETNAMESE_H
#define NORMALIZE_CHARSET_VIETNAMESE_H

#include "common/text.h"

/* Counts the words of `text`, valid UTF-8 in NFC, that have a letter beyond ASCII: `good` are the possible
 * Vietnamese syllables (initial, vowels, final), `bad` all others.  What stands in <...> is not read. */
struct syllables {
	size_t good, bad;
};

struct syllables syllables_count(struct slice text);

/* Text in VNI-Windows, whose marks stand behind their vowels as letters of windows-1252: `text` has these letters, in
 * UTF-8; Vietnamese with combining marks goes to `out`, U+FFFD for a mark without a vowel.  The table is that of
 * xvnkb (vni.h). */
void vni_add(struct text *out, struct slice text);

#endif
