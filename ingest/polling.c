/* ingest/polling.c - how often feeds are polled, and how long their hosts are left alone. */
#include "ingest/polling.h"
#include "common/die.h"

struct polling_options polling_options;

const struct setting polling_settings[] = {
	{ "feed-interval-s", SETTING_NUMBER, &polling_options.interval_s, "900", 1, 86400,
	  "time between two polls of a feed, to begin with: it follows what comes" },
	{ "feed-interval-min-s", SETTING_NUMBER, &polling_options.interval_min_s, "300", 1, 86400,
	  "shortest time between two polls of a feed" },
	{ "feed-interval-max-s", SETTING_NUMBER, &polling_options.interval_max_s, "86400", 1, 604800,
	  "longest time between two polls of a feed" },
	{ "crawl-delay-max-s", SETTING_NUMBER, &polling_options.crawl_delay_max_s, "120", 0, 3600,
	  "longest Crawl-delay of a robots.txt that is kept to; a longer one counts as this" },
	{ .name = NULL },
};

void polling_check(void)
{
	const struct polling_options *o = &polling_options;

	if (o->interval_s < o->interval_min_s || o->interval_s > o->interval_max_s)
		die_usage("--feed-interval-s %lld is not between --feed-interval-min-s %lld and --feed-interval-max-s "
			  "%lld",
			  (long long)o->interval_s, (long long)o->interval_min_s, (long long)o->interval_max_s);
}

struct pace_limits polling_limits(void)
{
	return (struct pace_limits){ .start_ms = 1000 * polling_options.interval_s,
				     .floor_ms = 1000 * polling_options.interval_min_s,
				     .ceiling_ms = 1000 * polling_options.interval_max_s };
}
