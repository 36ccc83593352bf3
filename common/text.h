/* common/text.h
 *
 * text - bytes that grow, up to a ceiling stated when it is made.
 *
 * Past the ceiling an append does nothing and the text remembers: append freely, ask once with
 * text_overflowed().  Out of memory ends the process.  The bytes are not NUL-terminated.
 */
#ifndef COMMON_TEXT_H
#define COMMON_TEXT_H

#include "common/arena.h"
#include "common/slice.h"

struct text {
	char *at;
	size_t len, room, ceiling_bytes;
	bool overflowed;
};

void text_init(struct text *t, size_t ceiling_bytes);
void text_release(struct text *t);
void text_reset(struct text *t); /* empty, not overflowed, memory kept */

void text_add(struct text *t, struct slice s);
void text_add_char(struct text *t, char c);
void text_addf(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The code point as UTF-8; U+FFFD for what is none (surrogates, over U+10FFFF). */
void text_add_codepoint(struct text *t, uint32_t codepoint);

/* s as a JSON string with its quotes.  Control characters, '"' and '\' are escaped; bytes that are not UTF-8
 * become U+FFFD, so the result is always valid JSON (RFC 8259). */
void text_add_json(struct text *t, struct slice s);

/* Make room for n further bytes and return where they go, or NULL past the ceiling; text_grew() then says how
 * many were written. */
char *text_room(struct text *t, size_t n);
void text_grew(struct text *t, size_t n);

static inline struct slice text_slice(const struct text *t)
{
	return slice_of(t->at, t->len);
}

static inline bool text_overflowed(const struct text *t)
{
	return t->overflowed;
}

#endif
