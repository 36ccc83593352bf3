/* tests/unit/test_robots.c - robots.txt: whose rules count, which one decides, how paths are compared (RFC 9309). */
#include "tests/unit/unit.h"

#include "common/text.h"
#include "ingest/robots.h"
#include "ingest/robots_file.h"

#define AGENT SLICE("wiremill/1.0 (+https://example.org/)")

struct question {
	const char *robots, *path;
	bool allow;
};

static void check(const struct question *questions, size_t n)
{
	struct arena *arena = arena_open(ROBOTS_ARENA_BYTES);

	for (size_t i = 0; i < n; i++) {
		const struct question *q = &questions[i];
		struct slice bytes = unit_guard(slice_from(q->robots)), path = unit_guard(slice_from(q->path));

		if (robots_allow(robots_parse(arena, bytes, AGENT), path) != q->allow)
			fail_msg("%s: not %d by\n%s", q->path, q->allow, q->robots);
		unit_guard_free(bytes);
		unit_guard_free(path);
		arena_reset(arena);
	}
	arena_close(arena);
}

static void robots_counts_the_groups_that_name_us(void **state)
{
	static const struct question questions[] = {
		{ "", "/a", true },
		{ "User-agent: *\nDisallow: /\n", "/a", false },
		{ "User-agent: *\nDisallow: /\n", "", false },
		{ "User-agent: other\nDisallow: /\n", "/a", true },
		{ "User-agent: *\nDisallow: /\nUser-agent: wiremill\nDisallow: /x\n", "/a", true },
		{ "User-agent: WireMill\nDisallow: /\n", "/a", false },
		{ "User-agent: wiremill/2.0\nDisallow: /\n", "/a", false },
		{ "User-agent: wiremill news\nDisallow: /\n", "/a", false },
		{ "User-agent: wire\nDisallow: /\n", "/a", true },
		{ "User-agent: wiremill-news\nDisallow: /\n", "/a", true },
		{ "User-agent: wiremill2\nDisallow: /\n", "/a", true },
		{ "User-agent: *mill\nDisallow: /\n", "/a", true },
		{ "User-agent:\nDisallow: /\n", "/a", true },
		/* a group without rules allows everything; "*" does not stand in for it */
		{ "User-agent: *\nDisallow: /\nUser-agent: wiremill\n", "/a", true },
		{ "User-agent: *\nDisallow: /\nUser-agent: wiremill\nDisallow:\n", "/a", true },
		/* merged */
		{ "User-agent: wiremill\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: wiremill\nDisallow: "
		  "/b\n",
		  "/a", false },
		{ "User-agent: wiremill\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: wiremill\nDisallow: "
		  "/b\n",
		  "/b", false },
		{ "User-agent: wiremill\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: wiremill\nDisallow: "
		  "/b\n",
		  "/c", true },
		/* several agents, one group; only a rule ends their list */
		{ "User-agent: x\nUser-agent: wiremill\nDisallow: /\n", "/a", false },
		{ "User-agent: wiremill\nUser-agent: x\nDisallow: /\n", "/a", false },
		{ "User-agent: wiremill\n\n# x\nSitemap: http://e.org/s\nFoo: 1\nCrawl-delay: 2\nUser-agent: "
		  "x\nDisallow: /\n",
		  "/a", false },
		{ "User-agent: wiremill\nDisallow:\nUser-agent: x\nDisallow: /\n", "/a", true },
		/* rules before any agent are nobody's */
		{ "Disallow: /\nUser-agent: *\nDisallow: /x\n", "/a", true },
	};

	(void)state;
	check(questions, COUNT(questions));
}

static void robots_follows_the_longest_rule(void **state)
{
	static const struct question questions[] = {
		{ "User-agent: *\nDisallow: /a\nAllow: /a/b\n", "/a/b/c", true },
		{ "User-agent: *\nAllow: /a/b\nDisallow: /a\n", "/a/c", false },
		{ "User-agent: *\nAllow: /\nDisallow: /a\n", "/a", false },
		{ "User-agent: *\nDisallow: /a\nAllow: /a\n", "/a", true }, /* a tie */
		{ "User-agent: *\nAllow: /p\nDisallow: /*.html\n", "/page.html", false },
		{ "User-agent: *\nAllow: /page\nDisallow: /*.htm\n", "/page.htm", false },
		{ "User-agent: *\nAllow: /$\nDisallow: /\n", "/", true },
		{ "User-agent: *\nAllow: /$\nDisallow: /\n", "/a", false },
		{ "User-agent: *\nDisallow: /\n", "/robots.txt", true },
		{ "User-agent: *\nDisallow: /robots\n", "/robots.txt.html", false },
		{ "User-agent: *\nDisallow: /Fish\n", "/fish", true }, /* paths have case */
		{ "User-agent: *\nDisallow: fish\n", "/fish", true },  /* no path */
		{ "User-agent: *\nDisallow:\nAllow:\n", "/fish", true },
	};

	(void)state;
	check(questions, COUNT(questions));
}

