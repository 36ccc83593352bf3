/* ingest/capture.c - the records of one fetched response. */
#include "ingest/capture.h"
#include "common/clock.h"
#include "common/die.h"
#include "common/version.h"
#include "ingest/cdxj.h"
#include "ingest/http_message.h"

#include <errno.h>
#include <stdlib.h>

#define SEEN_SLOTS 8192 /* URLs whose last capture is remembered; a newer one takes the slot of an older */

#define PROFILE "http://netpreserve.org/warc/1.1/revisit/"

/* The last capture of an URL that was stored whole, to refer to. */
struct seen {
	uint64_t url_hash; /* 0: none */
	char digest[WARC_DIGEST_SIZE], id[WARC_ID_SIZE];
	int64_t date_ms;
};

struct capture_writer {
	struct warc_writer *warc;
	struct text fields, request, head, json;
	char info_id[WARC_ID_SIZE]; /* of the file's first record; empty: not known */
	const char *contact, *user_agent;
	struct seen *seen; /* [SEEN_SLOTS], by url_hash */
};

struct capture_writer *capture_writer_open(const char *contact, const char *user_agent)
{
	struct capture_writer *w = xmalloc(sizeof *w);

	*w = (struct capture_writer){ .warc = warc_writer_open(),
				      .contact = contact,
				      .user_agent = user_agent,
				      .seen = xmalloc(SEEN_SLOTS * sizeof *w->seen) };
	memset(w->seen, 0, SEEN_SLOTS * sizeof *w->seen);
	text_init(&w->fields, WARC_MAX_HEADER_BYTES);
	text_init(&w->request, CAPTURE_MAX_OTHER_BYTES + CAPTURE_MAX_HEAD_BYTES);
	text_init(&w->head, 2 * CAPTURE_MAX_HEAD_BYTES);
	text_init(&w->json, CAPTURE_MAX_OTHER_BYTES);
	return w;
}

void capture_writer_close(struct capture_writer *w)
{
	if (!w)
		return;
	warc_writer_close(w->warc);
	text_release(&w->fields);
	text_release(&w->request);
	text_release(&w->head);
	text_release(&w->json);
	free(w->seen);
	free(w);
}

static void add_uri(struct text *fields, const char *name, const char *uri)
{
	text_addf(fields, "%s: <%s>\r\n", name, uri);
}

void capture_write_info(struct capture_writer *w, struct text *out, struct slice file_name)
{
	static const char info[] =
		"software: wiremill/" WIREMILL_VERSION "\r\n"
		"format: WARC File Format 1.1\r\n"
		"conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
		"description: news feeds and the pages they lead to; transfer codings removed, "
		"HTTP/2 status lines rewritten as HTTP/1.1\r\n"
		"robots: classic\r\n";

	text_reset(&w->head);
	text_add(&w->head, slice_from(info));
	warc_add_field(&w->head, "operator", slice_from(w->contact));
	warc_add_field(&w->head, "http-header-user-agent", slice_from(w->user_agent));
	warc_new_id(w->info_id);
	text_reset(&w->fields);
	warc_add_field(&w->fields, "WARC-Filename", file_name);
	warc_add_field(&w->fields, "Content-Type", SLICE("application/warc-fields"));
	warc_write(w->warc, out, WARC_WARCINFO, w->info_id, clock_now_ms(), text_slice(&w->fields),
		   text_slice(&w->head), SLICE(""));
}

static const char *reason_phrase(int status)
{
	static const struct {
		int status;
		const char *phrase;
	} phrases[] = {
		{ 200, "OK" },
		{ 203, "Non-Authoritative Information" },
		{ 206, "Partial Content" },
		{ 301, "Moved Permanently" },
		{ 302, "Found" },
		{ 303, "See Other" },
		{ 304, "Not Modified" },
		{ 307, "Temporary Redirect" },
		{ 308, "Permanent Redirect" },
		{ 400, "Bad Request" },
		{ 401, "Unauthorized" },
		{ 403, "Forbidden" },
		{ 404, "Not Found" },
		{ 410, "Gone" },
		{ 429, "Too Many Requests" },
		{ 451, "Unavailable For Legal Reasons" },
		{ 500, "Internal Server Error" },
		{ 502, "Bad Gateway" },
		{ 503, "Service Unavailable" },
		{ 504, "Gateway Timeout" },
	};

	for (size_t i = 0; i < COUNT(phrases); i++)
		if (phrases[i].status == status)
			return phrases[i].phrase;
	return "Other";
}

