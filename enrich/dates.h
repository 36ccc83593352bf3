/* enrich/dates.h
 *
 * dates - the explicit dates of running text in Vietnamese, English and Italian.
 *
 * "ngày 20/9", "ngày 20 tháng 9 năm 2023", "tháng 9/2020", "năm 2023", "6 tháng đầu năm 2023", "quý III/2023"; "July 26",
 * "26 July 2023", "in July 2023", "the first half of 2023"; "26 luglio 2023", "nel 2023", "primo semestre 2023"; and
 * "2023-07-28" in all of them.  Numbers are day first in Vietnamese and Italian; in English a date all in numbers
 * is read only where one number cannot be a month.  A day or month without a year gets the year that brings it
 * nearest to the date of publication; without that it stays open: "XXXX-09-20".  Relative dates are not read.
 */
#ifndef ENRICH_DATES_H
#define ENRICH_DATES_H

#include "enrich/tokenise.h"
#include "common/clock.h"

struct date;

/* One date at token i, if there is one: returns the token after it, 0 if none.  `published` as in the article. */
size_t date_at(const struct tokens *t, size_t i, struct slice language, struct moment published, struct date *date);

#endif
