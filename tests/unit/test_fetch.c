/* tests/unit/test_fetch.c - transfers against a real web server and its bad habits. */
#include "common/clock.h"
#include "common/die.h"
#include "common/file.h"
#include "ingest/fetch.h"
#include "tests/unit/fetch_told.h"
#include "tests/unit/newsroom_process.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static struct newsroom newsroom;
static const char *allowed[] = { "10.9.8.7, 127.0.0.1" };

static int start(void **state)
{
	(void)state;
	newsroom_start(&newsroom);
	fetch_options = (struct fetch_options){
		.timeout_ms = 5000, .connect_timeout_ms = 2000, .connections = 4, .allow_hosts = { allowed, 1 }
	};
	newsroom_put(&newsroom, "page.html", SLICE("<p>a page</p>"));
	return 0;
}

static int stop(void **state)
{
	(void)state;
	newsroom_stop(&newsroom);
	return 0;
}

/* Fetch one path, or a whole URL. */
static struct told fetch(const char *path, struct slice etag, size_t limit)
{
	struct told told = { .calls = 0 };
	char *url = *path == '/' ? xprintf("%s%s", newsroom.base, path) : xstrdup(path);
	struct fetch_request request = { .url = slice_from(url),
					 .etag = etag,
					 .last_modified = SLICE(""),
					 .limit_bytes = limit,
					 .done = told_done,
					 .context = &told };

	told_fetch(NULL, &request, 1);
	assert_int_equal(told.calls, 1);
	free(url);
	return told;
}

static void fetch_brings_the_page_and_its_story(void **state)
{
	struct told told;

	(void)state;
	fetch_options.contact = "https://us.example/bot";
	told = fetch("/x/redirect/2/page.html", SLICE(""), 1000);
	fetch_options.contact = NULL;
	assert_int_equal(told.failure, FETCH_FINE);
	assert_int_equal(told.status, 200);
	assert_string_equal(told.body, "<p>a page</p>");
	assert_non_null(strstr(told.url, "/page.html"));
	assert_null(strstr(told.url, "redirect"));
	assert_string_equal(told.ip, "127.0.0.1");
	assert_memory_equal(told.head, "HTTP/1.1 200 OK\r\n", 17); /* of the last hop, */
	assert_null(strstr(told.head, "302"));
	assert_null(strstr(told.head, "\r\n\r\n")); /* without the empty line */
	assert_memory_equal(told.request, "GET /page.html HTTP/1.1\r\n", 25);
	assert_non_null(strstr(told.request, "(+https://us.example/bot)\r\n"));
	assert_null(strstr(told.request, "\r\n\r\n"));
	assert_false(told.truncated);
	told_forget(&told);
}

static void fetch_keeps_content_codings(void **state)
{
	struct told told = fetch("/x/gzip/page.html", SLICE(""), 1000);

	(void)state;
	assert_int_equal(told.failure, FETCH_FINE);
	assert_memory_equal(told.body, "\x1F\x8B", 2);
	assert_string_equal(told.decoded, "<p>a page</p>");
	told_forget(&told);
	told = fetch("/x/br/page.html", SLICE(""), 1000);
	assert_string_equal(told.decoded, "<p>a page</p>");
	assert_non_null(strstr(told.request, "Accept-Encoding: gzip, deflate, br, zstd\r\n"));
	told_forget(&told);
	told = fetch("/x/zstd/page.html", SLICE(""), 1000);
	assert_memory_equal(told.body, "\x28\xB5\x2F\xFD", 4);
	assert_string_equal(told.decoded, "<p>a page</p>");
	told_forget(&told);
	told = fetch("/x/chunked/page.html", SLICE(""), 1000);
	assert_string_equal(told.body, "<p>a page</p>");
	told_forget(&told);
}

