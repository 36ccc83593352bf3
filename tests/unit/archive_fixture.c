/* tests/unit/archive_fixture.c - captures for tests of the archive, and looks into its folder. */
#include "tests/unit/archive_fixture.h"
#include "tests/unit/unit.h"

#include "common/die.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

struct arena *arena;

int archive_start(void **state)
{
	(void)state;
	arena = arena_open(64u << 20);
	return 0;
}

int archive_stop(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

struct capture page(const char *name, const char *body)
{
	struct article *a = arena_new(arena, struct article, 1);
	struct slice url = arena_printf(arena, "http://a.example/%s", name);

	article_init(a, arena);
	a->id = article_urn(arena, url);
	a->url = url;
	a->feed_url = SLICE("http://a.example/feed");
	a->feed_entry_title = SLICE("Tiêu đề");
	return (struct capture){ .kind = CAPTURE_PAGE,
				 .url = url,
				 .ip = SLICE("192.0.2.1"),
				 .request = SLICE("GET / HTTP/1.1\r\n\r\n"),
				 .head = SLICE(HEAD),
				 .body = slice_from(body),
				 .fetched_ms = 1767323045678,
				 .article = a };
}

struct capture feed(const char *body)
{
	return (struct capture){ .kind = CAPTURE_FEED,
				 .url = SLICE("http://a.example/feed"),
				 .ip = SLICE("2001:db8::1"),
				 .request = SLICE(""),
				 .head = SLICE("HTTP/2 200\r\ncontent-type: text/xml\r\n"),
				 .body = slice_from(body),
				 .fetched_ms = 1767323045000 };
}

int64_t append(struct archive *archive, struct capture capture)
{
	int64_t seq = 0;

	assert_int_equal(archive_append(archive, &capture, &seq), 0);
	assert_true(seq > 0);
	return seq;
}

struct slice bodies_from(struct archive *archive, int64_t seq)
{
	struct slice all = SLICE("");
	struct reason why;
	struct article a;

	article_init(&a, arena);
	while (archive_next(archive, &seq, &a, &why) == 1) {
		all = arena_printf(arena, "%.*s%.*s\n", SLICE_ARG(all), SLICE_ARG(a.body));
		article_init(&a, arena);
	}
	return all;
}

char *find_file(const char *dir, const char *end)
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	char *found = NULL;

	while ((entry = readdir(d)) != NULL)
		if (slice_ends(slice_from(entry->d_name), slice_from(end)) &&
		    (!found || strcmp(strrchr(found, '/') + 1, entry->d_name) > 0)) {
			free(found);
			found = xprintf("%s/%s", dir, entry->d_name);
		}
	closedir(d);
	return found;
}

int64_t file_size(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_size;
}
