/* tests/unit/test_replay.c - what a replay takes from files, and that it can go on anywhere. */
#include "tests/unit/unit.h"
#include "tests/unit/warc_files.h"

#include "common/die.h"
#include "ingest/archive.h"
#include "ingest/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIXTURE "../shared/fixtures/wget-sample.warc.gz"

static struct arena *arena;
static struct state *state_file;
static char *folder;

static int start(void **state)
{
	char *dir = unit_directory();

	(void)state;
	arena = arena_open(64u << 20);
	state_file = state_open(dir);
	folder = unit_directory();
	free(dir);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	state_close(state_file);
	arena_close(arena);
	free(folder);
	return 0;
}

static void put(const char *name, const char *bytes)
{
	free(make_file(folder, name, slice_from(bytes)));
}

static void put_folder(const char *name)
{
	char *path = xprintf("%s/%s", folder, name);

	assert_int_equal(mkdir(path, 0755), 0);
	free(path);
}

/* An answer of the source: "BODY" or "!", where it was, and its id. */
struct told {
	int64_t seq;
	struct slice what, source, url, id;
};

struct told_list {
	struct told at[64];
	size_t n;
};

static struct told_list tell(char *path, int64_t start_seq)
{
	struct source *source = source_replay_open(state_file, "again", &path, 1, start_seq);
	struct told_list list = { .n = 0 };
	int64_t last = start_seq - 1, done, all;

	while (!source->kind->ended(source)) {
		struct reason why = { .step = "" };
		struct article a;
		int got;

		article_init(&a, arena);
		got = source->kind->next(source, &a, &why);
		if (got == 0) {
			source->kind->wait(source, -1, 0);
			continue;
		}
		assert_true(list.n < COUNT(list.at));
		assert_true(a.seq > last);
		last = a.seq;
		assert_slice_equal(a.run, "again");
		assert_true(slice_starts(a.id, SLICE("urn:uuid:")));
		list.at[list.n++] =
			(struct told){ a.seq, got > 0 ? a.body : SLICE("!"),
				       slice_empty(a.source_file) ? a.warc_file : a.source_file, a.url, a.id };
	}
	source->kind->progress(source, &done, &all);
	assert_int_equal(done, all);
	source->kind->close(source);
	return list;
}

/* From the place of each article on, and from just behind it, come the same ones as in one go. */
static void assert_goes_on_anywhere(char *path, const struct told_list *all)
{
	for (size_t i = 0; i < all->n; i++) {
		for (int64_t behind = 0; behind < 2; behind++) {
			struct told_list rest = tell(path, all->at[i].seq + behind);
			size_t first = i + (size_t)behind;

			assert_int_equal(rest.n, all->n - first);
			for (size_t j = 0; j < rest.n; j++) {
				assert_int_equal(rest.at[j].seq, all->at[first + j].seq);
				assert_true(slice_equal(rest.at[j].what, all->at[first + j].what));
				assert_true(slice_equal(rest.at[j].id, all->at[first + j].id));
			}
		}
	}
}

static void replay_reads_folders_in_order(void **state)
{
	static const char *const expected[] = { "in a", "1", "!", "3", "b", "in c/d", "last" };
	struct told_list all;
	char *link_path;

	(void)state;
	put("b.html", "b");
	put_folder("a");
	put("a/x.txt", "in a");
	put("a/y.jsonl", "{\"body\":\"1\"}\nnonsense\n{\"body\":\"3\"}\n");
	put("a/z.pdf", "no article");
	put_folder("c");
	put_folder("c/d");
	put("c/d/x.md", "in c/d");
	put("z.htm", "last");
	link_path = xprintf("%s/c/circle", folder);
	assert_int_equal(symlink(folder, link_path), 0);
	free(link_path);
	link_path = xprintf("%s/c/z.htm", folder);
	assert_int_equal(symlink("../z.htm", link_path), 0); /* the same file once more */
	free(link_path);
	link_path = xprintf("%s/c/nowhere.htm", folder);
	assert_int_equal(symlink("nothing", link_path), 0);
	free(link_path);
	all = tell(folder, 0);
	assert_int_equal(all.n, COUNT(expected));
	for (size_t i = 0; i < all.n; i++)
		assert_slice_equal(all.at[i].what, expected[i]);
	assert_slice_equal(all.at[1].source, "y.jsonl#1");
	assert_goes_on_anywhere(folder, &all);
}

static void replay_gives_files_that_came_later_a_later_place(void **state)
{
	struct told_list before, after;

	(void)state;
	put("b.html", "b");
	put("c.html", "c");
	before = tell(folder, 0);
	put("a.html", "a");
	after = tell(folder, 0);
	assert_int_equal(before.n, 2);
	assert_int_equal(after.n, 3);
	for (size_t i = 0; i < before.n; i++)
		assert_int_equal(after.at[i].seq, before.at[i].seq);
	assert_slice_equal(after.at[2].what, "a");
}

