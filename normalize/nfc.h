/* normalize/nfc.h
 *
 * nfc - text in Normalization Form C (Unicode Standard Annex 15), without control characters.
 */
#ifndef NORMALIZE_NFC_H
#define NORMALIZE_NFC_H

#include "common/arena.h"
#include "common/slice.h"

/* What one look at bytes finds. */
struct nfc_look {
	size_t settled; /* of the bytes, from the start: valid UTF-8 in NFC without controls, whatever follows */
	bool valid;     /* all of it is UTF-8; what follows was seen only then, up to the first malformed byte if not */
	bool controls;  /* that nfc_normalise() drops */
	bool vietnamese; /* some of U+1E00 to U+1EFF */
	bool doubtful; /* a letter of U+00C0 to U+00FF right before what is no such letter: French, or charset_repair.h;
			  * a single one may be missed */
	size_t groups; /* of characters beyond ASCII: at least so many, 0 only if there is none */
};

/* `s` may be any bytes.  What nfc_normalise() leaves as it is has mostly `settled` of all its bytes. */
void nfc_look(struct slice s, struct nfc_look *look);

/* `s`, valid UTF-8, in NFC and without U+0000 to U+001F but for tab, LF and CR: s itself if it is so already, else
 * a copy in the arena.  ASCII, Latin (Vietnamese too), Greek, Cyrillic and East Asian letters are told by a look at
 * their bytes; ICU does the rest. */
struct slice nfc_normalise(struct arena *arena, struct slice s);

#endif
