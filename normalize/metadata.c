/* normalize/metadata.c - Chooses among what the page says of itself. */
#include "normalize/metadata.h"
#include "common/date.h"
#include "normalize/clean_byline.h"
#include "normalize/clean_words.h"

#include <curl/curl.h>

#define MOST_URL_BYTES 4096

void facts_init(struct facts *facts)
{
	*facts = (struct facts){ SLICE(""), SLICE(""), SLICE(""), SLICE(""),      SLICE(""),
				 SLICE(""), SLICE(""), SLICE(""), MOMENT_UNKNOWN, MOMENT_UNKNOWN };
}

void facts_set(struct arena *arena, struct slice *field, struct slice s)
{
	if (field->len > 0)
		return;
	s = html_decode(arena, slice_trim(s), false);
	*field = arena_copy(arena, slice_trim(s));
}

void facts_set_moment(struct moment *field, struct slice s)
{
	struct moment m;

	if (s.len == 0 || (field->ms != TIME_UNKNOWN && !field->day_only))
		return;
	m = date_parse(slice_trim(s));
	if (m.ms != TIME_UNKNOWN && (field->ms == TIME_UNKNOWN || !m.day_only))
		*field = m;
}

struct slice url_resolve(struct arena *arena, struct slice base, struct slice reference)
{
	struct slice out = SLICE("");
	CURLU *url;
	char *s = NULL;

	reference = slice_trim(reference);
	if (slice_empty(reference) || base.len + reference.len > MOST_URL_BYTES)
		return out;
	url = curl_url();
	if (!url)
		return out;
	if (base.len > 0)
		curl_url_set(url, CURLUPART_URL, arena_copy(arena, base).at, 0);
	if (curl_url_set(url, CURLUPART_URL, arena_copy(arena, reference).at, CURLU_URLENCODE) == CURLUE_OK &&
	    curl_url_get(url, CURLUPART_URL, &s, CURLU_NO_DEFAULT_PORT) == CURLUE_OK &&
	    (slice_starts(slice_from(s), SLICE("http://")) || slice_starts(slice_from(s), SLICE("https://"))))
		out = arena_copy(arena, slice_before(slice_from(s), '#'));
	curl_free(s);
	curl_url_cleanup(url);
	return out;
}

/* Offset of the last sign that parts title and site, and its bytes; title.len if there is none. */
static size_t last_parting(struct slice title, size_t *bytes)
{
	static const char *const partings[] = { " | ", " - ", " – ", " — ", " :: ", " · ", " • ", " » ", " < ", ": " };
	size_t found = title.len;

	for (size_t i = 0; i < COUNT(partings); i++) {
		struct slice parting = slice_from(partings[i]);

		for (size_t at = 0; at + parting.len < title.len; at++)
			if (slice_starts(slice_skip(title, at), parting) && (found == title.len || at > found)) {
				found = at;
				*bytes = parting.len;
			}
	}
	return found;
}

/* "VnExpress" is the site of "VnExpress.net" and the other way round. */
static bool names_site(struct slice s, struct slice site_name)
{
	char a[128], b[128];
	struct slice x = words_fold(slice_head(s, 100), a, sizeof a),
		     y = words_fold(slice_head(site_name, 100), b, sizeof b);

	return x.len > 1 && y.len > 1 &&
	       (slice_starts(x, y) || slice_starts(y, x) || slice_ends(x, y) || slice_ends(y, x));
}

struct slice title_without_site(struct slice title, struct slice site_name)
{
	for (int cuts = 0; cuts < 3 && site_name.len > 0; cuts++) {
		size_t bytes = 0, at = last_parting(title, &bytes), first = slice_find(title, SLICE(" | "));

		if (at < title.len && names_site(slice_skip(title, at + bytes), site_name))
			title = slice_trim(slice_head(title, at));
		else if (first < title.len && names_site(slice_head(title, first), site_name))
			title = slice_trim(slice_skip(title, first + 3));
		else
			break;
	}
	return title;
}

