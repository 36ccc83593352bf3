/* ingest/fetch.c - HTTP transfers with libcurl's multi interface. */
#include "ingest/fetch.h"
#include "common/clock.h"
#include "common/die.h"
#include "common/version.h"
#include "ingest/address.h"
#include "ingest/http_message.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define LOW_SPEED_BYTES   64 /* a second; below it for this long, and the transfer ends */
#define LOW_SPEED_SECONDS 15

struct fetch_options fetch_options;

const struct setting fetch_settings[] = {
	{ "fetch-timeout-ms", SETTING_NUMBER, &fetch_options.timeout_ms, "20000", 100, 600000,
	  "longest a transfer may take" },
	{ "fetch-connect-timeout-ms", SETTING_NUMBER, &fetch_options.connect_timeout_ms, "10000", 100, 600000,
	  "longest a connection may take to come about" },
	{ "fetch-connections", SETTING_NUMBER, &fetch_options.connections, "64", 1, 1000,
	  "transfers at once; one for a host" },
	{ "host-delay-ms", SETTING_NUMBER, &fetch_options.host_delay_ms, "1000", 0, 3600000,
	  "pause between two requests to one host" },
	{ "feed-interval-s", SETTING_NUMBER, &fetch_options.feed_interval_s, "900", 1, 604800,
	  "time between two polls of a feed" },
	{ "allow-hosts", SETTING_LIST, &fetch_options.allow_hosts, NULL, 0, 0,
	  "names or addresses of hosts that may be private, commas between" },
	{ "user-agent", SETTING_STRING, &fetch_options.user_agent, NULL, 0, 0,
	  "User-Agent [wiremill/VERSION (+CONTACT)]" },
	{ "contact", SETTING_STRING, &fetch_options.contact, NULL, 0, 0,
	  "URL or mail address for those who read their logs" },
	{ .name = NULL },
};

struct transfer {
	struct transfer *next, *previous;
	struct fetcher *fetcher;
	CURL *curl;
	struct curl_slist *headers;
	char *url, *form; /* form: NULL for GET */
	void (*done)(void *context, const struct fetch_answer *answer);
	void *context;
	struct text request, head, body;
	size_t limit_bytes;
	bool head_ended, head_over, truncated;
	char refused[ADDRESS_SIZE]; /* the address that is not allowed, or "" */
	int64_t began_ms, began_monotonic_ms;
};

struct fetcher {
	CURLM *multi;
	struct transfer *transfers;
	size_t active;
	char *user_agent;
};

const char *fetch_failure_name(enum fetch_failure failure)
{
	static const char *const names[FETCH_FAILURES] = { "fine",    "status", "refused", "redirect", "dns",
							   "connect", "tls",    "timeout", "broken" };

	return names[failure];
}

struct fetcher *fetcher_open(void)
{
	struct fetcher *f = xmalloc(sizeof *f);

	*f = (struct fetcher){ .multi = NULL };
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !(f->multi = curl_multi_init()))
		die("libcurl cannot be started");
	if (fetch_options.user_agent)
		f->user_agent = xstrdup(fetch_options.user_agent);
	else if (fetch_options.contact)
		f->user_agent = xprintf("wiremill/%s (+%s)", WIREMILL_VERSION, fetch_options.contact);
	else
		f->user_agent = xprintf("wiremill/%s", WIREMILL_VERSION);
	curl_multi_setopt(f->multi, CURLMOPT_MAXCONNECTS, (long)fetch_options.connections);
	return f;
}

static void transfer_release(struct transfer *t)
{
	curl_multi_remove_handle(t->fetcher->multi, t->curl);
	curl_easy_cleanup(t->curl);
	curl_slist_free_all(t->headers);
	text_release(&t->request);
	text_release(&t->head);
	text_release(&t->body);
	free(t->url);
	free(t->form);
	free(t);
}

const char *fetcher_user_agent(const struct fetcher *fetcher)
{
	return fetcher->user_agent;
}

