/* ingest/fetch_headers.c - a file of header lines. */
#include "ingest/fetch_headers.h"
#include "common/die.h"
#include "ingest/fetch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define MAX_FILE_BYTES ((size_t)16 << 10)

/* Returns how many bytes, or -1 and errno. */
static ssize_t read_file(const char *path, char *into, size_t room)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), error;
	ssize_t n = 0, got = 1;

	if (fd < 0)
		return -1;
	while (got > 0 && (size_t)n < room) {
		got = read(fd, into + n, room - (size_t)n);
		n += got > 0 ? got : 0;
	}
	error = errno;
	close(fd);
	errno = error;
	return got < 0 ? -1 : n;
}

/* A token, a colon, and a value of one line (RFC 9110, 5.1 and 5.5). */
static bool is_header(struct slice line)
{
	struct slice name = slice_before(line, ':');

	if (name.len == line.len || name.len == 0 || slice_empty(slice_trim(slice_after(line, ':'))))
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (!ascii_is_alpha(name.at[i]) && !ascii_is_digit(name.at[i]) &&
		    (name.at[i] == '\0' || !strchr("!#$%&'*+-.^_`|~", name.at[i])))
			return false;
	for (size_t i = name.len; i < line.len; i++)
		if (((unsigned char)line.at[i] < 0x20 && line.at[i] != '\t') || line.at[i] == 0x7F)
			return false;
	return true;
}

static int take_lines(struct slice bytes, const char *path, struct text *out, struct reason *why)
{
	struct slice line;

	for (int number = 1; slice_next_line(&bytes, &line); number++) {
		line = slice_trim(line);
		if (line.len == 0 || line.at[0] == '#')
			continue;
		if (!is_header(line)) {
			dead(why, "%s, line %d: no \"Name: value\"", path, number);
			return -1;
		}
		text_add(out, line);
		text_add_char(out, '\n');
	}
	return 0;
}

int fetch_headers_read(struct slice file_name, struct text *out, struct reason *why)
{
	char bytes[MAX_FILE_BYTES + 1], *path;
	ssize_t n;
	int result = -1;

	if (!fetch_options.headers_dir) {
		dead(why, "the feed has a headersFile, and --headers-dir does not say in which folder");
		return -1;
	}
	path = xprintf("%s/%.*s", fetch_options.headers_dir, SLICE_ARG(file_name));
	n = read_file(path, bytes, sizeof bytes);
	if (n < 0)
		dead(why, "the feed's headersFile %s: %s", path, strerror(errno));
	else if ((size_t)n > MAX_FILE_BYTES)
		dead(why, "the feed's headersFile %s is over %zu bytes", path, MAX_FILE_BYTES);
	else
		result = take_lines(slice_of(bytes, (size_t)n), path, out, why);
	free(path);
	return result;
}

bool fetch_headers_have(struct slice lines, struct slice name)
{
	struct slice line;

	while (slice_next_line(&lines, &line))
		if (slice_equal_nocase(slice_trim(slice_before(line, ':')), name))
			return true;
	return false;
}
