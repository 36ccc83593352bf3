/* common/log.c - one event, one line of key=value on standard error. */
#include "common/log.h"
#include "common/clock.h"
#include "common/die.h"
#include "common/slice.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#define LINE_BYTES 2000

static const char *const names[] = { "debug", "info", "warn", "error" };
static enum log_level threshold = INFO;

int log_set_threshold(const char *name)
{
	for (size_t i = 0; i < COUNT(names); i++)
		if (slice_equal(slice_from(name), slice_from(names[i]))) {
			threshold = (enum log_level)i;
			return 0;
		}
	return -1;
}

/* "wiremill-ingest" is proc=ingest */
static const char *short_program(void)
{
	const char *name = die_program();

	return slice_starts(slice_from(name), SLICE("wiremill-")) ? name + 9 : name;
}

void log_event(enum log_level level, const char *event, const char *format, ...)
{
	char line[LINE_BYTES + 1], when[MOMENT_SIZE];
	int64_t now = clock_now_ms();
	va_list args;
	int n;

	if (level < threshold)
		return;
	moment_format(when, (struct moment){ .ms = now });
	n = snprintf(line, LINE_BYTES, "ts=%.19s.%03dZ level=%s proc=%s event=%s ", when, (int)(now % 1000),
		     names[level], short_program(), event);
	va_start(args, format);
	n += vsnprintf(line + n, LINE_BYTES - (size_t)n, format, args);
	va_end(args);
	if (n > LINE_BYTES - 1)
		n = LINE_BYTES - 1;
	line[n++] = '\n';
	if (write(STDERR_FILENO, line, (size_t)n) < 0)
		return; /* standard error is gone: there is nowhere to say so */
}

const char *log_quote(const char *at, unsigned long len)
{
	static _Thread_local char bufs[4][LOG_QUOTE_SIZE];
	static _Thread_local unsigned turn;
	char *buf = bufs[turn++ % COUNT(bufs)];
	size_t n = len < LOG_QUOTE_SIZE - 1 ? len : LOG_QUOTE_SIZE - 1;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)at[i];
		buf[i] = at[i];
		if (c < 0x20 || c == 0x7F)
			buf[i] = ' ';
		else if (c == '"' || c == '\\')
			buf[i] = '\'';
	}
	buf[n] = '\0';
	return buf;
}
