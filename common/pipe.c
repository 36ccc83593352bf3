/* common/pipe.c - the one file that knows ZeroMQ: a DEALER at the peers, a ROUTER at the dispatcher.
 *
 * What the settings answer, each measured with libzmq 4.3.4:
 * - ZMQ_LINGER is no drain (a clean exit lost messages): it only bounds how long the end of a process may take;
 *   who may go is decided by what is unsettled.
 * - no ZMQ_HEARTBEAT_IVL: a live peer that sits at its limit was cut off, its messages lost.
 * - ZMQ_MAXMSGSIZE on the bound end only: a connecting end went deaf after one oversize message.  Sizes are checked
 *   before sending.
 * - ZMQ_ROUTER_MANDATORY: a send to a peer that is gone fails with EHOSTUNREACH, 2 ms after SIGKILL; to one that is
 *   alive but full with EAGAIN.
 * - ZMQ_IMMEDIATE: nothing is queued for a connection that does not stand.
 * - the limits of the queues (HWM) lie above every credit and window: those are the real bound.
 */
#include "common/pipe.h"
#include "common/die.h"
#include "common/frame.h"
#include "common/log.h"
#include "common/metrics.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/un.h>
#include <unistd.h>
#include <zmq.h>

#define QUEUE_MESSAGES   4096
#define LINGER_MS        500
#define HANDSHAKE_MS     5000
#define RECONNECT_MS     50
#define RECONNECT_MAX_MS 1000
#define COPY_BELOW_BYTES 1024 /* a copy is cheaper than a shared frame's bookkeeping */

struct pipe {
	void *context, *socket;
	bool bound;

	/* Where tcp is bound: who may connect is asked of this thread (ZAP, rfc.zeromq.org/spec/27). */
	pthread_t gate;
	bool has_gate;
	void *gate_socket;
	char peer_key[PIPE_KEY_SIZE]; /* the only one it lets in */
};

static const char *keys_dir;
static bool insecure;

const struct setting pipe_settings[] = {
	{ "keys", SETTING_STRING, &keys_dir, NULL, 0, 0, "folder of CURVE keys (wiremill keygen), needed for tcp" },
	{ "insecure", SETTING_FLAG, &insecure, "0", 0, 0,
	  "allow tcp without keys: anyone who can connect may read and write" },
	{ 0 },
};

static void set_number(struct pipe *pipe, int option, int value)
{
	if (zmq_setsockopt(pipe->socket, option, &value, sizeof value) < 0)
		die("ZeroMQ option %d: %s", option, zmq_strerror(errno));
}

static void set_string(struct pipe *pipe, int option, const char *value)
{
	if (zmq_setsockopt(pipe->socket, option, value, strlen(value)) < 0)
		die("ZeroMQ option %d: %s", option, zmq_strerror(errno));
}

static void read_key(char key[PIPE_KEY_SIZE], const char *name)
{
	char *path = xprintf("%s/%s", keys_dir, name);
	FILE *file = fopen(path, "re");

	if (!file || fread(key, 1, PIPE_KEY_SIZE - 1, file) != PIPE_KEY_SIZE - 1)
		die("%s: no key there; make a set with `wiremill keygen %s`", path, keys_dir);
	key[PIPE_KEY_SIZE - 1] = '\0';
	fclose(file);
	free(path);
}

#define ZAP_FRAMES    7 /* version, request, domain, address, identity, mechanism, credentials */
#define ZAP_VERSION   0
#define ZAP_REQUEST   1
#define ZAP_MECHANISM 5
#define ZAP_KEY       6
#define ZAP_MAX_BYTES 256
#define CURVE_BYTES   32

struct zap_frame {
	char at[ZAP_MAX_BYTES];
	size_t len;
};

/* One request; returns how many frames it had, 0 when the context ends. */
static size_t zap_receive(void *socket, struct zap_frame frame[ZAP_FRAMES])
{
	int more = 1;
	size_t n = 0, size = sizeof more;

	for (; more; n++) {
		struct zap_frame *f =
			&frame[n < ZAP_FRAMES ? n : ZAP_FRAMES - 1]; /* too many are refused by their number */
		int got;

		do
			got = zmq_recv(socket, f->at, sizeof f->at, 0);
		while (got < 0 && errno == EINTR);
		if (got < 0)
			return 0;
		f->len = (size_t)got < sizeof f->at ? (size_t)got : sizeof f->at;
		zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &size);
	}
	return n;
}

