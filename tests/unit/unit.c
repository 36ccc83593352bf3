/* tests/unit/unit.c - runs the registered groups whose name starts with the argument, prints the closing count. */
#include "tests/unit/unit.h"

#include "common/die.h"
#include "common/log.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct group {
	const char *name;
	const struct CMUnitTest *tests;
	size_t n;
};

static struct group groups[100];
static size_t ngroups;
static char *directories[500];
static size_t ndirectories;

void unit_register(const char *name, const struct CMUnitTest *tests, size_t n)
{
	if (ngroups == COUNT(groups))
		die("more than %zu groups of unit tests", ngroups);
	groups[ngroups++] = (struct group){ name, tests, n };
}

static size_t guard_span(size_t len)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	return (len + page - 1) / page * page;
}

struct slice unit_guard(struct slice s)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), span = guard_span(s.len);
	char *at = mmap(NULL, span + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_true(at != MAP_FAILED);
	assert_int_equal(mprotect(at + span, page, PROT_NONE), 0);
	memcpy(at + span - s.len, s.at, s.len);
	return (struct slice){ at + span - s.len, s.len };
}

void unit_guard_free(struct slice s)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), span = guard_span(s.len);

	munmap((char *)(uintptr_t)(s.at + s.len - span), span + page);
}

char *unit_directory(void)
{
	char name[] = "/tmp/wiremill-unit-XXXXXX";

	assert_non_null(mkdtemp(name));
	assert_true(ndirectories < COUNT(directories));
	directories[ndirectories++] = xstrdup(name);
	return xstrdup(name);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static void remove_directories(void)
{
	for (size_t i = 0; i < ndirectories; i++) {
		nftw(directories[i], remove_one, 16, FTW_DEPTH | FTW_PHYS);
		free(directories[i]);
	}
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct group *)a)->name, ((const struct group *)b)->name);
}

int main(int argc, char **argv)
{
	const char *prefix = argc > 1 ? argv[1] : "";
	int failed = 0;

	log_set_threshold("error"); /* what the tests provoke is expected */
	qsort(groups, ngroups, sizeof groups[0], by_name);
	for (size_t i = 0; i < ngroups; i++)
		if (strncmp(groups[i].name, prefix, strlen(prefix)) == 0)
			failed += _cmocka_run_group_tests(groups[i].name, groups[i].tests, groups[i].n, NULL, NULL);
	remove_directories();
	return failed != 0;
}
