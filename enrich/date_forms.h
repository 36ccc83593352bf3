/* enrich/date_forms.h
 *
 * date_forms - what the readers of dates share: the parts that a form states, and words, numbers and gaps of a text.
 * A reader looks at token i and returns the token after the date that begins there, 0 if none does; *parts is its
 * own only if it found one.
 */
#ifndef ENRICH_DATE_FORMS_H
#define ENRICH_DATE_FORMS_H

#include "enrich/tokenise.h"

/* What a form states; 0 is "not stated". */
struct date_parts {
	int year, month, day, half, quarter;
};

size_t date_read_vietnamese(const struct tokens *t, size_t i, struct date_parts *p);
size_t date_read_european(const struct tokens *t, size_t i, bool italian, struct date_parts *p);

bool date_word_is(const struct tokens *t, size_t i, const char *folded);
bool date_word_in(const struct tokens *t, size_t i, const char *const *list); /* ended by NULL */
bool date_gap_is(const struct tokens *t, size_t i, enum gap a, enum gap b);

/* The number at token i, of at most four digits; -1 if it is none.  "26th" and "1º" are numbers if ordinals may be. */
int date_number_at(const struct tokens *t, size_t i, bool ordinal);
int date_year_at(const struct tokens *t, size_t i);              /* four digits, 1800 to 2199; or 0 */
int date_day_at(const struct tokens *t, size_t i, bool ordinal); /* 1 to 31, or 0 */
int date_within(int value, int most);                            /* value if it is 1 to most, else 0 */

#endif
