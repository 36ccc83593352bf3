/* common/date.c - Reads dates: matches the forms that pages and feeds use on numbers, words and signs. */
#include "common/date.h"
#include "common/date_token.h"

#define MAX_BYTES 2000

struct name {
	const char *name;
	int value;
};

static const struct date_token *peek(const struct date_tokens *r, size_t at)
{
	return &r->token[at < r->n ? at : r->n];
}

static bool is_sign(const struct date_tokens *r, size_t at, char c)
{
	return peek(r, at)->type == DATE_SIGN && peek(r, at)->value == c;
}

static bool is_number(const struct date_tokens *r, size_t at, size_t min_digits, size_t max_digits)
{
	const struct date_token *t = peek(r, at);

	return t->type == DATE_NUMBER && t->s.len >= min_digits && t->s.len <= max_digits;
}

static bool is_word(const struct date_tokens *r, size_t at, const char *word)
{
	return peek(r, at)->type == DATE_WORD && slice_equal_nocase(peek(r, at)->s, slice_from(word));
}

static bool is_any_word(const struct date_tokens *r, size_t at, const char *const *words)
{
	for (; *words; words++)
		if (is_word(r, at, *words))
			return true;
	return false;
}

static int name_value(const struct name *names, struct slice word)
{
	for (; names->name; names++)
		if (slice_equal_nocase(word, slice_from(names->name)))
			return names->value;
	return 0;
}

/* "tháng 10" and "tháng mười hai".  Returns the tokens read. */
static size_t month_vietnamese(const struct date_tokens *r, size_t at, int *month)
{
	static const char *const names[] = { "tháng", "THÁNG", "Tháng", "thg", NULL };
	static const struct name words[] = {
		{ "một", 1 }, { "giêng", 1 }, { "hai", 2 }, { "ba", 3 },   { "tư", 4 },    { "bốn", 4 }, { "năm", 5 },
		{ "sáu", 6 }, { "bảy", 7 },   { "tám", 8 }, { "chín", 9 }, { "mười", 10 }, { NULL, 0 },
	};
	int more;

	if (!is_any_word(r, at, names))
		return 0;
	if (is_number(r, at + 1, 1, 2)) {
		*month = peek(r, at + 1)->value;
		return 2;
	}
	*month = peek(r, at + 1)->type == DATE_WORD ? name_value(words, peek(r, at + 1)->s) : 0;
	more = *month == 10 && peek(r, at + 2)->type == DATE_WORD ? name_value(words, peek(r, at + 2)->s) : 0;
	if (more == 1 || more == 2) {
		*month += more;
		return 3;
	}
	return *month ? 2 : 0;
}

static size_t month_read(const struct date_tokens *r, size_t at, int *month)
{
	if (peek(r, at)->type != DATE_WORD)
		return 0;
	*month = date_month_value(peek(r, at)->s);
	return *month ? 1 : month_vietnamese(r, at, month);
}

/* Signs and small words that may stand between the parts of a date. */
static size_t skip_signs(const struct date_tokens *r, size_t at, const char *signs)
{
	size_t begin = at;

	while (peek(r, at)->type == DATE_SIGN && strchr(signs, peek(r, at)->value))
		at++;
	return at - begin;
}

/* "T6," is no "T6:00". */
static bool is_short_weekday(const struct date_tokens *r, size_t at)
{
	return is_word(r, at, "T") && is_number(r, at + 1, 1, 1) && !peek(r, at + 1)->spaced &&
	       (is_sign(r, at + 2, ',') || peek(r, at + 2)->type == DATE_NUMBER);
}

/* "Thứ tư", "Thứ 5", "T5,", "Chủ nhật"; Western weekdays are ordinary words and skipped as such. */
size_t date_weekday_read(const struct date_tokens *r, size_t at)
{
	static const char *const weekday[] = { "thứ", "Thứ", "THỨ", NULL };
	static const char *const sunday[] = { "chủ", "Chủ", "CHỦ", NULL };
	const struct date_token *next = peek(r, at + 1);

	if (is_any_word(r, at, weekday) && (next->type == DATE_WORD || (next->type == DATE_NUMBER && next->s.len == 1)))
		return 2;
	if (is_short_weekday(r, at))
		return 2;
	return is_any_word(r, at, sunday) && next->type == DATE_WORD ? 2 : 0;
}

