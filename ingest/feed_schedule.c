/* ingest/feed_schedule.c - how often a feed says it changes, and when it does not: ttl, sy:, skipHours, skipDays. */
#include "ingest/feed_reader.h"

#define YEAR_MINUTES 525600

static void set_ttl(struct feed *feed, struct slice s)
{
	int64_t minutes;

	if (!feed->ttl_minutes && slice_number(s, &minutes) && minutes > 0 && minutes <= YEAR_MINUTES)
		feed->ttl_minutes = minutes;
}

/* RSS 1.0, module syndication: a period, and how many times in it. */
static void set_period(struct feed *feed, struct slice s)
{
	static const struct {
		const char *name;
		int64_t hours;
	} periods[] = { { "hourly", 1 }, { "daily", 24 }, { "weekly", 168 }, { "monthly", 720 }, { "yearly", 8760 } };

	for (size_t i = 0; i < COUNT(periods); i++)
		if (slice_equal_nocase(s, slice_from(periods[i].name)))
			feed->update_period_s = periods[i].hours * 3600;
}

static void set_frequency(struct feed_reader *r, struct slice s)
{
	int64_t times;

	if (slice_number(s, &times) && times > 0 && times <= YEAR_MINUTES)
		r->update_frequency = times;
}

/* RSS 0.91 counts hours from 1 to 24, RSS 2.0 from 0 to 23. */
static void skip_hour(struct feed *feed, struct slice s)
{
	int64_t hour;

	if (slice_number(s, &hour) && hour >= 0 && hour <= 24)
		feed->skip_hours |= UINT32_C(1) << (hour % 24);
}

static void skip_day(struct feed *feed, struct slice s)
{
	static const char *const names[] = { "Sunday",   "Monday", "Tuesday", "Wednesday",
					     "Thursday", "Friday", "Saturday" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (slice_equal_nocase(s, slice_from(names[i])))
			feed->skip_days = (unsigned char)(feed->skip_days | 1u << i);
}

void feed_set_schedule(struct feed_reader *r, enum feed_target target, struct slice s)
{
	switch (target) {
	case FEED_TTL: set_ttl(r->feed, s); return;
	case FEED_UPDATE_PERIOD: set_period(r->feed, s); return;
	case FEED_UPDATE_FREQUENCY: set_frequency(r, s); return;
	case FEED_SKIP_HOUR: skip_hour(r->feed, s); return;
	case FEED_SKIP_DAY: skip_day(r->feed, s); return;
	default: return;
	}
}
