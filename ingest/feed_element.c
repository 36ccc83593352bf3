/* ingest/feed_element.c - what an element begins: a feed, an entry, a value; and what its attributes say at once. */
#include "ingest/feed_reader.h"

static bool is_any(struct slice name, const char *a, const char *b)
{
	return slice_equal_nocase(name, slice_from(a)) || slice_equal_nocase(name, slice_from(b));
}

/* The value of an attribute without prefix; empty if there is none. */
static struct slice attribute_of(const struct xml_element *e, const char *name)
{
	const struct slice *value = xml_attribute(e, SLICE(""), slice_from(name));

	return value ? slice_trim(*value) : SLICE("");
}

/* The feed's own address, or its hub's: the first one of them that has a value. */
static void set_relation(struct feed_reader *r, struct slice *address, struct slice *address_base, struct slice href,
			 struct slice base)
{
	if (r->entry || !slice_empty(*address))
		return;
	*address = feed_maker_keep(&r->maker, href, FEED_MAX_SHORT);
	*address_base = base;
}

/* Atom's <link rel= type= href=>: the page of the entry is the alternate one, best as HTML. */
static void link_element(struct feed_reader *r, const struct xml_element *e, struct slice base, int rank)
{
	struct slice href = attribute_of(e, "href"), rel = attribute_of(e, "rel"), type = attribute_of(e, "type");
	bool page = slice_empty(type) || slice_contains_nocase(type, SLICE("html"));

	if (slice_equal_nocase(rel, SLICE("self")))
		set_relation(r, &r->feed->self, &r->self_base, href, base);
	else if (slice_equal_nocase(rel, SLICE("hub")))
		set_relation(r, &r->feed->hub, &r->hub_base, href, base);
	if (slice_empty(rel) || slice_equal_nocase(rel, SLICE("alternate")) ||
	    slice_ends_nocase(rel, SLICE("/relation/alternate")))
		feed_set_link(r, href, base, page ? rank - 1 : 2);
}

/* CDF writes in attributes what others have elements for. */
static void note_attributes(struct feed_reader *r, const struct xml_element *e, struct frame *f)
{
	struct slice base = attribute_of(e, "base"), updated = attribute_of(e, "lastmod");

	if (!slice_empty(base))
		f->base = feed_maker_resolve(&r->maker, f->base, feed_maker_keep(&r->maker, base, FEED_MAX_BASE));
	if (!slice_empty(updated))
		feed_set_date(r, FEED_UPDATED, 4, updated);
	feed_set_link(r, attribute_of(e, "href"), f->base, 3);
}

/* A further entry; NULL at the limit. */
static struct feed_entry *add_entry(struct feed_reader *r)
{
	struct feed_entry *entry = feed_maker_entry(&r->maker);

	if (!entry)
		return NULL;
	if (r->feed->nentries > r->room) {
		size_t room = r->room ? 2 * r->room : 64;

		r->entry_notes = arena_grow(r->maker.arena, r->entry_notes, sizeof *r->entry_notes, r->room, room);
		r->room = room;
	}
	r->entry = r->feed->nentries;
	r->entry_notes[r->entry - 1] = (struct notes){ .link_base = SLICE("") };
	return entry;
}

static void begin_entry(struct feed_reader *r, const struct xml_element *e, struct frame *f)
{
	const struct slice *about = xml_attribute(e, SLICE("rdf"), SLICE("about"));
	struct feed_entry *entry = add_entry(r);

	r->is_feed = true;
	if (!entry)
		return;
	f->place = AT_ENTRY;
	entry->language = f->language;
	if (f->speaks && slice_empty(f->language))
		r->entry_notes[r->entry - 1].rank[FEED_LANGUAGE] = 1; /* it says that it is in none */
	note_attributes(r, e, f);
	if (about && !slice_empty(slice_trim(*about))) {
		entry->id = feed_maker_keep(&r->maker, *about, FEED_MAX_SHORT);
		feed_set_link(r, slice_starts_nocase(entry->id, SLICE("http")) ? entry->id : SLICE(""), SLICE(""), 1);
	}
}

static void begin_feed(struct feed_reader *r, const struct xml_element *e, struct frame *f)
{
	f->place = AT_FEED;
	r->authors_inherit = slice_equal_nocase(e->name, SLICE("feed")); /* RFC 4287, 4.2.1 */
	r->is_feed = true;
	if (slice_empty(r->feed->language))
		r->feed->language = f->language;
	note_attributes(r, e, f);
}

/* Elements whose children count as if they stood in its place. */
static bool is_transparent(const struct xml_element *e, enum feed_vocabulary v, enum place parent)
{
	if (v == FEED_MEDIA)
		return parent == AT_ENTRY && is_any(e->name, "group", "content");
	if (v == FEED_ITUNES)
		return parent == AT_ENTRY && slice_equal_nocase(e->name, SLICE("category"));
	return v == FEED_CORE && parent == AT_FEED && is_any(e->name, "skipHours", "skipDays");
}