/* Four digits; two or three as RFC 2822, 4.3 has them, after a month's name. */
static size_t year_read(const struct date_tokens *r, size_t at, bool short_ok, int *year)
{
	static const char *const fill[] = { "năm", "NĂM", "of", "del", "de", NULL };
	size_t begin = at;

	at += skip_signs(r, at, ",.-/'");
	if (is_any_word(r, at, fill))
		at++;
	if (!is_number(r, at, short_ok ? 2 : 4, 4) || (peek(r, at)->s.len == 2 && is_sign(r, at + 1, ':')))
		return 0; /* "24 May 20:15" has no year */
	*year = peek(r, at)->value;
	if (peek(r, at)->s.len == 2)
		*year += *year < 50 ? 2000 : 1900;
	else if (peek(r, at)->s.len == 3)
		*year += 1900;
	return at + 1 - begin;
}

/* "5", "5th", "1º" and the "of", or "de", after it. */
static size_t day_read(const struct date_tokens *r, size_t at, int *day)
{
	static const char *const ordinal[] = { "st", "nd", "rd", "th", "er", NULL };
	size_t begin = at;

	if (!is_number(r, at, 1, 2))
		return 0;
	*day = peek(r, at)->value;
	at++;
	if (is_any_word(r, at, ordinal) || is_sign(r, at, '*'))
		at++;
	if (is_word(r, at, "of") || is_word(r, at, "de"))
		at++;
	return at - begin;
}

/* The same sign twice, and nothing but digits around it. */
static bool is_triple(const struct date_tokens *r, size_t at, const char *signs)
{
	const struct date_token *a = peek(r, at + 1), *b = peek(r, at + 3);

	return a->type == DATE_SIGN && b->type == DATE_SIGN && a->value == b->value && strchr(signs, a->value) &&
	       !a->spaced == !peek(r, at + 2)->spaced;
}

static void day_set(struct civil *c, int year, int month, int day)
{
	c->year = year;
	c->month = month;
	c->day = day;
}

static size_t date_year_first(const struct date_tokens *r, size_t at, struct civil *c)
{
	if (is_number(r, at, 8, 8)) {
		int all = peek(r, at)->value;

		day_set(c, all / 10000, all / 100 % 100, all % 100);
		return 1;
	}
	if (is_number(r, at, 4, 4) && is_word(r, at + 1, "年") && is_number(r, at + 2, 1, 2) &&
	    is_word(r, at + 3, "月") && is_number(r, at + 4, 1, 2)) {
		day_set(c, peek(r, at)->value, peek(r, at + 2)->value, peek(r, at + 4)->value);
		return 5;
	}
	if (!is_number(r, at, 4, 4) || !is_triple(r, at, "-/.") || !is_number(r, at + 2, 1, 2) ||
	    !is_number(r, at + 4, 1, 2))
		return 0;
	day_set(c, peek(r, at)->value, peek(r, at + 2)->value, peek(r, at + 4)->value);
	return 5;
}

static size_t date_year_last(const struct date_tokens *r, size_t at, struct civil *c)
{
	if (!is_number(r, at, 1, 2) || !is_triple(r, at, "-/.") || !is_number(r, at + 2, 1, 2) ||
	    !is_number(r, at + 4, 4, 4))
		return 0;
	day_set(c, peek(r, at + 4)->value, peek(r, at + 2)->value, peek(r, at)->value);
	c->numeric = true;
	return 5;
}

