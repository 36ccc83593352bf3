/* tests/unit/server_process.h
 *
 * server_process - a server of other people's making as a child of a unit test.
 */
#ifndef TESTS_SERVER_PROCESS_H
#define TESTS_SERVER_PROCESS_H

#include "tests/unit/unit.h"

#include <sys/types.h>

/* A port of 127.0.0.1 that nobody has at the moment. */
int server_free_port(void);

/* Run a program, `words` and NULL, and wait until it listens at that port.  Returns 0 when there is no such program;
 * fails the test if it does not listen within five seconds.  It ends with the test at the latest. */
pid_t server_start(int port, const char *const *words);
void server_stop(pid_t pid);

#endif
