/* tests/unit/test_fetch_tls.c - certificates that are trusted and others, old protocols, HTTP/2. */
#include "common/die.h"
#include "tests/unit/fetch_told.h"
#include "tests/unit/newsroom_process.h"
#include "tests/unit/server_process.h"

#include <stdio.h>
#include <stdlib.h>

static const char *allowed[] = { "127.0.0.1,localhost" };
static char *folder, *cert, *key;

/* A certificate for 127.0.0.1, and for no name. */
static int start(void **state)
{
	char *command;

	(void)state;
	folder = unit_directory();
	cert = xprintf("%s/cert.pem", folder);
	key = xprintf("%s/key.pem", folder);
	command = xprintf("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=test "
			  "-addext subjectAltName=IP:127.0.0.1 -keyout %s -out %s 2>/dev/null",
			  key, cert);
	assert_int_equal(system(command), 0); /* openssl is among the packages that tests need */
	free(command);
	fetch_options = (struct fetch_options){
		.timeout_ms = 20000, .connect_timeout_ms = 20000, .connections = 4, .allow_hosts = { allowed, 1 }
	};
	return 0;
}

static int stop(void **state)
{
	(void)state;
	free(folder);
	free(cert);
	free(key);
	fetch_options = (struct fetch_options){ .proxy = NULL };
	return 0;
}

static struct told fetch(struct fetcher *f, const char *url, enum feed_tls tls)
{
	struct feed_options options = FEED_OPTIONS_NONE;
	struct told told = { .calls = 0 };
	struct fetch_request request = {
		.url = slice_from(url), .options = &options, .limit_bytes = 10000, .done = told_done, .context = &told
	};

	options.tls = tls;
	told_fetch(f, &request, 1);
	assert_int_equal(told.calls, 1);
	return told;
}

static void assert_told(struct told told, enum fetch_failure failure, const char *sentence)
{
	if (told.failure != failure || !strstr(told.sentence, sentence))
		fail_msg("%s: %s", fetch_failure_name(told.failure), told.sentence);
	told_forget(&told);
}

static void fetch_believes_certificates_it_has_reason_to(void **state)
{
	struct newsroom newsroom;
	struct fetcher *f;
	char *url, *by_name;

	(void)state;
	newsroom_start_tls(&newsroom, cert, key);
	newsroom_put(&newsroom, "page.html", SLICE("<p>a page</p>"));
	url = xprintf("%s/page.html", newsroom.base);
	by_name = xprintf("https://localhost%s/page.html", strrchr(newsroom.base, ':'));
	f = fetcher_open();
	assert_told(fetch(f, url, FEED_TLS_VERIFY), FETCH_TLS, "self-signed certificate; if you trust it: --ca-file");
	assert_told(fetch(f, url, FEED_TLS_LEGACY), FETCH_TLS, "self-signed certificate; if you trust it: --ca-file");
	assert_told(fetch(f, url, FEED_TLS_INSECURE), FETCH_FINE, "");
	/* the connection that nobody checked is there still, and not for those who want it checked */
	assert_told(fetch(f, url, FEED_TLS_VERIFY), FETCH_TLS, "self-signed certificate");
	fetcher_close(f);
	fetch_options.ca_file = cert;
	assert_told(fetch(NULL, url, FEED_TLS_VERIFY), FETCH_FINE, "");
	assert_told(fetch(NULL, by_name, FEED_TLS_VERIFY), FETCH_TLS, "localhost");
	assert_told(fetch(NULL, by_name, FEED_TLS_INSECURE), FETCH_FINE, "");
	newsroom_stop(&newsroom);
	free(url);
	free(by_name);
}

