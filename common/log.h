/* common/log.h
 *
 * log - one event is one line of key=value pairs (logfmt) on standard error:
 * `ts=2026-03-05T08:15:00.123Z level=warn proc=ingest event=dead id=... step=...`
 *
 * Nothing reads the log for numbers: those are counters (metrics.h).
 */
#ifndef COMMON_LOG_H
#define COMMON_LOG_H

enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARN, LOG_LEVEL_ERROR };

#define DEBUG LOG_LEVEL_DEBUG
#define INFO  LOG_LEVEL_INFO
#define WARN  LOG_LEVEL_WARN
#define ERROR LOG_LEVEL_ERROR

/* Lines below the threshold are not written; INFO to begin with.  Returns -1 for an unknown name. */
int log_set_threshold(const char *name);

/* `format` gives the pairs; write strings of foreign origin with LOG_QUOTED and LOG_QUOTE(slice), which keeps
 * them on one line and inside quotes.  A line is cut at 2,000 bytes. */
void log_event(enum log_level level, const char *event, const char *format, ...) __attribute__((format(printf, 3, 4)));

#define LOG_QUOTED     "\"%s\""
#define LOG_QUOTE_SIZE 512
struct slice;
/* s cut to fit and with quotes, backslashes and control bytes replaced; returns a buffer of this thread that
 * the fourth further call overwrites. */
const char *log_quote(const char *at, unsigned long len);
#define LOG_QUOTE(s) log_quote((s).at, (s).len)

#endif
