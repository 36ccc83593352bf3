/* common/article.c - an article's metadata as JSON, written and read from one table of fields. */
#include "common/article.h"
#include "common/die.h"
#include "common/stage.h"
#include "common/utf8.h"

#include <inttypes.h>
#include <jansson.h>
#include <openssl/evp.h>
#include <stdio.h>

enum field_type {
	FIELD_SLICE,
	FIELD_INT,
	FIELD_TIME_MS,
	FIELD_MOMENT,
	FIELD_FEEDS,
	FIELD_CAPTIONS,
	FIELD_PASSAGES,
	FIELD_NAMES,
	FIELD_BOOL,
	FIELD_OBJECT
};

/* One row per field, in the order they are written; docs/protocol.md carries the same table. */
static const struct field {
	const char *name;
	enum field_type type;
	size_t offset;
} fields[] = {
	{ "id", FIELD_SLICE, offsetof(struct article, id) },
	{ "run", FIELD_SLICE, offsetof(struct article, run) },
	{ "seq", FIELD_INT, offsetof(struct article, seq) },
	{ "version", FIELD_INT, offsetof(struct article, version) },
	{ "url", FIELD_SLICE, offsetof(struct article, url) },
	{ "sourceFile", FIELD_SLICE, offsetof(struct article, source_file) },
	{ "contentType", FIELD_SLICE, offsetof(struct article, content_type) },
	{ "fetched", FIELD_TIME_MS, offsetof(struct article, fetched_ms) },
	{ "firstFetched", FIELD_TIME_MS, offsetof(struct article, first_fetched_ms) },
	{ "warcFile", FIELD_SLICE, offsetof(struct article, warc_file) },
	{ "warcOffset", FIELD_INT, offsetof(struct article, warc_offset) },
	{ "warcLength", FIELD_INT, offsetof(struct article, warc_length) },
	{ "feedUrl", FIELD_SLICE, offsetof(struct article, feed_url) },
	{ "feedTitle", FIELD_SLICE, offsetof(struct article, feed_title) },
	{ "feeds", FIELD_FEEDS, offsetof(struct article, feed) },
	{ "entryId", FIELD_SLICE, offsetof(struct article, entry_id) },
	{ "feedEntryTitle", FIELD_SLICE, offsetof(struct article, feed_entry_title) },
	{ "feedEntryAuthor", FIELD_SLICE, offsetof(struct article, feed_entry_author) },
	{ "feedEntrySummary", FIELD_SLICE, offsetof(struct article, feed_entry_summary) },
	{ "feedEntryPublished", FIELD_MOMENT, offsetof(struct article, feed_entry_published) },
	{ "canonicalUrl", FIELD_SLICE, offsetof(struct article, canonical_url) },
	{ "title", FIELD_SLICE, offsetof(struct article, title) },
	{ "byline", FIELD_SLICE, offsetof(struct article, byline) },
	{ "authors", FIELD_NAMES, offsetof(struct article, authors) },
	{ "siteName", FIELD_SLICE, offsetof(struct article, site_name) },
	{ "publisher", FIELD_SLICE, offsetof(struct article, publisher) },
	{ "section", FIELD_SLICE, offsetof(struct article, section) },
	{ "keywords", FIELD_NAMES, offsetof(struct article, keywords) },
	{ "image", FIELD_SLICE, offsetof(struct article, image) },
	{ "pageType", FIELD_SLICE, offsetof(struct article, page_type) },
	{ "paywalled", FIELD_BOOL, offsetof(struct article, paywalled) },
	{ "dateline", FIELD_SLICE, offsetof(struct article, dateline) },
	{ "agency", FIELD_SLICE, offsetof(struct article, agency) },
	{ "language", FIELD_SLICE, offsetof(struct article, language) },
	{ "published", FIELD_MOMENT, offsetof(struct article, published) },
	{ "modified", FIELD_MOMENT, offsetof(struct article, modified) },
	{ "captions", FIELD_CAPTIONS, offsetof(struct article, caption) },
	{ "passages", FIELD_PASSAGES, offsetof(struct article, passage) },
	{ "extra", FIELD_OBJECT, offsetof(struct article, extra) },
};

#define FIELD_OF(article, field, type)       ((type *)(void *)((char *)(article) + (field)->offset))
#define CONST_FIELD_OF(article, field, type) ((const type *)(const void *)((const char *)(article) + (field)->offset))

void article_init(struct article *a, struct arena *arena)
{
	*a = (struct article){
		.arena = arena, .version = 1, .fetched_ms = TIME_UNKNOWN, .first_fetched_ms = TIME_UNKNOWN
	};
	for (size_t i = 0; i < COUNT(fields); i++) {
		if (fields[i].type == FIELD_SLICE || fields[i].type == FIELD_OBJECT)
			*FIELD_OF(a, &fields[i], struct slice) = SLICE("");
		else if (fields[i].type == FIELD_MOMENT)
			*FIELD_OF(a, &fields[i], struct moment) = MOMENT_UNKNOWN;
	}
	a->body = SLICE("");
}

static void add_key(struct text *out, const char *name, bool *first)
{
	text_addf(out, "%s\"%s\":", *first ? "" : ",", name);
	*first = false;
}

