/* tests/unit/test_fetch_hops.c - what goes along from hop to hop, and what does not; proxies; TLS. */
#include "common/die.h"
#include "tests/unit/fetch_told.h"
#include "tests/unit/newsroom_process.h"

#include <stdio.h>
#include <stdlib.h>

static struct newsroom newsroom;
static const char *allowed[] = { "127.0.0.1,localhost" };
static char *localhost; /* the newsroom by another name: another host */

static int start(void **state)
{
	(void)state;
	newsroom_start(&newsroom);
	localhost = xprintf("http://localhost%s", strrchr(newsroom.base, ':'));
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
	free(localhost);
	fetch_options = (struct fetch_options){ .proxy = NULL };
	return 0;
}

/* `request` with its URL made of a format. */
__attribute__((format(printf, 2, 3))) static struct told fetch(struct fetch_request request, const char *format, ...)
{
	struct told told = { .calls = 0 };
	char url[512];
	va_list list;

	va_start(list, format);
	vsnprintf(url, sizeof url, format, list);
	va_end(list);
	request.url = slice_from(url);
	request.limit_bytes = request.limit_bytes ? request.limit_bytes : 10000;
	request.done = told_done;
	request.context = &told;
	told_fetch(NULL, &request, 1);
	assert_int_equal(told.calls, 1);
	return told;
}

#define NOTHING ((struct fetch_request){ .options = NULL })

