/* common/utf8.c - UTF-8 as RFC 3629 has it. */
#include "common/utf8.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define REPLACEMENT 0xFFFD

static bool is_tail(unsigned char c)
{
	return (c & 0xC0) == 0x80;
}

/* The length of the sequence at p, of `left` bytes at least 1, and its code point; 0 when it is malformed. */
static size_t sequence(const unsigned char *p, size_t left, uint32_t *codepoint)
{
	if (p[0] < 0x80) {
		*codepoint = p[0];
		return 1;
	}
	if (p[0] >= 0xC2 && p[0] <= 0xDF && left >= 2 && is_tail(p[1])) {
		*codepoint = (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
		return 2;
	}
	if ((p[0] & 0xF0) == 0xE0 && left >= 3 && is_tail(p[1]) && is_tail(p[2])) {
		*codepoint = (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
		return *codepoint >= 0x800 && (*codepoint < 0xD800 || *codepoint > 0xDFFF) ? 3 : 0;
	}
	if (p[0] >= 0xF0 && p[0] <= 0xF4 && left >= 4 && is_tail(p[1]) && is_tail(p[2]) && is_tail(p[3])) {
		*codepoint = (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
		return *codepoint >= 0x10000 && *codepoint <= 0x10FFFF ? 4 : 0;
	}
	return 0;
}

uint32_t utf8_next_beyond_ascii(struct slice s, size_t *at)
{
	uint32_t codepoint = REPLACEMENT;
	size_t n = sequence((const unsigned char *)s.at + *at, s.len - *at, &codepoint);

	*at += n ? n : 1;
	return n ? codepoint : REPLACEMENT;
}

size_t utf8_ascii_prefix(struct slice s)
{
	size_t at = 0;

#ifdef __SSE2__
	for (; at + 16 <= s.len; at += 16) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(s.at + at));
		unsigned beyond = (unsigned)_mm_movemask_epi8(bytes);

		if (beyond)
			return at + (size_t)__builtin_ctz(beyond);
	}
#endif
	while (at < s.len && (signed char)s.at[at] >= 0)
		at++;
	return at;
}

size_t utf8_valid_prefix(struct slice s)
{
	uint32_t codepoint;
	size_t i = 0, n;

	while ((i += utf8_ascii_prefix(slice_skip(s, i))) < s.len) {
		n = sequence((const unsigned char *)s.at + i, s.len - i, &codepoint);
		if (n == 0)
			break;
		i += n;
	}
	return i;
}

struct slice utf8_head(struct slice s, size_t n)
{
	while (n < s.len && n && is_tail((unsigned char)s.at[n]))
		n--;
	return slice_head(s, n);
}

size_t utf8_length(struct slice s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += !is_tail((unsigned char)s.at[i]);
	return n;
}
