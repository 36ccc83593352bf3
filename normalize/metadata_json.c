/* normalize/metadata_json.c - Reads the article out of a page's JSON-LD. */
#include "normalize/clean_byline.h"
#include "normalize/clean_words.h"
#include "normalize/json_tree.h"
#include "normalize/metadata.h"

#define MOST_SCRIPTS      40
#define MOST_SCRIPT_BYTES (2u << 20)
#define MOST_VALUES       20000
#define MOST_MEMORY       (16u << 20) /* of a page's arena; the script that goes past it is the last one */

/* The values still to be looked at, and what was found. */
struct walk {
	struct arena *arena;
	const struct json **todo;
	size_t ntodo, seen;
	const struct json *article, *page; /* the best article, and a WebPage or a video as second choice */
	const struct json *breadcrumbs;
	bool list; /* says that the page is a list of others */
	const struct json *root;
	struct slice url;
};

/* The value itself, or its first element. */
static const struct json *json_first(const struct json *v)
{
	return json_tree_is(v, JSON_KIND_ARRAY) ? json_tree_first(v) : v;
}

/* The elements of v from e on, NULL at the end: of what is no list, v itself alone. */
static const struct json *next_of(const struct json *v, const struct json *e)
{
	return json_tree_is(v, JSON_KIND_ARRAY) ? json_tree_next(v, e) : NULL;
}

static bool type_is(const struct json *object, bool (*test)(struct slice))
{
	const struct json *type = json_tree_get(object, "@type");

	for (const struct json *t = json_first(type); t; t = next_of(type, t))
		if (test(json_tree_string(t)))
			return true;
	return false;
}

/* schema.org's Article and everything below it. */
static bool is_article_type(struct slice type)
{
	return slice_ends(type, SLICE("Article")) || slice_ends(type, SLICE("BlogPosting")) ||
	       slice_equal(type, SLICE("DiscussionForumPosting")) || slice_equal(type, SLICE("PodcastEpisode")) ||
	       slice_ends(type, SLICE("Gallery")) || slice_equal(type, SLICE("Report")) ||
	       slice_equal(type, SLICE("Review"));
}

static bool is_list_type(struct slice type)
{
	return slice_equal(type, SLICE("CollectionPage")) || slice_equal(type, SLICE("SearchResultsPage")) ||
	       slice_equal(type, SLICE("ProfilePage"));
}

static bool is_breadcrumb_type(struct slice type)
{
	return slice_equal(type, SLICE("BreadcrumbList"));
}

static bool is_news_type(struct slice type)
{
	return slice_ends(type, SLICE("NewsArticle")) || slice_equal(type, SLICE("LiveBlogPosting"));
}

static bool is_live_type(struct slice type)
{
	return slice_equal(type, SLICE("LiveBlogPosting"));
}

static bool is_page_type(struct slice type)
{
	return slice_ends(type, SLICE("WebPage")) || slice_equal(type, SLICE("VideoObject"));
}

static bool is_person_type(struct slice type)
{
	return slice_ends(type, SLICE("Person"));
}

static struct slice object_url(const struct json *object)
{
	static const char *const names[] = { "url", "mainEntityOfPage", "@id" };

	for (size_t i = 0; i < COUNT(names); i++) {
		const struct json *v = json_first(json_tree_get(object, names[i]));
		struct slice s = json_tree_string(json_tree_is(v, JSON_KIND_OBJECT) ? json_tree_get(v, "@id") : v);

		if (slice_starts_nocase(s, SLICE("http")) || slice_starts(s, SLICE("/")))
			return slice_before(s, '#');
	}
	return SLICE("");
}

