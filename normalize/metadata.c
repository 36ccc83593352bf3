/* normalize/metadata.c - Chooses among what the page says of itself. */
#include "normalize/metadata.h"
#include "common/date.h"
#include "normalize/clean_byline.h"
#include "normalize/clean_words.h"

#include <curl/curl.h>

#define MOST_URL_BYTES 4096

void facts_init(struct facts *facts)
{
	*facts = (struct facts){
		.title = SLICE(""),
		.byline = SLICE(""),
		.site_name = SLICE(""),
		.url = SLICE(""),
		.language = SLICE(""),
		.body = SLICE(""),
		.description = SLICE(""),
		.organisation = SLICE(""),
		.publisher = SLICE(""),
		.published = MOMENT_UNKNOWN,
		.modified = MOMENT_UNKNOWN,
	};
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

static void choose_title(struct page *page, const struct facts *ld, const struct facts *meta, const struct facts *seen)
{
	struct article *a = page->article;
	const struct headlines headlines = {
		.heading = page->title_node ? html_line(&page->html, page->title_node, 400) : SLICE(""),
		.data = ld->title,
		.shared = meta->title,
		.element = seen->title,
		.news = ld->news || meta->news,
		.live = ld->live,
	};

	a->title = title_choose(&headlines, a->site_name, &page->from.title);
	origin_offer(&a->title, &page->from.title, a->feed_entry_title, "the feed");
}

/* Letters and digits alone, small: "n-tv NACHRICHTEN" is "ntvnachrichten". */
static struct slice name_compact(struct slice s, char *buf, size_t size)
{
	struct slice folded = words_fold(slice_head(s, size - 1), buf, size);
	size_t len = 0;

	for (size_t i = 0; i < folded.len; i++)
		if (buf[i] != ' ')
			buf[len++] = buf[i];
	return slice_of(buf, len);
}

/* "example" of https://www.news.example.com/, "news" of https://news.example/. */
static struct slice host_label(struct slice url)
{
	struct slice host = slice_before(slice_skip(url, slice_find(url, SLICE("://")) + 3), '/'), label = SLICE(""),
		     part;

	if (slice_starts_nocase(host, SLICE("www.")))
		host = slice_skip(host, 4);
	while (slice_next(&host, '.', &part))
		if (host.len > 0 && (part.len > 3 || slice_empty(label)))
			label = part; /* "co" of "co.uk" names nobody */
	return label;
}

/* Is it the publication that signs: its publisher, or what its address is called? */
static bool is_publication(const struct article *a, struct slice name)
{
	char one[200], two[200];
	struct slice label = host_label(a->url), compact = name_compact(name, one, sizeof one);

	if (a->publisher.len > 0 && words_equal(name, a->publisher))
		return true;
	label = name_compact(label, two, sizeof two);
	return label.len >= 3 && !words_are_name(name) && (slice_starts(compact, label) || slice_ends(compact, label));
}

/* The people of the first source that names some. */
static void choose_byline(struct page *page, const struct facts *ld, const struct facts *meta, const struct facts *seen)
{
	struct article *a = page->article;
	const struct slice from[] = { ld->byline, meta->byline, seen->byline, ld->organisation, a->feed_entry_author };
	static const char *const said_by[] = { "JSON-LD", "a meta element", "the page's markup",
					       "JSON-LD: an organisation", "the feed" };

	for (size_t i = 0; i < COUNT(from) && a->authors.n == 0; i++) {
		struct names names = byline_names(a->arena, from[i], a->site_name, &a->agency);

		for (size_t k = 0; k < names.n; k++)
			if (!is_publication(a, names.at[k]))
				names_add(a->arena, &a->authors, names.at[k]);
		origin_offer(&a->byline, &page->from.byline, names_join(a->arena, &a->authors), said_by[i]);
	}
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
	origin_offer(&a->site_name, &page->from.site_name, ld.publisher, "JSON-LD");
	a->publisher = ld.publisher.len > 0 ? ld.publisher : meta.publisher;
	metadata_read_markup(page, &ld, &meta, &seen);
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
