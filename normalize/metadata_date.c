/* normalize/metadata_date.c - When it was published and changed: the page, with the feed and the address as witnesses. */
#include "common/date.h"
#include "common/language.h"
#include "normalize/metadata.h"

/* Languages that one country writes news in, all of it in one zone without summer time. */
static const struct {
	const char *language;
	int minutes;
} zones[] = { { "vi", 420 }, { "th", 420 }, { "ja", 540 }, { "ko", 540 } };

#define DAY_MS INT64_C(86400000)

/* Letters that only Vietnamese has: U+1EA0 to U+1EF9. */
static bool has_vietnamese_letter(struct slice s)
{
	for (size_t i = 0; i + 2 < s.len; i++)
		if ((uint8_t)s.at[i] == 0xE1 && ((uint8_t)s.at[i + 1] == 0xBA || (uint8_t)s.at[i + 1] == 0xBB) &&
		    ((uint8_t)s.at[i + 1] == 0xBB || (uint8_t)s.at[i + 2] >= 0xA0))
			return true;
	return false;
}

int page_zone(const struct page *page)
{
	const struct html *html = &page->html;
	struct slice url = page->article->url, host, country, language;
	uint32_t title = html_find(html, 0, 0, HTML_TITLE);

	host = slice_before(slice_skip(url, slice_find(url, SLICE("://")) + 3), '/');
	country = language_of_host(slice_before(host, ':'));
	language = country.len > 0 ? country : html_attr(html, 0, HTML_ATTR_LANG);
	if (slice_empty(language) && title && has_vietnamese_letter(html_line(html, title, 400)))
		language = SLICE("vi");
	for (size_t i = 0; i < COUNT(zones); i++)
		if (slice_starts_nocase(language, slice_from(zones[i].language)) &&
		    (language.len == 2 || language.at[2] == '-' || language.at[2] == '_'))
			return zones[i].minutes;
	return DATE_NO_ZONE;
}

static int64_t apart_ms(struct moment a, struct moment b)
{
	return a.ms > b.ms ? a.ms - b.ms : b.ms - a.ms;
}

/* Later than the page was fetched: no day has more than 14 hours of the next one somewhere on earth. */
static bool is_ahead(const struct article *a, struct moment m)
{
	return m.ms != TIME_UNKNOWN && a->fetched_ms != TIME_UNKNOWN && m.ms > a->fetched_ms + DAY_MS;
}

/* A date that cannot be, or lies more than a year from what the feed says, was read off something else. */
static bool is_doubtful(const struct article *a, struct moment m)
{
	struct moment feed = a->feed_entry_published;

	return is_ahead(a, m) || (m.ms != TIME_UNKNOWN && feed.ms != TIME_UNKNOWN && !is_ahead(a, feed) &&
				  apart_ms(m, feed) > 366 * DAY_MS);
}

/* The feed knows the time of day of the day that the page states. */
static bool feed_tells_more(const struct article *a)
{
	struct moment feed = a->feed_entry_published;

	return a->published.ms != TIME_UNKNOWN && a->published.day_only && feed.ms != TIME_UNKNOWN && !feed.day_only &&
	       apart_ms(a->published, feed) < 2 * DAY_MS;
}

enum outcome date_step(struct page *page, struct reason *why)
{
	struct article *a = page->article;
	struct moment feed = a->feed_entry_published;

	(void)why;
	if (is_doubtful(a, a->published) || feed_tells_more(a))
		a->published = MOMENT_UNKNOWN;
	if (!is_ahead(a, feed))
		origin_offer_moment(&a->published, &page->from.published, feed, "the feed");
	if (a->published.ms == TIME_UNKNOWN)
		origin_offer_moment(&a->published, &page->from.published, date_find(slice_before(a->url, '?')),
				    "the address");
	if (a->published.ms == TIME_UNKNOWN && !is_ahead(a, a->modified))
		origin_offer_moment(&a->published, &page->from.published, a->modified, page->from.modified);
	if (is_ahead(a, a->modified) ||
	    (a->modified.ms != TIME_UNKNOWN && a->published.ms != TIME_UNKNOWN && a->modified.ms <= a->published.ms))
		a->modified = MOMENT_UNKNOWN; /* before it was published nobody could see what was changed */
	return FORWARD;
}
