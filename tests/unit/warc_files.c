/* tests/unit/warc_files.c - files of records for tests. */
#include "tests/unit/warc_files.h"
#include "tests/unit/unit.h"
#include "common/die.h"

#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>

void add_gzip_member(struct text *out, struct slice bytes)
{
	struct libdeflate_compressor *c = libdeflate_alloc_compressor(6);
	size_t most = libdeflate_gzip_compress_bound(c, bytes.len);
	char *at = text_room(out, most);

	assert_non_null(at);
	text_grew(out, libdeflate_gzip_compress(c, bytes.at, bytes.len, at, most));
	libdeflate_free_compressor(c);
}

char *make_file(const char *dir, const char *name, struct slice bytes)
{
	char *path = xprintf("%s/%s", dir, name);
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes.at, 1, bytes.len, file), bytes.len);
	fclose(file);
	return path;
}

void tell_records(struct text *out, const char *path, int64_t place)
{
	struct warc_reader *reader = warc_reader_open(path);
	struct warc_record record;
	int64_t last = -1;
	struct reason why;
	int got;

	assert_non_null(reader);
	if (place > 0)
		warc_reader_seek(reader, place);
	while ((got = warc_read(reader, &record, &why)) != 0) {
		assert_true(record.place > last);
		last = record.place;
		if (got > 0)
			text_addf(out, "%s:%.*s\n", warc_type_name(record.type),
				  SLICE_ARG(slice_head(record.block, 20)));
		else
			text_add(out, SLICE("bad\n"));
	}
	warc_reader_close(reader);
}
