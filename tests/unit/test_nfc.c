/* tests/unit/test_nfc.c - composing text, against ICU for every code point. */
#include "tests/unit/unit.h"

#include "common/text.h"
#include "common/utf8.h"
#include "normalize/nfc.h"

#include <unicode/unorm2.h>
#include <unicode/ustring.h>

static void nfc_composes_and_drops_controls(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "", "" },
		{ "plain ASCII, long enough for a vector\tor two\r\n",
		  "plain ASCII, long enough for a vector\tor two\r\n" },
		{ "Vi\xE1\xBB\x87t", "Vi\xE1\xBB\x87t" },
		{ "Vie\xCC\xA3\xCC\x82t", "Vi\xE1\xBB\x87t" }, /* marks in either order */
		{ "Vi\xC3\xAA\xCC\xA3t", "Vi\xE1\xBB\x87t" },
		{ "Vie\xCC\x82\xCC\xA3t Nam", "Vi\xE1\xBB\x87t Nam" },
		{ "a\x01"
		  "b\x1F"
		  "c\x7F",
		  "abc\x7F" },
		{ "e\x02\xCC\x81", "\xC3\xA9" },                          /* they meet when what was between is gone */
		{ "\xE2\x84\xA6 \xE2\x80\x80", "\xCE\xA9 \xE2\x80\x82" }, /* ohm sign, en quad */
		{ "\xCC\x81"
		  "a",
		  "\xCC\x81"
		  "a" },                                                    /* a mark without a letter stays */
		{ "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", "\xED\x95\x9C" }, /* Hangul */
	};
	struct arena *arena = arena_open(1u << 20);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct slice in = unit_guard(slice_from(cases[i].in));

		assert_slice_equal(nfc_normalise(arena, in), cases[i].out);
		unit_guard_free(in);
	}
	assert_slice_equal(nfc_normalise(arena, (struct slice){ "a\0b", 3 }), "ab");
	arena_close(arena);
}

static void nfc_returns_composed_text_itself(void **state)
{
	struct arena *arena = arena_open(1u << 20);
	struct slice text = SLICE(
		"Th\xE1\xBB\xA7 t\xC6\xB0\xE1\xBB\x9Bng \xE2\x80\x9Cti\xE1\xBA\xBFp\xE2\x80\x9D \xE4\xB8\xAD \xD0\x9C");

	(void)state;
	assert_ptr_equal(nfc_normalise(arena, text).at, text.at);
	assert_int_equal(arena_used(arena), 0);
	arena_close(arena);
}

static void assert_as_icu(struct arena *arena, const UNormalizer2 *nfc, const struct text *in)
{
	UErrorCode error = U_ZERO_ERROR;
	UChar from[64], to[64];
	char wanted[128];
	int32_t len, n;
	struct slice got = nfc_normalise(arena, text_slice(in));

	u_strFromUTF8(from, 64, &len, in->at, (int32_t)in->len, &error);
	n = unorm2_normalize(nfc, from, len, to, 64, &error);
	u_strToUTF8(wanted, sizeof wanted, &len, to, n, &error);
	assert_true(U_SUCCESS(error));
	assert_int_equal(got.len, len);
	assert_memory_equal(got.at, wanted, got.len);
}

/* Each code point alone, behind a letter, and before marks that may compose with it. */
static void nfc_agrees_with_icu_on_every_code_point(void **state)
{
	static const uint32_t around[][3] = {
		{ 0, 0, 0 },           { 'e', 0, 0 },        { 0, 0x301, 0 },
		{ 'o', 0x323, 0x302 }, { 0x1EA1, 0x301, 0 }, { 0x4E00, 0x3099, 0x338 },
	};
	UErrorCode error = U_ZERO_ERROR;
	const UNormalizer2 *nfc = unorm2_getNFCInstance(&error);
	struct arena *arena = arena_open(1u << 20);
	struct text in;

	(void)state;
	text_init(&in, 64);
	for (uint32_t c = 0x20; c <= 0x10FFFF; c++) {
		if ((c >= 0xD800 && c <= 0xDFFF) || (c >= 0x30000 && c < 0xE0000) || c >= 0xE0200)
			continue;
		for (size_t i = 0; i < COUNT(around); i++) {
			text_reset(&in);
			if (around[i][0])
				text_add_codepoint(&in, around[i][0]);
			text_add_codepoint(&in, c);
			for (size_t k = 1; k < 3 && around[i][k]; k++)
				text_add_codepoint(&in, around[i][k]);
			assert_as_icu(arena, nfc, &in);
		}
		arena_reset(arena);
	}
	text_release(&in);
	arena_close(arena);
}

