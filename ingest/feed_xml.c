/* ingest/feed_xml.c - reads feeds in XML: follows the elements down from the root and notes what the rules give a meaning. */
#include "common/date.h"
#include "ingest/feed_reader.h"

static struct frame *innermost(struct feed_reader *r)
{
	return &r->frame[r->depth];
}

/* True if there is memory for so many bytes more: whatever a feed makes us allocate is taken from one budget. */
static bool afford(struct feed_reader *r, size_t bytes)
{
	bytes += 32; /* for being an allocation */
	if (bytes > r->text_left) {
		r->feed->truncated = true;
		return false;
	}
	r->text_left -= bytes;
	return true;
}

/* At most n bytes of s, no character cut in two. */
static struct slice cut(struct slice s, size_t n)
{
	while (n < s.len && n && ((unsigned char)s.at[n] & 0xC0) == 0x80)
		n--;
	return slice_head(s, n);
}

static struct slice keep(struct feed_reader *r, struct slice s)
{
	return afford(r, s.len) ? arena_copy(r->arena, s) : SLICE("");
}

static struct slice plain(struct feed_reader *r, struct slice s)
{
	return afford(r, s.len) ? feed_plain(r->arena, s) : SLICE("");
}

static struct slice one_line(struct feed_reader *r, struct slice s)
{
	return afford(r, s.len) ? feed_one_line(r->arena, s) : SLICE("");
}

static struct slice resolve(struct feed_reader *r, struct slice base, struct slice link)
{
	return afford(r, 2 * base.len + 4 * link.len + 64) ? feed_resolve(r->arena, base, link) : link;
}

/* The entry that is read, or NULL: it is the feed. */
static struct feed_entry *entry_of(const struct feed_reader *r)
{
	return r->entry ? &r->feed->entry[r->entry - 1] : NULL;
}

static struct notes *notes_of(struct feed_reader *r)
{
	return r->entry ? &r->entry_notes[r->entry - 1] : &r->feed_notes;
}

/* Where a value of this kind goes; NULL if it goes nowhere, or is no slice. */
static struct slice *slot(struct feed_reader *r, enum feed_target target)
{
	struct feed_entry *e = entry_of(r);

	switch (target) {
	case FEED_ID: return e ? &e->id : NULL;
	case FEED_TITLE: return e ? &e->title : &r->feed->title;
	case FEED_LINK: return e ? &e->link : &r->feed->link;
	case FEED_AUTHOR: return e ? &e->author : &r->feed_author;
	case FEED_SUMMARY: return e ? &e->summary : NULL;
	case FEED_BODY: return e ? &e->content : NULL;
	case FEED_LANGUAGE: return e ? &e->language : &r->feed->language;
	case FEED_PERSON_NAME: return &r->person_name;
	case FEED_PERSON_EMAIL: return &r->person_email;
	default: return NULL;
	}
}

/* True for a value that beats what is there so far: it is to be kept. */
static bool outranks(struct feed_reader *r, enum feed_target target, int rank)
{
	struct notes *notes = notes_of(r);

	if (rank <= notes->rank[target])
		return false;
	notes->rank[target] = (unsigned char)rank;
	return true;
}

/* A time that states no zone: UTC, if the form is one whose times are meant for all the world. */
static struct moment read_date(struct feed_reader *r, struct slice s)
{
	struct moment m = date_parse(s);

	if (m.ms == TIME_UNKNOWN || !m.day_only || s.len > 64 || !memchr(s.at, ':', s.len) || memchr(s.at, '/', s.len))
		return m;
	return afford(r, s.len + 8) ? date_parse(arena_printf(r->arena, "%.*s +0000", SLICE_ARG(s))) : m;
}

/* Several authors stand in one line. */
static void add_author(struct feed_reader *r, struct slice name, int rank)
{
	struct slice *author = slot(r, FEED_AUTHOR);
	unsigned char *have = &notes_of(r)->rank[FEED_AUTHOR];

	if (slice_empty(name) || rank < *have)
		return;
	if (rank > *have || slice_empty(*author))
		*author = name;
	else if (author->len + name.len < FEED_MAX_AUTHORS && !slice_contains(*author, name) &&
		 afford(r, author->len + name.len))
		*author = arena_printf(r->arena, "%.*s, %.*s", SLICE_ARG(*author), SLICE_ARG(name));
	*have = (unsigned char)rank;
}

