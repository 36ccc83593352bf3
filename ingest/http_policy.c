/* ingest/http_policy.c - dates, freshness and Retry-After of HTTP answers. */
#include "ingest/http_policy.h"
#include "ingest/http_message.h"

#define DAY_S          86400
#define FIFTY_YEARS_MS (INT64_C(50) * 36525 * DAY_S * 10)
#define SECONDS_MAX    INT32_MAX /* a greater number of seconds counts as this (RFC 9111, 1.2.2) */

/* common/date.h does not fit: it knows no two-digit year by distance, and an asctime date without zone is a day to it. */
struct stamp {
	int year, month, day, hour, minute, second;
	bool short_year;
};

static void skip_spaces(struct slice *s)
{
	while (s->len && s->at[0] == ' ')
		*s = slice_skip(*s, 1);
}

static bool take(struct slice *s, char c)
{
	if (s->len == 0 || s->at[0] != c)
		return false;
	*s = slice_skip(*s, 1);
	return true;
}

static struct slice take_word(struct slice *s)
{
	struct slice word = slice_head(*s, 0);

	while (word.len < s->len && ascii_is_alpha(s->at[word.len]))
		word.len++;
	*s = slice_skip(*s, word.len);
	return word;
}

/* min to max digits, and no digit after them. */
static bool take_digits(struct slice *s, size_t min, size_t max, int *number)
{
	size_t n = 0;

	for (*number = 0; n < s->len && n < max && ascii_is_digit(s->at[n]); n++)
		*number = *number * 10 + (s->at[n] - '0');
	*s = slice_skip(*s, n);
	return n >= min && (s->len == 0 || !ascii_is_digit(s->at[0]));
}

static bool take_month(struct slice *s, int *month)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	struct slice word = take_word(s);

	for (*month = 1; *month <= 12; ++*month)
		if (slice_equal_nocase(word, slice_of(names + (*month - 1) * 3, 3)))
			return true;
	return false;
}

static bool take_time(struct slice *s, struct stamp *t)
{
	skip_spaces(s);
	return take_digits(s, 2, 2, &t->hour) && take(s, ':') && take_digits(s, 2, 2, &t->minute) && take(s, ':') &&
	       take_digits(s, 2, 2, &t->second) && t->hour < 24 && t->minute < 60 && t->second <= 60;
}

/* What follows "Sun," or "Sunday,": the parts stand apart by a space, or by "-" and with a short year. */
static bool take_comma_form(struct slice *s, struct stamp *t)
{
	skip_spaces(s);
	if (!take_digits(s, 1, 2, &t->day))
		return false;
	t->short_year = take(s, '-');
	skip_spaces(s);
	if (!take_month(s, &t->month) || take(s, '-') != t->short_year)
		return false;
	skip_spaces(s);
	if (!take_digits(s, t->short_year ? 2 : 4, t->short_year ? 2 : 4, &t->year) || !take_time(s, t))
		return false;
	skip_spaces(s);
	return slice_equal_nocase(take_word(s), SLICE("GMT"));
}

/* What follows "Sun" in asctime's form. */
static bool take_asctime_form(struct slice *s, struct stamp *t)
{
	skip_spaces(s);
	if (!take_month(s, &t->month))
		return false;
	skip_spaces(s);
	if (!take_digits(s, 1, 2, &t->day) || !take_time(s, t))
		return false;
	skip_spaces(s);
	return take_digits(s, 4, 4, &t->year);
}

static int64_t stamp_ms(const struct stamp *t, int year)
{
	if (!clock_date_valid(year, t->month, t->day))
		return TIME_UNKNOWN;
	return (clock_days(year, t->month, t->day) * DAY_S + (t->hour * 60 + t->minute) * 60 + t->second) * 1000;
}

/* The latest year with these two digits whose date lies at most 50 years ahead. */
static int64_t short_year_ms(const struct stamp *t, int64_t now_ms)
{
	for (int century = 2900; century >= 1900; century -= 100) {
		int64_t ms = stamp_ms(t, century + t->year);

		if (ms != TIME_UNKNOWN && ms <= now_ms + FIFTY_YEARS_MS)
			return ms;
	}
	return TIME_UNKNOWN;
}

