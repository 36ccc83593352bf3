/* ingest/fetch_transfer.c - one transfer from its request through its hops. */
#include "ingest/fetch_transfer.h"
#include "common/clock.h"
#include "common/die.h"
#include "ingest/fetch_headers.h"
#include "ingest/http_message.h"

#include <stdio.h>
#include <stdlib.h>

#define KEPT_BYTES ((size_t)1 << 20) /* of a body's memory, for the next transfer */

struct transfer *transfer_open(void)
{
	struct transfer *t = xmalloc(sizeof *t);

	*t = (struct transfer){ .curl = curl_easy_init() };
	if (!t->curl)
		die("libcurl cannot be started");
	text_init(&t->request, FETCH_MAX_HEAD_BYTES);
	text_init(&t->head, FETCH_MAX_HEAD_BYTES);
	text_init(&t->body, 0);
	text_init(&t->secrets, FETCH_MAX_HEAD_BYTES);
	return t;
}

void transfer_close(struct transfer *t)
{
	transfer_rest(t);
	curl_easy_cleanup(t->curl);
	text_release(&t->request);
	text_release(&t->head);
	text_release(&t->body);
	text_release(&t->secrets);
	free(t);
}

static void forget(char **string)
{
	free(*string);
	*string = NULL;
}

void transfer_rest(struct transfer *t)
{
	forget(&t->user_agent);
	forget(&t->proxy);
	forget(&t->etag);
	forget(&t->last_modified);
	forget(&t->validated_url);
	forget(&t->form);
	forget(&t->url);
	forget(&t->host);
	forget(&t->user);
	forget(&t->password);
	forget(&t->moved_url);
	while (t->redirects > 0)
		forget(&t->hop_bytes[--t->redirects]);
	curl_url_cleanup(t->place);
	curl_url_cleanup(t->secrets_for);
	t->place = t->secrets_for = NULL;
	curl_slist_free_all(t->headers);
	t->headers = NULL;
	http_meter_close(t->meter);
	t->meter = NULL;
	text_reset(&t->secrets);
	if (t->body.room > KEPT_BYTES)
		text_release(&t->body);
}

static char *copy(struct slice s)
{
	return s.len ? xprintf("%.*s", (int)s.len, s.at) : NULL;
}

int transfer_refuse(struct transfer *t, const char *sentence)
{
	t->refused = true;
	t->leaves = false;
	snprintf(t->sentence, sizeof t->sentence, "%s", sentence);
	return -1;
}

static char *part(CURLU *url, CURLUPart what, unsigned flags)
{
	char *got = NULL, *ours;

	if (curl_url_get(url, what, &got, flags) != CURLUE_OK)
		return NULL;
	ours = xstrdup(got);
	curl_free(got);
	return ours;
}

/* libcurl undoes escapes of a host after it has looked for numbers in it: read again, "%30x7f.1" is 127.0.0.1, and that
 * is where it would go.  False for a host that has escapes even then. */
static bool settle(CURLU *place)
{
	char *url = part(place, CURLUPART_URL, 0), *host = NULL;
	bool fine = url && curl_url_set(place, CURLUPART_URL, url, 0) == CURLUE_OK &&
		    (host = part(place, CURLUPART_HOST, 0)) != NULL && !strchr(host, '%');

	free(url);
	free(host);
	return fine;
}

/* Put `url`, absolute or relative to the present place, in the present place. */
static int go_to(struct transfer *t, struct slice url)
{
	char *string = xprintf("%.*s", (int)url.len, url.at), *scheme = NULL;
	bool fine;

	fine = !memchr(url.at, '\0', url.len) &&
	       curl_url_set(t->place, CURLUPART_URL, string, CURLU_GUESS_SCHEME | CURLU_URLENCODE) == CURLUE_OK &&
	       settle(t->place) && (scheme = part(t->place, CURLUPART_SCHEME, 0)) != NULL &&
	       (strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0);
	free(string);
	free(scheme);
	if (!fine)
		return transfer_refuse(t, "no http or https URL that can be fetched");
	forget(&t->user);
	forget(&t->password);
	forget(&t->url);
	forget(&t->host);
	t->user = part(t->place, CURLUPART_USER, CURLU_URLDECODE);
	t->password = part(t->place, CURLUPART_PASSWORD, CURLU_URLDECODE);
	curl_url_set(t->place, CURLUPART_USER, NULL, 0);
	curl_url_set(t->place, CURLUPART_PASSWORD, NULL, 0);
	curl_url_set(t->place, CURLUPART_FRAGMENT, NULL, 0);
	t->url = part(t->place, CURLUPART_URL, 0);
	t->host = part(t->place, CURLUPART_HOST, 0);
	if (!t->url || !t->host)
		die("libcurl: out of memory");
	return 0;
}

