/* ingest/feed_xml.c - reads feeds in XML: follows the elements down from the root. */
#include "common/content_type.h"
#include "common/utf8.h"
#include "ingest/feed_reader.h"
#include "ingest/feed_refuse.h"

static struct frame *innermost(struct feed_reader *r)
{
	return &r->frame[r->depth];
}

static void inherit(struct feed_reader *r, const struct xml_element *e, struct frame *f)
{
	const struct slice *base = xml_attribute(e, SLICE("xml"), SLICE("base"));
	const struct slice *language = xml_attribute(e, SLICE("xml"), SLICE("lang"));

	*f = (struct frame){ .place = AT_NOTHING,
			     .base = f[-1].base,
			     .language = f[-1].language,
			     .speaks = f[-1].speaks && slice_empty(f[-1].language),
			     .outer = r->entry };
	if (base)
		f->base = feed_maker_resolve(&r->maker, f->base, feed_maker_keep(&r->maker, *base, FEED_MAX_BASE));
	if (!language)
		return;
	f->language = feed_maker_language(&r->maker, *language);
	f->speaks = true;
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

		if (parent != AT_PERSON && feed_structure(r, e, v, f))
			return;
		if (parent != AT_DOCUMENT)
			feed_meaning(r, e, v, f);
	}
}

static void on_text(void *context, struct slice text)
{
	struct feed_reader *r = context;
	enum place place = innermost(r)->place;

	if (place == AT_VALUE || place == AT_MARKUP || place == AT_PERSON)
		feed_value_text(r, text);
}

/* The elements of a person, or the text that stands there instead. */
static void end_person(struct feed_reader *r)
{
	struct slice text = utf8_head(slice_trim(text_slice(&r->value)), FEED_MAX_SHORT);

	if (!slice_empty(r->person.name))
		feed_add_author(r, r->person, 9);
	else if (!slice_empty(r->person.email))
		feed_add_author(r, r->person, 7);
	else
		feed_add_author(r, feed_person(feed_maker_plain(&r->maker, text)), 5);
}

static void on_end(void *context, const struct xml_element *e)
{
	struct feed_reader *r = context;
	struct frame *f = innermost(r);

	if (f->place == AT_MARKUP) {
		feed_value_end(r, e);
	} else if (f->place == AT_VALUE) {
		feed_set_value(r, f, text_slice(&r->value));
		text_reset(&r->value);
	} else if (f->place == AT_PERSON) {
		end_person(r);
	}
	r->entry = f->outer;
	r->depth--;
}

static void finish_feed(struct feed_reader *r)
{
	struct feed *feed = r->feed;
	struct slice base = r->feed_notes.link_base;

	if (slice_empty(feed->language) && !r->feed_notes.rank[FEED_LANGUAGE])
		feed->language = feed_maker_language(&r->maker, slice_before(r->maker.hints->content_language, ','));
	feed->link = feed_maker_resolve(&r->maker, slice_empty(base) ? r->maker.hints->base : base, feed->link);
	feed->self = feed_maker_resolve(&r->maker, r->self_base, feed->self);
	feed->hub = feed_maker_resolve(&r->maker, r->hub_base, feed->hub);
	if (feed->update_period_s && r->update_frequency)
		feed->update_period_s /= r->update_frequency;
}

/* What is known only at the end: bases, what entries inherit. */
static void finish(struct feed_reader *r)
{
	struct feed *feed = r->feed;
	struct slice feed_base;

	finish_feed(r);
	feed_base = slice_empty(r->maker.hints->base) ? feed->link : r->maker.hints->base;
	for (size_t i = 0; i < feed->nentries; i++) {
		struct feed_entry *e = &feed->entry[i];
		const struct notes *notes = &r->entry_notes[i];

		e->link = feed_maker_resolve(&r->maker, slice_empty(notes->link_base) ? feed_base : notes->link_base,
					     e->link);
		if (slice_empty(e->language) && !notes->rank[FEED_LANGUAGE])
			e->language = feed->language;
		if (slice_empty(e->author) && r->authors_inherit) {
			e->author = r->feed_author;
			e->author_full = r->feed_author_full;
		}
	}
}

static int read_all(struct feed_reader *r, struct slice bytes, struct reason *why)
{
	static const struct xml_handler handler = { on_start, on_text, on_end };
	struct slice charset = content_type_charset(r->maker.hints->content_type);
	bool truncated;
	int result;

	text_init(&r->value, FEED_MAX_LONG + 4); /* a character more, so that none is cut in two where it is kept */
	text_init(&r->decoded, FEED_MAX_LONG + 4);
	text_init(&r->html, FEED_MAX_LONG + 4);
	result = xml_read(slice_head(bytes, FEED_MAX_BYTES), charset, &handler, r, &truncated, why);
	text_release(&r->value);
	text_release(&r->decoded);
	text_release(&r->html);
	r->feed->truncated |= truncated || bytes.len > FEED_MAX_BYTES;
	return result;
}

int feed_xml_parse(struct feed *feed, struct arena *arena, struct slice bytes, const struct feed_hints *hints,
		   struct reason *why)
{
	struct feed_reader *r = arena_new(arena, struct feed_reader, 1);

	*r = (struct feed_reader){ .feed = feed,
				   .feed_author = SLICE(""),
				   .feed_author_full = SLICE(""),
				   .feed_notes = { .link_base = SLICE("") },
				   .self_base = SLICE(""),
				   .hub_base = SLICE("") };
	feed_maker_init(&r->maker, feed, arena, hints, FEED_MAX_ENTRIES);
	r->frame[0] = (struct frame){ .place = AT_DOCUMENT, .base = hints->base, .language = SLICE("") };
	if (read_all(r, bytes, why) < 0 || !r->is_feed) {
		feed_refuse(bytes, hints, why);
		return -1;
	}
	finish(r);
	return 0;
}
