/* common/settings.h
 *
 * settings - one row makes the option, the environment variable, the default, the check and the --help line.
 *
 * `--fetch-timeout-ms 500` = `--fetch-timeout-ms=500` = WIREMILL_FETCH_TIMEOUT_MS=500.  Option beats
 * environment beats default.  An unknown option, a value out of range or a missing value is a usage error
 * (exit 2) that names the option and what it takes.
 */
#ifndef COMMON_SETTINGS_H
#define COMMON_SETTINGS_H

#include "common/slice.h"

enum setting_type {
	SETTING_FLAG,   /* bool: --x; environment 1/0, true/false, yes/no */
	SETTING_NUMBER, /* int64_t within [min, max] */
	SETTING_STRING, /* const char *, or NULL while unset */
	SETTING_LIST,   /* struct setting_list: may be given more than once; environment: white space between */
};

struct setting_list {
	const char **at;
	size_t n;
};

struct setting {
	const char *name; /* without the dashes; NULL ends a table */
	enum setting_type type;
	void *value;         /* bool *, int64_t *, const char ** or struct setting_list * */
	const char *initial; /* the documented default, as text; NULL: none */
	int64_t min, max;    /* for numbers */
	const char *help;    /* one line: what it is, its unit */
};

struct command {
	const char *name;                    /* "wiremill replay" */
	const char *synopsis;                /* "PATH... --out DIR" */
	const char *summary;                 /* one line, or several */
	const struct setting *const *tables; /* ended by NULL */
};

/* Reads environment and argv into the rows' values.  Prints and exits for --help and --version.  Returns the
 * index in argv of the first operand; operands are moved to the end, and `--` ends the options. */
int settings_read(const struct command *command, int argc, char **argv);

/* The end of what is printed on standard output; exit 1 if it could not all be written. */
void settings_end_output(void);

#endif
