/* cli/main.c - the front door: its own commands, and wiremill-NAME beside it for the others. */
#include "cli/keygen.h"
#include "cli/machine.h"
#include "cli/supervise.h"
#include "common/die.h"
#include "common/settings.h"
#include "common/slice.h"
#include "common/version.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct {
	const char *name, *help;
	int (*run)(int argc, char **argv); /* NULL: the program wiremill-`program` */
	const char *program;
	bool keeps_name; /* the program takes the command's name as its first argument */
} commands[] = {
	{ "run", "watch feeds, archive their pages, write documents", machine_run, NULL, false },
	{ "replay", "take archives, folders and files through the whole pipeline", machine_replay, NULL, false },
	{ "normalize", "what a page becomes: clean text and metadata", NULL, "normalize", false },
	{ "enrich", "what a clean article becomes: the finished document", NULL, "enrich", false },
	{ "parse-feed", "what a feed says, as JSON", NULL, "ingest", true },
	{ "feeds", "the list of feeds: show, add, check, discover, export", NULL, "ingest", true },
	{ "archive", "check, list and index WARC files", NULL, "ingest", true },
	{ "keygen", "make CURVE keys for tcp", keygen_main, NULL, false },
	{ "ingest", "the process that fetches or replays, and submits", NULL, "ingest", false },
	{ "dispatch", "the process that hands articles to workers", NULL, "dispatch", false },
	{ "sink", "the process that commits documents to segments", NULL, "sink", false },
};

static void print_help(void)
{
	printf("usage: wiremill COMMAND [OPTION...] [FILE...]\n\n"
	       "News on the web into structured records: one JSON document an article.\n\n");
	for (size_t i = 0; i < COUNT(commands); i++)
		printf("  %-12s %s\n", commands[i].name, commands[i].help);
	printf("\n`wiremill COMMAND --help` says what a command takes.\n"
	       "Exit status: 0 done, 1 failed, 2 wrong usage, 3 done but some inputs were refused.\n");
}

static int run_program(const char *program, char **argv)
{
	char *path = supervise_program(program);

	execv(path, argv);
	die_errno("%s: cannot be started; it belongs beside the program wiremill", path);
}

int main(int argc, char **argv)
{
	struct slice name = slice_from(argc > 1 ? argv[1] : NULL);

	if (argc < 2)
		die_usage("a command is missing");
	if (slice_equal(name, SLICE("--help")) || slice_equal(name, SLICE("help"))) {
		print_help();
		settings_end_output();
		return 0;
	}
	if (slice_equal(name, SLICE("--version"))) {
		printf("wiremill %s\nCopyright 2026 the wiremill developers\nLicence Apache-2.0\n", WIREMILL_VERSION);
		settings_end_output();
		return 0;
	}
	for (size_t i = 0; i < COUNT(commands); i++) {
		if (!slice_equal(name, slice_from(commands[i].name)))
			continue;
		if (commands[i].run)
			return commands[i].run(argc - 1, argv + 1);
		return run_program(commands[i].program, argv + (commands[i].keeps_name ? 0 : 1));
	}
	die_usage("%s: no such command", argv[1]);
}