/* The first article counts, unless a later one says it is this page. */
static void walk_judge(struct walk *w, const struct json *object)
{
	if (type_is(object, is_article_type)) {
		bool named = json_tree_get(object, "headline") || json_tree_get(object, "articleBody") ||
			     json_tree_get(object, "datePublished");
		bool ours = w->url.len > 0 && slice_equal(object_url(object), w->url);

		if (named && (!w->article || (ours && !slice_equal(object_url(w->article), w->url))))
			w->article = object;
	} else if (!w->page && type_is(object, is_page_type)) {
		w->page = object;
	} else if (!w->breadcrumbs && type_is(object, is_breadcrumb_type)) {
		w->breadcrumbs = object;
	} else if (type_is(object, is_list_type)) {
		w->list = true;
	}
}

/* Lists of other things are left out. */
static bool leads_elsewhere(struct slice name)
{
	static const char *const keys[] = { "itemListElement", "mentions",       "comment",         "review",
					    "isPartOf",        "relatedLink",    "publisher",       "author",
					    "image",           "breadcrumb",     "potentialAction", "citation",
					    "isBasedOn",       "liveBlogUpdate", "hasPart",         NULL };

	return words_in(name, keys);
}

static void walk_push(struct walk *w, const struct json *v)
{
	if ((json_tree_is(v, JSON_KIND_OBJECT) || json_tree_is(v, JSON_KIND_ARRAY)) && w->ntodo < MOST_VALUES)
		w->todo[w->ntodo++] = v;
}

/* The first of those from `from` on is to be looked at first. */
static void walk_turn(struct walk *w, size_t from)
{
	for (size_t i = from, k = w->ntodo; i + 1 < k; i++) {
		const struct json *v = w->todo[--k];

		w->todo[k] = w->todo[i];
		w->todo[i] = v;
	}
}

static void walk_run(struct walk *w, const struct json *root)
{
	walk_push(w, root);
	while (w->ntodo > 0 && w->seen++ < MOST_VALUES) {
		const struct json *at = w->todo[--w->ntodo];
		bool object = json_tree_is(at, JSON_KIND_OBJECT);
		size_t from = w->ntodo;

		if (object)
			walk_judge(w, at);
		for (const struct json *v = json_tree_first(at); v; v = json_tree_next(at, v))
			if (!object || !leads_elsewhere(v->name))
				walk_push(w, v);
		if (!object)
			walk_turn(w, from);
	}
}

/* The object of the graph that `ref` names by its @id; `ref` itself if there is none. */
static const struct json *dereference(const struct json *root, const struct json *ref)
{
	struct slice id = json_tree_string(json_tree_get(ref, "@id"));
	const struct json *graph = json_tree_is(root, JSON_KIND_ARRAY) ? root : json_tree_get(root, "@graph");
	size_t n = 0;

	if (id.len == 0 || json_tree_get(ref, "name") || !json_tree_is(graph, JSON_KIND_ARRAY))
		return ref;
	for (const struct json *v = json_tree_first(graph); v && n < 500; v = json_tree_next(graph, v), n++)
		if (slice_equal(json_tree_string(json_tree_get(v, "@id")), id))
			return v;
	return ref;
}

static void text_add_line(struct text *out, struct slice s)
{
	s = slice_trim(s);
	if (s.len > 0 && out->len > 0)
		text_add_char(out, '\n');
	text_add(out, s);
}

/* Their names, one a line. */
static void text_add_author(struct text *out, const struct json *author)
{
	const struct json *name = json_tree_is(author, JSON_KIND_OBJECT) ? json_tree_get(author, "name") : author;
	struct slice given = json_tree_string(json_tree_get(author, "givenName"));
	struct slice family = json_tree_string(json_tree_get(author, "familyName"));
	size_t n = 0;

	for (const struct json *v = json_first(name); v && n++ < 20; v = next_of(name, v))
		text_add_line(out, json_tree_string(v));
	if (!name && given.len + family.len > 0) {
		text_add_line(out, given);
		text_add(out, given.len > 0 ? SLICE(" ") : SLICE(""));
		text_add(out, family);
	}
}

