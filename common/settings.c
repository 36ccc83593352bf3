/* common/settings.c - reads a table of settings from environment and arguments, and prints it as --help. */
#include "common/settings.h"
#include "common/die.h"
#include "common/version.h"

#include <ctype.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#define NAME_SIZE   64
#define MAX_ROWS    64
#define HELP_COLUMN 31

/* What getopt_long() returns: a row by its number, above all short options, of which there are none. */
enum choice { CHOICE_ROW = 256, CHOICE_HELP = CHOICE_ROW + MAX_ROWS, CHOICE_VERSION };

/* All rows of a command's tables, in order. */
struct rows {
	const struct setting *at[MAX_ROWS];
	size_t n;
};

static void environment_name(char name[NAME_SIZE], const struct setting *row)
{
	int n = snprintf(name, NAME_SIZE, "WIREMILL_%s", row->name);

	for (int i = 0; i < n && i < NAME_SIZE - 1; i++)
		name[i] = name[i] == '-' ? '_' : (char)toupper((unsigned char)name[i]);
}

static const char *metavariable(const struct setting *row)
{
	static const char *const names[] = { "", " N", " TEXT", " TEXT" };

	return names[row->type];
}

static void print_help(const struct command *command, const struct rows *rows)
{
	printf("usage: %s %s\n\n%s\n\n", command->name, command->synopsis, command->summary);
	for (size_t i = 0; i < rows->n; i++) {
		const struct setting *row = rows->at[i];
		int n = printf("  --%s%s", row->name, metavariable(row));

		printf("%*s%s", n < HELP_COLUMN ? HELP_COLUMN - n : 1, "", row->help);
		if (row->type == SETTING_LIST)
			printf("; repeatable");
		if (row->initial && row->type != SETTING_FLAG)
			printf(" [%s]", row->initial);
		putchar('\n');
	}
	printf("  --help, --version\n\nEach option is also an environment variable: --some-option = "
	       "WIREMILL_SOME_OPTION.\n"
	       "Exit status: 0 done, 1 failed, 2 wrong usage, 3 done but some inputs were refused.\n");
}

static void print_version(void)
{
	printf("%s %s\nCopyright 2026 the wiremill developers\nLicence Apache-2.0\n", die_program(), WIREMILL_VERSION);
}

void settings_end_output(void)
{
	if (fflush(stdout) || ferror(stdout))
		die_errno("standard output");
}

static void list_add(struct setting_list *list, const char *value)
{
	list->at = xrealloc(list->at, (list->n + 1) * sizeof *list->at);
	list->at[list->n++] = value;
}

static void set_flag(const struct setting *row, const char *value, const char *where)
{
	static const char *const yes[] = { "1", "true", "yes" }, *const no[] = { "0", "false", "no", "" };

	for (size_t i = 0; i < COUNT(yes); i++)
		if (strcmp(value, yes[i]) == 0) {
			*(bool *)row->value = true;
			return;
		}
	for (size_t i = 0; i < COUNT(no); i++)
		if (strcmp(value, no[i]) == 0) {
			*(bool *)row->value = false;
			return;
		}
	die_usage("%s: \"%s\" is neither 1 nor 0", where, value);
}

/* `where` names the option or the variable that the value came from. */
static void set(const struct setting *row, const char *value, const char *where)
{
	int64_t number;

	switch (row->type) {
	case SETTING_FLAG: set_flag(row, value, where); break;
	case SETTING_NUMBER:
		if (!slice_number(slice_from(value), &number) || number < row->min || number > row->max)
			die_usage("%s: \"%s\" is no whole number from %lld to %lld", where, value, (long long)row->min,
				  (long long)row->max);
		*(int64_t *)row->value = number;
		break;
	case SETTING_STRING: *(const char **)row->value = value; break;
	case SETTING_LIST: list_add(row->value, value); break;
	}
}

static void set_words(const struct setting *row, const char *value)
{
	static struct setting_list kept; /* the copies that lists point into live as long as the process */
	char *words = xstrdup(value), *save = NULL;

	list_add(&kept, words);
	for (char *w = strtok_r(words, " \t\n", &save); w; w = strtok_r(NULL, " \t\n", &save))
		list_add(row->value, w);
}

static void read_environment(const struct rows *rows)
{
	for (size_t i = 0; i < rows->n; i++) {
		const struct setting *row = rows->at[i];
		char name[NAME_SIZE];
		const char *value;

		environment_name(name, row);
		value = getenv(name);
		if (value && row->type == SETTING_LIST)
			set_words(row, value);
		else if (value)
			set(row, value, name);
		else if (row->initial)
			set(row, row->initial, row->name);
	}
}

static void gather(const struct command *command, struct rows *rows)
{
	for (size_t t = 0; command->tables[t]; t++)
		for (const struct setting *row = command->tables[t]; row->name; row++) {
			if (rows->n == MAX_ROWS)
				die("more than %d settings", MAX_ROWS);
			rows->at[rows->n++] = row;
		}
}

static _Noreturn void refuse(const char *word, int choice)
{
	if (optopt > 0 && optopt < CHOICE_ROW)
		die_usage("-%c: no such option; all begin with --", optopt);
	if (choice == ':')
		die_usage("%s: needs a value", word);
	die_usage(optopt ? "%s: takes no value" : "%s: no such option", word);
}

static void take_option(const struct setting *row, bool *given)
{
	char name[NAME_SIZE + 2];

	snprintf(name, sizeof name, "--%s", row->name);
	if (row->type == SETTING_LIST && !*given)
		((struct setting_list *)row->value)->n = 0; /* option beats environment */
	*given = true;
	set(row, row->type == SETTING_FLAG ? "1" : optarg, name);
}

int settings_read(const struct command *command, int argc, char **argv)
{
	struct option options[MAX_ROWS + 3] = { { "help", no_argument, NULL, CHOICE_HELP },
						{ "version", no_argument, NULL, CHOICE_VERSION } };
	bool given[MAX_ROWS] = { false };
	struct rows rows = { .n = 0 };
	int choice;

	die_set_command(command->name);
	gather(command, &rows);
	for (size_t i = 0; i < rows.n; i++)
		options[i + 2] = (struct option){ rows.at[i]->name,
						  rows.at[i]->type == SETTING_FLAG ? no_argument : required_argument,
						  NULL, CHOICE_ROW + (int)i };
	read_environment(&rows);
	optind = 0;
	opterr = 0;
	while ((choice = getopt_long(argc, argv, ":", options, NULL)) >= 0) {
		if (choice == CHOICE_HELP || choice == CHOICE_VERSION) {
			choice == CHOICE_HELP ? print_help(command, &rows) : print_version();
			settings_end_output();
			exit(0);
		}
		if (choice < CHOICE_ROW) /* ':' or '?' */
			refuse(argv[optind - 1], choice);
		take_option(rows.at[choice - CHOICE_ROW], &given[choice - CHOICE_ROW]);
	}
	return optind;
}
