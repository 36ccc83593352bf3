/* enrich/dates_vietnamese.c - "ngày 20/9", "6 tháng đầu năm 2023" and the other forms of Vietnamese. */
#include "enrich/date_forms.h"

/* "năm 2023" or "/2023" at token i: the token after it, *year set; else i. */
static size_t vi_year(const struct tokens *t, size_t i, int *year)
{
	if (date_word_is(t, i, "năm") && (*year = date_year_at(t, i + 1)) != 0)
		return i + 2;
	if (date_gap_is(t, i, GAP_SLASH, GAP_HYPHEN) && (*year = date_year_at(t, i)) != 0)
		return i + 1;
	*year = 0;
	return i;
}

/* "20/9", "20/9/2023", "20 tháng 9 năm 2023" from the day on. */
static size_t vi_day(const struct tokens *t, size_t i, struct date_parts *p)
{
	size_t month = i + 1;

	if (!(p->day = date_day_at(t, i, false)))
		return 0;
	if (date_word_is(t, month, "tháng"))
		month++;
	else if (!date_gap_is(t, month, GAP_SLASH, GAP_SLASH) && !date_gap_is(t, month, GAP_HYPHEN, GAP_DOT))
		return 0;
	if (!(p->month = date_within(date_number_at(t, month, false), 12)))
		return 0;
	return vi_year(t, month + 1, &p->year);
}

/* "ngày 20 và 21/9", "từ 20-25/9": the day at i takes the month of the one after it. */
static size_t vi_day_of_range(const struct tokens *t, size_t i, struct date_parts *p)
{
	static const char *const between[] = { "đến", "và", "tới", NULL };
	struct date_parts last = { 0 };
	size_t second = i + 1;
	int day = date_day_at(t, i, false);
	bool worded = date_word_in(t, second, between);

	if (!day)
		return 0;
	if (worded)
		second++;
	else if (!date_gap_is(t, second, GAP_HYPHEN, GAP_DASH) && !date_gap_is(t, second, GAP_COMMA, GAP_COMMA))
		return 0;
	if (date_word_is(t, second, "ngày"))
		second++;
	if (!date_gap_is(t, second + 1, GAP_SLASH, GAP_SPACE) &&
	    !(worded && date_gap_is(t, second + 1, GAP_HYPHEN, GAP_DOT)))
		return 0;
	if (!vi_day(t, second, &last))
		return 0;
	*p = last;
	p->day = day;
	return i + 1;
}

static size_t vi_day_or_range(const struct tokens *t, size_t i, struct date_parts *p)
{
	size_t end = vi_day_of_range(t, i, p);

	if (end)
		return end;
	*p = (struct date_parts){ 0 };
	return vi_day(t, i, p);
}

/* The end of "ngày 1 và 2/7", "ngày 30/6 và 7/7" or "ngày 1-2/7". */
static bool vi_ends_range(const struct tokens *t, size_t i)
{
	static const char *const between[] = { "đến", "và", "tới", NULL };

	if (i > 3 && date_word_in(t, i - 1, between) && date_gap_is(t, i - 2, GAP_SLASH, GAP_SLASH))
		return date_word_is(t, i - 4, "ngày") && date_day_at(t, i - 3, false);
	if (i > 2 && date_word_in(t, i - 1, between))
		return date_word_is(t, i - 3, "ngày") && date_day_at(t, i - 2, false);
	return i > 1 && date_gap_is(t, i, GAP_HYPHEN, GAP_DASH) && date_word_is(t, i - 2, "ngày") &&
	       date_day_at(t, i - 1, false);
}

/* "từ 2019 đến 2023": a year without the word for it, which counts nothing. */
static size_t vi_year_of_range(const struct tokens *t, size_t i, struct date_parts *p)
{
	static const char *const before[] = { "từ", "đến", "tới", NULL };
	static const char *const after[] = { "đến", "tới", NULL };
	bool alone = i + 1 >= t->n || t->at[i + 1].gap > GAP_SPACE || t->at[i + 1].gap == GAP_START;

	if (!i || !date_word_in(t, i - 1, before) || !(alone || date_word_in(t, i + 1, after)) ||
	    date_gap_is(t, i + 1, GAP_DOT, GAP_HYPHEN))
		return 0;
	p->year = date_year_at(t, i);
	return p->year ? i + 1 : 0;
}

