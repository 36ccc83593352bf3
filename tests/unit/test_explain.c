/* tests/unit/test_explain.c - What normalize says of what it did. */
#include "normalize/explain.h"
#include "normalize/view_model.h"

#include "tests/unit/unit.h"

#include <jansson.h>

#define T1 "The two ministers agreed on Monday, after a long night, to open a rail link between the ports."
#define T2 "Work on the first section will begin in spring, said the mayor, who expects the tunnel in time."
#define PAGE                                                                                                       \
	"<title>x</title><body><nav><a href=/a>World</a></nav><main><h1>Ports to share a rail link</h1>"           \
	"<article class='story long'><p>" T1 "</p><div class=more-related><p><a href=/b>The mayor at the fair</a>" \
	"</p></div><p>" T2 "</p></article></main>"
#define INDEX "<body><h1>News</h1><ul><li><a href=/a>Ports to share a rail link</a><li><a href=/b>The fair</a></ul>"

static struct text out;
static struct view_model *view; /* NULL: none */

/* The page in words; in `out`, which the next call empties. */
static struct slice explained(const char *bytes, const char *type, bool json, bool colour)
{
	static struct arena *arena;
	struct reason why = { .step = "" };
	struct article a;
	struct page page;
	enum outcome outcome;

	if (!arena) {
		arena = arena_open(256u << 20);
		text_init(&out, 1u << 20);
	}
	arena_reset(arena);
	text_reset(&out);
	article_init(&a, arena);
	a.body = slice_from(bytes);
	a.content_type = slice_from(type);
	page_init(&page, &a);
	page.view = view;
	outcome = page_run(&page, &why);
	if (json)
		explain_json(&page, outcome, &why, &out);
	else
		explain_text(&page, outcome, &why, colour, &out);
	return text_slice(&out);
}

static json_t *explained_object(const char *bytes, const char *type)
{
	struct slice json = explained(bytes, type, true, false);
	json_t *object = json_loadb(json.at, json.len, 0, NULL);

	assert_non_null(object);
	assert_true(slice_ends(json, SLICE("\n")));
	assert_ptr_equal(memchr(json.at, '\n', json.len), json.at + json.len - 1);
	return object;
}

static const char *string_at(const json_t *object, const char *key)
{
	const char *s = json_string_value(json_object_get(object, key));

	assert_non_null(s);
	return s;
}

static void explain_tells_each_block_of_a_page(void **state)
{
	static const struct {
		const char *verdict, *path, *hint, *from;
	} expected[] = {
		{ "outside", "nav", "nav", "nav" }, { "outside", "main > h1", NULL, NULL },
		{ "kept", "p", NULL, NULL },        { "hint", "div.more-related > p", "related", "div.more-related" },
		{ "kept", "p", NULL, NULL },
	};
	json_t *object = explained_object(PAGE, "text/html"), *blocks = json_object_get(object, "blocks");
	const json_t *container = json_object_get(object, "container");
	(void)state;

	assert_string_equal(string_at(object, "outcome"), "forward");
	assert_string_equal(string_at(object, "charset"), "utf-8");
	assert_string_equal(string_at(json_object_get(container, "taken"), "path"), "main > article.story.long");
	assert_string_equal(string_at(json_object_get(object, "from"), "title"), "the heading");
	assert_int_equal(json_array_size(blocks), COUNT(expected));
	for (size_t i = 0; i < COUNT(expected); i++) {
		const json_t *block = json_array_get(blocks, i), *hint = json_object_get(block, "hints");

		assert_string_equal(string_at(block, "verdict"), expected[i].verdict);
		assert_string_equal(string_at(block, "path"), expected[i].path);
		if (!expected[i].hint)
			continue;
		hint = json_array_get(hint, 0);
		assert_string_equal(string_at(hint, "hint"), expected[i].hint);
		assert_string_equal(string_at(hint, "from"), expected[i].from);
	}
	json_decref(object);
}

static void explain_tells_each_line_of_a_text(void **state)
{
	json_t *object = explained_object("Ports to share a rail link\n\n" T1 "\n\n" T2 "\n\nRelated news\n\n"
					  "[The mayor at the fair](/b)\n",
					  "text/markdown");
	json_t *blocks = json_object_get(object, "blocks");
	static const char *const verdicts[] = { "title", "kept", "kept", "list", "list" };
	(void)state;

	assert_string_equal(string_at(object, "kind"), "markdown");
	assert_int_equal(json_array_size(blocks), COUNT(verdicts));
	for (size_t i = 0; i < COUNT(verdicts); i++) {
		assert_string_equal(string_at(json_array_get(blocks, i), "verdict"), verdicts[i]);
		assert_int_equal(json_integer_value(json_object_get(json_array_get(blocks, i), "line")), 2 * i + 1);
	}
	json_decref(object);
}

static void explain_tells_why_a_page_was_refused(void **state)
{
	json_t *object = explained_object(INDEX, "text/html");
	(void)state;

	assert_string_equal(string_at(object, "outcome"), "drop");
	assert_string_equal(string_at(object, "step"), "content");
	assert_int_equal(json_array_size(json_object_get(object, "blocks")), 3);
	json_decref(object);
	object = explained_object("\x89PNG\r\n", "image/png");
	assert_string_equal(string_at(object, "reason"), "not a page but image/png");
	assert_int_equal(json_array_size(json_object_get(object, "blocks")), 0);
	json_decref(object);
}

/* A page cannot move the cursor of who reads about it, and without colour nothing can. */
static void explain_writes_no_control_characters(void **state)
{
	static const char page[] = "<body><h1 class='a\x1B[2J'>One \x1B[31mred\x07 title</h1><p id='x\xC2\x9B'>" T1
				   "\x7F\xC2\x9D</p><p>" T2 "</p>";
	struct slice s = explained(page, "text/html", false, false);
	(void)state;

	assert_true(s.len > 0);
	for (size_t i = 0; i < s.len; i++)
		assert_true(s.at[i] == '\n' || (unsigned char)s.at[i] >= 0x20);
	assert_false(slice_contains(s, SLICE("\x7F")) || slice_contains(s, SLICE("\xC2\x9B")) ||
		     slice_contains(s, SLICE("\xC2\x9D")));
	assert_true(slice_contains(explained(page, "text/html", false, true), SLICE("\x1B[32m")));
}

static void explain_says_where_the_second_view_decided(void **state)
{
	struct view_model model;
	struct reason why;
	(void)state;

	assert_int_equal(view_model_read(&model, SLICE("wiremill-blocks 1\nbase -3000\nwords>0 : 0 0\n"), &why), 0);
	view = &model;
	assert_true(slice_contains(explained(PAGE, "text/html", false, false), SLICE("second view -3.0")));
	view = NULL;
	assert_false(slice_contains(explained(PAGE, "text/html", false, false), SLICE("second view")));
}

UNIT(explain, cmocka_unit_test(explain_tells_each_block_of_a_page), cmocka_unit_test(explain_tells_each_line_of_a_text),
     cmocka_unit_test(explain_tells_why_a_page_was_refused), cmocka_unit_test(explain_writes_no_control_characters),
     cmocka_unit_test(explain_says_where_the_second_view_decided))
