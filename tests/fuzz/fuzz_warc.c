/* tests/fuzz/fuzz_warc.c - any file read as a WARC: no crash, places that grow, the same from any of them on; checked and
 * indexed as `wiremill archive` does. */
#include "ingest/archive_check.h"
#include "ingest/cdxj.h"
#include "ingest/warc_article.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define MAX_RECORDS 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void see_finding(void *context, const struct archive_finding *finding)
{
	assert(strlen(finding->sentence) > 0 && finding->offset >= 0);
	++*(int64_t *)context;
}

static void check_and_index(struct warc_reader *reader)
{
	struct archive_counts counts;
	struct warc_record record;
	int64_t findings = 0;
	struct archive_check *check = archive_check_open(see_finding, &findings);
	struct text lines, sorted;
	struct reason why;
	int got;

	text_init(&lines, 64u << 20);
	while ((got = warc_read(reader, &record, &why)) != 0) {
		archive_check_record(check, got, &record, &why);
		if (got > 0)
			cdxj_add(&lines, &record, SLICE("x.warc.gz"));
	}
	counts = archive_check_end(check);
	assert(counts.findings == findings && counts.records >= 0);
	text_init(&sorted, lines.len + 1);
	cdxj_sort(&sorted, text_slice(&lines));
	assert(sorted.len == lines.len);
	text_release(&lines);
	text_release(&sorted);
	archive_check_close(check);
}

/* The places of the records; returns how many. */
static size_t read_all(struct warc_reader *reader, int64_t place[MAX_RECORDS])
{
	struct warc_record record;
	struct reason why;
	int64_t last = -1;
	size_t n = 0;
	int got;

	while ((got = warc_read(reader, &record, &why)) != 0) {
		assert(record.place > last);
		last = record.place;
		if (got > 0)
			warc_check_digests(&record, &why);
		if (n < MAX_RECORDS)
			place[n++] = record.place;
	}
	return n;
}

static void read_articles(struct warc_reader *reader)
{
	struct arena *arena = arena_open(256u << 20);
	struct warc_article_reader articles;
	enum warc_answer answer;
	struct reason why;

	warc_article_reader_init(&articles, reader);
	do {
		struct article a;
		int64_t place;

		arena_reset(arena);
		article_init(&a, arena);
		answer = warc_article_next(&articles, &a, &place, &why);
	} while (answer != WARC_END);
	warc_article_reader_release(&articles);
	arena_close(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("warc", MFD_CLOEXEC);
	int64_t place[MAX_RECORDS], again[MAX_RECORDS];
	struct warc_reader *reader;
	char path[64];
	size_t n;

	assert(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	reader = warc_reader_open(path);
	assert(reader);
	n = read_all(reader, place);
	if (n > 0) {
		size_t middle = n / 2;

		warc_reader_seek(reader, place[middle]);
		assert(read_all(reader, again) >= n - middle && again[0] == place[middle]);
	}
	warc_reader_seek(reader, 0);
	check_and_index(reader);
	warc_reader_seek(reader, 0);
	read_articles(reader);
	close(fd);
	return 0;
}
