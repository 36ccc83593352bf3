/* ingest/source_feeds_sitemap.c - sitemaps: those that an index names become feeds of their own. */
#include "common/log.h"
#include "ingest/source_feeds.h"
#include "ingest/url.h"

#include <stdlib.h>

#define MAX_CHILDREN 100 /* the newest ones: news are there */

size_t source_feeds_limit_bytes(const struct stored_feed *row)
{
	bool sitemap = row->parent || slice_contains_nocase(row->url, SLICE("sitemap"));

	return sitemap ? FETCH_MAX_SITEMAP_BYTES : FETCH_MAX_FEED_BYTES;
}

struct child {
	size_t place; /* in the index */
	int64_t changed_ms;
};

/* The newest first; those without a date last, in the order of the index. */
static int compare(const void *a, const void *b)
{
	const struct child *x = a, *y = b;

	if (x->changed_ms != y->changed_ms)
		return x->changed_ms > y->changed_ms ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

void source_feeds_list_sitemaps(struct source_feeds *s, const struct stored_feed *index, const struct feed *feed)
{
	struct child *child = arena_new(s->arena, struct child, feed->nsitemaps);
	int64_t now_ms = clock_now_ms();
	size_t listed = 0;

	if (index->parent) {
		log_event(WARN, "sitemap_index_in_index", "url=" LOG_QUOTED, LOG_QUOTE(index->url));
		return;
	}
	for (size_t i = 0; i < feed->nsitemaps; i++)
		child[i] = (struct child){ i, feed->sitemap_updated[i].ms };
	qsort(child, feed->nsitemaps, sizeof *child, compare);
	for (size_t i = 0; i < feed->nsitemaps && listed < MAX_CHILDREN; i++) {
		struct listed_feed f = { .url = feed->sitemap[child[i].place],
					 .title = index->title,
					 .options = index->options };

		f.host = url_host(url_normalise(s->arena, f.url));
		if (slice_empty(f.host))
			continue;
		listed++;
		feed_store_child(s->store, index->id, &f, child[i].changed_ms == TIME_UNKNOWN ? 0 : child[i].changed_ms,
				 now_ms);
		schedule_add(s->schedule, f.host, source_feeds_host_due(s, f.host));
	}
	feed_store_children_end(s->store, index->id, now_ms);
}
