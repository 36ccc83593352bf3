/* tests/unit/test_http_message.c - stored HTTP responses, whatever their labels say. */
#include "tests/unit/unit.h"
#include "tests/unit/warc_files.h"

#include "ingest/http_message.h"
#include "ingest/http_meter.h"

#include <brotli/encode.h>
#include <zlib.h>
#include <zstd.h>

static void http_message_takes_a_response_apart(void **state)
{
	static const struct {
		const char *block;
		int status;
		const char *type, *body;
	} cases[] = {
		{ "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nbody", 200, "text/html", "body" },
		{ "HTTP/1.0 404\r\n\r\nbody", 404, "", "body" },
		{ "HTTP/2 200\ncontent-type:  text/html \n\nbody", 200, "text/html", "body" },
		{ "HTTP/1.1 200 OK\r\nX: 1\r\nCONTENT-TYPE: a\r\nContent-Type: b\r\n\r\n", 200, "a", "" },
		{ "HTTP/1.1 200 OK\r\nContent-Type: text/html;\r\n charset=utf-8\r\n\r\nx", 200,
		  "text/html;\r\n charset=utf-8", "x" },
		{ "HTTP/1.1 200 OK\r\nX-Content-Type: no\r\nContent-Type", 200, "", "" },
		{ "HTTP/1.1 200 OK", 200, "", "" },
		{ "HTTP/1.1 20 OK\r\n\r\n", -1, "", "" },
		{ "HTTP/1.1 2OO OK\r\n\r\n", -1, "", "" },
		{ "<html>", -1, "", "" },
		{ "", -1, "", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct slice block = unit_guard(slice_from(cases[i].block));
		struct http_message m;
		struct reason why;

		assert_int_equal(http_message_read(&m, block, &why), cases[i].status < 0 ? -1 : 0);
		assert_int_equal(m.status, cases[i].status);
		assert_slice_equal(http_field(m.fields, SLICE("Content-Type")), cases[i].type);
		assert_slice_equal(m.body, cases[i].body);
		unit_guard_free(block);
	}
}

/* The body of a message with these fields; "-" and why it cannot be had. */
static struct slice decode(const char *fields, struct slice stored, struct text *out, struct reason *why)
{
	struct http_message m = { .status = 200, .fields = slice_from(fields), .body = unit_guard(stored) };
	struct slice body;

	if (http_body_decode(&m, out, &body, why) < 0)
		body = SLICE("-");
	if (body.at == m.body.at) { /* not decoded: keep a copy */
		text_reset(out);
		text_add(out, body);
		body = text_slice(out);
	}
	unit_guard_free(m.body);
	return body;
}

static void http_message_undoes_chunks_only_where_there_are_some(void **state)
{
	static const char chunked[] = "Transfer-Encoding: chunked\r\n";
	static const struct {
		const char *fields, *stored, *body;
	} cases[] = {
		{ chunked, "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", "abcde" },
		{ chunked, "3\nabc\n0\n\n", "abc" },
		{ chunked, "A\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n", "0123456789" },
		{ chunked, "3\r\nabc\r\n5\r\nde", "abcde" }, /* cut in its second chunk */
		{ chunked, "3\r\nabc", "abc" },
		{ chunked, "0\r\n\r\n", "" },
		{ chunked, "<p>decoded already", "<p>decoded already" },
		{ chunked, "abcdef\r\nbad cafe", "abcdef\r\nbad cafe" }, /* looks like a size, leads nowhere */
		{ chunked, "3\r\nabcd\r\n", "3\r\nabcd\r\n" },
		{ chunked, "ffffffffffffffffff\r\nx", "ffffffffffffffffff\r\nx" },
		{ chunked, "3", "3" },
		{ chunked, "", "" },
		{ "", "3\r\nabc\r\n0\r\n\r\n", "3\r\nabc\r\n0\r\n\r\n" },
		{ "X-Crawler-Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\n\r\n", "3\r\nabc\r\n0\r\n\r\n" },
	};
	struct reason why;
	struct text out;

	(void)state;
	text_init(&out, 1u << 16);
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_slice_equal(decode(cases[i].fields, slice_from(cases[i].stored), &out, &why), cases[i].body);
	text_release(&out);
}

static struct slice deflated(struct text *out, int bits)
{
	static const char text[] = "text text text text";
	z_stream z = { .next_in = (Bytef *)(uintptr_t)text, .avail_in = sizeof text - 1 };

	text_reset(out);
	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_out = (Bytef *)text_room(out, 256);
	z.avail_out = 256;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	text_grew(out, 256 - z.avail_out);
	deflateEnd(&z);
	return text_slice(out);
}

static void http_message_undoes_content_codings(void **state)
{
	/* "text text text text" by the reference encoder */
	static const char brotli[] = "\x1b\x12\x00\xf8\xa5\x41\xca\xe8\xf0\x84\x3a\x51\x00\x79\x00";
	struct text coded, twice, out;
	struct reason why;

	(void)state;
	text_init(&coded, 1u << 16);
	text_init(&twice, 1u << 16);
	text_init(&out, 1u << 16);
	assert_slice_equal(decode("Content-Encoding: gzip\r\n", deflated(&coded, 31), &out, &why),
			   "text text text text");
	assert_slice_equal(decode("Content-Encoding: deflate\r\n", deflated(&coded, 15), &out, &why),
			   "text text text text");
	assert_slice_equal(decode("Content-Encoding: deflate\r\n", deflated(&coded, -15), &out, &why),
			   "text text text text");
	add_gzip_member(&twice, deflated(&coded, 15));
	assert_slice_equal(decode("Content-Encoding: deflate, gzip\r\n", text_slice(&twice), &out, &why),
			   "text text text text");
	/* one gzip file of two members */
	text_reset(&twice);
	add_gzip_member(&twice, SLICE("one "));
	add_gzip_member(&twice, SLICE("two"));
	assert_slice_equal(decode("Content-Encoding: x-gzip\r\n", text_slice(&twice), &out, &why), "one two");
	/* cut: what there is; damaged: an error */
	deflated(&coded, 31);
	assert_slice_equal(
		decode("Content-Encoding: gzip\r\n", slice_head(text_slice(&coded), coded.len - 8), &out, &why),
		"text text text text");
	coded.at[12] = (char)~coded.at[12];
	assert_slice_equal(decode("Content-Encoding: gzip\r\n", text_slice(&coded), &out, &why), "-");
	/* decoded already, the label left on; labels that are none; a label a crawler renamed */
	assert_slice_equal(decode("Content-Encoding: gzip\r\n", SLICE("<p>x"), &out, &why), "<p>x");
	assert_slice_equal(decode("Content-Encoding: br\r\n", SLICE("<p>x"), &out, &why), "<p>x");
	assert_slice_equal(decode("Content-Encoding: deflate\r\n", SLICE("<p>x"), &out, &why), "<p>x");
	assert_slice_equal(decode("Content-Encoding: utf-8\r\n", SLICE("<p>x"), &out, &why), "<p>x");
	deflated(&coded, 31);
	assert_true(slice_equal(decode("X-Crawler-Content-Encoding: gzip\r\n", text_slice(&coded), &out, &why),
				text_slice(&coded)));
	assert_slice_equal(decode("Content-Encoding: br\r\n", slice_of(brotli, sizeof brotli - 1), &out, &why),
			   "text text text text");
	assert_slice_equal(decode("Content-Encoding: exi\r\n", SLICE("$EXI\x01"), &out, &why), "-");
	assert_non_null(strstr(why.sentence, "exi"));
	text_release(&coded);
	text_release(&twice);
	text_release(&out);
}

static struct slice zstd_coded(struct text *out, const char *bytes)
{
	size_t n = ZSTD_compress(text_room(out, 256), 256, bytes, strlen(bytes), 3);

	assert_false(ZSTD_isError(n));
	text_grew(out, n);
	return text_slice(out);
}

static void http_message_undoes_zstd(void **state)
{
	static const char zstd[] = "Content-Encoding: zstd\r\n";
	struct text coded, twice, out;
	struct reason why;

	(void)state;
	text_init(&coded, 1u << 16);
	text_init(&twice, 1u << 16);
	text_init(&out, 1u << 16);
	assert_slice_equal(decode(zstd, zstd_coded(&coded, "one "), &out, &why), "one ");
	assert_slice_equal(decode(zstd, zstd_coded(&coded, "two"), &out, &why), "one two"); /* frame after frame, */
	text_add(&coded, SLICE("\x5A\x2A\x4D\x18\x02\x00\x00\x00xx"));
	assert_slice_equal(decode(zstd, text_slice(&coded), &out, &why), "one two"); /* one to skip, */
	text_add(&coded, SLICE("garbage"));
	assert_slice_equal(decode(zstd, text_slice(&coded), &out, &why), "one two"); /* what is none */
	add_gzip_member(&twice, slice_head(text_slice(&coded), coded.len - 17));
	assert_slice_equal(decode("Content-Encoding: zstd, gzip\r\n", text_slice(&twice), &out, &why), "one two");
	assert_slice_equal(decode(zstd, SLICE("<p>decoded already"), &out, &why), "<p>decoded already");
	assert_slice_equal(decode(zstd, SLICE("\x28\xb5\x2f\xfd\x00\xff\xff\xff\xff\xff"), &out, &why), "-");
	assert_non_null(strstr(why.sentence, "zstd"));
	text_release(&coded);
	text_release(&twice);
	text_release(&out);
}

/* Whether a body of these codings and this many "x" is found to be over 100,000 bytes, given in pieces of so many. */
static bool is_over(const char *codings, size_t n, size_t piece_bytes,
		    struct slice (*code)(struct text *out, struct slice bytes))
{
	struct http_meter *meter = http_meter_open(slice_from(codings), 100000);
	struct text plain, coded;
	struct slice rest;
	bool over = false;

	assert_non_null(meter);
	text_init(&plain, 16u << 20);
	text_init(&coded, 16u << 20);
	memset(text_room(&plain, n), 'x', n);
	text_grew(&plain, n);
	for (rest = code(&coded, text_slice(&plain)); rest.len; rest = slice_skip(rest, piece_bytes))
		over |= !http_meter_add(meter, slice_head(rest, piece_bytes));
	http_meter_close(meter);
	text_release(&plain);
	text_release(&coded);
	return over;
}

static struct slice code_gzip(struct text *out, struct slice bytes)
{
	add_gzip_member(out, bytes);
	return text_slice(out);
}

static struct slice code_gzip_twice(struct text *out, struct slice bytes)
{
	struct text once;

	text_init(&once, 16u << 20);
	add_gzip_member(&once, bytes);
	add_gzip_member(out, text_slice(&once));
	text_release(&once);
	return text_slice(out);
}

static struct slice code_zstd(struct text *out, struct slice bytes)
{
	size_t room = ZSTD_compressBound(bytes.len),
	       n = ZSTD_compress(text_room(out, room), room, bytes.at, bytes.len, 3);

	text_grew(out, n);
	return text_slice(out);
}

static struct slice code_brotli(struct text *out, struct slice bytes)
{
	size_t n = BrotliEncoderMaxCompressedSize(bytes.len);
	char *at = text_room(out, n);

	assert_true(BrotliEncoderCompress(5, 22, BROTLI_MODE_GENERIC, bytes.len, (const uint8_t *)bytes.at, &n,
					  (uint8_t *)at));
	text_grew(out, n);
	return text_slice(out);
}

static struct slice code_not(struct text *out, struct slice bytes)
{
	text_add(out, bytes);
	return text_slice(out);
}

static void http_meter_knows_what_becomes_too_long(void **state)
{
	static const struct {
		const char *codings;
		struct slice (*code)(struct text *out, struct slice bytes);
	} cases[] = { { "gzip", code_gzip },
		      { "gzip, utf-8, x-gzip", code_gzip_twice },
		      { "zstd", code_zstd },
		      { "br", code_brotli } };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_false(is_over(cases[i].codings, 100000, 7, cases[i].code));
		assert_true(is_over(cases[i].codings, 100001, 1, cases[i].code));
		assert_true(is_over(cases[i].codings, 8000000, 1000, cases[i].code));
	}
	assert_false(is_over("gzip", 200000, 3, code_not)); /* the label lies */
	assert_false(is_over("br", 200000, 3, code_not));
	assert_null(http_meter_open(SLICE(""), 1));
	assert_null(http_meter_open(SLICE("utf-8, none, exi"), 1));
}

static void http_message_bounds_what_a_body_unzips_to(void **state)
{
	struct text plain, coded, out;
	struct reason why;

	(void)state;
	text_init(&plain, 4u << 20);
	text_init(&coded, 4u << 20);
	text_init(&out, (2u << 20) - 1);
	memset(text_room(&plain, 2u << 20), 'x', 2u << 20);
	text_grew(&plain, 2u << 20);
	add_gzip_member(&coded, text_slice(&plain));
	assert_slice_equal(decode("Content-Encoding: gzip\r\n", text_slice(&coded), &out, &why), "-");
	assert_non_null(strstr(why.sentence, "too long"));
	text_release(&plain);
	text_release(&coded);
	text_release(&out);
}

UNIT(http_message, cmocka_unit_test(http_message_takes_a_response_apart),
     cmocka_unit_test(http_message_undoes_chunks_only_where_there_are_some),
     cmocka_unit_test(http_message_undoes_content_codings), cmocka_unit_test(http_message_undoes_zstd),
     cmocka_unit_test(http_meter_knows_what_becomes_too_long),
     cmocka_unit_test(http_message_bounds_what_a_body_unzips_to))
