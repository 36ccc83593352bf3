/* ingest/feed_set.c - what becomes of a value: where it goes, and which one wins. */
#include "common/utf8.h"
#include "ingest/feed_reader.h"
#include "ingest/url.h"

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
	case FEED_SUMMARY: return e ? &e->summary : NULL;
	case FEED_BODY: return e ? &e->content : NULL;
	case FEED_LANGUAGE: return e ? &e->language : &r->feed->language;
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

/* "Ann Lee (ann@example.org)". */
static struct slice full_name(struct feed_reader *r, struct feed_person p)
{
	if (slice_empty(p.name))
		return p.email;
	if (slice_empty(p.email) || slice_equal(p.name, p.email) || p.name.len + p.email.len > FEED_MAX_AUTHORS)
		return p.name;
	return feed_maker_joined(&r->maker, feed_maker_joined(&r->maker, p.name, " (", p.email), ")", SLICE(""));
}

/* Several authors stand in one line. */
void feed_add_author(struct feed_reader *r, struct feed_person person, int rank)
{
	struct feed_entry *e = entry_of(r);
	struct slice *author = e ? &e->author : &r->feed_author, *full = e ? &e->author_full : &r->feed_author_full;
	struct slice name = slice_empty(person.name) ? person.email : person.name;
	unsigned char *have = &notes_of(r)->rank[FEED_AUTHOR];

	if (slice_empty(name) || rank < *have)
		return;
	if (rank > *have || slice_empty(*author)) {
		*author = name;
		*full = full_name(r, person);
	} else if (full->len + name.len + person.email.len < FEED_MAX_AUTHORS && !slice_contains(*author, name)) {
		*author = feed_maker_joined(&r->maker, *author, ", ", name);
		*full = feed_maker_joined(&r->maker, *full, ", ", full_name(r, person));
	}
	*have = (unsigned char)rank;
}

void feed_add_category(struct feed_reader *r, struct slice name)
{
	if (r->entry)
		feed_maker_category(&r->maker, entry_of(r), name);
}

/* Categories in one line, with commas between them. */
static void add_keywords(struct feed_reader *r, struct slice s)
{
	struct slice part;

	while (slice_next(&s, ',', &part))
		feed_add_category(r, feed_maker_plain(&r->maker, part));
}

/* A link with the usual slips: escaped twice, without a scheme, with one before another. */
static struct slice mend_link(struct feed_reader *r, struct slice link)
{
	if (slice_contains(link, SLICE("&amp;")))
		link = feed_maker_plain(&r->maker, link);
	if (slice_starts_nocase(link, SLICE("http://http://")) || slice_starts_nocase(link, SLICE("http://https://")))
		return slice_skip(link, strlen("http://"));
	if (slice_starts_nocase(link, SLICE("www.")))
		return feed_maker_joined(&r->maker, SLICE("http://"), "", link);
	return link;
}

void feed_set_link(struct feed_reader *r, struct slice link, struct slice base, int rank)
{
	link = slice_trim(link);
	if (slice_empty(link) || !outranks(r, FEED_LINK, rank))
		return;
	*slot(r, FEED_LINK) = feed_maker_keep(&r->maker, mend_link(r, link), FEED_MAX_SHORT);
	notes_of(r)->link_base = base;
}

/* Of equals the last one wins: it is the later one. */
void feed_set_date(struct feed_reader *r, enum feed_target target, int rank, struct slice s)
{
	struct moment m = feed_maker_date(&r->maker, slice_trim(s));
	unsigned char *have = &notes_of(r)->rank[target];

	if (m.ms == TIME_UNKNOWN || rank < *have)
		return;
	*have = (unsigned char)rank;
	if (!r->entry)
		r->feed->updated = m;
	else if (target == FEED_PUBLISHED)
		entry_of(r)->published = m;
	else
		entry_of(r)->updated = m;
}

/* dc:date says when something happened to the entry: it is both of its dates, if there are no better ones. */
static void set_dated(struct feed_reader *r, const struct feed_rule *rule, struct slice s)
{
	feed_set_date(r, rule->target, rule->rank, s);
	if (r->entry && rule->vocabulary == FEED_DC)
		feed_set_date(r, FEED_UPDATED, 1, s);
}

/* An entry is in the language of its content; else of its title, of its summary.  A feed may quote others in its title. */
static void note_language(struct feed_reader *r, const struct frame *f)
{
	int rank = f->rule->target == FEED_BODY ? 3 : f->rule->target == FEED_TITLE ? 2 : 1;

	if (r->entry && (f->speaks || !slice_empty(f->language)) && outranks(r, FEED_LANGUAGE, rank))
		*slot(r, FEED_LANGUAGE) = f->language;
}

