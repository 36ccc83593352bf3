/* tests/unit/test_archive.c - the journal of ingest: what went in comes out, whatever happened between. */
#include "tests/unit/archive_fixture.h"
#include "tests/unit/unit.h"
#include "tests/unit/warc_files.h"

#include "common/clock.h"
#include "common/die.h"
#include "ingest/archive.h"
#include "ingest/source.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct archive_options news = { .prefix = "news" };

static void archive_gives_pages_back_once_they_are_synced(void **state)
{
	char *dir = unit_directory();
	struct archive *archive = archive_open(dir, &news);
	int64_t seq = 0, first = append(archive, page("1", "one")), end;
	struct reason why;
	struct article a;

	(void)state;
	append(archive, feed("<rss/>"));
	article_init(&a, arena);
	assert_int_equal(archive_next(archive, &seq, &a, &why), 0);
	assert_int_equal(archive_sync(archive), 0);
	end = archive_end(archive);
	append(archive, page("2", "two"));
	assert_int_equal(archive_end(archive), end);

	assert_int_equal(archive_next(archive, &seq, &a, &why), 1);
	assert_int_equal(a.seq, first);
	assert_int_equal(seq, first + 1);
	assert_slice_equal(a.body, "one");
	assert_slice_equal(a.run, "live");
	assert_slice_equal(a.url, "http://a.example/1");
	assert_slice_equal(a.content_type, "text/html; charset=utf-8");
	assert_slice_equal(a.feed_entry_title, "Tiêu đề");
	assert_int_equal(a.fetched_ms, 1767323045678);
	assert_int_equal(a.warc_offset, first & (((int64_t)1 << SEQ_PLACE_BITS) - 1));
	assert_true(slice_ends(a.warc_file, SLICE(".warc.gz")) && slice_starts(a.warc_file, SLICE("news-")));
	assert_true(a.warc_length > 0);

	article_init(&a, arena);
	assert_int_equal(archive_next(archive, &seq, &a, &why), 0);
	assert_int_equal(archive_sync(archive), 0);
	assert_slice_equal(bodies_from(archive, seq), "two\n");
	assert_slice_equal(bodies_from(archive, 0), "one\ntwo\n");
	archive_close(archive);
	free(dir);
}

static void archive_goes_on_where_it_stopped(void **state)
{
	char *dir = unit_directory();
	struct archive *archive = archive_open(dir, &news);
	int64_t first = append(archive, page("1", "one")), second;

	(void)state;
	archive_close(archive);
	archive = archive_open(dir, &news);
	second = append(archive, page("2", "two"));
	assert_true(second > first);
	assert_int_equal(second >> SEQ_PLACE_BITS, first >> SEQ_PLACE_BITS);
	archive_close(archive);
	archive = archive_open(dir, &news);
	assert_slice_equal(bodies_from(archive, 0), "one\ntwo\n");
	assert_slice_equal(bodies_from(archive, second), "two\n");
	assert_slice_equal(bodies_from(archive, archive_end(archive)), "");
	archive_close(archive);
	free(dir);
}

static void count_metadata(void *context, const struct article *a)
{
	int64_t *seen = context;

	assert_slice_equal(a->feed_url, "http://a.example/feed");
	assert_true(a->seq > seen[1]);
	seen[0]++;
	seen[1] = a->seq;
	assert_int_equal(a->body.len, 1);
}

