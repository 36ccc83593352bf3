/* normalize/nfc.c - a quick look at UTF-8 bytes says that most text is NFC already; ICU makes it so where not. */
#include "normalize/nfc.h"

#include "common/die.h"
#include "common/text.h"
#include "common/utf8.h"

#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define PIECE_BYTES 1024

static bool is_control(char c)
{
	return (unsigned char)c < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

#ifdef __SSE2__
static __m128i sixteen(const char *p)
{
	return _mm_loadu_si128((const __m128i *)(const void *)p);
}

/* A bit for each byte that is ASCII and no control character.  Signed, the bytes beyond ASCII are below the controls:
 * all that is over 0x1F is fine, and so are three more. */
static unsigned plain_bits(__m128i bytes)
{
	__m128i plain = _mm_cmpgt_epi8(bytes, _mm_set1_epi8(0x1F));

	plain = _mm_or_si128(plain, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')));
	plain = _mm_or_si128(plain, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\t')));
	plain = _mm_or_si128(plain, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\r')));
	return (unsigned)_mm_movemask_epi8(plain);
}

/* Whether the 64 bytes at p are printable ASCII: most of a page is, in long lines. */
static bool are_printable(const char *p)
{
	__m128i fine = _mm_and_si128(_mm_cmpgt_epi8(sixteen(p), _mm_set1_epi8(0x1F)),
				     _mm_cmpgt_epi8(sixteen(p + 16), _mm_set1_epi8(0x1F)));

	fine = _mm_and_si128(fine, _mm_cmpgt_epi8(sixteen(p + 32), _mm_set1_epi8(0x1F)));
	fine = _mm_and_si128(fine, _mm_cmpgt_epi8(sixteen(p + 48), _mm_set1_epi8(0x1F)));
	return _mm_movemask_epi8(fine) == 0xFFFF;
}
#endif

/* Bytes from p on that are ASCII and no control characters. */
static const char *skip_ascii(const char *p, const char *end)
{
#ifdef __SSE2__
	while (end - p >= 16) {
		unsigned strange;

		while (end - p >= 64 && are_printable(p))
			p += 64;
		if (end - p < 16)
			break;
		strange = ~plain_bits(sixteen(p)) & 0xFFFF;
		if (strange)
			return p + __builtin_ctz(strange);
		p += 16;
	}
#endif
	while (p < end && (signed char)*p >= 0 && !is_control(*p))
		p++;
	return p;
}

/* Whether U+0800 to U+FFFF, by its three bytes, is one of those that NFC leaves alone wherever they stand: no
 * combining mark, nothing that composes with what is before it, nothing that is written otherwise in NFC. */
static bool is_settled_3(const unsigned char *p)
{
	uint32_t c = (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);

	if (c >= 0x1E00 && c <= 0x1EFF)
		return true; /* Latin with marks; Vietnamese */
	if (c >= 0x2002 && c <= 0x20CF)
		return true; /* punctuation, currency */
	if (c >= 0x2100 && c <= 0x2ADB)
		return c != 0x2126 && c != 0x212A && c != 0x212B && c != 0x2329 && c != 0x232A; /* symbols */
	if (c >= 0x3003 && c <= 0x3029)
		return true;
	if (c >= 0x3041 && c <= 0x30FF)
		return c != 0x3099 && c != 0x309A; /* kana without its marks */
	if (c >= 0x4E00 && c <= 0x9FFF)
		return true;
	if (c >= 0xAC00 && c <= 0xD7A3)
		return true;
	return (c >= 0xFF01 && c <= 0xFF9D) || c == 0xFFFD || c == 0xFE0F || c == 0xFEFF;
}

/* The same for U+0080 to U+07FF. */
static bool is_settled_2(const unsigned char *p)
{
	uint32_t c = (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);

	return c <= 0x2FF || (c >= 0x388 && c <= 0x482) || (c >= 0x48A && c <= 0x52F) || (c >= 0x5D0 && c <= 0x5EA) ||
	       (c >= 0x620 && c <= 0x64A); /* Hebrew, Arabic: letters */
}

static bool is_tail(unsigned char c)
{
	return (c & 0xC0) == 0x80;
}

/* The length of the sequence at p, beyond ASCII, if it is valid UTF-8 and settled, else 0. */
static size_t settled_length(const unsigned char *p, size_t left)
{
	if (p[0] >= 0xC2 && p[0] <= 0xDF)
		return left >= 2 && is_tail(p[1]) && is_settled_2(p) ? 2 : 0;
	if (p[0] >= 0xE0 && p[0] <= 0xEF)
		return left >= 3 && is_tail(p[1]) && is_tail(p[2]) && is_settled_3(p) ? 3 : 0;
	if (p[0] == 0xF0 && left >= 4 && p[1] == 0x9F && p[2] >= 0x80 && p[2] <= 0xAB && is_tail(p[3]))
		return 4; /* U+1F000 to U+1FAFF: pictographs */
	return 0;
}

#ifdef __SSE2__
static unsigned bits_of(__m128i bytes, unsigned char c)
{
	return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)c)));
}