static void add_status_line(struct text *out, struct slice head)
{
	struct http_message message;
	struct reason why;
	struct slice line = SLICE("");

	slice_next_line(&head, &line);
	if (!slice_starts_nocase(line, SLICE("HTTP/1.")) && http_message_read(&message, line, &why) == 0)
		text_addf(out, "HTTP/1.1 %d %s", message.status, reason_phrase(message.status));
	else
		text_add(out, line);
	text_add(out, SLICE("\r\n"));
}

/* The head as it is stored, with the empty line.  `length`: of the body, or -1 to leave Content-Length alone. */
static void add_head(struct text *out, struct slice head, int64_t length)
{
	struct slice line, rest = slice_after(head, '\n');
	bool said = length < 0;

	add_status_line(out, head);
	while (slice_next_line(&rest, &line)) {
		struct slice name = slice_trim(slice_before(line, ':'));
		int64_t number;

		if (line.len == 0)
			continue;
		if (slice_equal_nocase(name, SLICE("Transfer-Encoding")))
			text_add(out, SLICE("X-Crawler-"));
		if (length >= 0 && slice_equal_nocase(name, SLICE("Content-Length"))) {
			bool right = slice_number(slice_trim(slice_after(line, ':')), &number) && number == length;

			if (!right || said)
				text_add(out, SLICE("X-Crawler-"));
			said |= right;
		}
		text_add(out, line);
		text_add(out, SLICE("\r\n"));
	}
	if (!said)
		text_addf(out, "Content-Length: %lld\r\n", (long long)length);
	text_add(out, SLICE("\r\n"));
}

static bool too_long(const struct capture *c)
{
	return c->head.len > CAPTURE_MAX_HEAD_BYTES || c->body.len > ARTICLE_MAX_BODY_BYTES ||
	       c->request.len > CAPTURE_MAX_OTHER_BYTES || c->url.len > WARC_MAX_HEADER_BYTES / 4 || c->ip.len > 64 ||
	       c->content_type.len > WARC_MAX_HEADER_BYTES / 16;
}

/* {"kind":"page", and what is known of the article}. */
static void add_metadata(struct text *json, const struct capture *c)
{
	static const char *const kinds[] = {
		[CAPTURE_PAGE] = "page", [CAPTURE_FEED] = "feed", [CAPTURE_OTHER] = "other"
	};
	size_t begin;

	text_addf(json, "{\"kind\":\"%s\"", kinds[c->kind]);
	if (!c->article) {
		text_add_char(json, '}');
		return;
	}
	begin = json->len;
	article_encode(c->article, json);
	if (!text_overflowed(json))
		json->at[begin] = ','; /* joins the two objects; an article always has an id */
}

/* Begin the fields of a record about the capture's URL. */
static void start_fields(struct capture_writer *w, const struct capture *c)
{
	text_reset(&w->fields);
	warc_add_field(&w->fields, "WARC-Target-URI", c->url);
	if (*w->info_id)
		add_uri(&w->fields, "WARC-Warcinfo-ID", w->info_id);
}

static bool is_secret(struct slice name)
{
	return slice_equal_nocase(name, SLICE("Authorization")) ||
	       slice_equal_nocase(name, SLICE("Proxy-Authorization")) || slice_equal_nocase(name, SLICE("Cookie"));
}

/* The request as it is stored, with its empty line, without secrets. */
static struct slice stored_request(struct capture_writer *w, struct slice request)
{
	struct slice line, rest = request;

	text_reset(&w->request);
	while (slice_next_line(&rest, &line) && line.len > 0) {
		if (is_secret(slice_trim(slice_before(line, ':'))))
			continue;
		text_add(&w->request, line);
		text_add(&w->request, SLICE("\r\n"));
	}
	text_add(&w->request, SLICE("\r\n"));
	return text_slice(&w->request);
}

/* What the status line, rewritten, does not say any more. */
static void add_protocol(struct text *fields, struct slice head)
{
	if (slice_starts_nocase(head, SLICE("HTTP/2")))
		text_add(fields, SLICE("WARC-Protocol: h2\r\n"));
	else if (slice_starts_nocase(head, SLICE("HTTP/3")))
		text_add(fields, SLICE("WARC-Protocol: h3\r\n"));
}

