/* ingest/feeds_command.h
 *
 * feeds_command - the command `wiremill feeds`: the lists of feeds and what is known of them.  What its parts share.
 */
#ifndef INGEST_FEEDS_COMMAND_H
#define INGEST_FEEDS_COMMAND_H

#include "common/settings.h"
#include "common/text.h"
#include "ingest/opml_write.h"

/* The process `wiremill-ingest feeds ...`; returns the exit status. */
int feeds_main(int argc, char **argv);

/* What the options say. */
struct feeds_asked {
	struct setting_list feeds;
	const char *state_dir, *folder, *title;
	bool json, no_check;
};
extern struct feeds_asked feeds_asked;

/* One thing that --feeds names: a file, or an URL, which is a list of one. */
struct feeds_list {
	const char *name;
	struct text bytes;
	struct opml list;
};

/* All of them, in the arena.  Dies when one cannot be read; what is left out of them is named on standard error. */
struct feeds_list *feeds_read(struct arena *arena);
void feeds_release(struct feeds_list *lists);

/* Its lists as sources of opml_export(). */
struct opml_source feeds_source(const struct feeds_list *list);

/* A line of the output grows value by value: parted by tabs, "-" for what is empty; with --json it is an object,
 * "null" for what is empty.  feeds_line_end() prints it. */
struct feeds_line {
	struct text text;
};
void feeds_line_begin(struct feeds_line *line);
void feeds_line_add(struct feeds_line *line, const char *name, struct slice value);
void feeds_line_add_number(struct feeds_line *line, const char *name, int64_t number);
void feeds_line_add_time(struct feeds_line *line, const char *name, int64_t ms); /* 0, and what is no time, is empty */
void feeds_line_end(struct feeds_line *line);

/* The commands; operands are what stands behind the command's name.  They return the exit status. */
int feeds_list_run(char **operands, size_t n);
int feeds_add_run(char **operands, size_t n);
int feeds_check_run(char **operands, size_t n);
int feeds_discover_run(char **operands, size_t n);
int feeds_export_run(char **operands, size_t n);

#endif
