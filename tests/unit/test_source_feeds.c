/* tests/unit/test_source_feeds.c - the live source against a real web server: what it asks for, keeps and yields. */
#include "common/clock.h"
#include "common/die.h"
#include "ingest/fetch.h"
#include "ingest/polling.h"
#include "ingest/source.h"
#include "tests/unit/newsroom_process.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define BOUND_MS    20000
#define MAX_YIELDED 64

struct yielded {
	struct {
		int got; /* 1, or -1 for a dead letter */
		int64_t seq;
		char *id, *url, *title, *feed, *extra, *sentence, *body;
	} at[MAX_YIELDED];
	size_t n;
};

struct site {
	struct newsroom newsroom;
	struct setting_list feeds;
	char *state_dir, *archive_dir;
	const char *urls[4];
	struct yielded yielded;
};

static void default_options(void)
{
	static const char *allowed[] = { "127.0.0.1" };

	fetch_options = (struct fetch_options){
		.timeout_ms = 2000, .connect_timeout_ms = 1000, .connections = 8, .allow_hosts = { allowed, 1 }
	};
	polling_options = (struct polling_options){ 900, 300, 86400, 120 };
}

static void site_start(struct site *site)
{
	*site = (struct site){ .state_dir = unit_directory(), .archive_dir = unit_directory() };
	newsroom_start(&site->newsroom);
	default_options();
}

static void forget_yielded(struct yielded *y)
{
	for (size_t i = 0; i < y->n; i++) {
		free(y->at[i].id);
		free(y->at[i].url);
		free(y->at[i].title);
		free(y->at[i].feed);
		free(y->at[i].extra);
		free(y->at[i].sentence);
		free(y->at[i].body);
	}
	y->n = 0;
}

static void site_stop(struct site *site)
{
	forget_yielded(&site->yielded);
	for (size_t i = 0; i < site->feeds.n; i++)
		free((char *)(uintptr_t)site->urls[i]);
	newsroom_stop(&site->newsroom);
	free(site->state_dir);
	free(site->archive_dir);
}

static void site_watch(struct site *site, const char *path)
{
	site->urls[site->feeds.n++] = xprintf("%s%s", site->newsroom.base, path);
	site->feeds.at = site->urls;
}

static char *copy(struct slice s)
{
	return xprintf("%.*s", (int)s.len, s.at);
}

static void take(struct yielded *y, int got, const struct article *a, const struct reason *why)
{
	assert_true(y->n < MAX_YIELDED);
	y->at[y->n].got = got;
	y->at[y->n].seq = a->seq;
	y->at[y->n].id = copy(a->id);
	y->at[y->n].url = copy(a->url);
	y->at[y->n].title = copy(a->feed_entry_title);
	y->at[y->n].feed = copy(a->feed_url);
	y->at[y->n].extra = copy(a->extra);
	y->at[y->n].body = copy(a->body);
	y->at[y->n++].sentence = got < 0 ? xprintf("%s: %s", why->step, why->sentence) : xstrdup("");
}

static void take_all(struct source *source, struct yielded *y, struct arena *arena)
{
	struct reason why = { .step = "read" };
	struct article a;
	int got;

	for (;;) {
		arena_reset(arena);
		article_init(&a, arena);
		got = source->kind->next(source, &a, &why);
		if (got == 0)
			return;
		take(y, got, &a, &why);
	}
}

/* A run with --once from `start_seq` on, to its end. */
static void site_run(struct site *site, int64_t start_seq)
{
	struct source_feeds_options options = { .archive_dir = site->archive_dir, .feeds = site->feeds, .once = true };
	struct state *state = state_open(site->state_dir);
	struct source *source = source_feeds_open(state, &options, start_seq);
	struct arena *arena = arena_open(64u << 20);
	int64_t until_ms = clock_monotonic_ms() + BOUND_MS;

	forget_yielded(&site->yielded);
	while (!source->kind->ended(source)) {
		assert_true(clock_monotonic_ms() < until_ms);
		take_all(source, &site->yielded, arena);
		source->kind->wait(source, -1, 100);
	}
	source->kind->close(source);
	state_close(state);
	arena_close(arena);
}

