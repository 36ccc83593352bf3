/* ingest/http_decoder.h
 *
 * http_decoder - one content coding undone piece by piece (RFC 9110, section 8.4.1; RFC 8878 and 9659 for zstd).
 */
#ifndef INGEST_HTTP_DECODER_H
#define INGEST_HTTP_DECODER_H

#include "common/slice.h"

enum http_coding {
	HTTP_UNREGISTERED, /* no coding at all: "utf-8", "none", "identity" */
	HTTP_GZIP,
	HTTP_DEFLATE, /* with the zlib header, as it should be */
	HTTP_RAW_DEFLATE,
	HTTP_BROTLI,
	HTTP_ZSTD,
	HTTP_FOREIGN, /* registered, but nothing we can undo */
};

enum http_coding http_coding_of(struct slice name);

struct http_decoder;

/* NULL when bytes that begin so are not coded in that way, or there is no way to undo it.  A body of "deflate" without
 * the zlib header, as many servers send it, is taken as raw. */
struct http_decoder *http_decoder_open(enum http_coding coding, struct slice begin);
void http_decoder_close(struct http_decoder *d);

enum decoder_result {
	DECODER_FULL,   /* the room is used up; there may be more */
	DECODER_HUNGRY, /* the input is used up, and the stream is not at its end */
	DECODER_ENDED,  /* the stream is at its end; so may be the input, or what follows is no part of it */
	DECODER_DAMAGED,
};

/* Decode some of *in, which moves on, to out[room]; *made says how much there came. */
enum decoder_result http_decoder_run(struct http_decoder *d, struct slice *in, char *out, size_t room, size_t *made);

#endif