static bool zap_admits(const struct pipe *pipe, const struct zap_frame frame[ZAP_FRAMES], size_t n)
{
	char key[PIPE_KEY_SIZE];

	return n == ZAP_FRAMES &&
	       slice_equal(slice_of(frame[ZAP_MECHANISM].at, frame[ZAP_MECHANISM].len), SLICE("CURVE")) &&
	       frame[ZAP_KEY].len == CURVE_BYTES &&
	       zmq_z85_encode(key, (const uint8_t *)frame[ZAP_KEY].at, CURVE_BYTES) && strcmp(key, pipe->peer_key) == 0;
}

static void *gate_run(void *context)
{
	struct pipe *pipe = context;
	struct zap_frame frame[ZAP_FRAMES];
	size_t n;

	while ((n = zap_receive(pipe->gate_socket, frame)) > 0) {
		bool admitted = zap_admits(pipe, frame, n);

		zmq_send(pipe->gate_socket, frame[ZAP_VERSION].at, frame[ZAP_VERSION].len, ZMQ_SNDMORE);
		zmq_send(pipe->gate_socket, frame[ZAP_REQUEST].at, n > ZAP_REQUEST ? frame[ZAP_REQUEST].len : 0,
			 ZMQ_SNDMORE);
		zmq_send(pipe->gate_socket, admitted ? "200" : "400", 3, ZMQ_SNDMORE);
		zmq_send(pipe->gate_socket, "", 0, ZMQ_SNDMORE); /* text */
		zmq_send(pipe->gate_socket, "", 0, ZMQ_SNDMORE); /* user */
		zmq_send(pipe->gate_socket, "", 0, 0);           /* metadata */
	}
	zmq_close(pipe->gate_socket);
	return NULL;
}

/* Signals go to the thread that owns the pipe. */
static void gate_start(struct pipe *pipe)
{
	sigset_t all, before;

	read_key(pipe->peer_key, "peer.pub");
	pipe->gate_socket = zmq_socket(pipe->context, ZMQ_REP);
	if (!pipe->gate_socket || zmq_bind(pipe->gate_socket, "inproc://zeromq.zap.01") < 0)
		die("ZeroMQ authentication: %s", zmq_strerror(errno));
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pipe->has_gate = pthread_create(&pipe->gate, NULL, gate_run, pipe) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!pipe->has_gate)
		die("cannot start the thread that authenticates peers");
	set_string(pipe, ZMQ_ZAP_DOMAIN, "wiremill");
}

static void set_keys(struct pipe *pipe)
{
	char public_key[PIPE_KEY_SIZE], secret_key[PIPE_KEY_SIZE], server_key[PIPE_KEY_SIZE];

	read_key(server_key, "dispatch.pub");
	if (pipe->bound) {
		read_key(secret_key, "dispatch.key");
		set_number(pipe, ZMQ_CURVE_SERVER, 1);
		set_string(pipe, ZMQ_CURVE_SECRETKEY, secret_key);
		gate_start(pipe);
		return;
	}
	read_key(public_key, "peer.pub");
	read_key(secret_key, "peer.key");
	set_string(pipe, ZMQ_CURVE_SERVERKEY, server_key);
	set_string(pipe, ZMQ_CURVE_PUBLICKEY, public_key);
	set_string(pipe, ZMQ_CURVE_SECRETKEY, secret_key);
}

static void set_options(struct pipe *pipe, const char *self)
{
	set_number(pipe, ZMQ_LINGER, LINGER_MS);
	set_number(pipe, ZMQ_SNDHWM, QUEUE_MESSAGES);
	set_number(pipe, ZMQ_RCVHWM, QUEUE_MESSAGES);
	if (pipe->bound) {
		set_number(pipe, ZMQ_ROUTER_MANDATORY, 1);
		set_number(pipe, ZMQ_HANDSHAKE_IVL, HANDSHAKE_MS);
		int64_t limit = ARTICLE_MAX_BODY_BYTES;
		if (zmq_setsockopt(pipe->socket, ZMQ_MAXMSGSIZE, &limit, sizeof limit) < 0)
			die("ZMQ_MAXMSGSIZE: %s", zmq_strerror(errno));
		return;
	}
	if (strlen(self) > PEER_MAX)
		die("the name \"%s\" is longer than %d bytes", self, PEER_MAX);
	set_string(pipe, ZMQ_ROUTING_ID, self);
	set_number(pipe, ZMQ_IMMEDIATE, 1);
	set_number(pipe, ZMQ_RECONNECT_IVL, RECONNECT_MS);
	set_number(pipe, ZMQ_RECONNECT_IVL_MAX, RECONNECT_MAX_MS);
}

