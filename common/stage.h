/* common/stage.h
 *
 * stage - one function from article to article; worker.c does the rest.
 *
 * A stage holds nothing but its subject: no sockets, no signals, no redelivery.  Its main() is
 * `return worker_main(&the_stage, argc, argv);`.
 */
#ifndef COMMON_STAGE_H
#define COMMON_STAGE_H

#include "common/article.h"
#include "common/settings.h"

enum outcome {
	FORWARD, /* the article goes on to the next stage */
	DROP,    /* no article, or not wanted: settled, with the reason */
	DEAD,    /* the input is bad: becomes a dead letter, with the reason */
	RETRY,   /* the world is bad (disk full): handed out again later */
};

/* Why an article did not go on: in which step, and one sentence. */
struct reason {
	const char *step;
	char sentence[240];
};

/* Raise an outcome in one line: `return dead(why, "unknown charset \"%.*s\"", SLICE_ARG(name));` */
#define dead(why, ...)  reason_give((why), DEAD, __VA_ARGS__)
#define drop(why, ...)  reason_give((why), DROP, __VA_ARGS__)
#define retry(why, ...) reason_give((why), RETRY, __VA_ARGS__)
enum outcome reason_give(struct reason *why, enum outcome outcome, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
const char *outcome_name(enum outcome outcome); /* "forward", "drop", "dead", "retry" */

struct stage {
	const char *name;    /* also the queue it takes from: "normalize" */
	const char *summary; /* one line for --help */
	size_t arena_ceiling_bytes;

	/* Called once, after the settings are read: load what every article needs.  Dies if it cannot. */
	void *(*open)(void);
	/* Work on one article in place.  `why->step` names the step for metrics whatever the outcome. */
	enum outcome (*run)(struct article *a, void *state, struct reason *why);
	void (*close)(void *state);

	/* For a stage whose work is done only when it is on disk, else NULL: make durable everything run since the
	 * last commit; only then are those articles answered.  Called after `batch` articles, 64 MiB of bodies or
	 * `batch_ms` milliseconds.  Returns 0; or -1 and the reason, everything since the last commit undone (they will be
	 * handed out again). */
	int (*commit)(void *state, struct reason *why);
	unsigned batch, batch_ms;

	/* `wiremill STAGE FILE...`: append what one article became to `out`, with its line end; also called for one that
	 * does not go on, of which most stages print nothing.  NULL: the stage does not work on files. */
	void (*print)(const struct article *a, void *state, enum outcome outcome, const struct reason *why,
		      struct text *out);

	/* Further options of this stage, ended by a row without a name; or NULL. */
	const struct setting *settings;
};

#endif