static char *feed_of(const char *items)
{
	return xprintf("<rss><channel><title>Courier</title>%s</channel></rss>", items);
}

static void put(const struct site *site, const char *path, const char *bytes)
{
	newsroom_put(&site->newsroom, path, slice_from(bytes));
}

static void put_feed(const struct site *site, const char *path, const char *items)
{
	char *feed = feed_of(items);

	put(site, path, feed);
	free(feed);
}

static void source_feeds_yields_what_feeds_lead_to(void **state)
{
	struct site site;

	(void)state;
	site_start(&site);
	put_feed(&site, "rss.xml",
		 "<item><guid>g1</guid><title>One &amp;amp; "
		 "only</title><link>@BASE@/x/gzip/one.html?utm_source=rss</link></item>"
		 "<item><link>/two.html</link><title>Two</title></item><item><title>No page</title></item>");
	put(&site, "one.html", "<p>first body</p>");
	put(&site, "two.html", "<p>second body</p>");
	site_watch(&site, "/rss.xml");
	site_run(&site, 0);
	assert_int_equal(site.yielded.n, 2);
	assert_string_equal(site.yielded.at[0].title, "One & only");
	assert_string_equal(site.yielded.at[0].body, "<p>first body</p>");
	assert_string_equal(site.yielded.at[1].body, "<p>second body</p>");
	assert_true(site.yielded.at[1].seq > site.yielded.at[0].seq);
	assert_string_equal(site.yielded.at[0].feed, site.urls[0]);
	assert_non_null(strstr(site.yielded.at[0].id, "urn:uuid:"));
	site_stop(&site);
}

static void source_feeds_asks_for_nothing_twice(void **state)
{
	struct site site;
	char *log;
	int64_t end;

	(void)state;
	site_start(&site);
	put_feed(&site, "a.xml", "<item><guid>1</guid><link>@BASE@/one.html</link></item>");
	put_feed(&site, "b.xml",
		 "<item><guid>x</guid><link>@BASE@/one.html#top</link></item>"
		 "<item><guid>y</guid><link>@BASE@/x/redirect/2/one.html</link></item>");
	put(&site, "one.html", "<p>one</p>");
	site_watch(&site, "/a.xml");
	site_watch(&site, "/b.xml");
	site_run(&site, 0);
	assert_int_equal(site.yielded.n, 1); /* one article, though three entries lead to it */
	end = site.yielded.at[0].seq + 1;
	site_run(&site, end);
	assert_int_equal(site.yielded.n, 0);
	assert_int_equal(newsroom_asked(&site.newsroom, "/a.xml"), 2);
	assert_int_equal(newsroom_asked(&site.newsroom, "/x/redirect/2/one.html"), 1);
	log = newsroom_log(&site.newsroom);
	assert_non_null(strstr(log, "GET /a.xml 304"));
	free(log);
	site_stop(&site);
}

