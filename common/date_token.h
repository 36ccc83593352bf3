/* common/date_token.h - What a date is made of: numbers, words and signs.  For date.c and date_feed.c alone. */
#ifndef COMMON_DATE_TOKEN_H
#define COMMON_DATE_TOKEN_H

#include "common/clock.h"

#define DATE_MAX_TOKENS 512

enum date_token_type { DATE_NUMBER, DATE_WORD, DATE_SIGN, DATE_END };

struct date_token {
	enum date_token_type type;
	struct slice s;
	int value;   /* of a number: its first eight digits; of a sign: its character, '-' for every dash */
	bool spaced; /* white space stands before it */
};

struct date_tokens {
	struct date_token token[DATE_MAX_TOKENS + 1]; /* [n] is DATE_END */
	size_t n;
};

/* What a date says. */
struct civil {
	int year, month, day, hour, minute, second, ms;
	int zone_minutes;
	bool has_time, has_zone, invalid;
	bool numeric, american; /* d/m/y, which an AM or PM turns into m/d/y */
};

/* The first DATE_MAX_TOKENS tokens of s. */
void date_tokens_read(struct date_tokens *r, struct slice s);

/* A date with its time of day, if it has one, at token `at`; a year of two digits only if short_ok.  Returns the tokens
 * read, 0 if there is none. */
size_t date_stamp_read(const struct date_tokens *r, size_t at, bool short_ok, struct civil *c);

/* "Thứ 5"; "GMT+7", "+0700": the tokens read, 0 if there is none. */
size_t date_weekday_read(const struct date_tokens *r, size_t at);
size_t date_zone_read(const struct date_tokens *r, size_t at, struct civil *c);

/* 1 to 12 for a month's name in English, Italian, German, French, Spanish or Portuguese (of the first two, also its first
 * three letters or more); 0 if it is none. */
int date_month_value(struct slice word);

/* Of a zone's name that stands for one offset: minutes east plus 1000; 0 if it is none. */
int date_zone_value(struct slice word);

struct moment date_of_civil(struct civil c);

#endif
