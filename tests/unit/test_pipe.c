/* tests/unit/test_pipe.c - messages over real ZeroMQ sockets. */
#include "tests/unit/unit.h"

#include "common/die.h"
#include "common/pipe.h"

#include <errno.h>
#include <stdlib.h>
#include <zmq.h>

#define BOUND_MS 5000

struct ends {
	struct pipe *bound, *peer;
};

static char *endpoint(const char *mark)
{
	char *dir = unit_directory();
	char *result = xprintf("%sipc://%s/pipe", mark, dir);

	free(dir);
	return result;
}

static void ends_open(struct ends *ends)
{
	char *address = endpoint("@");

	ends->bound = pipe_open(address, "");
	ends->peer = pipe_open(address + 1, "peer/1");
	free(address);
}

static void ends_close(struct ends *ends)
{
	pipe_close(&ends->peer);
	pipe_close(&ends->bound);
}

/* Send until the connection stands. */
static void send_hello(struct pipe *pipe, struct slice meta, struct slice body)
{
	struct header header = { .verb = VERB_HELLO, .role = SLICE("worker") };
	struct envelope *env = envelope_new(&header, meta, body), *none;

	while (pipe_send(pipe, &env) < 0) {
		assert_int_equal(errno, EAGAIN);
		assert_int_equal(pipe_recv(pipe, &none, 10), 0);
	}
	assert_null(env);
}

static void pipe_carries_an_article_there_and_back(void **state)
{
	struct header work = { .verb = VERB_WORK, .ticket = 5 }, got;
	struct envelope *env, *reply;
	struct reason why;
	struct ends ends;

	(void)state;
	ends_open(&ends);
	send_hello(ends.peer, SLICE("{\"id\":\"x\"}"), SLICE("bytes \x00\xff"));
	assert_int_equal(pipe_recv(ends.bound, &env, BOUND_MS), 1);
	assert_slice_equal(envelope_peer(env), "peer/1");
	assert_int_equal(envelope_body(env).len, 8);
	reply = envelope_forward(env, &work);
	envelope_set_peer(reply, envelope_peer(env));
	envelope_close(&env);
	assert_int_equal(pipe_send(ends.bound, &reply), 0);
	assert_int_equal(pipe_recv(ends.peer, &env, BOUND_MS), 1);
	assert_int_equal(envelope_header(env, &got, &why), 0);
	assert_int_equal(got.ticket, 5);
	assert_slice_equal(envelope_meta(env), "{\"id\":\"x\"}");
	envelope_close(&env);
	ends_close(&ends);
}

static void pipe_knows_that_a_peer_is_gone(void **state)
{
	struct header work = { .verb = VERB_WORK, .ticket = 5 };
	struct envelope *env;
	struct ends ends;
	int tries = 0;

	(void)state;
	ends_open(&ends);
	send_hello(ends.peer, SLICE(""), SLICE(""));
	assert_int_equal(pipe_recv(ends.bound, &env, BOUND_MS), 1);
	envelope_close(&env);
	assert_true(pipe_peer_alive(ends.bound, SLICE("peer/1")));
	assert_int_equal(pipe_recv(ends.peer, &env, 50), 0); /* the probe is passed over */
	pipe_close(&ends.peer);
	while (pipe_peer_alive(ends.bound, SLICE("peer/1"))) {
		assert_int_equal(pipe_recv(ends.bound, &env, 10), 0);
		assert_true(++tries < BOUND_MS / 10);
	}
	env = envelope_new(&work, SLICE("{}"), SLICE("body"));
	envelope_set_peer(env, SLICE("peer/1"));
	assert_int_equal(pipe_send(ends.bound, &env), -1);
	assert_int_equal(errno, EHOSTUNREACH);
	assert_non_null(env); /* still ours */
	envelope_close(&env);
	pipe_close(&ends.bound);
}

static void pipe_refuses_to_send_what_is_too_large(void **state)
{
	struct header header = { .verb = VERB_SUBMIT };
	char *large = xmalloc(ARTICLE_MAX_BODY_BYTES + 1);
	struct envelope *env;
	struct ends ends;

	(void)state;
	ends_open(&ends);
	memset(large, 'x', ARTICLE_MAX_BODY_BYTES + 1);
	env = envelope_new(&header, SLICE("{}"), slice_of(large, ARTICLE_MAX_BODY_BYTES + 1));
	assert_int_equal(pipe_send(ends.peer, &env), -1);
	assert_int_equal(errno, EMSGSIZE);
	envelope_close(&env);
	send_hello(ends.peer, SLICE("{}"), slice_of(large, ARTICLE_MAX_BODY_BYTES)); /* the largest goes through */
	assert_int_equal(pipe_recv(ends.bound, &env, BOUND_MS), 1);
	assert_int_equal(envelope_body(env).len, ARTICLE_MAX_BODY_BYTES);
	envelope_close(&env);
	free(large);
	ends_close(&ends);
}

/* What cannot be a message must not reach the caller, and must not disturb the next one. */
static void pipe_passes_over_malformed_messages(void **state)
{
	char *address = endpoint("@");
	struct pipe *bound = pipe_open(address, "");
	void *context = zmq_ctx_new(), *raw = zmq_socket(context, ZMQ_DEALER);
	struct envelope *env;
	int linger = 0;

	(void)state;
	assert_int_equal(zmq_connect(raw, address + 1), 0);
	zmq_send(raw, "a", 1, ZMQ_SNDMORE); /* two parts */
	zmq_send(raw, "b", 1, 0);
	for (int i = 0; i < 9; i++) /* ten parts */
		zmq_send(raw, "x", 1, ZMQ_SNDMORE);
	zmq_send(raw, "x", 1, 0);
	zmq_send(raw, "", 0, 0); /* a probe */
	zmq_send(raw, "{\"verb\":\"hello\"}", 16, 0);
	assert_int_equal(pipe_recv(bound, &env, BOUND_MS), 1);
	assert_false(envelope_has_article(env));
	envelope_close(&env);
	assert_int_equal(pipe_recv(bound, &env, 0), 0);
	zmq_setsockopt(raw, ZMQ_LINGER, &linger, sizeof linger);
	zmq_close(raw);
	zmq_ctx_term(context);
	pipe_close(&bound);
	free(address);
}

UNIT(pipe, cmocka_unit_test(pipe_carries_an_article_there_and_back), cmocka_unit_test(pipe_knows_that_a_peer_is_gone),
     cmocka_unit_test(pipe_refuses_to_send_what_is_too_large), cmocka_unit_test(pipe_passes_over_malformed_messages))
