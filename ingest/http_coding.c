/* ingest/http_coding.c - gzip and deflate by zlib (libdeflate where the size is known), br by libbrotlidec. */
#include "ingest/http_coding.h"
#include "common/die.h"

#include <brotli/decode.h>
#include <libdeflate.h>
#include <zlib.h>

#define STEP_BYTES ((size_t)64 << 10)

/* Bytes of which none is a control character: text that needs no decoding.  64 coded bytes pass once in
 * 2,000. */
static bool looks_plain(struct slice in)
{
	for (size_t i = 0; i < in.len && i < 64; i++)
		if ((unsigned char)in.at[i] < 0x20 && !ascii_is_space(in.at[i]))
			return false;
	return true;
}

/* Room for the next step of output, *n bytes; NULL at the ceiling. */
static char *step_room(struct text *out, size_t *n)
{
	size_t left = out->ceiling_bytes - out->len;

	*n = left < STEP_BYTES && left > 0 ? left : STEP_BYTES;
	return text_room(out, *n);
}

enum stream_end { STREAM_WHOLE, STREAM_CUT, STREAM_DAMAGED };

/* One zlib stream; *in moves behind it. */
static enum stream_end inflate_stream(z_stream *z, struct slice *in, struct text *out)
{
	int status = Z_OK;

	z->next_in = (Bytef *)(uintptr_t)in->at;
	z->avail_in = (uInt)in->len;
	while (status == Z_OK) {
		size_t n;
		char *at = step_room(out, &n);

		if (!at)
			return STREAM_WHOLE;
		z->next_out = (Bytef *)at;
		z->avail_out = (uInt)n;
		status = inflate(z, Z_NO_FLUSH);
		text_grew(out, n - z->avail_out);
	}
	*in = slice_skip(*in, in->len - z->avail_in);
	return status == Z_STREAM_END ? STREAM_WHOLE : status == Z_BUF_ERROR ? STREAM_CUT : STREAM_DAMAGED;
}

/* `bits` as inflateInit2 has them. */
static enum stream_end inflate_all(int bits, struct slice in, struct text *out)
{
	z_stream z = { .zalloc = NULL };
	enum stream_end end;

	if (in.len > UINT32_MAX || inflateInit2(&z, bits) != Z_OK)
		die("zlib cannot start: out of memory");
	end = inflate_stream(&z, &in, out);
	while (end == STREAM_WHOLE && slice_starts(in, SLICE("\x1f\x8b")) && !text_overflowed(out)) {
		inflateReset(&z); /* one gzip file may have several members (RFC 1952, 2.2) */
		end = inflate_stream(&z, &in, out);
	}
	inflateEnd(&z);
	return end;
}

/* In one go, when the size that stands in the last four bytes is true; else false and `out` is empty. */
static bool gunzip_known_size(struct slice in, struct text *out)
{
	static struct libdeflate_decompressor *decompressor;
	const unsigned char *tail = (const unsigned char *)in.at + in.len - 4;
	size_t size, consumed;
	char *at;

	if (in.len < 18)
		return false;
	size = (size_t)tail[0] | (size_t)tail[1] << 8 | (size_t)tail[2] << 16 | (size_t)tail[3] << 24;
	if (size > in.len * 1032 || size > out->ceiling_bytes) /* deflate's best ratio */
		return false;
	if (!decompressor && !(decompressor = libdeflate_alloc_decompressor()))
		die("libdeflate: out of memory");
	at = text_room(out, size);
	if (libdeflate_gzip_decompress_ex(decompressor, in.at, in.len, at, size, &consumed, NULL) !=
		    LIBDEFLATE_SUCCESS ||
	    consumed != in.len)
		return false;
	text_grew(out, size);
	return true;
}

static enum coding_result gzip_undo(struct slice in, struct text *out)
{
	if (!slice_starts(in, SLICE("\x1f\x8b")))
		return CODING_ABSENT;
	return gunzip_known_size(in, out) || inflate_all(15 + 16, in, out) != STREAM_DAMAGED ? CODING_UNDONE
											     : CODING_DAMAGED;
}

/* What came of a coding whose streams have no mark of their own to be known by. */
static enum coding_result unmarked(enum stream_end end, struct slice in)
{
	if (end != STREAM_WHOLE && looks_plain(in))
		return CODING_ABSENT;
	return end == STREAM_DAMAGED ? CODING_DAMAGED : CODING_UNDONE;
}

/* With the zlib header, as it should be, or without, as many servers send it. */
static enum coding_result deflate_undo(struct slice in, struct text *out)
{
	const unsigned char *b = (const unsigned char *)in.at;

	if (in.len >= 2 && (b[0] & 0x0F) == 8 && (b[0] * 256 + b[1]) % 31 == 0 &&
	    inflate_all(15, in, out) != STREAM_DAMAGED)
		return CODING_UNDONE;
	text_reset(out);
	return unmarked(inflate_all(-15, in, out), in);
}

static enum stream_end brotli_all(BrotliDecoderState *state, struct slice in, struct text *out)
{
	BrotliDecoderResult status = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
	const uint8_t *next_in = (const uint8_t *)in.at;
	size_t left = in.len;

	while (status == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
		size_t n, room;
		uint8_t *at = (uint8_t *)step_room(out, &n);

		if (!at)
			return STREAM_WHOLE;
		room = n;
		status = BrotliDecoderDecompressStream(state, &left, &next_in, &room, &at, NULL);
		text_grew(out, n - room);
	}
	if (status == BROTLI_DECODER_RESULT_ERROR)
		return STREAM_DAMAGED;
	return status == BROTLI_DECODER_RESULT_SUCCESS ? STREAM_WHOLE : STREAM_CUT;
}

static enum coding_result brotli_undo(struct slice in, struct text *out)
{
	BrotliDecoderState *state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
	enum stream_end end;

	if (!state)
		die("brotli: out of memory");
	end = brotli_all(state, in, out);
	BrotliDecoderDestroyInstance(state);
	return unmarked(end, in);
}

static enum coding_result cannot_undo(struct slice in, struct text *out)
{
	(void)out;
	return looks_plain(in) ? CODING_ABSENT : CODING_UNSUPPORTED;
}

/* IANA's HTTP Content Coding registry, 2026. */
static const struct {
	const char *name;
	enum coding_result (*undo)(struct slice in, struct text *out);
} codings[] = {
	{ "gzip", gzip_undo },         { "x-gzip", gzip_undo }, { "deflate", deflate_undo },
	{ "br", brotli_undo },         { "zstd", cannot_undo }, { "compress", cannot_undo },
	{ "x-compress", cannot_undo }, { "exi", cannot_undo },  { "pack200-gzip", cannot_undo },
	{ "aes128gcm", cannot_undo },  { "dcb", cannot_undo },  { "dcz", cannot_undo },
};

enum coding_result http_coding_undo(struct slice name, struct slice in, struct text *out)
{
	for (size_t i = 0; i < COUNT(codings); i++) {
		enum coding_result result;

		if (!slice_equal_nocase(name, slice_from(codings[i].name)))
			continue;
		result = codings[i].undo(in, out);
		if (result != CODING_UNDONE)
			text_reset(out);
		return result;
	}
	return CODING_ABSENT;
}
