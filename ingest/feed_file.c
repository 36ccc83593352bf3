/* ingest/feed_file.c - reads and replaces the file of a list. */
#include "ingest/feed_file.h"
#include "common/die.h"
#include "common/file.h"
#include "ingest/xml.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

void feed_file_read(const char *path, struct text *bytes)
{
	FILE *f = fopen(path, "rb");

	if (!f)
		die_errno("%s: cannot open the list of feeds", path);
	text_init(bytes, XML_MAX_BYTES + 65536);
	if (file_read_all(f, bytes) < 0)
		die_errno("%s: cannot read the list of feeds", path);
	fclose(f);
}

void feed_file_write(const char *path, struct slice bytes)
{
	char *real = realpath(path, NULL), *name = real ? real : xstrdup(path), *temporary = xprintf("%s.XXXXXX", name);
	char *slash = strrchr(name, '/'), *dir;
	struct stat old;
	int fd = mkostemp(temporary, O_CLOEXEC);

	if (fd < 0)
		die_errno("%s: a new file cannot be made beside it", path);
	if (fchmod(fd, stat(name, &old) == 0 ? old.st_mode & 07777 : 0644) < 0 || file_write_all(fd, bytes) < 0 ||
	    fsync(fd) < 0 || close(fd) < 0 || rename(temporary, name) < 0) {
		unlink(temporary);
		die_errno("%s: cannot be written, and is as it was", path);
	}
	dir = slash ? xprintf("%.*s/", (int)(slash - name), name) : xstrdup(".");
	if (file_sync_directory(dir) < 0)
		die_errno("%s: cannot be synced", dir);
	free(dir);
	free(temporary);
	free(name);
}