static void copy_file(const char *from_dir, const char *to_dir, const char *name)
{
	char *from = xprintf("%s/%s", from_dir, name), *bytes = xmalloc(1u << 20);
	FILE *file = fopen(from, "re");
	size_t n;

	assert_non_null(file);
	n = fread(bytes, 1, 1u << 20, file);
	fclose(file);
	free(make_file(to_dir, name, slice_of(bytes, n)));
	free(bytes);
	free(from);
}

/* What a power cut leaves for certain is the database without its log: places and the source's name are in it. */
static void replay_gives_the_same_places_after_a_power_cut(void **state)
{
	char *dir = unit_directory(), *cut_dir = unit_directory(), *name;
	struct told_list before, after;

	(void)state;
	put("b.html", "b");
	state_close(state_file);
	state_file = state_open(dir);
	before = tell(folder, 0);
	name = xstrdup(state_source_name(state_file));
	copy_file(dir, cut_dir, "ingest.sqlite");
	state_close(state_file);
	state_file = state_open(cut_dir);
	put("a.html", "a");
	after = tell(folder, 0);
	assert_string_equal(state_source_name(state_file), name);
	assert_int_equal(after.n, 2);
	assert_int_equal(after.at[0].seq, before.at[0].seq);
	assert_slice_equal(after.at[0].what, "b");
	free(name);
	free(cut_dir);
	free(dir);
}

static void replay_reads_what_wget_archived(void **state)
{
	static const struct {
		int64_t place;
		const char *url;
	} expected[] = {
		{ 2108, "http://127.0.0.1:18080/" },
		{ 3275, "http://127.0.0.1:18080/vi/museum.html" },
		{ 4552, "http://127.0.0.1:18080/en/chunked.html" },
		{ 5725, "http://127.0.0.1:18080/it/gzip.html" },
		{ 7882, "http://127.0.0.1:18080/vi/museum.html" },
	};
	char path[] = FIXTURE;
	struct told_list all;

	(void)state;
	if (access(path, R_OK) < 0)
		unit_skip("no " FIXTURE);
	all = tell(path, 0);
	assert_int_equal(all.n, COUNT(expected));
	for (size_t i = 0; i < all.n; i++) {
		assert_int_equal(all.at[i].seq, (int64_t)1 << SEQ_PLACE_BITS | expected[i].place);
		assert_slice_equal(all.at[i].url, expected[i].url);
		assert_slice_equal(all.at[i].source, "wget-sample.warc.gz");
		assert_true(slice_contains(all.at[i].what, SLICE("</html>")));
		assert_false(slice_contains(all.at[i].what, SLICE("\r\n0\r\n")));
	}
	assert_true(slice_equal(all.at[1].id, all.at[4].id));
	assert_goes_on_anywhere(path, &all);
}

static void add_record(struct text *file, const char *type, const char *url, const char *content_type,
		       const char *block)
{
	text_addf(
		file,
		"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:x:1>\r\nWARC-Target-URI: %s\r\nContent-Type: %s\r\n"
		"Content-Length: %zu\r\n\r\n%s\r\n\r\n",
		type, url, content_type, strlen(block), block);
}

#define HTTP "application/http; msgtype=response"
#define PAGE "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"

static void replay_knows_articles_in_strange_archives(void **state)
{
	static const struct {
		const char *type, *url, *content_type, *block, *told;
	} cases[] = {
		{ "warcinfo", "", "application/warc-fields", "software: x\r\n", NULL },
		{ "response", "http://a.example/1", HTTP, PAGE "\r\none", "one" },
		{ "response", "http://a.example/2", HTTP,
		  "HTTP/1.1 200\r\nContent-Type: application/xhtml+xml; charset=x\r\n\r\ntwo", "two" },
		{ "response", "http://a.example/3", HTTP, "HTTP/2 200\r\ncontent-type: TEXT/PLAIN\r\n\r\nthree",
		  "three" },
		{ "response", "http://a.example/robots.txt", HTTP, "HTTP/2 200\r\ncontent-type: text/plain\r\n\r\nno",
		  NULL },
		{ "response", "http://a.example/4", HTTP, "HTTP/1.1 404 No\r\nContent-Type: text/html\r\n\r\nno",
		  NULL },
		{ "response", "http://a.example/5", HTTP,
		  "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Encoding: zstd\r\n\r\n\x28\xb5\x01", NULL },
		{ "response", "http://a.example/6", HTTP, PAGE "Content-Encoding: zstd\r\n\r\n\x28\xb5\x01", "!" },
		{ "response", "http://a.example/7", HTTP, "nonsense", "!" },
		{ "response", "dns:a.example", "text/dns", "a.example. IN A 192.0.2.1", NULL },
		{ "request", "http://a.example/1", "application/http; msgtype=request", "GET / HTTP/1.1\r\n\r\n",
		  NULL },
		{ "metadata", "http://a.example/1", "application/warc-fields", "a: b\r\n", NULL },
		{ "metadata", "http://a.example/1", "application/json", "{\"kind\":\"page\",\"id\":\"x\"}", NULL },
		{ "revisit", "http://a.example/1", HTTP, PAGE "\r\n", NULL },
		{ "resource", "http://a.example/8", "text/html", "eight", "eight" },
		{ "resource", "metadata://gnu.org/x", "text/plain", "no", NULL },
		{ "conversion", "http://a.example/9", "text/plain", "nine", "nine" },
		{ "nonsense", "http://a.example/9", "text/plain", "no", NULL },
	};
	struct told_list all;
	struct text file, zipped;
	char *path;
	size_t n;

	(void)state;
	text_init(&file, 1u << 16);
	text_init(&zipped, 1u << 16);
	for (size_t i = 0; i < COUNT(cases); i++)
		add_record(&file, cases[i].type, cases[i].url, cases[i].content_type, cases[i].block);
	add_gzip_member(&zipped, text_slice(&file));
	for (int framing = 0; framing < 2; framing++) {
		path = make_file(folder, framing ? "x.warc.gz" : "x.warc",
				 framing ? text_slice(&zipped) : text_slice(&file));
		all = tell(path, 0);
		n = 0;
		for (size_t i = 0; i < COUNT(cases); i++) {
			if (!cases[i].told)
				continue;
			assert_slice_equal(all.at[n].what, cases[i].told);
			assert_slice_equal(all.at[n++].url, cases[i].url);
		}
		assert_int_equal(all.n, n);
		assert_goes_on_anywhere(path, &all);
		assert_int_equal(unlink(path), 0); /* or the run would not be done with it */
		free(path);
	}
	text_release(&file);
	text_release(&zipped);
}

