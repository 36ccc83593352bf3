/* common/date_token.h - What a date is made of: numbers, words and signs.  For date.c alone. */
#ifndef COMMON_DATE_TOKEN_H
#define COMMON_DATE_TOKEN_H

#include "common/slice.h"

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

/* The first DATE_MAX_TOKENS tokens of s. */
void date_tokens_read(struct date_tokens *r, struct slice s);

#endif
