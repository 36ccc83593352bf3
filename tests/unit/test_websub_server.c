/* tests/unit/test_websub_server.c - the listener for hubs: what it hands over, and what it answers by itself. */
#include "common/die.h"
#include "common/file.h"
#include "ingest/feed.h"
#include "ingest/websub.h"
#include "ingest/websub_server.h"
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define BOUND_MS 10000

static char key[WEBSUB_KEY_BYTES];
static struct arena *arena;
static struct websub_server *server;
static int woken;

static void wake(void *context)
{
	const uint64_t one = 1;

	(void)context;
	assert_int_equal(write(woken, &one, sizeof one), sizeof one);
}

static int start(void **state)
{
	(void)state;
	arena = arena_open(64u << 20);
	woken = eventfd(0, EFD_CLOEXEC);
	websub_make_key(key);
	server = websub_server_open("127.0.0.1:0", slice_of(key, sizeof key), wake, NULL);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	websub_server_close(server);
	close(woken);
	arena_close(arena);
	return 0;
}

static char *path(void)
{
	struct slice token = websub_make_token(arena, slice_of(key, sizeof key));

	return (char *)(uintptr_t)arena_printf(arena, "/any/base/%.*s", SLICE_ARG(token)).at;
}

static int connect_to_server(void)
{
	struct sockaddr_in where = { .sin_family = AF_INET,
				     .sin_port = htons((uint16_t)websub_server_port(server)),
				     .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(connect(fd, (const struct sockaddr *)&where, sizeof where), 0);
	return fd;
}

/* Send a request whose connection is to be closed after the answer. */
static int ask(const char *method, const char *where, const char *fields, const char *body)
{
	int fd = connect_to_server();
	struct slice request =
		arena_printf(arena, "%s %s HTTP/1.1\r\nHost: us.example\r\nConnection: close\r\n%s\r\n%s", method,
			     where, fields, body);

	assert_int_equal(file_write_all(fd, request), 0);
	return fd;
}

/* The whole answer; the connection is closed. */
static struct slice answer_of(int fd)
{
	char *at = arena_alloc(arena, 65536);
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	size_t len = 0;
	ssize_t got;

	do {
		assert_int_equal(poll(&ready, 1, BOUND_MS), 1);
		got = read(fd, at + len, 65536 - len);
		len += got > 0 ? (size_t)got : 0;
	} while (got > 0);
	close(fd);
	return slice_of(at, len);
}

static int status_of(struct slice answer)
{
	int64_t status = 0;

	assert_true(slice_number(slice_head(slice_skip(answer, 9), 3), &status));
	return (int)status;
}

static struct websub_request *await_request(void)
{
	struct pollfd ready = { .fd = woken, .events = POLLIN };
	struct websub_request *request;
	uint64_t n;

	while ((request = websub_server_take(server)) == NULL) {
		assert_int_equal(poll(&ready, 1, BOUND_MS), 1);
		assert_int_equal(read(woken, &n, sizeof n), sizeof n);
	}
	return request;
}

static void websub_server_hands_over_what_a_hub_asks(void **state)
{
	char *where = path();
	int fd = ask("GET", arena_printf(arena, "%s?hub.mode=subscribe&a=%%20b", where).at, "", "");
	struct websub_request *request = await_request();
	struct slice answer;

	(void)state;
	assert_false(request->push);
	assert_slice_equal(request->token, where + strlen("/any/base/"));
	assert_slice_equal(request->query, "hub.mode=subscribe&a=%20b");
	websub_server_answer(request, 200, SLICE("the <challenge>"));
	answer = answer_of(fd);
	assert_int_equal(status_of(answer), 200);
	assert_true(slice_contains_nocase(answer, SLICE("\r\nContent-Type: text/plain")));
	assert_true(slice_contains_nocase(answer, SLICE("\r\nX-Content-Type-Options: nosniff")));
	assert_true(slice_ends(answer, SLICE("\r\n\r\nthe <challenge>")));
}

static void websub_server_hands_over_what_a_hub_pushes(void **state)
{
	int fd = ask("POST", path(),
		     "Content-Type: application/atom+xml\r\nX-Hub-Signature: sha1=00\r\nTransfer-Encoding: chunked\r\n",
		     "3\r\n<fe\r\n3\r\ned>\r\n0\r\n\r\n");
	struct websub_request *request = await_request();

	(void)state;
	assert_true(request->push);
	assert_slice_equal(request->body, "<feed>");
	assert_slice_equal(request->content_type, "application/atom+xml");
	assert_slice_equal(request->signature, "sha1=00");
	assert_slice_equal(request->content_encoding, "");
	websub_server_answer(request, 202, SLICE(""));
	assert_int_equal(status_of(answer_of(fd)), 202);
}

static void websub_server_takes_in_order(void **state)
{
	int first = ask("GET", arena_printf(arena, "%s?1", path()).at, "", ""), second;
	struct websub_request *request = await_request(), *next;

	(void)state;
	second = ask("GET", arena_printf(arena, "%s?2", path()).at, "", "");
	next = await_request();
	assert_slice_equal(request->query, "1");
	assert_slice_equal(next->query, "2");
	websub_server_answer(next, 200, SLICE("two"));
	assert_true(slice_ends(answer_of(second), SLICE("two")));
	websub_server_answer(request, 200, SLICE("one"));
	assert_true(slice_ends(answer_of(first), SLICE("one")));
}

static void websub_server_refuses_by_itself(void **state)
{
	char *where = path(), *guessed = (char *)(uintptr_t)arena_copy(arena, slice_from(where)).at;
	char long_query[WEBSUB_MAX_QUERY_BYTES + 128];
	struct {
		const char *method, *where, *fields;
		int status;
	} cases[] = {
		{ "GET", "/", "", 404 },
		{ "GET", "/favicon.ico", "", 404 },
		{ "POST", guessed, "Content-Length: 5\r\n", 404 }, /* its body never comes */
		{ "GET", "/any/base/../../etc/passwd", "", 404 },
		{ "HEAD", where, "", 405 },
		{ "PUT", where, "Content-Length: 0\r\n", 405 },
		{ "DELETE", where, "", 405 },
		{ "GET", long_query, "", 414 },
		{ "POST", where, "Content-Length: 16777217\r\n", 413 },
		{ "POST", where, "Content-Length: 5\r\nContent-Encoding: br\r\n", 415 },
	};

	(void)state;
	guessed[strlen(guessed) - 1] = guessed[strlen(guessed) - 1] == '0' ? '1' : '0';
	snprintf(long_query, sizeof long_query, "%s?%0*d", where, WEBSUB_MAX_QUERY_BYTES + 1, 1);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct slice answer = answer_of(ask(cases[i].method, cases[i].where, cases[i].fields, ""));

		if (status_of(answer) != cases[i].status)
			fail_msg("%s %s: %.*s", cases[i].method, cases[i].where, SLICE_ARG(answer));
		assert_false(slice_contains(answer, SLICE("any/base"))); /* nothing is reflected */
	}
	assert_null(websub_server_take(server));
}

