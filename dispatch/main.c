/* dispatch/main.c - wiremill-dispatch: settings, and the loop around the router. */
#include "dispatch/router.h"

#include "common/clock.h"
#include "common/die.h"
#include "common/log.h"
#include "common/metrics.h"
#include "common/pipe.h"
#include "common/process.h"
#include "common/stop.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#define MESSAGES_BETWEEN_TICKS 4096

/* Waiting before a retry: the world is bad (a full disk), and mends itself in seconds or in hours. */
#define RETRY_FIRST_MS 2000
#define RETRY_MOST_MS  300000

static const char *bind_to, *stages;
static int64_t max_articles, max_bytes, deadline_ms, attempts, probe_ms;

static const struct setting dispatch_settings[] = {
	{ "bind", SETTING_STRING, &bind_to, "ipc:///run/wiremill/dispatch", 0, 0,
	  "where sources and workers connect to" },
	{ "stages", SETTING_STRING, &stages, "normalize,enrich,sink", 0, 0,
	  "through which an article goes, in this order" },
	{ "max-articles", SETTING_NUMBER, &max_articles, "4096", 1, 1000000, "inside at once; more are refused" },
	{ "max-bytes", SETTING_NUMBER, &max_bytes, "268435456", ENVELOPE_MAX_BYTES, INT64_C(1) << 40,
	  "of articles inside at once" },
	{ "deadline-ms", SETTING_NUMBER, &deadline_ms, "60000", 100, 86400000,
	  "a worker that works longer on an article is lost" },
	{ "attempts", SETTING_NUMBER, &attempts, "3", 1, 100, "workers lost over an article until it is dead" },
	{ "probe-ms", SETTING_NUMBER, &probe_ms, "25", 1, 1000,
	  "between two looks whether busy workers are still there" },
	{ 0 },
};

static int port_send(void *context, struct envelope **env)
{
	return pipe_send(context, env);
}

static bool port_alive(void *context, struct slice peer)
{
	return pipe_peer_alive(context, peer);
}

static uint64_t random_number(void)
{
	uint64_t n;

	if (getrandom(&n, sizeof n, 0) != (ssize_t)sizeof n)
		die_errno("no random bytes");
	return n;
}

static struct router *open_router(struct pipe *pipe)
{
	struct router_port port = { pipe, port_send, port_alive };
	struct queue_options options = {
		.stages = slice_from(stages),
		.max_articles = (size_t)max_articles,
		.max_bytes = (size_t)max_bytes,
		.deadline_ms = deadline_ms,
		.attempts = (unsigned)attempts,
		.retry_first_ms = RETRY_FIRST_MS,
		.retry_most_ms = RETRY_MOST_MS,
		.seed = random_number(),
		.first_ticket = random_number(),
	};
	char boot[BOOT_SIZE];
	struct reason why;
	struct router *r;

	process_boot(boot);
	r = router_open(&options, boot, &port, &why);
	if (!r)
		die_usage("--stages %s: %s", stages, why.sentence);
	log_event(INFO, "start", "bind=" LOG_QUOTED " stages=" LOG_QUOTED " boot=%s", LOG_QUOTE(slice_from(bind_to)),
		  LOG_QUOTE(slice_from(stages)), boot);
	return r;
}

/* All messages that are there are handled before anything is held against a worker: after a pause of our own, its
 * answer may be among them. */
static void dispatch_loop(struct router *r, struct pipe *pipe)
{
	struct envelope *env;

	while (!stop_requested()) {
		int got = pipe_recv(pipe, &env, router_tick(r, clock_monotonic_ms(), probe_ms));

		for (unsigned n = 1; got > 0; n++) {
			router_handle(r, env, clock_monotonic_ms());
			got = n < MESSAGES_BETWEEN_TICKS ? pipe_recv(pipe, &env, 0) : 0;
		}
		if (got < 0 && errno != EINTR)
			die_errno("receive");
		if (stop_report_wanted()) {
			router_report(r);
			metrics_log();
		}
	}
}

int main(int argc, char **argv)
{
	static const struct setting *const tables[] = { dispatch_settings, pipe_settings, process_settings, NULL };
	static const struct command command = {
		.name = "wiremill-dispatch",
		.synopsis = "[OPTION...]",
		.summary = "Hands each article to the stage it is due for, to a worker that has room for it.",
		.tables = tables,
	};
	struct router *r;
	struct pipe *pipe;
	char *endpoint;
	int first = process_start(&command, argc, argv);

	if (first < argc)
		die_usage("%s: takes no operands", argv[first]);
	endpoint = xprintf("%s%s", *bind_to == '@' ? "" : "@", bind_to);
	pipe = pipe_open(endpoint, "");
	r = open_router(pipe);
	dispatch_loop(r, pipe);
	router_report(r);
	metrics_log();
	log_event(INFO, "stop", "bind=" LOG_QUOTED, LOG_QUOTE(slice_from(bind_to)));
	router_close(&r);
	pipe_close(&pipe);
	free(endpoint);
	return 0;
}
