/* ingest/http_message.c - a stored HTTP response: where its parts are, and its body without codings. */
#include "ingest/http_message.h"
#include "ingest/http_coding.h"

/* "HTTP/1.1 200 OK", "HTTP/2 200": the status, or -1. */
static int status_of(struct slice line)
{
	struct slice code = slice_before(slice_trim(slice_after(line, ' ')), ' ');
	int64_t number;

	if (!slice_starts_nocase(line, SLICE("HTTP/")) || !slice_number(code, &number) || number < 100 || number > 999)
		return -1;
	return (int)number;
}

int http_message_read(struct http_message *message, struct slice block, struct reason *why)
{
	struct slice rest = block, line = SLICE("");
	const char *fields, *end;

	slice_next_line(&rest, &line);
	*message = (struct http_message){ .status = status_of(line), .fields = SLICE(""), .body = SLICE("") };
	if (message->status < 0) {
		dead(why, "HTTP message does not begin with a status line");
		return -1;
	}
	for (fields = end = rest.at; slice_next_line(&rest, &line) && line.len > 0; end = rest.at)
		;
	message->fields = slice_of(fields, (size_t)((line.len ? rest.at : end) - fields));
	message->body = rest;
	return 0;
}

/* `line` with the folded lines that follow it; *rest moves behind them. */
static struct slice unfold(struct slice *rest, struct slice line)
{
	struct slice further;

	while (rest->len && (rest->at[0] == ' ' || rest->at[0] == '\t') && slice_next_line(rest, &further))
		line.len = (size_t)(further.at + further.len - line.at);
	return line;
}

bool http_field_next(struct slice *fields, struct slice name, struct slice *value)
{
	struct slice line;

	while (slice_next_line(fields, &line)) {
		line = unfold(fields, line);
		if (line.len > name.len && ascii_lower(line.at[0]) == ascii_lower(name.at[0]) &&
		    slice_equal_nocase(slice_trim(slice_before(line, ':')), name)) {
			*value = slice_trim(slice_after(line, ':'));
			return true;
		}
	}
	return false;
}

struct slice http_field(struct slice fields, struct slice name)
{
	struct slice value;

	return http_field_next(&fields, name, &value) ? value : SLICE("");
}

/* The size of the chunk that begins *rest, which moves behind that line; -1 when there is no size. */
static int64_t chunk_size(struct slice *rest)
{
	struct slice line;
	int64_t size = 0;
	size_t n = 0;

	if (memchr(rest->at, '\n', rest->len < 4096 ? rest->len : 4096) == NULL || !slice_next_line(rest, &line))
		return -1;
	for (; n < line.len && ascii_hex_value(line.at[n]) >= 0; n++) {
		if (n == 15)
			return -1;
		size = size * 16 + ascii_hex_value(line.at[n]);
	}
	line = slice_trim(slice_skip(line, n));
	return n > 0 && (line.len == 0 || line.at[0] == ';') ? size : -1;
}

/* What ends a chunk's data: CRLF, or LF alone. */
static bool skip_line_end(struct slice *rest)
{
	size_t n = slice_starts(*rest, SLICE("\r\n")) ? 2 : slice_starts(*rest, SLICE("\n")) ? 1 : 0;

	*rest = slice_skip(*rest, n);
	return n > 0;
}

bool http_dechunk(struct slice body, struct text *out)
{
	for (size_t chunks = 0; body.len > 0; chunks++) {
		int64_t size = chunk_size(&body);

		if (size < 0)
			return false;
		if (size == 0)
			return true; /* trailer fields may follow */
		if ((uint64_t)size > body.len && chunks == 0)
			return false;
		text_add(out, slice_head(body, (size_t)size));
		body = slice_skip(body, (size_t)size);
		if (body.len && !skip_line_end(&body))
			return false;
	}
	return true;
}

/* Undo one content coding of *body into `out`, which is empty.  Returns -1 and a sentence when that cannot
 * be. */
static int undo(struct slice name, struct text *out, struct slice *body, struct reason *why)
{
	const char *ending = "is damaged";

	switch (http_coding_undo(name, *body, out)) {
	case CODING_ABSENT: return 0;
	case CODING_UNDONE:
		*body = text_slice(out);
		if (!text_overflowed(out))
			return 0;
		ending = "is too long when decoded";
		break;
	case CODING_UNSUPPORTED: ending = "has an unsupported content coding"; break;
	case CODING_DAMAGED: break;
	}
	dead(why, "body coded as \"%.*s\" %s (limit %zu bytes)", SLICE_ARG(slice_head(name, 40)), ending,
	     out->ceiling_bytes);
	return -1;
}

struct slice http_last_coding(struct slice *codings)
{
	size_t n = codings->len;
	struct slice last;

	while (n > 0 && codings->at[n - 1] != ',')
		n--;
	last = slice_trim(slice_skip(*codings, n));
	*codings = slice_head(*codings, n > 0 ? n - 1 : 0);
	return last;
}

static void text_swap(struct text *a, struct text *b)
{
	struct text t = *a;

	*a = *b;
	*b = t;
}

/* Undo the codings one after the other; *body lies in `out` if `inside` says so, and then in it if it
 * changes. */
static int undo_all(struct slice codings, bool inside, struct text *out, struct slice *body, struct reason *why)
{
	struct text spare;
	int result = 0;

	text_init(&spare, out->ceiling_bytes);
	for (int i = 0; i < HTTP_MAX_CODINGS && codings.len > 0 && result == 0; i++) {
		const char *was = body->at;

		text_reset(inside ? &spare : out);
		result = undo(http_last_coding(&codings), inside ? &spare : out, body, why);
		if (result == 0 && body->at != was) {
			if (inside)
				text_swap(out, &spare);
			inside = true;
		}
	}
	text_release(&spare);
	return result;
}

int http_body_decode(const struct http_message *message, struct text *out, struct slice *body, struct reason *why)
{
	bool inside = false;

	text_reset(out);
	*body = message->body;
	if (slice_contains_nocase(http_field(message->fields, SLICE("Transfer-Encoding")), SLICE("chunked")) &&
	    http_dechunk(*body, out)) {
		inside = true;
		*body = text_slice(out);
	}
	if ((inside && text_overflowed(out)) || body->len > out->ceiling_bytes) {
		dead(why, "body over %zu bytes", out->ceiling_bytes);
		return -1;
	}
	return undo_all(http_field(message->fields, SLICE("Content-Encoding")), inside, out, body, why);
}
