/* ingest/fetch_headers.h
 *
 * fetch_headers - the header lines a feed is asked with, from a file in --headers-dir.
 *
 * Lines "Name: value"; empty ones and those that begin with "#" are passed over.  16 KiB at most.  The file is read
 * for each transfer, so a key may change while the program runs.  What it says is secret: it goes to the feed's own
 * host, and neither to the log nor to the archive.
 */
#ifndef INGEST_FETCH_HEADERS_H
#define INGEST_FETCH_HEADERS_H

#include "common/stage.h"
#include "common/text.h"

/* The file's lines into `out`, each with its LF.  Returns 0, or -1 and a sentence. */
int fetch_headers_read(struct slice file_name, struct text *out, struct reason *why);

/* Is there a line of that name? */
bool fetch_headers_have(struct slice lines, struct slice name);

#endif