int64_t http_date(struct slice s, int64_t now_ms)
{
	struct stamp t = { .year = 0 };

	s = slice_trim(s);
	if (slice_empty(take_word(&s)) || !(take(&s, ',') ? take_comma_form(&s, &t) : take_asctime_form(&s, &t)) ||
	    !slice_empty(s))
		return TIME_UNKNOWN;
	return t.short_year ? short_year_ms(&t, now_ms) : stamp_ms(&t, t.year);
}

/* A number of seconds as ms; false if it is none. */
static bool seconds_read(struct slice s, int64_t *ms)
{
	int64_t seconds = 0;

	if (slice_empty(s))
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (!ascii_is_digit(s.at[i]))
			return false;
		seconds = seconds * 10 + (s.at[i] - '0');
		seconds = seconds < SECONDS_MAX ? seconds : SECONDS_MAX;
	}
	*ms = seconds * 1000;
	return true;
}

/* The next member of a comma-separated list; a comma within quotes does not part. */
static bool next_member(struct slice *rest, struct slice *member)
{
	bool quoted = false;
	size_t n = 0;

	if (slice_empty(*rest))
		return false;
	for (; n < rest->len && (quoted || rest->at[n] != ','); n++) {
		if (quoted && rest->at[n] == '\\')
			n++;
		else if (rest->at[n] == '"')
			quoted = !quoted;
	}
	*member = slice_trim(slice_head(*rest, n));
	*rest = slice_skip(*rest, n + 1);
	return true;
}

/* What all Cache-Control lines say together. */
struct cache_control {
	bool forbidden; /* no-store, no-cache */
	bool has_max_age;
	int64_t max_age_ms; /* of the first max-age; 0 if it is no number */
};

static void add_directive(struct cache_control *c, struct slice directive)
{
	struct slice name = slice_trim(slice_before(directive, '='));
	struct slice value = slice_unquote(slice_trim(slice_after(directive, '=')));

	if (slice_equal_nocase(name, SLICE("no-store"))) {
		c->forbidden = true;
	} else if (slice_equal_nocase(name, SLICE("no-cache"))) {
		c->forbidden |= slice_empty(value); /* no-cache="x" is about the field x only (RFC 9111, 5.2.2.4) */
	} else if (slice_equal_nocase(name, SLICE("max-age")) && !c->has_max_age) {
		c->has_max_age = true;
		seconds_read(slice_trim(value), &c->max_age_ms);
	}
}

static struct cache_control cache_control_read(struct slice head)
{
	struct cache_control c = { .forbidden = false };
	struct slice line, directive;

	while (http_field_next(&head, SLICE("Cache-Control"), &line))
		while (next_member(&line, &directive))
			add_directive(&c, directive);
	return c;
}

/* How old the answer was when it came (RFC 9111, 4.2.3). */
static int64_t age_ms(struct slice head, int64_t date_ms, int64_t now_ms)
{
	int64_t stated = 0, apparent = now_ms - date_ms;

	seconds_read(slice_trim(slice_before(http_field(head, SLICE("Age")), ',')), &stated);
	return apparent > stated ? apparent : stated;
}

static int64_t clamp(int64_t ms, int64_t max_ms)
{
	return ms < 0 ? 0 : ms > max_ms ? max_ms : ms;
}

int64_t http_fresh_ms(struct slice head, int64_t now_ms)
{
	struct cache_control control = cache_control_read(head);
	int64_t expires_ms = http_date(http_field(head, SLICE("Expires")), now_ms);
	int64_t date_ms = http_date(http_field(head, SLICE("Date")), now_ms), lifetime_ms = 0;

	if (date_ms == TIME_UNKNOWN)
		date_ms = now_ms;
	if (control.has_max_age)
		lifetime_ms = control.max_age_ms;
	else if (expires_ms != TIME_UNKNOWN)
		lifetime_ms = expires_ms - date_ms;
	if (control.forbidden || lifetime_ms <= 0)
		return 0;
	return clamp(lifetime_ms - age_ms(head, date_ms, now_ms), HTTP_FRESH_MAX_MS);
}

int64_t http_retry_after_ms(struct slice head, int64_t now_ms)
{
	struct slice value = http_field(head, SLICE("Retry-After"));
	int64_t ms, date_ms;

	if (seconds_read(value, &ms))
		return clamp(ms, HTTP_RETRY_MAX_MS);
	date_ms = http_date(value, now_ms);
	return date_ms == TIME_UNKNOWN ? 0 : clamp(date_ms - now_ms, HTTP_RETRY_MAX_MS);
}
