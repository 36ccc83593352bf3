/* ingest/warc_digest.c - digests of blocks and payloads: made, and compared with what a record says. */
#include "common/die.h"
#include "ingest/http_message.h"
#include "ingest/warc.h"

#include <openssl/evp.h>

#define BASE32_MAX 64 /* of 32 bytes: 56 characters with padding */

/* RFC 4648, section 6, without padding. */
static struct slice base32(const unsigned char *bytes, size_t n, char out[BASE32_MAX])
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	unsigned pending = 0, bits = 0;
	size_t len = 0;

	for (size_t i = 0; i < n; i++) {
		pending = pending << 8 | bytes[i];
		for (bits += 8; bits >= 5; bits -= 5)
			out[len++] = alphabet[pending >> (bits - 5) & 31];
	}
	if (bits > 0)
		out[len++] = alphabet[pending << (5 - bits) & 31];
	return slice_of(out, len);
}

static struct slice hex(const unsigned char *bytes, size_t n, char out[BASE32_MAX])
{
	for (size_t i = 0; i < n; i++) {
		out[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
		out[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
	}
	return slice_of(out, 2 * n);
}

/* Of the two parts, one after the other. */
static size_t digest_of(const EVP_MD *algorithm, struct slice head, struct slice body,
			unsigned char out[EVP_MAX_MD_SIZE])
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	unsigned n;

	if (!context || !EVP_DigestInit_ex(context, algorithm, NULL) || !EVP_DigestUpdate(context, head.at, head.len) ||
	    !EVP_DigestUpdate(context, body.at, body.len) || !EVP_DigestFinal_ex(context, out, &n))
		die("OpenSSL refuses a digest that WARC files need");
	EVP_MD_CTX_free(context);
	return n;
}

const char *warc_digest(struct slice head, struct slice body, char out[WARC_DIGEST_SIZE])
{
	unsigned char d[EVP_MAX_MD_SIZE];
	char text[BASE32_MAX];
	struct slice s = base32(d, digest_of(EVP_sha1(), head, body, d), text);

	memcpy(out, "sha1:", 5);
	memcpy(out + 5, s.at, s.len);
	out[5 + s.len] = '\0';
	return out;
}

static const EVP_MD *algorithm_of(struct slice name)
{
	if (slice_equal_nocase(name, SLICE("sha1")) || slice_equal_nocase(name, SLICE("sha-1")))
		return EVP_sha1();
	if (slice_equal_nocase(name, SLICE("sha256")) || slice_equal_nocase(name, SLICE("sha-256")))
		return EVP_sha256();
	return NULL;
}

/* 1: `bytes` have the digest that `said` names; 0: they have not; -1: an algorithm we do not know. */
static int has_digest(struct slice bytes, struct slice said)
{
	const EVP_MD *algorithm = algorithm_of(slice_trim(slice_before(said, ':')));
	struct slice value = slice_trim(slice_after(said, ':'));
	unsigned char d[EVP_MAX_MD_SIZE];
	char text[BASE32_MAX];
	size_t n;

	if (!algorithm)
		return -1;
	n = digest_of(algorithm, bytes, SLICE(""), d);
	while (value.len > 0 && value.at[value.len - 1] == '=')
		value.len--;
	return slice_equal_nocase(value, base32(d, n, text)) || slice_equal_nocase(value, hex(d, n, text));
}

static int payload_has_digest(const struct warc_record *record, struct slice said)
{
	struct http_message message;
	struct reason why;
	struct text entity;
	int result;

	if (record->type != WARC_RESPONSE && record->type != WARC_REQUEST)
		return has_digest(record->block, said);
	if (record->type == WARC_REQUEST || http_message_read(&message, record->block, &why) < 0)
		return -1;
	result = has_digest(message.body, said);
	text_init(&entity, WARC_MAX_BLOCK_BYTES);
	if (result == 0 && http_dechunk(message.body, &entity))
		result = has_digest(text_slice(&entity), said);
	text_release(&entity);
	return result;
}

int warc_check_digests(const struct warc_record *record, struct reason *why)
{
	struct slice block = warc_field(record, SLICE("WARC-Block-Digest"));
	struct slice payload = warc_field(record, SLICE("WARC-Payload-Digest"));
	int block_good = slice_empty(block) ? -1 : has_digest(record->block, block);
	int payload_good =
		slice_empty(payload) || record->type == WARC_REVISIT ? -1 : payload_has_digest(record, payload);

	if (block_good == 0 && record->type == WARC_REVISIT && has_digest(SLICE(""), block) == 1)
		block_good = -1; /* GNU Wget 1.21 gives the digest of nothing */
	if (block_good == 0 || payload_good == 0) {
		dead(why, "%s digest is wrong", block_good == 0 ? "block" : "payload");
		return -1;
	}
	return (block_good > 0) + (payload_good > 0);
}
