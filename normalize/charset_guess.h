/* normalize/charset_guess.h
 *
 * charset_guess - what charset bytes are in that no label stands over, or one that is often wrong.  Only charset's own
 * files include this.
 */
#ifndef NORMALIZE_CHARSET_GUESS_H
#define NORMALIZE_CHARSET_GUESS_H

#include "common/arena.h"
#include "normalize/charset_labels.h"

/* UTF-16 without byte order mark; NULL if it is not that. */
const struct encoding *charset_guess_utf16(struct slice bytes);

/* The Vietnamese 8-bit charset (windows-1258, TCVN, VISCII, VNI) in which the bytes are Vietnamese syllables; NULL if
 * there is none. */
const struct encoding *charset_guess_vietnamese(struct arena *arena, struct slice bytes);

/* Whether it is one of these four, or windows-1252, under whose labels they go. */
bool charset_is_western(const struct encoding *encoding);

/* What uchardet says of 8-bit bytes; windows-1252 if it says nothing, or one of charset_is_western(). */
const struct encoding *charset_guess(struct slice bytes);

/* Vietnamese that was typed for the fonts of the nineties and saved as UTF-8, letter by letter: "Coäng hoøa" (VNI),
 * "Céng hßa" (TCVN).  `text`, valid UTF-8, put right in the arena, and *charset the name of what it was; the text itself
 * and *charset as it was if it is none of that. */
struct slice charset_undo_fonts(struct arena *arena, struct slice text, struct slice *charset);

#endif
