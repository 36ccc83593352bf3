/* tests/unit/test_segment.c - committed exactly once, whatever was left behind. */
#include "tests/unit/unit.h"

#include "common/die.h"
#include "sink/segment.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define LIMIT 1000000

static void append(struct segments *s, int64_t seq, const char *line)
{
	struct article a;

	article_init(&a, NULL);
	a.id = SLICE("urn:uuid:1");
	a.run = SLICE("live");
	a.seq = seq;
	a.body = slice_from(line);
	assert_false(segments_has(s, &a));
	segments_append(s, &a);
	assert_true(segments_has(s, &a));
}

static void commit(struct segments *s)
{
	struct reason why = { 0 };

	assert_int_equal(segments_commit(s, &why), 0);
}

static void assert_file(const char *dir, const char *name, const char *content)
{
	char *path = xprintf("%s/segments/%s", dir, name), found[256] = "";
	FILE *file = fopen(path, "re");

	if (!content) {
		assert_null(file);
	} else {
		assert_non_null(file);
		found[fread(found, 1, sizeof found - 1, file)] = '\0';
		assert_string_equal(found, content);
		fclose(file);
	}
	free(path);
}

/* Run `work` on the segments of dir in a process that then ends without closing anything, as if killed. */
static void in_killed_process(const char *dir, void (*work)(struct segments *s))
{
	pid_t pid = fork();
	int how;

	if (pid == 0) {
		work(segments_open(dir, LIMIT));
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &how, 0), pid);
	assert_int_equal(how, 0);
}

static void append_file(const char *dir, const char *name, const char *bytes)
{
	char *path = xprintf("%s/segments/%s", dir, name);
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT, 0644);

	assert_int_equal(write(fd, bytes, strlen(bytes)), strlen(bytes));
	close(fd);
	free(path);
}

static void segment_gets_its_name_when_it_is_closed(void **state)
{
	char *dir = unit_directory();
	struct segments *s = segments_open(dir, LIMIT);

	(void)state;
	append(s, 1, "{\"a\":1}\n");
	append(s, 2, "{\"a\":2}\n");
	commit(s);
	assert_file(dir, "00000001.jsonl.open", "{\"a\":1}\n{\"a\":2}\n");
	append(s, 3, "{\"not\":\"committed\"}\n");
	segments_close(s);
	assert_file(dir, "00000001.jsonl", "{\"a\":1}\n{\"a\":2}\n");
	assert_file(dir, "00000001.jsonl.open", NULL);
	s = segments_open(dir, LIMIT);
	append(s, 3, "{\"a\":3}\n");
	commit(s);
	segments_close(s);
	assert_file(dir, "00000002.jsonl", "{\"a\":3}\n");
	free(dir);
}

static void segment_is_ended_at_its_limit(void **state)
{
	char *dir = unit_directory();
	struct segments *s = segments_open(dir, 20);

	(void)state;
	for (int seq = 1; seq <= 5; seq++) {
		append(s, seq, "{\"a\":1}\n");
		commit(s);
	}
	assert_file(dir, "00000001.jsonl", "{\"a\":1}\n{\"a\":1}\n{\"a\":1}\n");
	assert_file(dir, "00000002.jsonl.open", "{\"a\":1}\n{\"a\":1}\n");
	segments_close(s);
	free(dir);
}

static void commit_one(struct segments *s)
{
	append(s, 1, "{\"a\":1}\n");
	commit(s);
	append(s, 2, "{\"a\":2}\n"); /* never committed */
}

static void segment_is_cut_to_the_last_commit(void **state)
{
	char *dir = unit_directory();
	struct segments *s;

	(void)state;
	in_killed_process(dir, commit_one);
	append_file(dir, "00000001.jsonl.open", "{\"a\":2}\n{\"torn");
	s = segments_open(dir, LIMIT);
	assert_file(dir, "00000001.jsonl.open", "{\"a\":1}\n");
	append(s, 2, "{\"a\":2}\n");
	commit(s);
	segments_close(s);
	assert_file(dir, "00000001.jsonl", "{\"a\":1}\n{\"a\":2}\n");
	free(dir);
}

/* Killed between the renaming and the note of it. */
static void segment_renamed_before_the_kill_is_gone_on_from(void **state)
{
	char *dir = unit_directory(), *open_path, *closed_path;
	struct segments *s;

	(void)state;
	in_killed_process(dir, commit_one);
	open_path = xprintf("%s/segments/00000001.jsonl.open", dir);
	closed_path = xprintf("%s/segments/00000001.jsonl", dir);
	assert_int_equal(rename(open_path, closed_path), 0);
	s = segments_open(dir, LIMIT);
	append(s, 2, "{\"a\":2}\n");
	commit(s);
	segments_close(s);
	assert_file(dir, "00000001.jsonl", "{\"a\":1}\n");
	assert_file(dir, "00000002.jsonl", "{\"a\":2}\n");
	free(open_path);
	free(closed_path);
	free(dir);
}

static void segment_that_is_too_short_does_not_block_the_start(void **state)
{
	char *dir = unit_directory(), *path;
	struct segments *s;

	(void)state;
	in_killed_process(dir, commit_one);
	path = xprintf("%s/segments/00000001.jsonl.open", dir);
	assert_int_equal(truncate(path, 3), 0);
	s = segments_open(dir, LIMIT);
	append(s, 2, "{\"a\":2}\n");
	commit(s);
	segments_close(s);
	assert_file(dir, "00000001.jsonl.open", "{\"a"); /* left for people to look at */
	assert_file(dir, "00000002.jsonl", "{\"a\":2}\n");
	free(path);
	free(dir);
}

UNIT(segment, cmocka_unit_test(segment_gets_its_name_when_it_is_closed),
     cmocka_unit_test(segment_is_ended_at_its_limit), cmocka_unit_test(segment_is_cut_to_the_last_commit),
     cmocka_unit_test(segment_renamed_before_the_kill_is_gone_on_from),
     cmocka_unit_test(segment_that_is_too_short_does_not_block_the_start))
