/* common/data.c - finds and reads the tables that ship with the program. */
#include "common/data.h"
#include "common/die.h"

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *data_dir;

const struct setting data_settings[] = {
	{ "data", SETTING_STRING, &data_dir, NULL, 0, 0,
	  "folder of the tables: gazetteer, lexicons, models [found beside the program]" },
	{ 0 },
};

/* DIR/NAME of the first of the places where there is such a file. */
static char *locate(const char *name)
{
	static const char *const beside[] = { "../../data", "../share/wiremill" };
	char program[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);

	if (data_dir)
		return xprintf("%s/%s", data_dir, name);
	if (n < 0)
		die_errno("cannot find my own program (/proc/self/exe); say --data DIR");
	program[n] = '\0';
	dirname(program);
	for (size_t i = 0; i < COUNT(beside); i++) {
		char *path = xprintf("%s/%s/%s", program, beside[i], name);

		if (access(path, R_OK) == 0)
			return path;
		free(path);
	}
	die("data file %s is neither in ../../data nor in ../share/wiremill beside the program; say --data DIR", name);
}

struct slice data_read(const char *name)
{
	char *path = locate(name);
	FILE *file = fopen(path, "rbe");
	struct stat st;
	char *at;

	if (!file || fstat(fileno(file), &st) < 0)
		die_errno("%s", path);
	at = xmalloc((size_t)st.st_size + 1);
	if (fread(at, 1, (size_t)st.st_size, file) != (size_t)st.st_size)
		die_errno("%s: cannot be read whole", path);
	at[st.st_size] = '\0';
	fclose(file);
	free(path);
	return (struct slice){ at, (size_t)st.st_size };
}
