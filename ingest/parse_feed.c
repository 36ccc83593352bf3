/* ingest/parse_feed.c - the command `wiremill parse-feed`: what a feed becomes, as one JSON document a line. */
#include "ingest/parse_feed.h"
#include "common/die.h"
#include "common/file.h"
#include "common/settings.h"
#include "common/text.h"
#include "ingest/feed.h"
#include "ingest/feed_options.h"
#include "ingest/sitemap.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#define OUT_CEILING (512u << 20)

static const char *base, *content_type, *content_language, *time_zone, *day_order, *list;

static const struct setting settings[] = {
	{ "base", SETTING_STRING, &base, NULL, 0, 0, "the URL that the feed came from" },
	{ "content-type", SETTING_STRING, &content_type, NULL, 0, 0, "Content-Type as HTTP said" },
	{ "content-language", SETTING_STRING, &content_language, NULL, 0, 0, "Content-Language as HTTP said" },
	{ "time-zone", SETTING_STRING, &time_zone, NULL, 0, 0,
	  "of times that state none: Asia/Ho_Chi_Minh, +07:00 (UTC if not given)" },
	{ "day-order", SETTING_STRING, &day_order, NULL, 0, 0, "what 3/4/2026 means: dayFirst or monthFirst" },
	{ "list", SETTING_STRING, &list, NULL, 0, 0,
	  "read the files named here: lines of JSON with file, ctype, base, lang" },
	{ .name = NULL },
};

static void add_string(struct text *out, const char *key, struct slice value)
{
	text_addf(out, "\"%s\":", key);
	if (slice_empty(value))
		text_add(out, SLICE("null"));
	else
		text_add_json(out, value);
}

/* A date without a time is midnight, so that every date has the same form. */
static void add_moment(struct text *out, const char *key, struct moment m)
{
	char when[MOMENT_SIZE];

	m.day_only = false;
	add_string(out, key, slice_from(moment_format(when, m)));
}

static struct slice either(struct slice best, struct slice other)
{
	return slice_empty(best) ? other : best;
}

static void add_entry(struct text *out, const struct feed_entry *e)
{
	const struct {
		const char *key;
		struct slice value;
	} strings[] = { { "author", either(e->author_full, e->author) },
			{ "summary", either(e->summary, e->content) },
			{ "content", e->content },
			{ "language", e->language } };

	text_add_char(out, '{');
	add_string(out, "id", e->id);
	text_add_char(out, ',');
	add_string(out, "title", either(e->title_html, e->title));
	text_add_char(out, ',');
	add_string(out, "link", e->link);
	text_add_char(out, ',');
	add_moment(out, "published", e->published);
	text_add_char(out, ',');
	add_moment(out, "updated", e->updated);
	for (size_t i = 0; i < COUNT(strings); i++) {
		text_add_char(out, ',');
		add_string(out, strings[i].key, strings[i].value);
	}
	text_add(out, SLICE(",\"categories\":["));
	for (size_t i = 0; i < e->ncategories; i++) {
		text_add(out, i ? SLICE(",") : SLICE(""));
		text_add_json(out, e->category[i]);
	}
	text_add(out, SLICE("]}"));
}

/* Of a sitemap index only. */
static void add_sitemaps(struct text *out, const struct feed *feed)
{
	for (size_t i = 0; i < feed->nsitemaps; i++) {
		text_add(out, i ? SLICE(",{") : SLICE(",\"sitemaps\":[{"));
		add_string(out, "link", feed->sitemap[i]);
		text_add_char(out, ',');
		add_moment(out, "updated", feed->sitemap_updated[i]);
		text_add_char(out, '}');
	}
	text_add(out, feed->nsitemaps ? SLICE("]") : SLICE(""));
}

static void add_feed(struct text *out, const struct feed *feed)
{
	text_add(out, SLICE("{\"feed\":{"));
	add_string(out, "title", either(feed->title_html, feed->title));
	text_add_char(out, ',');
	add_string(out, "link", feed->link);
	text_add_char(out, ',');
	add_string(out, "language", feed->language);
	text_add_char(out, ',');
	add_moment(out, "updated", feed->updated);
	if (feed->ttl_minutes)
		text_addf(out, ",\"ttl\":%" PRId64, feed->ttl_minutes);
	else
		text_add(out, SLICE(",\"ttl\":null"));
	add_sitemaps(out, feed);
	text_add(out, SLICE("},\"entries\":["));
	for (size_t i = 0; i < feed->nentries; i++) {
		text_add(out, i ? SLICE(",") : SLICE(""));
		add_entry(out, &feed->entry[i]);
	}
	text_add(out, SLICE("]}\n"));
}

/* The file's bytes, up to the limit of the longest kind; "-" is standard input.  Returns -1 and errno. */
static int read_file(const char *path, struct text *bytes)
{
	FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
	int result;

	if (!f)
		return -1;
	result = file_read_all(f, bytes);
	if (f != stdin)
		fclose(f);
	return result;
}