/* ipc is a file that only we may open; tcp is open to whoever reaches it, and wants keys. */
static void secure(struct pipe *pipe, struct slice address)
{
	if (slice_starts(address, SLICE("ipc://"))) {
		if (address.len - strlen("ipc://") >= sizeof((struct sockaddr_un *)0)->sun_path)
			die("%s: a path of over %zu bytes cannot be an ipc socket", address.at,
			    sizeof((struct sockaddr_un *)0)->sun_path - 1);
		return;
	}
	if (!slice_starts(address, SLICE("tcp://")))
		die("%s: an endpoint is ipc://PATH or tcp://HOST:PORT", address.at);
	if (keys_dir)
		set_keys(pipe);
	else if (!insecure)
		die("%s: tcp needs --keys DIR (wiremill keygen makes them), or an explicit --insecure", address.at);
}

struct pipe *pipe_open(const char *endpoint, const char *self)
{
	struct pipe *pipe = xmalloc(sizeof *pipe);
	const char *address = endpoint + (*endpoint == '@' || *endpoint == '>');

	*pipe = (struct pipe){ .bound = *endpoint == '@' };
	pipe->context = zmq_ctx_new();
	pipe->socket = pipe->context ? zmq_socket(pipe->context, pipe->bound ? ZMQ_ROUTER : ZMQ_DEALER) : NULL;
	if (!pipe->socket)
		die("ZeroMQ: %s", zmq_strerror(errno));
	set_options(pipe, self);
	secure(pipe, slice_from(address));
	if (pipe->bound && zmq_bind(pipe->socket, address) < 0)
		die("%s: cannot listen there: %s; make its folder, or name another place with --bind", address,
		    zmq_strerror(errno));
	if (!pipe->bound && zmq_connect(pipe->socket, address) < 0)
		die("%s: cannot connect there: %s; --dispatch names the place", address, zmq_strerror(errno));
	return pipe;
}

void pipe_close(struct pipe **pipe)
{
	if (!*pipe)
		return;
	zmq_close((*pipe)->socket);
	while (zmq_ctx_term((*pipe)->context) < 0 && errno == EINTR)
		; /* the gate closes its socket when the context ends */
	if ((*pipe)->has_gate)
		pthread_join((*pipe)->gate, NULL);
	free(*pipe);
	*pipe = NULL;
}

static void drop_sent(void *bytes, void *frame)
{
	(void)bytes;
	frame_drop(frame);
}

/* A message part of the frame's bytes; large ones are shared, not copied. */
static void message_of(zmq_msg_t *message, struct frame *frame)
{
	struct slice bytes = frame_bytes(frame);
	int failed;

	if (bytes.len < COPY_BELOW_BYTES) {
		failed = zmq_msg_init_size(message, bytes.len);
		if (!failed)
			memcpy(zmq_msg_data(message), bytes.at, bytes.len);
	} else {
		failed = zmq_msg_init_data(message, (void *)(uintptr_t)bytes.at, bytes.len, drop_sent,
					   frame_hold(frame));
	}
	if (failed)
		die("out of memory for a message of %zu bytes", bytes.len);
}

static int send_bytes(struct pipe *pipe, struct slice bytes, int flags)
{
	int sent;

	do
		sent = zmq_send(pipe->socket, bytes.at, bytes.len, flags | ZMQ_DONTWAIT);
	while (sent < 0 && errno == EINTR);
	return sent;
}

static int send_frame(struct pipe *pipe, struct frame *frame, int flags)
{
	zmq_msg_t message;
	int sent;

	message_of(&message, frame);
	do
		sent = zmq_msg_send(&message, pipe->socket, flags | ZMQ_DONTWAIT);
	while (sent < 0 && errno == EINTR);
	if (sent < 0) {
		int error = errno;
		zmq_msg_close(&message);
		errno = error;
	}
	return sent;
}