static void robots_knows_star_and_dollar(void **state)
{
	static const struct question questions[] = {
		{ "User-agent: *\nDisallow: /fish*\n", "/fishes", false },
		{ "User-agent: *\nDisallow: /*.php\n", "/a/b.php?x", false },
		{ "User-agent: *\nDisallow: /*.php$\n", "/a/b.php?x", true },
		{ "User-agent: *\nDisallow: /*.php$\n", "/a.php/b.php", false },
		{ "User-agent: *\nDisallow: *.php\n", "/a.php", false },
		{ "User-agent: *\nDisallow: /a*b*c\n", "/axxbxxc", false },
		{ "User-agent: *\nDisallow: /a*b*c\n", "/axxcxxb", true },
		{ "User-agent: *\nDisallow: /a*b$\n", "/ab", false },
		{ "User-agent: *\nDisallow: /a*a$\n", "/a", true }, /* one byte is not two */
		{ "User-agent: *\nDisallow: /a**$\n", "/a", false },
		{ "User-agent: *\nDisallow: /a$b\n", "/a$b", false }, /* "$" means the end only there */
		{ "User-agent: *\nDisallow: /a$b\n", "/a", true },
		{ "User-agent: *\nDisallow: /a%24\n", "/a$", false },
		{ "User-agent: *\nDisallow: /a%24\n", "/ab", true },
		{ "User-agent: *\nDisallow: /a%2A\n", "/a*", false },
		{ "User-agent: *\nDisallow: /a%2a\n", "/abc", true },
		{ "User-agent: *\nDisallow: $\n", "/", true },
		{ "User-agent: *\nDisallow: *\n", "/", false },
	};

	(void)state;
	check(questions, COUNT(questions));
}

static void robots_compares_in_one_spelling(void **state)
{
	static const struct question questions[] = {
		{ "User-agent: *\nDisallow: /%62%61%7A\n", "/baz", false },
		{ "User-agent: *\nDisallow: /baz\n", "/%62%61%7a", false },
		{ "User-agent: *\nDisallow: /~joe\n", "/%7Ejoe", false },
		{ "User-agent: *\nDisallow: /tin-t\xE1\xBB\xA9"
		  "c\n",
		  "/tin-t%E1%BB%A9c", false },
		{ "User-agent: *\nDisallow: /tin-t%e1%bb%a9c\n",
		  "/tin-t\xE1\xBB\xA9"
		  "c",
		  false },
		{ "User-agent: *\nDisallow: /a%2Fb\n", "/a/b", true },
		{ "User-agent: *\nDisallow: /a%2fb\n", "/a%2Fb", false },
		{ "User-agent: *\nDisallow: /a/b\n", "/a%2Fb", true },
		{ "User-agent: *\nDisallow: /?u=https://e.org\n", "/?u=https%3A%2F%2Fe.org", false },
		{ "User-agent: *\nDisallow: /?u=https%3A%2F%2Fe.org\n", "/?u=https://e.org", false },
		{ "User-agent: *\nDisallow: /?u=https:%2F%2Fe.org\n", "/?u=https:%2F%2Fe.org", false },
		{ "User-agent: *\nDisallow: /*%5B\n", "/?f[0]=1", false },
		{ "User-agent: *\nDisallow: /*[\n", "/?f%5B0%5D=1", false },
		{ "User-agent: *\nDisallow: /100%\n", "/100%25", false },
		{ "User-agent: *\nDisallow: /100%zz\n", "/100%zz", false },
		{ "User-agent: *\nDisallow: /a b\n", "/a%20b", false },
	};

	(void)state;
	check(questions, COUNT(questions));
}

static void robots_reads_lines_as_people_write_them(void **state)
{
	static const struct question questions[] = {
		{ "\xEF\xBB\xBFUser-agent: *\nDisallow: /\n", "/a", false },
		{ "user-agent:*\rDISALLOW:/a\rdisallow:/b\r", "/b", false },
		{ "User-agent: *\r\n\r\nDisallow: /a\r\n", "/a", false },
		{ "  User-Agent\t: \t* # all\n\tDisallow :  /a \t# not that\n", "/a", false },
		{ "User-agent: *\nDisallow: /a#b\n", "/a", false },
		{ "User-agent: *\nDissalow: /a\nDisallow /a\nnoindex: /a\n/a\n:\n", "/a", true },
		{ "<html><body>User-agent: *<br>Disallow: /</body></html>", "/a", true },
		{ "User-agent: *\nDisallow: /a", "/a", false }, /* no line end at the end */
	};

	(void)state;
	check(questions, COUNT(questions));
}

