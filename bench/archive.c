/* bench/archive.c - the archive's speed: pages of 100 KB appended, 16 to a sync, opened again, and read back. */
#include "common/clock.h"
#include "common/die.h"
#include "ingest/archive.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PAGE_BYTES 100000
#define PER_SYNC   16

/* A page of words, which zips as pages do: to about a sixth. */
static void make_page(struct text *page, uint64_t seed)
{
	static const char *const words[] = { "<p>",        "</p>\n",  "the ",        "of ",     "minister ",
					     "trade ",     "Hà Nội ", "Milano ",     "signed ", "yesterday ",
					     "agreement ", "2026 ",   "<a href=\"/", "\">" };

	text_reset(page);
	while (page->len < PAGE_BYTES) {
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		if (seed >> 61 == 0)
			text_addf(page, "%llx", (unsigned long long)(seed >> 32));
		else
			text_add(page, slice_from(words[(seed >> 40) % COUNT(words)]));
	}
}

static double seconds(int64_t since_ms)
{
	return (double)(clock_monotonic_ms() - since_ms + 1) / 1000;
}

static void say(const char *what, int64_t bytes, double s)
{
	printf("archive %-12s %8.1f MB/s  (%.0f MB in %.2f s)\n", what, (double)bytes / 1e6 / s, (double)bytes / 1e6,
	       s);
}

static int64_t sync_now(struct archive *archive)
{
	int64_t began_ms = clock_monotonic_ms();

	if (archive_sync(archive) < 0)
		die_errno("sync");
	return clock_monotonic_ms() - began_ms;
}

static void append_pages(struct archive *archive, long count)
{
	struct arena *arena = arena_open(1u << 20);
	struct article a;
	struct text page[8];
	int64_t seq, began_ms, sync_ms = 0;

	for (size_t i = 0; i < COUNT(page); i++) {
		text_init(&page[i], 2 * PAGE_BYTES);
		make_page(&page[i], i);
	}
	article_init(&a, arena);
	a.url = SLICE("https://news.example/2026/03/05/an-article.html");
	a.id = article_urn(arena, a.url);
	began_ms = clock_monotonic_ms();
	for (long i = 0; i < count; i++) {
		struct capture capture = { .kind = CAPTURE_PAGE,
					   .url = a.url,
					   .ip = SLICE("192.0.2.1"),
					   .request = SLICE("GET /an-article.html HTTP/1.1\r\nHost: news.example\r\n"),
					   .head = SLICE("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"),
					   .content_type = SLICE(""),
					   .body = text_slice(&page[(size_t)i % COUNT(page)]),
					   .fetched_ms = clock_now_ms(),
					   .article = &a };

		if (archive_append(archive, &capture, &seq) < 0)
			die_errno("append");
		if (i % PER_SYNC == PER_SYNC - 1 || i == count - 1)
			sync_ms += sync_now(archive);
	}
	say("append+sync", count * PAGE_BYTES, seconds(began_ms));
	say("append", count * PAGE_BYTES, seconds(began_ms + sync_ms));
	for (size_t i = 0; i < COUNT(page); i++)
		text_release(&page[i]);
	arena_close(arena);
}

static void read_pages(struct archive *archive, long count)
{
	struct arena *arena = arena_open(64u << 20);
	int64_t seq = 0, bytes = 0, began_ms = clock_monotonic_ms();
	struct reason why;
	struct article a;
	long n = 0;

	for (article_init(&a, arena); archive_next(archive, &seq, &a, &why) == 1; n++) {
		bytes += (int64_t)a.body.len;
		arena_reset(arena);
		article_init(&a, arena);
	}
	if (n != count)
		die("%ld pages came back, not %ld", n, count);
	say("read", bytes, seconds(began_ms));
	arena_close(arena);
}

int main(int argc, char **argv)
{
	long count = argc > 2 ? strtol(argv[2], NULL, 10) : 4000;
	const struct archive_options options = { .prefix = "bench" };
	struct archive *archive;
	int64_t began_ms;

	if (argc < 2 || count <= 0)
		die_usage("takes an empty DIR, and how many pages (4000)");
	archive = archive_open(argv[1], &options);
	append_pages(archive, count);
	archive_close(archive);
	began_ms = clock_monotonic_ms();
	archive = archive_open(argv[1], &options);
	say("start", count * PAGE_BYTES, seconds(began_ms));
	read_pages(archive, count);
	archive_close(archive);
	return 0;
}