static void source_feeds_makes_dead_letters_of_pages_that_fail(void **state)
{
	static const struct {
		const char *path, *sentence;
		size_t asked;
	} cases[] = {
		{ "/x/status/404", "fetch: HTTP 404", 1 },
		{ "/x/flaky/9/one.html", "fetch: HTTP 503", 3 },
		{ "/x/loop", "fetch: more than 5 redirects", 6 },
		{ "/x/slow/9000/one.html", "fetch: time-out after ", 1 },
		{ "/x/redirect-to/ftp%3A%2F%2F127.0.0.1%2F", "fetch: no http or https URL", 1 },
		{ "/x/redirect-to/http%3A%2F%2Flocalhost%3A1%2F", "is not allowed (--allow-hosts)", 1 },
	};
	struct text items;
	struct site site;

	(void)state;
	site_start(&site);
	fetch_options.timeout_ms = 300;
	text_init(&items, 1u << 16);
	for (size_t i = 0; i < COUNT(cases); i++)
		text_addf(&items, "<item><title>%zu</title><link>@BASE@%s</link></item>", i, cases[i].path);
	text_add_char(&items, '\0');
	put_feed(&site, "rss.xml", items.at);
	put(&site, "one.html", "<p>one</p>");
	site_watch(&site, "/rss.xml");
	site_run(&site, 0);
	assert_int_equal(site.yielded.n, COUNT(cases));
	for (size_t i = 0; i < site.yielded.n; i++) {
		size_t which = (size_t)(site.yielded.at[i].title[0] - '0');

		assert_int_equal(site.yielded.at[i].got, -1);
		assert_non_null(strstr(site.yielded.at[i].sentence, cases[which].sentence));
		assert_non_null(strstr(site.yielded.at[i].extra, "\"fetchFailure\":\""));
		assert_non_null(strstr(site.yielded.at[i].id, "urn:uuid:"));
		assert_true(site.yielded.at[i].seq > 0);
		assert_true(i == 0 || site.yielded.at[i].seq > site.yielded.at[i - 1].seq);
		if (cases[which].asked != 1)
			assert_int_equal(newsroom_asked(&site.newsroom, cases[which].path), cases[which].asked);
	}
	site_run(&site, 0);
	assert_int_equal(site.yielded.n,
			 COUNT(cases)); /* from the same start the same is yielded, and nothing asked anew */
	assert_int_equal(newsroom_asked(&site.newsroom, "/x/status/404"), 1);
	text_release(&items);
	site_stop(&site);
}

static void source_feeds_tries_again_what_may_pass(void **state)
{
	struct site site;

	(void)state;
	site_start(&site);
	put_feed(&site, "rss.xml", "<item><link>@BASE@/x/flaky/2/one.html</link></item>");
	put(&site, "one.html", "<p>one</p>");
	site_watch(&site, "/rss.xml");
	site_run(&site, 0);
	assert_int_equal(site.yielded.n, 1);
	assert_int_equal(site.yielded.at[0].got, 1);
	assert_string_equal(site.yielded.at[0].body, "<p>one</p>");
	site_stop(&site);
}

static void source_feeds_goes_on_when_a_feed_fails(void **state)
{
	struct site site;

	(void)state;
	site_start(&site);
	put_feed(&site, "rss.xml", "<item><link>@BASE@/one.html</link></item>");
	put(&site, "one.html", "<p>one</p>");
	put(&site, "no-feed.html", "<html><title>gone</title></html>");
	site_watch(&site, "/x/status/500");
	site_watch(&site, "/no-feed.html");
	site_watch(&site, "/x/truncate/rss.xml");
	site_watch(&site, "/rss.xml");
	site_run(&site, 0);
	assert_int_equal(site.yielded.n, 1);
	assert_int_equal(newsroom_asked(&site.newsroom, "/x/status/500"), 1); /* each once, whatever comes */
	site_stop(&site);
}

/* The state was rolled back, or lost, after the page was archived: the archive tells. */
static void source_feeds_finds_in_the_archive_what_the_state_has_lost(void **state)
{
	struct site site;
	char *first_id;

	(void)state;
	site_start(&site);
	put_feed(&site, "rss.xml", "<item><guid>1</guid><link>@BASE@/x/moved/one.html</link></item>");
	put(&site, "one.html", "<p>one</p>");
	site_watch(&site, "/rss.xml");
	site_run(&site, 0);
	assert_int_equal(site.yielded.n, 1);
	first_id = xstrdup(site.yielded.at[0].id);
	free(site.state_dir);
	site.state_dir = unit_directory();
	site_run(&site, 0);
	assert_int_equal(site.yielded.n, 1);
	assert_string_equal(site.yielded.at[0].id, first_id);
	assert_int_equal(newsroom_asked(&site.newsroom, "/x/moved/one.html"), 1);
	free(first_id);
	site_stop(&site);
}

