/* enrich/dates.c - explicit dates in running text. */
#include "enrich/dates.h"
#include "enrich/enrich.h"

#include <stdio.h>

/* What a form states; 0 is "not stated". */
struct parts {
	int year, month, day, half, quarter;
};

static bool word_is(const struct tokens *t, size_t i, const char *folded)
{
	return i < t->n && slice_equal(token_folded(t, i), slice_from(folded));
}

static bool word_in(const struct tokens *t, size_t i, const char *const *list)
{
	for (; *list; list++)
		if (word_is(t, i, *list))
			return true;
	return false;
}

static bool gap_is(const struct tokens *t, size_t i, enum gap a, enum gap b)
{
	return i < t->n && (t->at[i].gap == a || t->at[i].gap == b);
}

/* The number at token i, of at most four digits; -1 if it is none.  "26th" and "1º" are numbers where ordinals may be. */
static int number_at(const struct tokens *t, size_t i, bool ordinal)
{
	static const char *const suffixes[] = { "", "st", "nd", "rd", "th", "º", "°" };
	struct slice word;
	size_t digits = 0;
	int value = 0;

	if (i >= t->n)
		return -1;
	word = token_folded(t, i);
	while (digits < word.len && digits < 5 && ascii_is_digit(word.at[digits]))
		value = value * 10 + (word.at[digits++] - '0');
	if (!digits || digits > 4)
		return -1;
	for (size_t s = 0; s < (ordinal ? COUNT(suffixes) : 1); s++)
		if (slice_equal(slice_skip(word, digits), slice_from(suffixes[s])))
			return value;
	return -1;
}

/* A year of four digits at token i, or 0. */
static int year_at(const struct tokens *t, size_t i)
{
	int value = number_at(t, i, false);

	return value >= 1800 && value < 2200 ? value : 0;
}

static int within(int value, int most)
{
	return value >= 1 && value <= most ? value : 0;
}

static int day_at(const struct tokens *t, size_t i, bool ordinal)
{
	return within(number_at(t, i, ordinal), 31);
}

/* The month that token i names in English or Italian, or 0.  English months need their capital. */
static int month_at(const struct tokens *t, size_t i, bool italian)
{
	static const char *const english[12][3] = {
		{ "january", "jan" }, { "february", "feb" }, { "march", "mar" }, { "april", "apr" }, { "may" }, { "june", "jun" },
		{ "july", "jul" }, { "august", "aug" }, { "september", "sep", "sept" }, { "october", "oct" },
		{ "november", "nov" }, { "december", "dec" },
	};
	static const char *const italians[12][3] = {
		{ "gennaio" }, { "febbraio" }, { "marzo" }, { "aprile" }, { "maggio" }, { "giugno" }, { "luglio" },
		{ "agosto" }, { "settembre" }, { "ottobre" }, { "novembre" }, { "dicembre" },
	};
	if (i >= t->n || (!italian && !(t->at[i].flags & TOKEN_CAPITAL)))
		return 0;
	for (int m = 0; m < 12; m++)
		for (int k = 0; k < 3; k++) {
			const char *name = italian ? italians[m][k] : english[m][k];

			if (name && word_is(t, i, name))
				return m + 1;
		}
	return 0;
}

/* "2023-07-28" */
static size_t read_iso(const struct tokens *t, size_t i, struct parts *p)
{
	if (!(p->year = year_at(t, i)) || !gap_is(t, i + 1, GAP_HYPHEN, GAP_HYPHEN) || !gap_is(t, i + 2, GAP_HYPHEN, GAP_HYPHEN))
		return 0;
	p->month = within(number_at(t, i + 1, false), 12);
	p->day = day_at(t, i + 2, false);
	return p->month && p->day ? i + 3 : 0;
}