void fetcher_close(struct fetcher *f)
{
	for (struct transfer *t = f->transfers, *next; t; t = next) {
		next = t->next;
		transfer_release(t);
	}
	curl_multi_cleanup(f->multi);
	free(f->user_agent);
	free(f);
}

size_t fetcher_active(const struct fetcher *f)
{
	return f->active;
}

static bool is_listed(struct slice name)
{
	for (size_t i = 0; i < fetch_options.allow_hosts.n; i++) {
		struct slice rest = slice_from(fetch_options.allow_hosts.at[i]), listed;

		while (slice_next(&rest, ',', &listed))
			if (slice_equal_nocase(slice_trim(listed), name))
				return true;
	}
	return false;
}

/* May the hop that is under way connect to what is no public address?  Its host is asked of libcurl's own reading of the
 * URL, so that there are no two opinions on it. */
static bool is_exempt(const struct transfer *t, const char *address)
{
	char *url = NULL, *host = NULL;
	CURLU *parts;
	bool listed = is_listed(slice_from(address));

	if (listed || fetch_options.allow_hosts.n == 0)
		return listed;
	parts = curl_url();
	curl_easy_getinfo(t->curl, CURLINFO_EFFECTIVE_URL, &url);
	if (parts && url && curl_url_set(parts, CURLUPART_URL, url, CURLU_GUESS_SCHEME) == CURLUE_OK &&
	    curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK)
		listed = is_listed(slice_from(host));
	curl_free(host);
	curl_url_cleanup(parts);
	return listed;
}

/* libcurl is about to open a socket for one hop: the place where the address is known and nothing is sent yet. */
static curl_socket_t on_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct transfer *t = context;
	char text[ADDRESS_SIZE];

	(void)purpose;
	address_format(text, &address->addr);
	if (!address_is_public(&address->addr) && !is_exempt(t, text)) {
		memcpy(t->refused, text, sizeof t->refused);
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* Header lines of every hop, of "100 Continue", and of trailers; the last head counts. */
static size_t on_header(char *at, size_t size, size_t n, void *context)
{
	struct transfer *t = context;
	struct slice line = slice_of(at, size * n);

	if (slice_starts(line, SLICE("HTTP/"))) {
		text_reset(&t->head);
		text_reset(&t->body);
		t->head_ended = false;
	}
	if (slice_empty(slice_trim(line)))
		t->head_ended = true;
	if (!t->head_ended)
		text_add(&t->head, line);
	t->head_over = text_overflowed(&t->head);
	return t->head_over ? 0 : line.len;
}

static size_t on_body(char *at, size_t size, size_t n, void *context)
{
	struct transfer *t = context;
	struct slice piece = slice_of(at, size * n), fits = slice_head(piece, t->limit_bytes - t->body.len);

	text_add(&t->body, fits);
	if (fits.len == piece.len)
		return piece.len;
	t->truncated = true;
	return 0; /* which ends the transfer */
}

/* Of all that libcurl says, the bytes of the request. */
static int on_debug(CURL *curl, curl_infotype type, char *at, size_t n, void *context)
{
	struct transfer *t = context;

	(void)curl;
	if (type == CURLINFO_HEADER_OUT) {
		struct slice head = slice_of(at, n);

		text_reset(&t->request);
		text_add(&t->request, slice_ends(head, SLICE("\r\n\r\n")) ? slice_head(head, n - 2) : head);
	}
	return 0;
}

static void add_header(struct transfer *t, const char *name, struct slice value)
{
	char *line;

	for (size_t i = 0; i < value.len; i++)
		if ((unsigned char)value.at[i] < 0x20 && value.at[i] != '\t')
			return; /* no header may hold it */
	if (slice_empty(value))
		return;
	line = xprintf("%s: %.*s", name, SLICE_ARG(value));
	t->headers = curl_slist_append(t->headers, line);
	free(line);
}

/* Options are of known names and types; what libcurl cannot set would be a fault of ours. */
#define SET(option, value)                                                \
	do {                                                              \
		if (curl_easy_setopt(t->curl, option, value) != CURLE_OK) \
			die("libcurl has no " #option);                   \
	} while (0)

static void set_limits(struct transfer *t)
{
	SET(CURLOPT_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_FOLLOWLOCATION, 1L);
	SET(CURLOPT_MAXREDIRS, (long)FETCH_MAX_REDIRECTS);
	SET(CURLOPT_TIMEOUT_MS, (long)fetch_options.timeout_ms);
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)fetch_options.connect_timeout_ms);
	SET(CURLOPT_LOW_SPEED_LIMIT, (long)LOW_SPEED_BYTES);
	SET(CURLOPT_LOW_SPEED_TIME, (long)LOW_SPEED_SECONDS);
	SET(CURLOPT_OPENSOCKETFUNCTION, on_socket);
	SET(CURLOPT_OPENSOCKETDATA, t);
	SET(CURLOPT_PROXY, ""); /* an address behind a proxy could not be checked */
	SET(CURLOPT_NOSIGNAL, 1L);
}

