/* common/date_names.c - What months and zones are called. */
#include "common/date_token.h"

struct name {
	const char *name;
	int value;
};

int date_month_value(struct slice word)
{
	static const struct name months[] = {
		{ "january", 1 },   { "february", 2 },  { "march", 3 },     { "april", 4 },     { "may", 5 },
		{ "june", 6 },      { "july", 7 },      { "august", 8 },    { "september", 9 }, { "october", 10 },
		{ "november", 11 }, { "december", 12 }, { "gennaio", 1 },   { "febbraio", 2 },  { "marzo", 3 },
		{ "aprile", 4 },    { "maggio", 5 },    { "giugno", 6 },    { "luglio", 7 },    { "agosto", 8 },
		{ "settembre", 9 }, { "ottobre", 10 },  { "dicembre", 12 },
	};
	/* German, French, Spanish, Portuguese: whole, or as they are cut short; "out" and "set" are words elsewhere */
	static const struct name others[] = {
		{ "januar", 1 },   { "jänner", 1 },     { "februar", 2 },    { "märz", 3 },       { "mai", 5 },
		{ "juni", 6 },     { "juli", 7 },       { "oktober", 10 },   { "okt", 10 },       { "dezember", 12 },
		{ "dez", 12 },     { "janvier", 1 },    { "janv", 1 },       { "février", 2 },    { "fevrier", 2 },
		{ "févr", 2 },     { "mars", 3 },       { "avril", 4 },      { "avr", 4 },        { "juin", 6 },
		{ "juillet", 7 },  { "juil", 7 },       { "août", 8 },       { "aout", 8 },       { "septembre", 9 },
		{ "octobre", 10 }, { "novembre", 11 },  { "décembre", 12 },  { "decembre", 12 },  { "déc", 12 },
		{ "enero", 1 },    { "ene", 1 },        { "febrero", 2 },    { "abril", 4 },      { "abr", 4 },
		{ "mayo", 5 },     { "junio", 6 },      { "julio", 7 },      { "septiembre", 9 }, { "setiembre", 9 },
		{ "octubre", 10 }, { "noviembre", 11 }, { "diciembre", 12 }, { "janeiro", 1 },    { "fevereiro", 2 },
		{ "fev", 2 },      { "março", 3 },      { "marco", 3 },      { "maio", 5 },       { "junho", 6 },
		{ "julho", 7 },    { "setembro", 9 },   { "outubro", 10 },   { "novembro", 11 },  { "dezembro", 12 },
	};

	for (size_t i = 0; word.len >= 3 && i < COUNT(months); i++)
		if (slice_starts_nocase(slice_from(months[i].name), word))
			return months[i].value;
	for (size_t i = 0; word.len >= 3 && i < COUNT(others); i++)
		if (slice_equal_nocase(slice_from(others[i].name), word))
			return others[i].value;
	return 0;
}

int date_zone_value(struct slice word)
{
	static const struct name zones[] = {
		{ "Z", 1000 },    { "GMT", 1000 },  { "UTC", 1000 },  { "UT", 1000 },   { "WET", 1000 },
		{ "EST", 700 },   { "EDT", 760 },   { "CST", 640 },   { "CDT", 700 },   { "MST", 580 },
		{ "MDT", 640 },   { "PST", 520 },   { "PDT", 580 },   { "BST", 1060 },  { "CET", 1060 },
		{ "CEST", 1120 }, { "WEST", 1060 }, { "EET", 1120 },  { "EEST", 1180 }, { "MSK", 1180 },
		{ "ICT", 1420 },  { "WIB", 1420 },  { "SGT", 1480 },  { "HKT", 1480 },  { "PHT", 1480 },
		{ "JST", 1540 },  { "KST", 1540 },  { "AEST", 1600 }, { "AEDT", 1660 }, { "NZST", 1720 },
		{ "NZDT", 1780 }, { NULL, 0 },
	};

	for (const struct name *zone = zones; zone->name; zone++)
		if (slice_equal_nocase(word, slice_from(zone->name)))
			return zone->value;
	return 0;
}
