/* ingest/source_feeds_entry.c - the entries of a feed that was read: which are new, which were edited, and what is to be
 * fetched for them.
 *
 * First every entry is looked up, then all are noted: whether an edit is one, or the feed only writes everything anew,
 * shows when all are known.
 */
#include "common/log.h"
#include "common/metrics.h"
#include "common/utf8.h"
#include "ingest/full_text.h"
#include "ingest/source_feeds.h"
#include "ingest/url.h"

#include <inttypes.h>

#define HOUR_MS ((int64_t)3600 * 1000)
#define DAY_MS  (24 * HOUR_MS)

#define MAX_ID_BYTES      512
#define MAX_TITLE_BYTES   1024
#define MAX_SUMMARY_BYTES 16384

#define SITEMAP_NEWS_MS    (3 * DAY_MS)
#define SITEMAP_SMALL_URLS 100 /* whoever lists a sitemap of so many wants its pages; a longer one is an inventory */

#define MAX_ON_PAGE   8       /* entries of one feed that lead to the same page, among which an old one is looked for */
#define EDIT_PAUSE_MS HOUR_MS /* between two versions of a page */
#define REWRITTEN_MIN 5       /* so many entries edited at once, and more than half of those known: no edits */

/* A feed that was read. */
struct reading {
	struct source_feeds *s;
	const struct stored_feed *row;
	const struct feed *feed;
	struct slice title;
	enum feed_full_text full_text;
	struct stored_source source;
	struct identities all;
	int64_t known, edited;
	bool first;     /* it was never read before */
	bool rewritten; /* all of it, by a machine */
};

/* An entry that was looked up. */
struct found {
	bool known;
	struct stored_entry entry; /* if it is known */
	struct slice old_key;      /* not empty: it was known by this one */
	enum identity_fate fate;
	struct slice page_key; /* what its page is known by; empty: it has none */
	struct slice page_url;
	int64_t page;   /* that page, 0: not known yet */
	bool own_text;  /* it is not asked for: the entry has the text */
	bool keep_text; /* the entry's text may have to do */
};

/* Where the text of an entry comes from, and so what its page is known by: by feed and key if it has no link of its own.
 * With --full-text=feed an entry without a word of text has no page. */
static void choose_page(const struct reading *r, size_t i, struct found *f)
{
	const struct identity *id = &r->all.at[i];
	enum full_text_extent extent = FULL_TEXT_NONE;

	if (r->full_text != FEED_FULL_TEXT_PAGE) {
		arena_reset(r->s->entry_arena);
		extent = full_text_extent(&r->feed->entry[i], r->s->entry_arena);
	}
	f->own_text = extent == FULL_TEXT_WHOLE || (extent == FULL_TEXT_ENOUGH && slice_empty(id->page)) ||
		      (extent != FULL_TEXT_NONE && r->full_text == FEED_FULL_TEXT_FEED);
	f->keep_text = f->own_text || extent == FULL_TEXT_ENOUGH;
	f->page_key = r->full_text == FEED_FULL_TEXT_FEED && !f->own_text ? SLICE("") : id->page;
	f->page_url = r->feed->entry[i].link;
	if (f->own_text && (slice_empty(id->page) || id->shared)) {
		struct slice name = arena_printf(r->s->arena, "%.*s\n%.*s", SLICE_ARG(r->row->url), SLICE_ARG(id->key)),
			     urn = article_urn(r->s->arena, name);

		f->page_url = arena_printf(r->s->arena, "%.*s#%.*s", SLICE_ARG(r->row->url), SLICE_ARG(urn));
		f->page_key = arena_printf(r->s->arena, "%.*s#%.*s", SLICE_ARG(url_normalise(r->s->arena, r->row->url)),
					   SLICE_ARG(urn));
	}
	f->page = slice_empty(f->page_key) ? 0 : page_store_find(r->s->pages, f->page_key);
}

/* An entry of this feed that led to the same page, under a key that the feed has no more: it is this one. */
static bool find_by_page(const struct reading *r, struct found *f)
{
	struct stored_entry entry = { .key = SLICE("") };

	for (int i = 0; i < MAX_ON_PAGE; i++) {
		if (!entry_store_find_on_page(r->s->entries, r->row->id, f->page, entry.key, r->s->arena, &entry))
			return false;
		if (identities_have(&r->all, entry.key))
			continue;
		f->old_key = entry.key;
		f->entry = entry;
		return true;
	}
	return false;
}

static struct found look_up(struct reading *r, size_t i)
{
	const struct identity *now = &r->all.at[i];
	struct found f = { .old_key = SLICE(""), .page_key = SLICE(""), .page_url = SLICE(""), .fate = IDENTITY_SAME };

