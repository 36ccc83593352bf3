/* ingest/feed_json.c - reads JSON Feed. */
#include "ingest/feed_json.h"
#include "ingest/feed_maker.h"
#include "ingest/json_strict.h"
#include "ingest/url.h"

#include <inttypes.h>
#include <jansson.h>

#define REPAIRED_MAX_BYTES (4 * FEED_MAX_BYTES)

bool feed_json_looks(struct slice bytes)
{
	static const char before[] = "\xEF\xBB\xBF\xFE\xFF \t\r\n"; /* byte order marks, white space; NUL: of UTF-16 */

	while (bytes.len && strchr(before, bytes.at[0]))
		bytes = slice_skip(bytes, 1);
	return slice_starts(bytes, SLICE("{"));
}

/* Empty for what is no string. */
static struct slice string_of(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	return json_is_string(value) ? slice_of(json_string_value(value), json_string_length(value)) : SLICE("");
}

static bool has_any(const json_t *object, const char *const *keys)
{
	for (; *keys; keys++)
		if (json_object_get(object, *keys))
			return true;
	return false;
}

/* Has it a title, and nothing that JSON Feed does not define?  Names with "_" in front are extensions. */
static bool is_bare_feed(json_t *root)
{
	static const char *const names[] = { "title",   "description", "icon",         "favicon", "language",
					     "author",  "authors",     "expired",      "hubs",    "items",
					     "version", "next_url",    "user_comment", NULL };
	const char *key;
	json_t *value;

	json_object_foreach(root, key, value)
	{
		size_t i = 0;

		while (names[i] && strcmp(names[i], key) != 0)
			i++;
		if (!names[i] && key[0] != '_')
			return false;
	}
	return !slice_empty(string_of(root, "title"));
}

/* Many things have a list of "items"; those of a feed look like this. */
static bool is_feed(json_t *root)
{
	static const char *const of_item[] = { "id",           "url", "external_url", "title", "content_html",
					       "content_text", NULL },
				 *const of_feed[] = { "home_page_url", "feed_url", NULL };
	const json_t *items = json_object_get(root, "items");

	if (slice_contains_nocase(string_of(root, "version"), SLICE("jsonfeed")) || has_any(root, of_feed) ||
	    is_bare_feed(root))
		return true;
	return json_is_array(items) && has_any(json_array_get(items, 0), of_item);
}

/* An author's name; or else the address that their URL is. */
static struct slice author_of(const json_t *author)
{
	struct slice name = slice_trim(string_of(author, "name")), url = slice_trim(string_of(author, "url"));

	if (slice_empty(name) && slice_starts_nocase(url, SLICE("mailto:")))
		return slice_before(slice_skip(url, strlen("mailto:")), '?');
	return name;
}

/* The names in "authors" (1.1) or "author" (1.0). */
static struct slice authors_of(struct feed_maker *m, const json_t *object)
{
	const json_t *list = json_object_get(object, "authors"), *one = json_object_get(object, "author");
	size_t n = json_array_size(list);
	struct text names;
	struct slice kept;

	if (n == 0)
		return feed_maker_line(m, author_of(one));
	text_init(&names, FEED_MAX_AUTHORS);
	for (size_t i = 0; i < n && !text_overflowed(&names); i++) {
		struct slice name = author_of(json_array_get(list, i));

		if (!slice_empty(name) && names.len)
			text_add(&names, SLICE(", "));
		text_add(&names, name);
	}
	kept = feed_maker_line(m, text_slice(&names));
	text_release(&names);
	return kept;
}

/* 1.0 and 1.1 say a string; many write a number, some another value. */
static struct slice id_of(struct feed_maker *m, const json_t *item)
{
	const json_t *id = json_object_get(item, "id");
	char number[48] = "";

	if (json_is_integer(id))
		snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(id));
	else if (json_is_real(id))
		snprintf(number, sizeof number, "%.15g", json_real_value(id));
	else if (json_is_boolean(id))
		snprintf(number, sizeof number, "%s", json_is_true(id) ? "true" : "false");
	return feed_maker_keep(m, *number ? slice_from(number) : string_of(item, "id"), FEED_MAX_SHORT);
}

static struct slice page_of(struct feed_maker *m, const json_t *item, struct slice id)
{
	struct slice url = slice_trim(string_of(item, "url"));

