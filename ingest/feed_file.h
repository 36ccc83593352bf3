/* ingest/feed_file.h - a list of feeds as a file: read whole, written whole. */
#ifndef INGEST_FEED_FILE_H
#define INGEST_FEED_FILE_H

#include "common/text.h"

/* The file's bytes, up to the limit of XML, into `bytes`, which is made here.  Dies when it cannot be read. */
void feed_file_read(const char *path, struct text *bytes);

/* Put these bytes in its place, at once and surviving a crash: either the old file is there or the new one.  Its mode
 * is kept, a symbolic link is followed.  Dies when it cannot be written. */
void feed_file_write(const char *path, struct slice bytes);

#endif