/* The headline where it is whole: as the head says it, but as the page shows it when they agree. */
static void choose_title(struct page *page, const struct facts *ld, const struct facts *meta, const struct facts *seen)
{
	struct article *a = page->article;
	struct slice shown = page->title_node ? html_line(&page->html, page->title_node, 400) : SLICE("");
	struct slice said = ld->title.len > 0 ? ld->title : meta->title.len > 0 ? meta->title : SLICE("");

	if (slice_empty(said))
		said = shown.len > 0 && words_measure(seen->title).words < 2 ? shown : seen->title;
	said = title_without_site(said, a->site_name);
	page->from.title = ld->title.len > 0 ? "JSON-LD" : meta->title.len > 0 ? "a meta element" : "the title element";
	a->title = said;
	if (shown.len > 0 &&
	    (words_shared(said, shown) >= 60 || words_shared(shown, said) >= 80 || slice_empty(said))) {
		a->title = shown;
		page->from.title = "the heading";
	}
	origin_offer(&a->title, &page->from.title, a->feed_entry_title, "the feed");
}

static void choose_byline(struct page *page, const struct facts *ld, const struct facts *meta, const struct facts *seen)
{
	struct article *a = page->article;
	const struct slice from[] = { ld->byline, meta->byline, seen->byline, ld->organisation, a->feed_entry_author };

	static const char *const names[] = { "JSON-LD", "a meta element", "the page's markup",
					     "JSON-LD: an organisation", "the feed" };

	for (size_t i = 0; i < COUNT(from) && slice_empty(a->byline); i++)
		origin_offer(&a->byline, &page->from.byline, byline_clean(a->arena, from[i], a->site_name), names[i]);
}

/* The first that knows the time of day; else the first that knows the day. */
static struct moment choose_moment(const struct moment from[3], const char **origin)
{
	static const char *const names[] = { "JSON-LD", "a meta element", "the page's markup" };
	struct moment m = MOMENT_UNKNOWN;

	for (size_t i = 0; i < COUNT(names); i++) {
		if (from[i].ms == TIME_UNKNOWN)
			continue;
		if (m.ms == TIME_UNKNOWN || (m.day_only && !from[i].day_only)) {
			m = from[i];
			*origin = names[i];
		}
	}
	return m;
}

static void choose_url(struct page *page, const struct facts *ld, const struct facts *meta)
{
	struct article *a = page->article;
	uint32_t node = html_find(&page->html, 0, 0, HTML_BASE);
	struct slice base =
		node ? url_resolve(a->arena, a->url, html_attr(&page->html, node, HTML_ATTR_HREF)) : SLICE("");

	base = base.len > 0 ? base : a->url;
	origin_offer(&a->canonical_url, &page->from.canonical_url, url_resolve(a->arena, base, meta->url),
		     "a link or meta element");
	if (slice_empty(a->canonical_url))
		origin_offer(&a->canonical_url, &page->from.canonical_url, url_resolve(a->arena, base, ld->url),
			     "JSON-LD");
}

enum outcome metadata_step(struct page *page, struct reason *why)
{
	struct article *a = page->article;
	struct facts ld, meta, seen;

	(void)why;
	if (page->kind != PAGE_HTML)
		return FORWARD;
	facts_init(&ld);
	facts_init(&meta);
	facts_init(&seen);
	metadata_read_json(page, &ld);
	metadata_read_meta(page, &meta);
	origin_offer(&a->site_name, &page->from.site_name, meta.site_name, "a meta element");
	origin_offer(&a->site_name, &page->from.site_name, ld.site_name, "JSON-LD");
	seen.title = meta.title.len > 0 ? meta.title : ld.title;
	metadata_read_markup(page, &seen);
	choose_url(page, &ld, &meta);
	choose_title(page, &ld, &meta, &seen);
	choose_byline(page, &ld, &meta, &seen);
	a->published =
		choose_moment((struct moment[]){ ld.published, meta.published, seen.published }, &page->from.published);
	a->modified =
		choose_moment((struct moment[]){ ld.modified, meta.modified, seen.modified }, &page->from.modified);
	page->language_hint = seen.language.len > 0 ? seen.language : ld.language.len > 0 ? ld.language : meta.language;
	page->description = meta.description.len > 0 ? meta.description : ld.description;
	page->ld_body = ld.body;
	return FORWARD;
}
