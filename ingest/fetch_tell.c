/* ingest/fetch_tell.c - how a transfer ended, in a word and in a sentence. */
#include "common/clock.h"
#include "ingest/fetch_transfer.h"
#include "ingest/http_message.h"

#include <stdio.h>

const char *fetch_failure_name(enum fetch_failure failure)
{
	static const char *const names[FETCH_FAILURES] = { "fine",    "status", "refused", "redirect", "dns",
							   "connect", "tls",    "timeout", "broken",   "large" };

	return names[failure];
}

static enum fetch_failure failure_of(const struct transfer *t, CURLcode code, int status)
{
	if (t->refused || (t->blocked[0] && code == CURLE_COULDNT_CONNECT))
		return FETCH_REFUSED;
	if (t->leaves)
		return FETCH_REDIRECT;
	if (t->large)
		return FETCH_LARGE;
	if (code == CURLE_WRITE_ERROR && t->truncated)
		code = CURLE_OK; /* we ended it */
	switch (code) {
	case CURLE_OK: return (status < 200 || status > 299) && status != 304 ? FETCH_STATUS : FETCH_FINE;
	case CURLE_URL_MALFORMAT: return FETCH_REFUSED;
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_RESOLVE_HOST: return FETCH_DNS;
	case CURLE_PROXY:
	case CURLE_COULDNT_CONNECT: return FETCH_CONNECT;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_INVALIDCERTSTATUS: return FETCH_TLS;
	case CURLE_OPERATION_TIMEDOUT: return FETCH_TIMEOUT;
	default: return FETCH_BROKEN;
	}
}

/* Cloudflare wants a browser that runs its script, and says so. */
static bool is_challenge(const struct fetch_answer *a)
{
	return (a->status == 403 || a->status == 503) &&
	       slice_equal_nocase(fetch_header(a, SLICE("cf-mitigated")), SLICE("challenge"));
}

static const char *tls_advice(const struct transfer *t, CURLcode code)
{
	if (code == CURLE_PEER_FAILED_VERIFICATION)
		return "; if you trust it: --ca-file, or wiremill:tls=\"insecure\" for the feed";
	return t->tls == FEED_TLS_LEGACY ? "" : "; an old server may need wiremill:tls=\"legacy\" for the feed";
}

/* One sentence for people, in `answer`. */
static void explain(const struct transfer *t, CURLcode code, struct fetch_answer *answer)
{
	const char *said = t->error[0] ? t->error : curl_easy_strerror(code);
	char *out = answer->sentence;
	size_t room = sizeof answer->sentence;

	switch (answer->failure) {
	case FETCH_FINE: break;
	case FETCH_STATUS:
		snprintf(out, room, "HTTP %d%s", answer->status,
			 is_challenge(answer) ? ": Cloudflare wants a browser (cf-mitigated: challenge); ask the site "
						"to let our User-Agent pass, or for another feed"
					      : "");
		break;
	case FETCH_TIMEOUT: snprintf(out, room, "time-out after %.3g s", (double)answer->took_ms / 1000); break;
	case FETCH_REDIRECT: snprintf(out, room, "more than %d redirects", FETCH_MAX_REDIRECTS); break;
	case FETCH_LARGE: snprintf(out, room, "coded body over %zu bytes when decoded", t->limit_bytes); break;
	case FETCH_REFUSED:
		if (t->refused)
			snprintf(out, room, "%s", t->sentence);
		else if (t->blocked[0])
			snprintf(out, room, "address %s is not allowed (--allow-hosts)", t->blocked);
		else
			snprintf(out, room, "%.200s", said);
		break;
	case FETCH_TLS: snprintf(out, room, "%.120s%s", said, tls_advice(t, code)); break;
	default:
		if (t->head_over || code == CURLE_OUT_OF_MEMORY) /* so libcurl calls a line over 100 KB */
			snprintf(out, room, "header over %u bytes", FETCH_MAX_HEAD_BYTES);
		else
			snprintf(out, room, "%.200s", said);
	}
}

void transfer_tell(struct transfer *t, CURLcode code)
{
	struct fetch_answer answer = { .truncated = t->truncated,
				       .began_ms = t->began_ms,
				       .hop = t->hop,
				       .nhops = (size_t)t->redirects,
				       .took_ms = clock_monotonic_ms() - t->began_monotonic_ms };
	char *ip = NULL;
	long status = 0;

	if (t->head.len) {
		curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &status);
		curl_easy_getinfo(t->curl, CURLINFO_PRIMARY_IP, &ip);
	}
	answer.status = (int)status;
	answer.url = slice_from(t->url);
	answer.moved_url = slice_from(t->moved_url);
	answer.ip = slice_from(ip);
	answer.request = text_slice(&t->request);
	answer.head = text_slice(&t->head);
	answer.body = text_slice(&t->body);
	answer.failure = failure_of(t, code, answer.status);
	explain(t, code, &answer);
	t->done(t->context, &answer);
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
