/* common/die.c - the end of a process that cannot go on, and memory that is there or ends it. */
#include "common/die.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *program = "wiremill", *command = "wiremill";

void die_set_program(const char *name)
{
	program = name;
}

void die_set_command(const char *name)
{
	command = name;
}

const char *die_program(void)
{
	return program;
}

static void say(const char *format, va_list args, const char *why)
{
	char line[2000];
	int n = snprintf(line, sizeof line, "%s: ", program);

	vsnprintf(line + n, sizeof line - (size_t)n, format, args);
	fprintf(stderr, "%s%s%s\n", line, why ? ": " : "", why ? why : "");
}

void die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args, NULL);
	va_end(args);
	exit(1);
}

void die_errno(const char *format, ...)
{
	int error = errno;
	va_list args;

	va_start(args, format);
	say(format, args, strerror(error));
	va_end(args);
	exit(1);
}

void die_usage(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args, NULL);
	va_end(args);
	fprintf(stderr, "%s: `%s --help` says what it takes\n", program, command);
	exit(2);
}

void *xmalloc(size_t bytes)
{
	void *p = malloc(bytes ? bytes : 1);

	if (!p)
		die("out of memory: %zu bytes more", bytes);
	return p;
}

void *xrealloc(void *old, size_t bytes)
{
	void *p = realloc(old, bytes ? bytes : 1);

	if (!p)
		die("out of memory: %zu bytes more", bytes);
	return p;
}

char *xstrdup(const char *s)
{
	size_t len = strlen(s) + 1;

	return memcpy(xmalloc(len), s, len);
}

char *xprintf(const char *format, ...)
{
	va_list args;
	char *s;
	int n;

	va_start(args, format);
	n = vasprintf(&s, format, args);
	va_end(args);
	if (n < 0)
		die("out of memory");
	return s;
}