static void archive_cut_anywhere_keeps_every_whole_capture(void **state)
{
	char *dir = unit_directory(), *path;
	struct archive *archive = archive_open(dir, &news);
	struct text whole;
	int64_t before, after;
	int fd;

	(void)state;
	append(archive, page("1", "one"));
	archive_close(archive);
	path = find_file(dir, ".warc.gz.open");
	before = file_size(path);
	archive = archive_open(dir, &news);
	append(archive, page("2", "two"));
	archive_close(archive);
	after = file_size(path);
	text_init(&whole, 1u << 20);
	fd = open(path, O_RDONLY);
	assert_int_equal(read(fd, text_room(&whole, (size_t)after), (size_t)after), after);
	text_grew(&whole, (size_t)after);
	close(fd);
	for (int64_t cut = 0; cut < after; cut += cut < before ? 97 : 11) {
		free(make_file(dir, strrchr(path, '/') + 1, slice_head(text_slice(&whole), (size_t)cut)));
		arena_reset(arena);
		archive = archive_open(dir, &news);
		assert_int_equal(append(archive, page("3", "three")) >> SEQ_PLACE_BITS, 1);
		archive_close(archive);
		archive = archive_open(dir, &news);
		assert_slice_equal(bodies_from(archive, 0), cut < before ? "three\n" : "one\nthree\n");
		archive_close(archive);
	}
	text_release(&whole);
	free(path);
	free(dir);
}

static void archive_takes_nothing_of_what_it_cannot_write(void **state)
{
	char *dir = unit_directory(), *path;
	struct archive *archive = archive_open(dir, &news);
	struct rlimit limit, was;
	struct capture big = page("2", "two");
	int64_t seq, size;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	append(archive, page("1", "one"));
	path = find_file(dir, ".warc.gz.open");
	size = file_size(path);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	for (int64_t room = 0; room < 600; room += 50) {
		limit = (struct rlimit){ (rlim_t)(size + room), was.rlim_max };
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
		assert_int_equal(archive_append(archive, &big, &seq), -1);
		assert_int_equal(errno, EFBIG);
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
		assert_int_equal(file_size(path), size);
	}
	append(archive, page("3", "three"));
	assert_int_equal(archive_sync(archive), 0);
	assert_slice_equal(bodies_from(archive, 0), "one\nthree\n");
	big.head = slice_of(arena_alloc(arena, 1u << 20), 1u << 20);
	assert_int_equal(archive_append(archive, &big, &seq), -1);
	assert_int_equal(errno, EMSGSIZE);
	archive_close(archive);
	free(path);
	free(dir);
}

static void assert_sorted(const char *path)
{
	FILE *file = fopen(path, "r");
	char line[4096], last[4096] = "";
	size_t n = 0;

	assert_non_null(file);
	for (; fgets(line, sizeof line, file); n++) {
		assert_true(strcmp(line, last) >= 0);
		memcpy(last, line, sizeof last);
		assert_non_null(strstr(line, "\"filename\": \"news-"));
		assert_non_null(strstr(line, ".warc.gz\"}"));
	}
	assert_in_range(n, 2, 6); /* as many captures as 3,000 bytes hold */
	fclose(file);
}

static void archive_begins_a_new_file_when_one_is_full(void **state)
{
	char *dir = unit_directory(), *path, name[2] = "9";
	struct archive *archive = archive_open(dir, &(struct archive_options){ .prefix = "news", .file_bytes = 3000 });
	struct capture failed = page("failed", "404");
	int64_t seq[6], seen[2] = { 0, 0 };

	(void)state;
	for (int i = 0; i < 6; i++, name[0]--) {
		seq[i] = append(archive, page(name, name));
		append(archive, feed(name));
	}
	failed.kind = CAPTURE_OTHER; /* what was fetched for an article and is none */
	append(archive, failed);
	assert_int_equal(archive_sync(archive), 0);
	assert_true(seq[5] >> SEQ_PLACE_BITS >= 3);
	assert_slice_equal(bodies_from(archive, 0), "9\n8\n7\n6\n5\n4\n");
	for (int i = 0; i < 6; i++)
		assert_int_equal(bodies_from(archive, seq[i]).len, 2 * (6 - i));
	archive_replay_metadata(archive, seq[2], count_metadata, seen);
	assert_int_equal(seen[0], 4);
	assert_int_equal(seen[1], seq[5]);
	archive_close(archive);
	path = find_file(dir, ".cdxj");
	assert_non_null(path);
	assert_sorted(path);
	free(path);
	path = find_file(dir, ".warc.gz");
	assert_true(file_size(path) >= 3000);
	free(path);
	archive = archive_open(dir, &news);
	assert_slice_equal(bodies_from(archive, seq[1]), "8\n7\n6\n5\n4\n");
	archive_close(archive);
	free(dir);
}

