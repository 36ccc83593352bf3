/* tests/unit/test_capture.c - what a fetched response is in the archive, record by record. */
#include "tests/unit/archive_fixture.h"
#include "tests/unit/unit.h"
#include "tests/unit/warc_files.h"

#include "ingest/warc.h"

#include <errno.h>
#include <stdlib.h>

static const struct archive_options news = { .prefix = "news" };

static void count_page(void *context, const struct article *a)
{
	int64_t *seen = context;

	*seen += slice_equal(a->feed_url, SLICE("http://a.example/feed"));
}

static void capture_keeps_codings_which_are_undone_only_on_the_way_out(void **state)
{
	char *dir = unit_directory(), *path;
	struct archive *archive = archive_open(dir, &news);
	struct capture c = page("1", "");
	struct warc_reader *reader;
	struct warc_record record;
	struct text zipped;
	struct reason why;

	(void)state;
	text_init(&zipped, 1u << 16);
	add_gzip_member(&zipped, SLICE("unzipped"));
	c.head = SLICE(HEAD "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\nContent-Length: 7\r\n");
	c.body = text_slice(&zipped);
	append(archive, c);
	assert_int_equal(archive_sync(archive), 0);
	assert_slice_equal(bodies_from(archive, 0), "unzipped\n");
	path = find_file(dir, ".warc.gz.open");
	reader = warc_reader_open(path);
	while (warc_read(reader, &record, &why) == 1) {
		struct slice expected =
			arena_printf(arena,
				     HEAD "Content-Encoding: gzip\r\nX-Crawler-Transfer-Encoding: chunked\r\n"
					  "X-Crawler-Content-Length: 7\r\nContent-Length: %zu\r\n\r\n",
				     zipped.len);

		assert_true(warc_check_digests(&record, &why) > 0);
		if (record.type == WARC_RESPONSE)
			assert_true(slice_equal(slice_head(record.block, expected.len), expected));
	}
	warc_reader_close(reader);
	archive_close(archive);
	text_release(&zipped);
	free(path);
	free(dir);
}

static void capture_writes_repeats_as_revisits(void **state)
{
	static const enum warc_type types[] = { WARC_RESPONSE, WARC_REVISIT,  WARC_REVISIT,
						WARC_RESPONSE, WARC_RESPONSE, WARC_RESPONSE };
	char *dir = unit_directory(), *path;
	struct archive *archive = archive_open(dir, &news);
	struct capture not_modified = feed("");
	struct warc_reader *reader;
	struct warc_record record;
	struct reason why;
	struct slice first_id = SLICE("");
	size_t n = 0;

	(void)state;
	append(archive, feed("<rss/>"));
	append(archive, feed("<rss/>"));
	not_modified.not_modified = true;
	not_modified.head = SLICE("HTTP/1.1 304 Not Modified\r\nETag: x\r\n");
	append(archive, not_modified);
	append(archive, feed("<rss>new</rss>"));
	append(archive, page("1", "same"));
	append(archive, page("1", "same"));
	assert_int_equal(archive_sync(archive), 0);
	assert_slice_equal(bodies_from(archive, 0), "same\nsame\n");
	path = find_file(dir, ".warc.gz.open");
	reader = warc_reader_open(path);
	while (warc_read(reader, &record, &why) == 1) {
		if (record.type != WARC_RESPONSE && record.type != WARC_REVISIT)
			continue;
		assert_true(n < COUNT(types));
		assert_int_equal(record.type, types[n]);
		if (n == 0)
			first_id = arena_copy(arena, record.id);
		if (record.type == WARC_REVISIT)
			assert_true(slice_equal(warc_uri_field(&record, SLICE("WARC-Refers-To")), first_id));
		if (n == 1)
			assert_true(slice_starts(record.block, SLICE("HTTP/1.1 200 OK\r\n")));
		n++;
	}
	assert_int_equal(n, COUNT(types));
	warc_reader_close(reader);
	archive_close(archive);
	free(path);
	free(dir);
}

/* The text of an entry is stored without HTTP around it, and comes out as the page would. */
static void capture_keeps_the_text_of_an_entry(void **state)
{
	char *dir = unit_directory();
	struct archive *archive = archive_open(dir, &news);
	struct capture c = page("1", "<p>Whole text.</p>");
	int64_t seq, at = 0, seen = 0;
	struct reason why;
	struct article a;

	(void)state;
	c.request = c.head = c.ip = SLICE("");
	c.content_type = SLICE("text/html; charset=utf-8");
	seq = append(archive, c);
	append(archive, page("2", "two"));
	assert_int_equal(archive_sync(archive), 0);
	article_init(&a, arena);
	assert_int_equal(archive_next(archive, &at, &a, &why), 1);
	assert_int_equal(a.seq, seq);
	assert_slice_equal(a.body, "<p>Whole text.</p>");
	assert_slice_equal(a.content_type, "text/html; charset=utf-8");
	assert_slice_equal(a.url, "http://a.example/1");
	assert_slice_equal(a.feed_entry_title, "Tiêu đề");
	assert_slice_equal(bodies_from(archive, at), "two\n");
	archive_replay_metadata(archive, 0, count_page, &seen);
	assert_int_equal(seen, 2);
	archive_close(archive);
	free(dir);
}

/* "TYPE FIELD" lines of every record of a file that has the field, in order. */
static struct slice fields_of(const char *dir, const char *file, struct slice name)
{
	char *path = find_file(dir, file);
	struct warc_reader *reader = warc_reader_open(path);
	struct slice all = SLICE("");
	struct warc_record record;
	struct reason why;

