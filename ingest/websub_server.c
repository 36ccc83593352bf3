/* ingest/websub_server.c - libmicrohttpd, and the queue between its thread and ours. */
#include "ingest/websub_server.h"
#include "common/clock.h"
#include "common/die.h"
#include "common/text.h"
#include "ingest/feed.h"
#include "ingest/websub.h"

#include <microhttpd.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#define SILENCE_S        15
#define BODY_MS          60000
#define CONNECTION_BYTES 32768 /* of one connection's head and buffers */

/* One request and its answer.  It belongs to the server's thread, but for the time between queue and answer. */
struct exchange {
	struct websub_request request; /* first member */
	struct exchange *next;
	struct MHD_Connection *connection;
	char *uri; /* as it came */
	struct text body;
	int64_t began_ms;
	unsigned status; /* of the answer; 0: not known yet */
	struct text answer;
	bool begun;
};

struct websub_server {
	struct MHD_Daemon *daemon;
	struct slice key;
	void (*wake)(void *context);
	void *context;
	size_t bytes; /* of all bodies; the thread's */

	pthread_mutex_t lock; /* of what follows */
	struct exchange *first, **last;
	size_t waiting;
	bool closing;
};

static void *begin(void *context, const char *uri, struct MHD_Connection *connection)
{
	struct exchange *x = xmalloc(sizeof *x);

	(void)context;
	*x = (struct exchange){ .connection = connection, .uri = xstrdup(uri), .began_ms = clock_monotonic_ms() };
	text_init(&x->body, FEED_MAX_BYTES);
	text_init(&x->answer, WEBSUB_MAX_QUERY_BYTES);
	return x;
}

static void end(void *context, struct MHD_Connection *connection, void **request, enum MHD_RequestTerminationCode code)
{
	struct websub_server *s = context;
	struct exchange *x = *request;

	(void)connection;
	(void)code;
	s->bytes -= x->body.len;
	text_release(&x->body);
	text_release(&x->answer);
	free(x->uri);
	free(x);
}

static void add_header(struct MHD_Response *response, const char *name, const char *value)
{
	if (MHD_add_response_header(response, name, value) != MHD_YES)
		die("libmicrohttpd: no header %s", name);
}

static enum MHD_Result send_answer(struct exchange *x)
{
	struct MHD_Response *response =
		MHD_create_response_from_buffer(x->answer.len, x->answer.at, MHD_RESPMEM_MUST_COPY);
	enum MHD_Result sent;

	if (!response)
		die("libmicrohttpd: no memory for an answer");
	add_header(response, "Content-Type", "text/plain; charset=utf-8");
	add_header(response, "X-Content-Type-Options", "nosniff");
	add_header(response, "Cache-Control", "no-store");
	if (x->status == MHD_HTTP_METHOD_NOT_ALLOWED)
		add_header(response, "Allow", "GET, POST");
	if (x->status == MHD_HTTP_SERVICE_UNAVAILABLE)
		add_header(response, "Retry-After", "60");
	sent = MHD_queue_response(x->connection, x->status, response);
	MHD_destroy_response(response);
	return sent;
}

static struct slice header(const struct exchange *x, const char *name)
{
	return slice_trim(slice_from(MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, name)));
}

static void read_head(struct exchange *x, const char *method)
{
	struct websub_request *r = &x->request;
	struct slice uri = slice_from(x->uri), path = slice_before(uri, '?'), part;

	r->push = strcmp(method, MHD_HTTP_METHOD_POST) == 0;
	r->query = slice_after(uri, '?');
	r->token = SLICE("");
	while (slice_next(&path, '/', &part))
		r->token = part;
	r->content_type = header(x, MHD_HTTP_HEADER_CONTENT_TYPE);
	r->content_encoding = header(x, MHD_HTTP_HEADER_CONTENT_ENCODING);
	r->signature = header(x, "X-Hub-Signature");
}

static bool is_coding(struct slice coding)
{
	return slice_empty(coding) || slice_equal_nocase(coding, SLICE("identity")) ||
	       slice_equal_nocase(coding, SLICE("gzip")) || slice_equal_nocase(coding, SLICE("x-gzip"));
}

static bool is_full(struct websub_server *s)
{
	bool full;

	pthread_mutex_lock(&s->lock);
	full = s->closing || s->waiting >= WEBSUB_SERVER_WAITING;
	pthread_mutex_unlock(&s->lock);
	return full;
}

/* The status that a request gets for its head alone; 0: go on. */
static unsigned judge_head(struct websub_server *s, const struct exchange *x, const char *method)
{
	const struct websub_request *r = &x->request;
	int64_t length = 0;

	if (!websub_is_token(s->key, r->token))
		return MHD_HTTP_NOT_FOUND;
	if (!r->push && strcmp(method, MHD_HTTP_METHOD_GET) != 0)
		return MHD_HTTP_METHOD_NOT_ALLOWED;
	if (r->query.len > WEBSUB_MAX_QUERY_BYTES)
		return MHD_HTTP_URI_TOO_LONG;
	if (!is_coding(r->content_encoding))
		return MHD_HTTP_UNSUPPORTED_MEDIA_TYPE;
	if (slice_number(header(x, MHD_HTTP_HEADER_CONTENT_LENGTH), &length) && length > FEED_MAX_BYTES)
		return MHD_HTTP_CONTENT_TOO_LARGE;
	return is_full(s) ? MHD_HTTP_SERVICE_UNAVAILABLE : 0;
}

/* A piece of the body.  One that is too long is read to its end, since only then it can be answered. */
static enum MHD_Result take_piece(struct websub_server *s, struct exchange *x, struct slice piece)
{
	size_t before = x->body.len;