/* Only the first part can fail: ZeroMQ takes the parts that follow an accepted one. */
int pipe_send(struct pipe *pipe, struct envelope **env)
{
	size_t n = envelope_has_article(*env) ? ENVELOPE_FRAMES : 1;

	if (frame_bytes(envelope_frame(*env, 0)).len > ENVELOPE_MAX_HEADER_BYTES ||
	    envelope_meta(*env).len > ARTICLE_MAX_META_BYTES || envelope_body(*env).len > ARTICLE_MAX_BODY_BYTES) {
		errno = EMSGSIZE;
		return -1;
	}
	if (pipe->bound && send_bytes(pipe, envelope_peer(*env), ZMQ_SNDMORE) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (send_frame(pipe, envelope_frame(*env, i), i + 1 < n ? ZMQ_SNDMORE : 0) < 0)
			return -1;
	envelope_close(env);
	return 0;
}

static void close_received(void *message)
{
	zmq_msg_close(message);
	free(message);
}

/* One part as a frame, or NULL and errno. */
static struct frame *recv_frame(struct pipe *pipe, bool *more)
{
	zmq_msg_t *message = xmalloc(sizeof *message);

	zmq_msg_init(message);
	if (zmq_msg_recv(message, pipe->socket, ZMQ_DONTWAIT) < 0) {
		int error = errno;
		free(message);
		errno = error;
		return NULL;
	}
	*more = zmq_msg_more(message);
	return frame_wrap(slice_of(zmq_msg_data(message), zmq_msg_size(message)), close_received, message);
}

/* The parts of one message; returns how many there were (at most `room` of them are kept), 0 when none is there. */
static size_t recv_parts(struct pipe *pipe, struct frame **part, size_t room)
{
	bool more = true;
	size_t n = 0;

	while (more) {
		struct frame *frame = recv_frame(pipe, &more);

		if (!frame && errno == EINTR)
			continue;
		if (!frame)
			break;
		if (n < room)
			part[n] = frame;
		else
			frame_drop(frame);
		n++;
	}
	return n;
}

/* The message that the parts are, or NULL for a probe and for what is none. */
static struct envelope *assemble(const struct pipe *pipe, struct frame **part, size_t n)
{
	size_t first = pipe->bound ? 1 : 0, kept = n < ENVELOPE_FRAMES + first ? n : ENVELOPE_FRAMES + first;
	struct slice peer = pipe->bound && n ? frame_bytes(part[0]) : SLICE("");
	struct envelope *env = NULL;

	if (n == first + 1 && frame_bytes(part[first]).len == 0) {
		metrics_add("wiremill_probes_total", "", 1);
	} else if ((n == first + 1 || n == first + ENVELOPE_FRAMES) && peer.len <= PEER_MAX) {
		env = envelope_of_frames(frame_hold(part[first]), n > first + 1 ? frame_hold(part[first + 1]) : NULL,
					 n > first + 1 ? frame_hold(part[first + 2]) : NULL);
		envelope_set_peer(env, peer);
	} else {
		metrics_add("wiremill_messages_malformed_total", "", 1);
	}
	for (size_t i = 0; i < kept; i++)
		frame_drop(part[i]);
	return env;
}

int pipe_recv(struct pipe *pipe, struct envelope **env, int timeout_ms)
{
	struct frame *part[ENVELOPE_FRAMES + 1];
	bool waited = timeout_ms == 0;

	for (;;) {
		size_t n = recv_parts(pipe, part, COUNT(part));

		if (n > 0) {
			*env = assemble(pipe, part, n);
			if (*env)
				return 1;
		} else if (waited) {
			return 0;
		} else {
			zmq_pollitem_t item = { .socket = pipe->socket, .events = ZMQ_POLLIN };

			if (zmq_poll(&item, 1, timeout_ms) < 0)
				return -1;
			waited = true;
		}
	}
}

bool pipe_peer_alive(struct pipe *pipe, struct slice peer)
{
	if (send_bytes(pipe, peer, ZMQ_SNDMORE) < 0)
		return errno != EHOSTUNREACH;
	return send_bytes(pipe, SLICE(""), 0) >= 0 || errno != EHOSTUNREACH;
}

int pipe_fd(const struct pipe *pipe)
{
	int fd = -1;
	size_t size = sizeof fd;

	if (zmq_getsockopt(pipe->socket, ZMQ_FD, &fd, &size) < 0)
		die("ZMQ_FD: %s", zmq_strerror(errno));
	return fd;
}

void pipe_make_keys(char public_key[PIPE_KEY_SIZE], char secret_key[PIPE_KEY_SIZE])
{
	if (zmq_curve_keypair(public_key, secret_key) < 0)
		die("this libzmq makes no CURVE keys: %s", zmq_strerror(errno));
}