static void set_exchange(struct transfer *t)
{
	SET(CURLOPT_URL, t->url);
	if (t->form)
		SET(CURLOPT_POSTFIELDS, t->form);
	SET(CURLOPT_USERAGENT, t->fetcher->user_agent);
	SET(CURLOPT_HTTPHEADER, t->headers);
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	SET(CURLOPT_HEADERFUNCTION, on_header);
	SET(CURLOPT_HEADERDATA, t);
	SET(CURLOPT_WRITEFUNCTION, on_body);
	SET(CURLOPT_WRITEDATA, t);
	SET(CURLOPT_VERBOSE, 1L);
	SET(CURLOPT_DEBUGFUNCTION, on_debug);
	SET(CURLOPT_DEBUGDATA, t);
	SET(CURLOPT_PRIVATE, t);
}

void fetcher_start(struct fetcher *f, const struct fetch_request *request)
{
	struct transfer *t = xmalloc(sizeof *t);

	*t = (struct transfer){ .next = f->transfers,
				.fetcher = f,
				.done = request->done,
				.context = request->context,
				.limit_bytes = request->limit_bytes,
				.began_ms = clock_now_ms(),
				.began_monotonic_ms = clock_monotonic_ms() };
	if (t->next)
		t->next->previous = t;
	f->transfers = t;
	f->active++;
	t->url = xprintf("%.*s", (int)request->url.len, request->url.at);
	if (!slice_empty(request->form))
		t->form = xprintf("%.*s", (int)request->form.len, request->form.at);
	text_init(&t->request, FETCH_MAX_HEAD_BYTES);
	text_init(&t->head, FETCH_MAX_HEAD_BYTES);
	text_init(&t->body, request->limit_bytes);
	add_header(t, "Accept",
		   SLICE("text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,"
			 "application/xml;q=0.9,*/*;q=0.5"));
	add_header(t, "Accept-Encoding", SLICE("gzip, deflate"));
	add_header(t, "If-None-Match", request->etag);
	add_header(t, "If-Modified-Since", request->last_modified);
	t->curl = curl_easy_init();
	if (!t->curl)
		die("libcurl cannot be started");
	set_limits(t);
	set_exchange(t);
	if (curl_multi_add_handle(f->multi, t->curl) != CURLM_OK)
		die("libcurl cannot take a transfer");
}

static enum fetch_failure failure_of(const struct transfer *t, CURLcode code)
{
	switch (code) {
	case CURLE_OK: return FETCH_FINE;
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_URL_MALFORMAT: return FETCH_REFUSED;
	case CURLE_TOO_MANY_REDIRECTS: return FETCH_REDIRECT;
	case CURLE_COULDNT_RESOLVE_HOST: return FETCH_DNS;
	case CURLE_COULDNT_CONNECT: return t->refused[0] ? FETCH_REFUSED : FETCH_CONNECT;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_INVALIDCERTSTATUS: return FETCH_TLS;
	case CURLE_OPERATION_TIMEDOUT: return FETCH_TIMEOUT;
	default: return FETCH_BROKEN;
	}
}