static void add_category(struct feed_reader *r, struct slice name)
{
	struct feed_entry *e = entry_of(r);

	if (slice_empty(name) || !e || e->ncategories == FEED_MAX_CATEGORIES)
		return;
	for (size_t i = 0; i < e->ncategories; i++)
		if (slice_equal(e->category[i], name))
			return;
	if ((e->ncategories & (e->ncategories - 1)) == 0) /* none, or a power of two: room for as many again */
		e->category = arena_grow(r->arena, e->category, sizeof *e->category, e->ncategories,
					 e->ncategories ? 2 * e->ncategories : 1);
	e->category[e->ncategories++] = name;
}

/* "en_US" is "en-US" in BCP 47. */
static struct slice language_tag(struct feed_reader *r, struct slice s)
{
	struct slice tag = keep(r, cut(slice_trim(s), FEED_MAX_LANGUAGE));
	char *at = (char *)(uintptr_t)tag.at;

	for (size_t i = 0; i < tag.len; i++)
		if (at[i] == '_')
			at[i] = '-';
	return tag;
}

static void set_link(struct feed_reader *r, struct slice link, struct slice base, int rank)
{
	link = slice_trim(link);
	if (slice_empty(link) || !outranks(r, FEED_LINK, rank))
		return;
	*slot(r, FEED_LINK) = keep(r, cut(link, FEED_MAX_SHORT));
	notes_of(r)->link_base = base;
}

static void set_date(struct feed_reader *r, const struct feed_rule *rule, struct slice s)
{
	struct moment m = read_date(r, slice_trim(s));

	if (m.ms == TIME_UNKNOWN || !outranks(r, rule->target, rule->rank))
		return;
	if (!r->entry)
		r->feed->updated = m;
	else if (rule->target == FEED_PUBLISHED)
		entry_of(r)->published = m;
	else
		entry_of(r)->updated = m;
}

/* Summary and content. */
static void set_long(struct feed_reader *r, const struct frame *f, struct slice s)
{
	if (slice_empty(slice_trim(s)) || !outranks(r, f->rule->target, f->rule->rank))
		return;
	*slot(r, f->rule->target) = keep(r, slice_trim(s));
	if (f->rule->target == FEED_SUMMARY)
		entry_of(r)->summary_plain = f->plain;
	else
		entry_of(r)->content_plain = f->plain;
}

static void set_id(struct feed_reader *r, const struct frame *f, struct slice s)
{
	bool address = slice_starts_nocase(s, SLICE("http://")) || slice_starts_nocase(s, SLICE("https://"));

	if (slice_empty(s) || !outranks(r, FEED_ID, f->rule->rank))
		return;
	entry_of(r)->id = keep(r, s);
	if (address && f->permalink)
		set_link(r, s, SLICE(""), 1);
}

static void set_plain(struct feed_reader *r, const struct frame *f, struct slice s)
{
	if (!slice_empty(s) && outranks(r, f->rule->target, f->rule->rank))
		*slot(r, f->rule->target) = keep(r, s);
}

/* An element with a meaning ends: its value is `s`. */
static void set_value(struct feed_reader *r, const struct frame *f, struct slice s)
{
	if (f->rule->target != FEED_SUMMARY && f->rule->target != FEED_BODY)
		s = cut(s, FEED_MAX_SHORT);
	switch (f->rule->target) {
	case FEED_SUMMARY:
	case FEED_BODY: set_long(r, f, s); return;
	case FEED_TITLE: set_plain(r, f, f->plain ? one_line(r, s) : plain(r, s)); return;
	case FEED_PUBLISHED:
	case FEED_UPDATED: set_date(r, f->rule, s); return;
	case FEED_LINK: set_link(r, s, f->base, f->rule->rank); return;
	case FEED_ID: set_id(r, f, slice_trim(s)); return;
	case FEED_AUTHOR: add_author(r, feed_person_name(plain(r, s)), f->rule->rank); return;
	case FEED_CATEGORY: add_category(r, plain(r, s)); return;
	case FEED_TTL:
	case FEED_UPDATE_PERIOD:
	case FEED_UPDATE_FREQUENCY:
	case FEED_SKIP_HOUR:
	case FEED_SKIP_DAY: feed_set_schedule(r, f->rule->target, slice_trim(s)); return;
	case FEED_LANGUAGE: set_plain(r, f, language_tag(r, s)); return;
	case FEED_PERSON_NAME:
	case FEED_PERSON_EMAIL: *slot(r, f->rule->target) = one_line(r, s); return;
	case FEED_TARGETS: return;
	}
}

