/* ingest/feed_reader.h - what feed.c and its parts know while they read one feed; nobody else includes it. */
#ifndef INGEST_FEED_READER_H
#define INGEST_FEED_READER_H

#include "ingest/feed.h"
#include "ingest/feed_rules.h"

/* Where an element stands, which says what its children may mean. */
enum place {
	AT_DOCUMENT, /* the document, rss, rdf:RDF */
	AT_FEED,
	AT_ENTRY,
	AT_PERSON, /* an author */
	AT_VALUE,  /* what the rules give a meaning: its text is the value */
	AT_MARKUP, /* an element within a value */
	AT_NOTHING /* neither it nor what is in it means anything to us */
};

/* One open element. */
struct frame {
	enum place place;
	struct slice base, language; /* xml:base, xml:lang, inherited */
	const struct feed_rule *rule;
	bool xhtml, plain; /* how the value is written; neither: HTML, escaped */
	bool permalink;    /* a guid that is an address */
	size_t outer;      /* the entry (as in struct feed_reader) around it */
};

/* Of an entry, or of the feed, while it is read. */
struct notes {
	struct slice link_base;
	unsigned char rank[FEED_TARGETS]; /* of the values it has so far */
};

struct feed_reader {
	struct feed *feed;
	struct arena *arena;
	struct frame frame[XML_MAX_DEPTH + 1];
	size_t depth;
	size_t entry; /* 1 + index of the one that is read; 0: the feed itself */
	size_t room;  /* of feed->entry */
	struct notes feed_notes, *entry_notes;
	struct text value;
	size_t value_depth; /* of the AT_VALUE frame */
	size_t text_left;   /* of FEED_MAX_TEXT */
	struct slice person_name, person_email, feed_author;
	struct slice self_base, hub_base;
	int64_t update_frequency; /* times in a period */
	bool is_feed, authors_inherit;
};

/* The value grows by text, and by the elements that stand in it, as markup. */
void feed_value_text(struct feed_reader *r, struct slice text);
void feed_value_start(struct feed_reader *r, const struct xml_element *element);
void feed_value_end(struct feed_reader *r, const struct xml_element *element);

/* "editor@example.org (Ann Lee)" and "Ann Lee <ann@example.org>" give the name; a part of s. */
struct slice feed_person_name(struct slice s);

/* RSS and RFC 4287 as XML. */
int feed_xml_parse(struct feed *feed, struct arena *arena, struct slice bytes, const struct feed_hints *hints,
		   struct reason *why);

/* A value that says when a feed need not be asked for: ttl, sy:, skipHours, skipDays. */
void feed_set_schedule(struct feed_reader *r, enum feed_target target, struct slice s);

/* The charset a Content-Type value names, empty if none.  RFC 9110, 8.3.2. */
struct slice feed_charset(struct slice content_type);

#endif
