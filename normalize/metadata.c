/* normalize/metadata.c - Chooses among what the page says of itself. */
#include "normalize/metadata.h"
#include "common/date.h"
#include "normalize/clean_byline.h"
#include "normalize/clean_words.h"

#define MOST_KEYWORDS      40
#define MOST_KEYWORD_BYTES 80

void facts_init(struct facts *facts, int zone_minutes)
{
	*facts = (struct facts){
		.zone_minutes = zone_minutes,
		.title = SLICE(""),
		.byline = SLICE(""),
		.site_name = SLICE(""),
		.url = SLICE(""),
		.language = SLICE(""),
		.body = SLICE(""),
		.description = SLICE(""),
		.organisation = SLICE(""),
		.publisher = SLICE(""),
		.section = SLICE(""),
		.image = SLICE(""),
		.keywords = SLICE(""),
		.type = SLICE(""),
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

void facts_set_moment(const struct facts *facts, struct moment *field, struct slice s)
{
	struct moment m;

	if (s.len == 0 || (field->ms != TIME_UNKNOWN && !field->day_only))
		return;
	m = date_parse_in(slice_trim(s), facts->zone_minutes);
	if (m.ms != TIME_UNKNOWN && (field->ms == TIME_UNKNOWN || !m.day_only))
		*field = m;
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

/* Bytes before the first of these signs. */
static size_t sign_find(struct slice s, const char *signs)
{
	size_t n = 0;

	while (n < s.len && !strchr(signs, s.at[n]))
		n++;
	return n;
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

/* Is it the publication that signs: its publisher, or what its address is called? */
static bool is_publication(const struct article *a, struct slice name)
{
	char one[200], two[200];
	struct slice label = url_host_label(a->url), compact = name_compact(name, one, sizeof one);

	if (a->publisher.len > 0 && words_equal(name, a->publisher))
		return true;
	label = name_compact(label, two, sizeof two);
	return label.len >= 3 && !words_are_name(name) && (slice_starts(compact, label) || slice_ends(compact, label));
}

/* One word without a capital, or two with a point or line between: what somebody signs in as. */
static bool is_login(struct slice name)
{
	return words_measure(name).capitals == 0 && name.len > 0 && slice_find(name, SLICE(" ")) == name.len;
}

/* The people of the first source that names some. */
static void choose_byline(struct page *page, const struct facts *ld, const struct facts *meta, const struct facts *seen)
{
	struct article *a = page->article;
	const struct slice from[] = { ld->byline, meta->byline, seen->byline, ld->organisation, a->feed_entry_author };
	static const char *const said_by[] = { "JSON-LD", "a meta element", "the page's markup",
					       "JSON-LD: an organisation", "the feed" };

	for (size_t i = is_login(ld->byline) && words_are_name(seen->byline) ? 2 : 0;
	     i < COUNT(from) && a->authors.n == 0; i++) {
		struct names names = byline_names(a->arena, from[i], a->site_name, &a->agency);

		for (size_t k = 0; k < names.n; k++)
			if (!is_publication(a, names.at[k]))
				names_add(a->arena, &a->authors, names.at[k]);
		origin_offer(&a->byline, &page->from.byline, names_join(a->arena, &a->authors), said_by[i]);
	}
}

/* Does b tell more than a: the time of day, or for the same instant the zone where it was written? */
static bool tells_more(struct moment a, struct moment b)
{
	if (b.ms == TIME_UNKNOWN)
		return false;
	if (a.ms == TIME_UNKNOWN || (a.day_only && !b.day_only))
		return true;
	return !a.day_only && !b.day_only && a.ms == b.ms && a.zone_minutes == 0 && b.zone_minutes != 0;
}

/* The first, unless a later one tells more. */
static struct moment choose_moment(const struct moment from[3], const char **origin)
{
	static const char *const names[] = { "JSON-LD", "a meta element", "the page's markup" };
	struct moment m = MOMENT_UNKNOWN;

	for (size_t i = 0; i < COUNT(names); i++) {
		if (tells_more(m, from[i])) {
			m = from[i];
			*origin = names[i];
		}
	}
	return m;
}

/* What relative addresses of the page start from. */
static struct slice page_base(const struct page *page)
{
	uint32_t node = html_find(&page->html, 0, 0, HTML_BASE);
	struct slice url = page->article->url;
	struct slice base =
		node ? url_resolve(page->article->arena, url, html_attr(&page->html, node, HTML_ATTR_HREF)) : SLICE("");

	return base.len > 0 ? base : url;
}

static void choose_url(struct page *page, struct slice base, const struct facts *ld, const struct facts *meta)
{
	struct article *a = page->article;

	origin_offer(&a->canonical_url, &page->from.canonical_url, canonical_choose(a->arena, a->url, base, meta->url),
		     "a link or meta element");
	if (slice_empty(a->canonical_url))
		origin_offer(&a->canonical_url, &page->from.canonical_url,
			     canonical_choose(a->arena, a->url, base, ld->url), "JSON-LD");
}

/* Keywords of a page are separated in as many ways as there are systems. */
static void choose_keywords(struct article *a, const struct facts *const from[3])
{
	for (size_t i = 0; i < 3 && a->keywords.n == 0; i++) {
		struct slice rest = from[i]->keywords;

		while (rest.len > 0 && a->keywords.n < MOST_KEYWORDS) {
			size_t n = sign_find(rest, ",;\n");
			struct slice word = slice_trim(slice_head(rest, n));

			if (word.len < MOST_KEYWORD_BYTES && words_measure(word).letters > 0)
				names_add(a->arena, &a->keywords, word);
			rest = slice_skip(rest, n + 1);
		}
	}
}

static struct slice first_of(struct slice one, struct slice two, struct slice three)
{
	return one.len > 0 ? one : two.len > 0 ? two : three;
}

/* What the page says of the rest. */
static void choose_others(struct page *page, struct slice base, const struct facts *ld, const struct facts *meta,
			  const struct facts *seen)
{
	struct article *a = page->article;
	struct slice section = first_of(meta->section, ld->section, seen->section);

	a->section = section.len < MOST_KEYWORD_BYTES && words_measure(section).letters > 0 &&
				     !words_equal(section, a->title)
			     ? section
			     : SLICE("");
	choose_keywords(a, (const struct facts *const[]){ meta, ld, seen });
	a->image = url_resolve(a->arena, base, meta->image);
	if (slice_empty(a->image))
		a->image = url_resolve(a->arena, base, ld->image);
	a->paywalled = ld->paywalled || meta->paywalled;
	a->page_type = page_type_of(ld->type);
	if (slice_empty(a->page_type))
		a->page_type = page_type_of(meta->type);
	page->says_article = facts_have_article(ld) || facts_have_article(meta);
	page->says_list = ld->list;
	page->language_hint = first_of(seen->language, ld->language, meta->language);
	page->description = first_of(meta->description, ld->description, SLICE(""));
	page->ld_body = ld->body;
}

enum outcome metadata_step(struct page *page, struct reason *why)
{
	struct article *a = page->article;
	struct facts ld, meta, seen;
	struct slice base;

	(void)why;
	if (page->kind != PAGE_HTML)
		return FORWARD;
	page->zone_minutes = page_zone(page);
	facts_init(&ld, page->zone_minutes);
	facts_init(&meta, page->zone_minutes);
	facts_init(&seen, page->zone_minutes);
	metadata_read_json(page, &ld);
	metadata_read_meta(page, &meta);
	origin_offer(&a->site_name, &page->from.site_name, meta.site_name, "a meta element");
	origin_offer(&a->site_name, &page->from.site_name, ld.publisher, "JSON-LD");
	a->publisher = ld.publisher.len > 0 ? ld.publisher : meta.publisher;
	metadata_read_markup(page, &ld, &meta, &seen);
	base = page_base(page);
	choose_url(page, base, &ld, &meta);
	choose_title(page, &ld, &meta, &seen);
	choose_byline(page, &ld, &meta, &seen);
	a->published =
		choose_moment((struct moment[]){ ld.published, meta.published, seen.published }, &page->from.published);
	a->modified =
		choose_moment((struct moment[]){ ld.modified, meta.modified, seen.modified }, &page->from.modified);
	choose_others(page, base, &ld, &meta, &seen);
	return FORWARD;
}
