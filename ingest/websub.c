/* ingest/websub.c - a subscription: its form, its verification, its signatures. */
#include "ingest/websub.h"
#include "common/die.h"
#include "ingest/url.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/random.h>

#define MAX_RANDOM_BYTES    32
#define HALF_TOKEN          (WEBSUB_TOKEN_BYTES / 2) /* digits; the first half is random, the second its mark */
#define SECRET_BYTES        64                       /* at most 200 are allowed (5.1) */
#define MAX_CHALLENGE_BYTES 2048
#define FIRST_BACK_OFF_MS   (60 * INT64_C(1000))
#define MAX_BACK_OFF_MS     (24 * 3600 * INT64_C(1000))
#define DENIED_MS           (7 * MAX_BACK_OFF_MS)
#define MIN_RENEWAL_MS      5000 /* however short the lease */
#define MAX_LEASE_S         (365 * 24 * 3600)

/* `n` bytes as 2n digits. */
static void add_hex(char *out, const unsigned char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		out[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
		out[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
	}
}

/* `n` random bytes as 2n digits. */
static void add_random(char *out, size_t n)
{
	unsigned char random[MAX_RANDOM_BYTES];

	if (getrandom(random, n, 0) != (ssize_t)n)
		die_errno("no random bytes");
	add_hex(out, random, n);
}

static void hmac(const EVP_MD *method, struct slice key, struct slice bytes, unsigned char mac[EVP_MAX_MD_SIZE])
{
	if (!HMAC(method, key.at, (int)key.len, (const unsigned char *)bytes.at, bytes.len, mac, NULL))
		die("OpenSSL cannot sign");
}

void websub_make_key(char key[WEBSUB_KEY_BYTES])
{
	add_random(key, WEBSUB_KEY_BYTES / 2);
}

static void add_mark(char *out, struct slice key, struct slice half)
{
	unsigned char mac[EVP_MAX_MD_SIZE];

	hmac(EVP_sha256(), key, half, mac);
	add_hex(out, mac, HALF_TOKEN / 2);
}

struct slice websub_make_token(struct arena *arena, struct slice key)
{
	char token[WEBSUB_TOKEN_BYTES];

	add_random(token, HALF_TOKEN / 2);
	add_mark(token + HALF_TOKEN, key, slice_of(token, HALF_TOKEN));
	return arena_copy(arena, slice_of(token, sizeof token));
}

bool websub_is_token(struct slice key, struct slice token)
{
	char right[HALF_TOKEN];

	if (token.len != WEBSUB_TOKEN_BYTES)
		return false;
	add_mark(right, key, slice_head(token, HALF_TOKEN));
	return CRYPTO_memcmp(right, token.at + HALF_TOKEN, HALF_TOKEN) == 0;
}

struct websub websub_new(struct arena *arena, struct slice key, int64_t feed, struct slice hub, struct slice topic)
{
	char secret[SECRET_BYTES];

	add_random(secret, sizeof secret / 2);
	return (struct websub){ .feed = feed,
				.hub = hub,
				.topic = topic,
				.host = url_host(url_normalise(arena, hub)),
				.token = websub_make_token(arena, key),
				.secret = arena_copy(arena, slice_of(secret, sizeof secret)),
				.status = WEBSUB_NEW };
}

bool websub_is_live(const struct websub *w, int64_t now_ms)
{
	return w->status == WEBSUB_LIVE && now_ms < w->lease_end_ms;
}

static void add_escaped(struct text *out, struct slice value)
{
	for (size_t i = 0; i < value.len; i++) {
		if (url_is_unreserved(value.at[i]))
			text_add_char(out, value.at[i]);
		else
			text_addf(out, "%%%02X", (unsigned char)value.at[i]);
	}
}

void websub_form(struct text *out, const struct websub *w, struct slice base)
{
	text_add(out, SLICE("hub.mode=subscribe&hub.topic="));
	add_escaped(out, w->topic);
	text_add(out, SLICE("&hub.callback="));
	add_escaped(out, slice_ends(base, SLICE("/")) ? slice_head(base, base.len - 1) : base);
	text_add(out, SLICE("%2F"));
	add_escaped(out, w->token);
	text_addf(out, "&hub.lease_seconds=%d&hub.secret=", WEBSUB_LEASE_S);
	add_escaped(out, w->secret);
}

/* A twentieth more or less, so that subscriptions made together do not stay together. */
static int64_t jitter(int64_t ms, uint64_t random)
{
	return ms - ms / 20 + (int64_t)(random % (uint64_t)(ms / 10 + 1));
}

void websub_ask(struct websub *w, int64_t now_ms, uint64_t random)
{
	int64_t pause_ms = FIRST_BACK_OFF_MS;

	for (int64_t i = 0; i < w->asks && pause_ms < MAX_BACK_OFF_MS; i++)
		pause_ms *= 2;
	if (pause_ms > MAX_BACK_OFF_MS)
		pause_ms = MAX_BACK_OFF_MS;
	if (w->status != WEBSUB_LIVE)
		w->status = WEBSUB_ASKED;
	w->due_ms = now_ms + jitter(pause_ms, random);
	w->asks++;
}

/* As forms are written: "+" is a blank, %41 an A. */
static void add_unescaped(struct text *out, struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		int escaped = slice_escape_value(s, i);

		if (escaped >= 0) {
			text_add_char(out, (char)escaped);
			i += 2;
		} else {
			text_add_char(out, s.at[i] == '+' ? ' ' : s.at[i]);
		}
	}
}