static void add_cut(struct text *fields, enum capture_cut cut)
{
	static const char *const reasons[] = {
		[CAPTURE_OVER_LENGTH] = "length", [CAPTURE_OVER_TIME] = "time", [CAPTURE_DISCONNECTED] = "disconnect"
	};

	if (cut != CAPTURE_WHOLE)
		warc_add_field(fields, "WARC-Truncated", slice_from(reasons[cut]));
}

static void write_request(struct capture_writer *w, struct text *out, const struct capture *c, const char *response_id)
{
	char id[WARC_ID_SIZE];

	if (slice_empty(c->request))
		return;
	warc_new_id(id);
	start_fields(w, c);
	warc_add_field(&w->fields, "WARC-IP-Address", c->ip);
	add_uri(&w->fields, "WARC-Concurrent-To", response_id);
	warc_add_field(&w->fields, "Content-Type", SLICE("application/http;msgtype=request"));
	warc_write(w->warc, out, WARC_REQUEST, id, c->fetched_ms, text_slice(&w->fields), stored_request(w, c->request),
		   SLICE(""));
}

static void write_metadata(struct capture_writer *w, struct text *out, const struct capture *c, const char *response_id)
{
	char id[WARC_ID_SIZE];

	warc_new_id(id);
	start_fields(w, c);
	if (response_id)
		add_uri(&w->fields, "WARC-Concurrent-To", response_id);
	warc_add_field(&w->fields, "Content-Type", SLICE("application/json"));
	warc_write(w->warc, out, WARC_METADATA, id, c->fetched_ms, text_slice(&w->fields), SLICE(""),
		   text_slice(&w->json));
}

/* What a revisit says beyond a response: how it is one, and of what. */
static void add_revisit(struct capture_writer *w, const struct capture *c, const struct seen *seen)
{
	warc_add_field(&w->fields, "WARC-Profile",
		       c->not_modified ? SLICE(PROFILE "server-not-modified")
				       : SLICE(PROFILE "identical-payload-digest"));
	if (!seen)
		return;
	add_uri(&w->fields, "WARC-Refers-To", seen->id);
	warc_add_field(&w->fields, "WARC-Refers-To-Target-URI", c->url);
	warc_add_date(&w->fields, "WARC-Refers-To-Date", seen->date_ms);
}

/* The index line of the record that lies in [begin, end) of what will be at `place`, and whose fields and head are in *w. */
static void add_line(struct capture_writer *w, const struct capture *c, const struct capture_place *place,
		     enum warc_type type, size_t begin, size_t end)
{
	struct warc_record record = { .type = type,
				      .target_uri = c->url,
				      .date_ms = c->fetched_ms,
				      .fields = text_slice(&w->fields),
				      .block = text_slice(&w->head),
				      .offset = place->offset + (int64_t)begin,
				      .length = (int64_t)(end - begin) };

	cdxj_add(place->index, &record, place->file_name);
}

/* Write the response, or the revisit of `seen`; and the line of the index. */
static void write_response(struct capture_writer *w, struct text *out, const struct capture *c,
			   const struct capture_place *place, const char *id, const char *digest,
			   const struct seen *seen)
{
	bool revisit = seen || c->not_modified;
	enum warc_type type = revisit ? WARC_REVISIT : WARC_RESPONSE;
	struct slice body = revisit ? SLICE("") : c->body;
	size_t begin = out->len;

	text_reset(&w->head);
	add_head(&w->head, c->head, c->not_modified ? -1 : (int64_t)c->body.len);
	start_fields(w, c);
	warc_add_field(&w->fields, "WARC-IP-Address", c->ip);
	add_protocol(&w->fields, c->head);
	warc_add_field(&w->fields, "Content-Type", SLICE("application/http;msgtype=response"));
	if (revisit)
		add_revisit(w, c, seen);
	warc_add_field(&w->fields, "WARC-Payload-Digest",
		       slice_from(c->not_modified ? (seen ? seen->digest : NULL) : digest));
	add_cut(&w->fields, revisit && !c->not_modified ? CAPTURE_OVER_LENGTH : c->cut);
	warc_write(w->warc, out, type, id, c->fetched_ms, text_slice(&w->fields), text_slice(&w->head), body);
	add_line(w, c, place, type, begin, out->len);
}

