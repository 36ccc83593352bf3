/* tests/unit/test_html_tokens.c - the HTML scanner against html5lib's tokenizer tests, if they are there. */
#include "tests/unit/unit.h"

#include "common/utf8.h"
#include "normalize/html_scan.h"

#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#define FOLDER "../shared/data/html5lib-tests/tokenizer"

/* One run of one test: what the scanner is given, and the tokens that come out, in the tests' own form. */
struct run {
	struct arena *arena;
	struct html_scan scan;
	json_t *tokens;
	bool keep_nul; /* in text: it is for the tree to drop it */
};

static struct slice input_slice(const struct run *run, uint32_t at, uint32_t len)
{
	return (struct slice){ run->scan.input.at + at, len };
}

/* Without character references: only line ends and NUL are changed. */
static struct slice clean(struct run *run, struct slice s, bool nul)
{
	struct text out;
	struct slice part, copy;

	text_init(&out, SIZE_MAX / 4);
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] == '\r') {
			text_add_char(&out, '\n');
			i += i + 1 < s.len && s.at[i + 1] == '\n';
		} else if (s.at[i] == '\0' && nul) {
			text_add_codepoint(&out, 0xFFFD);
		} else {
			text_add_char(&out, s.at[i]);
		}
	part = text_slice(&out);
	copy = arena_copy(run->arena, part);
	text_release(&out);
	return copy;
}

static json_t *string_of(struct slice s)
{
	return json_stringn_nocheck(s.at, s.len);
}

static json_t *name_of(struct run *run, struct slice name)
{
	struct slice copy = clean(run, name, true);
	char *at = (char *)(uintptr_t)copy.at;

	for (size_t i = 0; i < copy.len; i++)
		at[i] = ascii_lower(at[i]);
	return string_of(copy);
}

/* Adjacent texts are one token in the tests. */
static void add_text(struct run *run, struct slice text)
{
	json_t *last = json_array_get(run->tokens, json_array_size(run->tokens) - 1);

	if (last && strcmp(json_string_value(json_array_get(last, 0)), "Character") == 0) {
		json_t *before = json_array_get(last, 1);
		struct text both;

		text_init(&both, SIZE_MAX / 4);
		text_add(&both, (struct slice){ json_string_value(before), json_string_length(before) });
		text_add(&both, text);
		json_array_set_new(last, 1, string_of(text_slice(&both)));
		text_release(&both);
		return;
	}
	json_array_append_new(run->tokens, json_pack("[s, o]", "Character", string_of(text)));
}

/* A text with its character references decoded, NUL kept or replaced. */
static void add_decoded(struct run *run, struct slice text)
{
	struct slice part;

	if (!run->keep_nul) {
		add_text(run, html_decode(run->arena, text, false));
		return;
	}
	while (slice_next(&text, '\0', &part)) {
		bool nul = part.at + part.len < run->scan.input.at + run->scan.input.len && part.at[part.len] == '\0';

		add_text(run, html_decode(run->arena, part, false));
		if (nul)
			add_text(run, (struct slice){ "", 1 });
	}
}

static json_t *attributes_of(struct run *run, const struct html_token *token)
{
	json_t *object = json_object();

	for (uint32_t i = token->attr; i < token->attr + token->nattrs; i++) {
		const struct html_attribute *attr = &run->scan.attr[i];
		json_t *name = name_of(run, input_slice(run, attr->name_at, attr->name_len));
		struct slice value = html_decode(run->arena, input_slice(run, attr->value_at, attr->value_len), true);

		if (!json_object_get(object, json_string_value(name)))
			json_object_set_new_nocheck(object, json_string_value(name), string_of(value));
		json_decref(name);
	}
	return object;
}

/* What a doctype says is not read: that it is one, and where it ends, is all that is compared. */
static void add_token(struct run *run, const struct html_token *token)
{
	struct slice bytes = input_slice(run, token->at, token->len);
	json_t *out = NULL;

	switch (token->kind) {
	case HTML_TOKEN_TEXT:
		if (token->raw)
			add_text(run, clean(run, bytes, false));
		else
			add_decoded(run, bytes);
		return;
	case HTML_TOKEN_START:
		out = json_pack("[s, o, o]", "StartTag", name_of(run, bytes), attributes_of(run, token));
		if (token->self_closing)
			json_array_append_new(out, json_true());
		break;
	case HTML_TOKEN_END: out = json_pack("[s, o]", "EndTag", name_of(run, bytes)); break;
	case HTML_TOKEN_COMMENT: out = json_pack("[s, o]", "Comment", string_of(clean(run, bytes, true))); break;
	default: out = json_pack("[s]", "DOCTYPE");
	}
	json_array_append_new(run->tokens, out);
}

/* Texts that stand in one of the raw states come first; then all goes on as data. */
static void scan_raw(struct run *run, const char *state, const char *last_start_tag)
{
	struct slice name = last_start_tag ? slice_from(last_start_tag) : SLICE("\1");
	enum html_raw kind = strcmp(state, "Script data state") == 0 ? HTML_RAW_SCRIPT
			     : strcmp(state, "PLAINTEXT state") == 0 ? HTML_RAW_REST
								     : HTML_RAW_NAMED;
	struct slice text = html_scan_raw(&run->scan, name, kind);

	run->keep_nul = false;
	if (text.len && strcmp(state, "RCDATA state") == 0)
		add_decoded(run, text);
	else if (text.len)
		add_text(run, clean(run, text, true));
	run->keep_nul = true;
}

static struct slice in_cdata(struct arena *arena, struct slice s)
{
	struct slice open = SLICE("<![CDATA[");
	char *at = arena_alloc(arena, open.len + s.len);

