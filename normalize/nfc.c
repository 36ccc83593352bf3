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

/* Bytes from p on that are ASCII and no control characters, sixteen at a time. */
static const char *skip_ascii(const char *p, const char *end)
{
#ifdef __SSE2__
	/* Signed, the bytes beyond ASCII are below the controls: all that is over 0x1F is fine, and so are three more. */
	while (end - p >= 16) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
		__m128i fine = _mm_cmpgt_epi8(bytes, _mm_set1_epi8(0x1F));

		fine = _mm_or_si128(fine, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')));
		fine = _mm_or_si128(fine, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\t')));
		fine = _mm_or_si128(fine, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\r')));
		unsigned strange = ~(unsigned)_mm_movemask_epi8(fine) & 0xFFFF;
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

	return c <= 0x2FF || (c >= 0x388 && c <= 0x482) || (c >= 0x48A && c <= 0x52F);
}

/* The length of the sequence at p, beyond ASCII, if it is settled, else 0. */
static size_t settled_length(const unsigned char *p, size_t left)
{
	if (p[0] >= 0xC2 && p[0] <= 0xDF)
		return left >= 2 && is_settled_2(p) ? 2 : 0;
	if (p[0] >= 0xE0 && p[0] <= 0xEF)
		return left >= 3 && is_settled_3(p) ? 3 : 0;
	if (p[0] == 0xF0 && left >= 4 && p[1] == 0x9F && p[2] >= 0x80 && p[2] <= 0xAB)
		return 4; /* U+1F000 to U+1FAFF: pictographs */
	return 0;
}

/* The bytes from `at` on, where a character begins, that are NFC whatever follows and hold no controls. */
static size_t settled_prefix(struct slice s, size_t at)
{
	const char *begin = s.at + at, *p = begin, *end = s.at + s.len;

	while ((p = skip_ascii(p, end)) < end) {
		size_t n = settled_length((const unsigned char *)p, (size_t)(end - p));

		if (n == 0)
			break;
		p += n;
	}
	return (size_t)(p - begin);
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
	size_t at = 0;

	while (at < s.len) {
		size_t n = settled_prefix(s, at), end;

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
	struct slice composed;
	struct text out;

	if (settled_prefix(s, 0) == s.len)
		return s;
	s = drop_controls(arena, s);
	if (settled_prefix(s, 0) == s.len)
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