	f.known = entry_store_find(r->s->entries, r->row->id, now->key, &f.entry);
	if (f.known && (!f.entry.judged || f.entry.written.words == now->words))
		return f;
	choose_page(r, i, &f);
	if (!f.known && f.page)
		f.known = find_by_page(r, &f);
	if (!f.known || !f.entry.judged || slice_empty(f.page_key))
		return f;
	if (f.entry.page == 0) { /* it may have got its text by now */
		f.fate = f.own_text ? IDENTITY_REUSED : IDENTITY_SAME;
		return f;
	}
	f.fate = identity_judge(&f.entry.written, now, f.page != f.entry.page);
	if (f.fate != IDENTITY_SAME && f.page && f.page != f.entry.page) { /* keys change places: no news */
		f.fate = IDENTITY_SAME;
		f.entry.page = f.page;
	}
	return f;
}

/* What the feed says of the article, as the metadata that will stand in the archive.  `entryUrl` in `extra` is the URL
 * the entry has: with redirects the article's is another, and it is by this one that a page is known; or by `pageKey`,
 * if that is not what it is known by. */
static struct slice entry_metadata(const struct reading *r, const struct feed_entry *e, const struct stored_page *page,
				   bool by_link)
{
	struct arena *arena = r->s->entry_arena;
	struct slice summary = e->summary_plain ? feed_one_line(arena, e->summary) : feed_plain(arena, e->summary),
		     metadata;
	struct article a;
	struct text json;

	article_init(&a, arena);
	text_init(&json, ARTICLE_MAX_META_BYTES);
	text_add(&json, SLICE("{\"entryUrl\":"));
	text_add_json(&json, page->url);
	if (!by_link) {
		text_add(&json, SLICE(",\"pageKey\":"));
		text_add_json(&json, page->key);
	}
	text_add_char(&json, '}');
	a.extra = arena_copy(arena, text_slice(&json));
	a.id = article_urn(arena, page->key);
	a.url = page->url;
	a.feed_url = r->row->url;
	a.feed_title = r->title;
	a.entry_id = utf8_head(e->id, MAX_ID_BYTES);
	a.feed_entry_title = utf8_head(e->title, MAX_TITLE_BYTES);
	a.feed_entry_author = e->author;
	a.feed_entry_summary = utf8_head(summary, MAX_SUMMARY_BYTES);
	a.feed_entry_published = e->published.ms == TIME_UNKNOWN ? e->updated : e->published;
	text_reset(&json);
	article_encode(&a, &json);
	metadata = arena_copy(arena, text_slice(&json));
	text_release(&json);
	return metadata;
}

/* The page of an entry, known by `key`, as it is to be fetched now; lives in the entry's arena. */
static struct stored_page page_of(const struct reading *r, size_t i, const struct found *f, struct slice key)
{
	const struct feed_entry *e = &r->feed->entry[i];
	struct stored_page page = { .key = key,
				    .url = f->page_url,
				    .host = f->own_text ? SLICE("") : url_host(f->page_key),
				    .content = SLICE("") };

	arena_reset(r->s->entry_arena);
	page.metadata = entry_metadata(r, e, &page, slice_equal(key, r->all.at[i].page));
	if (f->keep_text)
		page.content = full_text_page(e, r->s->entry_arena);
	return page;
}

static void schedule_page(struct source_feeds *s, struct slice host)
{
	schedule_add(s->schedule, host, source_feeds_host_due(s, host));
}

static void add_page(const struct reading *r, size_t i, struct found *f)
{
	struct stored_page page;

	if (f->page || slice_empty(f->page_key))
		return;
	page = page_of(r, i, f, f->page_key);
	f->page = page_store_add(r->s->pages, &page);
	schedule_page(r->s, page.host);
}

/* The article is to be had again; what failed for good stays so. */
static void fetch_again(const struct reading *r, size_t i, const struct found *f)
{
	int64_t id = page_store_original(r->s->pages, f->entry.page);
	struct stored_page was = page_store_page(r->s->pages, id, r->s->arena), page;
	int64_t now_ms = clock_now_ms(), since_ms = now_ms - was.settled_ms; /* below 0: the clock was ahead then */
	bool pause = since_ms >= 0 && since_ms < EDIT_PAUSE_MS;

	if (was.status == PAGE_FAILED)
		return;
	page = page_of(r, i, f, was.key);
	page.id = id;
	page.status = was.status;
	page_store_again(r->s->pages, &page, pause ? was.settled_ms + EDIT_PAUSE_MS : 0);
	schedule_page(r->s, page.host);
}

/* Note what is known of the entry from now on. */
static void note(const struct reading *r, size_t i, const struct found *f, int64_t page)
{
	struct stored_entry entry = {
		.key = r->all.at[i].key, .page = page, .written = r->all.at[i], .seen_ms = r->source.read_ms
	};

	if (!slice_empty(f->old_key))
		entry_store_forget(r->s->entries, r->row->id, f->old_key);
	entry_store_note(r->s->entries, r->row->id, &entry);
}

/* A sitemap lists all a site has.  Its news are what is dated so; without dates, what was not there the last time, or, at
 * the first, all of a small one. */