static void fetch_asks_conditionally(void **state)
{
	struct told first = fetch("/page.html", SLICE(""), 1000), second;
	char *etag = strstr(first.head, "ETag: ");

	(void)state;
	assert_non_null(etag);
	second = fetch("/page.html", slice_before(slice_from(etag + 6), '\r'), 1000);
	assert_int_equal(second.status, 304);
	assert_int_equal(second.failure, FETCH_FINE);
	assert_int_equal(second.body_len, 0);
	told_forget(&first);
	told_forget(&second);
	second = fetch("/page.html", SLICE("\"x\"\r\nX-Injected: 1"), 1000); /* no validator that is no header value */
	assert_int_equal(second.status, 200);
	assert_null(strstr(second.request, "Injected"));
	told_forget(&second);
}

static void fetch_tells_why_there_is_no_page(void **state)
{
	static const struct {
		const char *path;
		enum fetch_failure failure;
		const char *sentence;
	} cases[] = {
		{ "/nothing.html", FETCH_STATUS, "HTTP 404" },
		{ "/x/status/503", FETCH_STATUS, "HTTP 503" },
		{ "/x/loop", FETCH_REDIRECT, "more than 5 redirects" },
		{ "/x/redirect/6/page.html", FETCH_REDIRECT, "more than 5 redirects" },
		{ "/x/truncate/page.html", FETCH_BROKEN, "bytes remaining" },
		{ "/x/length/14/page.html", FETCH_BROKEN, "1 bytes remaining" },
		{ "/x/challenge", FETCH_STATUS, "HTTP 403: Cloudflare wants a browser" },
		{ "/x/to/302/", FETCH_STATUS, "HTTP 302" },
		{ "/x/bomb/gzip/8000000", FETCH_LARGE, "over 20000 bytes when decoded" },
		{ "/x/bomb/br/8000000", FETCH_LARGE, "over 20000 bytes when decoded" },
		{ "/x/bomb/zstd/8000000", FETCH_LARGE, "over 20000 bytes when decoded" },
		{ "/x/redirect-to/file%3A%2F%2F%2Fetc%2Fhostname", FETCH_REFUSED, "no http or https URL" },
		{ "/x/redirect-to/http%3A%2F%2Flocalhost%2F", FETCH_REFUSED, "is not allowed (--allow-hosts)" },
		{ "/x/redirect-to/http%3A%2F%2F169.254.169.254%2F", FETCH_REFUSED,
		  "address 169.254.169.254 is not allowed" },
		{ "/x/redirect-to/http%3A%2F%2F2852039166%2F", FETCH_REFUSED,
		  "address 169.254.169.254 is not allowed" },
		{ "file:///etc/hostname", FETCH_REFUSED, "no http or https URL" },
		{ "gopher://127.0.0.1/", FETCH_REFUSED, "no http or https URL" },
		{ "http://[::1]/", FETCH_REFUSED, "address ::1 is not allowed" },
		{ "http://0.0.0.0/", FETCH_REFUSED, "address 0.0.0.0 is not allowed" },
		{ "http://0x7f000002/", FETCH_REFUSED, "address 127.0.0.2 is not allowed" },
		{ "http://[::ffff:127.0.0.1]/", FETCH_REFUSED, "is not allowed" },
		{ "http://127.0.0.1@[::1]/", FETCH_REFUSED, "address ::1 is not allowed" },
		{ "http://127.0.0.1:1/", FETCH_CONNECT, "" },
		{ "http:///", FETCH_REFUSED, "no http or https URL" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct told told = fetch(cases[i].path, SLICE(""), 20000);

		if (told.failure != cases[i].failure || !strstr(told.sentence, cases[i].sentence) || !*told.sentence)
			fail_msg("%s: %s: %s", cases[i].path, fetch_failure_name(told.failure), told.sentence);
		told_forget(&told);
	}
}

/* A server of one answer, whatever it is asked; its URL, to free().  The child ends when it has answered. */
static char *answer_once(struct slice answer, pid_t *child)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof address;
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), fd;
	char request[4096];

	assert_int_equal(bind(listener, (const struct sockaddr *)&address, len), 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &len), 0);
	*child = fork();
	assert_true(*child >= 0);
	if (*child == 0) {
		alarm(10);
		signal(SIGPIPE, SIG_DFL);
		fd = accept(listener, NULL, NULL);
		if (read(fd, request, sizeof request) > 0)
			file_write_all(fd, answer);
		shutdown(fd, SHUT_WR);
		while (read(fd, request, sizeof request) > 0)
			;
		_exit(0);
	}
	close(listener);
	return xprintf("http://127.0.0.1:%u/", ntohs(address.sin_port));
}

