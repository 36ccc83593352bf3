/* common/stop.h
 *
 * stop - SIGTERM and SIGINT ask a process to finish its work and go; the second one ends it at once, which is
 * safe: what was in flight is handed out again.  SIGUSR1 asks for a report.
 */
#ifndef COMMON_STOP_H
#define COMMON_STOP_H

#include <stdbool.h>

void stop_watch(void); /* install the handlers (without SA_RESTART: waits end with EINTR); SIGPIPE is ignored */
bool stop_requested(void);
bool stop_report_wanted(void); /* true once for each SIGUSR1 */

#endif
