/* ingest/polling.h - how often feeds are polled, and how long their hosts are left alone: what the settings say. */
#ifndef INGEST_POLLING_H
#define INGEST_POLLING_H

#include "common/settings.h"
#include "ingest/pace.h"

/* Public for tests. */
struct polling_options {
	int64_t interval_s, interval_min_s, interval_max_s;
	int64_t crawl_delay_max_s;
};
extern struct polling_options polling_options;
extern const struct setting polling_settings[];

/* Ends the process when the interval is not between its bounds. */
void polling_check(void);

struct pace_limits polling_limits(void);

#endif
