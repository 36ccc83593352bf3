/* tests/support/newsroom_habits.h - What sites do wrong, or in ways of their own; each habit is given the path after its name.
 *
 * Part of newsroom.c, which stays one translation unit so that one cc line builds it.
 */
#ifndef NEWSROOM_HABITS_H
#define NEWSROOM_HABITS_H

#include "newsroom_answer.h"

#include <brotli/encode.h>
#include <netinet/in.h>
#include <poll.h>
#include <zlib.h>
#include <zstd.h>

#define SLOW_MAX_MS    600000UL
#define REDIRECTS_MAX  1000UL
#define HUGE_MAX_BYTES (1UL << 40)
#define BOMB_MAX_BYTES (256UL << 20)

static void redirect(struct answer *a, unsigned status, const char *before, const char *after)
{
	answer_error(a, status);
	snprintf(a->location, sizeof(a->location), "%s%s", before, after);
}

static void x_redirect(struct answer *a, const char *path, const char *base)
{
	char before[64] = "/";
	unsigned long n;

	if (!number_cut(&path, REDIRECTS_MAX, &n) || !n) {
		path_serve(a, path, base);
		return;
	}
	if (n > 1)
		snprintf(before, sizeof(before), "/x/redirect/%lu/", n - 1);
	redirect(a, 302, before, path);
}

static void x_moved(struct answer *a, const char *path, const char *base)
{
	char before[512];

	snprintf(before, sizeof(before), "%s/", base);
	redirect(a, 301, before, path);
}

static void x_redirect_to(struct answer *a, const char *path, const char *base)
{
	(void)base;
	redirect(a, 302, "", path);
}

static void x_loop(struct answer *a, const char *path, const char *base)
{
	(void)base;
	redirect(a, 302, "/x/loop", *path ? "/" : "");
}

static void x_slow(struct answer *a, const char *path, const char *base)
{
	struct pollfd stop = { .fd = server.stop[0], .events = POLLIN };
	unsigned long ms;

	if (!number_cut(&path, SLOW_MAX_MS, &ms)) {
		answer_error(a, 400);
		return;
	}
	poll(&stop, 1, (int)ms);
	path_serve(a, path, base);
}

/* How often `path` was asked for before. */
static unsigned long flaky_count(const char *path)
{
	unsigned long asked;
	size_t i;

	pthread_mutex_lock(&server.lock);
	for (i = 0; i < server.nflaky && strcmp(server.flaky[i].path, path); i++)
		;
	if (i == server.nflaky) {
		server.flaky = must(realloc(server.flaky, (i + 1) * sizeof(*server.flaky)));
		server.flaky[server.nflaky++] = (struct flaky){ .path = must(strdup(path)) };
	}
	asked = server.flaky[i].asked++;
	pthread_mutex_unlock(&server.lock);
	return asked;
}

static void x_flaky(struct answer *a, const char *path, const char *base)
{
	const char *key = path;
	unsigned long failures, asked;

	if (!number_cut(&path, GENERATED_MAX, &failures)) {
		answer_error(a, 400);
		return;
	}
	asked = flaky_count(key);
	path_serve(a, path, base);
	if (asked < failures) {
		answer_error(a, 503);
		snprintf(a->retry_after, sizeof(a->retry_after), "1");
	}
}

static void x_status(struct answer *a, const char *path, const char *base)
{
	unsigned long code;

	(void)base;
	answer_error(a, number_cut(&path, 599, &code) && code >= 200 ? (unsigned)code : 400);
}

static void x_garbage(struct answer *a, const char *path, const char *base)
{
	struct dice dice = { 0x9e3779b97f4a7c15 };

	(void)path, (void)base;
	answer_error(a, 200);
	a->body.size = 0;
	for (size_t i = 0; i < 2048; i++) {
		uint64_t word = dice_roll(&dice);
		buf_add(&a->body, &word, sizeof(word));
	}
}

static void x_truncate(struct answer *a, const char *path, const char *base)
{
	path_serve(a, path, base);
	a->modified = 0;
	a->manner = TRUNCATED;
}

static void x_huge(struct answer *a, const char *path, const char *base)
{
	unsigned long bytes;

	(void)base;
	if (!number_cut(&path, HUGE_MAX_BYTES, &bytes)) {
		answer_error(a, 400);
		return;
	}
	answer_error(a, 200);
	a->body.size = 0;
	for (size_t i = 0; i < 256; i++)
		buf_addf(&a->body, "<p>Line %zu of a page that goes on and on.</p>\n", i);
	a->manner = CHUNKED;
	a->stream_bytes = bytes;
}

static void x_chunked(struct answer *a, const char *path, const char *base)
{
	path_serve(a, path, base);
	a->manner = CHUNKED;
	a->stream_bytes = a->body.size;
}

/* --- content codings --- */