/* The feed's own address, or its hub's: the first one of them that has a value. */
static void set_relation(struct feed_reader *r, struct slice *address, struct slice *address_base, struct slice href,
			 struct slice base)
{
	if (r->entry || !slice_empty(*address))
		return;
	*address = keep(r, slice_trim(cut(href, FEED_MAX_SHORT)));
	*address_base = base;
}

/* Atom's <link rel= type= href=>: the page of the entry is the alternate one, best as HTML. */
static void link_element(struct feed_reader *r, const struct xml_element *e, struct slice base)
{
	const struct slice *href = xml_attribute(e, SLICE(""), SLICE("href")),
			   *rel = xml_attribute(e, SLICE(""), SLICE("rel"));
	const struct slice *type = xml_attribute(e, SLICE(""), SLICE("type"));
	bool page = !type || slice_empty(*type) || slice_contains_nocase(*type, SLICE("html"));

	if (href && rel && slice_equal_nocase(slice_trim(*rel), SLICE("self")))
		set_relation(r, &r->feed->self, &r->self_base, *href, base);
	else if (href && rel && slice_equal_nocase(slice_trim(*rel), SLICE("hub")))
		set_relation(r, &r->feed->hub, &r->hub_base, *href, base);
	if (!href || (rel && !slice_empty(*rel) && !slice_equal_nocase(slice_trim(*rel), SLICE("alternate")) &&
		      !slice_ends_nocase(*rel, SLICE("/relation/alternate"))))
		return;
	set_link(r, *href, base, page ? 8 : 2);
}

/* A further entry, all of it unknown. */
static struct feed_entry *add_entry(struct feed_reader *r)
{
	struct feed *feed = r->feed;

	if (feed->nentries == r->room) {
		size_t room = r->room ? 2 * r->room : 64;

		feed->entry = arena_grow(r->arena, feed->entry, sizeof *feed->entry, r->room, room);
		r->entry_notes = arena_grow(r->arena, r->entry_notes, sizeof *r->entry_notes, r->room, room);
		r->room = room;
	}
	r->entry_notes[feed->nentries] = (struct notes){ .link_base = SLICE("") };
	r->entry = ++feed->nentries;
	*entry_of(r) = (struct feed_entry){ .id = SLICE(""),
					    .title = SLICE(""),
					    .link = SLICE(""),
					    .author = SLICE(""),
					    .language = SLICE(""),
					    .summary = SLICE(""),
					    .content = SLICE(""),
					    .published = MOMENT_UNKNOWN,
					    .updated = MOMENT_UNKNOWN };
	return entry_of(r);
}

static void begin_entry(struct feed_reader *r, const struct xml_element *e, struct frame *f)
{
	const struct slice *about = xml_attribute(e, SLICE("rdf"), SLICE("about"));
	struct feed_entry *entry;

	r->is_feed = true;
	if (r->feed->nentries == FEED_MAX_ENTRIES) {
		r->feed->truncated = true;
		return;
	}
	f->place = AT_ENTRY;
	entry = add_entry(r);
	entry->language = f->language;
	if (about && !slice_empty(slice_trim(*about))) {
		entry->id = keep(r, slice_trim(cut(*about, FEED_MAX_SHORT)));
		set_link(r, slice_starts_nocase(entry->id, SLICE("http")) ? entry->id : SLICE(""), SLICE(""), 1);
	}
}