/* Among sixteen bytes and across their end, what is seen at once must be what ICU leaves alone. */
static void what_is_seen_at_once_is_nfc(void **state)
{
	UErrorCode error = U_ZERO_ERROR;
	const UNormalizer2 *nfc = unorm2_getNFCInstance(&error);
	struct arena *arena = arena_open(1u << 20);
	struct text in;

	(void)state;
	text_init(&in, 64);
	for (uint32_t c = 0x01; c < 0x3100; c++)
		for (size_t before = 10; before < 17; before++) {
			struct nfc_look look;

			text_reset(&in);
			text_add(&in, slice_head(SLICE("n\xC3\xB3i v\xE1\xBB\x9Bi \xE2\x80\x9Cnhau"), before));
			in.len = utf8_valid_prefix(text_slice(&in));
			text_add_codepoint(&in, c);
			text_add(&in, SLICE("e\xCC\x81 x \xC3\xA0 ngo\xE1\xBA\xB1n ngo\xC3\xA8o"));
			if (c >= 0x20)
				assert_as_icu(arena, nfc, &in);
			nfc_look(text_slice(&in), &look);
			assert_true(look.valid && look.settled < in.len);
			assert_true(look.controls == (c < 0x20 && c != '\t' && c != '\n' && c != '\r'));
			arena_reset(arena);
		}
	text_release(&in);
	arena_close(arena);
}

/* Bytes of text, one or two of them changed: what is seen at once is UTF-8 all the same. */
static void what_is_seen_at_once_is_utf8(void **state)
{
	static const char text[] =
		"Ti\xE1\xBA\xBFng Vi\xE1\xBB\x87t \xE2\x80\x9Cn\xC3\xB3i\xE2\x80\x9D v\xC6\xB0\xE1\xBB\xA3t qua";
	struct nfc_look look;
	size_t seen = 0;

	(void)state;
	for (size_t i = 0; i < sizeof text - 1; i++)
		for (unsigned byte = 0; byte < 256; byte++)
			for (size_t cut = 0; cut < 4; cut++) {
				char changed[sizeof text];
				struct slice s = { changed, sizeof text - 1 - cut };

				memcpy(changed, text, sizeof text);
				changed[i] = (char)byte;
				nfc_look(s, &look);
				assert_true(look.settled <= utf8_valid_prefix(s));
				assert_true(look.valid == (utf8_valid_prefix(s) == s.len));
				assert_true(!look.valid || look.groups);
				seen += look.settled == s.len;
			}
	assert_true(seen > sizeof text);
}

/* Long decomposed text, so that it is composed in pieces: wherever these end, it is the same. */
static void nfc_of_long_text_is_that_of_its_words(void **state)
{
	struct arena *arena = arena_open(64u << 20);
	struct text in, wanted;

	(void)state;
	text_init(&in, 1u << 20);
	text_init(&wanted, 1u << 20);
	for (size_t i = 0; i < 5000; i++) {
		text_add(&in, SLICE("Vie\xCC\x82\xCC\xA3t"));
		text_add(&wanted, SLICE("Vi\xE1\xBB\x87t"));
		for (size_t k = 0; k < i % 7; k++) {
			text_add_char(&in, ' ');
			text_add_char(&wanted, ' ');
		}
	}
	struct slice got = nfc_normalise(arena, text_slice(&in));
	assert_true(slice_equal(got, text_slice(&wanted)));
	text_release(&in);
	text_release(&wanted);
	arena_close(arena);
}

/* A heap of marks in the worst order costs ICU the square of its length; in pieces it ends. */
static void nfc_survives_a_heap_of_marks(void **state)
{
	struct arena *arena = arena_open(64u << 20);
	struct text in;

	(void)state;
	text_init(&in, 8u << 20);
	text_add_char(&in, 'a');
	for (size_t i = 0; i < 250000; i++)
		text_add(&in, i % 2 ? SLICE("\xCC\xA3") : SLICE("\xCC\x81"));
	assert_in_range(nfc_normalise(arena, text_slice(&in)).len, 499000, 500001);
	text_release(&in);
	arena_close(arena);
}

UNIT(nfc, cmocka_unit_test(nfc_composes_and_drops_controls), cmocka_unit_test(nfc_returns_composed_text_itself),
     cmocka_unit_test(nfc_agrees_with_icu_on_every_code_point), cmocka_unit_test(nfc_of_long_text_is_that_of_its_words),
     cmocka_unit_test(nfc_survives_a_heap_of_marks), cmocka_unit_test(what_is_seen_at_once_is_nfc),
     cmocka_unit_test(what_is_seen_at_once_is_utf8))
