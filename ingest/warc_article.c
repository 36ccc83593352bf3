/* ingest/warc_article.c - which records are articles, and what they say. */
#include "ingest/warc_article.h"
#include "common/content_type.h"
#include "common/metrics.h"
#include "ingest/http_message.h"
#include "ingest/url.h"

#include <jansson.h>

#define CONTENT_TYPE_MAX 256 /* bytes; the rest says nothing */

/* A record that may be an article, after it left the reader's window. */
struct candidate {
	struct slice id, url, content_type; /* in r->strings */
	int64_t date_ms, offset, length;
	bool article;  /* judged as a stranger's */
	bool readable; /* else `why` */
	struct reason why;
};

void warc_article_reader_init(struct warc_article_reader *r, struct warc_reader *warc)
{
	*r = (struct warc_article_reader){ .warc = warc };
	text_init(&r->body, ARTICLE_MAX_BODY_BYTES);
	text_init(&r->strings, 2 * WARC_MAX_BLOCK_BYTES);
}

void warc_article_reader_release(struct warc_article_reader *r)
{
	warc_reader_close(r->warc);
	text_release(&r->body);
	text_release(&r->strings);
}

static enum warc_answer passed(enum warc_type type)
{
	static const char *const labels[] = {
		[WARC_WARCINFO] = "type=\"warcinfo\"",     [WARC_REQUEST] = "type=\"request\"",
		[WARC_RESPONSE] = "type=\"response\"",     [WARC_RESOURCE] = "type=\"resource\"",
		[WARC_METADATA] = "type=\"metadata\"",     [WARC_REVISIT] = "type=\"revisit\"",
		[WARC_CONVERSION] = "type=\"conversion\"", [WARC_CONTINUATION] = "type=\"continuation\"",
		[WARC_OTHER] = "type=\"other\"",
	};

	metrics_add("wiremill_records_passed_total", labels[type], 1);
	return WARC_PASSED;
}

static bool is_page_type(struct slice content_type)
{
	struct slice type = content_type_media(content_type);

	return slice_equal_nocase(type, SLICE("text/html")) ||
	       slice_equal_nocase(type, SLICE("application/xhtml+xml")) ||
	       slice_equal_nocase(type, SLICE("text/plain"));
}

static bool is_robots_txt(struct slice url)
{
	struct slice path = slice_skip(url, slice_find(url, SLICE("://")) + 3);

	return slice_equal(slice_before(slice_after(path, '/'), '?'), SLICE("robots.txt"));
}

/* Our metadata is written with "kind" first, but any order is read. */
int warc_own_kind(const struct warc_record *record, struct slice id)
{
	json_error_t error;
	json_t *root;
	const char *kind;
	int result = 0;

	if (record->type != WARC_METADATA || slice_empty(id) ||
	    !slice_equal(warc_uri_field(record, SLICE("WARC-Concurrent-To")), id) ||
	    !slice_equal_nocase(content_type_media(warc_field(record, SLICE("Content-Type"))),
				SLICE("application/json")))
		return 0;
	root = json_loadb(record->block.at, record->block.len, JSON_ALLOW_NUL, &error);
	kind = json_string_value(json_object_get(root, "kind"));
	if (kind && (strcmp(kind, "page") == 0 || strcmp(kind, "feed") == 0 || strcmp(kind, "other") == 0))
		result = (unsigned char)kind[0];
	json_decref(root);
	return result;
}

/* Add a string, its line breaks as blanks; returns where it lies once all are added. */
static struct slice keep(struct text *strings, struct slice s)
{
	char *at = text_room(strings, s.len);

	if (!at)
		return SLICE("");
	for (size_t i = 0; i < s.len; i++)
		at[i] = s.at[i] == '\r' || s.at[i] == '\n' ? ' ' : s.at[i];
	text_grew(strings, s.len);
	return slice_of(at, s.len);
}

static void keep_strings(struct text *strings, struct candidate *c)
{
	text_reset(strings);
	text_room(strings, c->id.len + c->url.len + c->content_type.len); /* so that none moves the others */
	c->id = keep(strings, c->id);
	c->url = keep(strings, c->url);
	c->content_type = keep(strings, slice_head(c->content_type, CONTENT_TYPE_MAX));
}

