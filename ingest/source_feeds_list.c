/* ingest/source_feeds_list.c - which feeds are to be watched: OPML files, lists of URLs, and URLs themselves. */
#include "common/clock.h"
#include "common/die.h"
#include "common/log.h"
#include "ingest/feed_file.h"
#include "ingest/opml.h"
#include "ingest/source_feeds.h"
#include "ingest/url.h"

static void list_feed(struct feed_store *store, struct arena *arena, const struct opml_feed *feed)
{
	struct slice host = url_host(url_normalise(arena, feed->url));
	struct listed_feed listed = { .url = feed->url, .host = host, .title = feed->title, .options = feed->options };

	if (slice_empty(host))
		log_event(WARN, "feed_refused", "url=" LOG_QUOTED " reason=\"no host\"", LOG_QUOTE(feed->url));
	else
		feed_store_list(store, &listed);
}

static void list_file(struct feed_store *store, struct arena *arena, const char *path)
{
	struct reason why = { .step = "opml" };
	struct text bytes;
	struct opml list;

	feed_file_read(path, &bytes);
	if (opml_read(&list, arena, text_slice(&bytes), &why) < 0)
		die("%s: %s", path, why.sentence);
	if (list.refused || list.truncated)
		log_event(WARN, "feeds_refused", "file=" LOG_QUOTED " refused=%zu truncated=%d",
			  LOG_QUOTE(slice_from(path)), list.refused, list.truncated);
	for (size_t i = 0; i < list.nlinks; i++)
		log_event(WARN, "list_not_followed", "file=" LOG_QUOTED " url=" LOG_QUOTED, LOG_QUOTE(slice_from(path)),
			  LOG_QUOTE(list.link[i]));
	if (list.not_understood)
		log_event(WARN, "feed_options", "file=" LOG_QUOTED " not_understood=%zu first=" LOG_QUOTED,
			  LOG_QUOTE(slice_from(path)), list.not_understood,
			  LOG_QUOTE(slice_from(list.first_of_those.sentence)));
	for (size_t i = 0; i < list.nfeeds; i++)
		list_feed(store, arena, &list.feed[i]);
	text_release(&bytes);
}

void source_feeds_list(struct feed_store *store, const struct setting_list *feeds)
{
	struct arena *arena = arena_open(OPML_ARENA_BYTES);

	feed_store_list_begin(store);
	for (size_t i = 0; i < feeds->n; i++) {
		struct slice name = slice_from(feeds->at[i]);

		arena_reset(arena);
		if (url_is_web(name))
			list_feed(store, arena,
				  &(struct opml_feed){
					  .url = name, .title = SLICE(""), .folder = SLICE(""), .options = SLICE("") });
		else
			list_file(store, arena, feeds->at[i]);
	}
	feed_store_list_end(store, clock_now_ms());
	arena_close(arena);
}