/* Elements below which there are feeds and entries: in RSS 1.1 "items" has the entries in it, in RSS 1.0 a list of their
 * names; in CDF channels hold channels. */
static bool is_outer(const struct xml_element *e, enum place parent)
{
	if (parent == AT_DOCUMENT)
		return is_any(e->name, "rss", "rdf");
	return parent == AT_FEED && is_any(e->name, "items", "channel");
}

bool feed_structure(struct feed_reader *r, const struct xml_element *e, enum feed_vocabulary v, struct frame *f)
{
	enum place parent = f[-1].place;

	if (is_transparent(e, v, parent)) {
		f->place = parent;
		feed_add_category(r, feed_maker_line(&r->maker, attribute_of(e, "text")));
		return true;
	}
	if (v != FEED_CORE && v != FEED_RDF)
		return false;
	if (is_any(e->name, "item", "entry"))
		begin_entry(r, e, f);
	else if (parent == AT_DOCUMENT && is_any(e->name, "channel", "feed"))
		begin_feed(r, e, f);
	else if (is_outer(e, parent))
		f->place = AT_DOCUMENT;
	else
		return false;
	return true;
}

/* A media type whose values stand in an Atom feed as base64 (RFC 4287, 4.1.3.3). */
static bool is_binary(struct slice type)
{
	return memchr(type.at, '/', type.len) && !slice_starts_nocase(type, SLICE("text/")) &&
	       !slice_ends_nocase(type, SLICE("xml")) && !slice_contains_nocase(type, SLICE("html"));
}

/* How the value of an element is written: Atom says so (type=, in Atom 0.3 mode=), RSS does not and means HTML. */
static void note_form(const struct xml_element *e, struct frame *f)
{
	struct slice type = attribute_of(e, "type"), mode = attribute_of(e, "mode");
	bool atom = slice_contains_nocase(e->ns, SLICE("/atom"));

	f->permalink = slice_equal_nocase(e->name, SLICE("guid")) &&
		       !slice_equal_nocase(attribute_of(e, "isPermaLink"), SLICE("false"));
	f->iri = atom && slice_equal_nocase(e->name, SLICE("id"));
	f->base64 = slice_equal_nocase(mode, SLICE("base64")) || (atom && is_binary(type));
	f->plain = slice_empty(type) ? atom && !f->base64
				     : is_any(type, "text", "text/plain") || slice_equal_nocase(type, SLICE("plain"));
	f->bare = f->plain && slice_empty(type) && slice_empty(mode) && f->rule->target == FEED_TITLE;
	f->plain &= !f->bare;
	f->xhtml = f->bare || (!f->base64 && (slice_contains_nocase(type, SLICE("xhtml")) ||
					      (slice_equal_nocase(mode, SLICE("xml")) && !f->plain)));
	f->wrapped = is_any(type, "xhtml", "html") || (f->xhtml && slice_ends_nocase(e->ns, SLICE("/2005/Atom")));
}

static void begin_value(struct feed_reader *r, const struct xml_element *e, struct frame *f)
{
	const struct slice *term;

	note_form(e, f);
	f->place = AT_VALUE;
	r->value_depth = r->depth;
	text_reset(&r->value);
	if (f->rule->target == FEED_LINK)
		link_element(r, e, f->base, f->rule->rank);
	if (f->rule->target == FEED_BODY)
		feed_set_link(r, attribute_of(e, "src"), f->base, 1); /* RFC 4287, 4.1.3.2 */
	term = f->rule->target == FEED_CATEGORY ? xml_attribute(e, SLICE(""), SLICE("term")) : NULL;
	if (term)
		feed_add_category(r, feed_maker_line(&r->maker, *term));
	else if (f->rule->target == FEED_CATEGORY && f->rule->vocabulary == FEED_CORE)
		feed_add_category(r, feed_maker_line(&r->maker, attribute_of(e, "label")));
}

void feed_meaning(struct feed_reader *r, const struct xml_element *e, enum feed_vocabulary v, struct frame *f)
{
	enum place parent = f[-1].place;

	if (v == FEED_CORE && parent != AT_PERSON && slice_equal_nocase(e->name, SLICE("author"))) {
		f->place = AT_PERSON;
		r->person = (struct feed_person){ SLICE(""), SLICE("") };
		text_reset(&r->value);
		return;
	}
	f->rule = feed_rule(v, e->name, parent == AT_FEED ? IN_FEED : parent == AT_ENTRY ? IN_ENTRY : IN_PERSON);
	if (f->rule && v == FEED_MEDIA && f->rule->target == FEED_AUTHOR &&
	    !slice_equal_nocase(attribute_of(e, "role"), SLICE("author")))
		f->rule = NULL; /* photographers, agencies, actors */
	if (f->rule)
		begin_value(r, e, f);
}
