/* tests/unit/test_fetch_socks.c - transfers through a SOCKS proxy that is not ours. */
#include "common/die.h"
#include "tests/unit/fetch_told.h"
#include "tests/unit/newsroom_process.h"
#include "tests/unit/server_process.h"

#include <stdio.h>
#include <stdlib.h>

static const char *allowed[] = { "127.0.0.1" };
static struct newsroom newsroom;
static int port;

static int start(void **state)
{
	(void)state;
	newsroom_start(&newsroom);
	newsroom_put(&newsroom, "page.html", SLICE("<p>a page</p>"));
	port = server_free_port();
	fetch_options = (struct fetch_options){
		.timeout_ms = 5000, .connect_timeout_ms = 2000, .connections = 4, .allow_hosts = { allowed, 1 }
	};
	return 0;
}

static int stop(void **state)
{
	(void)state;
	newsroom_stop(&newsroom);
	fetch_options = (struct fetch_options){ .proxy = NULL };
	return 0;
}

/* Fetch a URL through "SCHEME://WHO127.0.0.1:PORT". */
static void check(const char *scheme, const char *who, const char *url, enum fetch_failure failure,
		  const char *sentence)
{
	char *proxy = xprintf("%s://%s127.0.0.1:%d", scheme, who, port);
	struct feed_options options = FEED_OPTIONS_NONE;
	struct told told = { .calls = 0 };
	struct fetch_request request = {
		.url = slice_from(url), .options = &options, .limit_bytes = 10000, .done = told_done, .context = &told
	};

	options.proxy = slice_from(proxy);
	told_fetch(NULL, &request, 1);
	assert_int_equal(told.calls, 1);
	if (told.failure != failure || !strstr(told.sentence, sentence))
		fail_msg("%s %s %s: %s: %s", scheme, who, url, fetch_failure_name(told.failure), told.sentence);
	if (failure == FETCH_FINE)
		assert_string_equal(told.body, "<p>a page</p>");
	told_forget(&told);
	free(proxy);
}

/* socks5: names are looked up here; socks5h: there.  What may be asked for is the same as behind any proxy. */
static void fetch_goes_through_a_socks_proxy(void **state)
{
	char *number = xprintf("%d", port), *page;
	const char *words[] = { "microsocks", "-i", "127.0.0.1", "-p", number, "-u", "ann", "-P", "tulip", NULL };
	pid_t server = server_start(port, words);

	(void)state;
	free(number);
	if (server == 0)
		unit_skip("no microsocks (Debian: microsocks)");
	page = xprintf("%s/page.html", newsroom.base);
	check("socks5h", "ann:tulip@", page, FETCH_FINE, "");
	check("socks5", "ann:tulip@", page, FETCH_FINE, "");
	check("socks5h", "ann:rose@", page, FETCH_CONNECT, "rejected");
	check("socks5h", "ann:tulip@", "http://nobody.invalid/", FETCH_CONNECT, "connection to nobody.invalid");
	check("socks5", "ann:tulip@", "http://nobody.invalid/", FETCH_CONNECT, "Could not resolve host");
	check("socks5h", "ann:tulip@", "http://127.0.0.2/", FETCH_REFUSED, "host 127.0.0.2 is not allowed");
	check("socks5h", "ann:tulip@", "http://printer.local/", FETCH_REFUSED, "host printer.local is not allowed");
	server_stop(server);
	check("socks5h", "ann:tulip@", page, FETCH_CONNECT, "");
	free(page);
}

UNIT(fetch_socks, cmocka_unit_test_setup_teardown(fetch_goes_through_a_socks_proxy, start, stop))
