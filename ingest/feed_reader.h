/* ingest/feed_reader.h - what feed_xml.c and its parts know while they read one feed; nobody else includes it. */
#ifndef INGEST_FEED_READER_H
#define INGEST_FEED_READER_H

#include "ingest/feed_maker.h"
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
	bool bare;         /* a title of Atom that does not say: text, which the oldest feeds put elements into */
	bool wrapped;      /* in a div that is no part of it */
	bool base64;
	bool permalink; /* a guid that is an address */
	bool iri;       /* an id that may be relative */
	bool speaks;    /* xml:lang is its own, or an inherited one that says "no language" */
	size_t outer;   /* the entry (as in struct feed_reader) around it */
};

/* Of an entry, or of the feed, while it is read. */
struct notes {
	struct slice link_base;
	const struct feed_rule *summary_rule;
	unsigned char rank[FEED_TARGETS]; /* of the values it has so far */
};

struct feed_person {
	struct slice name, email;
};

struct feed_reader {
	struct feed_maker maker;
	struct feed *feed; /* the maker's */
	struct frame frame[XML_MAX_DEPTH + 1];
	size_t depth;
	size_t entry; /* 1 + index of the one that is read; 0: the feed itself */
	size_t room;  /* of entry_notes */
	struct notes feed_notes, *entry_notes;
	struct text value, decoded, html;
	size_t value_depth; /* of the AT_VALUE frame */
	struct feed_person person;
	struct slice feed_author, feed_author_full;
	struct slice self_base, hub_base;
	int64_t update_frequency; /* times in a period */
	bool is_feed, authors_inherit;
};

/* RSS, Atom and CDF as XML. */
int feed_xml_parse(struct feed *feed, struct arena *arena, struct slice bytes, const struct feed_hints *hints,
		   struct reason *why);

/* HTML that can be read outside of the feed: its links absolute. */
struct slice feed_html(struct feed_reader *r, struct slice html, struct slice base);

/* What s says as base64, in r->decoded; s itself if it is none. */
struct slice feed_base64(struct feed_reader *r, struct slice s);

/* An element begins a feed or an entry, or holds those that do: false if it is none of these. */
bool feed_structure(struct feed_reader *r, const struct xml_element *e, enum feed_vocabulary v, struct frame *f);

/* It is one below a feed, an entry or a person, and may have a value. */
void feed_meaning(struct feed_reader *r, const struct xml_element *e, enum feed_vocabulary v, struct frame *f);

/* An element with a meaning ends: its value is s. */
void feed_set_value(struct feed_reader *r, const struct frame *f, struct slice s);

/* An attribute says it.  The highest rank wins. */
void feed_set_link(struct feed_reader *r, struct slice link, struct slice base, int rank);
void feed_set_date(struct feed_reader *r, enum feed_target target, int rank, struct slice s);
void feed_add_category(struct feed_reader *r, struct slice name); /* not to the feed */
void feed_add_author(struct feed_reader *r, struct feed_person person, int rank);

/* A value that says when a feed need not be asked for: ttl, sy:, skipHours, skipDays. */
void feed_set_schedule(struct feed_reader *r, enum feed_target target, struct slice s);

/* The value grows by text, and by the elements that stand in it, as markup. */
void feed_value_text(struct feed_reader *r, struct slice text);
void feed_value_start(struct feed_reader *r, const struct xml_element *element);
void feed_value_end(struct feed_reader *r, const struct xml_element *element);

/* As much of s as there is room for. */
void feed_value_add(struct text *value, struct slice s);

/* "editor@example.org (Ann Lee)", "Ann Lee <ann@example.org>", a name alone, an address alone: parts of s. */
struct feed_person feed_person(struct slice s);

#endif
