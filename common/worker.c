/* common/worker.c - the loop around a stage, and the stage on plain files. */
#include "common/worker.h"
#include "common/data.h"
#include "common/die.h"
#include "common/envelope.h"
#include "common/input.h"
#include "common/log.h"
#include "common/metrics.h"
#include "common/pipe.h"
#include "common/process.h"
#include "common/stop.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

#define HELLO_MS      1000
#define BYE_MS        50   /* the first may come before the connection stands; nobody is to wait for the second */
#define DRAIN_MS      5000 /* a dispatcher that says nothing for so long after our bye is gone */
#define MAX_BATCH     512
#define BATCH_BYTES   (64u << 20) /* a batch is committed once its bodies are this long, however few they are */
#define META_CEILING  ARTICLE_MAX_META_BYTES
#define PRINT_CEILING (64u << 20)

static const char *dispatch, *given_name;
static int64_t credit, article_timeout_ms;

static const struct setting worker_settings[] = {
	{ "dispatch", SETTING_STRING, &dispatch, "ipc:///run/wiremill/dispatch", 0, 0, "where the dispatcher listens" },
	{ "name", SETTING_STRING, &given_name, NULL, 0, 0,
	  "the same after a restart, unlike any other worker's [stage@host]" },
	{ "credit", SETTING_NUMBER, &credit, "0", 0, 1024, "articles taken at once; 0: 4, or two batches" },
	{ "article-timeout-ms", SETTING_NUMBER, &article_timeout_ms, "30000", 0, 3600000,
	  "an article that takes longer ends the process; 0: none does" },
	{ 0 },
};

struct worker {
	const struct stage *stage;
	void *state;
	struct pipe *pipe;
	struct arena *arena;
	struct text meta; /* of the article being answered */
	char *name, boot[BOOT_SIZE];

	int64_t ticket[MAX_BATCH]; /* [nheld] run, to be answered once committed */
	size_t nheld, held_bytes;
	int64_t held_since_ms;

	int64_t said_ms, heard_ms; /* when we last said hello or bye, when we last heard of the dispatcher */
	bool leaving, done;
};

static void send_or_drop(struct worker *w, struct envelope **env)
{
	if (pipe_send(w->pipe, env) < 0) {
		/* the dispatcher is gone, or was replaced: whatever this was, it will be handed out again */
		metrics_add("wiremill_messages_unsent_total", "", 1);
		log_event(DEBUG, "unsent", "error=" LOG_QUOTED, strerror(errno));
		envelope_close(env);
	}
}

static void say(struct worker *w, enum verb verb)
{
	struct header header = { .verb = verb,
				 .role = SLICE("worker"),
				 .stage = slice_from(w->stage->name),
				 .name = slice_from(w->name),
				 .boot = slice_from(w->boot),
				 .protocol = PROTOCOL_VERSION,
				 .credit = credit,
				 .id = SLICE(""),
				 .run = SLICE(""),
				 .step = SLICE(""),
				 .reason = SLICE("") };
	struct envelope *env = envelope_new(&header, SLICE(""), SLICE(""));

	send_or_drop(w, &env);
}

static void answer(struct worker *w, int64_t ticket, enum outcome outcome, const struct reason *why,
		   const struct article *a)
{
	struct header header = { .verb = VERB_RESULT,
				 .ticket = ticket,
				 .outcome = outcome,
				 .role = SLICE(""),
				 .stage = SLICE(""),
				 .name = SLICE(""),
				 .boot = SLICE(""),
				 .id = SLICE(""),
				 .run = SLICE(""),
				 .step = outcome == FORWARD ? SLICE("") : slice_from(why->step),
				 .reason = outcome == FORWARD ? SLICE("") : slice_from(why->sentence) };
	struct envelope *env;

	text_reset(&w->meta);
	if (a)
		article_encode(a, &w->meta);
	env = envelope_new(&header, text_slice(&w->meta), a ? a->body : SLICE(""));
	send_or_drop(w, &env);
}

/* What a stage made must fit through the pipe. */
static enum outcome check_size(struct worker *w, const struct article *a, struct reason *why)
{
	if (a->body.len > ARTICLE_MAX_BODY_BYTES)
		return dead(why, "the body grew to %zu bytes; %u are allowed", a->body.len, ARTICLE_MAX_BODY_BYTES);
	text_reset(&w->meta);
	article_encode(a, &w->meta);
	if (text_overflowed(&w->meta))
		return dead(why, "the metadata grew over %u bytes", META_CEILING);
	return FORWARD;
}

/* The end of a process whose article takes too long: killed by the signal, so that it is seen for what it is; by an
 * exit where it is process 1, which the kernel does not kill. */
