/* tests/fuzz/fuzz_jsonld.c - The input as JSON: read as jansson reads it; and as a page's JSON-LD: repaired, read, and
 * chosen from. */
#include "common/utf8.h"
#include "normalize/json_tree.h"
#include "normalize/metadata.h"
#include "normalize/normalize.h"

#include <assert.h>
#include <jansson.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_literal(struct slice text, const json_t *want)
{
	char number[64];

	switch (json_typeof(want)) {
	case JSON_TRUE: assert(slice_equal(text, SLICE("true"))); break;
	case JSON_FALSE: assert(slice_equal(text, SLICE("false"))); break;
	case JSON_NULL: assert(slice_equal(text, SLICE("null"))); break;
	default:
		assert(json_is_number(want));
		if (text.len < sizeof number) {
			memcpy(number, text.at, text.len);
			number[text.len] = '\0';
			assert(strtod(number, NULL) == json_number_value(want));
		}
	}
}

static void check_string(struct slice text, const json_t *want)
{
	assert(slice_equal(text, slice_of(json_string_value(want), json_string_length(want))));
}

static const json_t *member(const json_t *object, struct slice name)
{
	return json_object_getn(object, name.at, name.len);
}

/* The later of two members of one name counts, so that only it is what jansson kept. */
static bool is_last(const struct json *object, const struct json *e)
{
	for (const struct json *later = json_tree_next(object, e); later; later = json_tree_next(object, later))
		if (slice_equal(later->name, e->name))
			return false;
	return true;
}

static void check_value(const struct json *v, const json_t *want);

static void check_members(const struct json *v, const json_t *want)
{
	size_t n = 0;

	for (const struct json *e = json_tree_first(v); e; e = json_tree_next(v, e))
		if (is_last(v, e)) {
			assert(member(want, e->name));
			check_value(e, member(want, e->name));
			n++;
		}
	assert(n == json_object_size(want));
}

static void check_value(const struct json *v, const json_t *want)
{
	size_t n = 0;

	if (json_is_object(want)) {
		assert(json_tree_is(v, JSON_KIND_OBJECT));
		check_members(v, want);
	} else if (json_is_array(want)) {
		assert(json_tree_is(v, JSON_KIND_ARRAY));
		for (const struct json *e = json_tree_first(v); e; e = json_tree_next(v, e))
			check_value(e, json_array_get(want, n++));
		assert(n == json_array_size(want));
	} else if (json_is_string(want)) {
		assert(json_tree_is(v, JSON_KIND_STRING));
		check_string(json_tree_string(v), want);
	} else {
		assert(json_tree_is(v, JSON_KIND_OTHER));
		check_literal(v->text, want);
	}
}

/* jansson refuses numbers that no double holds, and NUL in names; our own reader has no need to. */
static bool is_own_limit(const json_error_t *error)
{
	return json_error_code(error) == json_error_numeric_overflow ||
	       json_error_code(error) == json_error_null_byte_in_key;
}

static void check_against_jansson(struct arena *arena, struct slice s)
{
	json_error_t error;
	json_t *want = json_loadb(s.at, s.len, JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, &error);
	const struct json *v = json_tree_parse(arena, s, false);

	if (want) {
		assert(v && v->size <= JSON_VALUES_MAX);
		check_value(v, want);
	} else {
		assert(!v || is_own_limit(&error));
	}
	json_decref(want);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *arena;
	struct reason why = { .step = "" };
	struct article a;
	struct text page;

	if (!arena)
		arena = arena_open(256u << 20);
	arena_reset(arena);
	if (utf8_valid_prefix(slice_of(data, size)) == size)
		check_against_jansson(arena, slice_of(data, size));
	json_repair(arena, slice_of(data, size));
	text_init(&page, size + 1000);
	text_add(&page, SLICE("<title>A page</title><script type='application/ld+json'>"));
	text_add(&page, slice_of(data, size));
	text_add(&page, SLICE("</script><body><p>The two ministers agreed on Monday, after a long night, to share."));
	article_init(&a, arena);
	a.url = SLICE("https://news.example/a");
	a.content_type = SLICE("text/html; charset=utf-8");
	a.body = text_slice(&page);
	if (normalize(&a, NULL, &why) == FORWARD) {
		assert(utf8_valid_prefix(a.title) == a.title.len && utf8_valid_prefix(a.byline) == a.byline.len);
		for (size_t i = 0; i < a.authors.n; i++)
			assert(a.authors.at[i].len > 0 && utf8_valid_prefix(a.authors.at[i]) == a.authors.at[i].len);
		for (size_t i = 0; i < a.keywords.n; i++)
			assert(utf8_valid_prefix(a.keywords.at[i]) == a.keywords.at[i].len);
		assert(utf8_valid_prefix(a.section) == a.section.len);
		assert(a.image.len == 0 || slice_starts(a.image, SLICE("http")));
		assert(a.canonical_url.len == 0 || slice_starts(a.canonical_url, SLICE("http")));
	}
	text_release(&page);
	return 0;
}
