/* ingest/source_feeds_page.c - a page was fetched: archive it as a version of its article, or try again later, or give it
 * up.  The text that an entry brought along is archived the same way, without being asked for. */
#include "common/die.h"
#include "common/log.h"
#include "common/metrics.h"
#include "ingest/full_text.h"
#include "ingest/source_feeds.h"
#include "ingest/url.h"
#include "ingest/warc.h"

#include <errno.h>

#define BACK_OFF_MS      60000 /* after the first failure; five times as long after the second */
#define ONCE_BACK_OFF_MS 500   /* with --once, where somebody waits */
#define TEXTS_AT_ONCE    64    /* entries' own, archived before what else is due */

/* May another try bring it? */
static bool may_pass(const struct fetch_answer *answer)
{
	int status = answer->failure == FETCH_STATUS ? answer->status : 0;

	return source_feeds_unreached(answer) || status >= 500 || status == 408 || status == 425 || status == 429;
}

/* The next version of the article, as its entry tells.  Its id stays that of the first, wherever it ends now. */
static void fill_article(struct article *a, struct source_feeds *s, const struct stored_page *page,
			 struct slice final_key)
{
	struct reason why;

	article_init(a, s->arena);
	if (article_decode(a, page->metadata, &why) < 0)
		die("state: page %lld: %s", (long long)page->id, why.sentence);
	a->id = article_urn(s->arena, page->version ? page->final_key : final_key);
	a->run = SLICE("live");
	a->version = page->version + 1;
	if (page->version)
		a->first_fetched_ms = page->first_fetched_ms;
	entry_store_feeds(s->entries, page->id, s->arena, &a->feed, &a->nfeeds);
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
	const struct article *a;

	if (source_feeds_append(s, capture, seq) == 0)
		return 0;
	if (errno != EMSGSIZE)
		return -1;
	a = capture->article;
	*capture = source_feeds_text(CAPTURE_OTHER, page->url, SLICE(""), SLICE(""), capture->fetched_ms);
	capture->article = a;
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

static void count_page(const char *outcome)
{
	source_feeds_count("wiremill_pages_total", "outcome", outcome);
}

/* What came is archived all the same, as something that is no article; of nothing there is a metadata record.  Its place
 * is the dead letter's. */
static void bury(struct source_feeds *s, const struct stored_page *page, const struct fetch_answer *answer,
		 const char *sentence)
{
	struct capture capture;
	struct article a;
	struct text metadata;
	int64_t seq;

	fill_article(&a, s, page, page->key);
	a.url = page->url; /* as its entry has it: where it would have ended is not known */
	a.content_type = fetch_header(answer, SLICE("Content-Type"));
	a.fetched_ms = answer->began_ms;
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
	count_page("failed");
	log_event(WARN, "page_failed", "url=" LOG_QUOTED " reason=" LOG_QUOTED, LOG_QUOTE(page->url),
		  LOG_QUOTE(slice_from(sentence)));
}

/* Append a version of a page, whose validators are those of this one already.  Returns -1 and errno. */
static int archive_version(struct source_feeds *s, struct stored_page page, const struct capture *capture,
			   struct slice final_key, const char *digest)
{
	int64_t seq;