/* "2024 Mar 5" */
static size_t date_year_month(const struct date_tokens *r, size_t at, struct civil *c)
{
	int month;
	size_t n = is_number(r, at, 4, 4) ? month_read(r, at + 1, &month) : 0;

	if (!n || !is_number(r, at + 1 + n, 1, 2))
		return 0;
	day_set(c, peek(r, at)->value, month, peek(r, at + 1 + n)->value);
	return n + 2;
}

/* "5 Mar 2024", "5-Mar-24", "ngày 5 tháng 10 năm 2023" (from the 5 on). */
static size_t date_day_month(const struct date_tokens *r, size_t at, bool short_ok, struct civil *c)
{
	size_t begin = at, n;
	int year, month, day;

	if (!(n = day_read(r, at, &day)))
		return 0;
	at += n;
	at += skip_signs(r, at, "-./,");
	if (!(n = month_read(r, at, &month)))
		return 0;
	at += n;
	if (!(n = year_read(r, at, short_ok, &year)))
		return 0;
	day_set(c, year, month, day);
	return at + n - begin;
}

static size_t time_read(const struct date_tokens *r, size_t at, struct civil *c);

/* "March 5, 2024", "Tháng Mười 5, 2023"; and with the year behind the time: "Mar  5 08:15:00 2024". */
static size_t date_month_day(const struct date_tokens *r, size_t at, bool short_ok, struct civil *c)
{
	size_t begin = at, n;
	int year, month, day;

	if (!(n = month_read(r, at, &month)))
		return 0;
	at += n;
	at += skip_signs(r, at, ".");
	if (!(n = day_read(r, at, &day)))
		return 0;
	at += n;
	n = c->has_time ? 0 : time_read(r, at, c);
	at += n;
	if (!(n = year_read(r, at, short_ok && !c->has_time, &year)))
		return 0;
	day_set(c, year, month, day);
	return at + n - begin;
}

/* The day that starts at token `at`.  Returns the tokens read, 0 if there is none. */
static size_t day_date_read(const struct date_tokens *r, size_t at, bool short_ok, struct civil *c)
{
	size_t n;

	if (at > 1 && peek(r, at - 1)->type == DATE_SIGN && peek(r, at - 2)->type == DATE_NUMBER &&
	    !peek(r, at)->spaced && !peek(r, at - 1)->spaced && strchr("-/.:+", peek(r, at - 1)->value))
		return 0; /* the middle of something longer */
	if ((n = date_year_first(r, at, c)) || (n = date_year_last(r, at, c)) || (n = date_year_month(r, at, c)) ||
	    (n = date_day_month(r, at, short_ok, c)) || (n = date_month_day(r, at, short_ok, c)))
		return n;
	return 0;
}

/* "+07", "-0330", "+7:00" at a sign that touches its digits. */
static size_t offset_read(const struct date_tokens *r, size_t at, int *minutes)
{
	int sign = is_sign(r, at, '+') ? 1 : is_sign(r, at, '-') ? -1 : 0;
	const struct date_token *t = peek(r, at + 1);
	size_t n = 2;
	int east;

	if (!sign || !is_number(r, at + 1, 1, 4) || t->s.len == 3 || t->spaced)
		return 0;
	if (t->s.len == 4 && t->value % 100 > 59)
		return 0;
	east = t->s.len == 4 ? t->value / 100 * 60 + t->value % 100 : t->value * 60;
	if (t->s.len <= 2 && is_sign(r, at + 2, ':') && is_number(r, at + 3, 2, 2) && peek(r, at + 3)->value < 60) {
		east += peek(r, at + 3)->value;
		n = 4;
	}
	if (east > 14 * 60 || (peek(r, at + n)->type == DATE_SIGN && !peek(r, at + n)->spaced &&
			       strchr("/.-", peek(r, at + n)->value) && peek(r, at + n + 1)->type == DATE_NUMBER))
		return 0;
	*minutes = sign * east;
	return n;
}

