/* tests/unit/test_fetch.c - transfers against a real web server and its bad habits; addresses that are not public. */
#include "common/clock.h"
#include "common/die.h"
#include "ingest/address.h"
#include "ingest/fetch.h"
#include "tests/unit/newsroom_process.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>

#define BOUND_MS 15000

static struct newsroom newsroom;
static const char *allowed[] = { "10.9.8.7, 127.0.0.1" };

/* What done() was told; slices copied. */
struct told {
	int calls, status;
	enum fetch_failure failure;
	bool truncated;
	char *sentence, *url, *ip, *request, *head, *body, *decoded;
	size_t body_len;
	int64_t took_ms;
};

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

static char *copy(struct slice s)
{
	return xprintf("%.*s", (int)s.len, s.at);
}

static void done(void *context, const struct fetch_answer *a)
{
	struct told *told = context;
	struct reason why = { .step = "http" };
	struct slice body;
	struct text out;

	told->calls++;
	told->status = a->status;
	told->failure = a->failure;
	told->truncated = a->truncated;
	told->sentence = xstrdup(a->sentence);
	told->url = copy(a->url);
	told->ip = copy(a->ip);
	told->request = copy(a->request);
	told->head = copy(a->head);
	told->body = copy(a->body);
	told->body_len = a->body.len;
	told->took_ms = a->took_ms;
	text_init(&out, 1u << 20);
	told->decoded = fetch_decode(a, &out, &body, &why) == 0 ? copy(body) : xstrdup(why.sentence);
	text_release(&out);
}

static void forget(struct told *told)
{
	free(told->sentence);
	free(told->url);
	free(told->ip);
	free(told->request);
	free(told->head);
	free(told->body);
	free(told->decoded);
}

static void fetch_all(const struct fetch_request *requests, size_t n)
{
	struct fetcher *f = fetcher_open();
	int64_t until_ms = clock_monotonic_ms() + BOUND_MS;

	for (size_t i = 0; i < n; i++)
		fetcher_start(f, &requests[i]);
	while (fetcher_active(f)) {
		assert_true(clock_monotonic_ms() < until_ms);
		fetcher_wait(f, -1, 1000);
	}
	fetcher_close(f);
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
					 .done = done,
					 .context = &told };

	fetch_all(&request, 1);
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
	forget(&told);
}

static void fetch_keeps_content_codings(void **state)
{
	struct told told = fetch("/x/gzip/page.html", SLICE(""), 1000);

	(void)state;
	assert_int_equal(told.failure, FETCH_FINE);
	assert_memory_equal(told.body, "\x1F\x8B", 2);
	assert_string_equal(told.decoded, "<p>a page</p>");
	forget(&told);
	told = fetch("/x/chunked/page.html", SLICE(""), 1000);
	assert_string_equal(told.body, "<p>a page</p>");
	forget(&told);
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
	forget(&first);
	forget(&second);
	second = fetch("/page.html", SLICE("\"x\"\r\nX-Injected: 1"), 1000); /* no validator that is no header value */
	assert_int_equal(second.status, 200);
	assert_null(strstr(second.request, "Injected"));
	forget(&second);
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
		{ "/x/truncate/page.html", FETCH_BROKEN, "" },
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
		struct told told = fetch(cases[i].path, SLICE(""), 1000);

		if (told.failure != cases[i].failure || !strstr(told.sentence, cases[i].sentence) || !*told.sentence)
			fail_msg("%s: %s: %s", cases[i].path, fetch_failure_name(told.failure), told.sentence);
		forget(&told);
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
	forget(&told);
}

static void fetch_cuts_what_is_too_long(void **state)
{
	struct told told = fetch("/x/huge/1000000000000", SLICE(""), 100000);

	(void)state;
	assert_int_equal(told.failure, FETCH_FINE);
	assert_true(told.truncated);
	assert_int_equal(told.body_len, 100000);
	forget(&told);
	told = fetch("/page.html", SLICE(""), 13); /* exactly */
	assert_false(told.truncated);
	assert_int_equal(told.body_len, 13);
	forget(&told);
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
						      .done = done,
						      .context = &told[i] };
	fetch_all(requests, COUNT(told));
	assert_true(clock_monotonic_ms() - began_ms < 300 * (int64_t)COUNT(told));
	for (size_t i = 0; i < COUNT(told); i++) {
		assert_int_equal(told[i].calls, 1);
		assert_int_equal(told[i].status, 200);
		forget(&told[i]);
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
					 .done = done,
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
					 .done = done,
					 .context = &told };

	(void)state;
	fetch_all(&request, 1);
	assert_int_equal(told.status, 405); /* the newsroom only shows */
	assert_memory_equal(told.request, "POST /page.html HTTP/1.1\r\n", 26);
	assert_non_null(strstr(told.request, "Content-Type: application/x-www-form-urlencoded\r\n"));
	assert_non_null(strstr(told.request, "Content-Length: 9\r\n"));
	forget(&told);
	free(url);
}

