/* tests/fuzz/fuzz_frames.c - Arbitrary messages from several peers, and time, through the dispatcher's router.
 *
 * The input is lines.  "t123" lets 123 ms pass; any other line is a message: the peer (its first byte), how many frames
 * (its second, a digit), and the header; the article is made of the header too.  Peer g is always gone, peer f always
 * full.  Tickets are 1, 2, ... so that they can be guessed.
 */
#include "dispatch/router.h"

#include "common/frame.h"
#include "common/log.h"

#include <assert.h>
#include <errno.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int send_to_nobody(void *context, struct envelope **env)
{
	char peer = envelope_peer(*env).at[0];
	struct header header;
	struct reason why;

	(void)context;
	assert(frame_bytes(envelope_frame(*env, 0)).len <= ENVELOPE_MAX_HEADER_BYTES);
	assert(envelope_header(*env, &header, &why) == 0);
	if (peer == 'g' || peer == 'f') {
		errno = peer == 'g' ? EHOSTUNREACH : EAGAIN;
		return -1;
	}
	envelope_close(env);
	return 0;
}

static bool is_alive(void *context, struct slice peer)
{
	(void)context;
	return peer.at[0] != 'g';
}

static void decode_metadata(struct slice bytes)
{
	static struct arena *arena;
	struct article a;
	struct reason why;

	if (!arena)
		arena = arena_open(64u << 20);
	article_init(&a, arena);
	article_decode(&a, bytes, &why);
	arena_reset(arena);
}

static void send_line(struct router *r, struct slice line, int64_t now_ms)
{
	struct slice header = slice_skip(line, 2);
	bool article = line.len > 1 && line.at[1] == '3';
	struct envelope *env = envelope_of_frames(frame_copy(header), article ? frame_copy(header) : NULL,
						  article ? frame_copy(line) : NULL);

	envelope_set_peer(env, slice_head(line, 1));
	router_handle(r, env, now_ms);
	decode_metadata(header);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct queue_options options = {
		.stages = { "a,b", 3 },
		.max_articles = 8,
		.max_bytes = 1 << 16,
		.deadline_ms = 1000,
		.attempts = 2,
		.retry_first_ms = 100,
		.retry_most_ms = 1000,
	};
	const struct router_port port = { NULL, send_to_nobody, is_alive };
	struct slice line, rest = slice_of(data, size);
	struct reason why;
	struct router *r;
	int64_t now_ms = 0, ms;

	log_set_threshold("error");
	r = router_open(&options, "boot", &port, &why);
	while (slice_next_line(&rest, &line)) {
		if (slice_starts(line, SLICE("t")) && slice_number(slice_skip(line, 1), &ms))
			router_tick(r, now_ms += ms % 100000, 25);
		else if (!slice_empty(line))
			send_line(r, line, now_ms);
	}
	router_close(&r);
	return 0;
}
