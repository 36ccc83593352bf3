/* ingest/schedule.h
 *
 * schedule - which host may be asked next: one transfer a host at a time, a pause after it.
 *
 * It knows hosts and times only; what is to be fetched there, the stores remember.  Times are milliseconds of any one
 * clock.  Every call takes O(log hosts).  A host that is not due, not taken and free is forgotten when there are many.
 */
#ifndef INGEST_SCHEDULE_H
#define INGEST_SCHEDULE_H

#include "common/slice.h"

#define SCHEDULE_NEVER INT64_MAX

struct schedule;
struct schedule_host;

struct schedule *schedule_open(void);
void schedule_close(struct schedule *schedule);

/* There is something to fetch from `host` at due_ms; an earlier time that is known stays. */
void schedule_add(struct schedule *schedule, struct slice host, int64_t due_ms);

/* A host that may be asked now, the one that waits longest; it is handed out once until schedule_release(), and what
 * it is due for is forgotten.  NULL if there is none. */
struct schedule_host *schedule_take(struct schedule *schedule, int64_t now_ms);
struct slice schedule_host_name(const struct schedule_host *host);

/* How long it is left alone after a transfer, if that is longer than usual; 0 to begin with. */
int64_t schedule_host_delay_ms(const struct schedule_host *host);
void schedule_host_set_delay(struct schedule_host *host, int64_t delay_ms);

/* The host is not to be asked before until_ms; SCHEDULE_NEVER: not any more. */
void schedule_block(struct schedule *schedule, struct slice host, int64_t until_ms);

/* The host's transfer has ended (or there was none to make): not again before free_ms, or what schedule_block() said if
 * that is later. */
void schedule_release(struct schedule *schedule, struct schedule_host *host, int64_t free_ms);

/* The clock was set back: every time that is known is so much earlier. */
void schedule_set_back(struct schedule *schedule, int64_t by_ms);

/* When schedule_take() may next give a host; SCHEDULE_NEVER: not before a schedule_add() or schedule_release(). */
int64_t schedule_next_ms(const struct schedule *schedule);

#endif
