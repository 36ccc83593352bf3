/* tests/unit/test_url.c - one spelling for each URL. */
#include "tests/unit/unit.h"

#include "ingest/url.h"

static const struct {
	const char *url, *normal, *host;
} cases[] = {
	{ "HTTP://News.EXAMPLE:80/a/../b/./c#part", "https://news.example/b/c", "News.EXAMPLE" },
	{ "http://news.example:443/a", "https://news.example/a", "news.example" },
	{ "http://news.example:8080/a", "https://news.example:8080/a", "news.example" },
	/* "www" may be another site, and AMP pages say themselves whose form they are */
	{ "http://www.news.example/a/amp", "https://www.news.example/a/amp", "www.news.example" },
	{ "https://news.example:443", "https://news.example/", "news.example" },
	{ "https://news.example:8443?x=1", "https://news.example:8443/?x=1", "news.example" },
	/* where a reader came from does not matter; all else does, in its order */
	{ "https://n.example/a?utm_source=x&id=7&UTM_Medium=y&fbclid=z", "https://n.example/a?id=7", "n.example" },
	{ "https://n.example/a?gclid=1", "https://n.example/a", "n.example" },
	{ "https://n.example/a?b=2&a=1&&", "https://n.example/a?b=2&a=1", "n.example" },
	{ "https://n.example/a?utm=1", "https://n.example/a?utm=1", "n.example" },
	/* escapes: what need not be is not, letters in upper case, bytes that no URL may have */
	{ "https://n.example/%7euser/%c3%a0?q=%2f", "https://n.example/~user/%C3%A0?q=%2F", "n.example" },
	{ "https://n.example/a/%2E%2e/b", "https://n.example/b", "n.example" },
	{ "https://n.example/tin tức", "https://n.example/tin%20t%E1%BB%A9c", "n.example" },
	{ "https://n.example/100%", "https://n.example/100%25", "n.example" },
	{ "https://báo.example/", "https://xn--bo-mia.example/", "báo.example" },
	{ "https://user:secret@n.example/", "https://n.example/", "n.example" },
	{ "  http://[::1]:80/x  ", "https://[::1]/x", "[::1]" },
	/* what is no http URL stays */
	{ "ftp://n.example/x ", "ftp://n.example/x", "n.example" },
	{ "https://a%%34%31.example/", "https://a%%34%31.example/", "a%%34%31.example" },
	{ "https://%375/", "https://%375/", "%375" },
	{ "https://m%40e:%20@n.example/", "https://n.example/", "n.example" },
	{ "http://", "http://", "" },
	{ "urn:isbn:1", "urn:isbn:1", "" },
	{ "", "", "" },
};

static void url_has_one_spelling(void **state)
{
	struct arena *arena = arena_open(1u << 20);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct slice guarded = unit_guard(slice_from(cases[i].url));
		struct slice normal = url_normalise(arena, guarded);

		assert_slice_equal(normal, cases[i].normal);
		assert_slice_equal(url_normalise(arena, normal), cases[i].normal);
		unit_guard_free(guarded);
	}
	arena_close(arena);
}

static void url_host_is_what_stands_there(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_slice_equal(url_host(slice_from(cases[i].url)), cases[i].host);
	assert_slice_equal(url_host(SLICE("http://a@b@c.example:1/@d")), "c.example");
	assert_slice_equal(url_host(SLICE("http://[::1")), "[::1");
}

static void url_links_are_made_absolute(void **state)
{
	static const struct {
		const char *base, *link, *absolute;
	} links[] = {
		{ "http://e.example/a/b", "c", "http://e.example/a/c" },
		{ "http://e.example/a/b", "/c", "http://e.example/c" },
		{ "http://e.example/a/b", "?q=1", "http://e.example/a/b?q=1" },
		{ "http://e.example/a/b", "//f.example/c", "http://f.example/c" },
		{ "http://e.example/a/b", "../c", "http://e.example/c" },
		{ "http://e.example/a/b", "https://f.example/\n c", "https://f.example/c" },
		{ "http://e.example/a/b", "mailto:a@b.example", "mailto:a@b.example" },
		{ "http://e.example/a/b", "./c/../d/.", "http://e.example/a/d/" },
		{ "http://e.example/a/b", "../../../c", "http://e.example/c" },
		{ "http://e.example/a/../b/./d", "c?x=../y", "http://e.example/b/c?x=../y" },
		{ "http://e.example/a/b?q#f", "#g", "http://e.example/a/b?q#g" },
		{ "http://e.example", "c", "http://e.example/c" },
		{ "http://e.example?q", "?r", "http://e.example/?r" },
		{ "http://e.example/a/b", "\xC3\x80 x", "http://e.example/a/\xC3\x80 x" },
		{ "http://e.example/a/b", "..", "http://e.example/" },
		{ "http://e.example/a//b", "../c", "http://e.example/a/c" },
		{ "mailto:a@b.example", "c", "c" },
		{ "", "c", "c" },
		{ "no base", "c", "c" },
		{ "http://e.example/", "", "" },
	};
	struct arena *arena = arena_open(1u << 16);

	(void)state;
	for (size_t i = 0; i < COUNT(links); i++)
		assert_slice_equal(url_join(arena, slice_from(links[i].base), slice_from(links[i].link)),
				   links[i].absolute);
	arena_close(arena);
}

static void url_knows_schemes(void **state)
{
	struct arena *arena = arena_open(1u << 16);

	(void)state;
	assert_true(url_is_web(SLICE("HTTPS://e.org")));
	assert_false(url_is_web(SLICE("ftp://e.org")));
	assert_true(url_is_proxy(SLICE("socks5h://127.0.0.1:1080")));
	assert_false(url_is_proxy(SLICE("socks5://")));
	assert_false(url_is_proxy(SLICE("127.0.0.1:1080")));
	assert_true(url_has_scheme(SLICE("mailto:a@e.org")));
	assert_false(url_has_scheme(SLICE("a/b:c")));
	assert_slice_equal(url_without_feed(arena, SLICE("feed://e.org/a")), "http://e.org/a");
	assert_slice_equal(url_without_feed(arena, SLICE("Feed:https://e.org/a")), "https://e.org/a");
	assert_slice_equal(url_without_feed(arena, SLICE("https://e.org/feed:a")), "https://e.org/feed:a");
	arena_close(arena);
}

UNIT(url, cmocka_unit_test(url_has_one_spelling), cmocka_unit_test(url_host_is_what_stands_there),
     cmocka_unit_test(url_links_are_made_absolute), cmocka_unit_test(url_knows_schemes))
