/* tests/unit/test_pipe.c - messages over real ZeroMQ sockets. */
#include "tests/unit/unit.h"

#include "common/die.h"
#include "common/pipe.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
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

static void write_key(const char *dir, const char *name, const char *key)
{
	char *path = xprintf("%s/%s", dir, name);
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_int_equal(fputs(key, file) >= 0, 1);
	fclose(file);
	free(path);
}

/* A folder with the dispatcher's public key, the dispatcher's own if it is ours, and a pair for peers. */
static char *keys(const char dispatch_public[PIPE_KEY_SIZE], const char *dispatch_secret,
		  const char peer_public[PIPE_KEY_SIZE], const char peer_secret[PIPE_KEY_SIZE])
{
	char *dir = unit_directory();

	write_key(dir, "dispatch.pub", dispatch_public);
	if (dispatch_secret)
		write_key(dir, "dispatch.key", dispatch_secret);
	write_key(dir, "peer.pub", peer_public);
	write_key(dir, "peer.key", peer_secret);
	return dir;
}

/* Both know the dispatcher's public key; only one has the key that the dispatcher lets in. */
static void pipe_over_tcp_lets_in_only_the_peer_with_the_key(void **state)
{
	char public_key[PIPE_KEY_SIZE], secret_key[PIPE_KEY_SIZE], peer_public[PIPE_KEY_SIZE],
		peer_secret[PIPE_KEY_SIZE];
	char strange_public[PIPE_KEY_SIZE], strange_secret[PIPE_KEY_SIZE];
	struct header header = { .verb = VERB_HELLO };
	struct pipe *bound, *peer, *stranger;
	struct envelope *env = envelope_new(&header, SLICE(""), SLICE(""));
	char *ours, *theirs, *address = NULL;

	(void)state;
	pipe_make_keys(public_key, secret_key);
	pipe_make_keys(peer_public, peer_secret);
	pipe_make_keys(strange_public, strange_secret);
	ours = keys(public_key, secret_key, peer_public, peer_secret);
	theirs = keys(public_key, NULL, strange_public, strange_secret);
	address = xprintf("@tcp://127.0.0.1:%d", 20000 + (int)(getpid() % 20000));
	*(const char **)pipe_settings[0].value = ours;
	bound = pipe_open(address, "");
	peer = pipe_open(address + 1, "peer/1");
	*(const char **)pipe_settings[0].value = theirs;
	stranger = pipe_open(address + 1, "stranger");
	*(const char **)pipe_settings[0].value = NULL;
	send_hello(peer, SLICE(""), SLICE(""));
	for (int i = 0; i < 20; i++) { /* its connection never stands: ZMQ_IMMEDIATE has nowhere to send to */
		struct envelope *none;

		assert_int_equal(pipe_send(stranger, &env), -1);
		assert_int_equal(errno, EAGAIN);
		assert_int_equal(pipe_recv(stranger, &none, 10), 0);
	}
	envelope_close(&env);
	assert_int_equal(pipe_recv(bound, &env, BOUND_MS), 1);
	assert_slice_equal(envelope_peer(env), "peer/1");
	envelope_close(&env);
	pipe_close(&stranger);
	pipe_close(&peer);
	pipe_close(&bound);
	free(address);
	free(ours);
	free(theirs);
}

UNIT(pipe, cmocka_unit_test(pipe_over_tcp_lets_in_only_the_peer_with_the_key),
     cmocka_unit_test(pipe_carries_an_article_there_and_back), cmocka_unit_test(pipe_knows_that_a_peer_is_gone),
     cmocka_unit_test(pipe_refuses_to_send_what_is_too_large), cmocka_unit_test(pipe_passes_over_malformed_messages))
