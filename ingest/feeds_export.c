/* ingest/feeds_export.c - `wiremill feeds export`: the lists as one OPML 2.0 document. */
#include "common/die.h"
#include "ingest/feed_state.h"
#include "ingest/feeds_command.h"

#include <stdio.h>

/* What ingest has learned goes into the list that is written. */
static void learn(struct opml *list, const struct feed_states *states)
{
	for (size_t i = 0; i < list->nfeeds; i++) {
		struct opml_feed *feed = &list->feed[i];
		const struct feed_state *state = feed_states_find(states, feed->url);

		if (!state)
			continue;
		if (slice_empty(feed->title))
			feed->title = state->own_title;
		if (state->moved_url.len)
			feed->url = state->moved_url;
	}
}

int feeds_export_run(char **operands, size_t n)
{
	struct arena *arena = arena_open(4 * (size_t)OPML_ARENA_BYTES);
	size_t nlists = feeds_asked.feeds.n;
	struct opml_source *source = arena_new(arena, struct opml_source, nlists);
	struct feed_states *states;
	struct feeds_list *lists;
	struct text out;

	if (n)
		die_usage("export: %s: takes no operand", operands[0]);
	lists = feeds_read(arena);
	states = feeds_asked.state_dir ? feed_states_read(feeds_asked.state_dir, arena) : NULL;
	for (size_t i = 0; i < nlists; i++) {
		learn(&lists[i].list, states);
		source[i] = feeds_source(&lists[i]);
	}
	text_init(&out, OPML_MAX_BYTES);
	opml_export(&out, source, nlists);
	if (text_overflowed(&out))
		die("the document would be over %u MiB", OPML_MAX_BYTES >> 20);
	fwrite(out.at, 1, out.len, stdout);
	text_release(&out);
	feeds_release(lists);
	arena_close(arena);
	return 0;
}
