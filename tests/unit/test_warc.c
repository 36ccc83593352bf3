/* tests/unit/test_warc.c - WARC records as they are in the wild, and as we write them. */
#include "tests/unit/unit.h"
#include "tests/unit/warc_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FIXTURE "../shared/fixtures/wget-sample.warc.gz"

#define RECORD(type, block, length)                                                                           \
	"WARC/1.0\r\nWARC-Type: " type "\r\nWARC-Record-ID: <urn:x:1>\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n" \
	"WARC-Target-URI: http://a.example/\r\nContent-Length: " length "\r\n\r\n" block "\r\n\r\n"

#define GOOD_A RECORD("resource", "alpha", "5")
#define GOOD_B RECORD("resource", "beta", "4")

static void warc_reads_what_wget_writes(void **state)
{
	static const int64_t responses[] = { 925, 2108, 3275, 4552, 5725, 6975, 7882, 9156 };
	struct warc_reader *reader = warc_reader_open(FIXTURE);
	struct warc_record record;
	size_t records = 0, nresponses = 0;
	struct reason why;
	int digests = 0;

	(void)state;
	if (!reader)
		unit_skip("no " FIXTURE);
	while (warc_read(reader, &record, &why) != 0) {
		int right = warc_check_digests(&record, &why);

		records++;
		assert_true(right > 0);
		digests += right;
		assert_int_equal(record.place, record.offset);
		if (record.type == WARC_RESPONSE)
			assert_int_equal(record.place, responses[nresponses++]);
		assert_false(slice_contains(record.target_uri, SLICE("<")));
	}
	assert_int_equal(records, 19);
	assert_int_equal(nresponses, COUNT(responses));
	assert_int_equal(digests, 27);
	warc_reader_close(reader);
}

/* The file's bytes in four framings give the same answers. */
static void assert_tells(const char *dir, const char *bytes, const char *expected)
{
	struct slice s = slice_from(bytes);
	struct text zipped, told;

	text_init(&zipped, 1u << 20);
	text_init(&told, 1u << 20);
	for (int framing = 0; framing < 3; framing++) {
		char *path;

		text_reset(&zipped);
		text_reset(&told);
		if (framing == 1)
			add_gzip_member(&zipped, s);
		for (size_t i = 0; framing == 2 && i < s.len; i += 7) /* members that end anywhere */
			add_gzip_member(&zipped, slice_head(slice_skip(s, i), 7));
		path = make_file(dir, "case.warc", framing == 0 ? s : text_slice(&zipped));
		tell_records(&told, path, 0);
		text_add_char(&told, '\0');
		assert_string_equal(told.at, expected);
		free(path);
	}
	text_release(&zipped);
	text_release(&told);
}

