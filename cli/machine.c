/* cli/machine.c - which processes a machine has, and with which arguments they are started. */
#include "cli/machine.h"
#include "cli/supervise.h"
#include "common/die.h"
#include "common/file.h"
#include "common/log.h"
#include "common/process.h"
#include "common/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_ARGUMENTS 32

static const char *out_dir, *archive_dir, *full_text, *state_dir, *endpoint, *stages, *run_name, *log_level;
static const char *contact, *proxy, *ca_file, *headers_dir;
static struct setting_list feeds, allow_hosts;
static const char *websub_listen, *websub_url;
static int64_t nnormalize, nenrich, host_delay_ms;
static bool once;

static const struct setting common_settings[] = {
	{ "out", SETTING_STRING, &out_dir, NULL, 0, 0, "folder of the output: segments/*.jsonl, dead/*.jsonl" },
	{ "state", SETTING_STRING, &state_dir, NULL, 0, 0, "folder of what ingest remembers [OUT/state]" },
	{ "normalize", SETTING_NUMBER, &nnormalize, "1", 0, 64, "number of normalize processes; 0: started apart" },
	{ "enrich", SETTING_NUMBER, &nenrich, "1", 0, 64, "number of enrich processes; 0: started apart" },
	{ "stages", SETTING_STRING, &stages, "normalize,enrich,sink", 0, 0,
	  "the stages in their order; others' workers are started apart" },
	{ "dispatch", SETTING_STRING, &endpoint, NULL, 0, 0, "ipc://PATH of the dispatcher [in a folder of its own]" },
	{ "log-level", SETTING_STRING, &log_level, "warn", 0, 0, "debug, info, warn or error" },
	{ 0 },
};

static const struct setting run_settings[] = {
	{ "feeds", SETTING_LIST, &feeds, NULL, 0, 0, "OPML file, list of URLs, or the URL of a feed" },
	{ "archive", SETTING_STRING, &archive_dir, NULL, 0, 0, "folder of the WARC archive [OUT/archive]" },
	{ "full-text", SETTING_STRING, &full_text, "page", 0, 0,
	  "an article's text: its page's, the feed's, or auto: the feed's if it is all there" },
	{ "once", SETTING_FLAG, &once, "0", 0, 0, "poll each feed once, drain, stop" },
	{ "allow-hosts", SETTING_LIST, &allow_hosts, NULL, 0, 0,
	  "names or addresses of hosts that may be private, commas between" },
	{ "host-delay-ms", SETTING_NUMBER, &host_delay_ms, "1000", 0, 3600000,
	  "pause between two requests to one host" },
	{ "websub-listen", SETTING_STRING, &websub_listen, NULL, 0, 0,
	  "ADDRESS:PORT where hubs push news (WebSub); with --websub-url" },
	{ "websub-url", SETTING_STRING, &websub_url, NULL, 0, 0, "URL under which the world reaches that address" },
	{ "contact", SETTING_STRING, &contact, NULL, 0, 0, "URL or mail address for those who read their logs" },
	{ "proxy", SETTING_STRING, &proxy, NULL, 0, 0,
	  "http://, https://, socks5:// or socks5h://HOST:PORT that all transfers go through" },
	{ "ca-file", SETTING_STRING, &ca_file, NULL, 0, 0, "certificates (PEM) of further authorities to trust" },
	{ "headers-dir", SETTING_STRING, &headers_dir, NULL, 0, 0,
	  "folder of the files that feeds name as wiremill:headersFile" },
	{ 0 },
};

static const struct setting replay_settings[] = {
	{ "run", SETTING_STRING, &run_name, "replay", 0, 0,
	  "name of this pass: a known one goes on where it stopped, a new one begins anew" },
	{ 0 },
};

/* A list of arguments that grows; ends the process when it is too long. */
struct arguments {
	char **at;
	size_t n, room;
};

/* Takes over `value`. */
static void add_owned(struct arguments *a, char *value)
{
	if (a->n + 2 > a->room) {
		a->room = a->room ? 2 * a->room : MAX_ARGUMENTS;
		a->at = xrealloc(a->at, a->room * sizeof *a->at);
	}
	a->at[a->n++] = value;
	a->at[a->n] = NULL;
}

static void add(struct arguments *a, const char *value)
{
	add_owned(a, xstrdup(value));
}

static void add_option(struct arguments *a, const char *option, const char *value)
{
	add(a, option);
	add(a, value);
}

static void add_worker(const char *stage, int64_t i)
{
	struct arguments a = { 0 };
	char *name = xprintf("%s.%lld", stage, (long long)i);

	add(&a, stage);
	add_option(&a, "--dispatch", endpoint);
	add_option(&a, "--name", name);
	if (slice_equal(slice_from(stage), SLICE("sink")))
		add_option(&a, "--out", out_dir);
	supervise_add(PART_WORKER, name, a.at);
}

static void add_pipeline(void)
{
	struct arguments a = { 0 };

	add(&a, "dispatch");
	add(&a, "--bind");
	add_owned(&a, xprintf("@%s", endpoint));
	add_option(&a, "--stages", stages);
	supervise_add(PART_DISPATCH, "dispatch", a.at);
	add_worker("sink", 0);
	for (int64_t i = 0; i < nnormalize; i++)
		add_worker("normalize", i);
	for (int64_t i = 0; i < nenrich; i++)
		add_worker("enrich", i);
}

