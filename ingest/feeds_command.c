/* ingest/feeds_command.c - the command `wiremill feeds`: its options, and what its parts share. */
#include "ingest/feeds_command.h"
#include "common/clock.h"
#include "common/die.h"
#include "ingest/feed_file.h"
#include "ingest/fetch.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define LINE_CEILING (1u << 20)

struct feeds_asked feeds_asked;

static const struct setting settings[] = {
	{ "feeds", SETTING_LIST, &feeds_asked.feeds, NULL, 0, 0, "OPML file, list of URLs, or the URL of a feed" },
	{ "state", SETTING_STRING, &feeds_asked.state_dir, NULL, 0, 0,
	  "list, add, export: ingest's folder of ingest.sqlite (OUT/state)" },
	{ "folder", SETTING_STRING, &feeds_asked.folder, "", 0, 0, "add: the folder, \"Europe/Italy\"" },
	{ "title", SETTING_STRING, &feeds_asked.title, "", 0, 0, "add: the title [the feed's own]" },
	{ "no-check", SETTING_FLAG, &feeds_asked.no_check, "0", 0, 0, "add: without a look at what is there" },
	{ "json", SETTING_FLAG, &feeds_asked.json, "0", 0, 0, "list, check, discover: one JSON object a line" },
	{ .name = NULL },
};

static const struct {
	const char *name;
	int (*run)(char **operands, size_t n);
} actions[] = {
	{ "list", feeds_list_run },         { "add", feeds_add_run },       { "check", feeds_check_run },
	{ "discover", feeds_discover_run }, { "export", feeds_export_run },
};

static void name_what_is_left_out(const char *name, const struct opml *list)
{
	if (list->refused)
		fprintf(stderr, "%s: %s: %zu URLs are not http or https, or too long, and left out\n", die_program(),
			name, list->refused);
	if (list->truncated)
		fprintf(stderr, "%s: %s: stops short; what is there was read\n", die_program(), name);
	if (list->not_understood)
		fprintf(stderr, "%s: %s: %zu options are left out, the first: %s\n", die_program(), name,
			list->not_understood, list->first_of_those.sentence);
	for (size_t i = 0; i < list->nlinks; i++)
		fprintf(stderr, "%s: %s: another list, not followed: %.*s\n", die_program(), name,
			SLICE_ARG(list->link[i]));
}

static void read_one(struct feeds_list *l, const char *name, struct arena *arena)
{
	struct slice url = opml_url(arena, slice_from(name));
	struct reason why = { .step = "opml" };

	l->name = name;
	if (slice_empty(url))
		feed_file_read(name, &l->bytes);
	else
		text_init(&l->bytes, OPML_MAX_URL + 1);
	text_add(&l->bytes, url);
	if (opml_read(&l->list, arena, text_slice(&l->bytes), &why) < 0)
		die("%s: %s", name, why.sentence);
	name_what_is_left_out(name, &l->list);
}

struct feeds_list *feeds_read(struct arena *arena)
{
	const struct setting_list *names = &feeds_asked.feeds;
	struct feeds_list *lists = arena_new(arena, struct feeds_list, names->n);

	if (names->n == 0)
		die_usage("--feeds says which list");
	for (size_t i = 0; i < names->n; i++)
		read_one(&lists[i], names->at[i], arena);
	return lists;
}

void feeds_release(struct feeds_list *lists)
{
	for (size_t i = 0; i < feeds_asked.feeds.n; i++)
		text_release(&lists[i].bytes);
}

struct opml_source feeds_source(const struct feeds_list *list)
{
	return (struct opml_source){ text_slice(&list->bytes), &list->list };
}

void feeds_line_begin(struct feeds_line *line)
{
	text_init(&line->text, LINE_CEILING);
}

/* What parts this value from the one before it, and its name. */
static void begin_value(struct text *t, const char *name)
{
	if (!feeds_asked.json && t->len)
		text_add_char(t, '\t');
	else if (feeds_asked.json)
		text_addf(t, "%s\"%s\":", t->len ? "," : "{", name);
}

void feeds_line_add(struct feeds_line *line, const char *name, struct slice value)
{
	struct text *t = &line->text;

	begin_value(t, name);
	if (slice_empty(value))
		text_add(t, feeds_asked.json ? SLICE("null") : SLICE("-"));
	else if (feeds_asked.json)
		text_add_json(t, value);
	else
		for (size_t i = 0; i < value.len; i++) /* no value ends a line, or speaks to the terminal */
			text_add_char(t, (unsigned char)value.at[i] < 0x20 || value.at[i] == 0x7F ? ' ' : value.at[i]);
}

void feeds_line_add_number(struct feeds_line *line, const char *name, int64_t number)
{
	begin_value(&line->text, name);
	text_addf(&line->text, "%" PRId64, number);
}

void feeds_line_add_time(struct feeds_line *line, const char *name, int64_t ms)
{
	char when[MOMENT_SIZE];
	bool is_time = ms > 0 && ms < INT64_MAX;

	moment_format(when, (struct moment){ .ms = is_time ? ms - ms % 1000 : TIME_UNKNOWN });
	feeds_line_add(line, name, slice_from(when));
}

void feeds_line_end(struct feeds_line *line)
{
	text_add(&line->text, feeds_asked.json ? SLICE("}\n") : SLICE("\n"));
	fwrite(line->text.at, 1, line->text.len, stdout);
	text_release(&line->text);
}

int feeds_main(int argc, char **argv)
{
	static const struct setting *const tables[] = { settings, fetch_settings, NULL };
	static const struct command command = {
		.name = "wiremill feeds",
		.synopsis = "list | add URL... | check [URL...] | discover URL | export   --feeds FILE",
		.summary =
			"list      each feed with what ingest knows of it (--state): when it was polled, when it is "
			"due\n"
			"add       puts feeds into the list; of a page, the feed that it names\n"
			"check     fetches every feed once, and says what is wrong with it; nothing is changed\n"
			"discover  the feeds of a site: URL, type, title\n"
			"export    the lists as one OPML 2.0 document, with titles and moves that ingest has learned",
		.tables = tables,
	};
	const char *name;
	int at;

	die_set_program(command.name);
	at = settings_read(&command, argc, argv);
	name = at < argc ? argv[at] : "";
	for (size_t i = 0; i < COUNT(actions); i++) {
		if (strcmp(name, actions[i].name) == 0) {
			int status = actions[i].run(argv + at + 1, (size_t)(argc - at - 1));

			settings_end_output();
			return status;
		}
	}
	die_usage("takes one of list, add, check, discover, export");
}
