/* ingest/polite.c - visits, host by host. */
#include "ingest/polite.h"
#include "common/clock.h"
#include "common/die.h"
#include "ingest/url.h"

#include <stdlib.h>

struct polite {
	struct fetcher *fetcher;
	struct schedule *schedule;
	struct visit **visit; /* [nvisits] of the call under way, ordered by host, then as they were given */
	size_t nvisits, left;
};

struct polite *polite_open(void)
{
	struct polite *p = xmalloc(sizeof *p);

	*p = (struct polite){ .fetcher = fetcher_open(), .schedule = schedule_open() };
	return p;
}

void polite_close(struct polite *p)
{
	schedule_close(p->schedule);
	fetcher_close(p->fetcher);
	free(p);
}

const char *polite_user_agent(const struct polite *p)
{
	return fetcher_user_agent(p->fetcher);
}

static int compare_visits(const void *a, const void *b)
{
	const struct visit *const *v = a, *const *w = b;
	int order = slice_compare((*v)->host, (*w)->host);

	return order ? order : (*v > *w) - (*v < *w);
}

/* The next visit of this host; NULL if there is none left. */
static struct visit *next_visit(const struct polite *p, struct slice host)
{
	size_t low = 0, high = p->nvisits;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (slice_compare(p->visit[middle]->host, host) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < p->nvisits && slice_equal(p->visit[low]->host, host); low++)
		if (!p->visit[low]->started)
			return p->visit[low];
	return NULL;
}

static void visit_done(void *context, const struct fetch_answer *answer)
{
	struct visit *v = context;
	struct polite *p = v->polite;
	int64_t now_ms = clock_monotonic_ms();

	v->done(v, answer);
	p->left--;
	schedule_release(p->schedule, v->at, now_ms + fetch_options.host_delay_ms);
	if (next_visit(p, v->host))
		schedule_add(p->schedule, v->host, now_ms);
}

static void start_visit(struct polite *p, struct schedule_host *at)
{
	struct visit *v = next_visit(p, schedule_host_name(at));
	struct fetch_request request = { .limit_bytes = v->limit_bytes,
					 .url = v->url,
					 .options = v->options,
					 .options_url = v->url,
					 .done = visit_done,
					 .context = v };

	v->at = at;
	v->started = true;
	fetcher_start(p->fetcher, &request);
}

/* Begin what may begin, and wait for what comes next. */
static void turn(struct polite *p)
{
	int64_t now_ms = clock_monotonic_ms(), next_ms;
	struct schedule_host *at;

	while ((int64_t)fetcher_active(p->fetcher) < fetch_options.connections &&
	       (at = schedule_take(p->schedule, now_ms)) != NULL)
		start_visit(p, at);
	next_ms = schedule_next_ms(p->schedule);
	fetcher_wait(p->fetcher, -1,
		     next_ms == SCHEDULE_NEVER || next_ms - now_ms > 1000 ? 1000
		     : next_ms > now_ms                                   ? (int)(next_ms - now_ms)
									  : 1);
}

void polite_visit(struct polite *p, struct visit *visits, size_t n)
{
	p->visit = xmalloc((n + 1) * sizeof(struct visit *));
	p->nvisits = p->left = n;
	for (size_t i = 0; i < n; i++) {
		visits[i].polite = p;
		visits[i].host = url_host(visits[i].url);
		visits[i].started = false;
		p->visit[i] = &visits[i];
	}
	qsort(p->visit, n, sizeof(struct visit *), compare_visits);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || !slice_equal(p->visit[i]->host, p->visit[i - 1]->host))
			schedule_add(p->schedule, p->visit[i]->host, clock_monotonic_ms());
	while (p->left)
		turn(p);
	free(p->visit);
}
