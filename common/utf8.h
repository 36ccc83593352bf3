/* common/utf8.h
 *
 * utf8 - UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing over U+10FFFF.
 */
#ifndef COMMON_UTF8_H
#define COMMON_UTF8_H

#include "common/slice.h"

/* Decodes the code point at s.at[*at] and moves *at past it.  A malformed byte gives U+FFFD and moves by one.
 * *at must be below s.len. */
static inline uint32_t utf8_next(struct slice s, size_t *at);

/* The number of bytes of s, from the start, that are ASCII. */
size_t utf8_ascii_prefix(struct slice s);

/* The number of bytes of s, from the start, that are valid UTF-8: s.len if all are. */
size_t utf8_valid_prefix(struct slice s);

/* At most n bytes of s, no character cut in two. */
struct slice utf8_head(struct slice s, size_t n);

/* Code points in s, which is valid UTF-8. */
size_t utf8_length(struct slice s);

/* utf8_next() where the byte at *at is not ASCII. */
uint32_t utf8_next_beyond_ascii(struct slice s, size_t *at);

static inline uint32_t utf8_next(struct slice s, size_t *at)
{
	unsigned char c = (unsigned char)s.at[*at];

	if (c >= 0x80)
		return utf8_next_beyond_ascii(s, at);
	++*at;
	return c;
}

#endif