static void begin_feed(struct feed_reader *r, const struct xml_element *e, struct frame *f)
{
	f->place = AT_FEED;
	r->authors_inherit = slice_equal_nocase(e->name, SLICE("feed")); /* RFC 4287, 4.2.1 */
	r->is_feed = true;
	if (slice_empty(r->feed->language))
		r->feed->language = f->language;
}

static bool is_any(struct slice name, const char *a, const char *b)
{
	return slice_equal_nocase(name, slice_from(a)) || slice_equal_nocase(name, slice_from(b));
}

/* An element that begins a feed or an entry, or holds those that do. */
static bool structural(struct feed_reader *r, const struct xml_element *e, enum feed_vocabulary v, struct frame *f)
{
	enum place parent = f[-1].place;

	if (v != FEED_CORE && v != FEED_RDF)
		return false;
	if (is_any(e->name, "item", "entry"))
		begin_entry(r, e, f);
	else if (parent == AT_DOCUMENT && is_any(e->name, "channel", "feed"))
		begin_feed(r, e, f);
	else if (parent == AT_DOCUMENT ? is_any(e->name, "rss", "rdf")
				       : parent == AT_FEED && slice_equal_nocase(e->name, SLICE("items")))
		f->place = AT_DOCUMENT; /* "items" has the entries of RSS 1.1 in it; in RSS 1.0 a list of their names */
	else if (parent == AT_FEED && is_any(e->name, "skipHours", "skipDays"))
		f->place = AT_FEED;
	else
		return false;
	return true;
}

/* How the value of an element is written: Atom says so (type=), RSS does not and means HTML. */
static void note_form(const struct xml_element *e, struct frame *f)
{
	const struct slice *type = xml_attribute(e, SLICE(""), SLICE("type"));
	const struct slice *permalink = xml_attribute(e, SLICE(""), SLICE("isPermaLink"));

	f->permalink = slice_equal_nocase(e->name, SLICE("guid")) &&
		       (!permalink || !slice_equal_nocase(slice_trim(*permalink), SLICE("false")));
	f->xhtml = type && slice_contains_nocase(*type, SLICE("xhtml"));
	f->plain =
		type ? is_any(slice_trim(*type), "text", "text/plain") : slice_contains_nocase(e->ns, SLICE("/atom"));
}

/* An element below a feed, an entry or a person. */
static void meaningful(struct feed_reader *r, const struct xml_element *e, enum feed_vocabulary v, struct frame *f)
{
	enum place parent = f[-1].place;
	const struct slice *value;

	if (v == FEED_CORE && parent != AT_PERSON && slice_equal_nocase(e->name, SLICE("author"))) {
		f->place = AT_PERSON;
		r->person_name = r->person_email = SLICE("");
		text_reset(&r->value);
		return;
	}
	f->rule = feed_rule(v, e->name, parent == AT_FEED ? IN_FEED : parent == AT_ENTRY ? IN_ENTRY : IN_PERSON);
	if (!f->rule)
		return;
	note_form(e, f);
	f->place = AT_VALUE;
	r->value_depth = r->depth;
	text_reset(&r->value);
	if (f->rule->target == FEED_LINK)
		link_element(r, e, f->base);
	value = f->rule->target == FEED_CATEGORY ? xml_attribute(e, SLICE(""), SLICE("term")) : NULL;
	if (value)
		add_category(r, one_line(r, cut(*value, FEED_MAX_SHORT)));
}

static void inherit(struct feed_reader *r, const struct xml_element *e, struct frame *f)
{
	const struct slice *base = xml_attribute(e, SLICE("xml"), SLICE("base"));
	const struct slice *language = xml_attribute(e, SLICE("xml"), SLICE("lang"));

	*f = (struct frame){ .place = AT_NOTHING, .base = f[-1].base, .language = f[-1].language, .outer = r->entry };
	if (base)
		f->base = resolve(r, f->base, keep(r, cut(*base, FEED_MAX_BASE)));
	if (language)
		f->language = language_tag(r, *language);
}

