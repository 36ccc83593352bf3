/* ingest/pace.h
 *
 * pace - when a feed is polled next: a pure function of what is known of it and how its poll ended.
 *
 * The interval follows what is seen: half of it when something new came, one and a half when nothing did.  What
 * publishers ask for (ttl, sy:, max-age) makes the pause longer, never shorter; nothing makes it longer than the
 * ceiling.  Errors double the pause, and never stop a feed; only "410 Gone", three times in a row, does.  A pause is a
 * tenth more or less than it would be, so that feeds do not march in step, but not below the floor or what the
 * publisher asks for.
 */
#ifndef INGEST_PACE_H
#define INGEST_PACE_H

#include <stdbool.h>
#include <stdint.h>

#define PACE_NEVER        INT64_MAX
#define PACE_GONE_TIMES   3                           /* 410 in a row, then the feed is retired */
#define PACE_REFUSED_MS   (24 * 3600 * INT64_C(1000)) /* the longest pause after 4xx, */
#define PACE_UNREACHED_MS (6 * 3600 * INT64_C(1000))  /* and after 5xx, no connection, or what is no feed */

struct pace_limits {
	int64_t start_ms, floor_ms, ceiling_ms; /* 0 < floor <= start <= ceiling */
};

/* What is remembered of a feed; all 0 for a new one. */
struct pace {
	int64_t interval_ms;
	int64_t errors, gone; /* in a row */
};

enum pace_outcome {
	PACE_NEWS,      /* there were new entries */
	PACE_SAME,      /* 304, or nothing new */
	PACE_REFUSED,   /* 4xx */
	PACE_GONE,      /* 410 */
	PACE_UNREACHED, /* 5xx, no connection, or what is no feed */
	PACE_OUTAGE     /* the fault is ours: nothing is counted, and the feed is polled again soon */
};

/* What the publisher asks for. */
struct pace_hints {
	int64_t least_ms;        /* ttl, update period, freshness: the longest of them; 0: none */
	uint32_t skip_hours;     /* bit h: not in hour h, UTC */
	unsigned char skip_days; /* bit 0: not on Sundays, UTC */
};

/* When the feed is due again, in ms since 1970; PACE_NEVER: it is retired.  Changes *pace.  `random` is any number. */
int64_t pace_next_ms(struct pace *pace, enum pace_outcome outcome, const struct pace_hints *hints,
		     const struct pace_limits *limits, int64_t now_ms, uint64_t random);

#endif
