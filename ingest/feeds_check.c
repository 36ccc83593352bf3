/* ingest/feeds_check.c - `wiremill feeds check`: every feed fetched once; nothing is changed. */
#include "common/clock.h"
#include "common/die.h"
#include "ingest/feed_look.h"
#include "ingest/feeds_command.h"
#include "ingest/polite.h"
#include "ingest/url.h"

#include <stdio.h>
#include <stdlib.h>

#define LOOK_ARENA_BYTES (FEED_ARENA_BYTES + (64u << 20))

/* The lines come in the order of the list, each as soon as those before it are there. */
struct check {
	struct arena *looked; /* of one answer */
	struct visit *visit;  /* [n] */
	struct feeds_line *line;
	struct feed_options *options;
	bool *done;
	size_t n, printed, broken;
};

static void print_what_is_done(struct check *c)
{
	for (; c->printed < c->n && c->done[c->printed]; c->printed++)
		feeds_line_end(&c->line[c->printed]);
	fflush(stdout);
}

static void add_look(struct feeds_line *line, struct slice url, const struct feed_look *look, struct arena *arena)
{
	bool moved = look->moved_url.len > 0;
	struct slice note = look->fault;

	if (look->advice[0])
		note = arena_printf(arena, "%.*s; %s", SLICE_ARG(note), look->advice);
	else if (look->is_feed && moved)
		note = arena_printf(arena, "has moved for good: put %.*s into the list", SLICE_ARG(look->moved_url));
	feeds_line_begin(line);
	feeds_line_add(line, "verdict", slice_from(!look->is_feed ? "broken" : moved ? "moved" : "ok"));
	feeds_line_add(line, "url", url);
	feeds_line_add_number(line, "status", look->status);
	feeds_line_add(line, "format", look->format);
	feeds_line_add_number(line, "entries", (int64_t)look->entries);
	feeds_line_add_time(line, "newest", look->newest_ms);
	feeds_line_add(line, "note", note);
}

static void on_answer(struct visit *v, const struct fetch_answer *answer)
{
	struct check *c = v->context;
	size_t i = (size_t)(v - c->visit);
	struct feed_look look = feed_look(answer, c->looked, NULL);

	add_look(&c->line[i], v->url, &look, c->looked);
	c->broken += !look.is_feed;
	c->done[i] = true;
	arena_reset(c->looked);
	print_what_is_done(c);
}

static void add_visit(struct check *c, const struct opml_feed *feed, struct arena *arena)
{
	struct visit *v = &c->visit[c->n];

	c->options[c->n] = feed_options_decode(feed->options, arena);
	*v = (struct visit){ .url = feed->url,
			     .options = &c->options[c->n],
			     .limit_bytes = FETCH_MAX_SITEMAP_BYTES,
			     .done = on_answer,
			     .context = c };
	c->n++;
}

/* The feeds of the lists; of those, only the ones that are named, or what is named in their place. */
static struct opml_feed *wanted(char **operands, size_t noperands, const struct feeds_list *lists, size_t *n,
				struct arena *arena)
{
	size_t nlists = lists ? feeds_asked.feeds.n : 0, room = noperands;
	struct opml_feed *feed;

	for (size_t i = 0; i < nlists; i++)
		room += lists[i].list.nfeeds;
	feed = arena_new(arena, struct opml_feed, room);
	*n = 0;
	for (size_t i = 0; i < nlists && !noperands; i++)
		for (size_t k = 0; k < lists[i].list.nfeeds; k++)
			feed[(*n)++] = lists[i].list.feed[k];
	for (size_t o = 0; o < noperands; o++) {
		struct opml_feed named = { .url = opml_url(arena, slice_from(operands[o])), .options = SLICE("") };

		if (slice_empty(named.url))
			die_usage("check: %s: no http or https URL", operands[o]);
		for (size_t i = 0; i < nlists; i++)
			for (size_t k = 0; k < lists[i].list.nfeeds; k++)
				if (slice_equal(lists[i].list.feed[k].url, named.url))
					named = lists[i].list.feed[k];
		feed[(*n)++] = named;
	}
	return feed;
}

int feeds_check_run(char **operands, size_t noperands)
{
	struct arena *arena = arena_open(4 * (size_t)OPML_ARENA_BYTES);
	struct feeds_list *lists = noperands && !feeds_asked.feeds.n ? NULL : feeds_read(arena);
	struct check c = { .looked = arena_open(LOOK_ARENA_BYTES) };
	struct polite *polite = polite_open();
	size_t nfeeds;
	struct opml_feed *feed = wanted(operands, noperands, lists, &nfeeds, arena);

	c.visit = arena_new(arena, struct visit, nfeeds);
	c.line = arena_new(arena, struct feeds_line, nfeeds);
	c.options = arena_new(arena, struct feed_options, nfeeds);
	c.done = arena_new(arena, bool, nfeeds);
	for (size_t i = 0; i < nfeeds; i++)
		add_visit(&c, &feed[i], arena);
	polite_visit(polite, c.visit, c.n);
	polite_close(polite);
	if (c.broken)
		fprintf(stderr, "%s: %zu of %zu feeds are broken\n", die_program(), c.broken, c.n);
	if (lists)
		feeds_release(lists);
	arena_close(c.looked);
	arena_close(arena);
	return c.broken ? 3 : 0;
}