/* A list's element of two strings. */
static void add_pair(struct text *out, size_t place, const char *one, struct slice first, const char *two,
		     struct slice second)
{
	text_addf(out, "%s{\"%s\":", place ? "," : "[", one);
	text_add_json(out, first);
	text_addf(out, ",\"%s\":", two);
	text_add_json(out, second);
	text_add_char(out, '}');
}

static void add_captions(struct text *out, const struct article *a)
{
	for (size_t i = 0; i < a->ncaptions; i++)
		add_pair(out, i, "text", a->caption[i].text, "credit", a->caption[i].credit);
	text_add_char(out, ']');
}

static void add_passages(struct text *out, const struct article *a)
{
	for (size_t i = 0; i < a->npassages; i++) {
		text_addf(out, "%s{\"language\":", i ? "," : "[");
		text_add_json(out, a->passage[i].language);
		text_addf(out, ",\"start\":%" PRIu32 ",\"end\":%" PRIu32 "}", a->passage[i].start, a->passage[i].end);
	}
	text_add_char(out, ']');
}

static void add_feeds(struct text *out, const struct article *a)
{
	for (size_t i = 0; i < a->nfeeds; i++)
		add_pair(out, i, "url", a->feed[i].url, "title", a->feed[i].title);
	text_add_char(out, ']');
}

static void add_names(struct text *out, const struct field *f, const struct names *names, bool *first)
{
	if (names->n == 0)
		return;
	add_key(out, f->name, first);
	for (size_t i = 0; i < names->n; i++) {
		text_add_char(out, i ? ',' : '[');
		text_add_json(out, names->at[i]);
	}
	text_add_char(out, ']');
}

static void add_string(struct text *out, const struct field *f, struct slice value, bool *first)
{
	if (slice_empty(value))
		return;
	add_key(out, f->name, first);
	text_add_json(out, value);
}

static void add_field(struct text *out, const struct article *a, const struct field *f, bool *first)
{
	char when[MOMENT_SIZE];
	int64_t number;

	switch (f->type) {
	case FIELD_SLICE: add_string(out, f, *CONST_FIELD_OF(a, f, struct slice), first); break;
	case FIELD_MOMENT:
		add_string(out, f, slice_from(moment_format(when, *CONST_FIELD_OF(a, f, struct moment))), first);
		break;
	case FIELD_INT:
	case FIELD_TIME_MS:
		number = *CONST_FIELD_OF(a, f, int64_t);
		if (number == (f->type == FIELD_INT ? 0 : TIME_UNKNOWN))
			break;
		add_key(out, f->name, first);
		text_addf(out, "%" PRId64, number);
		break;
	case FIELD_FEEDS:
		if (a->nfeeds == 0)
			break;
		add_key(out, f->name, first);
		add_feeds(out, a);
		break;
	case FIELD_CAPTIONS:
		if (a->ncaptions == 0)
			break;
		add_key(out, f->name, first);
		add_captions(out, a);
		break;
	case FIELD_PASSAGES:
		if (a->npassages == 0)
			break;
		add_key(out, f->name, first);
		add_passages(out, a);
		break;
	case FIELD_NAMES: add_names(out, f, CONST_FIELD_OF(a, f, struct names), first); break;
	case FIELD_BOOL:
		if (!*CONST_FIELD_OF(a, f, bool))
			break;
		add_key(out, f->name, first);
		text_add(out, SLICE("true"));
		break;
	case FIELD_OBJECT:
		if (slice_empty(a->extra))
			break;
		add_key(out, f->name, first);
		text_add(out, a->extra);
		break;
	}
}

void article_encode(const struct article *a, struct text *out)
{
	bool first = true;

	text_add_char(out, '{');
	for (size_t i = 0; i < COUNT(fields); i++)
		add_field(out, a, &fields[i], &first);
	text_add_char(out, '}');
}

static struct slice copy_string(struct arena *arena, const json_t *value)
{
	return arena_copy(arena, slice_of(json_string_value(value), json_string_length(value)));
}

/* An element of two strings, the second of which may be missing. */
static int read_pair(struct arena *arena, const json_t *element, const char *one, struct slice *first, const char *two,
		     struct slice *second)
{
	const json_t *a = json_object_get(element, one), *b = json_object_get(element, two);

	if (!json_is_string(a) || (b && !json_is_string(b)))
		return -1;
	*first = copy_string(arena, a);
	*second = b ? copy_string(arena, b) : SLICE("");
	return 0;
}

static int read_captions(struct article *a, const json_t *list)
{
	size_t n = json_array_size(list);

	a->caption = arena_new(a->arena, struct caption, n);
	for (size_t i = 0; i < n; i++)
		if (read_pair(a->arena, json_array_get(list, i), "text", &a->caption[i].text, "credit",
			      &a->caption[i].credit) < 0)
			return -1;
	a->ncaptions = n;
	return 0;
}