/* `lines` times a line that says nothing, then what is behind it. */
static bool allowed_behind(size_t lines, const char *behind, const char *path)
{
	struct arena *arena = arena_open(ROBOTS_ARENA_BYTES);
	struct text t;
	bool allow;

	text_init(&t, 4u << 20);
	text_add(&t, SLICE("User-agent: *\n"));
	while (lines--)
		text_add(&t, SLICE("Disallow: /nothing-of-interest\n"));
	text_add(&t, slice_from(behind));
	allow = robots_allow(robots_parse(arena, text_slice(&t), AGENT), slice_from(path));
	text_release(&t);
	arena_close(arena);
	return allow;
}

static void robots_stops_at_its_limits(void **state)
{
	char line[ROBOTS_MAX_LINE + 64], cut[ROBOTS_MAX_BYTES + 64];

	(void)state;
	assert_false(allowed_behind(16000, "Disallow: /a\n", "/a"));
	assert_true(allowed_behind(17000, "Disallow: /a\n", "/a"));
	memset(line, '*', sizeof line);
	memcpy(line, "Disallow: /", 11);
	line[sizeof line - 1] = '\0';
	assert_true(allowed_behind(0, line, "/a"));
	line[1000] = '\0';
	assert_false(allowed_behind(0, line, "/a"));
	/* "Disallow: /private", cut within, is not "Disallow: /" */
	memset(cut, '\n', sizeof cut);
	memcpy(cut + ROBOTS_MAX_BYTES - 14 - 11, "Disallow: /private", 18);
	cut[sizeof cut - 1] = '\0';
	assert_true(allowed_behind(0, cut, "/a"));
}

static void robots_matches_in_linear_time(void **state)
{
	char pattern[16000] = "Disallow: /", path[16000];

	size_t end = strlen(pattern);

	(void)state;
	for (; end + 3 < sizeof pattern; end += 2)
		memcpy(pattern + end, "*a", 2);
	pattern[end] = 'b';
	memset(path, 'a', sizeof path);
	path[0] = '/';
	path[sizeof path - 1] = '\0';
	assert_true(allowed_behind(1000, pattern, path));
}

/* May "/aaa..." of `path_bytes` be fetched, with so many rules "Allow: *NNNNN", which must all be searched for? */
static bool allowed_by_many(size_t nrules, size_t path_bytes)
{
	struct arena *arena = arena_open(ROBOTS_ARENA_BYTES);
	char *path = arena_alloc(arena, path_bytes);
	struct text robots;
	bool allowed;

	memset(path, 'a', path_bytes);
	path[0] = '/';
	text_init(&robots, ROBOTS_MAX_BYTES);
	text_add(&robots, SLICE("User-agent: *\n"));
	for (size_t i = 0; i < nrules; i++)
		text_addf(&robots, "Allow: *%05zu\n", i);
	assert_false(text_overflowed(&robots));
	allowed = robots_allow(robots_parse(arena, text_slice(&robots), AGENT), slice_of(path, path_bytes));
	text_release(&robots);
	arena_close(arena);
	return allowed;
}

static void robots_spends_so_much_on_a_path_and_no_more(void **state)
{
	size_t most = ROBOTS_MAX_WORK / ROBOTS_MAX_PATH;

	(void)state;
	assert_true(allowed_by_many(most, ROBOTS_MAX_PATH));
	assert_false(allowed_by_many(most + 1, ROBOTS_MAX_PATH));
	assert_true(allowed_by_many(most + 1, ROBOTS_MAX_PATH - 8));
	assert_true(allowed_by_many(20000, 100));
}

static void robots_takes_the_longest_crawl_delay(void **state)
{
	static const struct {
		const char *robots;
		int64_t ms;
	} cases[] = {
		{ "", 0 },
		{ "User-agent: *\nCrawl-delay: 10\n", 10000 },
		{ "User-agent: *\nCrawl-delay: 0.5\n", 500 },
		{ "User-agent: *\ncrawl-delay:1.25 # s\n", 1250 },
		{ "User-agent: *\nCrawl-delay: .1239\n", 123 },
		{ "User-agent: *\nCrawl-delay: 5\nCrawl-delay: 2\nUser-agent: *\nDisallow: /\nCrawl-delay: 3\n", 5000 },
		{ "User-agent: *\nCrawl-delay: 5\nDisallow: /\nUser-agent: wiremill\nCrawl-delay: 2\n", 2000 },
		{ "User-agent: *\nCrawl-delay: 5\nDisallow: /\nUser-agent: wiremill\nDisallow: /a\n", 0 },
		{ "User-agent: *\nCrawl-delay: 5s\n", 0 },
		{ "User-agent: *\nCrawl-delay: -5\n", 0 },
		{ "User-agent: *\nCrawl-delay:\n", 0 },
		{ "User-agent: *\nCrawl-delay: 99999999999999999999999999\n", 86400000 },
		{ "Crawl-delay: 5\n", 0 },
	};
	struct arena *arena = arena_open(ROBOTS_ARENA_BYTES);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(robots_crawl_delay_ms(robots_parse(arena, slice_from(cases[i].robots), AGENT)),
				 cases[i].ms);
	arena_close(arena);
}