static void fetch_follows_from_https_to_http_but_moves_nowhere(void **state)
{
	struct newsroom secure, plain;
	struct told told;
	char *url;

	(void)state;
	newsroom_start_tls(&secure, cert, key);
	newsroom_start(&plain);
	newsroom_put(&plain, "page.html", SLICE("<p>a page</p>"));
	fetch_options.ca_file = cert;
	url = xprintf("%s/x/to/301/http%%3A%%2F%%2F%s%%2Fpage.html", secure.base, plain.base + 7);
	told = fetch(NULL, url, FEED_TLS_VERIFY);
	assert_string_equal(told.body, "<p>a page</p>");
	assert_string_equal(told.moved_url, "");
	told_forget(&told);
	free(url);
	url = xprintf("%s/x/to/301/https%%3A%%2F%%2F%s%%2Fnothing", plain.base, secure.base + 8);
	told = fetch(NULL, url, FEED_TLS_VERIFY);
	assert_int_equal(told.status, 404);
	assert_memory_equal(told.moved_url, "https://", 8);
	told_forget(&told);
	free(url);
	newsroom_stop(&secure);
	newsroom_stop(&plain);
}

/* What is asked of a proxy over TLS is its business; that it is the right proxy is ours. */
static void fetch_trusts_a_proxy_as_it_trusts_a_site(void **state)
{
	struct newsroom proxy;

	(void)state;
	newsroom_start_tls(&proxy, cert, key);
	newsroom_put(&proxy, "page.html", SLICE("<p>a page</p>"));
	fetch_options.proxy = proxy.base;
	assert_told(fetch(NULL, "http://www.site.example/page.html", FEED_TLS_VERIFY), FETCH_TLS, "self-signed");
	assert_told(fetch(NULL, "http://www.site.example/page.html", FEED_TLS_INSECURE), FETCH_TLS, "self-signed");
	fetch_options.ca_file = cert;
	assert_told(fetch(NULL, "http://www.site.example/page.html", FEED_TLS_VERIFY), FETCH_FINE, "");
	newsroom_stop(&proxy);
}

static void fetch_speaks_http_2(void **state)
{
	int port = server_free_port();
	char *number = xprintf("%d", port), *url = xprintf("https://127.0.0.1:%d/page.html", port);
	const char *words[] = { "nghttpd", "-a", "127.0.0.1", "-d", folder, number, key, cert, NULL };
	struct newsroom here = { .root = folder };
	struct told told;
	pid_t server;

	(void)state;
	newsroom_put(&here, "page.html", SLICE("<p>a page</p>"));
	server = server_start(port, words);
	if (server == 0)
		unit_skip("no nghttpd (Debian: nghttp2-server)");
	fetch_options.ca_file = cert;
	told = fetch(NULL, url, FEED_TLS_VERIFY);
	assert_int_equal(told.failure, FETCH_FINE);
	assert_memory_equal(told.head, "HTTP/2 200", 10);
	assert_string_equal(told.body, "<p>a page</p>");
	told_forget(&told);
	server_stop(server);
	free(number);
	free(url);
}

static void fetch_speaks_to_old_servers_when_told_to(void **state)
{
	int port = server_free_port();
	char *number = xprintf("%d", port), *url = xprintf("https://127.0.0.1:%d/", port);
	const char *words[] = { "openssl", "s_server", "-accept", number, "-cert",   cert,
				"-key",    key,        "-tls1",   "-www", "-cipher", "DEFAULT@SECLEVEL=0",
				"-quiet",  NULL };
	pid_t server = server_start(port, words);

	(void)state;
	assert_true(server > 0);
	fetch_options.ca_file = cert;
	assert_told(fetch(NULL, url, FEED_TLS_VERIFY), FETCH_TLS, "wiremill:tls=\"legacy\"");
	assert_told(fetch(NULL, url, FEED_TLS_LEGACY), FETCH_FINE, "");
	server_stop(server);
	free(number);
	free(url);
}

#define TLS_TEST(rule) cmocka_unit_test_setup_teardown(rule, start, stop)

UNIT(fetch_tls, TLS_TEST(fetch_believes_certificates_it_has_reason_to),
     TLS_TEST(fetch_follows_from_https_to_http_but_moves_nowhere), TLS_TEST(fetch_trusts_a_proxy_as_it_trusts_a_site),
     TLS_TEST(fetch_speaks_http_2), TLS_TEST(fetch_speaks_to_old_servers_when_told_to))