static size_t gzip_code(const struct buf *in, struct buf *out)
{
	z_stream z = { 0 };

	if (deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		die("zlib");
	out->room = deflateBound(&z, in->size) + 1;
	out->data = must(malloc(out->room));
	z.next_in = (Bytef *)in->data;
	z.avail_in = (uInt)in->size;
	z.next_out = (Bytef *)out->data;
	z.avail_out = (uInt)out->room;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		die("zlib");
	deflateEnd(&z);
	return z.total_out;
}

static size_t brotli_code(const struct buf *in, struct buf *out)
{
	size_t n = out->room = BrotliEncoderMaxCompressedSize(in->size) + 1;

	out->data = must(malloc(n));
	if (!BrotliEncoderCompress(4, 22, BROTLI_MODE_GENERIC, in->size, (const uint8_t *)in->data, &n,
				   (uint8_t *)out->data))
		die("brotli");
	return n;
}

static size_t zstd_code(const struct buf *in, struct buf *out)
{
	size_t n;

	out->room = ZSTD_compressBound(in->size) + 1;
	out->data = must(malloc(out->room));
	n = ZSTD_compress(out->data, out->room, in->data, in->size, 3);
	if (ZSTD_isError(n))
		die("zstd");
	return n;
}

static void code(struct answer *a, const char *coding, size_t (*encode)(const struct buf *in, struct buf *out))
{
	struct buf out = { 0 };

	out.size = encode(&a->body, &out);
	free(a->body.data);
	a->body = out;
	a->encoding = coding;
}

static void x_gzip(struct answer *a, const char *path, const char *base)
{
	path_serve(a, path, base);
	code(a, "gzip", gzip_code);
}

static void x_br(struct answer *a, const char *path, const char *base)
{
	path_serve(a, path, base);
	code(a, "br", brotli_code);
}

static void x_zstd(struct answer *a, const char *path, const char *base)
{
	path_serve(a, path, base);
	code(a, "zstd", zstd_code);
}

static bool name_cut(const char **path, const char *name)
{
	size_t n = strlen(name);

	if (strncmp(*path, name, n) || (*path)[n] != '/')
		return false;
	*path += n + 1;
	return true;
}

/* CODING/PATH: a file that holds coded bytes already. */
static void x_coded(struct answer *a, const char *path, const char *base)
{
	static const char *const codings[] = { "gzip", "deflate", "br", "zstd" };

	for (size_t i = 0; i < sizeof(codings) / sizeof(*codings); i++)
		if (name_cut(&path, codings[i])) {
			path_serve(a, path, base);
			a->encoding = codings[i];
			return;
		}
	answer_error(a, 404);
}

/* A page of blanks, small on the wire. */
static void x_bomb(struct answer *a, const char *path, const char *base)
{
	bool gzip = name_cut(&path, "gzip"), br = !gzip && name_cut(&path, "br");
	unsigned long bytes;

	(void)base;
	if ((!gzip && !br && !name_cut(&path, "zstd")) || !number_cut(&path, BOMB_MAX_BYTES, &bytes)) {
		answer_error(a, 400);
		return;
	}
	answer_error(a, 200);
	free(a->body.data);
	a->body = (struct buf){ .data = must(malloc(bytes + 1)), .size = bytes, .room = bytes + 1 };
	memset(a->body.data, ' ', bytes);
	code(a, gzip ? "gzip" : br ? "br" : "zstd", gzip ? gzip_code : br ? brotli_code : zstd_code);
}

/* --- more of how a site can answer --- */

/* STATUS/N/PATH: N redirects of that status on the way. */
static void x_chain(struct answer *a, const char *path, const char *base)
{
	unsigned long status, n;
	char before[64] = "/";

	if (!number_cut(&path, 399, &status) || status < 300 || !number_cut(&path, REDIRECTS_MAX, &n)) {
		answer_error(a, 400);
		return;
	}
	if (n == 0) {
		path_serve(a, path, base);
		return;
	}
	if (n > 1)
		snprintf(before, sizeof(before), "/x/chain/%lu/%lu/", status, n - 1);
	redirect(a, (unsigned)status, before, path);
}

/* STATUS/URL: a redirect of that status to any URL. */
static void x_to(struct answer *a, const char *path, const char *base)
{
	unsigned long status;

	(void)base;
	if (number_cut(&path, 399, &status) && status >= 300)
		redirect(a, (unsigned)status, "", path);
	else
		answer_error(a, 400);
}

/* N/SECONDS/PATH or N/dateSECONDS/PATH: "429 Too Many Requests", and when to come back, to the first N requests. */
static void x_busy(struct answer *a, const char *path, const char *base)
{
	const char *key = path;
	unsigned long refusals, seconds;
	bool fit = number_cut(&path, GENERATED_MAX, &refusals), date = fit && !strncmp(path, "date", 4);

	path += date ? 4 : 0;
	if (!fit || !number_cut(&path, GENERATED_MAX, &seconds)) {
		answer_error(a, 400);
		return;
	}
	if (flaky_count(key) >= refusals) {
		path_serve(a, path, base);
		return;
	}
	answer_error(a, 429);
	if (date)
		http_date(time(NULL) + (time_t)seconds, a->retry_after);
	else
		snprintf(a->retry_after, sizeof(a->retry_after), "%lu", seconds);
}

/* BYTES/PATH: Content-Length says so, whatever there is. */
static void x_length(struct answer *a, const char *path, const char *base)
{
	unsigned long bytes;

	if (!number_cut(&path, HUGE_MAX_BYTES, &bytes)) {
		answer_error(a, 400);
		return;
	}
	path_serve(a, path, base);
	snprintf(a->length, sizeof(a->length), "%lu", bytes);
}

/* MS/PATH: a byte, a pause, a byte. */
static void x_drip(struct answer *a, const char *path, const char *base)
{
	if (!number_cut(&path, SLOW_MAX_MS, &a->drip_ms)) {
		answer_error(a, 400);
		return;
	}
	x_chunked(a, path, base);
}

static void x_challenge(struct answer *a, const char *path, const char *base)
{
	(void)path, (void)base;
	answer_error(a, 403);
	a->challenge = true;
}

static enum MHD_Result header_echo(void *cls, enum MHD_ValueKind kind, const char *name, const char *value)
{
	(void)kind;
	buf_addf(cls, "%s: %s\n", name, value);
	return MHD_YES;
}

/* FEED/PATH: the page at PATH, whose head names FEED, a name without a slash, as its feed (RFC 8288). */
static void x_linked(struct answer *a, const char *path, const char *base)
{
	const char *slash = strchr(path, '/');

	if (!slash) {
		answer_error(a, 400);
		return;
	}
	snprintf(a->link, sizeof a->link, "<%s/%.*s>; rel=\"alternate\"; type=\"application/rss+xml\"", base,
		 (int)(slash - path), path);
	path_serve(a, slash + 1, base);
}

/* NAME:VALUE/PATH: the page at PATH, with a header line more; %2F stands for a slash, %20 for a blank. */
static void x_header(struct answer *a, const char *path, const char *base)
{
	const char *slash = strchr(path, '/');

	if (!slash) {
		answer_error(a, 400);
		return;
	}
	snprintf(a->line, sizeof a->line, "%.*s", (int)(slash - path), path);
	MHD_http_unescape(a->line);
	path_serve(a, slash + 1, base);
}

static void x_echo_headers(struct answer *a, const char *path, const char *base)
{
	const union MHD_ConnectionInfo *client;
	struct sockaddr_in from;

	(void)path, (void)base;
	answer_error(a, 200);
	a->body.size = 0;
	snprintf(a->type, sizeof(a->type), "text/plain; charset=utf-8");
	MHD_get_connection_values(a->connection, MHD_HEADER_KIND, header_echo, &a->body);
	client = MHD_get_connection_info(a->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	memcpy(&from, client->client_addr, sizeof(from));
	buf_addf(&a->body, "from port %u\n", ntohs(from.sin_port));
}

static const struct {
	const char *name;
	void (*serve)(struct answer *a, const char *path, const char *base);
} habits[] = {
	{ "redirect/", x_redirect },
	{ "redirect-to/", x_redirect_to },
	{ "moved/", x_moved },
	{ "chain/", x_chain },
	{ "to/", x_to },
	{ "loop", x_loop },
	{ "slow/", x_slow },
	{ "drip/", x_drip },
	{ "status/", x_status },
	{ "flaky/", x_flaky },
	{ "busy/", x_busy },
	{ "challenge", x_challenge },
	{ "garbage", x_garbage },
	{ "truncate/", x_truncate },
	{ "huge/", x_huge },
	{ "length/", x_length },

	{ "chunked/", x_chunked },
	{ "gzip/", x_gzip },
	{ "br/", x_br },
	{ "zstd/", x_zstd },
	{ "coded/", x_coded },
	{ "bomb/", x_bomb },
	{ "linked/", x_linked },
	{ "header/", x_header },
	{ "echo-headers", x_echo_headers },
};

static void habit_serve(struct answer *a, const char *path, const char *base)
{
	for (size_t i = 0; i < sizeof(habits) / sizeof(*habits); i++) {
		size_t n = strlen(habits[i].name);

		if (!strncmp(path, habits[i].name, n)) {
			habits[i].serve(a, path + n, base);
			return;
		}
	}
	answer_error(a, 404);
}

/* The habit that the file ".habits" gives to a path: a line of both, a blank between ("robots.txt status/500").  Returns
 * false if there is none. */
static bool habit_of(const char *path, char habit[static PATH_ROOM])
{
	struct buf table = { 0 };
	size_t n = strlen(path), line_size;
	bool found = false;
	time_t ignored;

	file_read(".habits", &table, &ignored);
	for (const char *line = table.data; line && *line && !found; line += line_size + (line[line_size] == '\n')) {
		line_size = strcspn(line, "\n");
		found = line_size > n && !strncmp(line, path, n) && line[n] == ' ';
		if (found)
			snprintf(habit, PATH_ROOM, "%.*s", (int)(line_size - n - 1), line + n + 1);
	}
	free(table.data);
	return found;
}

static void url_serve(struct answer *a, const char *url, const char *base)
{
	const char *path = url + (*url == '/');
	char habit[PATH_ROOM];

	if (!strncmp(path, "x/", 2))
		habit_serve(a, path + 2, base);
	else if (habit_of(path, habit))
		habit_serve(a, habit, base);
	else
		path_serve(a, path, base);
}

#endif
