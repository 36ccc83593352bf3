/* ingest/websub.h
 *
 * websub - what a subscriber says to a hub, and what it believes of what comes back.  W3C Recommendation "WebSub",
 * 23 January 2018; the section numbers below are its.
 *
 * A feed names its hub and its own address, the topic.  We ask the hub with a form to have news of the topic posted to
 * a callback; the hub asks the callback whether that was meant, and says how long it will last (the lease); from then
 * on it posts what the feed would have said, signed with the secret that the form told it.
 *
 * Nothing here has a socket, a clock or a table.  Times are milliseconds since 1970; `random` is any number.
 */
#ifndef INGEST_WEBSUB_H
#define INGEST_WEBSUB_H

#include "common/arena.h"
#include "common/text.h"

#define WEBSUB_MAX_URL_BYTES   2048             /* of a hub or a topic; a feed with a longer one is polled */
#define WEBSUB_MAX_QUERY_BYTES 8192             /* of what a hub asks */
#define WEBSUB_LEASE_S         (10 * 24 * 3600) /* what we ask for; the hub decides */
#define WEBSUB_KEY_BYTES       64               /* 256 bits, in hex */
#define WEBSUB_TOKEN_BYTES     64 /* the last part of a callback: 128 random bits and a mark of 128 bits, in hex */

enum websub_status {
	WEBSUB_NEW,    /* the hub has not been asked */
	WEBSUB_ASKED,  /* asked, and not yet verified */
	WEBSUB_LIVE,   /* verified; good until the lease ends */
	WEBSUB_DENIED, /* the hub does not want us; asked again after a week */
};

/* One feed's subscription. */
struct websub {
	int64_t feed; /* whose */
	struct slice hub, topic;
	struct slice host; /* of the hub, normalised */
	struct slice token, secret;
	enum websub_status status;
	bool trusted;         /* the hub pushes what is new: the feed need hardly be polled */
	int64_t lease_end_ms; /* 0: there was no lease yet */
	int64_t due_ms;       /* when the hub is to be asked next */
	int64_t asks;         /* since it was verified last */
};

/* A random key, and what is made of it.  A token tells, without a table, that it is one of ours; nobody can guess one. */
void websub_make_key(char key[WEBSUB_KEY_BYTES]);
struct slice websub_make_token(struct arena *arena, struct slice key);
bool websub_is_token(struct slice key, struct slice token); /* in constant time */

/* A subscription that is due now, with token and secret of its own. */
struct websub websub_new(struct arena *arena, struct slice key, int64_t feed, struct slice hub, struct slice topic);

bool websub_is_live(const struct websub *w, int64_t now_ms);

/* The form that asks the hub (5.1), for the callback `base`/token. */
void websub_form(struct text *out, const struct websub *w, struct slice base);

/* The hub is being asked.  It is asked again after a minute if it does not verify by then; later and later, up to once
 * a day. */
void websub_ask(struct websub *w, int64_t now_ms, uint64_t random);

enum websub_verdict {
	WEBSUB_NOT_MEANT, /* another topic, a mode we never asked for, no challenge: answer 404 */
	WEBSUB_VERIFIED,  /* answer 200 and the challenge; due again after two thirds of the lease */
	WEBSUB_REFUSED,   /* the hub says that it will not; answer 200 */
};

/* The hub has asked the callback, with this query (5.2, 5.3). */
enum websub_verdict websub_verify(struct websub *w, struct slice query, int64_t now_ms, uint64_t random,
				  struct text *challenge);

/* Is `signature`, the value of X-Hub-Signature, that of the body as it was sent (7.1)?  sha1, sha256, sha384, sha512. */
bool websub_is_signed(const struct websub *w, struct slice signature, struct slice body);

/* A poll has found what the hub did not push: it is asked anew, and not trusted before it pushes again. */
void websub_doubt(struct websub *w, int64_t now_ms);

#endif