/* Write the text that an entry brought along, and its line of the index. */
static void write_resource(struct capture_writer *w, struct text *out, const struct capture *c,
			   const struct capture_place *place, const char *id, const char *digest)
{
	size_t begin = out->len;

	text_reset(&w->head);
	start_fields(w, c);
	warc_add_field(&w->fields, "Content-Type", c->content_type);
	warc_add_field(&w->fields, "WARC-Payload-Digest", slice_from(digest));
	add_cut(&w->fields, c->cut);
	warc_write(w->warc, out, WARC_RESOURCE, id, c->fetched_ms, text_slice(&w->fields), SLICE(""), c->body);
	add_line(w, c, place, WARC_RESOURCE, begin, out->len);
}

/* What a capture may refer to: the last one of its URL, if it said not modified or has the same bytes. */
static const struct seen *earlier(const struct seen *slot, const struct capture *c, uint64_t hash, const char *digest)
{
	if (slot->url_hash != hash || c->cut != CAPTURE_WHOLE)
		return NULL;
	return c->not_modified || (c->kind != CAPTURE_PAGE && strcmp(slot->digest, digest) == 0) ? slot : NULL;
}

static void copy(char *to, size_t room, struct slice s)
{
	size_t n = s.len < room ? s.len : 0; /* what does not fit is none of ours */

	memcpy(to, s.at, n);
	to[n] = '\0';
}

static void remember(struct seen *slot, uint64_t hash, int64_t date_ms, struct slice id, struct slice digest)
{
	*slot = (struct seen){ .url_hash = hash, .date_ms = date_ms };
	copy(slot->id, sizeof slot->id, id);
	copy(slot->digest, sizeof slot->digest, digest);
}

void capture_take_up(struct capture_writer *w, const struct warc_record *record)
{
	uint64_t hash = slice_hash(record->target_uri);

	if (record->type == WARC_WARCINFO)
		copy(w->info_id, sizeof w->info_id, record->id);
	else if (record->type == WARC_RESPONSE && slice_empty(warc_field(record, SLICE("WARC-Truncated"))))
		remember(&w->seen[hash % SEEN_SLOTS], hash, record->date_ms, record->id,
			 warc_field(record, SLICE("WARC-Payload-Digest")));
}

/* Of what is no article (a sitemap may have 50 MiB) there is what fits; a page is whole. */
static struct capture fitted(const struct capture *given)
{
	struct capture c = *given;

	if (c.kind != CAPTURE_PAGE && c.body.len > ARTICLE_MAX_BODY_BYTES) {
		c.body = slice_head(c.body, ARTICLE_MAX_BODY_BYTES);
		c.cut = CAPTURE_OVER_LENGTH;
	}
	return c;
}

int64_t capture_write(struct capture_writer *w, struct text *out, const struct capture *given,
		      const struct capture_place *place)
{
	const struct capture fit = fitted(given), *c = &fit;
	uint64_t hash = slice_hash(c->url);
	struct seen *slot = &w->seen[hash % SEEN_SLOTS];
	char id[WARC_ID_SIZE], digest[WARC_DIGEST_SIZE];
	const struct seen *seen;
	int64_t offset;

	text_reset(&w->json);
	add_metadata(&w->json, c);
	if (too_long(c) || text_overflowed(&w->json)) {
		errno = EMSGSIZE;
		return -1;
	}
	warc_new_id(id);
	warc_digest(c->body, SLICE(""), digest);
	if (slice_empty(c->head)) { /* when nothing came the metadata record alone says so */
		bool text = !slice_empty(c->content_type);

		if (text)
			write_resource(w, out, c, place, id, digest);
		write_metadata(w, out, c, text ? id : NULL);
		return place->offset;
	}
	seen = earlier(slot, c, hash, digest);
	write_request(w, out, c, id);
	offset = place->offset + (int64_t)out->len;
	write_response(w, out, c, place, id, digest, seen);
	write_metadata(w, out, c, id);
	if (!seen && !c->not_modified && c->cut == CAPTURE_WHOLE)
		remember(slot, hash, c->fetched_ms, slice_from(id), slice_from(digest));
	return offset;
}

void capture_forget(struct capture_writer *w, struct slice url)
{
	w->seen[slice_hash(url) % SEEN_SLOTS].url_hash = 0;
}