static bool is_old(const struct reading *r, size_t i)
{
	int64_t date_ms = r->all.at[i].date_ms;

	if (!r->feed->is_sitemap)
		return false;
	if (date_ms != TIME_UNKNOWN)
		return date_ms < r->source.read_ms - SITEMAP_NEWS_MS;
	return r->first && (r->feed->truncated || r->feed->nentries > SITEMAP_SMALL_URLS);
}

static void note_new(const struct reading *r, size_t i, struct found *f)
{
	if (!is_old(r, i))
		add_page(r, i, f);
	note(r, i, f, f->page);
	r->s->count.entries++;
	metrics_add("wiremill_entries_total", f->page ? "page=\"yes\"" : "page=\"no\"", 1);
}

static void note_known(const struct reading *r, size_t i, struct found *f)
{
	bool stale = f->entry.seen_ms < r->source.read_ms - DAY_MS || !f->entry.judged || !slice_empty(f->old_key) ||
		     f->entry.written.words != r->all.at[i].words;

	switch (f->fate) {
	case IDENTITY_SAME:
		if (stale)
			note(r, i, f, f->entry.page);
		return;
	case IDENTITY_EDITED:
		if (!r->rewritten)
			fetch_again(r, i, f);
		note(r, i, f, f->entry.page);
		metrics_add("wiremill_entries_total", "page=\"edited\"", 1);
		return;
	case IDENTITY_REUSED:
		add_page(r, i, f);
		note(r, i, f, f->page);
		metrics_add("wiremill_entries_total", "page=\"reused\"", 1);
		return;
	}
}

/* More edits at once than editors make: the feed has a new layout, or writes the time into everything. */
static void judge_edits(struct reading *r)
{
	r->rewritten = r->edited >= REWRITTEN_MIN && 2 * r->edited > r->known;
	if (r->rewritten)
		log_event(INFO, "feed_rewritten", "url=" LOG_QUOTED " entries=%" PRId64, LOG_QUOTE(r->row->url),
			  r->edited);
}

/* Is what became of an entry that its page is fetched as that of a new article? */
static bool is_new_article(const struct found *f)
{
	return !f->known || f->fate == IDENTITY_REUSED;
}

/* Returns how many new articles there are. */
static int64_t look_all_up(struct reading *r, struct found *found)
{
	int64_t articles = 0;

	for (size_t i = 0; i < r->all.n; i++) {
		if (r->all.at[i].repeated)
			continue;
		found[i] = look_up(r, i);
		r->known += found[i].known;
		r->edited += found[i].fate == IDENTITY_EDITED;
		articles += is_new_article(&found[i]);
	}
	return articles;
}

/* A feed that ever brings more than can be fetched would fill the disk: it has to wait, and what it still has then is taken. */
static bool is_flood(const struct reading *r, int64_t articles)
{
	bool flooded = articles > 0 && entry_store_is_flooded(r->s->entries, r->row->id);

	if (flooded)
		log_event(WARN, "feed_floods", "url=" LOG_QUOTED " left=%" PRId64, LOG_QUOTE(r->row->url), articles);
	return flooded;
}

static void prune(struct reading *r)
{
	if (r->source.read_ms - r->source.pruned_ms > DAY_MS &&
	    entry_store_prune(r->s->entries, r->row->id, r->source.read_ms - ENTRY_KEPT_DAYS * DAY_MS))
		r->source.pruned_ms = r->source.read_ms;
}

struct entries_noted source_feeds_note_entries(struct source_feeds *s, const struct stored_feed *row,
					       const struct feed *feed)
{
	struct reading r = { .s = s, .row = row, .feed = feed, .source = entry_store_source(s->entries, row->id) };
	struct found *found = arena_new(s->arena, struct found, feed->nentries);
	struct entries_noted noted = { 0 };
	int64_t articles;

	r.full_text = feed_options_decode(row->options, s->arena).full_text;
	if (r.full_text == FEED_FULL_TEXT_DEFAULT)
		r.full_text = s->full_text;
	if (feed->is_sitemap)
		r.full_text = FEED_FULL_TEXT_PAGE; /* there is no other */
	r.title = utf8_head(slice_empty(feed->title) ? row->title : feed->title, MAX_TITLE_BYTES);
	r.first = r.source.read_ms == 0;
	r.source.read_ms = clock_now_ms();
	r.all = identities_of(feed, &r.source.by, s->arena, s->entry_arena);
	articles = look_all_up(&r, found);
	judge_edits(&r);
	if (is_flood(&r, articles))
		noted.left = articles;
	for (size_t i = 0; i < r.all.n; i++) {
		if (r.all.at[i].repeated || (noted.left && is_new_article(&found[i])))
			continue;
		noted.fresh += !found[i].known;
		noted.changed += found[i].fate == IDENTITY_REUSED || (found[i].fate == IDENTITY_EDITED && !r.rewritten);
		if (found[i].known)
			note_known(&r, i, &found[i]);
		else
			note_new(&r, i, &found[i]);
	}
	prune(&r);
	entry_store_set_source(s->entries, row->id, &r.source, row->url, r.title);
	return noted;
}