static void on_alarm(int number)
{
	static const char line[] = "an article took longer than --article-timeout-ms allows\n";

	if (write(STDERR_FILENO, line, sizeof line - 1) < 0)
		_exit(1);
	raise(number);
	_exit(1);
}

static void watch_alarm(void)
{
	struct sigaction action = { .sa_handler = on_alarm, .sa_flags = (int)SA_RESETHAND | SA_NODEFER };

	sigemptyset(&action.sa_mask);
	sigaction(SIGALRM, &action, NULL);
}

static void set_alarm(int64_t ms)
{
	struct itimerval timer = { .it_value = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 } };

	setitimer(ITIMER_REAL, &timer, NULL);
}

static enum outcome run_stage(struct worker *w, struct article *a, struct reason *why)
{
	enum outcome outcome;

	set_alarm(article_timeout_ms);
	outcome = w->stage->run(a, w->state, why);
	set_alarm(0);
	return outcome;
}

static void commit(struct worker *w)
{
	struct reason why = { .step = "commit" };
	enum outcome outcome = w->stage->commit(w->state, &why) < 0 ? RETRY : FORWARD;

	for (size_t i = 0; i < w->nheld; i++) {
		answer(w, w->ticket[i], outcome, &why, NULL);
		metrics_count(w->stage->name, why.step, outcome_name(outcome));
	}
	if (outcome == RETRY)
		log_event(ERROR, "commit-failed", "articles=%zu reason=" LOG_QUOTED, w->nheld, why.sentence);
	w->nheld = w->held_bytes = 0;
}

static void hold(struct worker *w, int64_t ticket, size_t bytes)
{
	if (w->nheld == 0)
		w->held_since_ms = clock_monotonic_ms();
	w->ticket[w->nheld++] = ticket;
	w->held_bytes += bytes;
	if (w->nheld >= w->stage->batch || w->held_bytes >= BATCH_BYTES)
		commit(w);
}

static void handle_work(struct worker *w, struct envelope *env, const struct header *header)
{
	struct reason why = { .step = "decode" };
	struct article a;
	enum outcome outcome;

	article_init(&a, w->arena);
	a.body = envelope_body(env);
	outcome = article_decode(&a, envelope_meta(env), &why) < 0 ? DEAD : run_stage(w, &a, &why);
	if (outcome == FORWARD && w->stage->commit) {
		hold(w, header->ticket, a.body.len);
	} else {
		if (outcome == FORWARD)
			outcome = check_size(w, &a, &why);
		answer(w, header->ticket, outcome, &why, outcome == FORWARD ? &a : NULL);
		metrics_count(w->stage->name, why.step, outcome_name(outcome));
	}
	if (outcome == DEAD || outcome == RETRY)
		log_event(WARN, outcome_name(outcome), "id=%.*s step=%s reason=" LOG_QUOTED, SLICE_ARG(header->id),
			  why.step, LOG_QUOTE(slice_from(why.sentence)));
	arena_reset(w->arena);
}

static void handle(struct worker *w, struct envelope *env)
{
	struct reason why;
	struct header header;

	w->heard_ms = clock_monotonic_ms();
	if (envelope_header(env, &header, &why) < 0)
		log_event(WARN, "malformed", "reason=" LOG_QUOTED, why.sentence);
	else if (header.verb == VERB_WORK && envelope_has_article(env))
		handle_work(w, env, &header);
	else if (header.verb == VERB_BYE && w->leaving)
		w->done = true;
	else if (header.verb == VERB_ERROR)
		log_event(ERROR, "refused", "reason=" LOG_QUOTED, LOG_QUOTE(header.reason));
	envelope_close(&env);
}

/* All timed work; returns how long to wait, in milliseconds, never over 1,000. */
static int worker_tick(struct worker *w)
{
	int64_t now = clock_monotonic_ms(), pause, wait = HELLO_MS;

	if (stop_report_wanted())
		metrics_log();
	if (stop_requested() && !w->leaving) {
		w->leaving = true;
		w->heard_ms = now;
		w->said_ms = 0;
	}
	if (w->leaving && now - w->heard_ms > DRAIN_MS)
		w->done = true;
	pause = w->leaving ? BYE_MS : HELLO_MS;
	if (now - w->said_ms >= pause) { /* again and again: the dispatcher may be replaced at any time */
		say(w, w->leaving ? VERB_BYE : VERB_HELLO);
		w->said_ms = now;
	}
	if (w->nheld) {
		wait = w->held_since_ms + w->stage->batch_ms - now;
		if (wait <= 0) {
			commit(w);
			wait = HELLO_MS;
		}
	}
	return (int)(w->leaving && wait > BYE_MS ? BYE_MS : wait);
}