/* Parse one file and print what it became; what is refused prints as a feed without anything, so that documents stay in
 * step with files.  Returns 0, or 3. */
static int parse_file(const char *path, const struct feed_hints *hints, struct arena *arena)
{
	struct feed feed = { .title = SLICE(""),
			     .title_html = SLICE(""),
			     .link = SLICE(""),
			     .language = SLICE(""),
			     .updated = MOMENT_UNKNOWN };
	struct reason why = { .step = "parse" };
	struct text bytes, out;
	int status = 0;

	text_init(&bytes, SITEMAP_MAX_BYTES + 65536);
	text_init(&out, OUT_CEILING);
	if (read_file(path, &bytes) < 0) {
		fprintf(stderr, "%s: %s: %s\n", die_program(), path, strerror(errno));
		status = 3;
	} else if (feed_parse(&feed, arena, text_slice(&bytes), hints, &why) < 0) {
		fprintf(stderr, "%s: %s: %s\n", die_program(), path, why.sentence);
		status = 3;
	} else if (feed.truncated) {
		fprintf(stderr, "%s: %s: stops short, or is over a limit: %zu entries read\n", die_program(), path,
			feed.nentries);
	}
	add_feed(&out, &feed);
	if (text_overflowed(&out))
		die("%s: the document is over %u MiB", path, OUT_CEILING >> 20);
	fwrite(out.at, 1, out.len, stdout);
	text_release(&out);
	text_release(&bytes);
	arena_reset(arena);
	return status;
}

/* An option that a list of feeds has as well. */
static void option_set(struct feed_options *options, const char *name, const char *value)
{
	struct reason why = { .step = "parse" };

	if (value && feed_options_set(options, slice_from(name), slice_from(value), &why) < 0)
		die_usage("%s", why.sentence);
}

/* What the options say of every file. */
static struct feed_hints hints_of_options(void)
{
	struct feed_hints hints = { .base = slice_from(base),
				    .content_type = slice_from(content_type),
				    .content_language = slice_from(content_language) };
	struct feed_options options = FEED_OPTIONS_NONE;

	option_set(&options, "zone", time_zone);
	option_set(&options, "dayOrder", day_order);
	hints.zone_known = feed_options_zone(&options, clock_now_ms(), &hints.zone_minutes);
	hints.month_first = options.day_order == FEED_MONTH_FIRST;
	hints.month_first_known = options.day_order != FEED_DAY_ORDER_DEFAULT;
	return hints;
}

static struct slice string_of(const json_t *row, const char *key)
{
	return slice_from(json_string_value(json_object_get(row, key)));
}

static int parse_line(struct slice line, struct feed_hints hints, struct arena *arena)
{
	json_t *row = json_loadb(line.at, line.len, 0, NULL);
	const char *path = json_string_value(json_object_get(row, "file"));
	int status;

	if (!path)
		die("%s: a line is no JSON object with a \"file\"", list);
	hints.base = string_of(row, "base");
	hints.content_type = string_of(row, "ctype");
	hints.content_language = string_of(row, "lang");
	status = parse_file(path, &hints, arena);
	json_decref(row);
	return status;
}

static int parse_list(const struct feed_hints *hints, struct arena *arena)
{
	FILE *f = strcmp(list, "-") == 0 ? stdin : fopen(list, "r");
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	int status = 0;

	if (!f)
		die_errno("%s", list);
	while ((n = getline(&line, &room, f)) > 0) {
		struct slice row = slice_trim(slice_of(line, (size_t)n));

		if (!slice_empty(row) && parse_line(row, *hints, arena))
			status = 3;
	}
	free(line);
	if (ferror(f))
		die_errno("%s", list);
	fclose(f);
	return status;
}

int parse_feed_main(int argc, char **argv)
{
	static const struct setting *const tables[] = { settings, NULL };
	static const struct command command = {
		.name = "wiremill parse-feed",
		.synopsis = "FILE | --list FILE",
		.summary = "Shows what a feed (RSS, RDF, Atom, CDF, JSON Feed) or sitemap says: one JSON document for "
			   "each file.\n"
			   "Titles, summaries and contents are HTML, as the feed gives them, unless it says that they "
			   "are plain text.",
		.tables = tables,
	};
	struct feed_hints hints;
	struct arena *arena;
	int at, status;

	die_set_program(command.name);
	at = settings_read(&command, argc, argv);
	if (list ? at != argc : at + 1 != argc)
		die_usage("takes one FILE, or --list FILE");
	arena = arena_open(FEED_ARENA_BYTES);
	hints = hints_of_options();
	status = list ? parse_list(&hints, arena) : parse_file(argv[at], &hints, arena);
	arena_close(arena);
	settings_end_output();
	return status;
}
