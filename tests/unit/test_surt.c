/* tests/unit/test_surt.c - one key for all spellings of a URL, the one that other tools make. */
#include "tests/unit/unit.h"

#include "ingest/surt.h"

static void surt_makes_one_key_of_every_spelling(void **state)
{
	static const struct {
		const char *url, *key;
	} cases[] = {
		{ "http://www.Example.com:80/b/?z=1&a=2#top", "com,example)/b?a=2&z=1" },
		{ "https://example.com", "com,example)/" },
		{ "https://example.com?x=1", "com,example)/?x=1" },
		{ "https://example.com:443/?", "com,example)/" },
		{ "http://user:pw@www2.example.vn:8080/a/b/../c/./d//e/", "vn,example:8080)/a/c/d/e" },
		{ "http://127.0.0.1:18080/x", "1,0,0,127:18080)/x" },
		{ "http://wwwfoo.com./", "com,wwwfoo)/" },
		/* escapes: undone, however often they were made, and made once */
		{ "http://example.com/%C3%A9t%c3%a9/%252525/%41.html", "com,example)/%c3%a9t%c3%a9/%25/a.html" },
		{ "http://example.com/%%32%35zz", "com,example)/%25zz" },
		{ "http://example.com/tiếng", "com,example)/ti%e1%ba%bfng" },
		{ "http://example.com/a b?c d=e", "com,example)/a%20b?c%20d=e" },
		{ "http://example.com/a%2Fb%2f..", "com,example)/a" },
		/* dot segments, and more of them than there are segments */
		{ "http://example.com/a//../b", "com,example)/a/b" },
		{ "http://example.com/..//x", "com,example)/../x" },
		/* parameters: by name, one without a value first, then by value */
		{ "http://example.com/?b=2&b=1&a=&a&A=1", "com,example)/?a&a=&a=1&b=1&b=2" },
		{ "http://example.com/?a=b=c&a=b", "com,example)/?a=b&a=b=c" },
		{ "metadata://gnu.org/MANIFEST.txt", "org,gnu)/manifest.txt" },
		{ "urn:uuid:ABC", "urn:uuid:abc" },
		{ "", "" },
	};
	struct text key;

	(void)state;
	text_init(&key, 4096);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct slice url = unit_guard(slice_from(cases[i].url));

		text_reset(&key);
		surt_add(&key, url);
		assert_slice_equal(text_slice(&key), cases[i].key);
		unit_guard_free(url);
	}
	text_release(&key);
}

UNIT(surt, cmocka_unit_test(surt_makes_one_key_of_every_spelling))