static void warc_takes_every_form_in_the_wild(void **state)
{
	static const struct {
		const char *bytes, *told;
	} cases[] = {
		{ "", "" },
		{ "\r\n\r\n", "" },
		{ GOOD_A GOOD_B, "resource:alpha\nresource:beta\n" },
		/* lines ended by LF alone */
		{ "WARC/1.0\nWARC-Type: metadata\nContent-Length: 2\n\nab\n\n" GOOD_B, "metadata:ab\nresource:beta\n" },
		/* names in any case, no blank behind the colon, an old version */
		{ "WARC/0.17\r\nwarc-type:REQUEST\r\nCONTENT-LENGTH:2\r\n\r\nab\r\n\r\n" GOOD_B,
		  "request:ab\nresource:beta\n" },
		{ "WARC/1.1\r\nWARC-Type: revisit\r\nContent-Length: 0\r\n\r\n\r\n\r\n" GOOD_B,
		  "revisit:\nresource:beta\n" },
		/* folded header lines */
		{ "WARC/1.0\r\nWARC-Type:\r\n metadata\r\nContent-Length:\r\n\t2\r\n\r\nab\r\n\r\n", "metadata:ab\n" },
		/* line ends that are missing, and too many */
		{ "WARC/1.0\r\nWARC-Type: metadata\r\nContent-Length: 2\r\n\r\nab\r\n" GOOD_B,
		  "metadata:ab\nresource:beta\n" },
		{ "WARC/1.0\r\nWARC-Type: metadata\r\nContent-Length: 2\r\n\r\nab" GOOD_B,
		  "metadata:ab\nresource:beta\n" },
		{ GOOD_A "\r\n\n\n\r\n" GOOD_B, "resource:alpha\nresource:beta\n" },
		/* a type nobody knows */
		{ RECORD("opinion", "ab", "2") GOOD_B, "other:ab\nresource:beta\n" },
		/* lengths that are wrong: too short, too long by a little, past the end, enormous, none */
		{ RECORD("resource", "abcdef", "2") GOOD_B, "bad\nresource:beta\n" },
		{ RECORD("resource", "ab", "9") GOOD_B, "bad\nresource:beta\n" },
		{ RECORD("resource", "ab", "9999") GOOD_B, "bad\nresource:beta\n" },
		{ RECORD("resource", "ab", "99999999999999999999") GOOD_B, "bad\nresource:beta\n" },
		{ RECORD("resource", "ab", "-1") GOOD_B, "bad\nresource:beta\n" },
		{ RECORD("resource", "ab", "two") GOOD_B, "bad\nresource:beta\n" },
		/* garbage before, between and behind; a record without an end of its header */
		{ "nonsense\n" GOOD_A, "bad\nresource:alpha\n" },
		{ GOOD_A "nonsense\r\n" GOOD_B, "resource:alpha\nbad\nresource:beta\n" },
		{ GOOD_A GOOD_B "WARC/", "resource:alpha\nresource:beta\nbad\n" },
		{ "WARC/1.0\r\nWARC-Type: x\r\n" GOOD_B, "bad\nresource:beta\n" },
		{ "WARC/2.0\r\nContent-Length: 0\r\n\r\n\r\n\r\n" GOOD_B, "bad\nresource:beta\n" },
		/* a block that quotes a record is a block */
		{ RECORD("resource", "x\r\nWARC/1.0\r\n\r\n", "15") GOOD_B,
		  "resource:x\r\nWARC/1.0\r\n\r\n\nresource:beta\n" },
	};
	char *dir = unit_directory();

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_tells(dir, cases[i].bytes, cases[i].told);
	free(dir);
}

static void warc_reads_the_fields_of_a_record(void **state)
{
	static const char bytes[] =
		"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
		"WARC-Date: 2026-01-02T03:04:05.678901Z\r\nWARC-Target-URI: <http://a.example/x>\r\n"
		"X-Long: one\r\n  two\r\nContent-Length: 0\r\n\r\n\r\n\r\n";
	char *dir = unit_directory(), *path = make_file(dir, "x.warc", slice_of(bytes, sizeof bytes - 1));
	struct warc_reader *reader = warc_reader_open(path);
	struct warc_record record;
	struct reason why;

	(void)state;
	assert_int_equal(warc_read(reader, &record, &why), 1);
	assert_slice_equal(record.id, "urn:uuid:1");
	assert_slice_equal(record.target_uri, "http://a.example/x");
	assert_slice_equal(warc_field(&record, SLICE("x-long")), "one    two");
	assert_slice_equal(warc_field(&record, SLICE("X-None")), "");
	assert_int_equal(record.date_ms, 1767323045678);
	assert_int_equal(record.length, sizeof bytes - 1);
	warc_unread(reader);
	assert_int_equal(warc_read(reader, &record, &why), 1);
	assert_int_equal(warc_read(reader, &record, &why), 0);
	warc_reader_close(reader);
	free(path);
	free(dir);
}

