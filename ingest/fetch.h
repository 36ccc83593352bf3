/* ingest/fetch.h
 *
 * fetch - many HTTP transfers at once, none of which can wait, grow or wander beyond its limits.
 *
 * http and https only; HTTP/2 where TLS agrees on it; connections, names and TLS sessions are used again.  No cookies.
 * One thread; who fetches what and when is for schedule.h.
 *
 * Redirects: five at most (301, 302, 303, 307, 308), each hop held to the same rules.  One from https to http is
 * followed, but is never reported as a move for good.
 *
 * Addresses: that of every hop is checked when its socket is opened (address.h); names and addresses in --allow-hosts
 * are exempt.  Behind a proxy (--proxy, or the feed's) nobody here sees the address: there URLs with an address that is
 * not public are refused, and names that are no public ones (localhost, *.local, *.internal, without a dot).  A proxy
 * itself may be anywhere.
 *
 * Lengths: a body is limited as it is sent and, while it arrives, as it becomes when decoded.  A plain body over the
 * limit is cut there, and fine: an article does not begin after 8 MiB.  A coded one over the limit, either way, is
 * FETCH_LARGE.  A body shorter than its Content-Length is FETCH_BROKEN; what is sent beyond that length is not read.
 *
 * Bodies come as they were sent, content coding kept: the archive wants them so.
 */
#ifndef INGEST_FETCH_H
#define INGEST_FETCH_H

#include "common/settings.h"
#include "common/slice.h"
#include "common/stage.h"
#include "common/text.h"
#include "ingest/feed_options.h"

#define FETCH_MAX_REDIRECTS     5
#define FETCH_MAX_HOP_BYTES     (4u << 10)  /* kept of the body of a redirect that is followed */
#define FETCH_MAX_HEAD_BYTES    (32u << 10) /* of one hop, interim answers and trailers with it */
#define FETCH_MAX_FEED_BYTES    (16u << 20) /* coded or decoded, as the others */
#define FETCH_MAX_PAGE_BYTES    (8u << 20)
#define FETCH_MAX_SITEMAP_BYTES (50u << 20)
#define FETCH_MAX_ROBOTS_BYTES  (512u << 10)

/* What the settings say; public for tests. */
struct fetch_options {
	int64_t timeout_ms, connect_timeout_ms, connections, host_delay_ms;
	struct setting_list allow_hosts;
	const char *user_agent, *contact, *proxy, *ca_file, *headers_dir;
};
extern struct fetch_options fetch_options;
extern const struct setting fetch_settings[];

/* Why there is no page. */
enum fetch_failure {
	FETCH_FINE,    /* there is one: 2xx or 304 */
	FETCH_STATUS,  /* another status */
	FETCH_REFUSED, /* the address, the scheme or the URL is not allowed, or the feed's headers file not to be read */
	FETCH_REDIRECT, /* too many */
	FETCH_DNS,
	FETCH_CONNECT,
	FETCH_TLS,
	FETCH_TIMEOUT,
	FETCH_BROKEN, /* no HTTP, a connection that ended early, a head over its limit */
	FETCH_LARGE,  /* a coded body over its limit */
	FETCH_FAILURES
};
const char *fetch_failure_name(enum fetch_failure failure); /* "fine", "status", ... */

/* A redirect that was followed; as in struct fetch_answer. */
struct fetch_hop {
	struct slice url, ip, request, head, body;
	bool truncated;
	int64_t began_ms;
};

/* How a transfer ended.  Slices are good until the callback returns.  URLs are without fragment, user and password. */
struct fetch_answer {
	enum fetch_failure failure;
	char sentence[240];     /* "HTTP 404", "time-out after 20 s", what to do; empty if fine */
	int status;             /* 0: no answer came */
	struct slice url;       /* in the end, after redirects */
	struct slice moved_url; /* where the 301s and 308s led that come before any other redirect; empty: nowhere */
	struct slice ip;        /* the server's, or the proxy's; may be empty */
	struct slice request,
		head;      /* of the last hop, as sent (without the lines of a headers file) and as received: lines
			      with CRLF, without the empty line */
	struct slice body; /* transfer coding removed, content coding kept */
	bool truncated;    /* the body was cut at its limit */
	int64_t began_ms;  /* when the last hop was asked for */
	int64_t took_ms;   /* all hops */
	const struct fetch_hop *hop; /* [nhops] those before it, in order */
	size_t nhops;
};

/* What is left zero is not asked for. */
struct fetch_request {
	struct slice url;
	struct slice etag, last_modified; /* byte for byte as the server gave them; empty: none */
	struct slice validated_url;       /* whose answer they came with, the only one they are sent to; empty: `url` */
	struct slice form;                /* sent with POST as application/x-www-form-urlencoded; empty: GET */
	const struct feed_options *options; /* proxy, tls, user agent and headers of a feed; or NULL */
	struct slice
		options_url; /* whose options they are: headers go to this scheme, host and port alone; empty: to none */
	size_t limit_bytes;  /* of the body */
	void (*done)(void *context, const struct fetch_answer *answer); /* called once, by fetcher_wait() */
	void *context;
};

struct fetcher;

struct fetcher *fetcher_open(void);                            /* dies when --proxy or --ca-file are of no use */
const char *fetcher_user_agent(const struct fetcher *fetcher); /* what it calls itself */
void fetcher_close(struct fetcher *fetcher);                   /* what is under way ends without a call of done() */

/* What the request points to may go after the call. */
void fetcher_start(struct fetcher *fetcher, const struct fetch_request *request);
size_t fetcher_active(const struct fetcher *fetcher);

/* Transfer, and call done() for what ended; waits until there is something to do, `fd` (or -1) is readable, or timeout_ms
 * have passed. */
void fetcher_wait(struct fetcher *fetcher, int fd, int timeout_ms);

/* End the wait that is under way, or the next one.  The one call that any thread may make. */
void fetcher_wake(struct fetcher *fetcher);

/* A header of the answer, trimmed; empty if there is none. */
struct slice fetch_header(const struct fetch_answer *answer, struct slice name);

/* The body without its content coding: a part of the answer, or of `out`, whose ceiling is the limit.  Returns 0; or -1
 * and a sentence. */
int fetch_decode(const struct fetch_answer *answer, struct text *out, struct slice *body, struct reason *why);

#endif