static void archive_begins_a_new_file_when_one_is_old(void **state)
{
	char *dir = unit_directory(), *path;
	struct archive *archive = archive_open(dir, &(struct archive_options){ .prefix = "news", .file_ms = 1 });
	int64_t first = append(archive, page("1", "one")), then = clock_now_ms(), second;

	(void)state;
	while (clock_now_ms() - then < 2)
		;
	second = append(archive, page("2", "two"));
	assert_true(second >> SEQ_PLACE_BITS > first >> SEQ_PLACE_BITS);
	archive_close(archive);
	path = find_file(dir, ".cdxj");
	assert_non_null(path);
	archive = archive_open(dir, &news); /* a day is not over */
	assert_int_equal(append(archive, page("3", "three")) >> SEQ_PLACE_BITS, second >> SEQ_PLACE_BITS);
	archive_close(archive);
	free(path);
	free(dir);
}

/* What stands in a file that cannot be opened just now is not passed over. */
static void archive_waits_for_a_file_that_cannot_be_opened(void **state)
{
	char *dir = unit_directory(), *path, *away;
	struct archive *archive = archive_open(dir, &(struct archive_options){ .prefix = "news", .file_bytes = 1 });

	(void)state;
	append(archive, page("1", "one"));
	path = find_file(dir, ".warc.gz.open");
	assert_non_null(path);
	path[strlen(path) - strlen(".open")] = '\0';
	append(archive, page("2", "two"));
	assert_int_equal(archive_sync(archive), 0);
	away = xprintf("%s.away", path);
	assert_int_equal(rename(path, away), 0);
	assert_int_equal(symlink(path, path), 0); /* leads to itself: cannot be opened by anyone */
	assert_slice_equal(bodies_from(archive, 0), "");
	assert_int_equal(rename(away, path), 0);
	assert_slice_equal(bodies_from(archive, 0), "one\ntwo\n");
	archive_close(archive);
	free(away);
	free(path);
	free(dir);
}

static void archive_reports_a_page_it_cannot_read(void **state)
{
	char *dir = unit_directory(), *path;
	struct archive *archive = archive_open(dir, &news);
	int64_t seq = append(archive, page("1", "one")), at = 0;
	struct reason why = { .step = "" };
	struct article a;
	FILE *file;

	(void)state;
	append(archive, page("2", "two"));
	assert_int_equal(archive_sync(archive), 0);
	path = find_file(dir, ".warc.gz.open");
	file = fopen(path, "r+b");
	fseek(file, (long)(seq & 0xffffffff) + 60, SEEK_SET);
	fwrite("\0\0\0\0", 1, 4, file);
	fclose(file);
	article_init(&a, arena);
	assert_int_equal(archive_next(archive, &at, &a, &why), -1);
	assert_int_equal(a.seq, seq);
	assert_true(slice_starts(a.id, SLICE("urn:uuid:")));
	assert_slice_equal(a.run, "live");
	assert_true(why.sentence[0] != '\0');
	assert_slice_equal(bodies_from(archive, at), "two\n");
	archive_close(archive);
	free(path);
	free(dir);
}

UNIT(archive, ARCHIVE_TEST(archive_gives_pages_back_once_they_are_synced),
     ARCHIVE_TEST(archive_goes_on_where_it_stopped), ARCHIVE_TEST(archive_cut_anywhere_keeps_every_whole_capture),
     ARCHIVE_TEST(archive_takes_nothing_of_what_it_cannot_write),
     ARCHIVE_TEST(archive_begins_a_new_file_when_one_is_full),
     ARCHIVE_TEST(archive_waits_for_a_file_that_cannot_be_opened),
     ARCHIVE_TEST(archive_begins_a_new_file_when_one_is_old), ARCHIVE_TEST(archive_reports_a_page_it_cannot_read))
