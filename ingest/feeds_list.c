/* ingest/feeds_list.c - `wiremill feeds list`: each feed with what ingest knows of it. */
#include "common/die.h"
#include "ingest/feed_state.h"
#include "ingest/feeds_command.h"

#include <stdio.h>

static const char *word_of(const struct feed_state *state)
{
	if (!state || !state->polled_ms)
		return "new";
	if (state->retired)
		return "retired";
	if (state->same_as.len)
		return "merged";
	if (state->errors)
		return "failing";
	return state->moved_url.len ? "moved" : "ok";
}

static void print_feed(const struct opml_feed *feed, const struct feed_state *state)
{
	static const struct feed_state unknown = {
		.moved_url = { "", 0 }, .same_as = { "", 0 }, .own_title = { "", 0 }, .reason = { "", 0 }
	};
	const struct feed_state *s = state ? state : &unknown;
	struct feeds_line line;

	feeds_line_begin(&line);
	feeds_line_add(&line, "state", slice_from(word_of(state)));
	feeds_line_add(&line, "url", feed->url);
	feeds_line_add(&line, "title", slice_empty(feed->title) ? s->own_title : feed->title);
	feeds_line_add(&line, "folder", feed->folder);
	feeds_line_add_time(&line, "polled", s->polled_ms);
	feeds_line_add_time(&line, "due", s->due_ms);
	feeds_line_add_number(&line, "interval_s", s->interval_ms / 1000);
	feeds_line_add_number(&line, "entries", s->entries);
	feeds_line_add_number(&line, "errors", s->errors);
	feeds_line_add(&line, "reason", s->reason);
	feeds_line_add(&line, "moved", s->same_as.len ? s->same_as : s->moved_url);
	feeds_line_end(&line);
}

int feeds_list_run(char **operands, size_t n)
{
	struct arena *arena = arena_open(4 * (size_t)OPML_ARENA_BYTES);
	struct feeds_list *lists;
	struct feed_states *states = NULL;

	if (n)
		die_usage("list: %s: takes no operand", operands[0]);
	lists = feeds_read(arena);
	if (feeds_asked.state_dir && !(states = feed_states_read(feeds_asked.state_dir, arena)))
		fprintf(stderr, "%s: %s: ingest has noted nothing there yet\n", die_program(), feeds_asked.state_dir);
	if (!feeds_asked.json)
		puts("state\turl\ttitle\tfolder\tpolled\tdue\tinterval_s\tentries\terrors\treason\tmoved");
	for (size_t i = 0; i < feeds_asked.feeds.n; i++)
		for (size_t k = 0; k < lists[i].list.nfeeds; k++)
			print_feed(&lists[i].list.feed[k], feed_states_find(states, lists[i].list.feed[k].url));
	feeds_release(lists);
	arena_close(arena);
	return 0;
}
