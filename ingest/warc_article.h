/* ingest/warc_article.h
 *
 * warc_article - articles out of the records of a WARC file, our own archive's or anybody's.
 *
 * In our own archive a response is followed by a metadata record that says what it is: pages are articles,
 * feeds and the rest are not.  Elsewhere articles are responses with status 200, resources and conversions of
 * type HTML, XHTML or plain text, robots.txt excepted.  All else is passed over, and counted in
 * wiremill_records_passed_total.
 */
#ifndef INGEST_WARC_ARTICLE_H
#define INGEST_WARC_ARTICLE_H

#include "ingest/warc.h"

enum warc_answer {
	WARC_ARTICLE,
	WARC_PASSED, /* a record that is no article; ask again */
	WARC_BAD,    /* one that cannot be read, or cannot be decoded: `why` */
	WARC_END,
};

/* What is held from one record to the next. */
struct warc_article_reader {
	struct warc_reader *warc;
	struct text body, strings;
};

void warc_article_reader_init(struct warc_article_reader *r, struct warc_reader *warc); /* owns `warc` from now on */
void warc_article_reader_release(struct warc_article_reader *r);

/* Answer for the next record.  For ARTICLE and BAD *a, initialised and with arena, has all that the file
 * tells, in the arena: id (BAD: made from the URL, or empty), url, body decoded, content type, fetched_ms,
 * warc_offset and warc_length, and what our metadata adds.  *place is the record's.  Without an article
 * nothing is taken from the arena. */
enum warc_answer warc_article_next(struct warc_article_reader *r, struct article *a, int64_t *place,
				   struct reason *why);

/* What our metadata record `record` says: 'page', 'feed' or 'other', or 0 if it is none of ours or does not
 * refer to `id`. */
int warc_own_kind(const struct warc_record *record, struct slice id);

#endif
