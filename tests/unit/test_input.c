/* tests/unit/test_input.c - articles from files of every kind that is read. */
#include "tests/unit/unit.h"
#include "tests/unit/warc_files.h"

#include "common/input.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static void input_reads_one_article_from_a_document(void **state)
{
	static const struct {
		const char *name, *bytes, *type, *body;
	} cases[] = {
		{ "a.html", "<p>x", "text/html", "<p>x" },
		{ "a.HTM", "<p>x", "text/html", "<p>x" },
		{ "a.txt", "x\ny", "text/plain", "x\ny" },
		{ "a.md", "# x", "text/markdown", "# x" },
		{ "a.txt", "\xEF\xBB\xBFx", "text/plain; charset=utf-8", "x" },
		{ "a.txt", "", "text/plain", "" },
	};
	char *dir = unit_directory();
	struct arena *arena = arena_open(1u << 20);
	struct text zipped;

	(void)state;
	text_init(&zipped, 1u << 16);
	for (size_t i = 0; i < 2 * COUNT(cases); i++) {
		struct slice bytes = slice_from(cases[i / 2].bytes), name = slice_from(cases[i / 2].name);
		struct input *in;
		struct reason why;
		struct article a;
		char *path;

		text_reset(&zipped);
		add_gzip_member(&zipped, bytes);
		if (i % 2)
			name = arena_printf(arena, "%.*s.gz", SLICE_ARG(name));
		path = make_file(dir, name.at, i % 2 ? text_slice(&zipped) : bytes);
		in = input_open(path);
		assert_non_null(in);
		article_init(&a, arena);
		assert_int_equal(input_next(in, SLICE(""), &a, &why), 1);
		assert_slice_equal(a.body, cases[i / 2].body);
		assert_slice_equal(a.content_type, cases[i / 2].type);
		assert_slice_equal(a.source_file, name.at);
		assert_true(slice_starts(a.id, SLICE("urn:uuid:")));
		assert_int_equal(a.seq, 0);
		assert_int_equal(input_next(in, SLICE(""), &a, &why), 0);
		input_close(in);
		free(path);
	}
	text_release(&zipped);
	arena_close(arena);
	free(dir);
}

/* "BODY|TYPE|SOURCE|SEQ\n" for each article, "!SENTENCE|SOURCE|SEQ\n" for what is none. */
static struct slice tell(struct arena *arena, const char *path, int64_t skip_to)
{
	struct input *in = input_open(path);
	struct slice told = SLICE("");
	struct reason why;
	int got;

	assert_non_null(in);
	input_skip_to(in, skip_to);
	do {
		struct article a;

		article_init(&a, arena);
		got = input_next(in, SLICE("dir/x"), &a, &why);
		if (got > 0)
			told = arena_printf(arena, "%.*s%.*s|%.*s|%.*s|%lld\n", SLICE_ARG(told), SLICE_ARG(a.body),
					    SLICE_ARG(a.content_type), SLICE_ARG(a.source_file), (long long)a.seq);
		else if (got < 0)
			told = arena_printf(arena, "%.*s!%.12s|%.*s|%lld\n", SLICE_ARG(told), why.sentence,
					    SLICE_ARG(a.source_file), (long long)a.seq);
		assert_true(got == 0 || slice_starts(a.id, SLICE("urn:uuid:")) || slice_equal(a.id, SLICE("own")));
	} while (got != 0);
	input_close(in);
	return told;
}

static const char lines[] = "\xEF\xBB\xBF{\"url\":\"http://a.example/\",\"html\":\"<p>1\"}\n"
			    "\n"
			    "{\"text\":\"two\",\"id\":\"own\"}\r\n"
			    "{\"body\":\"three\",\"contentType\":\"text/html\"}\n"
			    "[1]\n"
			    "{\"title\":\"no text\"}\n"
			    "{\"body\":\"x\",\"url\":7}\n"
			    "nonsense\n"
			    "{\"body\":\"\",\"html\":\"no\"}";

static const char told_lines[] = "<p>1|text/html|x.jsonl#1|0\n"
				 "two|text/plain|x.jsonl#3|46\n"
				 "three|text/html|x.jsonl#4|73\n"
				 "!no JSON obje|x.jsonl#5|116\n"
				 "!no text in \"|x.jsonl#6|120\n"
				 "!article meta|x.jsonl#7|140\n"
				 "!no JSON obje|x.jsonl#8|161\n"
				 "|text/plain|x.jsonl#9|170\n";

static void input_reads_an_article_a_line(void **state)
{
	char *dir = unit_directory(), *path = make_file(dir, "x.jsonl", slice_from(lines));
	struct arena *arena = arena_open(16u << 20);
	struct slice rest = slice_from(told_lines), line;

	(void)state;
	assert_slice_equal(tell(arena, path, 0), told_lines);
	while (rest.len > 0) { /* from the place of each, the same as before */
		const char *from = rest.at;
		int64_t seq;

		slice_next_line(&rest, &line);
		while (slice_contains(line, SLICE("|")))
			line = slice_after(line, '|');
		assert_true(slice_number(line, &seq));
		assert_slice_equal(tell(arena, path, seq), from);
		assert_slice_equal(tell(arena, path, seq + 1), rest.at);
	}
	arena_close(arena);
	free(path);
	free(dir);
}