static void replay_of_our_archive_takes_pages_alone(void **state)
{
	struct archive *archive = archive_open(folder, &(struct archive_options){ .prefix = "news" });
	struct told_list all;
	struct article page;
	int64_t seq;

	(void)state;
	article_init(&page, arena);
	page.id = article_urn(arena, SLICE("a page"));
	page.entry_id = SLICE("7");
	for (int kind = CAPTURE_PAGE; kind <= CAPTURE_OTHER; kind++) {
		/* even a page of a type that strangers' archives would not give */
		struct capture c = { .kind = (enum capture_kind)kind,
				     .url = SLICE("http://a.example/x"),
				     .ip = SLICE(""),
				     .request = SLICE("GET /x HTTP/1.1\r\n\r\n"),
				     .fetched_ms = 0,
				     .head = kind == CAPTURE_PAGE
						     ? SLICE("HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n")
						     : SLICE(PAGE),
				     .body = SLICE("body"),
				     .article = kind == CAPTURE_PAGE ? &page : NULL };

		assert_int_equal(archive_append(archive, &c, &seq), 0);
	}
	archive_close(archive);
	all = tell(folder, 0);
	assert_int_equal(all.n, 1);
	assert_slice_equal(all.at[0].what, "body");
	assert_slice_equal(all.at[0].url, "http://a.example/x");
	assert_true(slice_equal(all.at[0].id, page.id));
	assert_true(slice_ends(all.at[0].source, SLICE(".warc.gz")));
}

static void replay_reports_what_it_cannot_read(void **state)
{
	struct told_list all;
	char *path;

	(void)state;
	put("a.warc", "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/cut\r\nContent-Length: "
		      "9\r\n\r\nHTTP");
	put("b.jsonl.gz", "\x1f\x8b nonsense");
	put("c.html", "gone soon");
	put("d.html", "here");
	path = xprintf("%s/c.html", folder);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("/proc/self/mem", path), 0); /* opens, cannot be read */
	free(path);
	all = tell(folder, 0);
	assert_int_equal(all.n, 4);
	assert_slice_equal(all.at[0].what, "!");
	assert_slice_equal(all.at[0].url, "http://a.example/cut");
	assert_slice_equal(all.at[1].what, "!");
	assert_slice_equal(all.at[2].what, "!");
	assert_slice_equal(all.at[3].what, "here");
	assert_goes_on_anywhere(folder, &all);
}

static void replay_makes_one_id_of_one_url(void **state)
{
	struct told_list all;

	(void)state;
	put("a.jsonl", "{\"url\":\"HTTP://A.example:80/x?utm_source=feed#top\",\"body\":\"1\"}\n"
		       "{\"url\":\"http://a.example/x\",\"body\":\"2\"}\n"
		       "{\"url\":\"http://a.example/x\",\"body\":\"3\",\"id\":\"urn:uuid:own\"}\n");
	all = tell(folder, 0);
	assert_int_equal(all.n, 3);
	assert_slice_equal(all.at[0].id, article_urn(arena, SLICE("https://a.example/x")).at);
	assert_slice_equal(all.at[1].id, article_urn(arena, SLICE("https://a.example/x")).at);
	assert_slice_equal(all.at[2].id, "urn:uuid:own");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

UNIT(replay, TEST(replay_reads_folders_in_order), TEST(replay_gives_files_that_came_later_a_later_place),
     TEST(replay_gives_the_same_places_after_a_power_cut), TEST(replay_reads_what_wget_archived),
     TEST(replay_knows_articles_in_strange_archives), TEST(replay_of_our_archive_takes_pages_alone),
     TEST(replay_reports_what_it_cannot_read), TEST(replay_makes_one_id_of_one_url))
