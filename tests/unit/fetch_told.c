/* tests/unit/fetch_told.c - transfers for tests. */
#include "tests/unit/fetch_told.h"
#include "common/clock.h"
#include "common/die.h"

#include <stdlib.h>

#define BOUND_MS 15000

static char *copy(struct slice s)
{
	return xprintf("%.*s", (int)s.len, s.at);
}

static char *copy_hops(const struct fetch_answer *a)
{
	struct text out;
	char *hops;

	text_init(&out, 64u << 10);
	for (size_t i = 0; i < a->nhops; i++) {
		const struct fetch_hop *hop = &a->hop[i];

		assert_true(hop->began_ms > 0 && hop->began_ms <= a->began_ms);
		text_addf(&out, "%.*s %.*s %.*s %zu%s\n", SLICE_ARG(hop->url),
			  SLICE_ARG(slice_head(slice_after(hop->head, ' '), 3)),
			  SLICE_ARG(slice_trim(slice_before(hop->request, '\n'))), hop->body.len,
			  hop->truncated ? " cut" : "");
	}
	hops = copy(text_slice(&out));
	text_release(&out);
	return hops;
}

void told_done(void *context, const struct fetch_answer *a)
{
	struct told *told = context;
	struct reason why = { .step = "http" };
	struct slice body;
	struct text out;

	*told = (struct told){ .calls = told->calls + 1,
			       .status = a->status,
			       .failure = a->failure,
			       .truncated = a->truncated,
			       .sentence = xstrdup(a->sentence),
			       .url = copy(a->url),
			       .moved_url = copy(a->moved_url),
			       .ip = copy(a->ip),
			       .request = copy(a->request),
			       .head = copy(a->head),
			       .body = copy(a->body),
			       .body_len = a->body.len,
			       .hops = copy_hops(a),
			       .took_ms = a->took_ms };
	text_init(&out, 1u << 20);
	told->decoded = fetch_decode(a, &out, &body, &why) == 0 ? copy(body) : xstrdup(why.sentence);
	text_release(&out);
}

void told_forget(struct told *told)
{
	free(told->sentence);
	free(told->url);
	free(told->moved_url);
	free(told->ip);
	free(told->request);
	free(told->head);
	free(told->body);
	free(told->decoded);
	free(told->hops);
}

void told_fetch(struct fetcher *fetcher, const struct fetch_request *requests, size_t n)
{
	struct fetcher *f = fetcher ? fetcher : fetcher_open();
	int64_t until_ms = clock_monotonic_ms() + BOUND_MS;

	for (size_t i = 0; i < n; i++)
		fetcher_start(f, &requests[i]);
	while (fetcher_active(f)) {
		assert_true(clock_monotonic_ms() < until_ms);
		fetcher_wait(f, -1, 1000);
	}
	if (!fetcher)
		fetcher_close(f);
}
