/* ingest/cdxj.h
 *
 * cdxj - the index beside a WARC file: `SURT 14-digit-UTC {"url":…}` lines, sorted bytewise, as pywb and
 * warcio have it.
 */
#ifndef INGEST_CDXJ_H
#define INGEST_CDXJ_H

#include "ingest/warc.h"

/* Append the line of a record that an index lists: response, revisit, resource, conversion; nothing for
 * others.  `file_name` is that of the file when complete.  The digest is the payload's as the record has it,
 * else computed. */
void cdxj_add(struct text *lines, const struct warc_record *record, struct slice file_name);

/* Append `lines`, sorted bytewise. */
void cdxj_sort(struct text *out, struct slice lines);

/* Sort `lines` and write them to `name` in the folder `dir`, which then is there whole or not at all.
 * Returns 0, or -1 and errno. */
int cdxj_save(int dir, const char *name, struct slice lines);

#endif
