/* common/file.h
 *
 * file - the few things that files which must survive a crash need.
 */
#ifndef COMMON_FILE_H
#define COMMON_FILE_H

#include "common/text.h"

#include <stdio.h>

/* The directory and those above it; fine if it is there.  Dies otherwise. */
void file_make_directory(const char *path);

/* All of it, whatever the pieces.  Returns 0, or -1 and errno. */
int file_write_all(int fd, struct slice bytes);

/* What is left of `file`, into `out`, up to its ceiling, at which `out` overflows.  Returns 0, or -1 and errno. */
int file_read_all(FILE *file, struct text *out);

/* A name that was made, changed or removed in `dir` survives a crash.  Returns 0, or -1 and errno. */
int file_sync_directory(const char *dir);

#endif
