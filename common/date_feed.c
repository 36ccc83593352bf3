/* common/date_feed.c - Dates of feeds: turns what only feeds write into what date.c reads, and adds what they leave out. */
#include "common/date.h"
#include "common/date_token.h"

#define MAX_BYTES  200
#define DAY_MS     INT64_C(86400000)
#define KOREA_EAST 540
#define EARLIEST_S INT64_C(631152000)  /* 1990: a smaller number is no time of Unix */
#define LATEST_S   INT64_C(4102444800) /* 2100 */

enum half { NO_HALF, MORNING, AFTERNOON };

/* What date.c cannot say, noted while the tokens are made what it can read. */
struct notes {
	bool korean;
	enum half half;
};

static bool is_number(const struct date_token *t, size_t digits)
{
	return t->type == DATE_NUMBER && t->s.len == digits;
}

static bool is_sign(const struct date_token *t, char c)
{
	return t->type == DATE_SIGN && t->value == c;
}

static bool is_word(const struct date_token *t, const char *word)
{
	return t->type == DATE_WORD && slice_equal_nocase(t->s, slice_from(word));
}

static bool is_any(const struct date_token *t, const char *const words[2])
{
	return is_word(t, words[0]) || is_word(t, words[1]);
}

static void become_sign(struct date_token *t, char c)
{
	t->type = DATE_SIGN;
	t->value = (unsigned char)c;
	t->spaced = false;
}

static void become_number(struct date_token *t, struct slice digits)
{
	t->type = DATE_NUMBER;
	t->s = digits;
	t->value = 0;
	for (size_t i = 0; i < digits.len; i++)
		t->value = t->value * 10 + (digits.at[i] - '0');
}

