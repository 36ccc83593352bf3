/* tests/unit/test_http_policy.c - dates, freshness and Retry-After, as RFC 9110 and RFC 9111 have them. */
#include "tests/unit/unit.h"

#include "ingest/http_policy.h"

#define NOW      INT64_C(1795305600000) /* 2026-11-22T00:00:00Z */
#define DATE_NOW "Date: Sun, 22 Nov 2026 00:00:00 GMT\r\n"

static void http_policy_reads_the_three_forms_of_a_date(void **state)
{
	static const struct {
		const char *in;
		int64_t ms;
	} cases[] = {
		{ "Sun, 06 Nov 1994 08:49:37 GMT", 784111777000 },
		{ "Sunday, 06-Nov-94 08:49:37 GMT", 784111777000 },
		{ "Sun Nov  6 08:49:37 1994", 784111777000 },
		{ "Sun Nov 16 08:49:37 1994", 784975777000 },
		{ "sUN, 06 nOV 1994 08:49:37 gmt", 784111777000 }, /* RFC 9111, 4.2: case does not count */
		{ "  Sun, 6 Nov 1994 08:49:37 GMT ", 784111777000 },
		{ "Mon, 29 Feb 2016 23:59:60 GMT", 1456790400000 },
		{ "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
		{ "Fri, 31 Dec 1999 23:59:59 GMT", 946684799000 },
		{ "Friday, 20-Nov-76 00:00:00 GMT", 3373056000000 }, /* just within 50 years ahead */
		{ "Saturday, 28-Nov-76 00:00:00 GMT", 217987200000 },
		{ "Tuesday, 01-Jan-80 00:00:00 GMT", 315532800000 },
		{ "0", TIME_UNKNOWN },
		{ "-1", TIME_UNKNOWN },
		{ "", TIME_UNKNOWN },
		{ "Sun", TIME_UNKNOWN },
		{ "Sun,", TIME_UNKNOWN },
		{ "Sun, 06 Nov 1994", TIME_UNKNOWN },
		{ "Sun, 06 Nov 1994 08:49:37", TIME_UNKNOWN },
		{ "Sun, 06 Nov 1994 08:49:37 EST", TIME_UNKNOWN },
		{ "Sun, 06 Nov 1994 08:49:37 +0000", TIME_UNKNOWN },
		{ "Sun, 06 Nov 1994 08:49:37 GMT x", TIME_UNKNOWN },
		{ "Sun, 06-Nov 1994 08:49:37 GMT", TIME_UNKNOWN },
		{ "Sun, 06 Nov 94 08:49:37 GMT", TIME_UNKNOWN },
		{ "Sun, 06 Nov 19945 08:49:37 GMT", TIME_UNKNOWN },
		{ "Sun, 31 Feb 1994 08:49:37 GMT", TIME_UNKNOWN },
		{ "Sun, 06 Nov 1994 24:49:37 GMT", TIME_UNKNOWN },
		{ "Sun, 06 Nov 1994 08:60:37 GMT", TIME_UNKNOWN },
		{ "Sun, 06 Nov 1994 8:49:37 GMT", TIME_UNKNOWN },
		{ "Sun, 06 Now 1994 08:49:37 GMT", TIME_UNKNOWN },
		{ "1994-11-06T08:49:37Z", TIME_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct slice in = unit_guard(slice_from(cases[i].in));

		if (http_date(in, NOW) != cases[i].ms)
			fail_msg("\"%s\" gives %lld", cases[i].in, (long long)http_date(in, NOW));
		unit_guard_free(in);
	}
}

static void check_fresh(const char *head, int64_t seconds)
{
	struct slice s = unit_guard(slice_from(head));
	int64_t ms = http_fresh_ms(s, NOW);

	if (ms != seconds * 1000)
		fail_msg("%lld ms, not %lld s: %s", (long long)ms, (long long)seconds, head);
	unit_guard_free(s);
}

static void http_policy_counts_how_long_an_answer_is_fresh(void **state)
{
	(void)state;
	check_fresh("", 0);
	check_fresh("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n", 0);
	check_fresh("Cache-Control: max-age=600\r\n", 600);
	check_fresh("cache-control: public, MAX-AGE=600\r\n", 600);
	check_fresh("Cache-Control: max-age=\"600\"\r\n", 600);
	check_fresh("Cache-Control: public\r\nX: y\r\nCache-Control: max-age=600\r\n", 600);
	check_fresh("Cache-Control: foo=\"a, max-age=5\\\", b\", max-age=600\r\n", 600);
	check_fresh("Cache-Control: max-age=600, max-age=5\r\n", 600);
	check_fresh("Cache-Control: max-age=600,\r\n must-revalidate\r\n", 600);
	check_fresh("Cache-Control: s-maxage=600\r\n", 0); /* for shared caches */
	check_fresh("Cache-Control: must-revalidate\r\n", 0);
	check_fresh("Cache-Control: max-age=99999999999999999999\r\n", HTTP_FRESH_MAX_MS / 1000);
	check_fresh("Cache-Control: ,, ,max-age=60,\r\n", 60);
}

static void http_policy_takes_the_age_off(void **state)
{
	(void)state;
	check_fresh("Cache-Control: max-age=600\r\nAge: 100\r\n", 500);
	check_fresh("Cache-Control: max-age=600\r\nAge: 100, 200\r\n", 500);
	check_fresh("Cache-Control: max-age=600\r\nAge: 700\r\n", 0);
	check_fresh("Cache-Control: max-age=600\r\nAge: old\r\n", 600);
	check_fresh("Cache-Control: max-age=600\r\nAge: -5\r\n", 600);
	check_fresh("Cache-Control: max-age=600\r\nDate: Sat, 21 Nov 2026 23:58:00 GMT\r\n", 480);
	check_fresh("Cache-Control: max-age=600\r\nAge: 200\r\nDate: Sat, 21 Nov 2026 23:58:00 GMT\r\n", 400);
	check_fresh("Cache-Control: max-age=600\r\nDate: Sun, 22 Nov 2026 03:00:00 GMT\r\n",
		    600); /* our clock is late */
}

static void http_policy_reads_expires_where_there_is_no_max_age(void **state)
{
	(void)state;
	check_fresh("Expires: Sun, 22 Nov 2026 01:00:00 GMT\r\n", 3600);
	check_fresh(DATE_NOW "Expires: Sun, 22 Nov 2026 01:00:00 GMT\r\nAge: 600\r\n", 3000);
	check_fresh("Date: Sat, 21 Nov 2026 23:50:00 GMT\r\nExpires: Sun, 22 Nov 2026 00:50:00 GMT\r\n", 3000);
	check_fresh("Cache-Control: max-age=60\r\nExpires: Sun, 22 Nov 2026 01:00:00 GMT\r\n", 60);
	check_fresh("Cache-Control: max-age=0\r\nExpires: Sun, 22 Nov 2026 01:00:00 GMT\r\n", 0);
	check_fresh("Cache-Control: public\r\nExpires: Sun, 22 Nov 2026 01:00:00 GMT\r\n", 3600);
	check_fresh("Expires: Sat, 21 Nov 2026 01:00:00 GMT\r\n", 0);
	check_fresh("Expires: 0\r\n", 0);
	check_fresh("Expires: -1\r\nExpires: Sun, 22 Nov 2026 01:00:00 GMT\r\n", 0); /* the first one counts */
}

static void http_policy_believes_what_forbids(void **state)
{
	(void)state;
	check_fresh("Cache-Control: no-store, max-age=600\r\n", 0);
	check_fresh("Cache-Control: max-age=600\r\nCache-Control: No-Cache\r\n", 0);
	check_fresh("Cache-Control: no-cache=\"Set-Cookie, X\", max-age=600\r\n", 600); /* about those fields only */
	check_fresh("Cache-Control: max-age=soon\r\nExpires: Sun, 22 Nov 2026 01:00:00 GMT\r\n", 0);
	check_fresh("Cache-Control: max-age=-60\r\n", 0);
	check_fresh("Cache-Control: max-age\r\n", 0);
}

static void http_policy_reads_retry_after(void **state)
{
	static const struct {
		const char *head;
		int64_t seconds;
	} cases[] = {
		{ "Retry-After: 120\r\n", 120 },
		{ "HTTP/1.1 429 Too Many Requests\r\nretry-after:120", 120 },
		{ "Retry-After: 0\r\n", 0 },
		{ "Retry-After: -5\r\n", 0 },
		{ "Retry-After: 1.5\r\n", 0 },
		{ "Retry-After: soon\r\n", 0 },
		{ "Retry-After:\r\n", 0 },
		{ "Retry-After: 999999999999999999999999\r\n", 86400 },
		{ "Retry-After: Sun, 22 Nov 2026 00:10:00 GMT\r\n", 600 },
		{ "Retry-After: Sat, 21 Nov 2026 00:10:00 GMT\r\n", 0 },
		{ "Retry-After: Sat, 21 Nov 2037 00:10:00 GMT\r\n", 86400 },
		{ "X: 1\r\n", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct slice head = unit_guard(slice_from(cases[i].head));

		assert_int_equal(http_retry_after_ms(head, NOW), cases[i].seconds * 1000);
		unit_guard_free(head);
	}
}

UNIT(http_policy, cmocka_unit_test(http_policy_reads_the_three_forms_of_a_date),
     cmocka_unit_test(http_policy_counts_how_long_an_answer_is_fresh), cmocka_unit_test(http_policy_takes_the_age_off),
     cmocka_unit_test(http_policy_reads_expires_where_there_is_no_max_age),
     cmocka_unit_test(http_policy_believes_what_forbids), cmocka_unit_test(http_policy_reads_retry_after))
