/* enrich/dates.c - explicit dates in running text: the forms that all languages share, and values. */
#include "enrich/dates.h"
#include "enrich/date_forms.h"
#include "enrich/enrich.h"

#include <stdio.h>

/* "2023-07-28" */
static size_t read_iso(const struct tokens *t, size_t i, struct date_parts *p)
{
	if (!(p->year = date_year_at(t, i)) || !date_gap_is(t, i + 1, GAP_HYPHEN, GAP_HYPHEN) ||
	    !date_gap_is(t, i + 2, GAP_HYPHEN, GAP_HYPHEN))
		return 0;
	p->month = date_within(date_number_at(t, i + 1, false), 12);
	p->day = date_day_at(t, i + 2, false);
	return p->month && p->day ? i + 3 : 0;
}

/* "28/7/2023", "28-7-2023", "28.07.2023": day first, or in English only if the order is plain. */
static size_t read_numeric(const struct tokens *t, size_t i, bool day_first, struct date_parts *p)
{
	int a = date_day_at(t, i, false), b = date_number_at(t, i + 1, false);
	uint8_t gap;

	if (!a || b < 1 || !(p->year = date_year_at(t, i + 2)))
		return 0;
	gap = t->at[i + 1].gap;
	if ((gap != GAP_SLASH && gap != GAP_HYPHEN && gap != GAP_DOT) || t->at[i + 2].gap != gap)
		return 0;
	if (a <= 12 && b > 12 && b <= 31 && !day_first) {
		p->month = a;
		p->day = b;
		return i + 3;
	}
	if (b > 12 || (!day_first && a <= 12))
		return 0;
	p->day = a;
	p->month = b;
	return i + 3;
}

static bool years_joined(const struct tokens *t, size_t i)
{
	int first = date_year_at(t, i), last = date_year_at(t, i + 1);

	return first && last && date_gap_is(t, i + 1, GAP_HYPHEN, GAP_DASH) && last > first && last - first <= 50;
}

/* Each year of "2021-2025"; a third number makes it something else. */
static size_t read_years(const struct tokens *t, size_t i, struct date_parts *p)
{
	size_t first = i && years_joined(t, i - 1) ? i - 1 : i;
	bool longer = date_gap_is(t, first, GAP_HYPHEN, GAP_SLASH) || date_gap_is(t, first + 2, GAP_HYPHEN, GAP_SLASH);

	if (!years_joined(t, first) || longer)
		return 0;
	p->year = date_year_at(t, i);
	return i + 1;
}

/* The year of publication, or 0; *days is its date. */
static int published_year(struct moment published, int64_t *days)
{
	const int64_t day_ms = 86400000;
	char text[MOMENT_SIZE];
	int64_t year, local = published.ms + published.zone_minutes * INT64_C(60000);

	if (published.ms == TIME_UNKNOWN)
		return 0;
	*days = local >= 0 ? local / day_ms : -((-local + day_ms - 1) / day_ms);
	moment_format(text, published);
	return slice_number(slice_of(text, 4), &year) ? (int)year : 0;
}

/* The year that brings a day (or the middle of a month) nearest to the date of publication; 0 if that is unknown. */
static int nearest_year(const struct date_parts *p, struct moment published)
{
	int64_t day = 0, least = INT64_MAX;
	int now = published_year(published, &day), best = 0;

	for (int year = now - 1; now && year <= now + 1; year++) {
		int64_t distance;

		if (!clock_date_valid(year, p->month, p->day ? p->day : 15))
			continue;
		distance = clock_days(year, p->month, p->day ? p->day : 15) - day;
		distance = distance < 0 ? -distance : distance;
		if (distance < least) {
			least = distance;
			best = year;
		}
	}
	return best;
}

/* Write the value; false if there is no such day. */
static bool date_value(const struct date_parts *p, struct moment published, struct date *date)
{
	int year = p->year ? p->year : nearest_year(p, published);
	char years[5] = "XXXX";

	if (p->day && !clock_date_valid(p->year ? p->year : 2000, p->month, p->day))
		return false;
	date->inferred = !p->year && year;
	if (year)
		snprintf(years, sizeof years, "%04u", (unsigned)year % 10000);
	if (p->day)
		snprintf(date->value, sizeof date->value, "%s-%02d-%02d", years, p->month % 100, p->day % 100);
	else if (p->month)
		snprintf(date->value, sizeof date->value, "%s-%02d", years, p->month % 100);
	else if (p->half)
		snprintf(date->value, sizeof date->value, "%s-H%d", years, p->half % 10);
	else if (p->quarter)
		snprintf(date->value, sizeof date->value, "%s-Q%d", years, p->quarter % 10);
	else
		snprintf(date->value, sizeof date->value, "%s", years);
	return true;
}

/* Most words cannot begin a date: a digit can, and the letters that words of dates begin with. */
static bool may_begin(const struct tokens *t, size_t i, bool vietnamese)
{
	char first = t->folded.at[t->at[i].begin];

	return ascii_is_digit(first) || (first && strchr(vietnamese ? "nstcmhq" : "jfmasondqhglpt", first));
}

size_t date_at(const struct tokens *t, size_t i, struct slice language, struct moment published, struct date *date)
{
	bool vietnamese = slice_starts(language, SLICE("vi")), italian = slice_starts(language, SLICE("it"));
	struct date_parts p = { 0 };
	size_t end;

	if (!may_begin(t, i, vietnamese))
		return 0;
	end = read_iso(t, i, &p);
	if (!end) {
		p = (struct date_parts){ 0 };
		end = read_numeric(t, i, vietnamese || italian, &p);
	}
	if (!end) {
		p = (struct date_parts){ 0 };
		end = read_years(t, i, &p);
	}
	if (!end) {
		p = (struct date_parts){ 0 };
		end = vietnamese ? date_read_vietnamese(t, i, &p) : date_read_european(t, i, italian, &p);
	}
	if (!end || !date_value(&p, published, date))
		return 0;
	date->first = (uint32_t)i;
	date->end = (uint32_t)end;
	return end;
}

enum outcome dates_mark(struct story *story, struct reason *why)
{
	const struct article *a = story->article;
	size_t end;

	(void)why;
	for (size_t i = 0; i < story->body.n; i = end) {
		struct date date;

		end = date_at(&story->body, i, a->language, a->published, &date);
		if (!end) {
			end = i + 1;
			continue;
		}
		if ((story->ndates & (story->ndates - 1)) == 0)
			story->date = arena_grow(story->arena, story->date, sizeof *story->date, story->ndates,
						 story->ndates ? story->ndates * 2 : 1);
		story->date[story->ndates++] = date;
	}
	return FORWARD;
}