/* A page that failed is in the archive as well, but as no article: its dead letter is still to be told. */
static void source_feeds_keeps_a_dead_letter_that_the_state_has_lost(void **state)
{
	struct site site;

	(void)state;
	site_start(&site);
	put_feed(&site, "rss.xml", "<item><link>@BASE@/x/status/404</link></item>");
	site_watch(&site, "/rss.xml");
	site_run(&site, 0);
	assert_int_equal(site.yielded.n, 1);
	free(site.state_dir);
	site.state_dir = unit_directory();
	site_run(&site, 0);
	assert_int_equal(site.yielded.n, 1);
	assert_int_equal(site.yielded.at[0].got, -1);
	assert_string_equal(site.yielded.at[0].sentence, "fetch: HTTP 404");
	site_stop(&site);
}

static void source_feeds_waits_between_requests_to_a_host(void **state)
{
	struct site site;
	int64_t began_ms;

	(void)state;
	site_start(&site);
	fetch_options.host_delay_ms = 120;
	put_feed(&site, "rss.xml", "<item><link>/a.html</link></item><item><link>/b.html</link></item>");
	put(&site, "a.html", "a");
	put(&site, "b.html", "b");
	site_watch(&site, "/rss.xml");
	began_ms = clock_monotonic_ms();
	site_run(&site, 0);
	assert_true(clock_monotonic_ms() - began_ms >= 240);
	assert_int_equal(site.yielded.n, 2);
	site_stop(&site);
}

static void source_feeds_stops_after_what_is_under_way(void **state)
{
	struct source_feeds_options options;
	struct source *source;
	struct state *s;
	struct site site;
	int64_t until_ms = clock_monotonic_ms() + BOUND_MS;
	struct arena *arena = arena_open(64u << 20);

	(void)state;
	site_start(&site);
	put_feed(&site, "rss.xml", "<item><link>/a.html</link></item>");
	site_watch(&site, "/x/slow/200/rss.xml");
	options = (struct source_feeds_options){ .archive_dir = site.archive_dir, .feeds = site.feeds };
	s = state_open(site.state_dir);
	source = source_feeds_open(s, &options, 0);
	source->kind->wait(source, -1, 0);
	source->kind->stop(source);
	take_all(source, &site.yielded, arena);
	assert_false(source->kind->ended(source));
	while (!source->kind->ended(source)) {
		assert_true(clock_monotonic_ms() < until_ms);
		source->kind->wait(source, -1, 100);
		take_all(source, &site.yielded, arena);
	}
	assert_int_equal(newsroom_asked(&site.newsroom, "/x/slow/200/rss.xml"), 1);
	assert_int_equal(newsroom_asked(&site.newsroom, "/a.html"), 0);
	source->kind->close(source);
	state_close(s);
	arena_close(arena);
	site_stop(&site);
}

UNIT(source_feeds, cmocka_unit_test(source_feeds_yields_what_feeds_lead_to),
     cmocka_unit_test(source_feeds_asks_for_nothing_twice),
     cmocka_unit_test(source_feeds_makes_dead_letters_of_pages_that_fail),
     cmocka_unit_test(source_feeds_tries_again_what_may_pass), cmocka_unit_test(source_feeds_goes_on_when_a_feed_fails),
     cmocka_unit_test(source_feeds_finds_in_the_archive_what_the_state_has_lost),
     cmocka_unit_test(source_feeds_keeps_a_dead_letter_that_the_state_has_lost),
     cmocka_unit_test(source_feeds_waits_between_requests_to_a_host),
     cmocka_unit_test(source_feeds_stops_after_what_is_under_way))
