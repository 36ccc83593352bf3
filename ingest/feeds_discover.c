/* ingest/feeds_discover.c - `wiremill feeds discover`: the feeds of a site. */
#include "common/die.h"
#include "ingest/feed_search.h"
#include "ingest/feeds_command.h"

#include <stdio.h>

static void print_found(const struct feed_found *found)
{
	struct feeds_line line;

	feeds_line_begin(&line);
	feeds_line_add(&line, "url", found->url);
	feeds_line_add(&line, "type", found->format);
	feeds_line_add(&line, "title", found->title);
	feeds_line_end(&line);
}

int feeds_discover_run(char **operands, size_t n)
{
	struct arena *arena = arena_open(OPML_ARENA_BYTES);
	struct slice url = n == 1 ? opml_url(arena, slice_from(operands[0])) : SLICE("");
	struct polite *polite = polite_open();
	struct feed_search found;

	if (slice_empty(url))
		die_usage("discover takes one http or https URL");
	found = feed_search(polite, arena, url);
	for (size_t i = 0; i < found.n; i++)
		print_found(&found.at[i]);
	if (found.fault.len)
		fprintf(stderr, "%s: %s: %.*s%s%s\n", die_program(), operands[0], SLICE_ARG(found.fault),
			found.advice[0] ? "; " : "", found.advice);
	else if (!found.n)
		fprintf(stderr, "%s: %s: no feed found: none named by the page, none where sites have them\n",
			die_program(), operands[0]);
	polite_close(polite);
	arena_close(arena);
	return found.n ? 0 : 1;
}
