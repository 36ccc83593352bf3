/* tests/fuzz/fuzz_websub.c - Arbitrary bytes as what a hub asks, and as the signature of what it pushes.
 *
 * The input's first line is the query; the second the signature; what follows the body.
 */
#include "ingest/websub.h"

#include <assert.h>

#define NOW_MS INT64_C(1790000000000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct websub asked(void)
{
	struct websub w = { .feed = 1,
			    .hub = SLICE("https://hub.example/"),
			    .topic = SLICE("https://news.example/feed"),
			    .host = SLICE("hub.example"),
			    .token = SLICE("0"),
			    .secret = SLICE("a secret") };

	websub_ask(&w, NOW_MS, 0);
	return w;
}

static void ask(struct slice query)
{
	struct websub w = asked();
	enum websub_verdict verdict;
	struct text challenge;

	text_init(&challenge, WEBSUB_MAX_QUERY_BYTES);
	verdict = websub_verify(&w, query, NOW_MS, query.len, &challenge);
	assert(websub_is_live(&w, NOW_MS) == (verdict == WEBSUB_VERIFIED));
	assert((w.status == WEBSUB_DENIED) == (verdict == WEBSUB_REFUSED));
	if (verdict == WEBSUB_VERIFIED) {
		assert(challenge.len > 0 && challenge.len <= query.len); /* nothing grows on its way back */
		assert(w.due_ms > NOW_MS && w.lease_end_ms > NOW_MS);
	}
	text_release(&challenge);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice rest = slice_of(data, size), query = SLICE(""), signature = SLICE("");
	struct websub w = asked();

	slice_next_line(&rest, &query);
	slice_next_line(&rest, &signature);
	ask(slice_head(query, WEBSUB_MAX_QUERY_BYTES));
	websub_is_signed(&w, signature, rest);
	websub_is_token(SLICE("a key"), query);
	w.topic = query; /* whatever a feed says it is, the form holds it */
	if (query.len <= WEBSUB_MAX_URL_BYTES) {
		struct text form;

		text_init(&form, 4 * 3 * WEBSUB_MAX_URL_BYTES);
		websub_form(&form, &w, SLICE("https://us.example/"));
		assert(!text_overflowed(&form) && !memchr(form.at, '\n', form.len));
		text_release(&form);
	}
	return 0;
}