	if (clock_monotonic_ms() - x->began_ms > BODY_MS)
		return MHD_NO;
	if (x->status == 0 && s->bytes + piece.len > WEBSUB_SERVER_BYTES)
		x->status = MHD_HTTP_SERVICE_UNAVAILABLE;
	if (x->status == 0)
		text_add(&x->body, piece);
	if (text_overflowed(&x->body))
		x->status = MHD_HTTP_CONTENT_TOO_LARGE;
	s->bytes += x->body.len - before;
	return MHD_YES;
}

/* The request is whole: into the queue, and the connection waits.  False when it is too late for that. */
static bool hand_over(struct websub_server *s, struct exchange *x)
{
	bool open;

	x->request.body = text_slice(&x->body);
	pthread_mutex_lock(&s->lock);
	open = !s->closing;
	if (open) {
		MHD_suspend_connection(x->connection);
		*s->last = x;
		s->last = &x->next;
		s->waiting++;
	}
	pthread_mutex_unlock(&s->lock);
	if (open)
		s->wake(s->context);
	return open;
}

/* Called by the thread: with the head, with each piece of the body, at its end, and when it has been answered. */
static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url, const char *method,
			      const char *version, const char *piece, size_t *piece_bytes, void **request)
{
	struct websub_server *s = context;
	struct exchange *x = *request;

	(void)connection;
	(void)url;
	(void)version;
	if (!x->begun) {
		x->begun = true;
		read_head(x, method);
		x->status = judge_head(s, x, method);
		return x->status ? send_answer(x) : MHD_YES;
	}
	if (*piece_bytes) {
		enum MHD_Result taken = take_piece(s, x, slice_of(piece, *piece_bytes));

		*piece_bytes = 0;
		return taken;
	}
	if (x->status == 0 && hand_over(s, x))
		return MHD_YES;
	if (x->status == 0)
		x->status = MHD_HTTP_SERVICE_UNAVAILABLE;
	return send_answer(x);
}

struct websub_request *websub_server_take(struct websub_server *s)
{
	struct exchange *x;

	pthread_mutex_lock(&s->lock);
	x = s->first;
	if (x) {
		s->first = x->next;
		if (!s->first)
			s->last = &s->first;
		s->waiting--;
	}
	pthread_mutex_unlock(&s->lock);
	return x ? &x->request : NULL;
}

void websub_server_answer(struct websub_request *request, unsigned status, struct slice text)
{
	struct exchange *x = (struct exchange *)(void *)request; /* its first member */

	x->status = status;
	text_add(&x->answer, text);
	MHD_resume_connection(x->connection);
}

/* "[::1]:8473" and "127.0.0.1:8473", as numbers; to freeaddrinfo(). */
static struct addrinfo *parse_address(const char *address)
{
	const struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
					.ai_socktype = SOCK_STREAM };
	const char *colon = strrchr(address, ':');
	size_t length = colon ? (size_t)(colon - address) : 0;
	bool brackets = length > 2 && address[0] == '[' && address[length - 1] == ']';
	struct addrinfo *found = NULL;
	char *host;

	host = brackets ? xprintf("%.*s", (int)length - 2, address + 1) : xprintf("%.*s", (int)length, address);
	if (!colon || getaddrinfo(host, colon + 1, &hints, &found) != 0)
		die_usage("--websub-listen %s: this is no ADDRESS:PORT, such as 127.0.0.1:8473 or [::1]:8473", address);
	free(host);
	return found;
}

void websub_server_check(const char *address)
{
	freeaddrinfo(parse_address(address));
}

static void start(struct websub_server *s, const char *address)
{
	struct addrinfo *where = parse_address(address);
	/* poll(), as its epoll forgets what has come on connections that were let in late, until they are silent for too long */
	unsigned flags = MHD_USE_POLL | MHD_USE_INTERNAL_POLLING_THREAD | MHD_ALLOW_SUSPEND_RESUME |
			 (where->ai_family == AF_INET6 ? MHD_USE_DUAL_STACK : 0);
	sigset_t all, before;

	sigfillset(&all); /* signals are for the main thread, whose waits they end */
	pthread_sigmask(SIG_SETMASK, &all, &before);
	s->daemon = MHD_start_daemon(flags, 0, NULL, NULL, handle, s, MHD_OPTION_SOCK_ADDR, where->ai_addr,
				     MHD_OPTION_URI_LOG_CALLBACK, begin, s, MHD_OPTION_NOTIFY_COMPLETED, end, s,
				     MHD_OPTION_CONNECTION_LIMIT, (unsigned)WEBSUB_SERVER_CONNECTIONS,
				     MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)SILENCE_S,
				     MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES, MHD_OPTION_END);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!s->daemon)
		die_errno("--websub-listen %s: cannot listen there", address);
	freeaddrinfo(where);
}

struct websub_server *websub_server_open(const char *address, struct slice key, void (*wake)(void *context),
					 void *context)
{
	struct websub_server *s = xmalloc(sizeof *s);

	*s = (struct websub_server){ .key = key, .wake = wake, .context = context, .last = &s->first };
	pthread_mutex_init(&s->lock, NULL);
	start(s, address);
	return s;
}

int websub_server_port(const struct websub_server *s)
{
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT);

	return info ? info->port : 0;
}

void websub_server_close(struct websub_server *s)
{
	struct websub_request *left;

	pthread_mutex_lock(&s->lock);
	s->closing = true;
	pthread_mutex_unlock(&s->lock);
	while ((left = websub_server_take(s)) != NULL)
		websub_server_answer(left, MHD_HTTP_SERVICE_UNAVAILABLE, SLICE(""));
	MHD_stop_daemon(s->daemon);
	pthread_mutex_destroy(&s->lock);
	free(s);
}
