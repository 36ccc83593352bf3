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

#define PIECE_BYTES 128  /* that are composed at once, */
#define HEAP_BYTES  1024 /* and so many more where nothing but marks follows */

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

/* Whether c is one of the characters that NFC leaves alone wherever they stand: no combining mark, nothing that composes
 * with what is before it, nothing that is written otherwise in NFC.  Scripts of India are left to ICU. */
static bool is_settled(uint32_t c)
{
	static const struct {
		uint16_t first, last;
	} ranges[] = {
		{ 0x0080, 0x02FF },                                         /* Latin */
		{ 0x0388, 0x0482 },                                         /* Greek, Cyrillic */
		{ 0x048A, 0x0590 },                                         /* Armenian */
		{ 0x05D0, 0x060F },                                         /* Hebrew letters */
		{ 0x061B, 0x064A },                                         /* Arabic letters */
		{ 0x0660, 0x066F }, { 0x0671, 0x06D5 }, { 0x0E01, 0x0E37 }, /* Thai letters */
		{ 0x0E3F, 0x0E47 }, { 0x108E, 0x1160 },                     /* Georgian, Ethiopic */
		{ 0x1E00, 0x1F70 },                                         /* Latin with marks, Vietnamese; Greek */
		{ 0x2002, 0x20CF },                                         /* punctuation, currency */
		{ 0x20F1, 0x2125 }, { 0x212C, 0x2328 }, { 0x232B, 0x2ADB }, { 0x2ADD, 0x2CEE }, /* signs */
		{ 0x2E00, 0x3029 }, { 0x3030, 0x3098 },                                         /* kana */
		{ 0x309B, 0xA66E },                                                             /* ideographs */
		{ 0xAC00, 0xD7A3 }, { 0xE000, 0xF8FF }, /* Hangul; private use */
		{ 0xFB4F, 0xFE1F }, { 0xFE30, 0xFFFF },
	};
	size_t low = 0, high = COUNT(ranges);

	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (c < ranges[middle].first)
			high = middle;
		else
			low = middle;
	}
	return c >= ranges[low].first && c <= ranges[low].last;
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

/* The bytes of East Asian characters, U+3000 to U+9FFF and U+B000 to U+CFFF, that are not settled: where the marks of
 * kana, of tones and others may be.  *three gets the bits of their first bytes. */
static unsigned strange_asian(__m128i bytes, unsigned *three)
{
	unsigned first = bits_between(bytes, 0xE3, 0xEC), mixed = bits_of(bytes, 0xE3);

	*three |= first;
	return bits_of(bytes, 0xEA) | (mixed << 2 & (bits_of(bytes, 0x80) | bits_of(bytes, 0x82)) << 1 &
				       (bits_between(bytes, 0x99, 0x9A) | bits_between(bytes, 0xAA, 0xAF)));
}

/* How many of the 16 bytes at p, where a character begins, are settled whole characters: 0 if they are ASCII, or hold
 * others than Latin (U+0080 to U+02FF, U+1E00 to U+1EFF), Greek, Cyrillic, East Asian ones and U+2002 to U+203F.  The one
 * cut at their end is left out. */
static size_t settled_sixteen(const char *p, struct nfc_look *look)
{
	__m128i bytes = sixteen(p);
	unsigned plain = plain_bits(bytes), tail, two, three, latin, mark, western, strange = 0;

	if (plain == 0xFFFF)
		return 0;
	tail = bits_between(bytes, 0x81, 0xBF) | bits_of(bytes, 0x80);
	two = bits_between(bytes, 0xC2, 0xCB) | bits_between(bytes, 0xCE, 0xD1);
	latin = bits_of(bytes, 0xE1);
	mark = bits_of(bytes, 0xE2);
	western = bits_of(bytes, 0xC3);
	three = latin | mark;
	if ((plain | tail | two | three) != 0xFFFF)
		strange = strange_asian(bytes, &three);
	strange |= ~(plain | tail | two | three);
	strange |= tail ^ ((two | three) << 1 | three << 2);
	strange |= latin << 1 & ~bits_between(bytes, 0xB8, 0xBB);
	strange |= mark << 1 & ~bits_of(bytes, 0x80);
	strange |= mark << 2 & ~bits_between(bytes, 0x82, 0xBF);
	strange |= bits_of(bytes, 0xCE) << 1 & ~bits_between(bytes, 0x88, 0xBF);
	if (strange & 0xFFFF)
		return 0;
	look->groups += (two | three) != 0;
	look->vietnamese |= latin != 0;
	look->doubtful |= (western << 2 & ((two & ~western) | mark)) != 0;
	if ((two | three) & 0x8000)
		return 15;
	return three & 0x4000 ? 14 : 16;
}
#endif