size_t date_zone_read(const struct date_tokens *r, size_t at, struct civil *c)
{
	size_t begin = at, n;
	int value;

	at += skip_signs(r, at, "(");
	if ((n = offset_read(r, at, &c->zone_minutes))) {
		c->has_zone = true;
		return at + n - begin;
	}
	value = peek(r, at)->type == DATE_WORD ? date_zone_value(peek(r, at)->s) : 0;
	if (!value)
		return 0;
	c->zone_minutes = value - 1000;
	c->has_zone = true;
	at++;
	if (value == 1000)
		at += offset_read(r, at, &c->zone_minutes);
	return at - begin;
}

/* AM, PM, "a.m.", and Vietnamese SA and CH, which do not make the date American. */
static size_t half_day_read(const struct date_tokens *r, size_t at, struct civil *c)
{
	bool dotted = is_sign(r, at + 1, '.') && is_word(r, at + 2, "m");
	bool am = is_word(r, at, "am") || (is_word(r, at, "a") && dotted) || is_word(r, at, "SA");
	bool pm = is_word(r, at, "pm") || (is_word(r, at, "p") && dotted) || is_word(r, at, "CH");

	if (!am && !pm)
		return 0;
	if (c->hour < 1 || c->hour > 12)
		c->invalid = c->invalid || am || c->hour == 0;
	else
		c->hour = c->hour % 12 + (pm ? 12 : 0);
	c->american = !is_word(r, at, "SA") && !is_word(r, at, "CH");
	return dotted ? 3 + skip_signs(r, at + 3, ".") : 1;
}

/* ":05.123" or ":05" or nothing. */
static size_t seconds_read(const struct date_tokens *r, size_t at, struct civil *c)
{
	const struct date_token *f = peek(r, at + 3);

	if (!is_sign(r, at, ':') || !is_number(r, at + 1, 2, 2))
		return 0;
	c->second = peek(r, at + 1)->value;
	if (!(is_sign(r, at + 2, '.') || is_sign(r, at + 2, ',')) || f->type != DATE_NUMBER || f->spaced)
		return 2;
	for (size_t i = 0; i < 3; i++)
		c->ms = c->ms * 10 + (i < f->s.len ? f->s.at[i] - '0' : 0);
	return 4;
}

/* "08:15:00.123", "8h15", after "ore" or "alle" also "8.15", compact "081500". */
static size_t clock_read(const struct date_tokens *r, size_t at, bool dots, struct civil *c)
{
	if (is_number(r, at, 6, 6) && at > 0 && is_word(r, at - 1, "T")) {
		c->hour = peek(r, at)->value / 10000;
		c->minute = peek(r, at)->value / 100 % 100;
		c->second = peek(r, at)->value % 100;
		return 1;
	}
	if (!is_number(r, at, 1, 2) || !is_number(r, at + 2, 2, 2) || peek(r, at + 2)->spaced ||
	    !(is_sign(r, at + 1, ':') || is_word(r, at + 1, "h") || (dots && is_sign(r, at + 1, '.'))))
		return 0;
	c->hour = peek(r, at)->value;
	c->minute = peek(r, at + 2)->value;
	return 3 + seconds_read(r, at + 3, c);
}

/* A time of day with what may stand before it, and its zone.  Returns the tokens read, 0 if there is none. */
static size_t time_read(const struct date_tokens *r, size_t at, struct civil *c)
{
	static const char *const before[] = { "T", "at", "lúc", "Lúc", "à", "um", NULL };
	static const char *const italian[] = { "ore", "alle", "h", NULL };
	size_t begin = at, n;
	bool dots = false;

	at += skip_signs(r, at, ",-|*(.;/:");
	at += date_weekday_read(r, at);
	at += skip_signs(r, at, ",-|");
	at += is_any_word(r, at, before);
	for (; is_any_word(r, at, italian); at++)
		dots = true;
	if (!(n = clock_read(r, at, dots, c)))
		return 0;
	at += n;
	at += half_day_read(r, at, c);
	c->has_time = true;
	c->invalid = c->invalid || c->hour > 23 || c->minute > 59 || c->second > 60;
	at += date_zone_read(r, at, c);
	at += skip_signs(r, at, ")");
	return at - begin;
}

