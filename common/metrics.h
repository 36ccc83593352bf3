/* common/metrics.h
 *
 * metrics - counters of this process, named and labelled as Prometheus has it; they are told to the log.
 *
 * Label sets are bounded: stage, step, outcome and reason class, never an URL, a host or a worker.
 */
#ifndef COMMON_METRICS_H
#define COMMON_METRICS_H

#include <stdint.h>

/* Add to the counter `name{labels}`; both are copied on first use.  At most 256 counters; one more counts into
 * `wiremill_counters_refused_total`. */
void metrics_add(const char *name, const char *labels, uint64_t n);

/* wiremill_articles_total{stage="…",step="…",outcome="…"} */
void metrics_count(const char *stage, const char *step, const char *outcome);

uint64_t metrics_get(const char *name, const char *labels);

/* One `event=counter` line to the log for each counter; called at exit, and when SIGUSR1 asks (stop.h). */
void metrics_log(void);

#endif
