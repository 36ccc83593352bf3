/* ingest/main.c - the process wiremill-ingest: from a source, through the window, until everything is settled. */
#include "common/clock.h"
#include "common/die.h"
#include "common/log.h"
#include "common/metrics.h"
#include "common/process.h"
#include "common/stop.h"
#include "ingest/archive_command.h"
#include "ingest/feeds_command.h"
#include "ingest/fetch.h"
#include "ingest/parse_feed.h"
#include "ingest/polling.h"
#include "ingest/progress.h"
#include "ingest/room.h"
#include "ingest/source.h"
#include "ingest/submit.h"
#include "ingest/subscriber.h"

#include <poll.h>

#define ARENA_CEILING (256u << 20)

static struct source_feeds_options feeds_options;
static struct submit_options submit_options;
static const char *state_dir, *dead_dir;
static int64_t drain_ms;

static const struct setting ingest_settings[] = {
	{ "feeds", SETTING_LIST, &feeds_options.feeds, NULL, 0, 0, "OPML file, list of URLs, or the URL of a feed" },
	{ "archive", SETTING_STRING, &feeds_options.archive_dir, NULL, 0, 0,
	  "folder of the WARC archive (with --feeds)" },
	{ "archive-file-mb", SETTING_NUMBER, &feeds_options.archive_file_mb, "1000", 1, 500000,
	  "a file of the archive so long is closed, and the next begun" },
	{ "archive-file-hours", SETTING_NUMBER, &feeds_options.archive_file_hours, "24", 1, 87600,
	  "the same for one so old" },
	{ "full-text", SETTING_STRING, &feeds_options.full_text, "page", 0, 0,
	  "an article's text: its page's, the feed's, or auto: the feed's if it is all there" },
	{ "once", SETTING_FLAG, &feeds_options.once, "0", 0, 0, "poll each feed once, drain, stop" },
	{ "run", SETTING_STRING, &submit_options.run, NULL, 0, 0,
	  "name of this pass over the archive [live, or replay]" },
	{ "state", SETTING_STRING, &state_dir, NULL, 0, 0, "folder of ingest.sqlite" },
	{ "dead", SETTING_STRING, &dead_dir, NULL, 0, 0, "folder of the dead letters" },
	{ "dispatch", SETTING_STRING, &submit_options.dispatch, "ipc:///run/wiremill/dispatch", 0, 0,
	  "where the dispatcher listens" },
	{ "window", SETTING_NUMBER, &submit_options.window, "256", 1, 65536, "articles unsettled at most" },
	{ "window-bytes", SETTING_NUMBER, &submit_options.window_bytes, "67108864", 1, INT64_MAX,
	  "bytes unsettled before the next is sent" },
	{ "drain-ms", SETTING_NUMBER, &drain_ms, "30000", 0, 3600000,
	  "after SIGTERM: how long to wait for what is unsettled" },
	{ 0 },
};

/* Fill the window from the source; true if it gave anything. */
static bool fill(struct submit *submit, struct source *source, struct state *state, struct arena *arena)
{
	bool any = false;

	while (submit_has_room(submit)) {
		struct reason why = { .step = "read" };
		struct article a;
		int got;

		arena_reset(arena);
		article_init(&a, arena);
		got = source->kind->next(source, &a, &why);
		if (got == 0) {
			submit_passed(submit, a.seq);
			break;
		}
		any = true;
		if (state_is_settled(state, submit_options.run, a.seq))
			submit_passed(submit, a.seq + 1);
		else if (got > 0)
			submit_article(submit, &a);
		else
			submit_dead(submit, &a, &why);
	}
	return any;
}

static bool finished(const struct submit *submit, const struct source *source)
{
	return submit_unsettled(submit) == 0 && source->kind->ended(source);
}

static void report_if_wanted(void)
{
	if (stop_report_wanted())
		metrics_log();
}

