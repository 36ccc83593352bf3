/* common/stage.c - how a stage raises an outcome. */
#include "common/stage.h"

#include <stdarg.h>
#include <stdio.h>

enum outcome reason_give(struct reason *why, enum outcome outcome, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why->sentence, sizeof why->sentence, format, args);
	va_end(args);
	return outcome;
}

const char *outcome_name(enum outcome outcome)
{
	static const char *const names[] = { "forward", "drop", "dead", "retry" };

	return names[outcome];
}