/* A body that lies in the reader's window goes to r->body. */
static void keep_body(struct warc_article_reader *r, struct slice body, struct candidate *c)
{
	if (body.len > ARTICLE_MAX_BODY_BYTES) {
		dead(&c->why, "body over %u bytes", ARTICLE_MAX_BODY_BYTES);
		c->readable = false;
	} else if (body.at != r->body.at) {
		text_reset(&r->body);
		text_add(&r->body, body);
	}
}

/* Returns false for what is no HTTP at all (a "dns:" record). */
static bool read_response(struct warc_article_reader *r, const struct warc_record *record, struct candidate *c)
{
	struct slice type = warc_field(record, SLICE("Content-Type")), body;
	struct http_message message;

	if (!slice_empty(type) && !slice_starts_nocase(type, SLICE("application/http")))
		return false;
	c->readable = http_message_read(&message, record->block, &c->why) == 0;
	c->article = true;
	if (!c->readable)
		return true;
	c->content_type = http_field(message.fields, SLICE("Content-Type"));
	c->article = message.status == 200 && is_page_type(c->content_type) && !is_robots_txt(c->url);
	c->readable = http_body_decode(&message, &r->body, &body, &c->why) == 0;
	if (c->readable)
		keep_body(r, body, c);
	return true;
}

/* Returns false for a record that cannot be an article. */
static bool read_candidate(struct warc_article_reader *r, const struct warc_record *record, struct candidate *c)
{
	*c = (struct candidate){ .id = record->id,
				 .url = record->target_uri,
				 .content_type = SLICE(""),
				 .date_ms = record->date_ms,
				 .offset = record->offset,
				 .length = record->length,
				 .readable = true,
				 .why = { .step = "http" } };
	if (record->type == WARC_RESPONSE)
		return read_response(r, record, c);
	if (record->type != WARC_RESOURCE && record->type != WARC_CONVERSION)
		return false;
	c->content_type = warc_field(record, SLICE("Content-Type"));
	c->article = is_page_type(c->content_type) && slice_starts_nocase(c->url, SLICE("http"));
	if (c->article)
		keep_body(r, record->block, c);
	return c->article;
}

static void fill_article(struct article *a, const struct candidate *c)
{
	if (slice_empty(a->url))
		a->url = arena_copy(a->arena, c->url);
	if (slice_empty(a->id) && !slice_empty(a->url))
		a->id = article_urn(a->arena, url_normalise(a->arena, a->url));
	a->content_type = arena_copy(a->arena, c->content_type);
	a->fetched_ms = c->date_ms;
	a->warc_offset = c->offset;
	a->warc_length = c->length;
}

/* The answer for a candidate, whose own metadata (if there is any) is the record at hand. */
static enum warc_answer judge(struct warc_article_reader *r, struct candidate *c, struct article *a, struct reason *why)
{
	struct warc_record next;
	struct reason unused;
	int got = warc_read(r->warc, &next, &unused);
	int kind = got > 0 ? warc_own_kind(&next, c->id) : 0;

	if (got != 0 && kind == 0)
		warc_unread(r->warc);
	if (kind == 0 ? !c->article : kind != 'p')
		return WARC_PASSED;
	if (kind == 'p' && article_decode(a, next.block, &c->why) < 0)
		c->readable = false;
	fill_article(a, c);
	if (!c->readable) {
		*why = c->why;
		return WARC_BAD;
	}
	a->body = arena_copy(a->arena, text_slice(&r->body));
	return WARC_ARTICLE;
}

static void fill_bad(struct article *a, const struct warc_record *record)
{
	struct candidate c = { .url = record->target_uri,
			       .content_type = SLICE(""),
			       .date_ms = record->date_ms,
			       .offset = record->offset,
			       .length = record->length };

	fill_article(a, &c);
}

enum warc_answer warc_article_next(struct warc_article_reader *r, struct article *a, int64_t *place, struct reason *why)
{
	enum warc_answer answer = WARC_PASSED;
	struct warc_record record;
	struct candidate c;
	int got = warc_read(r->warc, &record, why);

	if (got == 0)
		return WARC_END;
	*place = record.place;
	if (got < 0) {
		fill_bad(a, &record);
		return WARC_BAD;
	}
	text_reset(&r->body);
	if (read_candidate(r, &record, &c)) {
		keep_strings(&r->strings, &c);
		answer = judge(r, &c, a, why);
	}
	return answer == WARC_PASSED ? passed(record.type) : answer;
}
