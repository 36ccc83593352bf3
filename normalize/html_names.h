/* normalize/html_names.h
 *
 * html_names - names of elements and attributes as numbers, and what the HTML standard says of each element.
 * Only the HTML reader's own files include this.
 */
#ifndef NORMALIZE_HTML_NAMES_H
#define NORMALIZE_HTML_NAMES_H

#include "normalize/html.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define TAG_VOID        0x0001u /* has no content and no end tag */
#define TAG_SPECIAL     0x0002u /* "special" (13.2.4.2): its end tag asks for scope, others' stop at it */
#define TAG_FORMATTING  0x0004u /* closed across blocks by the adoption agency */
#define TAG_CLOSES_P    0x0008u /* its start tag ends an open p */
#define TAG_SCOPE       0x0010u /* border of every scope but that of tables */
#define TAG_TABLE_SCOPE 0x0020u
#define TAG_LIST        0x0040u /* ol, ul: border of the scope of list items */
#define TAG_BUTTON      0x0080u /* button: border of the scope of p */
#define TAG_HEAD        0x0100u /* belongs into head */
#define TAG_RAW         0x0200u /* holds raw text: no tags but its own end tag, no character references */
#define TAG_RCDATA      0x0400u /* the same, with character references */
#define TAG_BREAKOUT    0x0800u /* its start tag ends svg and math */
#define TAG_BLOCK       0x1000u /* HTML_BLOCK */
#define TAG_NOPROSE     0x2000u /* HTML_NOPROSE */
#define TAG_HEADING     0x4000u /* h1 to h6 */
#define TAG_ROWS        0x8000u /* tbody, thead, tfoot */

extern const uint16_t html_tag_flags[HTML_TAGS];

/* A name of at most 16 bytes, in lower case, padded with zeros. */
struct html_key {
	uint64_t low, high;
};

#define HTML_NAME_SLOTS 512u

struct html_names {
	struct html_key key[HTML_NAME_SLOTS];
	uint16_t id[HTML_NAME_SLOTS]; /* 0: free */
};

extern struct html_names html_tag_names, html_attr_names;

/* Fill both tables, once. */
void html_names_prepare(void);

static inline unsigned html_key_slot(struct html_key key)
{
	uint64_t mixed = (key.low ^ key.high * 0x9E3779B97F4A7C15u) * 0xD6E8FEB86659FD93u;

	return (unsigned)(mixed >> 55);
}

#ifdef __SSE2__
/* The sixteen bytes at p that `keep` has all bits of, ASCII capitals as small letters. */
static inline struct html_key html_key_lower(const char *p, const unsigned char *keep)
{
	__m128i x = _mm_and_si128(_mm_loadu_si128((const void *)p), _mm_loadu_si128((const void *)keep));
	__m128i capital =
		_mm_and_si128(_mm_cmpgt_epi8(x, _mm_set1_epi8('A' - 1)), _mm_cmplt_epi8(x, _mm_set1_epi8('Z' + 1)));

	x = _mm_or_si128(x, _mm_and_si128(capital, _mm_set1_epi8('a' - 'A')));
	return (struct html_key){ (uint64_t)_mm_cvtsi128_si64(x),
				  (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(x, x)) };
}
#else
static inline struct html_key html_key_lower(const char *p, const unsigned char *keep)
{
	struct html_key key;
	char low[16];

	for (size_t i = 0; i < 16; i++)
		low[i] = ascii_lower((char)(p[i] & keep[i]));
	memcpy(&key, low, 16);
	return key;
}
#endif

/* The key of the n bytes at p, n at most 16; `readable` is how many bytes may be read there. */
static inline struct html_key html_key_of(const char *p, size_t n, size_t readable)
{
	static const unsigned char keep[32] = { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
						0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF };
	char copy[16] = "";

	if (readable < 16)
		p = memcpy(copy, p, n);
	return html_key_lower(p, keep + 16 - n);
}

/* The number of the name of n bytes at p, 0 if it is not in the table. */
static inline uint16_t html_name_find(const struct html_names *names, const char *p, size_t n, size_t readable)
{
	struct html_key key;
	unsigned slot;

	if (n > 16)
		return 0;
	key = html_key_of(p, n, readable);
	slot = html_key_slot(key);
	while (names->id[slot] && (names->key[slot].low != key.low || names->key[slot].high != key.high))
		slot = (slot + 1) % HTML_NAME_SLOTS;
	return names->id[slot];
}

#endif