/* A hello is not queued while the connection does not stand yet: say it again soon. */
static void introduce(struct worker *w)
{
	struct envelope *env;

	while (!stop_requested() && w->heard_ms == 0) {
		say(w, VERB_HELLO);
		if (pipe_recv(w->pipe, &env, 20) > 0)
			handle(w, env);
	}
	w->said_ms = clock_monotonic_ms();
}

static void worker_loop(struct worker *w)
{
	struct envelope *env;

	introduce(w);
	while (!w->done) {
		int got = pipe_recv(w->pipe, &env, worker_tick(w));

		if (got > 0)
			handle(w, env);
		else if (got < 0 && errno != EINTR)
			die_errno("%s: receive", w->stage->name);
	}
}

static int run_worker(const struct stage *stage)
{
	struct worker w = { .stage = stage, .name = process_peer_name(given_name, stage->name) };
	char *self;

	if (credit == 0)
		credit = stage->commit ? 2 * (int64_t)stage->batch : 4;
	watch_alarm();
	process_boot(w.boot);
	text_init(&w.meta, META_CEILING);
	w.arena = arena_open(stage->arena_ceiling_bytes);
	w.state = stage->open ? stage->open() : NULL;
	self = xprintf("%s/%s", stage->name, w.boot);
	w.pipe = pipe_open(dispatch, self);
	log_event(INFO, "start", "stage=%s name=%s dispatch=%s credit=%lld", stage->name, w.name, dispatch,
		  (long long)credit);
	worker_loop(&w);
	metrics_log();
	log_event(INFO, "stop", "stage=%s name=%s", stage->name, w.name);
	pipe_close(&w.pipe);
	if (stage->close)
		stage->close(w.state);
	arena_close(w.arena);
	text_release(&w.meta);
	free(w.name);
	free(self);
	return 0;
}

static bool print_text(struct text *out)
{
	struct slice bytes = text_slice(out);
	bool whole = !text_overflowed(out) && fwrite(bytes.at, 1, bytes.len, stdout) == bytes.len;

	text_reset(out);
	return whole;
}

/* Run the stage over one file; returns how many inputs were refused. */
static int run_file(const struct stage *stage, void *state, struct arena *arena, const char *path)
{
	struct input *in = input_open(path);
	struct reason why;
	struct article a;
	struct text out;
	int refused = 0, got;

	if (!in) {
		fprintf(stderr, "%s: %s: %s\n", die_program(), path,
			errno == EINVAL ? "not a kind of file that is read (.html .htm .txt .md .jsonl, each also .gz)"
					: strerror(errno));
		return 1;
	}
	text_init(&out, PRINT_CEILING);
	for (;;) {
		enum outcome outcome = DEAD;

		arena_reset(arena);
		article_init(&a, arena);
		why = (struct reason){ .step = "read" };
		got = input_next(in, SLICE(""), &a, &why);
		if (got == 0)
			break;
		if (got > 0) {
			outcome = stage->run(&a, state, &why);
			stage->print(&a, state, outcome, &why, &out);
			if (!print_text(&out))
				die_errno("standard output");
		}
		if (outcome == FORWARD)
			continue;
		fprintf(stderr, "%s: %s: %s: %s (%s)\n", die_program(), path, outcome_name(outcome), why.sentence,
			why.step);
		refused++;
	}
	text_release(&out);
	input_close(in);
	return refused;
}

static int run_files(const struct stage *stage, char **paths)
{
	struct arena *arena = arena_open(stage->arena_ceiling_bytes);
	void *state = stage->open ? stage->open() : NULL;
	int refused = 0;

	signal(SIGPIPE, SIG_DFL); /* a reader that has seen enough ends us without a word */
	for (; *paths; paths++)
		refused += run_file(stage, state, arena, *paths);
	if (stage->close)
		stage->close(state);
	arena_close(arena);
	if (fflush(stdout) || ferror(stdout))
		die_errno("standard output");
	return refused ? 3 : 0;
}

int worker_main(const struct stage *stage, int argc, char **argv)
{
	static const struct setting none[] = { { 0 } };
	const struct setting *tables[] = { stage->settings ? stage->settings : none,
					   data_settings,
					   worker_settings,
					   pipe_settings,
					   process_settings,
					   NULL };
	static char name[64];
	const struct command command = { .name = name,
					 .synopsis = stage->print ? "[OPTION...] [FILE...]" : "[OPTION...]",
					 .summary = stage->summary,
					 .tables = tables };
	int first;

	snprintf(name, sizeof name, "wiremill-%s", stage->name);
	first = process_start(&command, argc, argv);
	if (first == argc)
		return run_worker(stage);
	if (!stage->print)
		die_usage("%s: takes no operands", argv[first]);
	return run_files(stage, argv + first);
}
