/* normalize/nfc.h
 *
 * nfc - text in Normalization Form C (Unicode Standard Annex 15), without control characters.
 */
#ifndef NORMALIZE_NFC_H
#define NORMALIZE_NFC_H

#include "common/arena.h"
#include "common/slice.h"

/* What one look at bytes finds besides. */
struct nfc_look {
	size_t groups;   /* of characters beyond ASCII: at least so many; 0 only if there is none */
	bool vietnamese; /* some of U+1E00 to U+1EFF */
	bool doubtful; /* a letter of U+00C0 to U+00FF right before what is no such letter: French, or charset_repair.h;
			  * that there is none may be said wrongly of a single one */
};

/* Whether `s`, any bytes, is seen at once to be what nfc_normalise() makes: valid UTF-8 in NFC without controls.  What
 * *look says holds for all of s only then. */
bool nfc_look(struct slice s, struct nfc_look *look);

/* `s`, valid UTF-8, in NFC and without U+0000 to U+001F but for tab, LF and CR: s itself if it is so already, else
 * a copy in the arena.  ASCII, Latin (Vietnamese too), Greek, Cyrillic and East Asian letters are told by a look at
 * their bytes; ICU does the rest. */
struct slice nfc_normalise(struct arena *arena, struct slice s);

#endif
