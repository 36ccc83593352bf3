/* common/file.h
 *
 * file - the few things that files which must survive a crash need.
 */
#ifndef COMMON_FILE_H
#define COMMON_FILE_H

#include "common/slice.h"

/* The directory and those above it; fine if it is there.  Dies otherwise. */
void file_make_directory(const char *path);

/* All of it, whatever the pieces.  Returns 0, or -1 and errno. */
int file_write_all(int fd, struct slice bytes);

/* A name that was made, changed or removed in `dir` survives a crash.  Returns 0, or -1 and errno. */
int file_sync_directory(const char *dir);

#endif
