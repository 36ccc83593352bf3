/* common/clock.c - time of day, monotonic time, and the ISO 8601 form of both. */
#include "common/clock.h"

#include <stdio.h>
#include <time.h>

#define DAY_MS    86400000
#define MINUTE_MS 60000

static int64_t now_ms(clockid_t which)
{
	struct timespec t;

	clock_gettime(which, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t clock_now_ms(void)
{
	return now_ms(CLOCK_REALTIME);
}

int64_t clock_monotonic_ms(void)
{
	return now_ms(CLOCK_MONOTONIC);
}

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool clock_date_valid(int year, int month, int day)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
	       day <= days[month - 1] + (month == 2 && is_leap(year));
}

/* Howard Hinnant's days_from_civil: eras of 400 years that begin on 1 March. */
int64_t clock_days(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year;
	int era = (y >= 0 ? y : y - 399) / 400;
	int year_of_era = y - era * 400;
	int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return (int64_t)era * 146097 + day_of_era - 719468;
}

char *moment_format(char buf[MOMENT_SIZE], struct moment m)
{
	time_t seconds;
	struct tm tm;
	int zone = m.zone_minutes < 0 ? -m.zone_minutes : m.zone_minutes;
	int n;

	buf[0] = '\0';
	if (m.ms == TIME_UNKNOWN)
		return buf;
	seconds = (time_t)((m.ms + (int64_t)m.zone_minutes * MINUTE_MS) / 1000);
	if ((m.ms + (int64_t)m.zone_minutes * MINUTE_MS) % 1000 < 0)
		seconds--;
	if (!gmtime_r(&seconds, &tm) || tm.tm_year < -1899 || tm.tm_year > 8099)
		return buf;
	n = snprintf(buf, MOMENT_SIZE, "%04d-%02d-%02d", (tm.tm_year + 1900) % 10000, tm.tm_mon + 1, tm.tm_mday);
	if (m.day_only)
		return buf;
	n += snprintf(buf + n, MOMENT_SIZE - (size_t)n, "T%02d:%02d:%02d", tm.tm_hour, tm.tm_min, tm.tm_sec);
	if (m.zone_minutes == 0)
		snprintf(buf + n, MOMENT_SIZE - (size_t)n, "Z");
	else
		snprintf(buf + n, MOMENT_SIZE - (size_t)n, "%c%02d:%02d", m.zone_minutes < 0 ? '-' : '+', zone / 60,
			 zone % 60);
	return buf;
}

/* Digits [at, at + n) of s as a number, -1 if there are others. */
static int digits(struct slice s, size_t at, size_t n)
{
	int64_t number = -1;

	if (at + n > s.len || !ascii_is_digit(s.at[at]) || !slice_number(slice_head(slice_skip(s, at), n), &number))
		return -1;
	return (int)number;
}

/* "Z", "+01:00"; false for anything else. */
static bool zone_parse(struct slice s, int16_t *minutes)
{
	int hour = digits(s, 1, 2), minute = digits(s, 4, 2);

	*minutes = 0;
	if (slice_equal(s, SLICE("Z")))
		return true;
	if (s.len != 6 || (s.at[0] != '+' && s.at[0] != '-') || s.at[3] != ':' || hour < 0 || hour > 14 || minute < 0 ||
	    minute > 59)
		return false;
	*minutes = (int16_t)((hour * 60 + minute) * (s.at[0] == '-' ? -1 : 1));
	return true;
}

struct moment moment_parse(struct slice s)
{
	int year = digits(s, 0, 4), month = digits(s, 5, 2), day = digits(s, 8, 2);
	int hour = digits(s, 11, 2), minute = digits(s, 14, 2), second = digits(s, 17, 2);
	struct moment m = { 0 };

	if (s.len < 10 || s.at[4] != '-' || s.at[7] != '-' || !clock_date_valid(year, month, day))
		return MOMENT_UNKNOWN;
	m.ms = clock_days(year, month, day) * DAY_MS;
	m.day_only = s.len == 10;
	if (m.day_only)
		return m;
	if (s.len < 20 || s.at[10] != 'T' || s.at[13] != ':' || s.at[16] != ':' || hour < 0 || hour > 23 ||
	    minute < 0 || minute > 59 || second < 0 || second > 60 || !zone_parse(slice_skip(s, 19), &m.zone_minutes))
		return MOMENT_UNKNOWN;
	m.ms += (((int64_t)hour * 60 + minute) * 60 + second) * 1000 - (int64_t)m.zone_minutes * MINUTE_MS;
	return m;
}