/* Authors are strings, objects or lists of these; persons are told from bodies. */
static void read_authors(const struct walk *w, const struct json *authors, struct facts *facts)
{
	struct text people, bodies;
	size_t n = 0;

	text_init(&people, 4000);
	text_init(&bodies, 4000);
	for (const struct json *v = json_first(authors); v && n++ < 40; v = next_of(authors, v)) {
		const struct json *author = dereference(w->root, v);
		bool body = json_tree_is(author, JSON_KIND_OBJECT) && json_tree_get(author, "@type") &&
			    !type_is(author, is_person_type);

		text_add_author(body ? &bodies : &people, author);
	}
	facts_set(w->arena, &facts->byline, text_slice(&people));
	facts_set(w->arena, &facts->organisation, text_slice(&bodies));
	text_release(&people);
	text_release(&bodies);
}

/* A string, or the name, address or id of an object; of a list, all of them, one a line. */
static struct slice read_strings(const struct walk *w, const struct json *v, const char *name)
{
	struct text out;
	struct slice s;
	size_t n = 0;

	if (!json_tree_is(v, JSON_KIND_ARRAY))
		return json_tree_string(json_tree_is(v, JSON_KIND_OBJECT) ? json_tree_get(dereference(w->root, v), name)
									  : v);
	text_init(&out, 4000);
	for (const struct json *e = json_tree_first(v); e && n++ < 40; e = json_tree_next(v, e))
		text_add_line(&out, json_tree_string(json_tree_is(e, JSON_KIND_OBJECT) ? json_tree_get(e, name) : e));
	s = arena_copy(w->arena, text_slice(&out));
	text_release(&out);
	return s;
}

/* isAccessibleForFree is false, "False", or a link that ends in it. */
static bool is_closed(const struct json *v)
{
	return (v && slice_equal(v->text, SLICE("false"))) || slice_ends_nocase(json_tree_string(v), SLICE("false"));
}

/* "LiveBlogPosting" of a type, or of the first of several that says more than "Thing". */
static struct slice object_type(const struct json *o)
{
	const struct json *type = json_tree_get(o, "@type");

	for (const struct json *t = json_first(type); json_tree_is(type, JSON_KIND_ARRAY) && t; t = next_of(type, t))
		if (page_type_of(json_tree_string(t)).len > 0)
			return json_tree_string(t);
	return json_tree_string(json_first(type));
}

/* What the page is filed under. */
static void read_filing(const struct walk *w, const struct json *o, struct facts *facts)
{
	const struct json *image = json_first(json_tree_get(o, "image"));

	facts_set(w->arena, &facts->section, json_tree_string(json_first(json_tree_get(o, "articleSection"))));
	facts_set(w->arena, &facts->keywords, read_strings(w, json_tree_get(o, "keywords"), "name"));
	facts_set(w->arena, &facts->image, read_strings(w, image, "url"));
	facts_set(w->arena, &facts->type, object_type(o));
	facts->paywalled = facts->paywalled || is_closed(json_tree_get(o, "isAccessibleForFree"));
}

/* The first of the breadcrumbs that is neither the front page nor the article itself. */
static void read_breadcrumbs(const struct walk *w, struct facts *facts)
{
	const struct json *items = json_tree_get(w->breadcrumbs, "itemListElement");
	const struct json *item = json_tree_is(items, JSON_KIND_ARRAY) ? json_tree_first(items) : NULL;

	for (size_t i = 1; item && i < 3 && (item = json_tree_next(items, item)); i++) {
		const struct json *thing = json_tree_get(item, "item");
		struct slice name = json_tree_string(json_tree_get(item, "name"));

		if (slice_empty(name))
			name = json_tree_string(json_tree_get(thing, "name"));
		if (words_shared(name, facts->title) < 80 || json_tree_next(items, item))
			facts_set(w->arena, &facts->section, name);
	}
}