/* The value of the first parameter of this name; `out` stays empty if there is none. */
static struct slice parameter(struct slice query, struct slice name, struct text *out)
{
	struct slice pair;

	text_reset(out);
	while (slice_next(&query, '&', &pair))
		if (slice_equal(slice_before(pair, '='), name)) {
			add_unescaped(out, slice_after(pair, '='));
			break;
		}
	return text_slice(out);
}

static int64_t lease_s(struct slice query, struct text *value)
{
	int64_t seconds;

	if (!slice_number(parameter(query, SLICE("hub.lease_seconds"), value), &seconds) || seconds <= 0)
		return WEBSUB_LEASE_S; /* not said: as long as we asked for */
	return seconds < MAX_LEASE_S ? seconds : MAX_LEASE_S;
}

static void verified(struct websub *w, int64_t lease_ms, int64_t now_ms, uint64_t random)
{
	int64_t renewal_ms = jitter(lease_ms / 3 * 2, random);

	w->trusted = w->trusted && websub_is_live(w, now_ms);
	w->status = WEBSUB_LIVE;
	w->lease_end_ms = now_ms + lease_ms;
	w->due_ms = now_ms + (renewal_ms > MIN_RENEWAL_MS ? renewal_ms : MIN_RENEWAL_MS);
	w->asks = 0;
}

static void denied(struct websub *w, int64_t now_ms, uint64_t random)
{
	w->status = WEBSUB_DENIED;
	w->trusted = false;
	w->due_ms = now_ms + jitter(DENIED_MS, random);
	w->asks = 0;
}

enum websub_verdict websub_verify(struct websub *w, struct slice query, int64_t now_ms, uint64_t random,
				  struct text *challenge)
{
	enum websub_verdict verdict = WEBSUB_NOT_MEANT;
	struct text value;
	bool subscribe;

	text_init(&value, WEBSUB_MAX_QUERY_BYTES);
	text_reset(challenge);
	if (w->status == WEBSUB_NEW || !slice_equal(parameter(query, SLICE("hub.topic"), &value), w->topic))
		goto done;
	subscribe = slice_equal(parameter(query, SLICE("hub.mode"), &value), SLICE("subscribe"));
	if (slice_equal(text_slice(&value), SLICE("denied"))) {
		denied(w, now_ms, random);
		verdict = WEBSUB_REFUSED;
	} else if (subscribe && w->status != WEBSUB_DENIED) {
		struct slice given = parameter(query, SLICE("hub.challenge"), challenge);

		if (slice_empty(given) || given.len > MAX_CHALLENGE_BYTES)
			goto done;
		verified(w, 1000 * lease_s(query, &value), now_ms, random);
		verdict = WEBSUB_VERIFIED;
	}
done:
	text_release(&value);
	return verdict;
}

static const EVP_MD *method_named(struct slice name)
{
	static const struct {
		const char *name;
		const EVP_MD *(*method)(void);
	} methods[] = {
		{ "sha1", EVP_sha1 }, { "sha256", EVP_sha256 }, { "sha384", EVP_sha384 }, { "sha512", EVP_sha512 }
	};

	for (size_t i = 0; i < COUNT(methods); i++)
		if (slice_equal_nocase(name, slice_from(methods[i].name)))
			return methods[i].method();
	return NULL;
}

bool websub_is_signed(const struct websub *w, struct slice signature, struct slice body)
{
	const EVP_MD *method = method_named(slice_trim(slice_before(signature, '=')));
	struct slice given = slice_trim(slice_after(signature, '='));
	char right[2 * EVP_MAX_MD_SIZE], lower[2 * EVP_MAX_MD_SIZE];
	unsigned char mac[EVP_MAX_MD_SIZE];
	size_t n = method ? (size_t)EVP_MD_size(method) : 0;

	if (!method || given.len != 2 * n)
		return false;
	hmac(method, w->secret, body, mac);
	add_hex(right, mac, n);
	for (size_t i = 0; i < given.len; i++)
		lower[i] = ascii_lower(given.at[i]);
	return CRYPTO_memcmp(right, lower, given.len) == 0;
}

void websub_doubt(struct websub *w, int64_t now_ms)
{
	w->trusted = false;
	w->due_ms = now_ms;
}
