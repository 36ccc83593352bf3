/* tests/support/newsroom_answer.h - What the newsroom answers to a path: file, generated page or bad habit.
 *
 * Part of newsroom.c, which stays one translation unit so that one cc line builds it.
 */
#ifndef NEWSROOM_ANSWER_H
#define NEWSROOM_ANSWER_H

#include "newsroom_pages.h"

#include <ctype.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <poll.h>
#include <pthread.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#define GENERATED_MAX  1000000UL
#define SLOW_MAX_MS    600000UL
#define REDIRECTS_MAX  1000UL
#define HUGE_MAX_BYTES (1UL << 40)
#define PATH_ROOM      2048

enum manner { WHOLE, CHUNKED, TRUNCATED };

struct answer {
	unsigned status;
	enum manner manner;
	struct buf body;
	uint64_t stream_bytes;       /* CHUNKED: the body is sent over and over, to this length */
	time_t modified;             /* 0: the answer has no validators */
	const char *encoding;        /* Content-Encoding or NULL */
	unsigned long retry_after_s; /* 0: none */
	char type[96], location[PATH_ROOM];
};

struct flaky {
	char *path;
	unsigned long asked;
};

static struct {
	int root;    /* directory */
	int stop[2]; /* readable when the server is to stop: wakes slow answers */
	size_t page_bytes;
	FILE *log;
	pthread_mutex_t lock; /* guards log and flaky */
	struct flaky *flaky;
	size_t nflaky;
} server = { .root = -1, .lock = PTHREAD_MUTEX_INITIALIZER };

/* --- what is served --- */

/* The page that says what `status` means. */
static void answer_error(struct answer *a, unsigned status)
{
	a->status = status;
	a->modified = 0;
	a->body.size = 0;
	snprintf(a->type, sizeof(a->type), "text/html; charset=utf-8");
	if (status >= 200 && status != 204 && status != 304)
		buf_addf(&a->body, "<!DOCTYPE html><title>%u</title><h1>%u %s</h1><p>newsroom\n", status, status,
			 MHD_get_reason_phrase_for(status));
}

static const char *type_of(const char *path)
{
	static const char *const types[][2] = {
		{ ".html", "text/html; charset=utf-8" },
		{ ".xml", "application/xml" },
		{ ".txt", "text/plain; charset=utf-8" },
		{ ".opml", "text/x-opml" },
		{ ".json", "application/json" },
		{ ".jsonl", "application/x-ndjson" },
		{ ".css", "text/css" },
		{ ".js", "text/javascript" },
		{ ".png", "image/png" },
		{ ".svg", "image/svg+xml" },
		{ ".gz", "application/gzip" },
		{ ".jpg", "image/jpeg" },
	};
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot && i < sizeof(types) / sizeof(*types); i++)
		if (!strcmp(dot, types[i][0]))
			return types[i][1];
	return "application/octet-stream";
}

/* Read a regular file below the root.  Returns 0, or -1 where there is none. */
static int file_read(const char *path, struct buf *into, time_t *modified)
{
	char chunk[65536];
	struct stat st;
	ssize_t n = -1;
	int fd = openat(server.root, path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return -1;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		*modified = st.st_mtime;
		while ((n = read(fd, chunk, sizeof(chunk))) > 0)
			buf_add(into, chunk, (size_t)n);
	}
	close(fd);
	return n < 0 ? -1 : 0;
}

/* Content-Type of the file: what .headers says, otherwise by its suffix. */
static void type_set(struct answer *a, const char *path)
{
	struct buf table = { 0 };
	time_t ignored;
	size_t n = strlen(path), line_size;

	snprintf(a->type, sizeof(a->type), "%s", type_of(path));
	file_read(".headers", &table, &ignored);
	for (const char *line = table.data; line && *line; line += line_size + (line[line_size] == '\n')) {
		line_size = strcspn(line, "\n");
		if (line_size <= n || strncmp(line, path, n) || !isblank((unsigned char)line[n]))
			continue;
		snprintf(a->type, sizeof(a->type), "%.*s", (int)(line_size - n - 1), line + n + 1);
	}
	free(table.data);
}

/* Put `base` in place of every @BASE@. */
static void template_fill(struct buf *body, const char *base)
{
	static const char mark[] = "@BASE@";
	struct buf out = { 0 };
	const char *from = body->data, *end = body->data + body->size, *hit;

	while (body->size && (hit = memmem(from, (size_t)(end - from), mark, sizeof(mark) - 1))) {
		buf_add(&out, from, (size_t)(hit - from));
		buf_add(&out, base, strlen(base));
		from = hit + sizeof(mark) - 1;
	}
	if (out.size) {
		buf_add(&out, from, (size_t)(end - from));
		free(body->data);
		*body = out;
	}
}

/* A path leads out of the root or to a hidden file if any part of it begins with a dot. */
static bool path_is_safe(const char *path)
{
	return *path != '/' && *path != '.' && !strstr(path, "/.") && strlen(path) < PATH_ROOM;
}

static void file_serve(struct answer *a, const char *path, const char *base)
{
	char index[PATH_ROOM + 16];
	size_t n = strlen(path);

	if (!path_is_safe(path) && n) {
		answer_error(a, 404);
		return;
	}
	snprintf(index, sizeof(index), "%s%s", path, !n || path[n - 1] == '/' ? "index.html" : "");
	if (file_read(index, &a->body, &a->modified) < 0) {
		answer_error(a, 404);
		return;
	}
	type_set(a, index);
	if (strstr(a->type, "xml") || !strncmp(a->type, "text/plain", 10))
		template_fill(&a->body, base);
}