static void read_object(const struct walk *w, const struct json *o, struct facts *facts)
{
	const struct json *publisher = dereference(w->root, json_first(json_tree_get(o, "publisher")));

	facts->news = facts->news || type_is(o, is_news_type);
	facts->live = facts->live || type_is(o, is_live_type);
	facts_set(w->arena, &facts->title, json_tree_string(json_tree_get(o, "headline")));
	facts_set(w->arena, &facts->description, json_tree_string(json_tree_get(o, "description")));
	facts_set(w->arena, &facts->body, json_tree_string(json_tree_get(o, "articleBody")));
	facts_set(w->arena, &facts->language, json_tree_string(json_tree_get(o, "inLanguage")));
	facts_set(w->arena, &facts->url, object_url(o));
	facts_set(w->arena, &facts->publisher, json_tree_string(json_tree_get(publisher, "name")));
	facts_set_moment(facts, &facts->published, json_tree_string(json_first(json_tree_get(o, "datePublished"))));
	facts_set_moment(facts, &facts->modified, json_tree_string(json_first(json_tree_get(o, "dateModified"))));
	if (slice_empty(facts->byline) && slice_empty(facts->organisation)) {
		read_authors(w, json_tree_get(o, "author"), facts);
		if (slice_empty(facts->byline) && slice_empty(facts->organisation))
			read_authors(w, json_tree_get(o, "creator"), facts);
	}
}

static const struct json *script_load(struct arena *arena, struct slice s)
{
	const struct json *root = json_tree_parse(arena, s, false);

	if (root)
		return root;
	if (slice_contains(slice_head(s, 64), SLICE("&quot;")))
		s = html_decode(arena, s, false); /* written as if it were text */
	return json_tree_parse(arena, json_repair(arena, s), true);
}

static void read_script(struct page *page, struct slice s, const struct json **todo, struct facts *article,
			struct facts *other)
{
	struct arena *arena = page->article->arena;
	struct walk w = { .arena = arena, .todo = todo, .url = slice_before(page->article->url, '#') };

	w.root = s.len < MOST_SCRIPT_BYTES ? script_load(arena, s) : NULL;
	if (!w.root)
		return;
	walk_run(&w, w.root);
	if (w.article) {
		read_object(&w, w.article, article);
		read_filing(&w, w.article, article);
	}
	if (w.page) {
		read_object(&w, w.page, other);
		facts_set(arena, &other->type, object_type(w.page));
		facts_set_moment(other, &other->published, json_tree_string(json_tree_get(w.page, "uploadDate")));
	}
	read_breadcrumbs(&w, other);
	other->list = other->list || w.list;
}

void metadata_read_json(struct page *page, struct facts *facts)
{
	const struct html *html = &page->html;
	struct facts other;
	size_t scripts = 0, most_used = arena_used(page->article->arena) + MOST_MEMORY;
	const struct json **todo = NULL;

	facts_init(&other, facts->zone_minutes);
	for (uint32_t i = html_find(html, 0, 0, HTML_SCRIPT);
	     i && scripts < MOST_SCRIPTS && arena_used(page->article->arena) < most_used;
	     i = html_find(html, 0, i, HTML_SCRIPT)) {
		if (!slice_starts_nocase(slice_trim(html_attr(html, i, HTML_ATTR_TYPE)), SLICE("application/ld+json")))
			continue;
		if (scripts++ == 0)
			todo = arena_raw(page->article->arena, const struct json *, MOST_VALUES);
		read_script(page, html_raw_text(html, i), todo, facts, &other);
	}
	if (facts->published.ms == TIME_UNKNOWN || facts->published.day_only)
		facts->published = other.published.ms != TIME_UNKNOWN && !other.published.day_only ? other.published
												   : facts->published;
	if (facts->published.ms == TIME_UNKNOWN)
		facts->published = other.published;
	if (slice_empty(facts->publisher))
		facts->publisher = other.publisher;
	if (slice_empty(facts->section))
		facts->section = other.section;
	if (slice_empty(facts->type))
		facts->type = other.type;
	facts->list = other.list;
	if (slice_empty(facts->language))
		facts->language = other.language;
}
