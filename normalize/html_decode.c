/* normalize/html_decode.c - character references decoded, by the longest name and with the standard's exceptions. */
#include "normalize/html.h"
#include "normalize/html_entities.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define REPLACEMENT 0xFFFD

static int entity_compare(const struct html_entity *entity, struct slice name)
{
	int order = strncmp(entity->name, name.at, name.len);

	return order ? order : entity->name[name.len] != '\0';
}

static const struct html_entity *entity_find(struct slice name)
{
	size_t low = 0, high = HTML_ENTITIES;

	if (name.len >= sizeof html_entities[0].name)
		return NULL;
	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = entity_compare(&html_entities[middle], name);

		if (order == 0)
			return &html_entities[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* What the numbers 0x80 to 0x9F mean on pages: windows-1252; 0 for those that keep their own meaning. */
static const uint16_t windows_1252[32] = {
	0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
	0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
	0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

static uint32_t number_meaning(uint32_t number)
{
	if (number == 0 || number > 0x10FFFF || (number >= 0xD800 && number <= 0xDFFF))
		return REPLACEMENT;
	if (number >= 0x80 && number <= 0x9F && windows_1252[number - 0x80])
		return windows_1252[number - 0x80];
	return number;
}

/* The value of a digit in base 10 or 16, or -1. */
static int digit_value(char c, int base)
{
	int value = -1;

	if (ascii_is_digit(c))
		value = c - '0';
	else if (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'f')
		value = ascii_lower(c) - 'a' + 10;
	return value < base ? value : -1;
}

static struct html_reference number_read(struct slice s)
{
	int base = s.len > 2 && ascii_lower(s.at[2]) == 'x' ? 16 : 10, digit;
	size_t begin = base == 16 ? 3 : 2, i = begin;
	uint32_t number = 0;

	for (; i < s.len && (digit = digit_value(s.at[i], base)) >= 0; i++)
		if (number <= 0x10FFFF)
			number = number * (uint32_t)base + (uint32_t)digit;
	if (i == begin)
		return (struct html_reference){ .n = 0 };
	if (i < s.len && s.at[i] == ';')
		i++;
	return (struct html_reference){ .codepoint = { number_meaning(number) }, .n = 1, .len = i };
}

static struct html_reference reference_of(const struct html_entity *entity, size_t len)
{
	return (struct html_reference){
		.codepoint = { entity->codepoint, entity->second },
		.n = entity->second ? 2 : 1,
		.len = len,
	};
}

static bool is_alphanumeric(char c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c);
}

/* A name without a semicolon: the longest legacy one that the letters begin with. */
static struct html_reference legacy_read(struct slice s, struct slice name, bool attribute)
{
	for (size_t n = name.len < 6 ? name.len : 6; n >= 2; n--) {
		const struct html_entity *entity = entity_find(slice_head(name, n));
		char next = s.len > n + 1 ? s.at[n + 1] : '\0';

		if (!entity || !entity->legacy)
			continue;
		if (attribute && (next == '=' || is_alphanumeric(next)))
			break;
		return reference_of(entity, n + 1);
	}
	return (struct html_reference){ .n = 0 };
}

struct html_reference html_reference_read(struct slice s, bool attribute)
{
	const struct html_entity *entity;
	struct slice name = slice_skip(s, 1);
	size_t n = 0;

	if (name.len && name.at[0] == '#')
		return number_read(s);
	while (n < name.len && n < sizeof html_entities[0].name && is_alphanumeric(name.at[n]))
		n++;
	name = slice_head(name, n);
	if (s.len > n + 1 && s.at[n + 1] == ';' && (entity = entity_find(name)))
		return reference_of(entity, n + 2);
	return legacy_read(s, name, attribute);
}

static bool is_literal(char c)
{
	return c != '&' && c != '\r' && c != '\0';
}

static size_t literal_prefix(struct slice s)
{
	size_t n = 0;

#ifdef __SSE2__
	const __m128i ampersand = _mm_set1_epi8('&'), cr = _mm_set1_epi8('\r'), nul = _mm_setzero_si128();

	for (; s.len - n >= 16; n += 16) {
		__m128i x = _mm_loadu_si128((const void *)(s.at + n));
		__m128i stop = _mm_or_si128(_mm_cmpeq_epi8(x, ampersand), _mm_cmpeq_epi8(x, cr));

		if (_mm_movemask_epi8(_mm_or_si128(stop, _mm_cmpeq_epi8(x, nul))))
			break;
	}
#endif
	while (n < s.len && is_literal(s.at[n]))
		n++;
	return n;
}

/* One reference, CR or NUL at the head of s; returns the bytes it takes. */
static size_t decode_one(struct text *out, struct slice s, bool attribute)
{
	struct html_reference reference;

	if (s.at[0] == '\0') {
		text_add_codepoint(out, REPLACEMENT);
		return 1;
	}
	if (s.at[0] == '\r') {
		text_add_char(out, '\n');
		return s.len > 1 && s.at[1] == '\n' ? 2 : 1;
	}
	reference = html_reference_read(s, attribute);
	if (reference.n == 0) {
		text_add_char(out, '&');
		return 1;
	}
	for (size_t i = 0; i < reference.n; i++)
		text_add_codepoint(out, reference.codepoint[i]);
	return reference.len;
}

struct slice html_decode(struct arena *arena, struct slice s, bool attribute)
{
	size_t n = literal_prefix(s);
	struct slice decoded;
	struct text out;

	if (n == s.len)
		return s;
	text_init(&out, 3 * s.len + 16); /* the worst are NUL bytes: three for one */
	while (s.len) {
		text_add(&out, slice_head(s, n));
		s = slice_skip(s, n);
		if (s.len)
			s = slice_skip(s, decode_one(&out, s, attribute));
		n = literal_prefix(s);
	}
	decoded = arena_copy(arena, text_slice(&out));
	text_release(&out);
	return decoded;
}
