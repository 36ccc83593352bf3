/* ingest/fetch.c - the transfers of one process, with libcurl's multi interface. */
#include "ingest/fetch.h"
#include "common/die.h"
#include "common/version.h"
#include "ingest/fetch_allow.h"
#include "ingest/fetch_transfer.h"
#include "ingest/url.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct fetcher {
	CURLM *multi;
	CURLSH *share;              /* TLS sessions; connections and names are the multi handle's to share */
	struct transfer *transfers; /* under way */
	struct transfer *failed;    /* before they began */
	struct transfer *rest;      /* to be used again */
	size_t active;              /* under way or failed */
	char *user_agent;
};

static void check_options(void)
{
	if (fetch_options.proxy && !url_is_proxy(slice_from(fetch_options.proxy)))
		die("--proxy: it must be http://, https://, socks5:// or socks5h://HOST:PORT");
	if (fetch_options.ca_file && access(fetch_options.ca_file, R_OK) < 0)
		die_errno("--ca-file %s", fetch_options.ca_file);
}

static char *make_user_agent(void)
{
	if (fetch_options.user_agent)
		return xstrdup(fetch_options.user_agent);
	if (fetch_options.contact)
		return xprintf("wiremill/%s (+%s)", WIREMILL_VERSION, fetch_options.contact);
	return xprintf("wiremill/%s", WIREMILL_VERSION);
}

struct fetcher *fetcher_open(void)
{
	struct fetcher *f = xmalloc(sizeof *f);

	check_options();
	*f = (struct fetcher){ .user_agent = make_user_agent() };
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !(f->multi = curl_multi_init()) ||
	    !(f->share = curl_share_init()) ||
	    curl_share_setopt(f->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION) != CURLSHE_OK)
		die("libcurl cannot be started");
	curl_multi_setopt(f->multi, CURLMOPT_MAXCONNECTS, (long)fetch_options.connections);
	return f;
}

static void close_all(struct fetcher *f, struct transfer *t, bool under_way)
{
	for (struct transfer *next; t; t = next) {
		next = t->next;
		if (under_way)
			curl_multi_remove_handle(f->multi, t->curl);
		transfer_close(t);
	}
}

void fetcher_close(struct fetcher *f)
{
	close_all(f, f->transfers, true);
	close_all(f, f->failed, false);
	close_all(f, f->rest, false);
	curl_multi_cleanup(f->multi);
	curl_share_cleanup(f->share);
	free(f->user_agent);
	free(f);
}

const char *fetcher_user_agent(const struct fetcher *f)
{
	return f->user_agent;
}

size_t fetcher_active(const struct fetcher *f)
{
	return f->active;
}

static struct transfer *take_rested(struct fetcher *f)
{
	struct transfer *t = f->rest;

	if (!t)
		return transfer_open();
	f->rest = t->next;
	return t;
}

static void put_to_rest(struct fetcher *f, struct transfer *t)
{
	transfer_rest(t);
	t->next = f->rest;
	f->rest = t;
	f->active--;
}

static void start_hop(struct fetcher *f, struct transfer *t)
{
	transfer_prepare(t, f->share, f->user_agent);
	if (curl_multi_add_handle(f->multi, t->curl) != CURLM_OK)
		die("libcurl cannot take a transfer");
}

/* Behind a proxy the name is all there is to check. */
static bool may_start(struct transfer *t)
{
	char sentence[240];

	if (!t->proxy || fetch_allows_behind_proxy(slice_from(t->host)))
		return true;
	snprintf(sentence, sizeof sentence, "host %.150s is not allowed (--allow-hosts)", t->host);
	text_reset(&t->request);
	text_reset(&t->head);
	text_reset(&t->body);
	return transfer_refuse(t, sentence) == 0;
}

void fetcher_start(struct fetcher *f, const struct fetch_request *request)
{
	struct transfer *t = take_rested(f);

	f->active++;
	if (transfer_begin(t, request) < 0 || !may_start(t)) {
		t->next = f->failed;
		f->failed = t;
		return;
	}
	t->previous = NULL;
	t->next = f->transfers;
	if (t->next)
		t->next->previous = t;
	f->transfers = t;
	start_hop(f, t);
}

static void unlink_transfer(struct fetcher *f, struct transfer *t)
{
	if (t->previous)
		t->previous->next = t->next;
	else
		f->transfers = t->next;
	if (t->next)
		t->next->previous = t->previous;
}

static void hop_ended(struct fetcher *f, struct transfer *t, CURLcode code)
{
	curl_multi_remove_handle(f->multi, t->curl);
	if (transfer_moves_on(t) && may_start(t)) {
		start_hop(f, t);
		return;
	}
	unlink_transfer(f, t);
	transfer_tell(t, code);
	put_to_rest(f, t);
}

static void collect(struct fetcher *f)
{
	CURLMsg *message;
	struct transfer *t;
	int left;

	while ((t = f->failed) != NULL) {
		f->failed = t->next;
		transfer_tell(t, CURLE_OK);
		put_to_rest(f, t);
	}
	while ((message = curl_multi_info_read(f->multi, &left)) != NULL) {
		CURLcode code = message->data.result;
		char *private = NULL;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &private);
		hop_ended(f, (struct transfer *)(void *)private, code);
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
