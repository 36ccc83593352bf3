/* ingest/source_feeds_feed.c - a feed was polled: archive what came, note its new entries. */
#include "common/log.h"
#include "common/metrics.h"
#include "common/utf8.h"
#include "ingest/source_feeds.h"
#include "ingest/url.h"

#include <inttypes.h>

#define MAX_KEY_BYTES     512
#define MAX_TITLE_BYTES   1024
#define MAX_SUMMARY_BYTES 16384
#define MAX_URL_BYTES     8192 /* a longer link leads nowhere */

static void archive_feed(struct source_feeds *s, const struct fetch_answer *answer)
{
	struct capture capture = source_feeds_capture(answer, CAPTURE_FEED, NULL);
	int64_t seq;

	capture.not_modified = answer->status == 304;
	if (!slice_empty(answer->head))
		source_feeds_append(s, &capture, &seq);
}

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

static void note_entry(struct source_feeds *s, const struct stored_feed *row, const struct feed *feed,
		       const struct feed_entry *e)
{
	struct arena *arena = s->entry_arena;
	struct stored_page page = { .key = SLICE(""), .url = e->link, .metadata = SLICE("") };
	struct slice host = SLICE("");

	arena_reset(arena);
	if (has_page(e)) {
		page.key = url_normalise(arena, e->link);
		host = url_host(page.key);
	}
	if (slice_empty(host))
		page.key = SLICE("");
	else
		page.metadata = entry_metadata(arena, row, feed, e, page.key);
	if (!feed_store_add_entry(s->store, row->id, entry_key(arena, e), &page, host))
		return;
	s->count.entries++;
	metrics_add("wiremill_entries_total", slice_empty(host) ? "page=\"no\"" : "page=\"yes\"", 1);
	if (!slice_empty(host))
		schedule_add(s->schedule, host, feed_store_host_due(s->store, host));
}

/* Decode, parse and note.  Returns 0; or -1 and a sentence. */
static int take_feed(struct source_feeds *s, struct stored_feed *row, const struct fetch_answer *answer,
		     struct reason *why)
{
	struct feed_hints hints = { .base = answer->url,
				    .content_type = fetch_header(answer, SLICE("Content-Type")),
				    .content_language = fetch_header(answer, SLICE("Content-Language")) };
	struct text decoded;
	struct slice body;
	struct feed feed = { .nentries = 0 };
	int result;

	text_init(&decoded, FETCH_MAX_FEED_BYTES);
	result = fetch_decode(answer, &decoded, &body, why);
	if (result == 0)
		result = feed_parse(&feed, s->arena, body, &hints, why);
	text_release(&decoded);
	if (result < 0)
		return -1;
	for (size_t i = 0; i < feed.nentries; i++)
		note_entry(s, row, &feed, &feed.entry[i]);
	/* A feed of which a part was not read must come whole the next time. */
	row->etag = feed.truncated || answer->truncated ? SLICE("") : fetch_header(answer, SLICE("ETag"));
	row->last_modified =
		feed.truncated || answer->truncated ? SLICE("") : fetch_header(answer, SLICE("Last-Modified"));
	return 0;
}

static void keep_if_sent(struct slice *validator, struct slice sent)
{
	if (!slice_empty(sent))
		*validator = sent;
}

static void note_failure(struct source_feeds *s, struct stored_feed *row, const char *class, const char *sentence)
{
	row->errors++;
	s->count.failed_feeds++;
	source_feeds_count_failure("wiremill_feed_failures_total", class);
	log_event(WARN, "feed_failed", "url=" LOG_QUOTED " class=%s errors=%" PRId64 " reason=" LOG_QUOTED,
		  LOG_QUOTE(row->url), class, row->errors, LOG_QUOTE(slice_from(sentence)));
}

void feed_fetched(struct job *job, const struct fetch_answer *answer)
{
	struct source_feeds *s = job->source;
	struct stored_feed row = feed_store_feed(s->store, job->id, s->arena);
	struct reason why = { .step = "parse" };

	archive_feed(s, answer);
	s->count.polled++;
	metrics_add("wiremill_feed_polls_total", "", 1);
	if (answer->failure != FETCH_FINE) {
		note_failure(s, &row, fetch_failure_name(answer->failure), answer->sentence);
	} else if (answer->status == 304) {
		s->count.not_modified++;
		metrics_add("wiremill_feeds_not_modified_total", "", 1);
		row.errors = 0;
		keep_if_sent(&row.etag, fetch_header(answer, SLICE("ETag")));
		keep_if_sent(&row.last_modified, fetch_header(answer, SLICE("Last-Modified")));
	} else if (take_feed(s, &row, answer, &why) < 0) {
		note_failure(s, &row, "parse", why.sentence);
	} else {
		row.errors = 0;
	}
	feed_store_polled(s->store, &row,
			  clock_now_ms() +
				  schedule_interval_ms(1000 * fetch_options.feed_interval_s, row.errors, ++s->random));
}
