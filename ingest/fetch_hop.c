/* ingest/fetch_hop.c - one hop of a transfer: how it is asked for, and what libcurl says while it is under way. */
#include "common/clock.h"
#include "common/die.h"
#include "ingest/fetch_allow.h"
#include "ingest/fetch_headers.h"
#include "ingest/fetch_transfer.h"
#include "ingest/http_message.h"

#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>

#define LOW_SPEED_BYTES    64 /* a second; below it for this long, and the transfer ends */
#define LOW_SPEED_SECONDS  15
#define MAX_REDIRECT_BYTES (64u << 10) /* of a redirect's body; then the connection ends */
#define BUFFER_BYTES       (64L << 10)

/* libcurl is about to open a socket: the place where the address is known and nothing is sent yet.  A proxy is of the
 * user's choosing. */
static curl_socket_t on_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct transfer *t = context;

	(void)purpose;
	if (!t->proxy && !fetch_allows_address(slice_from(t->host), &address->addr)) {
		address_format(t->blocked, &address->addr);
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static bool is_redirect(struct slice head)
{
	static const char statuses[][4] = { "301", "302", "303", "307", "308" };
	struct slice status = slice_trim(slice_before(slice_trim(slice_after(slice_before(head, '\n'), ' ')), ' '));

	for (size_t i = 0; i < COUNT(statuses); i++)
		if (slice_equal(status, slice_from(statuses[i])))
			return !slice_empty(http_field(slice_after(head, '\n'), SLICE("Location")));
	return false;
}

/* Header lines of "100 Continue", of the answer, and of its trailers; the last head counts. */
static size_t on_header(char *at, size_t size, size_t n, void *context)
{
	struct transfer *t = context;
	struct slice line = slice_of(at, size * n);

	if (slice_starts(line, SLICE("HTTP/"))) {
		text_reset(&t->head);
		t->head_ended = false;
	}
	if (slice_empty(slice_trim(line)) && !t->head_ended) {
		t->head_ended = true;
		t->leaves = is_redirect(text_slice(&t->head));
	}
	if (!t->head_ended)
		text_add(&t->head, line);
	t->head_bytes += line.len;
	t->head_over = t->head_bytes > FETCH_MAX_HEAD_BYTES;
	return t->head_over ? 0 : line.len;
}

/* False when the body becomes too long in decoding. */
static bool is_bounded(struct transfer *t, struct slice piece)
{
	if (t->body.len == 0)
		t->meter = http_meter_open(
			http_field(slice_after(text_slice(&t->head), '\n'), SLICE("Content-Encoding")), t->limit_bytes);
	return !t->meter || http_meter_add(t->meter, piece);
}

/* What is kept of a redirect's body is for the archive. */
static size_t take_redirect(struct transfer *t, struct slice piece)
{
	struct slice fits = slice_head(piece, FETCH_MAX_HOP_BYTES - t->body.len);

	text_add(&t->body, fits);
	t->truncated |= fits.len < piece.len;
	t->head_bytes += piece.len;
	return t->head_bytes > MAX_REDIRECT_BYTES ? 0 : piece.len;
}

static size_t on_body(char *at, size_t size, size_t n, void *context)
{
	struct transfer *t = context;
	struct slice piece = slice_of(at, size * n), fits = slice_head(piece, t->limit_bytes - t->body.len);

	if (t->leaves)
		return take_redirect(t, piece);
	t->large = !is_bounded(t, piece);
	text_add(&t->body, fits);
	t->truncated = t->large || fits.len < piece.len;
	t->large |= t->truncated && t->meter;
	return t->truncated ? 0 : piece.len; /* 0 ends the transfer */
}

/* Of all that libcurl says, the bytes of the request; without the lines nobody may see. */
static int on_debug(CURL *curl, curl_infotype type, char *at, size_t n, void *context)
{
	struct transfer *t = context;
	struct slice rest = slice_of(at, n), line;

	(void)curl;
	if (type != CURLINFO_HEADER_OUT)
		return 0;
	text_reset(&t->request);
	while (slice_next_line(&rest, &line)) {
		if (slice_empty(line) ||
		    fetch_headers_have(text_slice(&t->secrets), slice_trim(slice_before(line, ':'))))
			continue;
		text_add(&t->request, line);
		text_add(&t->request, SLICE("\r\n"));
	}
	return 0;
}

/* Servers that know nothing of secure renegotiation (RFC 5746) are legacy too. */
static CURLcode on_tls(CURL *curl, void *tls, void *context)
{
	(void)curl, (void)context;
	SSL_CTX_set_options(tls, SSL_OP_LEGACY_SERVER_CONNECT);
	return CURLE_OK;
}

/* --- how a hop is asked for --- */

static bool has_secret(const struct transfer *t, const char *name)
{
	return fetch_headers_have(text_slice(&t->secrets), slice_from(name));
}

static void append_header(struct transfer *t, const char *line)
{
	struct curl_slist *longer = curl_slist_append(t->headers, line);

	if (!longer)
		die("libcurl: out of memory");
	t->headers = longer;
}

static void add_header(struct transfer *t, const char *name, const char *value)
{
	char *line;

	for (const char *c = value; c && *c; c++)
		if ((unsigned char)*c < 0x20 && *c != '\t')
			return; /* no header may hold it */
	if (!value)
		return;
	line = xprintf("%s: %s", name, value);
	append_header(t, line);
	free(line);
}

static bool same_part(CURLU *a, CURLU *b, CURLUPart part, unsigned flags)
{
	char *in_a = NULL, *in_b = NULL;
	bool same = curl_url_get(a, part, &in_a, flags) == CURLUE_OK &&
		    curl_url_get(b, part, &in_b, flags) == CURLUE_OK &&
		    slice_equal_nocase(slice_from(in_a), slice_from(in_b));

	curl_free(in_a);
	curl_free(in_b);
	return same;
}

static bool is_home_of_secrets(const struct transfer *t)
{
	return t->secrets_for && same_part(t->secrets_for, t->place, CURLUPART_SCHEME, 0) &&
	       same_part(t->secrets_for, t->place, CURLUPART_HOST, 0) &&
	       same_part(t->secrets_for, t->place, CURLUPART_PORT, CURLU_DEFAULT_PORT);
}

static void add_secrets(struct transfer *t)
{
	struct slice rest = text_slice(&t->secrets), line;
	char *string;

	while (slice_next_line(&rest, &line)) {
		string = xprintf("%.*s", (int)line.len, line.at);
		append_header(t, string);
		free(string);
	}
}

static void make_headers(struct transfer *t)
{
	bool home = is_home_of_secrets(t);

	curl_slist_free_all(t->headers);
	t->headers = NULL;
	if (!home || !has_secret(t, "Accept"))
		append_header(t, "Accept: text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,"
				 "application/feed+json,application/xml;q=0.9,*/*;q=0.5");
	append_header(t, "Accept-Encoding: gzip, deflate, br, zstd");
	if (strcmp(t->url, t->validated_url) == 0) {
		add_header(t, "If-None-Match", t->etag);
		add_header(t, "If-Modified-Since", t->last_modified);
	}
	if (home)
		add_secrets(t);
}

/* Options are of known names and types; what libcurl cannot set would be a fault of ours. */
#define SET(option, value)                                                \
	do {                                                              \
		if (curl_easy_setopt(t->curl, option, value) != CURLE_OK) \
			die("libcurl has no " #option);                   \
	} while (0)

static void set_limits(struct transfer *t)
{
	int64_t left_ms = fetch_options.timeout_ms - (clock_monotonic_ms() - t->began_monotonic_ms);

	SET(CURLOPT_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_TIMEOUT_MS, left_ms > 1 ? (long)left_ms : 1L);
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)fetch_options.connect_timeout_ms);
	SET(CURLOPT_LOW_SPEED_LIMIT, (long)LOW_SPEED_BYTES);
	SET(CURLOPT_LOW_SPEED_TIME, (long)LOW_SPEED_SECONDS);
	SET(CURLOPT_OPENSOCKETFUNCTION, on_socket);
	SET(CURLOPT_OPENSOCKETDATA, t);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_BUFFERSIZE, BUFFER_BYTES);
	SET(CURLOPT_PROXY, t->proxy ? t->proxy : ""); /* "": not that of the environment, nor its exceptions */
	SET(CURLOPT_NOPROXY, "");
	SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
}

