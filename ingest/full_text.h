/* ingest/full_text.h
 *
 * full_text - the text that an entry brings along, its content or its summary, whichever is longer: is it the article, and
 * as a page of its own.
 */
#ifndef INGEST_FULL_TEXT_H
#define INGEST_FULL_TEXT_H

#include "ingest/feed.h"

#define FULL_TEXT_TYPE "text/html; charset=utf-8" /* of full_text_page() */

enum full_text_extent {
	FULL_TEXT_NONE,   /* no word */
	FULL_TEXT_SHORT,  /* a teaser */
	FULL_TEXT_ENOUGH, /* better than nothing, if there is no page */
	FULL_TEXT_WHOLE,  /* several paragraphs, and nothing says that it goes on elsewhere */
};
enum full_text_extent full_text_extent(const struct feed_entry *entry, struct arena *scratch);

/* An HTML document of title and text; lives in the arena.  Markup is left as the feed has it. */
struct slice full_text_page(const struct feed_entry *entry, struct arena *arena);

#endif