/* Returns the exit status. */
static int run(struct submit *submit, struct source *source, struct state *state)
{
	struct arena *arena = arena_open(ARENA_CEILING);
	int64_t deadline_ms = INT64_MAX, failed;
	bool written;
	struct progress progress;

	progress_start(&progress);
	while (!finished(submit, source) && clock_monotonic_ms() < deadline_ms) {
		bool stopping = stop_requested(), any = false;

		if (stopping && deadline_ms == INT64_MAX) {
			source->kind->stop(source);
			deadline_ms = clock_monotonic_ms() + drain_ms;
			log_event(INFO, "drain", "unsettled=%zu", submit_unsettled(submit));
		}
		if (stopping && submit_unsettled(submit) == 0)
			break;
		if (!stopping && room_left())
			any = fill(submit, source, state, arena);
		int wait_ms = submit_tick(submit);
		any |= submit_receive(submit);
		source->kind->wait(source, submit_fd(submit), any ? 0 : wait_ms);
		progress_show(&progress, submit, source);
		report_if_wanted();
	}
	written = submit_flush(submit) == 0;
	failed = source->kind->failed ? source->kind->failed(source) : 0;
	progress_end(&progress, submit, failed);
	arena_close(arena);
	if (submit_unsettled(submit) || !written)
		return 1;
	return submit_counts(submit).dead || (feeds_options.once && failed) ? 3 : 0;
}

static void check_usage(char **paths, size_t npaths)
{
	if (!state_dir || !dead_dir)
		die_usage("--state DIR and --dead DIR are needed");
	if ((npaths > 0) == (feeds_options.feeds.n > 0))
		die_usage("either --feeds, or PATHs to replay%s%s", npaths ? ", not both: " : "",
			  npaths ? paths[0] : "");
	if (feeds_options.feeds.n && !feeds_options.archive_dir)
		die_usage("--feeds needs --archive DIR");
	polling_check();
	if (feeds_options.feeds.n && submit_options.run)
		die_usage("--run names a replay; what --feeds brings is the run \"live\"");
	if (!submit_options.run)
		submit_options.run = npaths ? "replay" : "live";
}

/* What a first operand of this name does instead. */
static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} commands[] = { { "archive", archive_main }, { "feeds", feeds_main }, { "parse-feed", parse_feed_main } };

int main(int argc, char **argv)
{
	const struct setting *tables[] = { ingest_settings,     fetch_settings, polling_settings, room_settings,
					   subscriber_settings, pipe_settings,  process_settings, NULL };
	const struct command command = {
		.name = "wiremill-ingest",
		.synopsis = "--feeds FEEDS.opml --archive DIR | PATH...   --state DIR --dead DIR",
		.summary =
			"Watches feeds and archives what it fetches, or replays archives and files; submits every "
			"article to\n"
			"the dispatcher until it is settled.  `archive`, `feeds` and `parse-feed` as the first operand "
			"are commands\n"
			"of their own, which --help explains.",
		.tables = tables,
	};
	int first, status;

	for (size_t i = 0; i < COUNT(commands) && argc > 1; i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	first = process_start(&command, argc, argv);
	subscriber_check();
	check_usage(argv + first, (size_t)(argc - first));
	room_watch(state_dir);
	room_watch(dead_dir);
	room_watch(feeds_options.archive_dir);
	if (!room_wait())
		return 0;

	struct state *state = state_open(state_dir);
	struct dead_letters *dead = dead_letters_open(state, dead_dir);
	int64_t low = state_low_water(state, submit_options.run);
	struct source *source = feeds_options.feeds.n ? source_feeds_open(state, &feeds_options, low)
						      : source_replay_open(state, submit_options.run, argv + first,
									   (size_t)(argc - first), low);
	state_commit(state);
	struct submit *submit = submit_open(state, dead, &submit_options);

	log_event(INFO, "start", "run=%s low_water=%lld", submit_options.run, (long long)low);
	status = run(submit, source, state);
	source->kind->close(source);
	submit_close(submit);
	dead_letters_close(dead);
	state_close(state);
	metrics_log();
	log_event(INFO, "stop", "status=%d", status);
	return status;
}