	memcpy(at, open.at, open.len);
	memcpy(at + open.len, s.at, s.len);
	return (struct slice){ at, open.len + s.len };
}

static json_t *scan(struct arena *arena, struct slice input, const char *state, const char *last_start_tag)
{
	struct run run = { .arena = arena, .tokens = json_array(), .keep_nul = true };
	struct html_token token;

	if (strcmp(state, "CDATA section state") == 0)
		input = in_cdata(arena, input);
	html_scan_init(&run.scan, arena, input, &html_limits_default);
	run.scan.foreign = strcmp(state, "CDATA section state") == 0;
	if (!run.scan.foreign && strcmp(state, "Data state") != 0)
		scan_raw(&run, state, last_start_tag);
	for (html_scan_next(&run.scan, &token); token.kind != HTML_TOKEN_NONE; html_scan_next(&run.scan, &token)) {
		add_token(&run, &token);
		run.scan.foreign = false;
	}
	return run.tokens;
}

/* Undo the tests' second layer of \uXXXX, in place of *value.  False when it is half of a pair: no UTF-8. */
static bool unescape(json_t **value)
{
	struct slice s = { json_string_value(*value), json_string_length(*value) };
	struct text out;
	bool whole = true;

	text_init(&out, SIZE_MAX / 4);
	while (s.len) {
		size_t n = slice_find(s, SLICE("\\u"));
		char hex[5] = "";

		text_add(&out, slice_head(s, n));
		s = slice_skip(s, n);
		if (s.len >= 6) {
			memcpy(hex, s.at + 2, 4);
			unsigned long c = strtoul(hex, NULL, 16);
			whole &= c < 0xD800 || c > 0xDFFF;
			text_add_codepoint(&out, (uint32_t)c);
		}
		s = slice_skip(s, 6);
	}
	*value = string_of(text_slice(&out));
	text_release(&out);
	return whole;
}

/* The expected tokens in the form that scan() gives; NULL for a test that has no UTF-8 form. */
static json_t *expected_tokens(json_t *output, bool escaped)
{
	json_t *tokens = json_deep_copy(output);

	for (size_t i = 0; i < json_array_size(tokens); i++) {
		json_t *token = json_array_get(tokens, i);
		json_t *data = json_array_get(token, 1);
		const char *kind = json_string_value(json_array_get(token, 0));

		if (strcmp(kind, "DOCTYPE") == 0) {
			json_array_clear(token);
			json_array_append_new(token, string_of(SLICE("DOCTYPE")));
		} else if (escaped && json_is_string(data)) {
			if (!unescape(&data)) {
				json_decref(data);
				json_decref(tokens);
				return NULL;
			}
			json_array_set_new(token, 1, data);
		}
	}
	return tokens;
}

struct tally {
	unsigned passed, failed, without_utf8;
};

static void check_in_state(json_t *test, json_t *expected, struct slice input, const char *state, struct tally *tally)
{
	struct arena *arena = arena_open(1u << 26);
	json_t *tokens = scan(arena, input, state, json_string_value(json_object_get(test, "lastStartTag")));

	if (json_equal(tokens, expected)) {
		tally->passed++;
	} else {
		char *got = json_dumps(tokens, JSON_ENSURE_ASCII), *want = json_dumps(expected, JSON_ENSURE_ASCII);

		tally->failed++;
		print_message("%s (%s):\n  got    %s\n  wanted %s\n",
			      json_string_value(json_object_get(test, "description")), state, got, want);
		free(got);
		free(want);
	}
	json_decref(tokens);
	arena_close(arena);
}

static void check_case(json_t *test, struct tally *tally)
{
	bool escaped = json_is_true(json_object_get(test, "doubleEscaped"));
	json_t *input = json_incref(json_object_get(test, "input")), *states = json_object_get(test, "initialStates");
	json_t *expected = expected_tokens(json_object_get(test, "output"), escaped);

	if (escaped) {
		json_decref(input);
		if (!unescape(&input) && expected) {
			json_decref(expected);
			expected = NULL;
		}
	}
	if (!expected) {
		tally->without_utf8++;
	} else {
		struct slice bytes = { json_string_value(input), json_string_length(input) };

		for (size_t i = 0; i < json_array_size(states); i++)
			check_in_state(test, expected, bytes, json_string_value(json_array_get(states, i)), tally);
		if (!states)
			check_in_state(test, expected, bytes, "Data state", tally);
	}
	json_decref(expected);
	json_decref(input);
}

static void check_file(const char *name, struct tally *tally)
{
	char path[512];
	json_error_t error;
	json_t *file, *tests;

	snprintf(path, sizeof path, FOLDER "/%s", name);
	file = json_load_file(path, JSON_ALLOW_NUL, &error);
	assert_non_null(file);
	tests = json_object_get(file, "tests");
	for (size_t i = 0; i < json_array_size(tests); i++)
		check_case(json_array_get(tests, i), tally);
	json_decref(file);
}

static void scanner_passes_the_html5lib_tokenizer_tests(void **state)
{
	DIR *folder = opendir(FOLDER);
	struct tally tally = { 0 };
	struct dirent *entry;

	(void)state;
	if (!folder) {
		unit_skip("no " FOLDER);
		return;
	}
	while ((entry = readdir(folder)))
		if (slice_ends(slice_from(entry->d_name), SLICE(".test")))
			check_file(entry->d_name, &tally);
	closedir(folder);
	print_message("html5lib tokenizer: %u passed, %u failed, %u without a UTF-8 form\n", tally.passed, tally.failed,
		      tally.without_utf8);
	assert_int_equal(tally.failed, 0);
	assert_true(tally.passed > 1000);
}

UNIT(html_tokens, cmocka_unit_test(scanner_passes_the_html5lib_tokenizer_tests))