/* Fillers between a time of day and the date behind it: signs, a weekday, two small words. */
static size_t filler_read(const struct date_tokens *r, size_t at)
{
	size_t begin = at;

	for (int words = 0; words < 3; words++) {
		at += skip_signs(r, at, ",-|*(.;/)");
		at += date_weekday_read(r, at);
		if (peek(r, at)->type != DATE_WORD || date_month_value(peek(r, at)->s))
			break;
		at++;
	}
	return at + skip_signs(r, at, ",-|*") - begin;
}

/* A date with its time of day, if it has one, at token `at`.  Returns the tokens read, 0 if there is none. */
size_t date_stamp_read(const struct date_tokens *r, size_t at, bool short_ok, struct civil *c)
{
	size_t day, time, fill;

	*c = (struct civil){ .year = 0 };
	if ((day = day_date_read(r, at, short_ok, c)))
		return day + (c->has_time ? 0 : time_read(r, at + day, c));
	*c = (struct civil){ .year = 0 };
	if (!is_number(r, at, 1, 2) || !(time = time_read(r, at, c)))
		return 0;
	fill = filler_read(r, at + time);
	day = day_date_read(r, at + time + fill, short_ok, c);
	if (!day)
		return 0;
	return time + fill + day + (c->has_zone ? 0 : date_zone_read(r, at + time + fill + day, c));
}

struct moment date_of_civil(struct civil c)
{
	struct moment m = { .day_only = !c.has_time || !c.has_zone };

	if (c.numeric && (c.american || c.month > 12))
		day_set(&c, c.year, c.day, c.month);
	if (c.invalid || c.year < 1700 || c.year > 2200 || !clock_date_valid(c.year, c.month, c.day))
		return MOMENT_UNKNOWN;
	m.ms = clock_days(c.year, c.month, c.day) * 86400000;
	if (m.day_only)
		return m;
	m.ms += ((c.hour * 60 + c.minute - c.zone_minutes) * INT64_C(60) + c.second) * 1000 + c.ms;
	m.zone_minutes = (int16_t)c.zone_minutes;
	return m;
}

static struct moment date_of_civil_in(struct civil c, int zone_minutes)
{
	if (c.has_time && !c.has_zone && zone_minutes != DATE_NO_ZONE) {
		c.has_zone = true;
		c.zone_minutes = zone_minutes;
	}
	return date_of_civil(c);
}

struct moment date_parse_in(struct slice s, int zone_minutes)
{
	struct date_tokens r;
	struct civil c;
	size_t n = 0, at = 0;

	if (s.len > MAX_BYTES)
		return MOMENT_UNKNOWN;
	date_tokens_read(&r, s);
	while (at < r.n && !(n = date_stamp_read(&r, at, true, &c))) {
		size_t skip = date_weekday_read(&r, at);

		if (!skip && peek(&r, at)->type == DATE_NUMBER)
			return MOMENT_UNKNOWN;
		at += skip ? skip : 1;
	}
	for (size_t i = at + n; i < r.n; i++)
		if (peek(&r, i)->type == DATE_NUMBER)
			return MOMENT_UNKNOWN;
	return n ? date_of_civil_in(c, zone_minutes) : MOMENT_UNKNOWN;
}

struct moment date_parse(struct slice s)
{
	return date_parse_in(s, DATE_NO_ZONE);
}

struct moment date_find_in(struct slice text, int zone_minutes)
{
	struct date_tokens r;
	struct civil c;

	date_tokens_read(&r, slice_head(text, MAX_BYTES));
	for (size_t at = 0, n; at < r.n; at += n ? n : 1) {
		struct moment m;

		n = date_stamp_read(&r, at, false, &c);
		m = n ? date_of_civil_in(c, zone_minutes) : MOMENT_UNKNOWN;
		if (m.ms != TIME_UNKNOWN)
			return m;
	}
	return MOMENT_UNKNOWN;
}

struct moment date_find(struct slice text)
{
	return date_find_in(text, DATE_NO_ZONE);
}
