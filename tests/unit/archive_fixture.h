/* tests/unit/archive_fixture.h
 *
 * archive_fixture - captures for tests of the archive, and looks into its folder.
 */
#ifndef TESTS_UNIT_ARCHIVE_FIXTURE_H
#define TESTS_UNIT_ARCHIVE_FIXTURE_H

#include "ingest/archive.h"

#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"

/* Of one test: ARCHIVE_TEST() opens and closes it. */
extern struct arena *arena;
int archive_start(void **state);
int archive_stop(void **state);
#define ARCHIVE_TEST(name) cmocka_unit_test_setup_teardown(name, archive_start, archive_stop)

/* A page with this body under http://a.example/NAME, and a feed. */
struct capture page(const char *name, const char *body);
struct capture feed(const char *body);

/* Append, which must succeed; returns its place. */
int64_t append(struct archive *archive, struct capture capture);

/* The bodies of all articles from *seq on, a line each. */
struct slice bodies_from(struct archive *archive, int64_t seq);

/* Path of the first file whose name ends so, to free(); NULL if there is none. */
char *find_file(const char *dir, const char *end);
int64_t file_size(const char *path);

#endif