/* A file of six records: alone in members, three in one member, alone again, with an FEXTRA and an FNAME field. */
static size_t make_mixed(struct text *out, size_t last_begins[1])
{
	static const char extra[] = "\x1f\x8b\x08\x0c\0\0\0\0\0\x03\x04\0sl\0\0name\0";
	struct text plain;

	text_reset(out);
	text_init(&plain, 1u << 16);
	for (int i = 0; i < 6; i++) {
		char block[64];
		int n = snprintf(block, sizeof block, "record %d", i);
		size_t begin = out->len;

		text_addf(&plain, "WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", n, block);
		if (i == 1 || i == 2)
			continue;
		if (i == 5)
			text_add(out, slice_of(extra, sizeof extra - 1));
		*last_begins = begin;
		begin = out->len;
		add_gzip_member(out, text_slice(&plain));
		if (i == 5) { /* its deflate data go behind the longer header */
			memmove(out->at + begin, out->at + begin + 10, out->len - begin - 10);
			out->len -= 10;
		}
		text_reset(&plain);
	}
	text_release(&plain);
	return out->len;
}

static void warc_goes_on_from_any_place(void **state)
{
	struct text file, all, some;
	char *dir = unit_directory(), *path;
	struct warc_reader *reader;
	struct warc_record record;
	size_t last, passed = 0;
	struct reason why;

	(void)state;
	text_init(&file, 1u << 16);
	text_init(&all, 1u << 16);
	text_init(&some, 1u << 16);
	make_mixed(&file, &last);
	path = make_file(dir, "x.warc.gz", text_slice(&file));
	tell_records(&all, path, 0);
	reader = warc_reader_open(path);
	while (warc_read(reader, &record, &why) > 0) {
		text_reset(&some);
		tell_records(&some, path, record.place);
		assert_int_equal(some.len, all.len - passed);
		assert_memory_equal(some.at, all.at + passed, some.len);
		passed += sizeof "resource:record 0\n" - 1;
	}
	assert_int_equal(passed, all.len);
	assert_int_equal(passed, 6 * (sizeof "resource:record 0\n" - 1));
	warc_reader_close(reader);
	text_release(&file);
	text_release(&all);
	text_release(&some);
	free(path);
	free(dir);
}

static size_t count(struct text *told, const char *what)
{
	struct slice rest = text_slice(told), line;
	size_t n = 0;

	while (slice_next_line(&rest, &line))
		n += slice_starts(line, slice_from(what));
	return n;
}

static void warc_cut_anywhere_in_its_last_record_loses_only_that(void **state)
{
	struct text file, told;
	char *dir = unit_directory(), *path;
	size_t last = 0, n;

	(void)state;
	text_init(&file, 1u << 16);
	text_init(&told, 1u << 16);
	n = make_mixed(&file, &last);
	for (size_t cut = last; cut < n; cut++) {
		text_reset(&told);
		path = make_file(dir, "x.warc.gz", slice_head(text_slice(&file), cut));
		tell_records(&told, path, 0);
		assert_int_equal(count(&told, "resource:"), 5);
		assert_int_equal(count(&told, "bad"), cut > last);
		free(path);
	}
	text_release(&file);
	text_release(&told);
	free(dir);
}

static void warc_with_a_wrong_byte_anywhere_loses_one_member_at_most(void **state)
{
	struct text file, told;
	char *dir = unit_directory(), *path;
	size_t last, n;

	(void)state;
	text_init(&file, 1u << 16);
	text_init(&told, 1u << 16);
	n = make_mixed(&file, &last);
	for (size_t i = 0; i < n; i++) {
		file.at[i] = (char)~file.at[i];
		text_reset(&told);
		path = make_file(dir, "x.warc.gz", text_slice(&file));
		tell_records(&told, path, 0);
		assert_true(count(&told, "resource:record") >= 3);
		assert_true(count(&told, "resource:record") == 6 || count(&told, "bad") > 0);
		file.at[i] = (char)~file.at[i];
		free(path);
	}
	text_release(&file);
	text_release(&told);
	free(dir);
}

