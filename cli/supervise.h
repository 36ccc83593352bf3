/* cli/supervise.h
 *
 * supervise - the processes of one machine: started, started again when they die, and stopped in an order in which nothing is
 * left undone.
 */
#ifndef CLI_SUPERVISE_H
#define CLI_SUPERVISE_H

#include "common/slice.h"

enum part {
	PART_DISPATCH, /* stopped last */
	PART_WORKER,   /* stopped once the source has ended */
	PART_SOURCE    /* its end is the end of all; its exit status is the result */
};

/* Adds a process: `argv` (ended by NULL, kept) is run as the program wiremill-argv[0] beside this one.  `name` is for people. */
void supervise_add(enum part part, const char *name, char **argv);

/* Runs all of them until the source ends by itself, or a first SIGTERM or SIGINT asks it to drain; a second one ends everything at
 * once.  A process that a signal killed is started again, later each time; one that gives up by itself with an error five
 * times in a row ends all.  Returns the exit status. */
int supervise_run(void);

/* The path of a program beside this one; to free(). */
char *supervise_program(const char *name);

#endif
