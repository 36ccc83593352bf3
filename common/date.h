/* common/date.h
 *
 * date - when something was published, read from what pages and feeds write.
 *
 * Forms: RFC 822/2822, RFC 3339/ISO 8601, asctime and JavaScript's Date, day/month/year with slashes, dots or
 * hyphens, month names of English, Italian, German, French, Spanish and Portuguese, "ngày 5 tháng 10 năm 2023",
 * "2023年10月5日"; a time of day before or after the date;
 * weekday names are skipped.  Numbers are day first, unless an AM or PM says the text is American.  A zone is
 * "Z", "GMT+7", "UTC", "+07", "+0700", "+07:00" or a name that means one offset only (RFC 822's, "ICT", "CEST");
 * a time without a zone, or with a zone we do not know, gives the day alone (clock.h).
 *
 * Never a guess: hour 25, 31 February, a two-digit year between numbers, a year out of 1700 to 2200 are
 * MOMENT_UNKNOWN.
 */
#ifndef COMMON_DATE_H
#define COMMON_DATE_H

#include "common/clock.h"

/* No zone is known for a time that states none. */
#define DATE_NO_ZONE INT16_MIN

/* The date that s is: words may stand around it, further numbers may not.  A time that states no zone is one of
 * zone_minutes (east of UTC), or with DATE_NO_ZONE gives the day alone. */
struct moment date_parse(struct slice s);
struct moment date_parse_in(struct slice s, int zone_minutes);

/* What is known of the dates of one feed. */
struct date_hints {
	int zone_minutes;                    /* east of UTC: for times that state no zone */
	bool month_first, month_first_known; /* 9/24/2026; not known: day first, unless an AM or PM says otherwise */
};

/* The date that s is, as feeds write it; 1970-01-01T00:00Z is none.  More than date_parse() reads: a year or a month
 * alone (its first day), ISO 8601 short and ordinal, Unix seconds, month names of more languages, a zone that stands
 * twice; names of zones we do not know and no zone at all mean the zone of the hints. */
struct moment date_parse_feed(struct slice s, const struct date_hints *hints);

/* The first date within the first 2,000 bytes of a longer text; its year needs four digits. */
struct moment date_find(struct slice text);
struct moment date_find_in(struct slice text, int zone_minutes);

#endif
