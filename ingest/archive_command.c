/* ingest/archive_command.c - the command `wiremill archive`: one pass over WARC files, for people and for their tools. */
#include "ingest/archive_command.h"
#include "common/clock.h"
#include "common/content_type.h"
#include "common/die.h"
#include "common/settings.h"
#include "ingest/archive_check.h"
#include "ingest/cdxj.h"
#include "ingest/http_message.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define LINE_CEILING  ((size_t)1 << 20)
#define INDEX_CEILING ((size_t)4 << 30)
#define PROGRESS_MS   500

static bool as_json;

static const struct setting settings[] = {
	{ "json", SETTING_FLAG, &as_json, "0", 0, 0, "list: one JSON object a record" },
	{ .name = NULL },
};

/* One run of the command. */
struct pass {
	const struct action *action;
	bool several; /* files: then lines say which */
	const char *path;
	struct slice file_name; /* of `path`, as it is when complete */
	bool failed, refused;

	struct text line; /* list: one, index: all */
	struct archive_check *check;

	int64_t shown_ms;
};

struct action {
	const char *name;
	void (*record)(struct pass *pass, int got, const struct warc_record *record, const struct reason *why);
	void (*file_end)(struct pass *pass); /* may be NULL */
	void (*end)(struct pass *pass);      /* may be NULL */
};

/* On a terminal, for files that take long. */
static void show_progress(struct pass *pass, const struct warc_reader *reader)
{
	int64_t now_ms = clock_monotonic_ms(), done = warc_reader_position(reader), all = warc_reader_end(reader);

	if (now_ms - pass->shown_ms < PROGRESS_MS || !isatty(STDERR_FILENO))
		return;
	pass->shown_ms = now_ms;
	fprintf(stderr, "\r%s: %d %%\033[K", pass->path, (int)(100 * (double)done / (double)(all + 1)));
}

static void clear_progress(const struct pass *pass)
{
	if (pass->shown_ms && isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
}

/* What comes from the file goes on a line, and on a terminal: no blanks and no control characters. */
static void add_word(struct text *out, struct slice word)
{
	text_add_char(out, ' ');
	if (slice_empty(word))
		text_add_char(out, '-');
	for (size_t i = 0; i < word.len; i++)
		text_add_char(out, (unsigned char)word.at[i] <= ' ' || word.at[i] == 0x7F ? '?' : word.at[i]);
}

static void print(struct text *out)
{
	fwrite(out->at, 1, out->len, stdout);
	text_reset(out);
}

/* Something that is no record, for list and index. */
static void refuse(struct pass *pass, const struct warc_record *record, const char *sentence)
{
	clear_progress(pass);
	fprintf(stderr, "%s: %s:%" PRId64 ": %s\n", die_program(), pass->path, record->offset, sentence);
	pass->refused = true;
}

static void tell_finding(void *context, const struct archive_finding *finding)
{
	struct pass *pass = context;

	clear_progress(pass);
	text_addf(&pass->line, "%s:%" PRId64 ": %s", pass->path, finding->offset, finding->type);
	if (!slice_empty(finding->url))
		add_word(&pass->line, finding->url);
	text_addf(&pass->line, ": ");
	for (const char *p = finding->sentence; *p; p++)
		text_add_char(&pass->line, (unsigned char)*p < ' ' || *p == 0x7F ? '?' : *p);
	text_add_char(&pass->line, '\n');
	print(&pass->line);
}

static void check_record(struct pass *pass, int got, const struct warc_record *record, const struct reason *why)
{
	archive_check_record(pass->check, got, record, why);
}

static void check_file_end(struct pass *pass)
{
	struct archive_counts counts = archive_check_end(pass->check);

	clear_progress(pass);
	printf("%s: %" PRId64 " records, %" PRId64 " digests right, %" PRId64 " references to other files, %" PRId64
	       " findings\n",
	       pass->path, counts.records, counts.digests, counts.outside, counts.findings);
	pass->refused |= counts.findings > 0;
}

/* What is listed of a record beyond its fields: of HTTP inside it. */
static void look_inside(const struct warc_record *record, int *status, struct slice *type)
{
	struct http_message message;
	struct reason why;

	*status = 0;
	*type = warc_field(record, SLICE("Content-Type"));
	if ((record->type == WARC_RESPONSE || record->type == WARC_REVISIT) &&
	    http_message_read(&message, record->block, &why) == 0) {
		*status = message.status;
		*type = http_field(message.fields, SLICE("Content-Type"));
	}
	*type = content_type_media(*type);
}

static void list_words(struct pass *pass, const struct warc_record *record, int status, struct slice type)
{
	struct text *out = &pass->line;
	char digits[16];

	if (pass->several)
		text_addf(out, "%.*s ", SLICE_ARG(pass->file_name));
	text_addf(out, "%" PRId64 " %" PRId64 " %s", record->offset, record->length, warc_type_name(record->type));
	snprintf(digits, sizeof digits, "%d", status);
	add_word(out, warc_field(record, SLICE("WARC-Date")));
	add_word(out, status ? slice_from(digits) : SLICE(""));
	add_word(out, type);
	add_word(out, record->target_uri);
	text_add_char(out, '\n');
}

static void add_member(struct text *out, const char *name, struct slice value)
{
	if (slice_empty(value))
		return;
	text_addf(out, ",\"%s\":", name);
	text_add_json(out, value);
}

static void list_json(struct pass *pass, const struct warc_record *record, int status, struct slice type)
{
	struct text *out = &pass->line;

	text_add(out, SLICE("{\"file\":"));
	text_add_json(out, pass->file_name);
	text_addf(out, ",\"offset\":%" PRId64 ",\"length\":%" PRId64 ",\"type\":\"%s\"", record->offset, record->length,
		  warc_type_name(record->type));
	add_member(out, "id", record->id);
	add_member(out, "date", warc_field(record, SLICE("WARC-Date")));
	if (status)
		text_addf(out, ",\"status\":%d", status);
	add_member(out, "mime", type);
	add_member(out, "uri", record->target_uri);
	text_add(out, SLICE("}\n"));
}

static void list_record(struct pass *pass, int got, const struct warc_record *record, const struct reason *why)
{
	struct slice type;
	int status;

	if (got < 0) {
		refuse(pass, record, why->sentence);
		return;
	}
	look_inside(record, &status, &type);
	if (as_json)
		list_json(pass, record, status, type);
	else
		list_words(pass, record, status, type);
	print(&pass->line);
}

static void index_record(struct pass *pass, int got, const struct warc_record *record, const struct reason *why)
{
	if (got < 0)
		refuse(pass, record, why->sentence);
	else if (record->length == 0)
		refuse(pass, record, "shares its gzip member with other records: no index can lead to it");
	else
		cdxj_add(&pass->line, record, pass->file_name);
}

static void index_end(struct pass *pass)
{
	struct text sorted;

	if (text_overflowed(&pass->line))
		die("the index is over %zu bytes; give it fewer files at once", INDEX_CEILING);
	text_init(&sorted, pass->line.len + 1);
	cdxj_sort(&sorted, text_slice(&pass->line));
	print(&sorted);
	text_release(&sorted);
}

static const struct action actions[] = {
	{ "check", check_record, check_file_end, NULL },
	{ "list", list_record, NULL, NULL },
	{ "index", index_record, NULL, index_end },
};

static struct slice name_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct slice name = slice_from(slash ? slash + 1 : path);

	return slice_ends(name, SLICE(".open")) ? slice_head(name, name.len - 5) : name;
}

