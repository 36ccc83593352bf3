/* normalize/charset.h
 *
 * charset - the bytes of a page as UTF-8, whatever they were.
 *
 * The first of these that says something is taken: a byte order mark; the charset of the Content-Type header; that
 * of a meta element (HTML standard, 13.2.3.2); valid UTF-8; a guess from the bytes.  Labels mean what the
 * WHATWG Encoding Standard says ("latin1" is windows-1252), and VISCII, TCVN and VNI are known besides.  A label is not
 * believed against the bytes: valid UTF-8 with letters in it beats another label, and bytes that are hardly ever
 * UTF-8 beat that one; Vietnamese under the label of one of its 8-bit charsets, or of windows-1252, is told by
 * its syllables; and a header's ISO-8859-1 yields to a meta element that a guess agrees with.
 *
 * UTF-8 that was spoilt before it was sent is put right where that is certain: charset_repair.h, charset_guess.h.
 */
#ifndef NORMALIZE_CHARSET_H
#define NORMALIZE_CHARSET_H

#include "common/arena.h"
#include "common/slice.h"

struct reason;

/* The name in small letters of the encoding that a label stands for ("windows-1252" for "Latin1"), empty if unknown. */
struct slice charset_of_label(struct slice label);

/* Bytes -> *utf8: valid UTF-8 in NFC (see nfc.h) without byte order mark and controls, U+FFFD for what was malformed;
 * `bytes` itself where that is so already, which is told by one look, else in the arena.  *charset: the encoding they were
 * in, as charset_of_label() names it; *because: what says so, a few static words.
 * `content_type` may be empty.  Returns 0; or -1 and a sentence for bytes that are no text at all. */
int charset_decode(struct arena *arena, struct slice bytes, struct slice content_type, struct slice *utf8,
		   struct slice *charset, const char **because, struct reason *why);

/* Open every converter now: afterwards decoding opens no file, as a sandboxed process must not. */
void charset_prepare(void);

#endif
