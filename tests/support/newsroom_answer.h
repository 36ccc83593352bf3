/* tests/support/newsroom_answer.h - What the newsroom answers to a path: a file or a generated page.
 *
 * Part of newsroom.c, which stays one translation unit so that one cc line builds it.
 */
#ifndef NEWSROOM_ANSWER_H
#define NEWSROOM_ANSWER_H

#include "newsroom_pages.h"

#include <ctype.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <pthread.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define GENERATED_MAX 1000000UL
#define PATH_ROOM     2048

enum manner { WHOLE, CHUNKED, TRUNCATED };

struct answer {
	struct MHD_Connection *connection;
	unsigned status;
	enum manner manner;
	struct buf body;
	uint64_t stream_bytes; /* CHUNKED: the body is sent over and over, to this length */
	time_t modified;       /* 0: the answer has no validators */
	const char *encoding;  /* Content-Encoding or NULL */
	unsigned long drip_ms; /* pause after each byte of a stream */
	bool challenge;        /* says that it wants a browser */
	char length[24];       /* what Content-Length is to say, "" for the truth */
	char type[96], retry_after[64], location[PATH_ROOM], link[PATH_ROOM];
	char line[PATH_ROOM]; /* "NAME:VALUE" of one header more, or "" */
};

struct flaky {
	char *path;
	unsigned long asked;
};

static struct {
	int root;    /* directory */
	int stop[2]; /* readable when the server is to stop: wakes slow answers */
	size_t page_bytes;
	bool tls;
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

static void http_date(time_t t, char out[static 64])
{
	struct tm tm;

	strftime(out, 64, "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&t, &tm));
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

/* Read a regular file.  Returns 0, or -1 where there is none. */
static int file_read_at(int dir, const char *path, struct buf *into, time_t *modified)
{
	char chunk[65536];
	struct stat st;
	ssize_t n = -1;
	int fd = openat(dir, path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

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

static int file_read(const char *path, struct buf *into, time_t *modified)
{
	return file_read_at(server.root, path, into, modified);
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

#endif