static void set_tls(struct transfer *t)
{
	if (fetch_options.ca_file) {
		SET(CURLOPT_CAINFO, fetch_options.ca_file); /* the system's are in a folder besides */
		SET(CURLOPT_PROXY_CAINFO, fetch_options.ca_file);
	} else {
		SET(CURLOPT_CAPATH, NULL); /* the system's file has them all, and is then kept in memory */
	}
	if (t->tls == FEED_TLS_INSECURE) {
		SET(CURLOPT_SSL_VERIFYPEER, 0L);
		SET(CURLOPT_SSL_VERIFYHOST, 0L);
	}
	if (t->tls == FEED_TLS_LEGACY) {
		SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_0);
		SET(CURLOPT_SSL_CIPHER_LIST, "DEFAULT@SECLEVEL=0");
		SET(CURLOPT_SSL_CTX_FUNCTION, on_tls);
	}
}

static void set_exchange(struct transfer *t, const char *user_agent)
{
	SET(CURLOPT_URL, t->url);
	if (t->user)
		SET(CURLOPT_USERNAME, t->user);
	if (t->password)
		SET(CURLOPT_PASSWORD, t->password);
	if (t->form)
		SET(CURLOPT_POSTFIELDS, t->form);
	SET(CURLOPT_USERAGENT, t->user_agent ? t->user_agent : user_agent);
	SET(CURLOPT_HTTPHEADER, t->headers);
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	SET(CURLOPT_HEADERFUNCTION, on_header);
	SET(CURLOPT_HEADERDATA, t);
	SET(CURLOPT_WRITEFUNCTION, on_body);
	SET(CURLOPT_WRITEDATA, t);
	SET(CURLOPT_VERBOSE, 1L);
	SET(CURLOPT_DEBUGFUNCTION, on_debug);
	SET(CURLOPT_DEBUGDATA, t);
	SET(CURLOPT_ERRORBUFFER, t->error);
	SET(CURLOPT_PRIVATE, t);
}

void transfer_prepare(struct transfer *t, CURLSH *share, const char *user_agent)
{
	t->began_ms = clock_now_ms();
	t->head_bytes = 0;
	t->head_ended = t->head_over = t->truncated = t->large = false;
	t->error[0] = t->blocked[0] = '\0';
	text_reset(&t->request);
	text_reset(&t->head);
	text_reset(&t->body);
	make_headers(t);
	curl_easy_reset(t->curl);
	SET(CURLOPT_SHARE, share);
	set_limits(t);
	set_tls(t);
	set_exchange(t, user_agent);
}
