/* tests/unit/unit.h
 *
 * unit - the one cmocka program of all unit tests: build/bin/unit [PREFIX].
 *
 * A file test_X.c ends with `UNIT(X, cmocka_unit_test(rule_one), cmocka_unit_test(rule_two))`; that registers its
 * group before main().  A test that cannot run says so with unit_skip("why"), which is counted.
 */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/slice.h"

void unit_register(const char *name, const struct CMUnitTest *tests, size_t n);

#define UNIT(name, ...)                                                                                          \
	static const struct CMUnitTest name##_unit_tests[] = { __VA_ARGS__ };                                    \
	__attribute__((constructor)) static void name##_unit_register(void)                                      \
	{                                                                                                        \
		unit_register(#name, name##_unit_tests, sizeof name##_unit_tests / sizeof name##_unit_tests[0]); \
	}

#define unit_skip(why)                                         \
	do {                                                   \
		print_message("SKIP %s: %s\n", __func__, why); \
		skip();                                        \
	} while (0)

#define assert_slice_equal(given, string)                                     \
	do {                                                                  \
		struct slice unit_slice_ = (given);                           \
		assert_int_equal(unit_slice_.len, strlen(string));            \
		assert_memory_equal(unit_slice_.at, string, unit_slice_.len); \
	} while (0)

/* A copy of s that ends at an unmapped page, so that reading one byte too far is a crash; to unit_guard_free(). */
struct slice unit_guard(struct slice s);
void unit_guard_free(struct slice s);

/* A fresh empty directory, removed with all in it when the program ends; to free(). */
char *unit_directory(void);

#endif