	if (slice_empty(url))
		url = slice_trim(string_of(item, "external_url"));
	return slice_empty(url) && url_is_web(id) ? id : feed_maker_link(m, url);
}

static void add_texts(struct feed_maker *m, struct feed_entry *e, const json_t *item)
{
	struct slice html = string_of(item, "content_html");

	e->title = feed_maker_line(m, string_of(item, "title"));
	e->summary = feed_maker_keep(m, string_of(item, "summary"), FEED_MAX_LONG);
	e->summary_plain = !slice_empty(e->summary);
	e->content_plain = slice_empty(slice_trim(html));
	e->content = feed_maker_keep(m, e->content_plain ? string_of(item, "content_text") : html, FEED_MAX_LONG);
	e->content_plain = e->content_plain && !slice_empty(e->content);
}

static void add_item(struct feed_maker *m, const json_t *item, struct slice feed_authors)
{
	struct feed_entry *e = json_is_object(item) ? feed_maker_entry(m) : NULL;
	const json_t *tags = json_object_get(item, "tags");

	if (!e)
		return;
	e->id = id_of(m, item);
	e->link = page_of(m, item, e->id);
	add_texts(m, e, item);
	e->published = feed_maker_date(m, slice_trim(string_of(item, "date_published")));
	e->updated = feed_maker_date(m, slice_trim(string_of(item, "date_modified")));
	e->author = authors_of(m, item);
	if (slice_empty(e->author))
		e->author = feed_authors;
	e->language = feed_maker_language(m, string_of(item, "language"));
	if (slice_empty(e->language))
		e->language = m->feed->language;
	for (size_t i = 0; i < json_array_size(tags); i++) {
		const json_t *tag = json_array_get(tags, i);

		if (json_is_string(tag))
			feed_maker_category(m, e, slice_of(json_string_value(tag), json_string_length(tag)));
	}
}

/* The first hub that speaks WebSub. */
static struct slice hub_of(struct feed_maker *m, const json_t *root)
{
	const json_t *hubs = json_object_get(root, "hubs");

	for (size_t i = 0; i < json_array_size(hubs); i++) {
		const json_t *hub = json_array_get(hubs, i);

		if (slice_equal_nocase(string_of(hub, "type"), SLICE("WebSub")))
			return feed_maker_link(m, string_of(hub, "url"));
	}
	return SLICE("");
}

static void add_feed(struct feed_maker *m, const json_t *root)
{
	const json_t *items = json_object_get(root, "items");
	struct feed *feed = m->feed;
	struct slice authors;

	feed->title = feed_maker_line(m, string_of(root, "title"));
	feed->link = feed_maker_link(m, string_of(root, "home_page_url"));
	feed->self = feed_maker_link(m, string_of(root, "feed_url"));
	feed->hub = hub_of(m, root);
	feed->language = feed_maker_language(m, string_of(root, "language"));
	if (slice_empty(feed->language))
		feed->language = feed_maker_language(m, slice_before(m->hints->content_language, ','));
	authors = authors_of(m, root);
	for (size_t i = 0; i < json_array_size(items) && !feed->truncated; i++)
		add_item(m, json_array_get(items, i), authors);
}

/* The tree; NULL and a sentence for what is no JSON. */
static json_t *load(struct slice bytes, struct reason *why)
{
	struct text repaired;
	json_error_t error;
	json_t *root = NULL;

	text_init(&repaired, REPAIRED_MAX_BYTES);
	if (json_strict(slice_head(bytes, FEED_MAX_BYTES), &repaired, why) == 0) {
		root = json_loadb(repaired.at, repaired.len, JSON_DISABLE_EOF_CHECK, &error);
		if (!root)
			dead(why, "no feed: broken JSON, %s (line %d)", error.text, error.line);
	}
	text_release(&repaired);
	return root;
}

int feed_json_parse(struct feed *feed, struct arena *arena, struct slice bytes, const struct feed_hints *hints,
		    struct reason *why)
{
	struct feed_maker m;
	json_t *root = load(bytes, why);
	int result = -1;

	if (!root)
		return -1;
	if (is_feed(root)) {
		feed_maker_init(&m, feed, arena, hints, FEED_MAX_ENTRIES);
		add_feed(&m, root);
		result = 0;
	} else {
		dead(why, "no feed: JSON without the items of a JSON Feed");
	}
	json_decref(root);
	return result;
}
