/* ingest/http_decoder.c - gzip and deflate by zlib, br by libbrotlidec, zstd by libzstd; one shape for all. */
#include "ingest/http_decoder.h"
#include "common/die.h"

#include <brotli/decode.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#define ZSTD_WINDOW_LOG 23 /* 8 MiB: the most a sender may ask for (RFC 9659) */

struct http_decoder {
	enum http_coding coding;
	bool between; /* at the end of a gzip member or zstd frame; another may follow */
	z_stream z;
	BrotliDecoderState *brotli;
	ZSTD_DCtx *zstd;
};

/* IANA's HTTP Content Coding registry, 2026. */
enum http_coding http_coding_of(struct slice name)
{
	static const struct {
		const char *name;
		enum http_coding coding;
	} codings[] = {
		{ "gzip", HTTP_GZIP },          { "x-gzip", HTTP_GZIP }, { "deflate", HTTP_DEFLATE },
		{ "br", HTTP_BROTLI },          { "zstd", HTTP_ZSTD },   { "compress", HTTP_FOREIGN },
		{ "x-compress", HTTP_FOREIGN }, { "exi", HTTP_FOREIGN }, { "pack200-gzip", HTTP_FOREIGN },
		{ "aes128gcm", HTTP_FOREIGN },  { "dcb", HTTP_FOREIGN }, { "dcz", HTTP_FOREIGN },
	};

	for (size_t i = 0; i < COUNT(codings); i++)
		if (slice_equal_nocase(name, slice_from(codings[i].name)))
			return codings[i].coding;
	return HTTP_UNREGISTERED;
}

static bool begins_zlib(struct slice in)
{
	const unsigned char *b = (const unsigned char *)in.at;

	return in.len > 0 && (b[0] & 0x0F) == 8 && (in.len == 1 || (b[0] * 256 + b[1]) % 31 == 0);
}

/* A frame (RFC 8878, 3.1.1), or one to skip (3.1.2). */
static bool begins_zstd(struct slice in)
{
	return slice_starts(in, SLICE("\x28\xB5\x2F\xFD")) ||
	       (in.len >= 4 && (in.at[0] & 0xF0) == 0x50 && memcmp(in.at + 1, "\x2A\x4D\x18", 3) == 0);
}

static void open_zlib(struct http_decoder *d, int bits)
{
	if (inflateInit2(&d->z, bits) != Z_OK)
		die("zlib: out of memory");
}

struct http_decoder *http_decoder_open(enum http_coding coding, struct slice begin)
{
	struct http_decoder *d;

	if (coding == HTTP_DEFLATE && !begins_zlib(begin))
		coding = HTTP_RAW_DEFLATE;
	if (coding == HTTP_UNREGISTERED || coding == HTTP_FOREIGN ||
	    (coding == HTTP_GZIP && !slice_starts(begin, SLICE("\x1f\x8b"))) ||
	    (coding == HTTP_ZSTD && !begins_zstd(begin)))
		return NULL;
	d = xmalloc(sizeof *d);
	*d = (struct http_decoder){ .coding = coding };
	if (coding == HTTP_BROTLI)
		d->brotli = BrotliDecoderCreateInstance(NULL, NULL, NULL);
	else if (coding == HTTP_ZSTD)
		d->zstd = ZSTD_createDCtx();
	else
		open_zlib(d, coding == HTTP_GZIP ? 15 + 16 : coding == HTTP_DEFLATE ? 15 : -15);
	if (coding == HTTP_BROTLI ? !d->brotli : coding == HTTP_ZSTD && !d->zstd)
		die("a decoder cannot start: out of memory");
	if (d->zstd)
		ZSTD_DCtx_setParameter(d->zstd, ZSTD_d_windowLogMax, ZSTD_WINDOW_LOG);
	return d;
}

void http_decoder_close(struct http_decoder *d)
{
	if (!d)
		return;
	if (d->coding == HTTP_GZIP || d->coding == HTTP_DEFLATE || d->coding == HTTP_RAW_DEFLATE)
		inflateEnd(&d->z);
	BrotliDecoderDestroyInstance(d->brotli);
	ZSTD_freeDCtx(d->zstd);
	free(d);
}

static enum decoder_result run_zlib(struct http_decoder *d, struct slice *in, char *out, size_t room, size_t *made)
{
	uInt given = in->len < UINT32_MAX ? (uInt)in->len : UINT32_MAX,
	     wanted = room < UINT32_MAX ? (uInt)room : UINT32_MAX;
	int status;

	if (d->between && (in->len == 0 || in->at[0] != '\x1f'))
		return DECODER_ENDED;
	if (d->between)
		inflateReset(&d->z); /* one gzip body may have several members (RFC 1952, 2.2) */
	d->z.next_in = (Bytef *)(uintptr_t)in->at;
	d->z.avail_in = given;
	d->z.next_out = (Bytef *)out;
	d->z.avail_out = wanted;
	status = inflate(&d->z, Z_NO_FLUSH);
	*made = wanted - d->z.avail_out;
	*in = slice_skip(*in, given - d->z.avail_in);
	if (status != Z_OK && status != Z_BUF_ERROR && status != Z_STREAM_END)
		return d->between ? DECODER_ENDED : DECODER_DAMAGED; /* what follows a member need not be one */
	d->between = status == Z_STREAM_END;
	if (d->between && (d->coding != HTTP_GZIP || in->len == 0))
		return DECODER_ENDED;
	return d->between || d->z.avail_out == 0 ? DECODER_FULL : DECODER_HUNGRY;
}

static enum decoder_result run_brotli(struct http_decoder *d, struct slice *in, char *out, size_t room, size_t *made)
{
	const uint8_t *next_in = (const uint8_t *)in->at;
	uint8_t *next_out = (uint8_t *)out;
	size_t in_left = in->len, out_left = room;
	BrotliDecoderResult status =
		BrotliDecoderDecompressStream(d->brotli, &in_left, &next_in, &out_left, &next_out, NULL);

	*made = room - out_left;
	*in = slice_skip(*in, in->len - in_left);
	switch (status) {
	case BROTLI_DECODER_RESULT_SUCCESS: return DECODER_ENDED;
	case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT: return DECODER_HUNGRY;
	case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT: return DECODER_FULL;
	default: return DECODER_DAMAGED;
	}
}

static enum decoder_result run_zstd(struct http_decoder *d, struct slice *in, char *out, size_t room, size_t *made)
{
	ZSTD_inBuffer from = { in->at, in->len, 0 };
	ZSTD_outBuffer to = { out, room, 0 };
	size_t status;

	if (d->between && in->len == 0)
		return DECODER_ENDED;
	status = ZSTD_decompressStream(d->zstd, &to, &from);
	*made = to.pos;
	*in = slice_skip(*in, from.pos);
	if (ZSTD_isError(status))
		return d->between ? DECODER_ENDED : DECODER_DAMAGED;
	d->between = status == 0;
	if (d->between)
		return in->len == 0 ? DECODER_ENDED : DECODER_FULL;
	return to.pos == to.size ? DECODER_FULL : DECODER_HUNGRY;
}

enum decoder_result http_decoder_run(struct http_decoder *d, struct slice *in, char *out, size_t room, size_t *made)
{
	*made = 0;
	if (d->coding == HTTP_BROTLI)
		return run_brotli(d, in, out, room, made);
	if (d->coding == HTTP_ZSTD)
		return run_zstd(d, in, out, room, made);
	return run_zlib(d, in, out, room, made);
}