	if (source_feeds_append(s, capture, &seq) < 0)
		return -1;
	if (page.version == 0) {
		page.final_key = final_key;
		page.first_fetched_ms = capture->fetched_ms;
	} else if (!slice_equal(final_key, page.final_key)) {
		page_store_add_alias(s->pages, final_key, page.final_key);
	}
	page.version++;
	page.digest = slice_from(digest);
	page_store_archived(s->pages, &page);
	s->count.archived++;
	count_page(page.version > 1 ? "edited" : "archived");
	return 0;
}

/* There is no new version: the last one stays. */
static void keep_version(struct source_feeds *s, const struct stored_page *page)
{
	page_store_archived(s->pages, page);
	count_page("unchanged");
}

/* The page is the text that its entry brought along.  Returns -1 and errno. */
static int archive_text(struct source_feeds *s, const struct stored_page *page)
{
	struct stored_page next = *page;
	char digest[WARC_DIGEST_SIZE];
	struct capture capture;
	struct article a;

	warc_digest(page->content, SLICE(""), digest);
	if (page->version && slice_equal(page->digest, slice_from(digest))) {
		keep_version(s, page);
		return 0;
	}
	fill_article(&a, s, page, page->key);
	a.url = page->url;
	a.content_type = SLICE(FULL_TEXT_TYPE);
	a.fetched_ms = clock_now_ms();
	capture = source_feeds_text(CAPTURE_PAGE, page->url, a.content_type, page->content, a.fetched_ms);
	capture.article = &a;
	next.etag = next.last_modified = next.validated_url = SLICE("");
	return archive_version(s, next, &capture, page->key, digest);
}

/* The page will not come.  Its entry's text is better than nothing, and so is the version before. */
static void give_up(struct source_feeds *s, const struct stored_page *page, const struct fetch_answer *answer,
		    const char *sentence)
{
	if (page->version) {
		log_event(WARN, "page_not_refreshed", "url=" LOG_QUOTED " reason=" LOG_QUOTED, LOG_QUOTE(page->url),
			  LOG_QUOTE(slice_from(sentence)));
		keep_version(s, page);
	} else if (!slice_empty(page->content)) {
		log_event(INFO, "page_from_feed", "url=" LOG_QUOTED " reason=" LOG_QUOTED, LOG_QUOTE(page->url),
			  LOG_QUOTE(slice_from(sentence)));
		if (archive_text(s, page) < 0)
			postpone(s, page);
	} else {
		bury(s, page, answer, sentence);
	}
}

static void digest_body(const struct fetch_answer *answer, char digest[WARC_DIGEST_SIZE])
{
	struct slice body = answer->body;
	struct reason why;
	struct text decoded;

	text_init(&decoded, FETCH_MAX_PAGE_BYTES);
	if (fetch_decode(answer, &decoded, &body, &why) < 0)
		body = answer->body;
	warc_digest(body, SLICE(""), digest);
	text_release(&decoded);
}

static void archive_page(struct source_feeds *s, struct stored_page *page, const struct fetch_answer *answer)
{
	struct slice final_key = url_normalise(s->arena, answer->url);
	bool taken = page_store_is_archived(s->pages, page->id, final_key);
	char digest[WARC_DIGEST_SIZE];
	struct stored_page next = *page;
	struct capture capture;
	struct article a;

	digest_body(answer, digest);
	if (page->version && (taken || slice_equal(page->digest, slice_from(digest)))) {
		source_feeds_archive(s, answer, CAPTURE_OTHER);
		keep_version(s, page);
		return;
	}
	if (taken) {
		page->final_key = final_key;
		page_store_archived(s->pages, page);
		s->count.duplicates++;
		count_page("duplicate");
		return;
	}
	fill_article(&a, s, page, final_key);
	a.url = answer->url;
	a.content_type = fetch_header(answer, SLICE("Content-Type"));
	a.fetched_ms = answer->began_ms;
	capture = source_feeds_capture(answer, CAPTURE_PAGE, &a);
	next.etag = fetch_header(answer, SLICE("ETag"));
	next.last_modified = fetch_header(answer, SLICE("Last-Modified"));
	next.validated_url = answer->url;
	if (archive_version(s, next, &capture, final_key, digest) == 0)
		return;
	if (errno == EMSGSIZE)
		give_up(s, page, answer, "over a limit of the archive");
	else
		postpone(s, page);
}

static void try_again(struct source_feeds *s, const struct stored_page *page)
{
	int64_t pause_ms = s->once ? ONCE_BACK_OFF_MS : BACK_OFF_MS;

	for (int64_t i = 0; i < page->tries; i++)
		pause_ms *= 5;
	page_store_retry(s->pages, page->id, clock_now_ms() + source_feeds_jitter(s, pause_ms), page->tries + 1);
	count_page("retried");
}

/* The host says when: that is no fault of the page. */
static void come_back(struct source_feeds *s, const struct stored_page *page, int64_t wait_ms)
{
	page_store_retry(s->pages, page->id, clock_now_ms() + wait_ms, page->tries + 1);
	count_page("retried");
}

void page_fetched(struct job *job, const struct fetch_answer *answer)
{
	struct source_feeds *s = job->source;
	struct stored_page page = page_store_page(s->pages, job->id, s->arena);
	struct reason why = { .step = "fetch" };

	source_feeds_archive_hops(s, answer);
	source_feeds_note_answer(job, answer, page.tries == 0);
	if (answer->failure == FETCH_FINE && answer->status != 304) {
		if (robots_deny_end(s, page.url, answer->url, &why))
			give_up(s, &page, answer, why.sentence);
		else
			archive_page(s, &page, answer);
		return;
	}
	if (answer->failure == FETCH_FINE && page.version) {
		source_feeds_archive(s, answer, CAPTURE_OTHER);
		keep_version(s, &page);
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

void page_texts(struct source_feeds *s)
{
	int64_t now_ms = clock_now_ms(), id;
	bool room = true;

	for (int i = 0; room && i < TEXTS_AT_ONCE && (id = page_store_due_page(s->pages, SLICE(""), now_ms)); i++) {
		struct stored_page page = page_store_page(s->pages, id, s->arena);

		room = archive_text(s, &page) == 0;
		if (!room)
			postpone(s, &page);
		arena_reset(s->arena);
	}
}
