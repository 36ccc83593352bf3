/* ingest/progress.c - how far it is, for people. */
#include "ingest/progress.h"
#include "common/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#define SHOW_MS 500

void progress_start(struct progress *p)
{
	*p = (struct progress){ .terminal = isatty(STDERR_FILENO), .started_ms = clock_monotonic_ms() };
}

static int64_t settled(const struct submit *submit)
{
	struct submit_counts c = submit_counts(submit);

	return c.committed + c.dropped + c.dead;
}

void progress_show(struct progress *p, const struct submit *submit, const struct source *source)
{
	int64_t now = clock_monotonic_ms(), done, all, n = settled(submit);
	int64_t elapsed = now - p->started_ms;

	if (!p->terminal || now - p->shown_ms < SHOW_MS)
		return;
	p->shown_ms = now;
	source->kind->progress(source, &done, &all);
	fprintf(stderr, "\r\033[K%" PRId64 " settled, %zu in flight, %.0f/s", n, submit_unsettled(submit),
		elapsed ? 1000.0 * (double)n / (double)elapsed : 0.0);
	if (all > 0 && done > 0 && done <= all) {
		int64_t left_s = (int64_t)((double)elapsed / (double)done * (double)(all - done) / 1000);

		fprintf(stderr, ", %.0f %%, %" PRId64 ":%02" PRId64 " left", 100.0 * (double)done / (double)all,
			left_s / 60, left_s % 60);
	}
	fflush(stderr);
}

void progress_end(struct progress *p, const struct submit *submit, int64_t failed)
{
	struct submit_counts c = submit_counts(submit);
	int64_t n = settled(submit);

	if (p->terminal)
		fprintf(stderr, "\r\033[K");
	if (n == 0 && submit_unsettled(submit) == 0)
		fprintf(stderr, "wiremill: nothing new");
	else
		fprintf(stderr,
			"wiremill: %" PRId64 " article%s in %.1f s: %" PRId64 " documents, %" PRId64
			" dropped, %" PRId64 " dead",
			n, n == 1 ? "" : "s", (double)(clock_monotonic_ms() - p->started_ms) / 1000, c.committed,
			c.dropped, c.dead);
	if (submit_unsettled(submit))
		fprintf(stderr, "; %zu unsettled, they come first at the next start", submit_unsettled(submit));
	if (failed)
		fprintf(stderr, "; polling a feed failed or a host was given up %" PRId64 " times (see above)", failed);
	fputc('\n', stderr);
}
