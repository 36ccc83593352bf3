/* common/file.c - directories, whole writes, and names that survive a crash. */
#include "common/file.h"
#include "common/die.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE_BYTES 65536

void file_make_directory(const char *path)
{
	char *partial = xstrdup(path);
	struct stat st;

	for (char *slash = strchr(partial + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(partial, 0755) < 0 && errno != EEXIST)
			die_errno("%s: cannot make the directory", partial);
		*slash = '/';
	}
	if (mkdir(partial, 0755) < 0 && errno != EEXIST)
		die_errno("%s: cannot make the directory", path);
	if (stat(path, &st) < 0 || !S_ISDIR(st.st_mode))
		die("%s: is no directory", path);
	free(partial);
}

int file_write_all(int fd, struct slice bytes)
{
	while (bytes.len) {
		ssize_t n = write(fd, bytes.at, bytes.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		bytes = slice_skip(bytes, (size_t)n);
	}
	return 0;
}

int file_sync_directory(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int result = fd < 0 ? -1 : fsync(fd);

	if (fd >= 0)
		close(fd);
	return result;
}

int file_read_all(FILE *file, struct text *out)
{
	char *at;

	while (!feof(file) && !ferror(file) && (at = text_room(out, PIECE_BYTES)) != NULL)
		text_grew(out, fread(at, 1, PIECE_BYTES, file));
	return ferror(file) ? -1 : 0;
}