/* A bit for each byte from `first` to `last`, both beyond ASCII. */
static unsigned bits_between(__m128i bytes, unsigned char first, unsigned char last)
{
	__m128i above = _mm_cmpgt_epi8(bytes, _mm_set1_epi8((char)(first - 1)));

	return (unsigned)_mm_movemask_epi8(_mm_andnot_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8((char)last)), above));
}

/* How many of the 16 bytes at p, where a character begins, are settled whole characters: 0 if they hold others than
 * Latin ones (U+0080 to U+02FF, U+1E00 to U+1EFF) and U+2002 to U+203F.  The one cut at their end is left out. */
static size_t settled_sixteen(const char *p, struct nfc_look *look)
{
	__m128i bytes = sixteen(p);
	unsigned tail = bits_between(bytes, 0x81, 0xBF) | bits_of(bytes, 0x80);
	unsigned two = bits_between(bytes, 0xC2, 0xCB), latin = bits_of(bytes, 0xE1), mark = bits_of(bytes, 0xE2);
	unsigned three = latin | mark, second = latin << 1, western = bits_of(bytes, 0xC3);
	unsigned strange = ~(plain_bits(bytes) | tail | two | three);

	strange |= tail ^ ((two | three) << 1 | three << 2);
	strange |= second & ~bits_between(bytes, 0xB8, 0xBB);
	strange |= mark << 1 & ~bits_of(bytes, 0x80);
	strange |= mark << 2 & ~bits_between(bytes, 0x82, 0xBF);
	if (strange & 0xFFFF)
		return 0;
	look->groups += (two | three) != 0;
	look->vietnamese |= latin != 0;
	look->doubtful |= (western << 2 & (two & ~western)) | (western << 2 & mark);
	if ((two | three) & 0x8000)
		return 15;
	return three & 0x4000 ? 14 : 16;
}
#endif

/* Characters beyond ASCII from p on that are settled. */
static const char *skip_settled(const char *p, const char *end, struct nfc_look *look)
{
	while (p < end && (signed char)*p < 0) {
		const unsigned char *at = (const unsigned char *)p;
		size_t n = settled_length(at, (size_t)(end - p));

		if (n == 0)
			break;
		look->groups++;
		look->vietnamese |= at[0] == 0xE1;
		look->doubtful |= at[0] == 0xC3 && end - p > 2 && at[2] >= 0xC2 && at[2] != 0xC3;
		p += n;
	}
	return p;
}

/* The bytes from `at` on, where a character begins, that are valid UTF-8 and NFC whatever follows and hold no
 * controls. */
static size_t settled_prefix(struct slice s, size_t at, struct nfc_look *look)
{
	const char *begin = s.at + at, *p = begin, *end = s.at + s.len;

	while ((p = skip_ascii(p, end)) < end) {
		const char *before = p;
#ifdef __SSE2__
		size_t n = 1;

		while (n && end - p >= 16)
			p += n = settled_sixteen(p, look);
#endif
		p = skip_settled(p, end, look);
		if (p == before)
			break;
	}
	return (size_t)(p - begin);
}