static int take_options(struct transfer *t, const struct feed_options *o, struct slice options_url)
{
	struct reason why;
	char *url;

	if (!o)
		return 0;
	t->tls = o->tls;
	t->user_agent = copy(o->user_agent);
	t->proxy = copy(o->proxy);
	if (slice_empty(o->headers_file) || slice_empty(options_url))
		return 0;
	url = copy(options_url);
	t->secrets_for = curl_url();
	if (!t->secrets_for || curl_url_set(t->secrets_for, CURLUPART_URL, url, CURLU_GUESS_SCHEME) != CURLUE_OK) {
		curl_url_cleanup(t->secrets_for);
		t->secrets_for = NULL;
	}
	free(url);
	return fetch_headers_read(o->headers_file, &t->secrets, &why) < 0 ? transfer_refuse(t, why.sentence) : 0;
}

int transfer_begin(struct transfer *t, const struct fetch_request *r)
{
	t->done = r->done;
	t->context = r->context;
	t->limit_bytes = r->limit_bytes;
	t->began_ms = clock_now_ms();
	t->began_monotonic_ms = clock_monotonic_ms();
	t->tls = FEED_TLS_VERIFY;
	t->redirects = 0;
	t->moves = true;
	t->refused = t->truncated = t->large = t->head_over = t->leaves = false;
	t->body.ceiling_bytes = r->limit_bytes;
	text_reset(&t->request);
	text_reset(&t->head);
	text_reset(&t->body);
	t->etag = copy(r->etag);
	t->last_modified = copy(r->last_modified);
	t->form = copy(r->form);
	t->place = curl_url();
	if (!t->place)
		die("libcurl: out of memory");
	if (go_to(t, r->url) < 0) {
		t->url = t->url ? t->url : copy(r->url);
		return -1;
	}
	t->validated_url = slice_empty(r->validated_url) ? xstrdup(t->url) : copy(r->validated_url);
	if (take_options(t, r->options, r->options_url) < 0)
		return -1;
	if (!t->proxy && fetch_options.proxy)
		t->proxy = xstrdup(fetch_options.proxy);
	return 0;
}

static bool is_downgrade(const char *from, const char *to)
{
	return strncmp(from, "https:", 6) == 0 && strncmp(to, "https:", 6) != 0;
}

/* The place has become that of a redirect from `from`: is it still, and only, moves for good? */
static void note_move(struct transfer *t, int status, const char *from)
{
	t->moves &= (status == 301 || status == 308) && !is_downgrade(from, t->url);
	if (!t->moves)
		return;
	free(t->moved_url);
	t->moved_url = xstrdup(t->url);
}

static struct slice put(char **to, struct slice s)
{
	struct slice kept = slice_of(*to, s.len);

	if (s.len)
		memcpy(*to, s.at, s.len);
	*to += s.len;
	return kept;
}

/* The redirect that `from` has answered with is followed. */
static void keep_hop(struct transfer *t, const char *from)
{
	struct slice url = slice_from(from), request = text_slice(&t->request), head = text_slice(&t->head),
		     body = text_slice(&t->body), ip;
	struct fetch_hop *hop = &t->hop[t->redirects];
	char *address = NULL, *to;

	curl_easy_getinfo(t->curl, CURLINFO_PRIMARY_IP, &address);
	ip = slice_from(address);
	to = xmalloc(url.len + ip.len + request.len + head.len + body.len);
	t->hop_bytes[t->redirects++] = to;
	hop->url = put(&to, url);
	hop->ip = put(&to, ip);
	hop->request = put(&to, request);
	hop->head = put(&to, head);
	hop->body = put(&to, body);
	hop->truncated = t->truncated;
	hop->began_ms = t->began_ms;
}

bool transfer_moves_on(struct transfer *t)
{
	struct slice fields = slice_after(text_slice(&t->head), '\n');
	struct slice location = http_field(fields, SLICE("Location"));
	char *from;
	long status = 0;

	if (t->refused || !t->leaves)
		return false;
	if (t->redirects == FETCH_MAX_REDIRECTS)
		return false;
	curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &status);
	from = xstrdup(t->url);
	if (go_to(t, location) == 0) {
		keep_hop(t, from);
		note_move(t, (int)status, from);
		if (status != 307 && status != 308)
			forget(&t->form);
		t->leaves = false;
	}
	free(from);
	return !t->refused;
}
