/* tests/fuzz/fuzz_http.c - any bytes as a stored HTTP response, also as it comes in pieces, an URL and an index line. */
#include "common/arena.h"
#include "ingest/cdxj.h"
#include "ingest/http_message.h"
#include "ingest/http_meter.h"
#include "ingest/surt.h"
#include "ingest/url.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_url(struct slice url)
{
	struct arena *arena = arena_open(64u << 20);
	struct slice once = url_normalise(arena, url), twice = url_normalise(arena, once);
	struct text surt;

	text_init(&surt, 64u << 20);
	assert(slice_equal(once, twice));
	url_host(url);
	surt_add(&surt, url);
	text_release(&surt);
	arena_close(arena);
}

/* What pieces a damaged body comes in may decide whether it is found too long before it is found damaged. */
static void count_in_pieces(const struct http_message *message, size_t piece_bytes)
{
	struct http_meter *meter = http_meter_open(http_field(message->fields, SLICE("Content-Encoding")), 64u << 10);
	struct slice rest = message->body;
	bool over = false;

	for (; meter && rest.len && !over; rest = slice_skip(rest, piece_bytes))
		over = !http_meter_add(meter, slice_head(rest, piece_bytes));
	http_meter_close(meter);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice block = slice_of(data, size), body;
	struct warc_record record = {
		.type = WARC_RESPONSE, .target_uri = slice_head(block, 100), .fields = block, .block = block
	};
	struct http_message message;
	struct reason why;
	struct text out, lines;

	text_init(&out, 1u << 20);
	text_init(&lines, 64u << 20);
	if (http_message_read(&message, block, &why) == 0 && http_body_decode(&message, &out, &body, &why) == 0)
		assert(body.len <= 1u << 20);
	if (http_message_read(&message, block, &why) == 0) {
		count_in_pieces(&message, size);
		count_in_pieces(&message, 1 + size % 5);
	}
	cdxj_add(&lines, &record, SLICE("x.warc.gz"));
	try_url(slice_head(block, 2000));
	text_release(&out);
	text_release(&lines);
	return 0;
}
