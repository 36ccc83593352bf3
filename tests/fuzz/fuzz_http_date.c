/* tests/fuzz/fuzz_http_date.c - any bytes as a date of HTTP, and as the head of an answer. */
#include "ingest/http_message.h"
#include "ingest/http_policy.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int64_t now_ms = 1795305600000;
	struct slice head = slice_of(data, size), value;
	int64_t ms = http_date(head, now_ms);

	assert(ms == TIME_UNKNOWN || (ms > -62135596801000 && ms < 253402300801000));
	ms = http_fresh_ms(head, now_ms);
	assert(ms >= 0 && ms <= HTTP_FRESH_MAX_MS);
	ms = http_retry_after_ms(head, now_ms);
	assert(ms >= 0 && ms <= HTTP_RETRY_MAX_MS);
	while (http_field_next(&head, SLICE("Date"), &value))
		http_date(value, now_ms);
	return 0;
}