/* Read a decimal number of at most `max` and the slash after it, if any. */
static bool number_cut(const char **s, unsigned long max, unsigned long *n)
{
	const char *p = *s;

	for (*n = 0; isdigit((unsigned char)*p) && *n <= max; p++)
		*n = *n * 10 + (unsigned long)(*p - '0');
	if (p == *s || *n > max)
		return false;
	*s = p + (*p == '/');
	return true;
}

/* Serve "gen/article/K.html" or "gen/N/rss.xml".  Returns false if the path is neither. */
static bool generated_serve(struct answer *a, const char *path, const char *base)
{
	static const char article[] = "gen/article/";
	unsigned long n;

	a->modified = (time_t)GENERATED_EPOCH;
	if (!strncmp(path, article, sizeof(article) - 1)) {
		path += sizeof(article) - 1;
		if (!number_cut(&path, GENERATED_MAX, &n) || strcmp(path, ".html"))
			return false;
		page_generate(&a->body, n, server.page_bytes);
		snprintf(a->type, sizeof(a->type), "text/html; charset=utf-8");
		return true;
	}
	path += 4;
	if (!number_cut(&path, GENERATED_MAX, &n) || strcmp(path, "rss.xml"))
		return false;
	feed_generate(&a->body, n, base);
	snprintf(a->type, sizeof(a->type), "application/rss+xml; charset=utf-8");
	return true;
}

static void path_serve(struct answer *a, const char *path, const char *base)
{
	a->status = 200;
	if (strncmp(path, "gen/", 4))
		file_serve(a, path, base);
	else if (!generated_serve(a, path, base))
		answer_error(a, 404);
}

/* --- bad habits, each given the path after its name --- */

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
	size_t i;

	for (i = 0; i < server.nflaky && strcmp(server.flaky[i].path, path); i++)
		;
	if (i == server.nflaky) {
		server.flaky = must(realloc(server.flaky, (i + 1) * sizeof(*server.flaky)));
		server.flaky[server.nflaky++] = (struct flaky){ .path = must(strdup(path)) };
	}
	return server.flaky[i].asked++;
}

static void x_flaky(struct answer *a, const char *path, const char *base)
{
	const char *key = path;
	unsigned long failures, asked;

	if (!number_cut(&path, GENERATED_MAX, &failures)) {
		answer_error(a, 400);
		return;
	}
	pthread_mutex_lock(&server.lock);
	asked = flaky_count(key);
	pthread_mutex_unlock(&server.lock);
	path_serve(a, path, base);
	if (asked < failures) {
		answer_error(a, 503);
		a->retry_after_s = 1;
	}
}

/* "429 Too Many Requests", and when to come back, to the first requests. */
static void x_busy(struct answer *a, const char *path, const char *base)
{
	const char *key = path;
	unsigned long refusals, seconds, asked;

	if (!number_cut(&path, GENERATED_MAX, &refusals) || !number_cut(&path, GENERATED_MAX, &seconds)) {
		answer_error(a, 400);
		return;
	}
	pthread_mutex_lock(&server.lock);
	asked = flaky_count(key);
	pthread_mutex_unlock(&server.lock);
	path_serve(a, path, base);
	if (asked < refusals) {
		answer_error(a, 429);
		a->retry_after_s = seconds;
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

static void x_gzip(struct answer *a, const char *path, const char *base)
{
	z_stream z = { 0 };
	struct buf out = { 0 };

	path_serve(a, path, base);
	if (deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		die("zlib");
	out.room = deflateBound(&z, a->body.size) + 1;
	out.data = must(malloc(out.room));
	z.next_in = (Bytef *)a->body.data;
	z.avail_in = (uInt)a->body.size;
	z.next_out = (Bytef *)out.data;
	z.avail_out = (uInt)out.room;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		die("zlib");
	out.size = z.total_out;
	deflateEnd(&z);
	free(a->body.data);
	a->body = out;
	a->encoding = "gzip";
}

/* A file that holds coded bytes already. */
static void x_coded(struct answer *a, const char *path, const char *base)
{
	static const char *const codings[] = { "gzip/", "deflate/", "br/", "zstd/" };
	static const char *const names[] = { "gzip", "deflate", "br", "zstd" };

	for (size_t i = 0; i < sizeof(codings) / sizeof(*codings); i++)
		if (!strncmp(path, codings[i], strlen(codings[i]))) {
			path_serve(a, path + strlen(codings[i]), base);
			a->encoding = names[i];
			return;
		}
	answer_error(a, 404);
}

static const struct {
	const char *name;
	void (*serve)(struct answer *a, const char *path, const char *base);
} habits[] = {
	{ "redirect/", x_redirect }, { "redirect-to/", x_redirect_to },
	{ "moved/", x_moved },       { "loop", x_loop },
	{ "slow/", x_slow },         { "status/", x_status },
	{ "garbage", x_garbage },    { "truncate/", x_truncate },
	{ "huge/", x_huge },         { "chunked/", x_chunked },
	{ "gzip/", x_gzip },         { "flaky/", x_flaky },
	{ "coded/", x_coded },       { "busy/", x_busy },
};

static void url_serve(struct answer *a, const char *url, const char *base)
{
	const char *path = url + (*url == '/');
	size_t n;

	if (strncmp(path, "x/", 2)) {
		path_serve(a, path, base);
		return;
	}
	path += 2;
	for (size_t i = 0; i < sizeof(habits) / sizeof(*habits); i++) {
		n = strlen(habits[i].name);
		if (!strncmp(path, habits[i].name, n)) {
			habits[i].serve(a, path + n, base);
			return;
		}
	}
	answer_error(a, 404);
}

#endif
