/* ingest/source_feeds_feed.c - a feed was polled: archive what came, have its entries noted. */
#include "common/log.h"
#include "common/metrics.h"
#include "ingest/source_feeds.h"

#include <inttypes.h>

static void archive_feed(struct source_feeds *s, const struct fetch_answer *answer)
{
	struct capture capture = source_feeds_capture(answer, CAPTURE_FEED, NULL);
	int64_t seq;

	capture.not_modified = answer->status == 304;
	if (!slice_empty(answer->head))
		source_feeds_append(s, &capture, &seq);
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
	source_feeds_note_entries(s, row, &feed);
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
