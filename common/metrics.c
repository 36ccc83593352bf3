/* common/metrics.c - counters of this process. */
#include "common/metrics.h"
#include "common/die.h"
#include "common/log.h"
#include "common/slice.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_COUNTERS 256

struct counter {
	char *name, *labels;
	uint64_t value;
};

static struct counter counters[MAX_COUNTERS];
static size_t ncounters;
static uint64_t refused;

static struct counter *find(const char *name, const char *labels)
{
	for (size_t i = 0; i < ncounters; i++)
		if (strcmp(counters[i].name, name) == 0 && strcmp(counters[i].labels, labels) == 0)
			return &counters[i];
	return NULL;
}

void metrics_add(const char *name, const char *labels, uint64_t n)
{
	struct counter *c = find(name, labels);

	if (!c && ncounters == MAX_COUNTERS) {
		refused++;
		return;
	}
	if (!c) {
		c = &counters[ncounters++];
		*c = (struct counter){ xstrdup(name), xstrdup(labels), 0 };
	}
	c->value += n;
}

void metrics_count(const char *stage, const char *step, const char *outcome)
{
	char labels[200];

	snprintf(labels, sizeof labels, "stage=\"%s\",step=\"%s\",outcome=\"%s\"", stage, step, outcome);
	metrics_add("wiremill_articles_total", labels, 1);
}

uint64_t metrics_get(const char *name, const char *labels)
{
	const struct counter *c = find(name, labels);

	return c ? c->value : 0;
}

static int by_name(const void *a, const void *b)
{
	const struct counter *x = a, *y = b;
	int names = strcmp(x->name, y->name);

	return names ? names : strcmp(x->labels, y->labels);
}

void metrics_log(void)
{
	qsort(counters, ncounters, sizeof counters[0], by_name);
	for (size_t i = 0; i < ncounters; i++)
		log_event(INFO, "counter", "name=%s labels=" LOG_QUOTED " value=%" PRIu64, counters[i].name,
			  LOG_QUOTE(slice_from(counters[i].labels)), counters[i].value);
	if (refused)
		log_event(WARN, "counter", "name=wiremill_counters_refused_total value=%" PRIu64, refused);
}
