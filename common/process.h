/* common/process.h
 *
 * process - what the main() of every process begins with: its name, its log, its signals, and the settings that all of
 * them share.
 */
#ifndef COMMON_PROCESS_H
#define COMMON_PROCESS_H

#include "common/settings.h"

extern const struct setting process_settings[]; /* --log-level */

/* Names the process as its command (whose name must last as long), reads its settings, watches for signals.
 * Returns the index of the first operand. */
int process_start(const struct command *command, int argc, char **argv);

/* A name that is new at every start, 16 hex digits: the "boot" of the protocol. */
#define BOOT_SIZE 17
void process_boot(char boot[BOOT_SIZE]);

/* `given`, or "STAGE@HOST" when it is NULL: the same after a restart, another for another worker.  To free(). */
char *process_peer_name(const char *given, const char *stage);

#endif