static int read_passages(struct article *a, const json_t *list)
{
	size_t n = json_array_size(list);

	a->passage = arena_new(a->arena, struct passage, n);
	for (size_t i = 0; i < n; i++) {
		const json_t *element = json_array_get(list, i), *language = json_object_get(element, "language");
		json_int_t start = json_integer_value(json_object_get(element, "start"));
		json_int_t end = json_integer_value(json_object_get(element, "end"));

		if (!json_is_string(language) || start < 0 || end <= start || end > ARTICLE_MAX_BODY_BYTES)
			return -1;
		a->passage[i] = (struct passage){ copy_string(a->arena, language), (uint32_t)start, (uint32_t)end };
	}
	a->npassages = n;
	return 0;
}

static int read_feeds(struct article *a, const json_t *list)
{
	size_t n = json_array_size(list);

	a->feed = arena_new(a->arena, struct article_feed, n);
	for (size_t i = 0; i < n; i++)
		if (read_pair(a->arena, json_array_get(list, i), "url", &a->feed[i].url, "title", &a->feed[i].title) <
		    0)
			return -1;
	a->nfeeds = n;
	return 0;
}

/* Empty ones are left out. */
static int read_names(struct arena *arena, struct names *names, const json_t *list)
{
	size_t n = json_array_size(list);

	*names = (struct names){ arena_new(arena, struct slice, n), 0 };
	for (size_t i = 0; i < n; i++) {
		if (!json_is_string(json_array_get(list, i)))
			return -1;
		names->at[names->n] = copy_string(arena, json_array_get(list, i));
		names->n += names->at[names->n].len > 0;
	}
	return json_is_array(list) ? 0 : -1;
}

static int read_object(struct article *a, const json_t *value)
{
	char *dumped = json_is_object(value) ? json_dumps(value, JSON_COMPACT) : NULL;

	if (!dumped)
		return -1;
	a->extra = arena_copy(a->arena, slice_from(dumped));
	free(dumped);
	return 0;
}

/* Returns -1 when the value has another type than the field. */
static int read_field(struct article *a, const struct field *f, const json_t *value)
{
	switch (f->type) {
	case FIELD_SLICE:
	case FIELD_MOMENT:
		if (!json_is_string(value))
			return -1;
		if (f->type == FIELD_SLICE)
			*FIELD_OF(a, f, struct slice) = copy_string(a->arena, value);
		else
			*FIELD_OF(a, f, struct moment) = moment_parse(slice_from(json_string_value(value)));
		return 0;
	case FIELD_INT:
	case FIELD_TIME_MS:
		if (!json_is_integer(value))
			return -1;
		*FIELD_OF(a, f, int64_t) = json_integer_value(value);
		return 0;
	case FIELD_FEEDS: return json_is_array(value) ? read_feeds(a, value) : -1;
	case FIELD_CAPTIONS: return json_is_array(value) ? read_captions(a, value) : -1;
	case FIELD_PASSAGES: return json_is_array(value) ? read_passages(a, value) : -1;
	case FIELD_NAMES: return read_names(a->arena, FIELD_OF(a, f, struct names), value);
	case FIELD_BOOL:
		if (!json_is_boolean(value))
			return -1;
		*FIELD_OF(a, f, bool) = json_is_true(value);
		return 0;
	case FIELD_OBJECT: return read_object(a, value);
	}
	return -1;
}

int article_decode(struct article *a, struct slice bytes, struct reason *why)
{
	json_error_t error;
	json_t *root = json_loadb(bytes.at, bytes.len, JSON_ALLOW_NUL, &error);
	int result = -1;

	if (!json_is_object(root)) {
		dead(why, "article metadata is no JSON object: %s", root ? "another value" : error.text);
		goto out;
	}
	for (size_t i = 0; i < COUNT(fields); i++) {
		const json_t *value = json_object_get(root, fields[i].name);

		if (value && read_field(a, &fields[i], value) < 0) {
			dead(why, "article metadata: wrong type of \"%s\"", fields[i].name);
			goto out;
		}
	}
	if (slice_empty(a->id))
		dead(why, "article metadata has no \"id\"");
	else
		result = 0;
out:
	json_decref(root);
	return result;
}

struct slice article_urn(struct arena *arena, struct slice name)
{
	/* 6ba7b811-9dad-11d1-80b4-00c04fd430c8: the namespace of URLs (RFC 9562, 6.6) */
	static const unsigned char url_namespace[16] = { 0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1,
							 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8 };
	unsigned char d[EVP_MAX_MD_SIZE];
	EVP_MD_CTX *sha1 = EVP_MD_CTX_new();

	if (!sha1 || !EVP_DigestInit_ex(sha1, EVP_sha1(), NULL) ||
	    !EVP_DigestUpdate(sha1, url_namespace, sizeof url_namespace) ||
	    !EVP_DigestUpdate(sha1, name.at, name.len) || !EVP_DigestFinal_ex(sha1, d, NULL))
		die("OpenSSL has no SHA-1");
	EVP_MD_CTX_free(sha1);
	d[6] = (d[6] & 0x0F) | 0x50;
	d[8] = (d[8] & 0x3F) | 0x80;
	return arena_printf(arena, "urn:uuid:%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
			    d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7], d[8], d[9], d[10], d[11], d[12], d[13],
			    d[14], d[15]);
}