/* One sentence for people, in `answer`. */
static void explain(const struct transfer *t, CURLcode code, struct fetch_answer *answer)
{
	char *out = answer->sentence;
	size_t room = sizeof answer->sentence;

	switch (answer->failure) {
	case FETCH_FINE: break;
	case FETCH_STATUS: snprintf(out, room, "HTTP %d", answer->status); break;
	case FETCH_TIMEOUT: snprintf(out, room, "time-out after %.3g s", (double)answer->took_ms / 1000); break;
	case FETCH_REDIRECT: snprintf(out, room, "more than %d redirects", FETCH_MAX_REDIRECTS); break;
	case FETCH_REFUSED:
		if (t->refused[0])
			snprintf(out, room, "address %s is not allowed (--allow-hosts)", t->refused);
		else
			snprintf(out, room, "no http or https URL that can be fetched");
		break;
	default:
		if (t->head_over)
			snprintf(out, room, "header over %u bytes", FETCH_MAX_HEAD_BYTES);
		else
			snprintf(out, room, "%s", curl_easy_strerror(code));
	}
}

/* What the transfer brought, whatever its end. */
static void finish(struct transfer *t, CURLcode code)
{
	struct fetch_answer answer = { .truncated = t->truncated,
				       .began_ms = t->began_ms,
				       .took_ms = clock_monotonic_ms() - t->began_monotonic_ms };
	char *url = NULL, *ip = NULL;
	long status = 0;

	if (code == CURLE_WRITE_ERROR && t->truncated)
		code = CURLE_OK; /* we ended it */
	curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(t->curl, CURLINFO_EFFECTIVE_URL, &url);
	curl_easy_getinfo(t->curl, CURLINFO_PRIMARY_IP, &ip);
	answer.failure = failure_of(t, code);
	if (answer.failure == FETCH_FINE || t->head.len)
		answer.status = (int)status;
	if (answer.failure == FETCH_FINE && (status < 200 || status > 299) && status != 304)
		answer.failure = FETCH_STATUS;
	answer.url = slice_from(url);
	answer.ip = slice_from(ip);
	answer.request = text_slice(&t->request);
	answer.head = text_slice(&t->head);
	answer.body = text_slice(&t->body);
	explain(t, code, &answer);
	t->done(t->context, &answer);
}

static void forget(struct fetcher *f, struct transfer *t)
{
	if (t->previous)
		t->previous->next = t->next;
	else
		f->transfers = t->next;
	if (t->next)
		t->next->previous = t->previous;
	f->active--;
	transfer_release(t);
}

static void collect(struct fetcher *f)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(f->multi, &left)) != NULL) {
		CURLcode code = message->data.result;
		char *private = NULL;
		struct transfer *t;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &private);
		t = (struct transfer *)(void *)private;
		finish(t, code);
		forget(f, t);
	}
}

static void perform(struct fetcher *f)
{
	int running;

	if (curl_multi_perform(f->multi, &running) != CURLM_OK)
		die("libcurl: transfers cannot go on");
	collect(f);
}

void fetcher_wait(struct fetcher *f, int fd, int timeout_ms)
{
	struct curl_waitfd extra = { .fd = fd, .events = CURL_WAIT_POLLIN };
	size_t before = f->active;

	perform(f);
	if (f->active < before)
		return;
	if (curl_multi_poll(f->multi, &extra, fd < 0 ? 0 : 1, timeout_ms, NULL) != CURLM_OK && errno != EINTR)
		die_errno("wait for transfers");
	perform(f);
}

void fetcher_wake(struct fetcher *f)
{
	if (curl_multi_wakeup(f->multi) != CURLM_OK)
		die("libcurl cannot be woken");
}

struct slice fetch_header(const struct fetch_answer *answer, struct slice name)
{
	return http_field(slice_after(answer->head, '\n'), name);
}

int fetch_decode(const struct fetch_answer *answer, struct text *out, struct slice *body, struct reason *why)
{
	struct http_message message = { .status = answer->status,
					.fields = slice_after(answer->head, '\n'),
					.body = answer->body };

	return http_body_decode(&message, out, body, why);
}
