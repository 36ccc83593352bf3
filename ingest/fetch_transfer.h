/* ingest/fetch_transfer.h
 *
 * fetch_transfer - one transfer, hop after hop; what the parts of fetch share.
 *
 * Redirects are followed here and not by libcurl, so that each hop is a request of its own: validators go to the URL
 * they came from, a feed's headers to its own host, and moves for good can be told from others.
 */
#ifndef INGEST_FETCH_TRANSFER_H
#define INGEST_FETCH_TRANSFER_H

#include "ingest/address.h"
#include "ingest/fetch.h"
#include "ingest/http_meter.h"

#include <curl/curl.h>

struct transfer {
	struct transfer *next, *previous; /* under way; or next alone, at rest or failed before it began */
	CURL *curl;                       /* with its buffers, used again for further transfers */
	char *user_agent, *proxy;         /* for all hops; proxy: NULL for none */
	enum feed_tls tls;
	void (*done)(void *context, const struct fetch_answer *answer);
	void *context;
	size_t limit_bytes;
	int64_t began_ms, began_monotonic_ms; /* the hop; the transfer */

	char *etag, *last_modified, *validated_url; /* or NULL */
	char *form;                                 /* NULL for GET */
	struct text secrets;                        /* lines of the headers file */
	CURLU *secrets_for;                         /* or NULL */

	CURLU *place; /* the hop that is under way */
	char *url, *host;
	char *user, *password; /* that its URL named, or NULL */
	int redirects;
	char *moved_url;
	bool moves;                                /* all redirects so far were for good */
	struct fetch_hop hop[FETCH_MAX_REDIRECTS]; /* [redirects] */
	char *hop_bytes[FETCH_MAX_REDIRECTS];      /* what each of those points to */

	struct curl_slist *headers; /* of the hop, as all below */
	struct text request, head, body;
	size_t head_bytes;
	struct http_meter *meter;                             /* from the first byte of a coded body on */
	bool head_ended, head_over, leaves, truncated, large; /* leaves: there is a redirect to follow */
	bool refused;                                         /* by us, with the reason in `sentence` */
	char blocked[ADDRESS_SIZE];                           /* the address no socket was opened to, or "" */
	char sentence[240], error[CURL_ERROR_SIZE];
};

struct transfer *transfer_open(void);
void transfer_close(struct transfer *t);

/* Make it that of a request.  Returns -1 when it cannot begin, and transfer_tell() says why. */
int transfer_begin(struct transfer *t, const struct fetch_request *request);

/* Have everything set for the next hop, with the time that is left. */
void transfer_prepare(struct transfer *t, CURLSH *share, const char *user_agent);

/* The hop has ended: is there another one?  Then it is to be prepared. */
bool transfer_moves_on(struct transfer *t);

/* Call done(). */
void transfer_tell(struct transfer *t, CURLcode code);

/* Turn it down, whatever came so far; transfer_tell() will say so.  Returns -1. */
int transfer_refuse(struct transfer *t, const char *sentence);

/* Forget the request; memory stays for the next one, as far as it is not much. */
void transfer_rest(struct transfer *t);

#endif