static void fetch_tells_moves_for_good_from_others(void **state)
{
	static const struct {
		const char *path, *moved; /* moved: below the base, "" for nowhere */
	} cases[] = {
		{ "/page.html", "" },
		{ "/x/chain/301/1/page.html", "/page.html" },
		{ "/x/chain/308/3/page.html", "/page.html" },
		{ "/x/chain/302/2/page.html", "" },
		{ "/x/chain/307/1/page.html", "" },
		{ "/x/chain/303/1/page.html", "" },
		{ "/x/to/301/%2Fx%2Fto%2F302%2F%252Fpage.html", "/x/to/302/%2Fpage.html" },
		{ "/x/to/302/%2Fx%2Fto%2F301%2F%252Fpage.html", "" },
		{ "/x/to/308/..%2F..%2F..%2Fpage.html%23part", "/page.html" },
		{ "/x/to/301/%3Fq%3D1", "/x/to/301/%3Fq%3D1?q=1" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct told told = fetch(NOTHING, "%s%s", newsroom.base, cases[i].path);
		char *moved = *cases[i].moved ? xprintf("%s%s", newsroom.base, cases[i].moved) : xstrdup("");

		if (strcmp(told.moved_url, moved) != 0)
			fail_msg("%s: moved to %s", cases[i].path, told.moved_url);
		assert_null(strchr(told.url, '#'));
		told_forget(&told);
		free(moved);
	}
}

static void fetch_tells_of_the_redirects_it_followed(void **state)
{
	struct told told = fetch(NOTHING, "%s/x/chain/302/2/page.html", newsroom.base);
	char *hops = xprintf("%s/x/chain/302/2/page.html 302 GET /x/chain/302/2/page.html HTTP/1.1 63\n"
			     "%s/x/chain/302/1/page.html 302 GET /x/chain/302/1/page.html HTTP/1.1 63\n",
			     newsroom.base, newsroom.base);

	(void)state;
	assert_string_equal(told.hops, hops);
	assert_string_equal(told.body, "<p>a page</p>");
	told_forget(&told);
	free(hops);
	told = fetch(NOTHING, "%s/page.html", newsroom.base);
	assert_string_equal(told.hops, "");
	told_forget(&told);
	told = fetch(NOTHING, "%s/x/to/302/ftp%%3A%%2F%%2Fsite.example%%2F", newsroom.base); /* it is the answer */
	assert_int_equal(told.failure, FETCH_REFUSED);
	assert_int_equal(told.status, 302);
	assert_string_equal(told.hops, "");
	told_forget(&told);
	told = fetch(NOTHING, "%s/x/to/302/http%%3A%%2F%%2F127.0.0.2%%3A1%%2F", newsroom.base); /* it is not */
	assert_int_equal(told.status, 0);
	assert_string_equal(told.body, "");
	assert_non_null(strstr(told.hops, " 302 GET "));
	told_forget(&told);
}

static void fetch_gives_validators_to_their_own_url_alone(void **state)
{
	struct fetch_request request = { .etag = SLICE("W/\"odd , one\""),
					 .last_modified = SLICE("yesterday, about noon") };
	char *final = xprintf("%s/page.html", newsroom.base), *log;
	struct told told;

	(void)state;
	told = fetch(request, "%s/x/redirect/1/page.html", newsroom.base); /* of the first URL */
	told_forget(&told);
	request.validated_url = slice_from(final);
	told = fetch(request, "%s/x/moved/page.html", newsroom.base);
	assert_non_null(strstr(told.request, "If-None-Match: W/\"odd , one\"\r\n"));
	assert_non_null(strstr(told.request, "If-Modified-Since: yesterday, about noon\r\n"));
	told_forget(&told);
	told = fetch(request, "%s/x/moved/nothing.html", newsroom.base);
	assert_null(strstr(told.request, "If-"));
	told_forget(&told);
	log = newsroom_log(&newsroom);
	assert_non_null(strstr(log, "GET /x/redirect/1/page.html 302 63 if-none-match=W/\"odd , one\""));
	assert_non_null(strstr(log, "GET /page.html 200 13 if-none-match=- "));
	assert_non_null(strstr(log, "GET /x/moved/page.html 301 75 if-none-match=- "));
	assert_non_null(strstr(log, "GET /page.html 200 13 if-none-match=W/\"odd , one\""));
	free(log);
	free(final);
}

static void fetch_keeps_the_secrets_of_a_feed(void **state)
{
	struct feed_options options = FEED_OPTIONS_NONE;
	struct fetch_request request = { .options = &options, .options_url = slice_from(newsroom.base) };
	struct told told;

	(void)state;
	newsroom_put(&newsroom, "site.txt",
		     SLICE("# a key\nAuthorization: Bearer tulip\n\nX-Key: rose\nAccept: text/x\n"));
	newsroom_put(&newsroom, "bad.txt", SLICE("X-Key: rose\nno header\n"));
	options.headers_file = SLICE("site.txt");
	options.user_agent = SLICE("Special/1");
	told = fetch(request, "%s/x/echo-headers", newsroom.base);
	assert_int_equal(told.failure, FETCH_REFUSED);
	assert_non_null(strstr(told.sentence, "--headers-dir"));
	told_forget(&told);
	fetch_options.headers_dir = newsroom.root;
	told = fetch(request, "%s/x/redirect/1/x/echo-headers", newsroom.base); /* 404: told by its file name alone */
	told_forget(&told);
	told = fetch(request, "%s/x/to/302/%%2Fx%%2Fecho-headers",
		     newsroom.base); /* on its own host: further hops too */
	assert_non_null(strstr(told.body, "Authorization: Bearer tulip\n"));
	assert_non_null(strstr(told.body, "X-Key: rose\n"));
	assert_non_null(strstr(told.body, "Accept: text/x\n"));
	assert_non_null(strstr(told.body, "User-Agent: Special/1\n"));
	assert_null(strstr(told.request, "tulip"));
	assert_null(strstr(told.request, "rose"));
	assert_non_null(strstr(told.request, "User-Agent: Special/1\r\n"));
	told_forget(&told);
	told = fetch(request, "%s/x/to/302/http%%3A%%2F%%2Flocalhost%s%%2Fx%%2Fecho-headers", newsroom.base,
		     strrchr(newsroom.base, ':'));
	assert_int_equal(told.status, 200);
	assert_null(strstr(told.body, "tulip"));
	assert_null(strstr(told.body, "rose"));
	told_forget(&told);
	request.options_url = SLICE("http://127.0.0.1:1/feed.xml"); /* another port: another host */
	told = fetch(request, "%s/x/echo-headers", newsroom.base);
	assert_null(strstr(told.body, "tulip"));
	told_forget(&told);
	request.options_url = slice_from(newsroom.base);
	options.headers_file = SLICE("bad.txt");
	told = fetch(request, "%s/x/echo-headers", newsroom.base);
	assert_int_equal(told.failure, FETCH_REFUSED);
	assert_non_null(strstr(told.sentence, "bad.txt, line 2"));
	told_forget(&told);
	options.headers_file = SLICE("none.txt");
	told = fetch(request, "%s/x/echo-headers", newsroom.base);
	assert_non_null(strstr(told.sentence, "none.txt: No such file"));
	told_forget(&told);
}

static void fetch_uses_a_password_of_an_url_once(void **state)
{
	struct told told[3] = { { .calls = 0 } };
	struct fetcher *f = fetcher_open();
	char *urls[3] = { xprintf("http://me:se%%40cret@%s/x/echo-headers", newsroom.base + 7),
			  xprintf("%s/x/echo-headers", newsroom.base),
			  xprintf("http://me:se%%40cret@%s/x/to/302/%%2Fx%%2Fecho-headers", newsroom.base + 7) };

	(void)state;
	for (size_t i = 0; i < COUNT(urls); i++) {
		struct fetch_request request = {
			.url = slice_from(urls[i]), .limit_bytes = 10000, .done = told_done, .context = &told[i]
		};

		told_fetch(f, &request, 1);
		free(urls[i]);
	}
	fetcher_close(f);
	assert_non_null(strstr(told[0].body, "Authorization: Basic bWU6c2VAY3JldA==\n"));
	assert_null(strstr(told[0].url, "cret"));
	assert_null(strstr(told[1].body, "Authorization"));
	assert_int_equal(told[2].status, 200);
	assert_null(strstr(told[2].body, "Authorization"));
	/* all over one connection */
	assert_string_equal(strstr(told[0].body, "from port"), strstr(told[1].body, "from port"));
	assert_string_equal(strstr(told[0].body, "from port"), strstr(told[2].body, "from port"));
	for (size_t i = 0; i < COUNT(told); i++)
		told_forget(&told[i]);
}

static void fetch_goes_through_a_proxy(void **state)
{
	static const char *const refused[] = { "http://127.0.0.2/",
					       "http://localhost./",
					       "http://10.1.2.3/",
					       "http://[::1]/",
					       "http://0x0a000001/",
					       "http://%30x7f.1/",
					       "http://%31%327.1/",
					       "http://printer/",
					       "http://nas.local/",
					       "http://169.254.169.254",
					       "http://[::ffff:1.1.1.1]/",
					       "http://2130706434/x",
					       "http://metadata.google.internal/" };
	struct feed_options options = FEED_OPTIONS_NONE;
	struct fetch_request request = { .options = &options };
	char *proxy = xprintf("http://user:pass@%s", newsroom.base + 7);
	struct told told;

	(void)state;
	setenv("no_proxy", "*", 1);
	fetch_options.allow_hosts.n = 0; /* the proxy's own address is nobody's business */
	options.proxy = slice_from(proxy);
	told = fetch(request, "http://www.site.example/page.html");
	assert_string_equal(told.body, "<p>a page</p>");
	assert_memory_equal(told.request, "GET http://www.site.example/page.html HTTP/1.1\r\n", 48);
	told_forget(&told);
	for (size_t i = 0; i < COUNT(refused); i++) {
		told = fetch(request, "%s", refused[i]);
		if (told.failure != FETCH_REFUSED || !strstr(told.sentence, "is not allowed (--allow-hosts)"))
			fail_msg("%s: %s: %s", refused[i], fetch_failure_name(told.failure), told.sentence);
		told_forget(&told);
	}
	told = fetch(request, "http://site.example/x/to/301/http%%3A%%2F%%2F169.254.169.254%%2Flatest");
	assert_int_equal(told.failure, FETCH_REFUSED);
	assert_non_null(strstr(told.sentence, "host 169.254.169.254 is not allowed"));
	assert_string_equal(told.head, "");
	told_forget(&told);
	fetch_options.proxy = proxy; /* of all */
	fetch_options.allow_hosts.n = 1;
	told = fetch(NOTHING, "http://localhost:1/page.html");
	assert_int_equal(told.status, 200);
	told_forget(&told);
	fetch_options.proxy = "http://127.0.0.1:1";
	told = fetch(NOTHING, "http://www.site.example/");
	assert_int_equal(told.failure, FETCH_CONNECT);
	told_forget(&told);
	unsetenv("no_proxy");
	free(proxy);
}

#define HOPS_TEST(rule) cmocka_unit_test_setup_teardown(rule, start, stop)

UNIT(fetch_hops, HOPS_TEST(fetch_tells_moves_for_good_from_others), HOPS_TEST(fetch_tells_of_the_redirects_it_followed),
     HOPS_TEST(fetch_gives_validators_to_their_own_url_alone), HOPS_TEST(fetch_keeps_the_secrets_of_a_feed),
     HOPS_TEST(fetch_uses_a_password_of_an_url_once), HOPS_TEST(fetch_goes_through_a_proxy))
