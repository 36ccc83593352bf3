/* common/stage.c - how a stage raises an outcome. */
#include "common/stage.h"

#include <stdarg.h>
#include <stdio.h>

static void set_sentence(struct reason *why, const char *format, va_list args)
{
	vsnprintf(why->sentence, sizeof why->sentence, format, args);
}

enum outcome dead(struct reason *why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set_sentence(why, format, args);
	va_end(args);
	return DEAD;
}

enum outcome drop(struct reason *why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set_sentence(why, format, args);
	va_end(args);
	return DROP;
}

enum outcome retry(struct reason *why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set_sentence(why, format, args);
	va_end(args);
	return RETRY;
}

const char *outcome_name(enum outcome outcome)
{
	static const char *const names[] = { "forward", "drop", "dead", "retry" };

	return names[outcome];
}