static void add_source(struct arguments *a)
{
	char *dead = xprintf("%s/dead", out_dir);

	add_option(a, "--dispatch", endpoint);
	add_option(a, "--state", state_dir);
	add_option(a, "--dead", dead);
	free(dead);
}

/* A folder of our own, 0700, for the socket: on a short path, since that is limited to 107 bytes. */
static char *private_dir(void)
{
	const char *base = getenv("XDG_RUNTIME_DIR");
	char *dir = xprintf("%s/wiremill-XXXXXX", base && *base == '/' && strlen(base) < 60 ? base : "/tmp");

	if (!mkdtemp(dir)) {
		free(dir);
		dir = xstrdup("/tmp/wiremill-XXXXXX");
		if (!mkdtemp(dir))
			die_errno("%s: cannot make a folder for the sockets", dir);
	}
	return dir;
}

/* Said once here, not by five processes. */
static void check_common_settings(void)
{
	if (log_set_threshold(log_level) < 0)
		die_usage("--log-level: \"%s\" is none of debug, info, warn, error", log_level);
	if (endpoint && !slice_starts(slice_from(endpoint), SLICE("ipc://")))
		die_usage(
			"--dispatch %s: the processes of one machine meet at ipc://PATH; for tcp start each by itself",
			endpoint);
}

static int supervise_in_private_dir(struct arguments *source)
{
	char *dir;
	int status;

	check_common_settings();
	file_make_directory(out_dir);
	dir = endpoint ? NULL : private_dir();
	if (dir)
		endpoint = xprintf("ipc://%s/dispatch", dir);
	if (!state_dir)
		state_dir = xprintf("%s/state", out_dir);
	setenv("WIREMILL_LOG_LEVEL", log_level, 1);
	add_pipeline();
	add_source(source);
	supervise_add(PART_SOURCE, "ingest", source->at);
	status = supervise_run();
	if (dir) {
		unlink(endpoint + strlen("ipc://"));
		rmdir(dir);
		free(dir);
	}
	fprintf(stderr, "wiremill: documents in %s/segments, dead letters in %s/dead\n", out_dir, out_dir);
	return status;
}

/* To ingest, by way of the environment: a proxy's password is not for the list of processes. */
static void pass_on(const char *variable, const char *value)
{
	if (value)
		setenv(variable, value, 1);
}

int machine_run(int argc, char **argv)
{
	const struct setting *tables[] = { run_settings, common_settings, NULL };
	const struct command command = {
		.name = "wiremill run",
		.synopsis = "--feeds FEEDS.opml --out DIR [OPTION...]",
		.summary = "Watches feeds: archives every page, and writes one JSON document for each article.",
		.tables = tables,
	};
	struct arguments a = { 0 };
	int first = settings_read(&command, argc, argv);

	if (first < argc)
		die_usage("%s: run takes no operands; feeds come with --feeds", argv[first]);
	if (!out_dir || feeds.n == 0)
		die_usage("--feeds FEEDS.opml and --out DIR are needed");
	if (!websub_listen != !websub_url)
		die_usage("--websub-listen ADDRESS:PORT and --websub-url URL belong together");
	if (!archive_dir)
		archive_dir = xprintf("%s/archive", out_dir);
	add(&a, "ingest");
	for (size_t i = 0; i < allow_hosts.n; i++)
		add_option(&a, "--allow-hosts", allow_hosts.at[i]);
	add(&a, "--host-delay-ms");
	add_owned(&a, xprintf("%lld", (long long)host_delay_ms));
	pass_on("WIREMILL_CONTACT", contact);
	pass_on("WIREMILL_PROXY", proxy);
	pass_on("WIREMILL_CA_FILE", ca_file);
	pass_on("WIREMILL_HEADERS_DIR", headers_dir);
	unsetenv("WIREMILL_RUN"); /* is for replays */
	for (size_t i = 0; i < feeds.n; i++)
		add_option(&a, "--feeds", feeds.at[i]);
	add_option(&a, "--archive", archive_dir);
	add_option(&a, "--full-text", full_text);
	if (once)
		add(&a, "--once");
	if (websub_listen)
		add_option(&a, "--websub-listen", websub_listen);
	if (websub_url)
		add_option(&a, "--websub-url", websub_url);
	return supervise_in_private_dir(&a);
}

int machine_replay(int argc, char **argv)
{
	const struct setting *tables[] = { replay_settings, common_settings, NULL };
	const struct command command = {
		.name = "wiremill replay",
		.synopsis = "PATH... --out DIR [OPTION...]",
		.summary = "Takes archives (WARC, also gzipped), folders and files (.html .htm .txt .md .jsonl, also "
			   ".gz) through the whole\n"
			   "pipeline, and ends when everything is settled.",
		.tables = tables,
	};
	struct arguments a = { 0 };
	int first = settings_read(&command, argc, argv);

	if (first == argc)
		die_usage("PATHs to replay are missing");
	if (!out_dir)
		die_usage("--out DIR is needed");
	unsetenv("WIREMILL_FEEDS"); /* is for the live run */
	add(&a, "ingest");
	add_option(&a, "--run", run_name);
	for (int i = first; i < argc; i++) {
		if (slice_equal(slice_from(argv[i]), SLICE("-")))
			die_usage("-: a replay reads files and folders, which it can open again, not standard input");
		if (access(argv[i], R_OK) < 0)
			die_errno("%s: cannot be read", argv[i]);
	}
	for (int i = first; i < argc; i++)
		add(&a, argv[i]);
	return supervise_in_private_dir(&a);
}