/* Standard input, which is read to and fro, as a file that goes with us. */
static struct warc_reader *open_input(void)
{
	FILE *copy = tmpfile();
	struct warc_reader *reader;
	char bytes[65536], path[64];
	size_t n;

	if (!copy)
		die_errno("no file to keep standard input in");
	while ((n = fread(bytes, 1, sizeof bytes, stdin)) > 0)
		if (fwrite(bytes, 1, n, copy) < n)
			break;
	if (ferror(stdin) || fflush(copy) != 0 || ferror(copy))
		die_errno("standard input cannot be read, or not be kept");
	snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(copy));
	reader = warc_reader_open(path);
	fclose(copy);
	return reader;
}

static void pass_file(struct pass *pass, const char *path)
{
	struct warc_reader *reader = strcmp(path, "-") == 0 ? open_input() : warc_reader_open(path);
	struct warc_record record;
	struct reason why;
	int got;

	if (!reader) {
		fprintf(stderr, "%s: %s: %s\n", die_program(), path,
			errno == EINVAL ? "is no regular file" : strerror(errno));
		pass->failed = true;
		return;
	}
	pass->path = path;
	pass->file_name = name_of(path);
	pass->shown_ms = 0;
	while ((got = warc_read(reader, &record, &why)) != 0) {
		pass->action->record(pass, got, &record, &why);
		show_progress(pass, reader);
	}
	clear_progress(pass);
	if (pass->action->file_end)
		pass->action->file_end(pass);
	warc_reader_close(reader);
}

static const struct action *action_named(const char *name)
{
	for (size_t i = 0; i < COUNT(actions); i++)
		if (strcmp(actions[i].name, name) == 0)
			return &actions[i];
	die_usage("%s: is none of check, list, index", name);
}

int archive_main(int argc, char **argv)
{
	static const struct setting *const tables[] = { settings, NULL };
	static const struct command command = {
		.name = "wiremill archive",
		.synopsis = "check FILE... | list [--json] FILE... | index FILE...",
		.summary =
			"WARC files, ours or anybody's, also those that are being written (.open):\n"
			"  check  verifies structure, fields, digests and references: a line for each finding, and one "
			"for the file\n"
			"  list   a line for each record: offset, length, type, date, status, media type, URI\n"
			"  index  the CDXJ index of all the files together, sorted bytewise",
		.tables = tables,
	};
	struct pass pass = { .several = false };
	int at;

	die_set_program(command.name);
	at = settings_read(&command, argc, argv);
	if (at + 1 >= argc)
		die_usage("takes one of check, list, index, and FILEs");
	pass.action = action_named(argv[at]);
	pass.several = argc - at > 2;
	pass.check = archive_check_open(tell_finding, &pass);
	text_init(&pass.line, pass.action->end ? INDEX_CEILING : LINE_CEILING);
	for (int i = at + 1; i < argc; i++)
		pass_file(&pass, argv[i]);
	if (pass.action->end)
		pass.action->end(&pass);
	archive_check_close(pass.check);
	text_release(&pass.line);
	settings_end_output();
	return pass.failed ? 1 : pass.refused ? 3 : 0;
}