/* Pictographs, U+1F000 to U+1FAFF, are settled too. */
static bool stands(uint32_t c)
{
	return c <= 0xFFFF ? is_settled(c) : c >= 0x1F000 && c <= 0x1FAFF;
}

/* Characters beyond ASCII from `at` on that are settled. */
static size_t settled_characters(struct slice s, size_t at, struct nfc_look *look)
{
	size_t begin = at;

	while (at < s.len && (signed char)s.at[at] < 0) {
		size_t next = at;
		uint32_t c = utf8_next(s, &next);

		if (next == at + 1 || !stands(c))
			break;
		look->groups++;
		look->vietnamese |= c >= 0x1E00 && c <= 0x1EFF;
		look->doubtful |= c >= 0xC0 && c <= 0xFF && next < s.len && (unsigned char)s.at[next] >= 0xC2 &&
				  s.at[next] != '\xC3';
		at = next;
	}
	return at - begin;
}

/* The bytes from `at` on, where a character begins, that are valid UTF-8 and NFC whatever follows and hold no
 * controls. */
static size_t settled_prefix(struct slice s, size_t at, struct nfc_look *look)
{
	size_t begin = at, before;

	do {
		at = (size_t)(skip_ascii(s.at + at, s.at + s.len) - s.at);
		before = at;
#ifdef __SSE2__
		for (size_t n = 1; n && s.len - at >= 16;)
			at += n = settled_sixteen(s.at + at, look);
#endif
		at += settled_characters(s, at, look);
	} while (at > before);
	return at - begin;
}

void nfc_look(struct slice s, struct nfc_look *look)
{
	size_t at;

	*look = (struct nfc_look){ 0 };
	look->settled = at = settled_prefix(s, 0, look);
	while (at < s.len) {
		size_t next = at;

		utf8_next(s, &next);
		look->groups += next > at + 1;
		if ((signed char)s.at[at] < 0 && next == at + 1)
			return;
		look->controls |= (signed char)s.at[at] >= 0;
		at = next + settled_prefix(s, next, look);
	}
	look->valid = true;
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

/* The end of a piece of s, from `at` on, that can be composed by itself.  A heap of marks is cut: ordering them takes ICU
 * the square of their number. */
static size_t piece_end(const UNormalizer2 *nfc, struct slice s, size_t at)
{
	size_t end = at, most = at + PIECE_BYTES + HEAP_BYTES;

	while (end < s.len && end - at < PIECE_BYTES)
		end += character_length(s, end);
	while (end < most && !is_boundary(nfc, s, end))
		end += character_length(s, end);
	return end;
}

/* Appends a piece of at most PIECE_BYTES + HEAP_BYTES and a character as ICU has it. */
static void add_composed(const UNormalizer2 *nfc, struct slice piece, struct text *out)
{
	UChar from[2 * HEAP_BYTES], to[6 * HEAP_BYTES]; /* NFC makes three of one at most */
	char utf8[18 * HEAP_BYTES];
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
	char *at = arena_alloc_raw(arena, s.len + 1);
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

	nfc_look(s, &look);
	if (look.settled == s.len)
		return s;
	if (look.controls)
		s = drop_controls(arena, s);
	nfc = unorm2_getNFCInstance(&error);
	if (U_FAILURE(error))
		die("ICU: NFC: %s", u_errorName(error));
	text_init(&out, SIZE_MAX / 4);
	text_room(&out, s.len + s.len / 16);
	add_nfc(nfc, s, &out);
	composed = arena_copy(arena, text_slice(&out));
	text_release(&out);
	return composed;
}
