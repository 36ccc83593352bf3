/* normalize/metadata_json.c - Reads the article out of a page's JSON-LD. */
#include "normalize/clean_byline.h"
#include "normalize/clean_words.h"
#include "normalize/metadata.h"

#include <jansson.h>

#define MOST_SCRIPTS      40
#define MOST_SCRIPT_BYTES (2u << 20)
#define MOST_VALUES       20000

/* The values still to be looked at, and what was found. */
struct walk {
	struct arena *arena;
	json_t **todo;
	size_t ntodo, seen;
	json_t *article, *page; /* the best article, and a WebPage or a video as second choice */
	json_t *breadcrumbs;
	bool list; /* says that the page is a list of others */
	json_t *root;
	struct slice url;
};

static struct slice json_slice(const json_t *v)
{
	return json_is_string(v) ? slice_of(json_string_value(v), json_string_length(v)) : SLICE("");
}

/* The value itself, or its first element. */
static const json_t *json_first(const json_t *v)
{
	return json_is_array(v) ? json_array_get(v, 0) : v;
}

static bool type_is(const json_t *object, bool (*test)(struct slice))
{
	const json_t *type = json_object_get(object, "@type");

	if (!json_is_array(type))
		return test(json_slice(type));
	for (size_t i = 0; i < json_array_size(type); i++)
		if (test(json_slice(json_array_get(type, i))))
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

static struct slice object_url(const json_t *object)
{
	static const char *const names[] = { "url", "mainEntityOfPage", "@id" };

	for (size_t i = 0; i < COUNT(names); i++) {
		const json_t *v = json_first(json_object_get(object, names[i]));
		struct slice s = json_slice(json_is_object(v) ? json_object_get(v, "@id") : v);

		if (slice_starts_nocase(s, SLICE("http")) || slice_starts(s, SLICE("/")))
			return slice_before(s, '#');
	}
	return SLICE("");
}

/* The first article counts, unless a later one says it is this page. */
static void walk_judge(struct walk *w, json_t *object)
{
	if (type_is(object, is_article_type)) {
		bool named = json_object_get(object, "headline") || json_object_get(object, "articleBody") ||
			     json_object_get(object, "datePublished");
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
static bool leads_elsewhere(const char *key)
{
	static const char *const keys[] = { "itemListElement", "mentions",       "comment",         "review",
					    "isPartOf",        "relatedLink",    "publisher",       "author",
					    "image",           "breadcrumb",     "potentialAction", "citation",
					    "isBasedOn",       "liveBlogUpdate", "hasPart",         NULL };

	return words_in(slice_from(key), keys);
}

static void walk_push(struct walk *w, json_t *v)
{
	if ((json_is_object(v) || json_is_array(v)) && w->ntodo < MOST_VALUES)
		w->todo[w->ntodo++] = v;
}

static void walk_run(struct walk *w, json_t *root)
{
	const char *key;
	json_t *v;

	walk_push(w, root);
	while (w->ntodo > 0 && w->seen++ < MOST_VALUES) {
		json_t *at = w->todo[--w->ntodo];

		if (json_is_object(at)) {
			walk_judge(w, at);
			json_object_foreach(at, key, v)
			{
				if (!leads_elsewhere(key))
					walk_push(w, v);
			}
		}
		for (size_t i = json_is_array(at) ? json_array_size(at) : 0; i-- > 0;)
			walk_push(w, json_array_get(at, i));
	}
}

/* The object of the graph that `ref` names by its @id; `ref` itself if there is none. */
static const json_t *dereference(const json_t *root, const json_t *ref)
{
	struct slice id = json_slice(json_object_get(ref, "@id"));
	const json_t *graph = json_object_get(root, "@graph");

	if (json_is_array(root))
		graph = root;
	if (id.len == 0 || json_object_get(ref, "name"))
		return ref;
	for (size_t i = 0; i < json_array_size(graph) && i < 500; i++)
		if (slice_equal(json_slice(json_object_get(json_array_get(graph, i), "@id")), id))
			return json_array_get(graph, i);
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
static void text_add_author(struct text *out, const json_t *author)
{
	const json_t *name = json_is_object(author) ? json_object_get(author, "name") : author;
	struct slice given = json_slice(json_object_get(author, "givenName"));
	struct slice family = json_slice(json_object_get(author, "familyName"));

	for (size_t i = 0; i < json_array_size(name) && i < 20; i++)
		text_add_line(out, json_slice(json_array_get(name, i)));
	text_add_line(out, json_slice(name));
	if (!name && given.len + family.len > 0) {
		text_add_line(out, given);
		text_add(out, given.len > 0 ? SLICE(" ") : SLICE(""));
		text_add(out, family);
	}
}

/* Authors are strings, objects or lists of these; persons are told from bodies. */
static void read_authors(const struct walk *w, const json_t *authors, struct facts *facts)
{
	struct text people, bodies;
	size_t n = json_is_array(authors) ? json_array_size(authors) : authors != NULL;

	text_init(&people, 4000);
	text_init(&bodies, 4000);
	for (size_t i = 0; i < n && i < 40; i++) {
		const json_t *author =
			dereference(w->root, json_is_array(authors) ? json_array_get(authors, i) : authors);
		bool body =
			json_is_object(author) && json_object_get(author, "@type") && !type_is(author, is_person_type);

		text_add_author(body ? &bodies : &people, author);
	}
	facts_set(w->arena, &facts->byline, text_slice(&people));
	facts_set(w->arena, &facts->organisation, text_slice(&bodies));
	text_release(&people);
	text_release(&bodies);
}

/* A string, or the name, address or id of an object; of a list, all of them, one a line. */
static struct slice read_strings(const struct walk *w, const json_t *v, const char *name)
{
	struct text out;
	struct slice s;

	if (!json_is_array(v))
		return json_slice(json_is_object(v) ? json_object_get(dereference(w->root, v), name) : v);
	text_init(&out, 4000);
	for (size_t i = 0; i < json_array_size(v) && i < 40; i++) {
		const json_t *element = json_array_get(v, i);

		text_add_line(&out, json_slice(json_is_object(element) ? json_object_get(element, name) : element));
	}
	s = arena_copy(w->arena, text_slice(&out));
	text_release(&out);
	return s;
}

/* isAccessibleForFree is false, "False", or a link that ends in it. */
static bool is_closed(const json_t *v)
{
	return json_is_false(v) || slice_ends_nocase(json_slice(v), SLICE("false"));
}

/* "LiveBlogPosting" of a type, or of the first of several that says more than "Thing". */
static struct slice object_type(const json_t *o)
{
	const json_t *type = json_object_get(o, "@type");

	for (size_t i = 0; i < json_array_size(type); i++)
		if (page_type_of(json_slice(json_array_get(type, i))).len > 0)
			return json_slice(json_array_get(type, i));
	return json_slice(json_first(type));
}

/* What the page is filed under. */
static void read_filing(const struct walk *w, const json_t *o, struct facts *facts)
{
	const json_t *image = json_first(json_object_get(o, "image"));

	facts_set(w->arena, &facts->section, json_slice(json_first(json_object_get(o, "articleSection"))));
	facts_set(w->arena, &facts->keywords, read_strings(w, json_object_get(o, "keywords"), "name"));
	facts_set(w->arena, &facts->image, read_strings(w, image, "url"));
	facts_set(w->arena, &facts->type, object_type(o));
	facts->paywalled = facts->paywalled || is_closed(json_object_get(o, "isAccessibleForFree"));
}

/* The first of the breadcrumbs that is neither the front page nor the article itself. */
static void read_breadcrumbs(const struct walk *w, struct facts *facts)
{
	const json_t *items = json_object_get(w->breadcrumbs, "itemListElement");

	for (size_t i = 1; i < json_array_size(items) && i < 3; i++) {
		const json_t *item = json_array_get(items, i), *thing = json_object_get(item, "item");
		struct slice name = json_slice(json_object_get(item, "name"));

		if (slice_empty(name))
			name = json_slice(json_object_get(thing, "name"));
		if (words_shared(name, facts->title) < 80 || i + 1 < json_array_size(items))
			facts_set(w->arena, &facts->section, name);
	}
}

static void read_object(const struct walk *w, const json_t *o, struct facts *facts)
{
	const json_t *publisher = dereference(w->root, json_first(json_object_get(o, "publisher")));

	facts->news = facts->news || type_is(o, is_news_type);
	facts->live = facts->live || type_is(o, is_live_type);
	facts_set(w->arena, &facts->title, json_slice(json_object_get(o, "headline")));
	facts_set(w->arena, &facts->description, json_slice(json_object_get(o, "description")));
	facts_set(w->arena, &facts->body, json_slice(json_object_get(o, "articleBody")));
	facts_set(w->arena, &facts->language, json_slice(json_object_get(o, "inLanguage")));
	facts_set(w->arena, &facts->url, object_url(o));
	facts_set(w->arena, &facts->publisher, json_slice(json_object_get(publisher, "name")));
	facts_set_moment(&facts->published, json_slice(json_first(json_object_get(o, "datePublished"))));
	facts_set_moment(&facts->modified, json_slice(json_first(json_object_get(o, "dateModified"))));
	if (slice_empty(facts->byline) && slice_empty(facts->organisation)) {
		read_authors(w, json_object_get(o, "author"), facts);
		if (slice_empty(facts->byline) && slice_empty(facts->organisation))
			read_authors(w, json_object_get(o, "creator"), facts);
	}
}

static json_t *script_load(struct arena *arena, struct slice s)
{
	json_t *root = json_loadb(s.at, s.len, JSON_ALLOW_NUL, NULL);

	if (root)
		return root;
	s = json_repair(arena, s);
	return json_loadb(s.at, s.len, JSON_ALLOW_NUL | JSON_DISABLE_EOF_CHECK, NULL);
}

static void read_script(struct page *page, struct slice s, json_t **todo, struct facts *article, struct facts *other)
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
		facts_set_moment(&other->published, json_slice(json_object_get(w.page, "uploadDate")));
	}
	read_breadcrumbs(&w, other);
	other->list = other->list || w.list;
	json_decref(w.root);
}

void metadata_read_json(struct page *page, struct facts *facts)
{
	const struct html *html = &page->html;
	struct facts other;
	size_t scripts = 0;
	json_t **todo = NULL;

	facts_init(&other);
	for (uint32_t i = html_find(html, 0, 0, HTML_SCRIPT); i && scripts < MOST_SCRIPTS;
	     i = html_find(html, 0, i, HTML_SCRIPT)) {
		if (!slice_starts_nocase(slice_trim(html_attr(html, i, HTML_ATTR_TYPE)), SLICE("application/ld+json")))
			continue;
		if (scripts++ == 0)
			todo = arena_raw(page->article->arena, json_t *, MOST_VALUES);
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