bool nfc_look(struct slice s, struct nfc_look *look)
{
	*look = (struct nfc_look){ 0 };
	return settled_prefix(s, 0, look) == s.len;
}

/* Whether the character at `at` can neither compose with nor go before what precedes it; the end of s can not. */
static bool is_boundary(const UNormalizer2 *nfc, struct slice s, size_t at)
{
	return at >= s.len || unorm2_hasBoundaryBefore(nfc, (UChar32)utf8_next(s, &at));
}

static size_t character_length(struct slice s, size_t at)
{
	size_t next = at;

	utf8_next(s, &next);
	return next - at;
}

/* The end of a piece of s, from `at` on, that can be composed by itself: about PIECE_BYTES.  A heap of marks is cut:
 * ordering them takes ICU the square of their number. */
static size_t piece_end(const UNormalizer2 *nfc, struct slice s, size_t at)
{
	size_t end = at, most = at + PIECE_BYTES + PIECE_BYTES / 8;

	while (end < s.len && end - at < PIECE_BYTES)
		end += character_length(s, end);
	while (end < most && !is_boundary(nfc, s, end))
		end += character_length(s, end);
	return end;
}

/* Appends a piece of at most 2 * PIECE_BYTES as ICU has it. */
static void add_composed(const UNormalizer2 *nfc, struct slice piece, struct text *out)
{
	UChar from[2 * PIECE_BYTES], to[6 * PIECE_BYTES]; /* NFC makes three of one at most */
	char utf8[18 * PIECE_BYTES];
	UErrorCode error = U_ZERO_ERROR;
	int32_t len, n;

	u_strFromUTF8WithSub(from, COUNT(from), &len, piece.at, (int32_t)piece.len, 0xFFFD, NULL, &error);
	n = unorm2_normalize(nfc, from, len, to, COUNT(to), &error);
	u_strToUTF8(utf8, sizeof utf8, &len, to, n, &error);
	if (U_FAILURE(error))
		die("ICU: NFC: %s", u_errorName(error));
	text_add(out, slice_of(utf8, (size_t)len));
}

/* The place of the character before `at`. */
static size_t step_back(struct slice s, size_t at)
{
	while (at > 0 && ((unsigned char)s.at[--at] & 0xC0) == 0x80)
		;
	return at;
}

static struct slice drop_controls(struct arena *arena, struct slice s)
{
	char *at = arena_alloc(arena, s.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		if (!is_control(s.at[i]))
			at[n++] = s.at[i];
	return (struct slice){ at, n };
}

/* s, which has no controls, in NFC. */
static void add_nfc(const UNormalizer2 *nfc, struct slice s, struct text *out)
{
	struct nfc_look look = { 0 };
	size_t at = 0;

	while (at < s.len) {
		size_t n = settled_prefix(s, at, &look), end;

		if (n && at + n < s.len)
			n = step_back(s, at + n) - at; /* the last one may take the mark that follows */
		text_add(out, (struct slice){ s.at + at, n });
		at += n;
		if (at == s.len)
			break;
		end = piece_end(nfc, s, at);
		add_composed(nfc, (struct slice){ s.at + at, end - at }, out);
		at = end;
	}
}

struct slice nfc_normalise(struct arena *arena, struct slice s)
{
	UErrorCode error = U_ZERO_ERROR;
	const UNormalizer2 *nfc;
	struct nfc_look look;
	struct slice composed;
	struct text out;

	if (nfc_look(s, &look))
		return s;
	s = drop_controls(arena, s);
	if (nfc_look(s, &look))
		return s;
	nfc = unorm2_getNFCInstance(&error);
	if (U_FAILURE(error))
		die("ICU: NFC: %s", u_errorName(error));
	text_init(&out, SIZE_MAX / 4);
	add_nfc(nfc, s, &out);
	composed = arena_copy(arena, text_slice(&out));
	text_release(&out);
	return composed;
}