/* Where links in a value start from. */
static struct slice base_of(const struct feed_reader *r, const struct frame *f)
{
	return slice_empty(f->base) ? r->feed->link : f->base;
}

static void keep_long(struct feed_reader *r, const struct frame *f, enum feed_target target, struct slice s)
{
	*slot(r, target) = f->plain ? feed_maker_keep(&r->maker, s, FEED_MAX_LONG) : feed_html(r, s, base_of(r, f));
	if (target == FEED_SUMMARY)
		entry_of(r)->summary_plain = f->plain;
	else
		entry_of(r)->content_plain = f->plain;
	note_language(r, f);
}

/* Summary and content.  A second summary, of another name, is the longer text: the content. */
static void set_long(struct feed_reader *r, const struct frame *f, struct slice s)
{
	struct notes *notes = notes_of(r);
	enum feed_target target = f->rule->target;
	int rank = f->rule->rank;

	if (slice_empty(slice_trim(s)))
		return;
	if (target == FEED_SUMMARY && rank == notes->rank[target] && f->rule != notes->summary_rule) {
		target = FEED_BODY;
		rank = 1;
	}
	if (!outranks(r, target, rank))
		return;
	if (target == FEED_SUMMARY)
		notes->summary_rule = f->rule;
	keep_long(r, f, target, slice_trim(s));
}

static void set_id(struct feed_reader *r, const struct frame *f, struct slice s)
{
	bool address = url_is_web(s);

	if (slice_empty(s) || !outranks(r, FEED_ID, f->rule->rank))
		return;
	s = feed_maker_keep(&r->maker, s, FEED_MAX_SHORT);
	entry_of(r)->id = f->iri && !address ? feed_maker_resolve(&r->maker, f->base, s) : s;
	if (address && f->permalink)
		feed_set_link(r, s, SLICE(""), 1);
}

/* Plain text; and as it stands there, if that says more. */
static void set_title(struct feed_reader *r, const struct frame *f, struct slice s)
{
	struct feed_entry *e = entry_of(r);
	struct slice title = f->plain ? feed_maker_line(&r->maker, s) : feed_maker_plain(&r->maker, s),
		     given = slice_trim(s);
	bool html = !f->plain && !slice_equal(title, given) &&
		    (memchr(given.at, '<', given.len) || (!f->bare && memchr(given.at, '&', given.len)));

	if (slice_empty(given) || !outranks(r, FEED_TITLE, f->rule->rank))
		return;
	*slot(r, FEED_TITLE) = title;
	*(e ? &e->title_html : &r->feed->title_html) = html ? feed_html(r, given, base_of(r, f)) : SLICE("");
	note_language(r, f);
}

static void set_language(struct feed_reader *r, const struct frame *f, struct slice s)
{
	struct slice tag = feed_maker_language(&r->maker, s);

	if (!slice_empty(tag) && outranks(r, FEED_LANGUAGE, f->rule->rank))
		*slot(r, FEED_LANGUAGE) = tag;
}

void feed_set_value(struct feed_reader *r, const struct frame *f, struct slice s)
{
	enum feed_target target = f->rule->target;

	if (f->base64)
		s = feed_base64(r, s);
	if (target != FEED_SUMMARY && target != FEED_BODY)
		s = utf8_head(s, FEED_MAX_SHORT);
	switch (target) {
	case FEED_SUMMARY:
	case FEED_BODY: set_long(r, f, s); return;
	case FEED_TITLE: set_title(r, f, s); return;
	case FEED_PUBLISHED:
	case FEED_UPDATED: set_dated(r, f->rule, s); return;
	case FEED_LINK: feed_set_link(r, s, f->base, f->rule->rank); return;
	case FEED_ID: set_id(r, f, slice_trim(s)); return;
	case FEED_AUTHOR: feed_add_author(r, feed_person(feed_maker_plain(&r->maker, s)), f->rule->rank); return;
	case FEED_CATEGORY: feed_add_category(r, feed_maker_plain(&r->maker, s)); return;
	case FEED_KEYWORDS: add_keywords(r, s); return;
	case FEED_LANGUAGE: set_language(r, f, s); return;
	case FEED_PERSON_NAME: r->person.name = feed_maker_line(&r->maker, s); return;
	case FEED_PERSON_EMAIL: r->person.email = feed_maker_line(&r->maker, s); return;
	case FEED_TTL:
	case FEED_UPDATE_PERIOD:
	case FEED_UPDATE_FREQUENCY:
	case FEED_SKIP_HOUR:
	case FEED_SKIP_DAY: feed_set_schedule(r, target, slice_trim(s)); return;
	case FEED_TARGETS: return;
	}
}
