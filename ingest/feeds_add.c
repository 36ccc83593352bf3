/* ingest/feeds_add.c - `wiremill feeds add`: feeds more in a list. */
#include "common/die.h"
#include "ingest/feed_file.h"
#include "ingest/feed_search.h"
#include "ingest/feed_state.h"
#include "ingest/feeds_command.h"
#include "ingest/url.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char new_opml[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head>\n"
			       "    <title>Feeds</title>\n  </head>\n  <body>\n  </body>\n</opml>\n";

/* The list while feeds are put into it. */
struct addition {
	const char *path;
	struct arena *arena, *list_arena,
		*scratch; /* of what is asked for, of the list as it is now, of one comparison */
	struct polite *polite;
	struct text bytes;
	struct opml list;
	size_t added;
	int status;
};

static void read_list(struct addition *a)
{
	struct reason why = { .step = "opml" };

	arena_reset(a->list_arena);
	if (opml_read(&a->list, a->list_arena, text_slice(&a->bytes), &why) < 0)
		die("%s: %s", a->path, why.sentence);
}

static void open_list(struct addition *a)
{
	struct slice path = slice_from(a->path);

	if (access(a->path, F_OK) == 0) {
		feed_file_read(a->path, &a->bytes);
	} else {
		text_init(&a->bytes, OPML_MAX_BYTES);
		if (slice_ends_nocase(path, SLICE(".opml")) || slice_ends_nocase(path, SLICE(".xml")))
			text_add(&a->bytes, slice_from(new_opml));
	}
	read_list(a);
}

static const struct opml_feed *listed(const struct addition *a, struct slice url)
{
	struct slice key = url_normalise(a->arena, url);
	const struct opml_feed *found = NULL;

	for (size_t i = 0; i < a->list.nfeeds && !found; i++) {
		if (slice_equal(url_normalise(a->scratch, a->list.feed[i].url), key))
			found = &a->list.feed[i];
		arena_reset(a->scratch);
	}
	return found;
}

static void tell_listed(const struct addition *a, const struct opml_feed *feed)
{
	bool revived = feeds_asked.state_dir && feed_state_revive(feeds_asked.state_dir, feed->url);

	fprintf(stderr, "%s: %.*s: is in %s already%s\n", die_program(), SLICE_ARG(feed->url), a->path,
		revived ? "; it was retired, and is polled again when ingest starts next" : "");
}

static void add_feed(struct addition *a, struct slice url, struct slice title)
{
	struct slice asked = slice_from(feeds_asked.title);
	struct opml_feed feed = { .url = url, .title = asked.len ? asked : a->list.plain ? SLICE("") : title };
	struct opml_source source = { text_slice(&a->bytes), &a->list };
	const struct opml_feed *old = listed(a, url);
	struct reason why = { .step = "opml" };
	size_t before = a->list.nfeeds;
	struct text out;

	if (old) {
		tell_listed(a, old);
		return;
	}
	text_init(&out, OPML_MAX_BYTES);
	if (opml_insert(&out, &source, slice_from(feeds_asked.folder), &feed, &why) < 0)
		die("%s: %s; `wiremill feeds export` writes a list that can be added to", a->path, why.sentence);
	text_release(&a->bytes);
	a->bytes = out;
	read_list(a);
	if (text_overflowed(&out) || a->list.nfeeds != before + 1)
		die("%s: has no room for a feed more there, and is as it was", a->path);
	a->added++;
	if (feeds_asked.state_dir)
		feed_state_revive(feeds_asked.state_dir, url);
	printf("%.*s\t%.*s\n", SLICE_ARG(url), SLICE_ARG(feed.title));
}

static void refuse(struct addition *a, const char *operand, const char *sentence, int status)
{
	fprintf(stderr, "%s: %s: %s\n", die_program(), operand, sentence);
	a->status = status;
}

static void tell_candidates(struct addition *a, const char *operand, const struct feed_search *found)
{
	refuse(a, operand, "has several feeds; add those you want:", 1);
	for (size_t i = 0; i < found->n; i++)
		fprintf(stderr, "  %.*s\t%.*s\t%.*s\n", SLICE_ARG(found->at[i].url), SLICE_ARG(found->at[i].format),
			SLICE_ARG(found->at[i].title));
}

static void look_and_add(struct addition *a, const char *operand, struct slice url)
{
	const struct opml_feed *old = listed(a, url);
	struct feed_search found;
	char sentence[400];

	if (old) {
		tell_listed(a, old);
		return;
	}
	found = feed_search(a->polite, a->arena, url);
	if (found.n > 1) {
		tell_candidates(a, operand, &found);
	} else if (found.n) {
		add_feed(a, found.at[0].url, found.at[0].title);
	} else {
		snprintf(sentence, sizeof sentence, "%.*s%s%s (--no-check adds it all the same)",
			 SLICE_ARG(found.fault.len ? found.fault : SLICE("no feed there")), found.advice[0] ? "; " : "",
			 found.advice);
		refuse(a, operand, sentence, 1);
	}
}

static void add_operand(struct addition *a, const char *operand)
{
	struct slice url = opml_url(a->arena, slice_from(operand));

	if (slice_empty(url) || slice_empty(url_host(url)))
		refuse(a, operand, "no http or https URL", 1);
	else if (feeds_asked.no_check)
		add_feed(a, url, SLICE(""));
	else
		look_and_add(a, operand, url);
}

int feeds_add_run(char **operands, size_t n)
{
	struct addition a = { .path = feeds_asked.feeds.n == 1 ? feeds_asked.feeds.at[0] : NULL };

	if (!n || !a.path || slice_contains(slice_from(a.path), SLICE("://")))
		die_usage("add takes URLs, and --feeds FILE once, for the list they go into");
	a.arena = arena_open(OPML_ARENA_BYTES);
	a.list_arena = arena_open(OPML_ARENA_BYTES);
	a.scratch = arena_open(1u << 20);
	a.polite = polite_open();
	open_list(&a);
	for (size_t i = 0; i < n; i++)
		add_operand(&a, operands[i]);
	if (a.added)
		feed_file_write(a.path, text_slice(&a.bytes));
	text_release(&a.bytes);
	polite_close(a.polite);
	arena_close(a.scratch);
	arena_close(a.list_arena);
	arena_close(a.arena);
	return a.status;
}
