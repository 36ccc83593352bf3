/* tests/unit/test_document.c - the finished document: shape, order, and the traps of ninjs. */
#include "tests/unit/unit.h"

#include "enrich/uri.h"
#include "tests/unit/enrich_story.h"

#include <jansson.h>

static struct arena *arena;

static int open_arena(void **state)
{
	(void)state;
	arena = arena_open(512u << 20);
	return 0;
}

static int close_arena(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

/* What the stage makes of an article, read by another library; to json_decref(). */
static json_t *document_of(struct article *a)
{
	struct reason why = { 0 };
	json_t *doc;

	assert_int_equal(enrich_stage.run(a, story_knowledge(), &why), FORWARD);
	assert_true(slice_ends(a->body, SLICE("}\n")));
	assert_null(memchr(a->body.at, '\n', a->body.len - 1));
	doc = json_loadb(a->body.at, a->body.len, 0, NULL);
	assert_non_null(doc);
	return doc;
}

static struct article *article_of(const char *language, const char *body)
{
	return story_open(arena, language, "", body, "").article;
}

static const char *text_at(const json_t *doc, const char *key)
{
	return json_string_value(json_object_get(doc, key));
}

static const char *first_text(const json_t *doc, const char *list, const char *key)
{
	return text_at(json_array_get(json_object_get(doc, list), 0), key);
}

static void what_is_not_known_is_left_out(void **state)
{
	static const char *const absent[] = { "contentCreated", "firstCreated", "versionCreated", "by",
					      "located",        "headlines",    "places",         "subjects",
					      "infoSources",    "altIds",       "renditions",     "digitalSourceType",
					      "associations" };
	json_t *doc = document_of(article_of("en", "Nothing."));

	(void)state;
	for (size_t i = 0; i < COUNT(absent); i++)
		assert_null(json_object_get(doc, absent[i]));
	assert_string_equal(text_at(doc, "type"), "text");
	assert_string_equal(text_at(doc, "version"), "1");
	assert_string_equal(text_at(doc, "pubStatus"), "usable");
	assert_string_equal(first_text(doc, "bodies", "value"), "Nothing.");
	json_decref(doc);
}

static void a_date_time_needs_a_zone(void **state)
{
	static const struct {
		const char *published, *created, *raw;
	} cases[] = {
		{ "2023-07-29T08:00:00+07:00", "2023-07-29T08:00:00+07:00", NULL },
		{ "2023-07-29T08:00:00Z", "2023-07-29T08:00:00Z", NULL },
		{ "2023-07-29", NULL, "2023-07-29" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct article *a = article_of("en", "Text.");
		json_t *doc;

		a->published = moment_parse(slice_from(cases[i].published));
		doc = document_of(a);
		if (cases[i].created)
			assert_string_equal(text_at(doc, "contentCreated"), cases[i].created);
		else
			assert_null(json_object_get(doc, "contentCreated"));
		if (cases[i].raw)
			assert_string_equal(text_at(json_object_get(doc, "enrichment"), "published"), cases[i].raw);
		else
			assert_null(json_object_get(json_object_get(doc, "enrichment"), "published"));
		json_decref(doc);
	}
}

static void addresses_are_ascii(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "https://a.example/bài viết?q=é", "https://a.example/b%C3%A0i%20vi%E1%BA%BFt?q=%C3%A9" },
		{ "https://a.example/x%20y%zz", "https://a.example/x%20y%25zz" },
		{ "http://[::1]:80/a[1]#b#c", "http://[::1]:80/a%5B1%5D#b%23c" },
		{ "urn:uuid:1", "urn:uuid:1" },
		{ "no scheme", "" },
		{ "", "" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_slice_equal(uri_ascii(arena, slice_from(cases[i].in)), cases[i].out);
	assert_slice_equal(uri_site(arena, SLICE("https://u:p@a.example:8443/x")), "https://a.example:8443/");
	assert_slice_equal(uri_site(arena, SLICE("ftp://a.example/x")), "");
}

static void an_id_that_is_no_uri_is_named_by_its_hash(void **state)
{
	struct article *a = article_of("en", "Text.");
	json_t *doc;

	(void)state;
	a->id = SLICE("just a name");
	doc = document_of(a);
	assert_memory_equal(text_at(doc, "uri"), "urn:uuid:", 9);
	json_decref(doc);
}

static void where_it_comes_from_is_told(void **state)
{
	struct article *a = article_of("vi", "Tin.");
	json_t *doc;

	(void)state;
	a->url = SLICE("https://bao.example/tin");
	a->agency = SLICE("TTXVN");
	a->entry_id = SLICE("tag:1");
	a->fetched_ms = 1690592523000;
	doc = document_of(a);
	assert_string_equal(first_text(doc, "infoSources", "name"), "bao.example");
	assert_string_equal(text_at(json_array_get(json_object_get(doc, "infoSources"), 1), "role"), "source");
	assert_string_equal(first_text(doc, "altIds", "role"), "canonicalUrl");
	assert_string_equal(first_text(doc, "renditions", "href"), "https://bao.example/tin");
	assert_string_equal(text_at(doc, "versionCreated"), "2023-07-29T01:02:03Z");
	json_decref(doc);
}

static void what_the_page_says_of_itself_is_told(void **state)
{
	struct slice author[] = { SLICE("Anna Rossi"), SLICE("Trần Nam") };
	struct article *a = article_of("it", "Testo.");
	const json_t *enrichment, *picture;
	json_t *doc;

	(void)state;
	a->byline = SLICE("Anna Rossi, Trần Nam");
	a->authors = (struct names){ author, COUNT(author) };
	a->section = SLICE("Economia");
	a->image = SLICE("https://giornale.example/f/città.jpg");
	a->page_type = SLICE("live");
	a->paywalled = true;
	doc = document_of(a);
	enrichment = json_object_get(doc, "enrichment");
	picture = json_array_get(json_object_get(doc, "associations"), 0);
	assert_string_equal(text_at(doc, "by"), "Anna Rossi, Trần Nam");
	assert_string_equal(json_string_value(json_array_get(json_object_get(enrichment, "authors"), 1)), "Trần Nam");
	assert_string_equal(text_at(enrichment, "section"), "Economia");
	assert_string_equal(text_at(enrichment, "pageType"), "live");
	assert_true(json_is_true(json_object_get(enrichment, "paywalled")));
	assert_null(json_object_get(enrichment, "keywords"));
	assert_string_equal(text_at(picture, "type"), "picture");
	assert_string_equal(first_text(picture, "renditions", "href"), "https://giornale.example/f/citt%C3%A0.jpg");
	json_decref(doc);
}

static void offsets_are_code_points(void **state)
{
	json_t *doc = document_of(article_of("vi", "😀 Ở Hà Nội."));
	const json_t *mention = json_array_get(json_object_get(json_object_get(doc, "enrichment"), "mentions"), 0);

	(void)state;
	assert_int_equal(json_integer_value(json_object_get(mention, "start")), 4);
	assert_int_equal(json_integer_value(json_object_get(mention, "end")), 10);
	assert_string_equal(text_at(mention, "exact"), "Hà Nội");
	assert_int_equal(
		json_integer_value(json_object_get(json_array_get(json_object_get(doc, "bodies"), 0), "charCount")),
		11);
	json_decref(doc);
}

static void the_same_article_gives_the_same_bytes(void **state)
{
	const char *body = "Rome and Hanoi signed on July 5, 2021 a deal on tourism.";
	struct article *a = article_of("en", body), *b = article_of("en", body);

	(void)state;
	json_decref(document_of(a));
	json_decref(document_of(b));
	assert_int_equal(a->body.len, b->body.len);
	assert_memory_equal(a->body.at, b->body.at, a->body.len);
	assert_true(slice_starts(a->body,
				 SLICE("{\"uri\":\"urn:uuid:00000000-0000-5000-8000-000000000001\",\"standard\":{")));
}

static void what_is_too_long_is_a_dead_letter(void **state)
{
	struct article *a = article_of("en", "");
	struct reason why = { 0 };
	size_t len = ENRICH_MAX_BODY_BYTES + 1;
	char *body = arena_alloc(arena, len);

	(void)state;
	memset(body, 'a', len);
	a->body = slice_of(body, len);
	assert_int_equal(enrich_stage.run(a, story_knowledge(), &why), DEAD);
	assert_string_equal(why.step, "tokenise");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_arena, close_arena)
UNIT(document, TEST(what_is_not_known_is_left_out), TEST(a_date_time_needs_a_zone), TEST(addresses_are_ascii),
     TEST(an_id_that_is_no_uri_is_named_by_its_hash), TEST(where_it_comes_from_is_told),
     TEST(what_the_page_says_of_itself_is_told), TEST(offsets_are_code_points),
     TEST(the_same_article_gives_the_same_bytes), TEST(what_is_too_long_is_a_dead_letter))
