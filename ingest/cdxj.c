/* ingest/cdxj.c - index lines of WARC records, and the sorted file of them. */
#include "ingest/cdxj.h"
#include "common/content_type.h"
#include "common/die.h"
#include "common/file.h"
#include "ingest/http_message.h"
#include "ingest/surt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static int compare_lines(const void *left, const void *right)
{
	return slice_compare(*(const struct slice *)left, *(const struct slice *)right);
}

static void add_timestamp(struct text *out, int64_t ms)
{
	time_t seconds = ms == TIME_UNKNOWN ? 0 : (time_t)(ms / 1000);
	char buf[32];
	struct tm tm;

	if (!gmtime_r(&seconds, &tm) || strftime(buf, sizeof buf, "%Y%m%d%H%M%S", &tm) != 14)
		text_add(out, SLICE("19700101000000"));
	else
		text_add(out, slice_from(buf));
}

static void add_pair(struct text *out, const char *name, struct slice value)
{
	text_addf(out, "%s\"%s\": ", out->at[out->len - 1] == '{' ? "" : ", ", name);
	text_add_json(out, value);
}

static void add_number(struct text *out, const char *name, int64_t value)
{
	char digits[24];

	snprintf(digits, sizeof digits, "%lld", (long long)value);
	add_pair(out, name, slice_from(digits));
}

static void add_what(struct text *lines, const struct warc_record *record)
{
	struct slice mime = warc_field(record, SLICE("Content-Type")), payload = record->block, said;
	struct http_message message = { .status = 0 };
	char digest[WARC_DIGEST_SIZE];
	struct reason why;

	if ((record->type == WARC_RESPONSE || record->type == WARC_REVISIT) &&
	    http_message_read(&message, record->block, &why) == 0) {
		mime = http_field(message.fields, SLICE("Content-Type"));
		payload = message.body;
	}
	mime = record->type == WARC_REVISIT ? SLICE("warc/revisit") : content_type_media(mime);
	if (!slice_empty(mime))
		add_pair(lines, "mime", mime);
	if (message.status > 0)
		add_number(lines, "status", message.status);
	said = warc_field(record, SLICE("WARC-Payload-Digest"));
	if (slice_empty(said))
		said = slice_from(warc_digest(payload, SLICE(""), digest));
	add_pair(lines, "digest", slice_starts_nocase(said, SLICE("sha1:")) ? slice_skip(said, 5) : said);
}

void cdxj_add(struct text *lines, const struct warc_record *record, struct slice file_name)
{
	if (record->type != WARC_RESPONSE && record->type != WARC_REVISIT && record->type != WARC_RESOURCE &&
	    record->type != WARC_CONVERSION)
		return;
	surt_add(lines, record->target_uri);
	text_add_char(lines, ' ');
	add_timestamp(lines, record->date_ms);
	text_add(lines, SLICE(" {"));
	add_pair(lines, "url", record->target_uri);
	add_what(lines, record);
	add_number(lines, "length", record->length);
	add_number(lines, "offset", record->offset);
	add_pair(lines, "filename", file_name);
	text_add(lines, SLICE("}\n"));
}

void cdxj_sort(struct text *out, struct slice lines)
{
	struct slice line, *sorted;
	size_t n = 0, room = 0;

	for (size_t i = 0; i < lines.len; i++)
		room += lines.at[i] == '\n';
	sorted = xmalloc((room + 1) * sizeof *sorted);
	while (slice_next(&lines, '\n', &line))
		sorted[n++] = line;
	qsort(sorted, n, sizeof *sorted, compare_lines);
	for (size_t i = 0; i < n; i++) {
		text_add(out, sorted[i]);
		text_add_char(out, '\n');
	}
	free(sorted);
}

int cdxj_save(int dir, const char *name, struct slice lines)
{
	char *partial = xprintf("%s.part", name);
	struct text sorted;
	int fd = openat(dir, partial, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0644), result = -1;

	text_init(&sorted, lines.len + 1);
	cdxj_sort(&sorted, lines);
	if (fd >= 0 && file_write_all(fd, text_slice(&sorted)) == 0 && fsync(fd) == 0 &&
	    renameat(dir, partial, dir, name) == 0)
		result = fsync(dir);
	if (fd >= 0)
		close(fd);
	if (result < 0 && fd >= 0) {
		int error = errno;

		unlinkat(dir, partial, 0);
		errno = error;
	}
	text_release(&sorted);
	free(partial);
	return result;
}
