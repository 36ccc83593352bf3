/* ingest/feed_maker.c - entries and their values, within what one feed may take of memory. */
#include "ingest/feed_maker.h"
#include "common/date.h"

void feed_maker_init(struct feed_maker *m, struct feed *feed, struct arena *arena, const struct feed_hints *hints,
		     size_t max_entries)
{
	*m = (struct feed_maker){
		.feed = feed, .arena = arena, .hints = hints, .max_entries = max_entries, .text_left = FEED_MAX_TEXT
	};
}

bool feed_maker_afford(struct feed_maker *m, size_t bytes)
{
	bytes += 32; /* for being an allocation */
	if (bytes > m->text_left) {
		m->feed->truncated = true;
		return false;
	}
	m->text_left -= bytes;
	return true;
}

static struct slice cut(struct slice s, size_t n)
{
	while (n < s.len && n && ((unsigned char)s.at[n] & 0xC0) == 0x80)
		n--;
	return slice_head(s, n);
}

struct slice feed_maker_keep(struct feed_maker *m, struct slice s, size_t max)
{
	s = cut(slice_trim(s), max);
	return !slice_empty(s) && feed_maker_afford(m, s.len) ? arena_copy(m->arena, s) : SLICE("");
}

struct slice feed_maker_line(struct feed_maker *m, struct slice s)
{
	s = cut(slice_trim(s), FEED_MAX_SHORT);
	return !slice_empty(s) && feed_maker_afford(m, s.len) ? feed_one_line(m->arena, s) : SLICE("");
}

struct slice feed_maker_plain(struct feed_maker *m, struct slice html)
{
	html = cut(slice_trim(html), FEED_MAX_SHORT);
	return !slice_empty(html) && feed_maker_afford(m, html.len) ? feed_plain(m->arena, html) : SLICE("");
}

struct slice feed_maker_link(struct feed_maker *m, struct slice link)
{
	struct slice base = slice_head(m->hints->base, FEED_MAX_BASE);

	link = feed_maker_keep(m, link, FEED_MAX_SHORT);
	if (slice_empty(link) || !feed_maker_afford(m, 2 * base.len + 4 * link.len))
		return link;
	return feed_resolve(m->arena, base, link);
}

struct slice feed_maker_language(struct feed_maker *m, struct slice s)
{
	struct slice tag = feed_maker_keep(m, s, FEED_MAX_LANGUAGE);
	char *at = (char *)(uintptr_t)tag.at;

	for (size_t i = 0; i < tag.len; i++)
		if (at[i] == '_')
			at[i] = '-';
	return tag;
}

struct moment feed_maker_date(struct feed_maker *m, struct slice s)
{
	struct moment when = date_parse(s);
	int zone = m->hints->zone_known ? m->hints->zone_minutes : 0, east = zone < 0 ? -zone : zone;

	if (when.ms == TIME_UNKNOWN || !when.day_only || s.len > 64 || !memchr(s.at, ':', s.len) ||
	    !feed_maker_afford(m, s.len + 8))
		return when;
	return date_parse(
		arena_printf(m->arena, "%.*s %c%02d%02d", SLICE_ARG(s), zone < 0 ? '-' : '+', east / 60, east % 60));
}

struct feed_entry *feed_maker_entry(struct feed_maker *m)
{
	struct feed *feed = m->feed;
	struct feed_entry *e;

	if (feed->nentries == m->max_entries) {
		feed->truncated = true;
		return NULL;
	}
	if (feed->nentries == m->room) {
		size_t room = m->room ? 2 * m->room : 64;

		feed->entry = arena_grow(m->arena, feed->entry, sizeof *feed->entry, m->room, room);
		m->room = room;
	}
	e = &feed->entry[feed->nentries++];
	*e = (struct feed_entry){ .id = SLICE(""),
				  .title = SLICE(""),
				  .link = SLICE(""),
				  .author = SLICE(""),
				  .language = SLICE(""),
				  .summary = SLICE(""),
				  .content = SLICE(""),
				  .published = MOMENT_UNKNOWN,
				  .updated = MOMENT_UNKNOWN };
	return e;
}

void feed_maker_category(struct feed_maker *m, struct feed_entry *e, struct slice name)
{
	name = feed_maker_line(m, name);
	if (slice_empty(name) || e->ncategories == FEED_MAX_CATEGORIES)
		return;
	for (size_t i = 0; i < e->ncategories; i++)
		if (slice_equal(e->category[i], name))
			return;
	if ((e->ncategories & (e->ncategories - 1)) == 0) /* none, or a power of two: room for as many again */
		e->category = arena_grow(m->arena, e->category, sizeof *e->category, e->ncategories,
					 e->ncategories ? 2 * e->ncategories : 1);
	e->category[e->ncategories++] = name;
}