static void fetch_can_be_woken(void **state)
{
	struct fetcher *f = fetcher_open();
	int64_t began_ms = clock_monotonic_ms();

	(void)state;
	fetcher_wake(f);
	fetcher_wait(f, -1, BOUND_MS);
	assert_true(clock_monotonic_ms() - began_ms < BOUND_MS);
	fetcher_close(f);
}

static bool is_public(const char *text)
{
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	char again[ADDRESS_SIZE];

	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1) {
		assert_string_equal(address_format(again, (const struct sockaddr *)&v4), text);
		return address_is_public((const struct sockaddr *)&v4);
	}
	assert_int_equal(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
	return address_is_public((const struct sockaddr *)&v6);
}

static void address_is_public_only_on_the_internet(void **state)
{
	static const char *const public[] = { "1.1.1.1",           "9.255.255.255",   "11.0.0.0",
					      "100.63.255.255",    "100.128.0.0",     "126.255.255.255",
					      "128.0.0.0",         "169.253.255.255", "169.255.0.0",
					      "172.15.255.255",    "172.32.0.0",      "192.167.255.255",
					      "192.169.0.0",       "198.17.255.255",  "198.20.0.0",
					      "223.255.255.255",   "2606:4700::1111", "2001:4860:4860::8888",
					      "2002:0101:0101::1", "64:ff9b::101:101" };
	static const char *const other[] = { "0.0.0.0",
					     "0.1.2.3",
					     "10.0.0.0",
					     "10.255.255.255",
					     "100.64.0.1",
					     "100.100.100.200",
					     "127.0.0.1",
					     "127.255.255.255",
					     "168.63.129.16",
					     "169.254.169.254",
					     "172.16.0.1",
					     "172.31.255.255",
					     "192.0.0.1",
					     "192.0.2.1",
					     "192.168.0.1",
					     "198.18.0.1",
					     "198.51.100.1",
					     "203.0.113.1",
					     "224.0.0.1",
					     "240.0.0.1",
					     "255.255.255.255",
					     "::",
					     "::1",
					     "::ffff:1.1.1.1",
					     "::ffff:127.0.0.1",
					     "fe80::1",
					     "fc00::1",
					     "fd00:ec2::254",
					     "ff02::1",
					     "2001::1",
					     "2001:db8::1",
					     "2002:7f00:1::",
					     "2002:a00:1::",
					     "64:ff9b::127.0.0.1",
					     "3fff::1",
					     "::127.0.0.1",
					     "fec0::1",
					     "100::1" };
	struct sockaddr local = { .sa_family = AF_UNIX };

	(void)state;
	for (size_t i = 0; i < COUNT(public); i++)
		if (!is_public(public[i]))
			fail_msg("%s is public", public[i]);
	for (size_t i = 0; i < COUNT(other); i++)
		if (is_public(other[i]))
			fail_msg("%s is not public", other[i]);
	assert_false(address_is_public(&local));
}

#define FETCH_TEST(rule) cmocka_unit_test_setup_teardown(rule, start, stop)

UNIT(fetch, FETCH_TEST(fetch_brings_the_page_and_its_story), FETCH_TEST(fetch_keeps_content_codings),
     FETCH_TEST(fetch_asks_conditionally), FETCH_TEST(fetch_tells_why_there_is_no_page), FETCH_TEST(fetch_ends_in_time),
     FETCH_TEST(fetch_cuts_what_is_too_long), FETCH_TEST(fetch_does_many_at_once), FETCH_TEST(fetch_can_be_given_up),
     FETCH_TEST(fetch_posts_a_form), cmocka_unit_test(fetch_can_be_woken),
     cmocka_unit_test(address_is_public_only_on_the_internet))
