/* enrich/dates_european.c - "July 26, 2023", "26 luglio 2023" and the other forms of English and Italian. */
#include "enrich/date_forms.h"

/* The month that token i names in English or Italian, or 0.  English months need their capital. */
static int month_at(const struct tokens *t, size_t i, bool italian)
{
	static const char *const english[12][3] = {
		{ "january", "jan" },
		{ "february", "feb" },
		{ "march", "mar" },
		{ "april", "apr" },
		{ "may" },
		{ "june", "jun" },
		{ "july", "jul" },
		{ "august", "aug" },
		{ "september", "sep", "sept" },
		{ "october", "oct" },
		{ "november", "nov" },
		{ "december", "dec" },
	};
	static const char *const italians[12][3] = {
		{ "gennaio" }, { "febbraio" }, { "marzo" },     { "aprile" },  { "maggio" },   { "giugno" },
		{ "luglio" },  { "agosto" },   { "settembre" }, { "ottobre" }, { "novembre" }, { "dicembre" },
	};
	if (i >= t->n || (!italian && !(t->at[i].flags & TOKEN_CAPITAL)))
		return 0;
	for (int m = 0; m < 12; m++)
		for (int k = 0; k < 3; k++) {
			const char *name = italian ? italians[m][k] : english[m][k];

			if (name && date_word_is(t, i, name))
				return m + 1;
		}
	return 0;
}

/* "-28, 2023" after "July 25": the year that the end of a range states for its beginning too, or 0. */
static int en_range_year(const struct tokens *t, size_t i)
{
	bool range = date_gap_is(t, i, GAP_HYPHEN, GAP_DASH) && date_day_at(t, i, false);

	return range && date_gap_is(t, i + 1, GAP_COMMA, GAP_COMMA) ? date_year_at(t, i + 1) : 0;
}

/* "July 26", "July 26, 2023" */
static size_t en_month_first(const struct tokens *t, size_t i, struct date_parts *p)
{
	if (!(p->month = month_at(t, i, false)) || !(p->day = date_day_at(t, i + 1, true)))
		return 0;
	if (!date_gap_is(t, i + 1, GAP_SPACE,
			 t->at[i].end - t->at[i].begin < 5 ? GAP_SENTENCE : GAP_SPACE)) /* "Sept. 9" */
		return 0;
	if (date_gap_is(t, i + 2, GAP_COMMA, GAP_SPACE) && (p->year = date_year_at(t, i + 2)) != 0)
		return i + 3;
	p->year = en_range_year(t, i + 2);
	return i + 2;
}

/* The end of "July 25-28" and "July 25 to 28, 2023". */
static size_t en_month_first_end(const struct tokens *t, size_t i, struct date_parts *p)
{
	static const char *const between[] = { "to", "and", "through", NULL };
	size_t first = date_gap_is(t, i, GAP_HYPHEN, GAP_DASH) ? 1 : 2;

	if (i < first + 1 || (first == 2 && (!date_word_in(t, i - 1, between) || t->at[i].gap != GAP_SPACE)) ||
	    !date_day_at(t, i - first, false) || !(p->month = month_at(t, i - first - 1, false)) ||
	    !(p->day = date_day_at(t, i, false)))
		return 0;
	if (date_gap_is(t, i + 1, GAP_COLON, GAP_DOT) ||
	    (date_gap_is(t, i + 1, GAP_SPACE, GAP_SPACE) && month_at(t, i + 1, false)))
		return 0; /* "July 25 and 3 August" */
	if (date_gap_is(t, i + 1, GAP_COMMA, GAP_COMMA) && (p->year = date_year_at(t, i + 1)) != 0)
		return i + 2;
	p->year = 0;
	return i + 1;
}

/* "26 July 2023", "26th of July", "26 luglio 2023", "1° maggio" */
static size_t day_first(const struct tokens *t, size_t i, bool italian, struct date_parts *p)
{
	size_t month = i + 1;

	if (!(p->day = date_day_at(t, i, true)))
		return 0;
	if (!italian && date_word_is(t, month, "of"))
		month++;
	if (!date_gap_is(t, month, GAP_SPACE, p->day == 1 && italian ? GAP_OTHER : GAP_SPACE) ||
	    !(p->month = month_at(t, month, italian)))
		return 0;
	month++;
	if (date_gap_is(t, month, GAP_SPACE, GAP_COMMA) && (p->year = date_year_at(t, month)) != 0)
		return month + 1;
	p->year = 0;
	return month;
}

/* The last day of a range whose first day is token i - 1, or 0: "to 28", "al 28", "e l'8", "-28". */
static size_t range_second(const struct tokens *t, size_t i, bool italian)
{
	static const char *const en[] = { "to", "and", "until", "till", "through", NULL };
	static const char *const it[] = { "al", "all", "e", "il", "l", NULL };
	size_t words = 0;

	if (date_gap_is(t, i, GAP_HYPHEN, GAP_DASH))
		return i;
	while (words < 2 && date_word_in(t, i + words, italian ? it : en))
		words++;
	return words ? i + words : 0;
}

