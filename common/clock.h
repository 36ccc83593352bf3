/* common/clock.h
 *
 * clock - the time of day and the time that only goes forward, in milliseconds; dates as ISO 8601 writes them.
 */
#ifndef COMMON_CLOCK_H
#define COMMON_CLOCK_H

#include "common/slice.h"

#define TIME_UNKNOWN INT64_MIN

int64_t clock_now_ms(void);       /* since 1970-01-01T00:00:00Z */
int64_t clock_monotonic_ms(void); /* since some point in the past; survives changes of the time of day */

/* A point in time as a page or feed states it.  Known to the day only: `ms` is that day's 00:00 in UTC,
 * `zone_minutes` 0. */
struct moment {
	int64_t ms;           /* since 1970-01-01T00:00:00Z, or TIME_UNKNOWN */
	int16_t zone_minutes; /* east of UTC, -14 h to +14 h: the zone it was stated in */
	bool day_only;        /* stated as a date, without time or without zone */
};

#define MOMENT_UNKNOWN ((struct moment){ .ms = TIME_UNKNOWN })

#define MOMENT_SIZE 40
/* "2024-03-05T08:15:00+01:00", "…Z" for zone 0, "2024-03-05" if day_only, "" if unknown; returns buf. */
char *moment_format(char buf[MOMENT_SIZE], struct moment m);
/* Reads what moment_format writes; MOMENT_UNKNOWN for anything else. */
struct moment moment_parse(struct slice s);

/* Days from 1970-01-01 to a date of the proleptic Gregorian calendar; and whether there is such a date. */
int64_t clock_days(int year, int month, int day);
bool clock_date_valid(int year, int month, int day);

#endif
