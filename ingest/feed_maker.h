/* ingest/feed_maker.h - what the readers of all formats build a struct feed with; nobody else includes it. */
#ifndef INGEST_FEED_MAKER_H
#define INGEST_FEED_MAKER_H

#include "ingest/feed.h"

struct feed_maker {
	struct feed *feed;
	struct arena *arena;
	const struct feed_hints *hints;
	size_t max_entries, room; /* of feed->entry */
	size_t text_left;         /* of FEED_MAX_TEXT: all memory a feed makes us take but for its entries */
};

void feed_maker_init(struct feed_maker *m, struct feed *feed, struct arena *arena, const struct feed_hints *hints,
		     size_t max_entries);

/* A copy of at most max bytes of s, trimmed, no character cut in two; as one line of text; of HTML as such a line. */
struct slice feed_maker_keep(struct feed_maker *m, struct slice s, size_t max);
struct slice feed_maker_line(struct feed_maker *m, struct slice s);
struct slice feed_maker_plain(struct feed_maker *m, struct slice html);

/* A link as a feed has it, absolute if a base is known; and one that is kept already, against a base of its own. */
struct slice feed_maker_link(struct feed_maker *m, struct slice link);
struct slice feed_maker_resolve(struct feed_maker *m, struct slice base, struct slice link);

/* a, between, b; a alone once there is no memory left. */
struct slice feed_maker_joined(struct feed_maker *m, struct slice a, const char *between, struct slice b);

/* A language tag, with "-" where people write "_". */
struct slice feed_maker_language(struct feed_maker *m, struct slice s);

/* A date in any form that feeds write; a time without a zone is in the one the hints name, else in UTC. */
struct moment feed_maker_date(struct feed_maker *m, struct slice s);

/* A further entry, all of it unknown; NULL at the limit, and the feed is marked as truncated.  Good until the next. */
struct feed_entry *feed_maker_entry(struct feed_maker *m);

/* A further category, unless the entry has it or has too many. */
void feed_maker_category(struct feed_maker *m, struct feed_entry *e, struct slice name);

#endif