/* "28/7/2023", "28-7-2023", "28.07.2023": day first, or in English only if the order is plain. */
static size_t read_numeric(const struct tokens *t, size_t i, bool day_first, struct parts *p)
{
	int a = day_at(t, i, false), b = number_at(t, i + 1, false);
	uint8_t gap;

	if (!a || b < 1 || !(p->year = year_at(t, i + 2)))
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

/* ---- Vietnamese ---- */

/* "năm 2023" or "/2023" at token i: the token after it, *year set; else i. */
static size_t vi_year(const struct tokens *t, size_t i, int *year)
{
	if (word_is(t, i, "năm") && (*year = year_at(t, i + 1)) != 0)
		return i + 2;
	if (gap_is(t, i, GAP_SLASH, GAP_HYPHEN) && (*year = year_at(t, i)) != 0)
		return i + 1;
	*year = 0;
	return i;
}

/* "20/9", "20/9/2023", "20 tháng 9 năm 2023" from the day on. */
static size_t vi_day(const struct tokens *t, size_t i, struct parts *p)
{
	size_t month = i + 1;

	if (!(p->day = day_at(t, i, false)))
		return 0;
	if (word_is(t, month, "tháng"))
		month++;
	else if (!gap_is(t, month, GAP_SLASH, GAP_SLASH) && !gap_is(t, month, GAP_HYPHEN, GAP_DOT))
		return 0;
	if (!(p->month = within(number_at(t, month, false), 12)))
		return 0;
	return vi_year(t, month + 1, &p->year);
}

/* "ngày 20 và 21/9", "từ 20-25/9": the day at i takes the month of the one after it. */
static size_t vi_day_of_range(const struct tokens *t, size_t i, struct parts *p)
{
	static const char *const between[] = { "đến", "và", "tới", NULL };
	struct parts last = { 0 };
	size_t second = i + 1;
	int day = day_at(t, i, false);

	if (!day)
		return 0;
	if (word_in(t, second, between))
		second++;
	else if (!gap_is(t, second, GAP_HYPHEN, GAP_DASH) && !gap_is(t, second, GAP_COMMA, GAP_COMMA))
		return 0;
	if (word_is(t, second, "ngày"))
		second++;
	if (!gap_is(t, second + 1, GAP_SLASH, GAP_SPACE) || !vi_day(t, second, &last))
		return 0;
	*p = last;
	p->day = day;
	return i + 1;
}

static size_t vi_day_or_range(const struct tokens *t, size_t i, struct parts *p)
{
	size_t end = vi_day_of_range(t, i, p);

	if (end)
		return end;
	*p = (struct parts){ 0 };
	return vi_day(t, i, p);
}

/* The end of "ngày 1 và 2/7" or "ngày 1-2/7". */
static bool vi_ends_range(const struct tokens *t, size_t i)
{
	static const char *const between[] = { "đến", "và", "tới", NULL };

	if (i > 2 && word_in(t, i - 1, between))
		return word_is(t, i - 3, "ngày") && day_at(t, i - 2, false);
	return i > 1 && gap_is(t, i, GAP_HYPHEN, GAP_DASH) && word_is(t, i - 2, "ngày") && day_at(t, i - 1, false);
}

/* A day without a word that says so: "(20/9)", "25/9"; but "1/4" is a quarter and "24/7" means always. */
static size_t vi_bare(const struct tokens *t, size_t i, struct parts *p)
{
	static const char *const prepositions[] = { "từ", "đến", "trước", "sau", "tới", "và", "đêm", "vào", NULL };
	bool told = i && word_in(t, i - 1, prepositions), plain;
	size_t end;

	if (!gap_is(t, i + 1, GAP_SLASH, GAP_SLASH) || !(end = vi_day(t, i, p)))
		return 0;
	if (p->year || vi_ends_range(t, i))
		return end;
	plain = p->day > 12 && !(p->day == 24 && p->month == 7);
	return plain || (told && p->day > p->month) ? end : 0;
}

/* "6 tháng đầu năm 2023", "nửa cuối năm 2023" */
static size_t vi_half(const struct tokens *t, size_t i, struct parts *p)
{
	size_t at = i + 1;

	if (word_is(t, i, "6") || word_is(t, i, "sáu")) {
		if (!word_is(t, at++, "tháng"))
			return 0;
	} else if (!word_is(t, i, "nửa")) {
		return 0;
	}
	p->half = word_is(t, at, "đầu") ? 1 : word_is(t, at, "cuối") ? 2 : 0;
	if (!p->half || !word_is(t, at + 1, "năm") || !(p->year = year_at(t, at + 2)))
		return 0;
	return at + 3;
}

static int quarter_at(const struct tokens *t, size_t i)
{
	static const char *const roman[] = { "i", "ii", "iii", "iv" };

	for (int q = 0; q < 4; q++)
		if (word_is(t, i, roman[q]))
			return q + 1;
	return within(number_at(t, i, false), 4);
}

/* "quý III/2023", "quý 3 năm 2023" */
static size_t vi_quarter(const struct tokens *t, size_t i, struct parts *p)
{
	size_t end;

	if (!word_is(t, i, "quý") || !(p->quarter = quarter_at(t, i + 1)))
		return 0;
	end = vi_year(t, i + 2, &p->year);
	return p->year ? end : 0;
}

/* "tháng 9/2020", "tháng 9"; but "trong 6 tháng 2 ..." counts months. */
static size_t vi_month(const struct tokens *t, size_t i, struct parts *p)
{
	if (!word_is(t, i, "tháng") || (i && t->at[i].gap == GAP_SPACE && t->at[i - 1].flags & TOKEN_NUMBER))
		return 0;
	if (!(p->month = within(number_at(t, i + 1, false), 12)) || gap_is(t, i + 2, GAP_COMMA, GAP_COMMA))
		return p->month ? i + 2 : 0;
	return vi_year(t, i + 2, &p->year);
}

static size_t read_vietnamese(const struct tokens *t, size_t i, struct parts *p)
{
	static const char *const day_words[] = { "ngày", "sáng", "trưa", "chiều", "tối", "mùng", "mồng", "hôm", NULL };
	size_t end;

	if (word_in(t, i, day_words))
		return t->at[i].gap == GAP_HYPHEN ? 0 : vi_day_or_range(t, i + 1, p);
	if (word_is(t, i, "năm"))
		return gap_is(t, i + 1, GAP_SPACE, GAP_SPACE) && (p->year = year_at(t, i + 1)) ? i + 2 : 0;
	if ((end = vi_half(t, i, p)) || (end = vi_quarter(t, i, p)) || (end = vi_month(t, i, p)))
		return end;
	return vi_bare(t, i, p);
}

/* ---- English and Italian ---- */

/* "July 26", "July 26, 2023" */
static size_t en_month_first(const struct tokens *t, size_t i, struct parts *p)
{
	if (!(p->month = month_at(t, i, false)) || !(p->day = day_at(t, i + 1, true)))
		return 0;
	if (!gap_is(t, i + 1, GAP_SPACE, t->at[i].end - t->at[i].begin < 5 ? GAP_SENTENCE : GAP_SPACE)) /* "Sept. 9" */
		return 0;
	if (gap_is(t, i + 2, GAP_COMMA, GAP_SPACE) && (p->year = year_at(t, i + 2)) != 0)
		return i + 3;
	p->year = 0;
	return i + 2;
}

/* "26 July 2023", "26th of July", "26 luglio 2023", "1° maggio" */
static size_t day_first(const struct tokens *t, size_t i, bool italian, struct parts *p)
{
	size_t month = i + 1;

	if (!(p->day = day_at(t, i, true)))
		return 0;
	if (!italian && word_is(t, month, "of"))
		month++;
	if (!gap_is(t, month, GAP_SPACE, p->day == 1 && italian ? GAP_OTHER : GAP_SPACE) || !(p->month = month_at(t, month, italian)))
		return 0;
	month++;
	if (gap_is(t, month, GAP_SPACE, GAP_COMMA) && (p->year = year_at(t, month)) != 0)
		return month + 1;
	p->year = 0;
	return month;
}

/* "July 2023", "luglio 2023"; and "in July" after a preposition. */
static size_t month_alone(const struct tokens *t, size_t i, bool italian, struct parts *p)
{
	static const char *const en[] = { "in", "since", "until", "during", "of", "from", "early", "late", "mid", "by", NULL };
	static const char *const it[] = { "a", "ad", "in", "di", "da", "entro", "mese", "fine", "inizio", "scorso", NULL };

	if (!(p->month = month_at(t, i, italian)))
		return 0;
	if (gap_is(t, i + 1, GAP_SPACE, GAP_COMMA) && (p->year = year_at(t, i + 1)) != 0)
		return i + 2;
	if (gap_is(t, i + 1, GAP_SPACE, GAP_SPACE) && t->at[i + 1].flags & TOKEN_CAPITAL)
		return 0; /* "of April Smith" */
	return i && word_in(t, i - 1, italian ? it : en) ? i + 1 : 0;
}

/* "in 2023", "nel 2023" */
static size_t year_alone(const struct tokens *t, size_t i, bool italian, struct parts *p)
{
	static const char *const en[] = { "in", "since", "by", "of", "during", "until", "from", "to", "year", "early", "late",
					  "mid", "for", "till", "before", "after", NULL };
	static const char *const it[] = { "nel", "del", "dal", "al", "il", "anno", "entro", "fino", "fine", "dell", NULL };

	if (!i || t->at[i].gap == GAP_SENTENCE || !word_in(t, i - 1, italian ? it : en) || !(p->year = year_at(t, i)))
		return 0;
	if (gap_is(t, i + 1, GAP_COMMA, GAP_DOT) && number_at(t, i + 1, false) >= 0 && t->at[i + 1].end - t->at[i + 1].begin == 3)
		return 0; /* "of 2000,000" */
	return i + 1;
}

static int ordinal_word(const struct tokens *t, size_t i, bool italian)
{
	static const char *const en[] = { "first", "second", "third", "fourth" };
	static const char *const it[] = { "primo", "secondo", "terzo", "quarto" };

	for (int n = 0; n < 4; n++)
		if (word_is(t, i, italian ? it[n] : en[n]))
			return n + 1;
	return 0;
}

/* "first half of 2023", "third quarter of 2023", "Q3 2023"; "primo semestre del 2023", "terzo trimestre 2023" */
static size_t part_of_year(const struct tokens *t, size_t i, bool italian, struct parts *p)
{
	static const char *const of[] = { "of", "del", "di", "dell", "in", NULL };
	static const char *const short_forms[] = { "q1", "q2", "q3", "q4", "h1", "h2" };
	int ordinal = ordinal_word(t, i, italian);
	size_t year = i + 2;

	for (int n = 0; n < 6; n++)
		if (word_is(t, i, short_forms[n])) {
			*(n < 4 ? &p->quarter : &p->half) = n % 4 + 1;
			year = i + 1;
		}
	if (ordinal && word_is(t, i + 1, italian ? "trimestre" : "quarter"))
		p->quarter = ordinal;
	else if (ordinal && ordinal < 3 && word_is(t, i + 1, italian ? "semestre" : "half"))
		p->half = ordinal;
	if (!p->quarter && !p->half)
		return 0;
	if (word_in(t, year, of))
		year++;
	return (p->year = year_at(t, year)) ? year + 1 : 0;
}

static size_t read_european(const struct tokens *t, size_t i, bool italian, struct parts *p)
{
	size_t end;

	if (!italian && (end = en_month_first(t, i, p)))
		return end;
	*p = (struct parts){ 0 };
	if ((end = day_first(t, i, italian, p)))
		return end;
	*p = (struct parts){ 0 };
	if ((end = part_of_year(t, i, italian, p)))
		return end;
	*p = (struct parts){ 0 };
	if ((end = month_alone(t, i, italian, p)))
		return end;
	*p = (struct parts){ 0 };
	return year_alone(t, i, italian, p);
}

/* ---- values ---- */

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
static int nearest_year(const struct parts *p, struct moment published)
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
static bool date_value(const struct parts *p, struct moment published, struct date *date)
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
	struct parts p = { 0 };
	size_t end;

	if (!may_begin(t, i, vietnamese))
		return 0;
	end = read_iso(t, i, &p);
	if (!end) {
		p = (struct parts){ 0 };
		end = read_numeric(t, i, vietnamese || italian, &p);
	}
	if (!end) {
		p = (struct parts){ 0 };
		end = vietnamese ? read_vietnamese(t, i, &p) : read_european(t, i, italian, &p);
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
