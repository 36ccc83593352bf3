/* ingest/progress.h
 *
 * progress - for people: a line that renews itself on a terminal, and one sentence at the end.  On standard error.
 */
#ifndef INGEST_PROGRESS_H
#define INGEST_PROGRESS_H

#include "ingest/source.h"
#include "ingest/submit.h"

struct progress {
	bool terminal;
	int64_t started_ms, shown_ms;
};

void progress_start(struct progress *progress);

/* At most twice a second, and only on a terminal: articles settled, rate, share done, time left. */
void progress_show(struct progress *progress, const struct submit *submit, const struct source *source);

/* "1234 articles in 3.2 s: 1230 documents, 3 dropped, 1 dead", or "nothing new"; and how many feeds failed. */
void progress_end(struct progress *progress, const struct submit *submit, int64_t failed);

#endif
