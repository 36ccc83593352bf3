/* ingest/schedule.c - hosts by the time they are due: a binary heap, and a tree to find them by name. */
#include "ingest/schedule.h"
#include "common/die.h"

#include <search.h>
#include <stdlib.h>

#define OUT         SIZE_MAX /* of the heap: taken, or nothing to fetch */
#define SWEEP_LEAST 4096     /* hosts; fewer are kept though there is nothing to fetch from them */

struct schedule_host {
	struct slice name;
	int64_t due_ms, free_ms; /* when there is something to fetch; when it may be asked again */
	int64_t delay_ms;        /* its own, after a transfer */
	size_t place;            /* in the heap, or OUT */
	bool taken;
};

struct schedule {
	void *hosts; /* all of them, a tree of tsearch(3): no choice of names may slow it down */
	struct schedule_host **heap;
	size_t waiting, room;
	size_t known, sweep_at; /* hosts; when there are more than that, the idle ones are forgotten */
};

struct schedule *schedule_open(void)
{
	struct schedule *s = xmalloc(sizeof *s);

	*s = (struct schedule){ .sweep_at = SWEEP_LEAST };
	return s;
}

void schedule_close(struct schedule *s)
{
	tdestroy(s->hosts, free);
	free(s->heap);
	free(s);
}

static int compare(const void *a, const void *b)
{
	struct slice x = ((const struct schedule_host *)a)->name, y = ((const struct schedule_host *)b)->name;

	return x.len != y.len ? (x.len < y.len ? -1 : 1) : memcmp(x.at, y.at, x.len);
}

/* The host of that name; new ones are made. */
static struct schedule_host *find(struct schedule *s, struct slice name)
{
	struct schedule_host key = { .name = name }, *h;
	void *node = tfind(&key, &s->hosts, compare);

	if (node)
		return *(struct schedule_host **)node;
	h = xmalloc(sizeof *h + name.len);
	memcpy(h + 1, name.at, name.len);
	*h = (struct schedule_host){ .name = slice_of(h + 1, name.len), .due_ms = SCHEDULE_NEVER, .place = OUT };
	if (!tsearch(h, &s->hosts, compare))
		die("out of memory");
	s->known++;
	return h;
}

struct idle {
	int64_t now_ms;
	struct schedule_host **at;
	size_t n;
};

static void collect_idle(const void *node, VISIT visit, void *closure)
{
	struct schedule_host *h = *(struct schedule_host *const *)node;
	struct idle *idle = closure;

	if ((visit == postorder || visit == leaf) && h->place == OUT && !h->taken && h->free_ms <= idle->now_ms)
		idle->at[idle->n++] = h;
}

/* Links lead to ever new hosts: those of which nothing is known but the name are forgotten now and then. */
static void sweep(struct schedule *s, int64_t now_ms)
{
	struct idle idle = { .now_ms = now_ms, .at = xmalloc(s->known * sizeof *idle.at) };

	twalk_r(s->hosts, collect_idle, &idle);
	for (size_t i = 0; i < idle.n; i++) {
		tdelete(idle.at[i], &s->hosts, compare);
		free(idle.at[i]);
	}
	s->known -= idle.n;
	s->sweep_at = 2 * s->known + SWEEP_LEAST;
	free(idle.at);
}

static int64_t ready_ms(const struct schedule_host *h)
{
	return h->due_ms > h->free_ms ? h->due_ms : h->free_ms;
}

static void put(struct schedule *s, size_t place, struct schedule_host *h)
{
	s->heap[place] = h;
	h->place = place;
}

/* Move h up or down from `place`, which is free, to where it belongs. */
static void sift(struct schedule *s, size_t place, struct schedule_host *h)
{
	while (place && ready_ms(h) < ready_ms(s->heap[(place - 1) / 2])) {
		put(s, place, s->heap[(place - 1) / 2]);
		place = (place - 1) / 2;
	}
	for (size_t child; (child = 2 * place + 1) < s->waiting; place = child) {
		if (child + 1 < s->waiting && ready_ms(s->heap[child + 1]) < ready_ms(s->heap[child]))
			child++;
		if (ready_ms(h) <= ready_ms(s->heap[child]))
			break;
		put(s, place, s->heap[child]);
	}
	put(s, place, h);
}

static void enqueue(struct schedule *s, struct schedule_host *h)
{
	if (s->waiting == s->room) {
		s->room = s->room ? 2 * s->room : 64;
		s->heap = xrealloc(s->heap, s->room * sizeof(struct schedule_host *));
	}
	sift(s, s->waiting++, h);
}

void schedule_add(struct schedule *s, struct slice host, int64_t due_ms)
{
	struct schedule_host *h = find(s, host);

	if (due_ms >= h->due_ms)
		return;
	h->due_ms = due_ms;
	if (h->place != OUT)
		sift(s, h->place, h);
	else if (!h->taken)
		enqueue(s, h);
}

struct schedule_host *schedule_take(struct schedule *s, int64_t now_ms)
{
	struct schedule_host *h = s->waiting ? s->heap[0] : NULL;

	if (s->known > s->sweep_at)
		sweep(s, now_ms);
	if (!h || ready_ms(h) > now_ms)
		return NULL;
	s->waiting--;
	if (s->waiting)
		sift(s, 0, s->heap[s->waiting]);
	h->place = OUT;
	h->taken = true;
	h->due_ms = SCHEDULE_NEVER;
	return h;
}

struct slice schedule_host_name(const struct schedule_host *h)
{
	return h->name;
}

int64_t schedule_host_delay_ms(const struct schedule_host *h)
{
	return h->delay_ms;
}

void schedule_host_set_delay(struct schedule_host *h, int64_t delay_ms)
{
	h->delay_ms = delay_ms;
}

void schedule_block(struct schedule *s, struct slice host, int64_t until_ms)
{
	struct schedule_host *h = find(s, host);

	if (until_ms <= h->free_ms)
		return;
	h->free_ms = until_ms;
	if (h->place != OUT)
		sift(s, h->place, h);
}

void schedule_release(struct schedule *s, struct schedule_host *h, int64_t free_ms)
{
	h->taken = false;
	if (free_ms > h->free_ms)
		h->free_ms = free_ms;
	if (h->due_ms != SCHEDULE_NEVER)
		enqueue(s, h);
}

static void set_back(const void *node, VISIT visit, void *closure)
{
	struct schedule_host *h = *(struct schedule_host *const *)node;
	const int64_t *by_ms = closure;

	if (visit != postorder && visit != leaf)
		return;
	h->due_ms -= h->due_ms == SCHEDULE_NEVER ? 0 : *by_ms;
	h->free_ms -= h->free_ms == SCHEDULE_NEVER ? 0 : *by_ms;
}

void schedule_set_back(struct schedule *s, int64_t by_ms)
{
	twalk_r(s->hosts, set_back, &by_ms); /* the order in the heap stays */
}

int64_t schedule_next_ms(const struct schedule *s)
{
	return s->waiting ? ready_ms(s->heap[0]) : SCHEDULE_NEVER;
}