static void input_cut_short_says_so_once(void **state)
{
	char *dir = unit_directory(), *path;
	struct arena *arena = arena_open(64u << 20);
	struct text zipped;

	(void)state;
	text_init(&zipped, 1u << 16);
	add_gzip_member(&zipped, slice_from(lines));
	for (size_t cut = 19; cut < zipped.len; cut++) {
		struct slice rest, line;
		size_t bad = 0;

		arena_reset(arena);
		path = make_file(dir, "x.jsonl.gz", slice_head(text_slice(&zipped), cut));
		rest = tell(arena, path, 0);
		while (slice_next_line(&rest, &line))
			bad += slice_starts(line, SLICE("!x.jsonl.gz:"));
		assert_int_equal(bad, 1);
		free(path);
		path = make_file(dir, "x.html.gz", slice_head(text_slice(&zipped), cut));
		assert_slice_equal(tell(arena, path, 0), "!x.html.gz: d|x.html.gz|0\n");
		free(path);
	}
	text_release(&zipped);
	arena_close(arena);
	free(dir);
}

static void input_refuses_what_is_too_long(void **state)
{
	size_t n = ARTICLE_MAX_BODY_BYTES + 1;
	char *dir = unit_directory(), *path;
	struct arena *arena = arena_open(256u << 20);
	struct text file;

	(void)state;
	text_init(&file, 128u << 20);
	text_room(&file, 64u << 20); /* what follows copies from itself */
	text_add(&file, SLICE("{\"body\":\""));
	memset(text_room(&file, n), 'x', n);
	text_grew(&file, n);
	text_add(&file, SLICE("\"}\n"));
	while (file.len < (52u << 20)) /* a line that is not even looked at */
		text_add(&file, slice_head(text_slice(&file), 1u << 20));
	text_add(&file, SLICE("\n{\"body\":\"last\"}\n"));
	path = make_file(dir, "x.jsonl", text_slice(&file));
	assert_slice_equal(tell(arena, path, 0), "!text over 16|x.jsonl#1|0\n!line over 34|x.jsonl#2|16777229\n"
						 "last|text/plain|x.jsonl#3|54525966\n");
	free(path);
	path = make_file(dir, "x.html", text_slice(&file));
	assert_slice_equal(tell(arena, path, 0), "!x.html: over|x.html|0\n");
	text_release(&file);
	arena_close(arena);
	free(path);
	free(dir);
}

static void input_has_an_id_from_url_or_name(void **state)
{
	char *dir = unit_directory(),
	     *path = make_file(dir, "x.jsonl", SLICE("{\"url\":\"http://a.example/\",\"body\":\"\"}\n{\"body\":\"\"}"));
	struct arena *arena = arena_open(1u << 20);
	struct input *in = input_open(path);
	struct reason why;
	struct article a;

	(void)state;
	article_init(&a, arena);
	assert_int_equal(input_next(in, SLICE("dir/x"), &a, &why), 1);
	assert_true(slice_equal(a.id, article_urn(arena, SLICE("http://a.example/"))));
	article_init(&a, arena);
	assert_int_equal(input_next(in, SLICE("dir/x"), &a, &why), 1);
	assert_true(slice_equal(a.id, article_urn(arena, SLICE("file:dir/x#2"))));
	input_close(in);
	arena_close(arena);
	free(path);
	free(dir);
}

static void input_opens_only_what_it_reads(void **state)
{
	static const char *const names[] = { "a.pdf", "html", "a.gz", "a.warc.gz", "" };

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++)
		assert_false(input_suffix(slice_from(names[i])));
	assert_null(input_open("/dev/null"));
	assert_int_equal(errno, EINVAL);
	assert_null(input_open("/"));
	assert_int_equal(errno, EISDIR);
	assert_null(input_open("/nowhere/a.pdf"));
	assert_int_equal(errno, ENOENT);
	assert_true(input_suffix(SLICE("a.JSONL.GZ")));
	assert_null(input_open("/nowhere/a.html"));
	assert_int_equal(errno, ENOENT);
}

static void input_knows_standard_input_by_its_first_byte(void **state)
{
	static const struct {
		const char *bytes, *type;
	} cases[] = {
		{ " <p>", "text/html" },
		{ "word", "text/plain" },
		{ "\n{\"body\":\"x\"}", "text/plain" },
		{ "{\"html\":\"x\"}", "text/html" },
	};
	struct arena *arena = arena_open(1u << 20);
	int was = dup(STDIN_FILENO);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct reason why;
		struct article a;
		struct input *in;
		int pipes[2];

		assert_int_equal(pipe(pipes), 0);
		assert_true(write(pipes[1], cases[i].bytes, strlen(cases[i].bytes)) > 0);
		close(pipes[1]);
		dup2(pipes[0], STDIN_FILENO);
		close(pipes[0]);
		in = input_open("-");
		article_init(&a, arena);
		assert_int_equal(input_next(in, SLICE(""), &a, &why), 1);
		assert_slice_equal(a.content_type, cases[i].type);
		input_close(in);
	}
	dup2(was, STDIN_FILENO);
	close(was);
	arena_close(arena);
}

UNIT(input, cmocka_unit_test(input_reads_one_article_from_a_document), cmocka_unit_test(input_reads_an_article_a_line),
     cmocka_unit_test(input_cut_short_says_so_once), cmocka_unit_test(input_refuses_what_is_too_long),
     cmocka_unit_test(input_has_an_id_from_url_or_name), cmocka_unit_test(input_opens_only_what_it_reads),
     cmocka_unit_test(input_knows_standard_input_by_its_first_byte))
