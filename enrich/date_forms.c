/* enrich/date_forms.c - words, numbers and gaps that dates are made of. */
#include "enrich/date_forms.h"

bool date_word_is(const struct tokens *t, size_t i, const char *folded)
{
	return i < t->n && slice_equal(token_folded(t, i), slice_from(folded));
}

bool date_word_in(const struct tokens *t, size_t i, const char *const *list)
{
	for (; *list; list++)
		if (date_word_is(t, i, *list))
			return true;
	return false;
}

bool date_gap_is(const struct tokens *t, size_t i, enum gap a, enum gap b)
{
	return i < t->n && (t->at[i].gap == a || t->at[i].gap == b);
}

int date_number_at(const struct tokens *t, size_t i, bool ordinal)
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

int date_year_at(const struct tokens *t, size_t i)
{
	int value = date_number_at(t, i, false);

	return value >= 1800 && value < 2200 ? value : 0;
}

int date_within(int value, int most)
{
	return value >= 1 && value <= most ? value : 0;
}

int date_day_at(const struct tokens *t, size_t i, bool ordinal)
{
	return date_within(date_number_at(t, i, ordinal), 31);
}
