/* common/language.h
 *
 * language - which language a text is in, by what the page says of itself, its small words (function_words.h), and CLD2
 * where these two do not agree.
 */
#ifndef COMMON_LANGUAGE_H
#define COMMON_LANGUAGE_H

#include "common/arena.h"
#include "common/slice.h"

/* The language of `text`, valid UTF-8, as a BCP 47 tag: "vi", "en", "it", "zh-Hant"; "und" if undecided.  `hint` is the
 * lang attribute of the page or the language of its feed ("vi-VN", "en_US"), may be empty, and is often wrong: the
 * text outvotes it where it is clear; where it is not, the hint's language is taken ("vi"), and among languages that
 * differ in little else than the name it decides.  Read are
 * 2 KiB from the start at most, and 1 KiB from the middle of a long text.  The tag is static, or in the arena. */
struct slice language_detect(struct arena *arena, struct slice text, struct slice hint);

/* The language of one paragraph, as above; empty if CLD2 is not sure that nearly all of it (512 bytes are read) is in
 * that one.  The tag is static. */
struct slice language_of_passage(struct slice paragraph);

/* The language that most sites of a country's domain write in: "vi" of "bao.example.vn"; empty if there is no such.
 * A weak hint.  The tag is static. */
struct slice language_of_host(struct slice host);

#endif