/* Told no length, it finds out itself. */
static void websub_server_refuses_a_body_that_does_not_end(void **state)
{
	static char chunk[1 << 20];
	struct slice answer;
	int fd = ask("POST", path(), "Transfer-Encoding: chunked\r\n", "");

	(void)state;
	memset(chunk, 'x', sizeof chunk);
	for (size_t sent = 0; sent <= FEED_MAX_BYTES; sent += sizeof chunk) {
		assert_int_equal(file_write_all(fd, SLICE("100000\r\n")), 0);
		assert_int_equal(file_write_all(fd, slice_of(chunk, sizeof chunk)), 0);
		assert_int_equal(file_write_all(fd, SLICE("\r\n")), 0);
	}
	assert_int_equal(file_write_all(fd, SLICE("0\r\n\r\n")), 0);
	answer = answer_of(fd);
	assert_int_equal(status_of(answer), 413);
	assert_null(websub_server_take(server));
}

static void websub_server_says_when_too_much_waits(void **state)
{
	int fd[WEBSUB_SERVER_WAITING];
	struct websub_request *request;
	struct slice answer;

	(void)state;
	for (size_t i = 0; i < COUNT(fd); i++)
		fd[i] = ask("GET", arena_printf(arena, "%s?a", path()).at, "", "");
	for (uint64_t all = 0, n; all < COUNT(fd); all += n) /* so many were handed over */
		assert_int_equal(read(woken, &n, sizeof n), sizeof n);
	answer = answer_of(ask("GET", arena_printf(arena, "%s?a", path()).at, "", ""));
	assert_int_equal(status_of(answer), 503);
	assert_true(slice_contains_nocase(answer, SLICE("\r\nRetry-After: ")));
	while ((request = websub_server_take(server)) != NULL)
		websub_server_answer(request, 200, SLICE(""));
	for (size_t i = 0; i < COUNT(fd); i++)
		assert_int_equal(status_of(answer_of(fd[i])), 200);
}

/* More than are let in at once, begun and left: who comes after them does not wait until each of them has been silent for long. */
static void websub_server_lets_go_of_who_has_left(void **state)
{
	int fd[4 * WEBSUB_SERVER_CONNECTIONS];

	(void)state;
	for (size_t i = 0; i < COUNT(fd); i++)
		fd[i] = ask("POST", path(), "Content-Length: 1000\r\n", "a part of it");
	for (size_t i = 0; i < COUNT(fd); i++)
		close(fd[i]);
	assert_int_equal(status_of(answer_of(ask("GET", "/", "", ""))), 404);
}

static void websub_server_closes_with_requests_that_wait(void **state)
{
	int fd;

	start(state);
	fd = ask("GET", arena_printf(arena, "%s?a", path()).at, "", "");
	for (uint64_t n = 0; n == 0;)
		assert_int_equal(read(woken, &n, sizeof n), sizeof n);
	stop(state);
	close(fd);
}

#define SERVER_TEST(rule) cmocka_unit_test_setup_teardown(rule, start, stop)

UNIT(websub_server, SERVER_TEST(websub_server_hands_over_what_a_hub_asks),
     SERVER_TEST(websub_server_hands_over_what_a_hub_pushes), SERVER_TEST(websub_server_takes_in_order),
     SERVER_TEST(websub_server_refuses_by_itself), SERVER_TEST(websub_server_refuses_a_body_that_does_not_end),
     SERVER_TEST(websub_server_says_when_too_much_waits), SERVER_TEST(websub_server_lets_go_of_who_has_left),
     cmocka_unit_test(websub_server_closes_with_requests_that_wait))