/* "dal 25 al 28 luglio", "5-8 May 2024", "on 5 and 6 May": the first day takes month and year of the last one. */
static size_t day_of_range(const struct tokens *t, size_t i, bool italian, struct date_parts *p)
{
	static const char *const en[] = { "from", "on", "between", "the", "of", "held", "for", NULL };
	static const char *const it[] = { "dal", "dall", "il", "l", "tra", "fra", "i", "nei", "giorni", "del", NULL };
	int day = date_day_at(t, i, true);
	size_t second = day ? range_second(t, i + 1, italian) : 0;

	if (!second || !i || (!date_word_in(t, i - 1, italian ? it : en) && second > i + 1))
		return 0;
	if (!day_first(t, second, italian, p) || p->day <= day)
		return 0;
	p->day = day;
	return i + 1;
}

/* "July 2023", "luglio 2023"; and "in July" after a preposition. */
static size_t month_alone(const struct tokens *t, size_t i, bool italian, struct date_parts *p)
{
	static const char *const en[] = { "in",    "since", "until", "during", "of", "from",
					  "early", "late",  "mid",   "by",     NULL };
	static const char *const it[] = {
		"a", "ad", "in", "di", "da", "entro", "mese", "fine", "inizio", "scorso", NULL
	};

	if (!(p->month = month_at(t, i, italian)))
		return 0;
	if (date_gap_is(t, i + 1, GAP_SPACE, GAP_COMMA) && (p->year = date_year_at(t, i + 1)) != 0)
		return i + 2;
	if (date_gap_is(t, i + 1, GAP_SPACE, GAP_SPACE) && t->at[i + 1].flags & TOKEN_CAPITAL)
		return 0; /* "of April Smith" */
	return i && date_word_in(t, i - 1, italian ? it : en) ? i + 1 : 0;
}

/* "in 2023", "nel 2023" */
static size_t year_alone(const struct tokens *t, size_t i, bool italian, struct date_parts *p)
{
	static const char *const en[] = { "in",    "since", "by",  "of",  "during", "until",  "from",  "to", "year",
					  "early", "late",  "mid", "for", "till",   "before", "after", NULL };
	static const char *const it[] = {
		"nel", "del", "dal", "al", "il", "anno", "entro", "fino", "fine", "dell", NULL
	};

	if (!i || t->at[i].gap == GAP_SENTENCE || !date_word_in(t, i - 1, italian ? it : en) ||
	    !(p->year = date_year_at(t, i)))
		return 0;
	if (date_gap_is(t, i + 1, GAP_COMMA, GAP_DOT) && date_number_at(t, i + 1, false) >= 0 &&
	    t->at[i + 1].end - t->at[i + 1].begin == 3)
		return 0; /* "of 2000,000" */
	return i + 1;
}

static int ordinal_word(const struct tokens *t, size_t i, bool italian)
{
	static const char *const en[] = { "first", "second", "third", "fourth" };
	static const char *const it[] = { "primo", "secondo", "terzo", "quarto" };

	for (int n = 0; n < 4; n++)
		if (date_word_is(t, i, italian ? it[n] : en[n]))
			return n + 1;
	return 0;
}

/* "first half of 2023", "third quarter of 2023", "Q3 2023"; "primo semestre del 2023", "terzo trimestre 2023" */
static size_t part_of_year(const struct tokens *t, size_t i, bool italian, struct date_parts *p)
{
	static const char *const of[] = { "of", "del", "di", "dell", "in", NULL };
	static const char *const short_forms[] = { "q1", "q2", "q3", "q4", "h1", "h2" };
	int ordinal = ordinal_word(t, i, italian);
	size_t year = i + 2;

	for (int n = 0; n < 6; n++)
		if (date_word_is(t, i, short_forms[n])) {
			*(n < 4 ? &p->quarter : &p->half) = n % 4 + 1;
			year = i + 1;
		}
	if (ordinal && date_word_is(t, i + 1, italian ? "trimestre" : "quarter"))
		p->quarter = ordinal;
	else if (ordinal && ordinal < 3 && date_word_is(t, i + 1, italian ? "semestre" : "half"))
		p->half = ordinal;
	if (!p->quarter && !p->half)
		return 0;
	if (date_word_in(t, year, of))
		year++;
	return (p->year = date_year_at(t, year)) ? year + 1 : 0;
}

size_t date_read_european(const struct tokens *t, size_t i, bool italian, struct date_parts *p)
{
	size_t end;

	if (!italian && ((end = en_month_first(t, i, p)) || (end = en_month_first_end(t, i, p))))
		return end;
	*p = (struct date_parts){ 0 };
	if ((end = day_of_range(t, i, italian, p)))
		return end;
	*p = (struct date_parts){ 0 };
	if ((end = day_first(t, i, italian, p)))
		return end;
	*p = (struct date_parts){ 0 };
	if ((end = part_of_year(t, i, italian, p)))
		return end;
	*p = (struct date_parts){ 0 };
	if ((end = month_alone(t, i, italian, p)))
		return end;
	*p = (struct date_parts){ 0 };
	return year_alone(t, i, italian, p);
}
