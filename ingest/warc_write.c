/* ingest/warc_write.c - WARC 1.1 records, each in a gzip member of its own, by libdeflate at its quickest
 * level. */
#include "common/die.h"
#include "ingest/warc.h"

#include <assert.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

struct warc_writer {
	struct libdeflate_compressor *compressor;
	struct text plain; /* one record */
};

struct warc_writer *warc_writer_open(void)
{
	struct warc_writer *writer = xmalloc(sizeof *writer);

	*writer = (struct warc_writer){ .compressor = libdeflate_alloc_compressor(1) };
	if (!writer->compressor)
		die("libdeflate: out of memory");
	text_init(&writer->plain, WARC_MAX_BLOCK_BYTES + 2 * WARC_MAX_HEADER_BYTES);
	return writer;
}

void warc_writer_close(struct warc_writer *writer)
{
	if (!writer)
		return;
	libdeflate_free_compressor(writer->compressor);
	text_release(&writer->plain);
	free(writer);
}

void warc_new_id(char id[WARC_ID_SIZE])
{
	unsigned char b[16];

	if (getrandom(b, sizeof b, 0) != (ssize_t)sizeof b)
		die_errno("no random numbers for a record's id");
	b[6] = (b[6] & 0x0F) | 0x40;
	b[8] = (b[8] & 0x3F) | 0x80;
	snprintf(id, WARC_ID_SIZE, "urn:uuid:%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
		 b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}

void warc_add_field(struct text *fields, const char *name, struct slice value)
{
	value = slice_trim(value);
	if (slice_empty(value))
		return;
	text_addf(fields, "%s: ", name);
	for (size_t i = 0; i < value.len; i++)
		text_add_char(fields, (unsigned char)value.at[i] < 0x20 || value.at[i] == 0x7F ? ' ' : value.at[i]);
	text_add(fields, SLICE("\r\n"));
}

void warc_add_date(struct text *fields, const char *name, int64_t ms)
{
	time_t seconds = (time_t)(ms / 1000);
	struct tm tm;
	char buf[32];

	gmtime_r(&seconds, &tm);
	strftime(buf, sizeof buf, "%Y-%m-%dT%H:%M:%S", &tm);
	text_addf(fields, "%s: %s.%03dZ\r\n", name, buf, (int)(ms % 1000));
}

/* Zip the record in `plain` into a member of its own. */
static void add_member(struct warc_writer *writer, struct text *out)
{
	size_t most = libdeflate_gzip_compress_bound(writer->compressor, writer->plain.len);
	char *at = text_room(out, most);

	if (at)
		text_grew(out,
			  libdeflate_gzip_compress(writer->compressor, writer->plain.at, writer->plain.len, at, most));
}

void warc_write(struct warc_writer *writer, struct text *out, enum warc_type type, const char *id, int64_t date_ms,
		struct slice fields, struct slice head, struct slice body)
{
	struct text *plain = &writer->plain;
	char digest[WARC_DIGEST_SIZE];

	text_reset(plain);
	text_addf(plain, "WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: <%s>\r\n", warc_type_name(type), id);
	warc_add_date(plain, "WARC-Date", date_ms);
	text_add(plain, fields);
	text_addf(plain, "WARC-Block-Digest: %s\r\n", warc_digest(head, body, digest));
	text_addf(plain, "Content-Length: %zu\r\n\r\n", head.len + body.len);
	text_add(plain, head);
	text_add(plain, body);
	text_add(plain, SLICE("\r\n\r\n"));
	assert(!text_overflowed(plain));
	add_member(writer, out);
}