static void robots_lists_sitemaps_wherever_they_stand(void **state)
{
	struct slice bytes =
		unit_guard(SLICE("Sitemap: https://e.org/1.xml\nUser-agent: x\nsitemap:http://e.org/2.xml # b\n"
				 "Disallow: /\nSitemap: /3.xml\nSitemap:\nSITEMAP : https://e.org/4?a=b:c"));
	struct arena *arena = arena_open(ROBOTS_ARENA_BYTES);
	struct robots *robots = robots_parse(arena, bytes, AGENT);
	const struct slice *sitemap;
	size_t n;

	(void)state;
	unit_guard_free(bytes);
	sitemap = robots_sitemaps(robots, &n);
	assert_int_equal(n, 3);
	assert_slice_equal(sitemap[0], "https://e.org/1.xml");
	assert_slice_equal(sitemap[1], "http://e.org/2.xml");
	assert_slice_equal(sitemap[2], "https://e.org/4?a=b:c");
	arena_close(arena);
}

static void robots_file_is_that_of_scheme_host_and_port(void **state)
{
	static const struct {
		const char *url, *origin, *host, *path;
	} cases[] = {
		{ "https://A.example:443/x?y#z", "https://a.example", "a.example", "/x?y" },
		{ "http://a.example:80", "http://a.example", "a.example", "/" },
		{ "https://a.example:80?y", "https://a.example:80", "a.example:80", "/?y" },
		{ "http://me:secret@[::1]:8443/", "http://[::1]:8443", "[::1]:8443", "/" },
	};
	struct arena *arena = arena_open(1u << 20);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct slice url = unit_guard(slice_from(cases[i].url));
		struct robots_place place = robots_place_of(arena, url);

		assert_slice_equal(place.origin, cases[i].origin);
		assert_slice_equal(place.host, cases[i].host);
		assert_slice_equal(place.path, cases[i].path);
		unit_guard_free(url);
	}
	assert_slice_equal(robots_file_url(arena, SLICE("http://E.org/a")), "http://e.org/robots.txt");
	arena_close(arena);
}

/* RFC 9309, 2.3.1: what is not there allows everything, what cannot be reached nothing. */
static void robots_file_is_known_from_its_answer(void **state)
{
	static const struct {
		enum fetch_failure failure;
		int status;
		bool known;
		const char *rules;
	} cases[] = {
		{ FETCH_FINE, 200, true, "rules" }, { FETCH_FINE, 304, false, "" },   { FETCH_STATUS, 404, true, "" },
		{ FETCH_STATUS, 429, false, "" },   { FETCH_STATUS, 503, false, "" }, { FETCH_REDIRECT, 301, true, "" },
		{ FETCH_REFUSED, 0, true, "" },     { FETCH_DNS, 0, false, "" },      { FETCH_LARGE, 200, false, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fetch_answer answer = { .failure = cases[i].failure,
					       .status = cases[i].status,
					       .head = SLICE("HTTP/1.1 200 OK\r\n"),
					       .body = SLICE("rules") };
		struct text decoded;
		struct slice body;

		text_init(&decoded, 1000);
		assert_int_equal(robots_file_read(&answer, &decoded, &body), cases[i].known);
		assert_slice_equal(body, cases[i].rules);
		text_release(&decoded);
	}
}

UNIT(robots, cmocka_unit_test(robots_counts_the_groups_that_name_us), cmocka_unit_test(robots_follows_the_longest_rule),
     cmocka_unit_test(robots_knows_star_and_dollar), cmocka_unit_test(robots_compares_in_one_spelling),
     cmocka_unit_test(robots_reads_lines_as_people_write_them), cmocka_unit_test(robots_stops_at_its_limits),
     cmocka_unit_test(robots_matches_in_linear_time), cmocka_unit_test(robots_spends_so_much_on_a_path_and_no_more),
     cmocka_unit_test(robots_takes_the_longest_crawl_delay),
     cmocka_unit_test(robots_lists_sitemaps_wherever_they_stand),
     cmocka_unit_test(robots_file_is_that_of_scheme_host_and_port),
     cmocka_unit_test(robots_file_is_known_from_its_answer))
