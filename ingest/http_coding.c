/* ingest/http_coding.c - a whole body through a decoder; gzip by libdeflate where the size is known. */
#include "ingest/http_coding.h"
#include "common/die.h"
#include "ingest/http_decoder.h"

#include <libdeflate.h>

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

/* All of `in`; at the ceiling `out` overflows and it ends. */
static enum decoder_result run_all(struct http_decoder *d, struct slice in, struct text *out)
{
	enum decoder_result result = DECODER_FULL;

	while (result == DECODER_FULL) {
		size_t left = out->ceiling_bytes - out->len, made;
		size_t room = left < STEP_BYTES && left > 0 ? left : STEP_BYTES;
		char *at = text_room(out, room);

		if (!at)
			return DECODER_ENDED;
		result = http_decoder_run(d, &in, at, room, &made);
		text_grew(out, made);
	}
	return result;
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

static enum coding_result undo(enum http_coding coding, struct slice in, struct text *out)
{
	bool marked = coding == HTTP_GZIP || coding == HTTP_ZSTD; /* streams begin with a mark to be known by */
	struct http_decoder *d = http_decoder_open(coding, in);
	enum decoder_result result;

	if (!d && (coding == HTTP_GZIP || coding == HTTP_UNREGISTERED || looks_plain(in)))
		return CODING_ABSENT;
	if (!d)
		return coding == HTTP_ZSTD ? CODING_DAMAGED : CODING_UNSUPPORTED;
	if (coding == HTTP_GZIP && gunzip_known_size(in, out))
		result = DECODER_ENDED;
	else
		result = run_all(d, in, out);
	http_decoder_close(d);
	if (result != DECODER_ENDED && !marked && looks_plain(in))
		return CODING_ABSENT;
	return result == DECODER_DAMAGED ? CODING_DAMAGED : CODING_UNDONE;
}

enum coding_result http_coding_undo(struct slice name, struct slice in, struct text *out)
{
	enum http_coding coding = http_coding_of(name);
	enum coding_result result = undo(coding, in, out);

	if (result != CODING_UNDONE)
		text_reset(out);
	if (coding == HTTP_DEFLATE && result == CODING_DAMAGED) /* it may be raw and begin like zlib's header */
		result = undo(HTTP_RAW_DEFLATE, in, out);
	if (result != CODING_UNDONE)
		text_reset(out);
	return result;
}
