/* common/die.h
 *
 * die - the end of a process that cannot go on: one line on standard error, exit status 1.
 */
#ifndef COMMON_DIE_H
#define COMMON_DIE_H

#include <stddef.h>

/* "wiremill-NAME: what, where, why, what to do". */
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void die_errno(const char *format, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void die_usage(const char *format, ...) __attribute__((format(printf, 1, 2))); /* exit status 2 */

/* The name that stands before each line: "wiremill-ingest". */
void die_set_program(const char *name);
const char *die_program(void);

/* What die_usage() tells to ask for help: "wiremill run". */
void die_set_command(const char *name);

/* malloc and friends that die. */
void *xmalloc(size_t bytes);
void *xrealloc(void *old, size_t bytes);
char *xstrdup(const char *s);
char *xprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
