/* ingest/feed_maker.c - entries and their values, within what one feed may take of memory. */
#include "ingest/feed_maker.h"
#include "common/date.h"
#include "common/utf8.h"
#include "ingest/url.h"

void feed_maker_init(struct feed_maker *m, struct feed *feed, struct arena *arena, const struct feed_hints *hints,
		     size_t max_entries)
{
	*m = (struct feed_maker){
		.feed = feed, .arena = arena, .hints = hints, .max_entries = max_entries, .text_left = FEED_MAX_TEXT
	};
}

/* True if there is memory for so many bytes more; else the feed is marked as truncated. */
static bool can_afford(struct feed_maker *m, size_t bytes)
{
	bytes += 32; /* for being an allocation */
	if (bytes > m->text_left) {
		m->feed->truncated = true;
		return false;
	}
	m->text_left -= bytes;
	return true;
}

struct slice feed_maker_keep(struct feed_maker *m, struct slice s, size_t max)
{
	s = utf8_head(slice_trim(s), max);
	return !slice_empty(s) && can_afford(m, s.len) ? arena_copy(m->arena, s) : SLICE("");
}

struct slice feed_maker_line(struct feed_maker *m, struct slice s)
{
	s = utf8_head(slice_trim(s), FEED_MAX_SHORT);
	return !slice_empty(s) && can_afford(m, s.len) ? feed_one_line(m->arena, s) : SLICE("");
}

struct slice feed_maker_plain(struct feed_maker *m, struct slice html)
{
	html = utf8_head(slice_trim(html), FEED_MAX_SHORT);
	return !slice_empty(html) && can_afford(m, html.len) ? feed_plain(m->arena, html) : SLICE("");
}

struct slice feed_maker_resolve(struct feed_maker *m, struct slice base, struct slice link)
{
	bool absolute = url_is_web(link);

	if (absolute && !memchr(link.at, '\n', link.len)) /* nothing to do, and nothing to pay */
		return link;
	return can_afford(m, 2 * base.len + 4 * link.len + 64) ? url_join(m->arena, base, link) : link;
}

struct slice feed_maker_link(struct feed_maker *m, struct slice link)
{
	link = feed_maker_keep(m, link, FEED_MAX_SHORT);
	return slice_empty(link) ? link : feed_maker_resolve(m, slice_head(m->hints->base, FEED_MAX_BASE), link);
}

struct slice feed_maker_joined(struct feed_maker *m, struct slice a, const char *between, struct slice b)
{
	if (!can_afford(m, a.len + b.len + strlen(between)))
		return a;
	return arena_printf(m->arena, "%.*s%s%.*s", SLICE_ARG(a), between, SLICE_ARG(b));
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
	struct date_hints hints = { .zone_minutes = m->hints->zone_known ? m->hints->zone_minutes : 0,
				    .month_first = m->hints->month_first,
				    .month_first_known = m->hints->month_first_known };

	return date_parse_feed(s, &hints);
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
				  .title_html = SLICE(""),
				  .link = SLICE(""),
				  .author = SLICE(""),
				  .author_full = SLICE(""),
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