static void on_start(void *context, const struct xml_element *e)
{
	struct feed_reader *r = context;
	enum place parent = innermost(r)->place;
	struct frame *f = &r->frame[++r->depth];

	inherit(r, e, f);
	if (parent == AT_VALUE || parent == AT_MARKUP) {
		f->place = AT_MARKUP;
		feed_value_start(r, e);
	} else if (parent != AT_NOTHING) {
		enum feed_vocabulary v = feed_vocabulary(e);

		if (parent != AT_PERSON && structural(r, e, v, f))
			return;
		if (parent != AT_DOCUMENT)
			meaningful(r, e, v, f);
	}
}

static void on_text(void *context, struct slice text)
{
	struct feed_reader *r = context;
	enum place place = innermost(r)->place;

	if (place == AT_VALUE || place == AT_MARKUP || place == AT_PERSON)
		feed_value_text(r, text);
}

static void end_person(struct feed_reader *r)
{
	struct slice text = slice_trim(text_slice(&r->value));

	if (!slice_empty(r->person_name))
		add_author(r, r->person_name, 9);
	else if (!slice_empty(r->person_email))
		add_author(r, r->person_email, 7);
	else
		add_author(r, feed_person_name(plain(r, cut(text, FEED_MAX_SHORT))), 5);
}

static void on_end(void *context, const struct xml_element *e)
{
	struct feed_reader *r = context;
	struct frame *f = innermost(r);

	if (f->place == AT_MARKUP) {
		feed_value_end(r, e);
	} else if (f->place == AT_VALUE) {
		set_value(r, f, text_slice(&r->value));
		text_reset(&r->value);
	} else if (f->place == AT_PERSON) {
		end_person(r);
	}
	r->entry = f->outer;
	r->depth--;
}

/* What is known only at the end: bases, what entries inherit. */
static void finish(struct feed_reader *r, const struct feed_hints *hints)
{
	struct feed *feed = r->feed;
	struct slice base;

	if (slice_empty(feed->language))
		feed->language = language_tag(r, slice_before(hints->content_language, ','));
	base = slice_empty(r->feed_notes.link_base) ? hints->base : r->feed_notes.link_base;
	feed->link = resolve(r, base, feed->link);
	feed->self = resolve(r, r->self_base, feed->self);
	feed->hub = resolve(r, r->hub_base, feed->hub);
	if (feed->update_period_s && r->update_frequency)
		feed->update_period_s /= r->update_frequency;
	base = slice_empty(hints->base) ? feed->link : hints->base;
	for (size_t i = 0; i < feed->nentries; i++) {
		struct feed_entry *e = &feed->entry[i];

		e->link = resolve(r, slice_empty(r->entry_notes[i].link_base) ? base : r->entry_notes[i].link_base,
				  e->link);
		if (slice_empty(e->language))
			e->language = feed->language;
		if (slice_empty(e->author) && r->authors_inherit)
			e->author = r->feed_author;
	}
}

int feed_xml_parse(struct feed *feed, struct arena *arena, struct slice bytes, const struct feed_hints *hints,
		   struct reason *why)
{
	static const struct xml_handler handler = { on_start, on_text, on_end };
	struct feed_reader *r = arena_new(arena, struct feed_reader, 1);
	bool truncated;
	int result;

	*r = (struct feed_reader){ .feed = feed,
				   .arena = arena,
				   .text_left = FEED_MAX_TEXT,
				   .feed_author = SLICE(""),
				   .feed_notes = { .link_base = SLICE("") },
				   .person_name = SLICE(""),
				   .person_email = SLICE(""),
				   .self_base = SLICE(""),
				   .hub_base = SLICE("") };
	r->frame[0] = (struct frame){ .place = AT_DOCUMENT, .base = hints->base, .language = SLICE("") };
	text_init(&r->value, FEED_MAX_LONG);
	result = xml_read(bytes, feed_charset(hints->content_type), &handler, r, &truncated, why);
	text_release(&r->value);
	if (result < 0)
		return -1;
	feed->truncated |= truncated;
	if (!r->is_feed) {
		dead(why, "no feed: the root element is none of rss, feed, rdf:RDF");
		return -1;
	}
	finish(r, hints);
	return 0;
}