	assert_non_null(reader);
	while (warc_read(reader, &record, &why) == 1) {
		struct slice value = warc_uri_field(&record, name);

		assert_true(warc_check_digests(&record, &why) > 0);
		if (!slice_empty(value))
			all = arena_printf(arena, "%.*s%s %.*s\n", SLICE_ARG(all), warc_type_name(record.type),
					   SLICE_ARG(value));
	}
	warc_reader_close(reader);
	free(path);
	return all;
}

static void capture_says_what_cut_a_body(void **state)
{
	static const enum capture_cut cuts[] = { CAPTURE_WHOLE, CAPTURE_OVER_LENGTH, CAPTURE_OVER_TIME,
						 CAPTURE_DISCONNECTED };
	char *dir = unit_directory();
	struct archive *archive = archive_open(dir, &news);

	(void)state;
	for (size_t i = 0; i < COUNT(cuts); i++) {
		struct capture c = feed("<rss/>");

		c.cut = cuts[i]; /* the first is whole: the others, cut, are no repeats of it */
		append(archive, c);
	}
	assert_int_equal(archive_sync(archive), 0);
	assert_slice_equal(fields_of(dir, ".open", SLICE("WARC-Truncated")),
			   "response length\nresponse time\nresponse disconnect\n");
	assert_slice_equal(fields_of(dir, ".open", SLICE("WARC-Protocol")),
			   "response h2\nresponse h2\nresponse h2\nresponse h2\n");
	archive_close(archive);
	free(dir);
}

/* A sitemap may be longer than an article. */
static void capture_cuts_what_is_too_long_and_no_page(void **state)
{
	char *dir = unit_directory();
	struct archive *archive = archive_open(dir, &news);
	struct capture long_feed = feed(""), long_page = page("1", "");
	int64_t seq;
	char *body = arena_alloc(arena, ARTICLE_MAX_BODY_BYTES + 1);

	(void)state;
	memset(body, 'x', ARTICLE_MAX_BODY_BYTES + 1);
	long_feed.body = long_page.body = slice_of(body, ARTICLE_MAX_BODY_BYTES + 1);
	append(archive, long_feed);
	assert_int_equal(archive_append(archive, &long_page, &seq), -1);
	assert_int_equal(errno, EMSGSIZE);
	assert_int_equal(archive_sync(archive), 0);
	assert_slice_equal(fields_of(dir, ".open", SLICE("WARC-Truncated")), "response length\n");
	archive_close(archive);
	free(dir);
}

/* What later records refer to is known again: the file's first record, and what a repeat repeats. */
static void capture_refers_to_what_was_written_before_a_restart(void **state)
{
	char *dir = unit_directory();
	struct archive *archive = archive_open(dir, &news);
	struct slice before, after;

	(void)state;
	append(archive, feed("<rss/>"));
	archive_close(archive);
	before = fields_of(dir, ".open", SLICE("WARC-Record-ID"));
	archive = archive_open(dir, &news);
	append(archive, feed("<rss/>"));
	append(archive, page("1", "one"));
	archive_close(archive);
	after = fields_of(dir, ".open", SLICE("WARC-Warcinfo-ID"));
	for (struct slice line; slice_next_line(&after, &line);)
		assert_true(slice_starts(before,
					 arena_printf(arena, "warcinfo %.*s\n", SLICE_ARG(slice_after(line, ' ')))));
	after = fields_of(dir, ".open", SLICE("WARC-Refers-To"));
	assert_true(slice_starts(after, SLICE("revisit urn:uuid:")));
	assert_true(slice_contains(before, slice_trim(slice_skip(after, sizeof "revisit" - 1))));
	free(dir);
}

static void capture_keeps_no_secrets(void **state)
{
	char *dir = unit_directory(), *path;
	const struct archive_options options = { .prefix = "news",
						 .contact = "desk@a.example",
						 .user_agent = "wiremill/9 (+desk@a.example)" };
	struct archive *archive = archive_open(dir, &options);
	struct capture c = page("1", "one");
	struct warc_reader *reader;
	struct warc_record record;
	struct reason why;
	size_t n = 0;

	(void)state;
	c.request = SLICE("GET /1 HTTP/1.1\r\nHost: a.example\r\nauthorization: Basic eDp5\r\nCookie: k=v\r\n"
			  "Accept: */*\r\n");
	append(archive, c);
	archive_close(archive);
	path = find_file(dir, ".open");
	reader = warc_reader_open(path);
	for (; warc_read(reader, &record, &why) == 1; n++) {
		if (record.type == WARC_REQUEST)
			assert_slice_equal(record.block, "GET /1 HTTP/1.1\r\nHost: a.example\r\nAccept: */*\r\n\r\n");
		if (record.type == WARC_WARCINFO)
			assert_true(slice_contains(record.block, SLICE("operator: desk@a.example\r\n"
								       "http-header-user-agent: wiremill/9 (+")));
	}
	assert_int_equal(n, 4);
	warc_reader_close(reader);
	free(path);
	free(dir);
}

UNIT(capture, ARCHIVE_TEST(capture_keeps_codings_which_are_undone_only_on_the_way_out),
     ARCHIVE_TEST(capture_writes_repeats_as_revisits), ARCHIVE_TEST(capture_keeps_the_text_of_an_entry),
     ARCHIVE_TEST(capture_says_what_cut_a_body), ARCHIVE_TEST(capture_refers_to_what_was_written_before_a_restart),
     ARCHIVE_TEST(capture_keeps_no_secrets), ARCHIVE_TEST(capture_cuts_what_is_too_long_and_no_page))
