/* common/worker.h
 *
 * worker - the loop around a stage: takes articles from the dispatcher one after the other and answers each
 * exactly once; or, given files, shows what the stage makes of them.
 */
#ifndef COMMON_WORKER_H
#define COMMON_WORKER_H

#include "common/stage.h"

/* The main() of a stage's process.  Returns the exit status. */
int worker_main(const struct stage *stage, int argc, char **argv);

#endif