/* A day without a word that says so: "(20/9)", "25/9"; but "1/4" is a quarter and "24/7" means always. */
static size_t vi_bare(const struct tokens *t, size_t i, struct date_parts *p)
{
	static const char *const prepositions[] = { "từ", "đến", "trước", "sau", "tới", "và", "đêm", "vào", NULL };
	bool told = i && date_word_in(t, i - 1, prepositions), plain;
	size_t end;

	if (!date_gap_is(t, i + 1, GAP_SLASH, GAP_SLASH) || !(end = vi_day(t, i, p)))
		return 0;
	if (p->year || vi_ends_range(t, i))
		return end;
	plain = p->day > 12 && !(p->day == 24 && p->month == 7);
	return plain || (told && p->day > p->month) ? end : 0;
}

/* "6 tháng đầu năm 2023", "nửa cuối năm 2023" */
static size_t vi_half(const struct tokens *t, size_t i, struct date_parts *p)
{
	size_t at = i + 1;

	if (date_word_is(t, i, "6") || date_word_is(t, i, "sáu")) {
		if (!date_word_is(t, at++, "tháng"))
			return 0;
	} else if (!date_word_is(t, i, "nửa")) {
		return 0;
	}
	p->half = date_word_is(t, at, "đầu") ? 1 : date_word_is(t, at, "cuối") ? 2 : 0;
	if (!p->half || !date_word_is(t, at + 1, "năm") || !(p->year = date_year_at(t, at + 2)))
		return 0;
	return at + 3;
}

static int quarter_at(const struct tokens *t, size_t i)
{
	static const char *const roman[] = { "i", "ii", "iii", "iv" };

	for (int q = 0; q < 4; q++)
		if (date_word_is(t, i, roman[q]))
			return q + 1;
	return date_within(date_number_at(t, i, false), 4);
}

/* "quý III/2023", "quý 3 năm 2023" */
static size_t vi_quarter(const struct tokens *t, size_t i, struct date_parts *p)
{
	size_t end;

	if (!date_word_is(t, i, "quý") || !(p->quarter = quarter_at(t, i + 1)))
		return 0;
	end = vi_year(t, i + 2, &p->year);
	return p->year ? end : 0;
}

/* "tháng 9/2020", "tháng 9"; but "trong 6 tháng 2 ..." counts months. */
static size_t vi_month(const struct tokens *t, size_t i, struct date_parts *p)
{
	if (!date_word_is(t, i, "tháng") || (i && t->at[i].gap == GAP_SPACE && t->at[i - 1].flags & TOKEN_NUMBER))
		return 0;
	if (!(p->month = date_within(date_number_at(t, i + 1, false), 12)) ||
	    date_gap_is(t, i + 2, GAP_COMMA, GAP_COMMA))
		return p->month ? i + 2 : 0;
	return vi_year(t, i + 2, &p->year);
}

size_t date_read_vietnamese(const struct tokens *t, size_t i, struct date_parts *p)
{
	static const char *const day_words[] = { "ngày", "sáng", "trưa", "chiều", "tối", "mùng", "mồng", "hôm", NULL };
	size_t end;

	if (date_word_in(t, i, day_words))
		return t->at[i].gap == GAP_HYPHEN ? 0 : vi_day_or_range(t, i + 1, p);
	if (date_word_is(t, i, "năm"))
		return date_gap_is(t, i + 1, GAP_SPACE, GAP_SPACE) && (p->year = date_year_at(t, i + 1)) ? i + 2 : 0;
	if ((end = vi_half(t, i, p)) || (end = vi_quarter(t, i, p)) || (end = vi_month(t, i, p)))
		return end;
	*p = (struct date_parts){ 0 };
	if ((end = vi_bare(t, i, p)))
		return end;
	*p = (struct date_parts){ 0 };
	return vi_year_of_range(t, i, p);
}