static void fetch_takes_no_nonsense(void **state)
{
	static const struct {
		const char *begin, *again; /* again: for as long as 64 KiB */
		enum fetch_failure failure;
		const char *sentence;
	} cases[] = {
		{ "HTTP/1.1 200 OK\r\n", "X-Y: a line that says nothing\r\n", FETCH_BROKEN, "header over 32768 bytes" },
		{ "", "HTTP/1.1 100 Continue\r\n\r\n", FETCH_BROKEN, "header over 32768 bytes" },
		{ "HTTP/1.1 301 Moved\r\nLocation: /x\r\n", "X-Y: a line that says nothing\r\n", FETCH_BROKEN,
		  "header over 32768 bytes" },
		{ "SSH-2.0-OpenSSH_9\r\n", "", FETCH_BROKEN, "HTTP/0.9" },
		{ "", "", FETCH_BROKEN, "Empty reply" },
		{ "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nContent-Encoding: gzip\r\n\r\nplain text", "", FETCH_FINE,
		  "" },
		{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "", FETCH_BROKEN, "" },
		{ "HTTP/1.1 301 Moved\r\nLocation: http://\r\nContent-Length: 0\r\n\r\n", "", FETCH_REFUSED,
		  "no http or https URL" },
		{ "HTTP/1.1 302 Found\r\nLocation: http://[::1]:1/\r\n\r\n", "a body that has no end ", FETCH_REFUSED,
		  "address ::1 is not allowed" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct text answer;
		struct told told;
		pid_t child;
		char *url;

		text_init(&answer, 1u << 20);
		text_add(&answer, slice_from(cases[i].begin));
		while (*cases[i].again && answer.len < 65536 + strlen(cases[i].begin))
			text_add(&answer, slice_from(cases[i].again));
		url = answer_once(text_slice(&answer), &child);
		told = fetch(url, SLICE(""), 100000);
		if (told.failure != cases[i].failure || !strstr(told.sentence, cases[i].sentence))
			fail_msg("%zu: %s: %s", i, fetch_failure_name(told.failure), told.sentence);
		told_forget(&told);
		text_release(&answer);
		free(url);
		kill(child, SIGTERM);
		assert_int_equal(waitpid(child, NULL, 0), child);
	}
}

static void fetch_ends_in_time(void **state)
{
	struct told told;

	(void)state;
	fetch_options.timeout_ms = 200;
	told = fetch("/x/slow/60000/page.html", SLICE(""), 1000);
	assert_int_equal(told.failure, FETCH_TIMEOUT);
	assert_non_null(strstr(told.sentence, "time-out after 0."));
	assert_true(told.took_ms < 3000);
	told_forget(&told);
	told = fetch("/x/drip/20/page.html", SLICE(""), 1000); /* 13 bytes: 260 ms */
	assert_int_equal(told.failure, FETCH_TIMEOUT);
	told_forget(&told);
}

static void fetch_cuts_what_is_too_long(void **state)
{
	struct told told = fetch("/x/huge/1000000000000", SLICE(""), 100000);

	(void)state;
	assert_int_equal(told.failure, FETCH_FINE);
	assert_true(told.truncated);
	assert_int_equal(told.body_len, 100000);
	told_forget(&told);
	told = fetch("/page.html", SLICE(""), 13); /* exactly */
	assert_false(told.truncated);
	assert_int_equal(told.body_len, 13);
	told_forget(&told);
	told = fetch("/x/length/5/page.html", SLICE(""), 1000); /* what is beyond the length is not read */
	assert_int_equal(told.failure, FETCH_FINE);
	assert_string_equal(told.body, "<p>a ");
	told_forget(&told);
	told = fetch("/x/bomb/gzip/1000000", SLICE(""), 1000000); /* exactly */
	assert_int_equal(told.failure, FETCH_FINE);
	assert_false(told.truncated);
	told_forget(&told);
	told = fetch("/x/bomb/gzip/20000000", SLICE(""), 100000); /* no more is read than it takes to know */
	assert_int_equal(told.failure, FETCH_LARGE);
	assert_true(told.truncated);
	assert_true(told.body_len < 100000);
	told_forget(&told);
}

static void fetch_does_many_at_once(void **state)
{
	struct told told[6] = { { .calls = 0 } };
	struct fetch_request requests[COUNT(told)];
	char *url = xprintf("%s/x/slow/300/page.html", newsroom.base);
	int64_t began_ms = clock_monotonic_ms();

	(void)state;
	for (size_t i = 0; i < COUNT(told); i++)
		requests[i] = (struct fetch_request){ .url = slice_from(url),
						      .etag = SLICE(""),
						      .last_modified = SLICE(""),
						      .limit_bytes = 1000,
						      .done = told_done,
						      .context = &told[i] };
	told_fetch(NULL, requests, COUNT(told));
	assert_true(clock_monotonic_ms() - began_ms < 300 * (int64_t)COUNT(told));
	for (size_t i = 0; i < COUNT(told); i++) {
		assert_int_equal(told[i].calls, 1);
		assert_int_equal(told[i].status, 200);
		told_forget(&told[i]);
	}
	free(url);
}

static void fetch_can_be_given_up(void **state)
{
	struct told told = { .calls = 0 };
	char *url = xprintf("%s/x/slow/60000/page.html", newsroom.base);
	struct fetch_request request = { .url = slice_from(url),
					 .etag = SLICE(""),
					 .last_modified = SLICE(""),
					 .limit_bytes = 1000,
					 .done = told_done,
					 .context = &told };
	struct fetcher *f = fetcher_open();

	(void)state;
	fetcher_start(f, &request);
	fetcher_wait(f, -1, 10);
	assert_int_equal(fetcher_active(f), 1);
	fetcher_close(f);
	assert_int_equal(told.calls, 0);
	free(url);
}

static void fetch_posts_a_form(void **state)
{
	struct told told = { .calls = 0 };
	char *url = xprintf("%s/page.html", newsroom.base);
	struct fetch_request request = { .url = slice_from(url),
					 .etag = SLICE(""),
					 .last_modified = SLICE(""),
					 .form = SLICE("a=1&b=%20"),
					 .limit_bytes = 1000,
					 .done = told_done,
					 .context = &told };

	(void)state;
	told_fetch(NULL, &request, 1);
	assert_int_equal(told.status, 405); /* the newsroom only shows */
	assert_memory_equal(told.request, "POST /page.html HTTP/1.1\r\n", 26);
	assert_non_null(strstr(told.request, "Content-Type: application/x-www-form-urlencoded\r\n"));
	assert_non_null(strstr(told.request, "Content-Length: 9\r\n"));
	told_forget(&told);
	free(url);
}

static void fetch_can_be_woken(void **state)
{
	struct fetcher *f = fetcher_open();
	int64_t began_ms = clock_monotonic_ms();

	(void)state;
	fetcher_wake(f);
	fetcher_wait(f, -1, 15000);
	assert_true(clock_monotonic_ms() - began_ms < 15000);
	fetcher_close(f);
}

#define FETCH_TEST(rule) cmocka_unit_test_setup_teardown(rule, start, stop)

UNIT(fetch, FETCH_TEST(fetch_brings_the_page_and_its_story), FETCH_TEST(fetch_keeps_content_codings),
     FETCH_TEST(fetch_asks_conditionally), FETCH_TEST(fetch_tells_why_there_is_no_page),
     FETCH_TEST(fetch_takes_no_nonsense), FETCH_TEST(fetch_ends_in_time), FETCH_TEST(fetch_cuts_what_is_too_long),
     FETCH_TEST(fetch_does_many_at_once), FETCH_TEST(fetch_can_be_given_up), FETCH_TEST(fetch_posts_a_form),
     cmocka_unit_test(fetch_can_be_woken))
