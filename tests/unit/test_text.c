/* tests/unit/test_text.c - output that grows up to a ceiling, arenas, UTF-8. */
#include "tests/unit/unit.h"

#include "common/text.h"
#include "common/utf8.h"

#include <jansson.h>
#include <stdlib.h>

static void text_remembers_that_it_overflowed(void **state)
{
	struct text t;

	(void)state;
	text_init(&t, 8);
	text_add(&t, SLICE("12345678"));
	assert_false(text_overflowed(&t));
	text_add_char(&t, '9');
	assert_true(text_overflowed(&t));
	text_addf(&t, "%d", 1);
	assert_slice_equal(text_slice(&t), "12345678");
	text_reset(&t);
	text_add(&t, SLICE("again"));
	assert_slice_equal(text_slice(&t), "again");
	text_release(&t);
}

static void text_json_is_read_back_by_another_library(void **state)
{
	static const struct {
		struct slice in;
		const char *out;
	} cases[] = {
		{ { "Hà Nội \"thủ đô\"", 20 }, "Hà Nội \"thủ đô\"" },
		{ { "a\\b\n\r\t\x01", 7 }, "a\\b\n\r\t\x01" },
		{ { "\xff\xc3", 2 }, "\xef\xbf\xbd\xef\xbf\xbd" },
		{ { "\xed\xa0\x80", 3 }, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct text t;
		struct slice in = cases[i].in;
		json_t *value;

		text_init(&t, 1000);
		in.len = i == 0 ? strlen(in.at) : in.len;
		text_add_json(&t, in);
		value = json_loadb(t.at, t.len, JSON_DECODE_ANY, NULL);
		assert_non_null(value);
		assert_string_equal(json_string_value(value), cases[i].out);
		json_decref(value);
		text_release(&t);
	}
}

static void utf8_refuses_what_rfc_3629_refuses(void **state)
{
	static const struct {
		const char *bytes;
		size_t len, valid;
	} cases[] = {
		{ "abc", 3, 3 },
		{ "\xe1\xba\xa1", 3, 3 },
		{ "\xf0\x9f\x98\x80", 4, 4 },
		{ "\xc0\x80", 2, 0 },
		{ "\xe0\x80\x80", 3, 0 },
		{ "\xed\xa0\x80", 3, 0 },
		{ "\xf4\x90\x80\x80", 4, 0 },
		{ "ok\xe1\xba", 4, 2 },
		{ "12345678\x80", 9, 8 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct slice s = unit_guard((struct slice){ cases[i].bytes, cases[i].len });

		assert_int_equal(utf8_valid_prefix(s), cases[i].valid);
		for (size_t at = 0; at < s.len;)
			utf8_next(s, &at);
		unit_guard_free(s);
	}
}

static void utf8_round_trips_every_code_point(void **state)
{
	struct text t;

	(void)state;
	text_init(&t, 16);
	for (uint32_t c = 1; c <= 0x10FFFF; c++) {
		size_t at = 0;

		text_reset(&t);
		text_add_codepoint(&t, c);
		assert_int_equal(utf8_next(text_slice(&t), &at), c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c);
		assert_int_equal(at, t.len);
	}
	text_release(&t);
}

static void arena_keeps_what_it_gave_until_reset(void **state)
{
	struct arena *arena = arena_open(64u << 20);
	struct slice kept[1000];
	int *grown = NULL;

	(void)state;
	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < COUNT(kept); i++)
			kept[i] = arena_printf(arena, "%zu:%s", i, i % 100 ? "small" : "one of the larger ones");
		grown = arena_new(arena, int, 1);
		for (size_t i = 0; i < 100000; i++) {
			size_t room = (size_t)1 << (64 - __builtin_clzl(i + 1) - 1);

			if (room == i + 1)
				grown = arena_grow(arena, grown, sizeof *grown, room, 2 * room);
			grown[i] = (int)i;
		}
		for (size_t i = 0; i < COUNT(kept); i++)
			assert_int_equal(strtoul(kept[i].at, NULL, 10), i);
		for (size_t i = 0; i < 100000; i++)
			assert_int_equal(grown[i], i);
		arena_reset(arena);
		assert_int_equal(arena_used(arena), 0);
	}
	arena_close(arena);
}

UNIT(text, cmocka_unit_test(text_remembers_that_it_overflowed),
     cmocka_unit_test(text_json_is_read_back_by_another_library), cmocka_unit_test(utf8_refuses_what_rfc_3629_refuses),
     cmocka_unit_test(utf8_round_trips_every_code_point), cmocka_unit_test(arena_keeps_what_it_gave_until_reset))
