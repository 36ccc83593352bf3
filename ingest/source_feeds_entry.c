/* ingest/source_feeds_entry.c - the entries of a feed that was read: which are new, and what the feed says of them. */
#include "common/metrics.h"
#include "common/utf8.h"
#include "ingest/source_feeds.h"
#include "ingest/url.h"

#define MAX_KEY_BYTES     512
#define MAX_TITLE_BYTES   1024
#define MAX_SUMMARY_BYTES 16384
#define MAX_URL_BYTES     8192 /* a longer link leads nowhere */

/* What tells this entry from the others of its feed. */
static struct slice entry_key(struct arena *arena, const struct feed_entry *e)
{
	struct slice key = slice_empty(e->id) ? e->link : e->id;

	if (slice_empty(key))
		key = arena_printf(arena, "%.*s\n%.*s\n%.*s", SLICE_ARG(e->title), SLICE_ARG(e->summary),
				   SLICE_ARG(e->content));
	else if (key.len <= MAX_KEY_BYTES)
		return key;
	return article_urn(arena, key);
}

static struct slice head(struct slice s, size_t n)
{
	return slice_head(s, utf8_valid_prefix(slice_head(s, n))); /* no character cut in two */
}

/* What the feed says of the article, as the metadata that will stand in the archive.  `entryUrl` in `extra` is the URL
 * the entry has: with redirects the article's is another, and it is by this one that an entry is known. */
static struct slice entry_metadata(struct arena *arena, const struct stored_feed *row, const struct feed *feed,
				   const struct feed_entry *e, struct slice page_key)
{
	struct slice summary = e->summary_plain ? feed_one_line(arena, e->summary) : feed_plain(arena, e->summary),
		     metadata;
	struct article a;
	struct text json;

	article_init(&a, arena);
	text_init(&json, ARTICLE_MAX_META_BYTES);
	text_add(&json, SLICE("{\"entryUrl\":"));
	text_add_json(&json, e->link);
	text_add_char(&json, '}');
	a.extra = arena_copy(arena, text_slice(&json));
	a.id = article_urn(arena, page_key);
	a.url = e->link;
	a.feed_url = row->url;
	a.feed_title = head(slice_empty(feed->title) ? row->title : feed->title, MAX_TITLE_BYTES);
	a.entry_id = head(e->id, MAX_KEY_BYTES);
	a.feed_entry_title = head(e->title, MAX_TITLE_BYTES);
	a.feed_entry_author = e->author;
	a.feed_entry_summary = head(summary, MAX_SUMMARY_BYTES);
	a.feed_entry_published = e->published.ms == TIME_UNKNOWN ? e->updated : e->published;
	text_reset(&json);
	article_encode(&a, &json);
	metadata = arena_copy(arena, text_slice(&json));
	text_release(&json);
	return metadata;
}

/* Does the entry lead to a page that can be fetched? */
static bool has_page(const struct feed_entry *e)
{
	return e->link.len <= MAX_URL_BYTES &&
	       (slice_starts_nocase(e->link, SLICE("http://")) || slice_starts_nocase(e->link, SLICE("https://")));
}

/* True if it is new. */
static bool note_entry(struct source_feeds *s, const struct stored_feed *row, const struct feed *feed,
		       const struct feed_entry *e)
{
	struct arena *arena = s->entry_arena;
	struct stored_page page = { .key = SLICE(""), .url = e->link, .metadata = SLICE("") };
	struct slice host = SLICE(""), key;
	int64_t id = 0;

	arena_reset(arena);
	if (has_page(e)) {
		page.key = url_normalise(arena, e->link);
		host = url_host(page.key);
	}
	if (slice_empty(host))
		page.key = SLICE("");
	else
		page.metadata = entry_metadata(arena, row, feed, e, page.key);
	key = entry_key(arena, e);
	if (entry_store_has(s->entries, row->id, key))
		return false;
	if (!slice_empty(host) && (id = page_store_find(s->pages, page.key)) == 0)
		id = page_store_add(s->pages, &page, host);
	entry_store_note(s->entries, row->id, key, id);
	s->count.entries++;
	metrics_add("wiremill_entries_total", slice_empty(host) ? "page=\"no\"" : "page=\"yes\"", 1);
	if (!slice_empty(host))
		schedule_add(s->schedule, host, source_feeds_host_due(s, host));
	return true;
}

struct entries_noted source_feeds_note_entries(struct source_feeds *s, const struct stored_feed *row,
					       const struct feed *feed)
{
	struct entries_noted noted = { 0 };

	for (size_t i = 0; i < feed->nentries; i++)
		noted.fresh += note_entry(s, row, feed, &feed->entry[i]);
	return noted;
}
