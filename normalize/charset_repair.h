/* normalize/charset_repair.h
 *
 * charset_repair - UTF-8 whose characters are bytes of another charset: somebody read them wrongly and saved what he
 * saw.  Only charset's own files include this.
 */
#ifndef NORMALIZE_CHARSET_REPAIR_H
#define NORMALIZE_CHARSET_REPAIR_H

#include "common/arena.h"
#include "common/slice.h"

/* The byte, 0x80 or more, that windows-1252 has for c, or ISO-8859-1 where that has none; 0 if neither has one. */
unsigned char western_byte(uint32_t c);

/* `text`, valid UTF-8, with what was UTF-8 read as windows-1252 or ISO-8859-1 put right, also when that was done to it
 * twice: "Viá»‡t" is "Việt".  Done for each stretch between tags and quotation marks by itself, and only where every
 * run of letters beyond ASCII in it is UTF-8 when taken for bytes, and makes letters or punctuation that a text has;
 * one such character alone counts only if the page has more of them.  The text itself if nothing is to be done, else in the
 * arena. */
struct slice charset_repair(struct arena *arena, struct slice text);

#endif
