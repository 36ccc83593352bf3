/* ingest/source_feeds_page.c - a page was fetched: archive it, or try again later, or give it up. */
#include "common/die.h"
#include "common/log.h"
#include "common/metrics.h"
#include "ingest/source_feeds.h"
#include "ingest/url.h"

#include <errno.h>

#define BACK_OFF_MS      60000 /* after the first failure; five times as long after the second */
#define ONCE_BACK_OFF_MS 500   /* with --once, where somebody waits */

/* May another try bring it? */
static bool may_pass(const struct fetch_answer *answer)
{
	switch (answer->failure) {
	case FETCH_DNS:
	case FETCH_CONNECT:
	case FETCH_TLS:
	case FETCH_TIMEOUT:
	case FETCH_BROKEN: return true;
	case FETCH_STATUS:
		return answer->status >= 500 || answer->status == 408 || answer->status == 425 || answer->status == 429;
	default: return false;
	}
}

/* The article as its entry and this answer tell. */
static void fill_article(struct article *a, struct arena *arena, const struct stored_page *page,
			 const struct fetch_answer *answer, struct slice final_key)
{
	struct reason why;

	article_init(a, arena);
	if (article_decode(a, page->metadata, &why) < 0)
		die("state: page %lld: %s", (long long)page->id, why.sentence);
	a->id = article_urn(arena, final_key);
	a->url = answer->url;
	a->run = SLICE("live");
	a->content_type = fetch_header(answer, SLICE("Content-Type"));
	a->fetched_ms = answer->began_ms;
}

/* Our own disk is full, or our network gone.  The page is as if it had not been asked for, for a while. */
static void postpone(struct source_feeds *s, const struct stored_page *page)
{
	page_store_retry(s->pages, page->id, clock_now_ms() + source_feeds_jitter(s, ONCE_BACK_OFF_MS), page->tries);
}

/* Append; what is over a limit of the archive goes there without head and body, as if nothing had come.  Returns -1 when
 * nothing can be written. */
static int append_failed(struct source_feeds *s, const struct stored_page *page, struct capture *capture, int64_t *seq)
{
	if (source_feeds_append(s, capture, seq) == 0)
		return 0;
	if (errno != EMSGSIZE)
		return -1;
	*capture = (struct capture){ .kind = CAPTURE_OTHER,
				     .url = page->url,
				     .ip = SLICE(""),
				     .request = SLICE(""),
				     .head = SLICE(""),
				     .content_type = SLICE(""),
				     .body = SLICE(""),
				     .fetched_ms = capture->fetched_ms,
				     .article = capture->article };
	return source_feeds_append(s, capture, seq);
}

/* `extra`, a JSON object that is not empty, with the reason in it: so the archive tells it as well. */
static struct slice with_failure(struct arena *arena, struct slice extra, const char *sentence)
{
	struct slice result;
	struct text json;

	text_init(&json, ARTICLE_MAX_META_BYTES);
	text_add(&json, slice_head(extra, extra.len - 1));
	text_add(&json, SLICE(",\"fetchFailure\":"));
	text_add_json(&json, slice_from(sentence));
	text_add_char(&json, '}');
	result = arena_copy(arena, text_slice(&json));
	text_release(&json);
	return result;
}

/* What came is archived all the same, as something that is no article; of nothing there is a metadata record.  Its place
 * is the dead letter's. */
static void give_up(struct source_feeds *s, const struct stored_page *page, const struct fetch_answer *answer,
		    const char *sentence)
{
	struct capture capture;
	struct article a;
	struct text metadata;
	int64_t seq;

	fill_article(&a, s->arena, page, answer, page->key);
	a.url = page->url; /* as its entry has it: where it would have ended is not known */
	a.extra = with_failure(s->arena, a.extra, sentence);
	capture = source_feeds_capture(answer, CAPTURE_OTHER, &a);
	if (append_failed(s, page, &capture, &seq) < 0) {
		postpone(s, page);
		return;
	}
	text_init(&metadata, ARTICLE_MAX_META_BYTES);
	article_encode(&a, &metadata);
	page_store_failed(s->pages, page->id, seq, text_slice(&metadata), slice_from(sentence));
	text_release(&metadata);
	if (seq < s->next_failed)
		s->next_failed = seq;
	s->count.failed_pages++;
	metrics_add("wiremill_pages_total", "outcome=\"failed\"", 1);
	log_event(WARN, "page_failed", "url=" LOG_QUOTED " reason=" LOG_QUOTED, LOG_QUOTE(page->url),
		  LOG_QUOTE(slice_from(sentence)));
}

static void archive_page(struct source_feeds *s, const struct stored_page *page, const struct fetch_answer *answer)
{
	struct slice final_key = url_normalise(s->arena, answer->url);
	struct capture capture;
	struct article a;
	int64_t seq;

	if (page_store_is_archived(s->pages, page->id, final_key)) {
		page_store_archived(s->pages, page->id, final_key);
		s->count.duplicates++;
		metrics_add("wiremill_pages_total", "outcome=\"duplicate\"", 1);
		return;
	}
	fill_article(&a, s->arena, page, answer, final_key);
	capture = source_feeds_capture(answer, CAPTURE_PAGE, &a);
	if (source_feeds_append(s, &capture, &seq) < 0) {
		if (errno == EMSGSIZE)
			give_up(s, page, answer, "over a limit of the archive");
		else
			postpone(s, page);
		return;
	}
	page_store_archived(s->pages, page->id, final_key);
	s->count.archived++;
	metrics_add("wiremill_pages_total", "outcome=\"archived\"", 1);
}

static void try_again(struct source_feeds *s, const struct stored_page *page)
{
	int64_t pause_ms = s->once ? ONCE_BACK_OFF_MS : BACK_OFF_MS;

	for (int64_t i = 0; i < page->tries; i++)
		pause_ms *= 5;
	page_store_retry(s->pages, page->id, clock_now_ms() + source_feeds_jitter(s, pause_ms), page->tries + 1);
	metrics_add("wiremill_pages_total", "outcome=\"retried\"", 1);
}

/* The host says when: that is no fault of the page. */
static void come_back(struct source_feeds *s, const struct stored_page *page, int64_t wait_ms)
{
	page_store_retry(s->pages, page->id, clock_now_ms() + wait_ms, page->tries + 1);
	metrics_add("wiremill_pages_total", "outcome=\"retried\"", 1);
}

void page_fetched(struct job *job, const struct fetch_answer *answer)
{
	struct source_feeds *s = job->source;
	struct stored_page page = page_store_page(s->pages, job->id, s->arena);
	struct reason why = { .step = "fetch" };

	source_feeds_note_answer(job, answer, page.tries == 0);
	if (answer->failure == FETCH_FINE && answer->status != 304) {
		if (robots_deny_end(s, page.url, answer->url, &why))
			give_up(s, &page, answer, why.sentence);
		else
			archive_page(s, &page, answer);
		return;
	}
	source_feeds_count("wiremill_page_failures_total", "class", fetch_failure_name(answer->failure));
	if (source_feeds_is_outage(s, answer))
		postpone(s, &page);
	else if (job->wait_ms && page.tries + 1 < (s->once ? PAGE_TRIES : PAGE_TRIES_ASKED))
		come_back(s, &page, job->wait_ms);
	else if (may_pass(answer) && page.tries + 1 < PAGE_TRIES)
		try_again(s, &page);
	else
		give_up(s, &page, answer,
			answer->status == 304 ? "HTTP 304 to an unconditional request" : answer->sentence);
}
