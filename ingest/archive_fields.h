/* ingest/archive_fields.h
 *
 * archive_fields - which named fields a WARC record must have, may have and must not have (WARC 1.1, section 5 and 6), and
 * what their values look like.
 */
#ifndef INGEST_ARCHIVE_FIELDS_H
#define INGEST_ARCHIVE_FIELDS_H

#include "ingest/warc.h"

/* Call `tell` with a sentence for each rule that the record's header breaks. */
void archive_fields_check(const struct warc_record *record, void (*tell)(void *context, const char *sentence),
			  void *context);

#endif
