/* ingest/pace.c - when a feed is polled next. */
#include "ingest/pace.h"

#define HOUR_MS (3600 * INT64_C(1000))

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t clamp(int64_t ms, int64_t floor_ms, int64_t ceiling_ms)
{
	return most(floor_ms, least(ms, ceiling_ms));
}

/* A first poll says nothing about how often news come: everything in it is new. */
static void learn(struct pace *p, enum pace_outcome outcome, const struct pace_limits *limits)
{
	if (p->interval_ms <= 0)
		p->interval_ms = limits->start_ms;
	else if (outcome == PACE_NEWS)
		p->interval_ms /= 2;
	else
		p->interval_ms = least(p->interval_ms, limits->ceiling_ms) * 3 / 2;
	p->interval_ms = clamp(p->interval_ms, limits->floor_ms, limits->ceiling_ms);
	p->errors = 0;
}

/* The interval, doubled for each error in a row. */
static int64_t back_off_ms(const struct pace *p, enum pace_outcome outcome, const struct pace_limits *limits)
{
	int64_t own_ms = p->interval_ms > 0 ? p->interval_ms : limits->start_ms, pause_ms;
	int64_t ceiling_ms = outcome == PACE_UNREACHED ? PACE_UNREACHED_MS : PACE_REFUSED_MS;

	pause_ms = own_ms = clamp(own_ms, limits->floor_ms, limits->ceiling_ms);
	ceiling_ms = most(own_ms, least(ceiling_ms, limits->ceiling_ms));
	for (int64_t i = 0; i < p->errors && pause_ms < ceiling_ms; i++)
		pause_ms *= 2;
	return least(pause_ms, ceiling_ms);
}

/* A tenth more or less, but not less than `floor_ms`. */
static int64_t jittered(int64_t pause_ms, int64_t floor_ms, uint64_t random)
{
	int64_t from_ms = most(floor_ms, pause_ms - pause_ms / 10), to_ms = pause_ms + pause_ms / 10;

	return from_ms + (int64_t)(random % (uint64_t)(to_ms - from_ms + 1));
}

static bool is_skipped(const struct pace_hints *hints, int64_t ms)
{
	int64_t hour = ms / HOUR_MS;

	return (hints->skip_hours >> (hour % 24) & 1) ||
	       (hints->skip_days >> ((hour / 24 + 4) % 7) & 1); /* 1970 began on a Thursday */
}

/* The first hour from due_ms on that is not skipped, at the same minute of it; latest_ms if there is none before. */
static int64_t past_skipped(const struct pace_hints *hints, int64_t due_ms, int64_t latest_ms)
{
	while (due_ms < latest_ms && is_skipped(hints, due_ms))
		due_ms = least(due_ms + HOUR_MS, latest_ms);
	return due_ms;
}

int64_t pace_next_ms(struct pace *p, enum pace_outcome outcome, const struct pace_hints *hints,
		     const struct pace_limits *limits, int64_t now_ms, uint64_t random)
{
	int64_t pause_ms, floor_ms = limits->floor_ms;

	if (outcome == PACE_OUTAGE)
		return now_ms + jittered(floor_ms, floor_ms, random);
	p->gone = outcome == PACE_GONE ? p->gone + 1 : 0;
	if (p->gone >= PACE_GONE_TIMES)
		return PACE_NEVER;
	if (outcome == PACE_NEWS || outcome == PACE_SAME) {
		learn(p, outcome, limits);
		floor_ms = clamp(hints->least_ms, floor_ms, limits->ceiling_ms);
		pause_ms = most(p->interval_ms, floor_ms);
	} else {
		p->errors++;
		pause_ms = back_off_ms(p, outcome, limits);
	}
	pause_ms = jittered(pause_ms, floor_ms, random);
	return past_skipped(hints, now_ms + pause_ms, now_ms + most(pause_ms, limits->ceiling_ms));
}