/* Months in the languages that date.c does not read, by how their names begin, long or short; 0 for no month. */
static size_t month_of(struct slice word)
{
	static const struct {
		const char *begin;
		size_t month;
	} rows[] = {
		{ "jan", 1 },  { "jän", 1 },  { "ene", 1 },   { "Ιαν", 1 },  { "feb", 2 },   { "fév", 2 },
		{ "fev", 2 },  { "Φεβ", 2 },  { "mar", 3 },   { "mär", 3 },  { "már", 3 },   { "Μάρ", 3 },
		{ "Μαρ", 3 },  { "Μάώ", 3 },  { "Μαώ", 3 },   { "apr", 4 },  { "avr", 4 },   { "abr", 4 },
		{ "ápr", 4 },  { "Απρ", 4 },  { "may", 5 },   { "mai", 5 },  { "máj", 5 },   { "Μάι", 5 },
		{ "Μαϊ", 5 },  { "Μαι", 5 },  { "Μάϊ", 5 },   { "jun", 6 },  { "juin", 6 },  { "jún", 6 },
		{ "Ιούν", 6 }, { "Ιουν", 6 }, { "Ιον", 6 },   { "jul", 7 },  { "juil", 7 },  { "júl", 7 },
		{ "Ιούλ", 7 }, { "Ιουλ", 7 }, { "Ιολ", 7 },   { "aug", 8 },  { "aoû", 8 },   { "aou", 8 },
		{ "ago", 8 },  { "Αύγ", 8 },  { "Αυγ", 8 },   { "sep", 9 },  { "szept", 9 }, { "Σεπ", 9 },
		{ "oct", 10 }, { "okt", 10 }, { "Οκτ", 10 },  { "nov", 11 }, { "Νοέ", 11 },  { "Νοε", 11 },
		{ "dec", 12 }, { "déc", 12 }, { "dez", 12 },  { "dic", 12 }, { "Δεκ", 12 },  { "setem", 9 },
		{ "out", 10 }, { "mrt", 3 },  { "maart", 3 }, { "mei", 5 },  { "agu", 8 },   { "des", 12 },
		{ "sty", 1 },  { "lut", 2 },  { "kwi", 4 },   { "maj", 5 },  { "cze", 6 },   { "lip", 7 },
		{ "sie", 8 },  { "wrz", 9 },  { "paź", 10 },  { "lis", 11 }, { "gru", 12 },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		if (slice_starts_nocase(word, slice_from(rows[i].begin)))
			return rows[i].month;
	return 0;
}

/* "ngày" and "năm" are no months; nor is any word that date.c knows better. */
static void read_month(struct date_tokens *r, size_t at)
{
	static const char *const english[] = { "January", "February", "March",     "April",   "May",      "June",
					       "July",    "August",   "September", "October", "November", "December" };
	static const char *const digits[] = { "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12" };
	struct date_token *t = &r->token[at];
	size_t month = month_of(t->s);

	if (!month)
		return;
	if (at >= 2 && is_sign(t - 1, '-') && is_number(t - 2, 4))
		become_number(t, slice_from(digits[month - 1])); /* "2004-július-13" */
	else
		t->s = slice_from(english[month - 1]);
}

/* "2004년 05월 28일" is 2004-05-28, and so is "2004年5月28日"; "오후 11:23" is in the afternoon. */
static void read_korean(struct date_tokens *r, size_t at, struct notes *notes)
{
	static const char *const years[] = { "년", "年" }, *const months[] = { "월", "月" },
				 *const days[] = { "일", "日" };
	struct date_token *t = &r->token[at];

	if (is_word(t, "오전") || is_word(t, "오후"))
		notes->half = is_word(t, "오전") ? MORNING : AFTERNOON;
	else if (!is_any(t, years) && !is_any(t, months) && !is_any(t, days))
		return;
	notes->korean |= !is_word(t, years[1]) && !is_word(t, months[1]) && !is_word(t, days[1]);
	if (is_any(t, years) || is_any(t, months)) {
		t[1].spaced = false;
		become_sign(t, '-');
	} else {
		become_sign(t, ',');
	}
}

/* "GMT + 7" is "GMT+7"; "2003-012-31", as Google once wrote it, has a month. */
static void read_spelling(struct date_tokens *r, size_t at)
{
	struct date_token *t = &r->token[at];

	if ((is_word(t, "GMT") || is_word(t, "UTC")) && (is_sign(t + 1, '+') || is_sign(t + 1, '-')))
		t[2].spaced = false;
	if (at >= 2 && is_number(t, 3) && t->s.at[0] == '0' && is_sign(t - 1, '-') && is_number(t - 2, 4))
		become_number(t, slice_skip(t->s, 1));
}

static struct notes tokens_prepare(struct date_tokens *r)
{
	struct notes notes = { .half = NO_HALF };

	for (size_t at = 0; at < r->n; at++) {
		read_spelling(r, at);
		if (r->token[at].type != DATE_WORD)
			continue;
		read_month(r, at);
		read_korean(r, at, &notes);
	}
	return notes;
}

/* Zones that feeds mean by these names: RFC 822's letters, America's without "S" and "D", and what is rarer on pages. */
static bool zone_of(const struct date_token *t, struct civil *c)
{
	static const struct {
		const char *name;
		int hours;
	} rows[] = { { "AT", -4 },  { "ET", -5 },  { "CT", -6 },  { "MT", -7 },   { "PT", -8 },   { "AST", -4 },
		     { "ADT", -3 }, { "A", -1 },   { "N", 1 },    { "M", -12 },   { "Y", 12 },    { "MET", 1 },
		     { "MEZ", 1 },  { "MEST", 2 }, { "MESZ", 2 }, { "AKST", -9 }, { "AKDT", -8 }, { "HST", -10 },
		     { "BRT", -3 }, { "ART", -3 }, { "WAT", 1 },  { "CAT", 2 },   { "SAST", 2 },  { "EAT", 3 },
		     { "TRT", 3 },  { "PKT", 5 },  { "MYT", 8 },  { "AWST", 8 },  { "WITA", 8 },  { "WIT", 9 } };

	for (size_t i = 0; i < COUNT(rows); i++)
		if (is_word(t, rows[i].name)) {
			c->zone_minutes = 60 * rows[i].hours;
			return c->has_zone = true;
		}
	return false;
}

/* What stands behind the date: zones, of which the first counts, and names.  False for further numbers. */
static bool read_tail(const struct date_tokens *r, size_t at, struct civil *c)
{
	while (at < r->n) {
		struct civil again = *c;
		size_t n = date_zone_read(r, at, c->has_zone ? &again : c);

		if (n == 0 && r->token[at].type == DATE_NUMBER)
			return false;
		if (n == 0 && !c->has_zone)
			zone_of(&r->token[at], c);
		at += n ? n : 1;
	}
	return true;
}

static struct moment finish(struct civil c, const struct notes *notes, const struct date_hints *hints)
{
	if (c.has_time && notes->half) {
		c.invalid |= c.hour > 12;
		c.hour = c.hour % 12 + (notes->half == AFTERNOON ? 12 : 0);
	}
	if (c.has_time && !c.has_zone)
		c.zone_minutes = notes->korean ? KOREA_EAST : hints->zone_minutes;
	c.has_zone = c.has_time;
	if (hints->month_first_known)
		c.american = hints->month_first;
	c.american &= c.day <= 12; /* the first number: there is no thirteenth month */
	return date_of_civil(c);
}

/* The date as tokens. */
static struct moment parse_tokens(struct slice s, const struct date_hints *hints)
{
	struct date_tokens r;
	struct notes notes;
	struct civil c;
	size_t at = 0, n = 0;

	date_tokens_read(&r, s);
	notes = tokens_prepare(&r);
	while (at < r.n && !(n = date_stamp_read(&r, at, true, &c))) {
		size_t skip = date_weekday_read(&r, at);

		if (!skip && r.token[at].type == DATE_NUMBER)
			return MOMENT_UNKNOWN;
		at += skip ? skip : 1;
	}
	return n && read_tail(&r, at + n, &c) ? finish(c, &notes, hints) : MOMENT_UNKNOWN;
}

static struct moment day_of(int year, int month, int day)
{
	if (year < 1700 || year > 2200 || !clock_date_valid(year, month, day))
		return MOMENT_UNKNOWN;
	return (struct moment){ .ms = clock_days(year, month, day) * DAY_MS, .day_only = true };
}

/* ISO 8601's day of the year, from 1 on. */
static struct moment day_of_year(int year, int day)
{
	struct moment m = day_of(year, 1, 1), end = day_of(year, 12, 31);

	if (day < 1 || day > 366 || m.ms == TIME_UNKNOWN)
		return MOMENT_UNKNOWN;
	m.ms += (day - 1) * DAY_MS;
	return m.ms > end.ms ? MOMENT_UNKNOWN : m;
}

static struct moment unix_time(int64_t seconds, int64_t ms)
{
	if (seconds < EARLIEST_S || seconds > LATEST_S)
		return MOMENT_UNKNOWN;
	return (struct moment){ .ms = seconds * 1000 + ms };
}

/* "20240512081530" and "202405120815": a time of day behind the day, in the zone of the hints. */
static struct moment compact(int64_t number, const struct date_hints *hints)
{
	int day = (int)(number / 1000000), time = (int)(number % 1000000);
	struct moment m = day_of(day / 10000, day / 100 % 100, day % 100);

	if (m.ms == TIME_UNKNOWN || time / 10000 > 23 || time / 100 % 100 > 59 || time % 100 > 59)
		return MOMENT_UNKNOWN;
	m.ms += ((time / 10000 * 60 + time / 100 % 100 - hints->zone_minutes) * INT64_C(60) + time % 100) * 1000;
	m.zone_minutes = (int16_t)hints->zone_minutes;
	m.day_only = false;
	return m;
}

static int century(int year)
{
	return year + (year < 90 ? 2000 : 1900);
}

/* A number alone: a year, a short or ordinal date of ISO 8601, seconds or milliseconds of Unix, a compact date. */
static struct moment parse_number(struct slice s, int64_t number, const struct date_hints *hints)
{
	int n = (int)(number % 100000000);

	switch (s.len) {
	case 4: return day_of(n, 1, 1);
	case 5: return day_of_year(century(n / 1000), n % 1000);
	case 6: return day_of(century(n / 10000), n / 100 % 100, n % 100);
	case 7: return day_of_year(n / 1000, n % 1000);
	case 8: return day_of(n / 10000, n / 100 % 100, n % 100);
	case 9:
	case 10: return unix_time(number, 0);
	case 12: return compact(number * 100, hints);
	case 13: return unix_time(number / 1000, number % 1000);
	case 14: return compact(number, hints);
	default: return MOMENT_UNKNOWN;
	}
}

/* "2003-12", "2003-335", "-0312", "-03-12". */
static bool parse_short(struct slice s, struct moment *m)
{
	struct slice head = slice_before(s, '-'), tail = slice_after(s, '-'), month = slice_after(tail, '-');
	int64_t a, b;

	if (slice_number(head, &a) && head.len == 4 && slice_number(tail, &b) && (tail.len == 2 || tail.len == 3)) {
		*m = tail.len == 2 ? day_of((int)a, (int)b, 1) : day_of_year((int)a, (int)b);
		return true;
	}
	if (!slice_empty(head))
		return false;
	head = slice_before(tail, '-');
	if (slice_number(tail, &a) && tail.len == 4)
		*m = day_of(century((int)a / 100), (int)a % 100, 1);
	else if (slice_number(head, &a) && head.len == 2 && slice_number(month, &b) && month.len == 2)
		*m = day_of(century((int)a), (int)b, 1);
	else
		return false;
	return true;
}

static struct moment parse(struct slice s, const struct date_hints *hints)
{
	struct moment m;
	int64_t number;

	if (parse_short(s, &m))
		return m;
	return slice_number(s, &number) && number >= 0 ? parse_number(s, number, hints) : parse_tokens(s, hints);
}

struct moment date_parse_feed(struct slice s, const struct date_hints *hints)
{
	struct moment m;

	s = slice_trim(s);
	if (s.len == 0 || s.len > MAX_BYTES)
		return MOMENT_UNKNOWN;
	m = parse(s, hints);
	return m.ms == 0 ? MOMENT_UNKNOWN : m; /* Unix's beginning is how programs write that they know none */
}
