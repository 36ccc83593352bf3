/* normalize/nfc.h
 *
 * nfc - text in Normalization Form C (Unicode Standard Annex 15), without control characters.
 */
#ifndef NORMALIZE_NFC_H
#define NORMALIZE_NFC_H

#include "common/arena.h"
#include "common/slice.h"

/* `s`, valid UTF-8, in NFC and without U+0000 to U+001F but for tab, LF and CR: s itself if it is so already, else
 * a copy in the arena.  ASCII, Latin (Vietnamese too), Greek, Cyrillic and East Asian letters are told by a look at
 * their bytes; ICU does the rest. */
struct slice nfc_normalise(struct arena *arena, struct slice s);

#endif
