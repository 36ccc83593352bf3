/* tests/unit/newsroom_process.h
 *
 * newsroom_process - the newsroom (tests/support/newsroom.c) as a child of a unit test, on a free port.
 */
#ifndef TESTS_NEWSROOM_PROCESS_H
#define TESTS_NEWSROOM_PROCESS_H

#include "tests/unit/unit.h"

#include <sys/types.h>

struct newsroom {
	pid_t pid;
	char base[64]; /* "http://127.0.0.1:40123" */
	char *root;    /* the folder that is served */
	char *log;     /* a line a request; see the newsroom's --help */
};

/* Serves a fresh folder.  Fails the test if it does not come up within five seconds. */
void newsroom_start(struct newsroom *n);

/* The same over TLS; with "https://" in `base`. */
void newsroom_start_tls(struct newsroom *n, const char *cert, const char *key);
void newsroom_stop(struct newsroom *n);

/* Put a file there; any "@BASE@" in it becomes the address it is asked by. */
void newsroom_put(const struct newsroom *n, const char *path, struct slice bytes);

/* How many lines of the log begin with "GET PATH ". */
size_t newsroom_asked(const struct newsroom *n, const char *path);

/* The whole log, to free(). */
char *newsroom_log(const struct newsroom *n);

#endif
