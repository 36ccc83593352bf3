/* tests/unit/test_json_tree.c - JSON as a flat array of values; what it takes and refuses, as jansson does. */
#include "tests/unit/unit.h"

#include "common/text.h"
#include "normalize/json_tree.h"

#include <jansson.h>

static size_t elements_count(const struct json *v)
{
	size_t n = 0;

	for (const struct json *e = json_tree_first(v); e; e = json_tree_next(v, e))
		n++;
	return n;
}

static const char sample[] = "\n{\"a\": [1, -2.5e+3, \"x\\u00e9\\ud83d\\ude00\\n\\\"\", {\"b\\/c\": null}, [], {}], "
			     "\"d\": true, \"d\": \"last\", \"\": false} ";

static void json_tree_is_walked(void **state)
{
	struct arena *arena = arena_open(1u << 20);
	struct slice s = unit_guard(slice_from(sample));
	const struct json *root = json_tree_parse(arena, s, false), *a, *e;

	(void)state;
	assert_non_null(root);
	assert_int_equal(elements_count(root), 4);
	assert_slice_equal(json_tree_string(json_tree_get(root, "d")), "last");
	assert_slice_equal(json_tree_get(root, "")->text, "false");
	assert_null(json_tree_get(root, "none"));
	assert_null(json_tree_get(NULL, "a"));
	a = json_tree_get(root, "a");
	assert_true(json_tree_is(a, JSON_KIND_ARRAY));
	assert_int_equal(elements_count(a), 6);
	e = json_tree_first(a);
	assert_slice_equal(e->text, "1");
	e = json_tree_next(a, json_tree_next(a, e));
	assert_slice_equal(json_tree_string(e), "x\xC3\xA9\xF0\x9F\x98\x80\n\"");
	e = json_tree_next(a, e);
	assert_slice_equal(json_tree_first(e)->name, "b/c");
	e = json_tree_next(a, json_tree_next(a, e));
	assert_null(json_tree_first(e));
	assert_null(json_tree_next(a, e));
	assert_null(json_tree_get(json_tree_first(a), "a"));
	unit_guard_free(s);
	arena_close(arena);
}

static void assert_as_jansson(struct arena *arena, struct slice s)
{
	for (int followed = 0; followed < 2; followed++) {
		struct slice guarded = unit_guard(s);
		json_t *theirs =
			json_loadb(s.at, s.len, JSON_ALLOW_NUL | (followed ? JSON_DISABLE_EOF_CHECK : 0), NULL);
		const struct json *ours = json_tree_parse(arena, guarded, followed);

		if (!theirs != !ours)
			print_message("%.*s\n", SLICE_ARG(s));
		assert_true(!theirs == !ours);
		json_decref(theirs);
		unit_guard_free(guarded);
	}
	arena_reset(arena);
}

static void json_tree_takes_what_jansson_takes(void **state)
{
	static const char *const texts[] = {
		"",
		"{}",
		"[]",
		"[1,]",
		"[,1]",
		"{\"a\":1,}",
		"{,}",
		"[1 2]",
		"[1",
		"{\"a\"",
		"[01]",
		"[-]",
		"[1.]",
		"[1e]",
		"[1e+5]",
		"[.5]",
		"[tru]",
		"[truex]",
		"\"x\"",
		"1",
		"[\"\t\"]",
		"[\"\\x\"]",
		"[\"\\u12\"]",
		"[\"\\ud800\"]",
		"[\"\\udc00\"]",
		"[\"\\u0000\"]",
		"[]x",
		"{\"a\":{\"b\":[{}]}}",
		"[[],[[]],{}]",
		"{\"a\" 1}",
		"{1:2}",
		"[\"a\\\"]",
		"[}",
		"{]",
		"[1]]",
		"{\"a\":}",
		"  [ 1 , 2 ]  ",
		"[\"\\ud83d\\u0041\"]",
	};
	struct arena *arena = arena_open(1u << 20);
	char changed[sizeof sample];

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++)
		assert_as_jansson(arena, slice_from(texts[i]));
	for (size_t i = 0; i < sizeof sample - 1; i++)
		for (const char *c = "{}[]\",:\\ 0-.eu\n"; *c; c++) {
			memcpy(changed, sample, sizeof sample);
			changed[i] = *c;
			assert_as_jansson(arena, slice_from(changed));
			assert_as_jansson(arena, slice_head(slice_from(sample), i));
		}
	arena_close(arena);
}

static void json_tree_has_a_size(void **state)
{
	struct arena *arena = arena_open(64u << 20);
	struct text wide;

	(void)state;
	text_init(&wide, 1u << 20);
	text_add(&wide, SLICE("[0"));
	for (size_t i = 2; i < JSON_VALUES_MAX; i++)
		text_add(&wide, SLICE(",0"));
	text_add_char(&wide, ']');
	assert_int_equal(json_tree_parse(arena, text_slice(&wide), false)->size, JSON_VALUES_MAX);
	wide.len--;
	text_add(&wide, SLICE(",0]"));
	assert_null(json_tree_parse(arena, text_slice(&wide), false));
	text_release(&wide);
	arena_close(arena);
}

static void json_tree_has_a_depth(void **state)
{
	struct arena *arena = arena_open(64u << 20);
	struct text deep;

	(void)state;
	text_init(&deep, 1u << 20);
	for (size_t i = 0; i < 100000; i++)
		text_add_char(&deep, '[');
	assert_null(json_tree_parse(arena, text_slice(&deep), true));
	for (size_t i = 0; i < JSON_DEPTH_MAX; i++)
		deep.at[JSON_DEPTH_MAX + i] = ']';
	assert_non_null(json_tree_parse(arena, slice_of(deep.at, 2 * JSON_DEPTH_MAX), false));
	text_release(&deep);
	arena_close(arena);
}

UNIT(json_tree, cmocka_unit_test(json_tree_is_walked), cmocka_unit_test(json_tree_takes_what_jansson_takes),
     cmocka_unit_test(json_tree_has_a_depth), cmocka_unit_test(json_tree_has_a_size))