static void warc_passes_over_blocks_that_are_too_long(void **state)
{
	char *dir = unit_directory(), *path;
	struct text file, zipped, told;

	(void)state;
	text_init(&file, 64u << 20);
	text_init(&zipped, 64u << 20);
	text_init(&told, 1u << 16);
	text_addf(&file, "WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: %u\r\n\r\n", WARC_MAX_BLOCK_BYTES + 1);
	memset(text_room(&file, WARC_MAX_BLOCK_BYTES + 1), 'x', WARC_MAX_BLOCK_BYTES + 1);
	text_grew(&file, WARC_MAX_BLOCK_BYTES + 1);
	text_add(&file, SLICE("\r\n\r\n" GOOD_B));
	add_gzip_member(&zipped, text_slice(&file));
	for (int framing = 0; framing < 2; framing++) {
		text_reset(&told);
		path = make_file(dir, "x.warc", framing ? text_slice(&zipped) : text_slice(&file));
		tell_records(&told, path, 0);
		assert_slice_equal(text_slice(&told), "bad\nresource:beta\n");
		free(path);
	}
	text_release(&file);
	text_release(&zipped);
	text_release(&told);
	free(dir);
}

static void warc_reads_what_it_writes(void **state)
{
	struct warc_writer *writer = warc_writer_open();
	char *dir = unit_directory(), *path, id[WARC_ID_SIZE];
	struct text fields, file;
	struct warc_reader *reader;
	struct warc_record record;
	struct reason why;

	(void)state;
	text_init(&fields, 1u << 16);
	text_init(&file, 1u << 16);
	warc_add_field(&fields, "WARC-Target-URI", SLICE("http://a.example/\r\nWARC-Type: forged"));
	warc_add_field(&fields, "WARC-Empty", SLICE(""));
	warc_new_id(id);
	warc_write(writer, &file, WARC_METADATA, id, 1767323045678, text_slice(&fields), SLICE("one "), SLICE("two"));
	path = make_file(dir, "x.warc.gz", text_slice(&file));
	reader = warc_reader_open(path);
	assert_int_equal(warc_read(reader, &record, &why), 1);
	assert_int_equal(record.type, WARC_METADATA);
	assert_slice_equal(record.id, id);
	assert_slice_equal(record.block, "one two");
	assert_slice_equal(record.target_uri, "http://a.example/  WARC-Type: forged");
	assert_int_equal(record.date_ms, 1767323045678);
	assert_int_equal(record.length, file.len);
	assert_int_equal(warc_check_digests(&record, &why), 1);
	assert_int_equal(warc_read(reader, &record, &why), 0);
	warc_reader_close(reader);
	warc_writer_close(writer);
	text_release(&fields);
	text_release(&file);
	free(path);
	free(dir);
}

static void warc_checks_digests_of_every_spelling(void **state)
{
	static const struct {
		const char *fields;
		int right;
	} cases[] = {
		{ "WARC-Block-Digest: sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5\r\n", 1 },
		{ "WARC-Block-Digest: sha1:a9993e364706816aba3e25717850c26c9cd0d89d\r\n", 1 }, /* FIPS 180-4's "abc" */
		{ "WARC-Block-Digest: sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD\r\n", 1 },
		{ "WARC-Block-Digest: sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n", -1 },
		{ "WARC-Block-Digest: crc32:12345678\r\n", 0 },
		{ "", 0 },
	};
	struct warc_record record = { .type = WARC_RESOURCE, .block = SLICE("abc") };
	struct reason why;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		record.fields = slice_from(cases[i].fields);
		assert_int_equal(warc_check_digests(&record, &why), cases[i].right);
	}
}

UNIT(warc, cmocka_unit_test(warc_reads_what_wget_writes), cmocka_unit_test(warc_takes_every_form_in_the_wild),
     cmocka_unit_test(warc_reads_the_fields_of_a_record), cmocka_unit_test(warc_goes_on_from_any_place),
     cmocka_unit_test(warc_cut_anywhere_in_its_last_record_loses_only_that),
     cmocka_unit_test(warc_with_a_wrong_byte_anywhere_loses_one_member_at_most),
     cmocka_unit_test(warc_passes_over_blocks_that_are_too_long), cmocka_unit_test(warc_reads_what_it_writes),
     cmocka_unit_test(warc_checks_digests_of_every_spelling))
