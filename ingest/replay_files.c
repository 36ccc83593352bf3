/* ingest/replay_files.c - from the paths of a command line to the files to read. */
#include "ingest/replay_files.h"
#include "common/die.h"
#include "common/input.h"
#include "common/log.h"
#include "common/metrics.h"
#include "ingest/source.h"

#include <dirent.h>
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <sys/stat.h>

struct folder {
	dev_t device;
	ino_t inode;
};

/* What is still to be looked at, the next one last; and the folders that were, a tree of tsearch(). */
struct finder {
	char **path;
	size_t npaths;
	void *folders;
	struct replay_files *files;
};

static bool is_warc(struct slice name)
{
	static const char *const ends[] = { ".warc", ".warc.gz", ".warc.open", ".warc.gz.open", ".wet.gz" };

	for (size_t i = 0; i < COUNT(ends); i++)
		if (slice_ends_nocase(name, slice_from(ends[i])))
			return true;
	return false;
}

static void push(struct finder *f, char *path)
{
	if ((f->npaths & (f->npaths - 1)) == 0) /* full at powers of two */
		f->path = xrealloc(f->path, (f->npaths ? 2 * f->npaths : 1) * sizeof *f->path);
	f->path[f->npaths++] = path;
}

static int compare_names(const void *left, const void *right)
{
	return strcmp(*(char *const *)right, *(char *const *)left); /* the first one comes to lie last */
}

static int compare_folders(const void *left, const void *right)
{
	const struct folder *a = left, *b = right;

	if (a->device != b->device)
		return a->device > b->device ? 1 : -1;
	return (a->inode > b->inode) - (a->inode < b->inode);
}

/* True the first time: links may lead in circles. */
static bool enter(struct finder *f, const struct stat *st)
{
	struct folder *folder = xmalloc(sizeof *folder);
	void **node;

	*folder = (struct folder){ st->st_dev, st->st_ino };
	node = tsearch(folder, &f->folders, compare_folders);
	if (!node)
		die("out of memory");
	if (*node == folder)
		return true;
	free(folder);
	return false;
}

static void push_folder(struct finder *f, const char *path)
{
	size_t first = f->npaths;
	DIR *dir = opendir(path);
	struct dirent *entry;

	if (!dir)
		die_errno("%s: cannot be listed", path);
	while ((entry = readdir(dir)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			push(f, xprintf("%s/%s", path, entry->d_name));
	closedir(dir);
	if (f->npaths > first)
		qsort(f->path + first, f->npaths - first, sizeof *f->path, compare_names);
}

static void add_file(struct replay_files *files, char *path, int64_t size)
{
	if ((files->n & (files->n - 1)) == 0)
		files->at = xrealloc(files->at, (files->n ? 2 * files->n : 1) * sizeof *files->at);
	files->at[files->n++] = (struct replay_file){ .path = path, .size = size, .warc = is_warc(slice_from(path)) };
}

/* One path, which is taken over; `given`: by the user, who is told if it cannot be read. */
static void look_at(struct finder *f, char *path, bool given)
{
	struct slice name = slice_from(path);
	bool readable = is_warc(name) || input_suffix(name) || (given && strcmp(path, "-") == 0);
	struct stat st = { .st_mode = S_IFREG };

	if (strcmp(path, "-") != 0 && stat(path, &st) < 0) {
		if (given)
			die_errno("%s: cannot be opened", path);
		log_event(WARN, "replay-missing", "file=" LOG_QUOTED " error=" LOG_QUOTED, LOG_QUOTE(name),
			  strerror(errno));
		free(path);
	} else if (S_ISDIR(st.st_mode)) {
		if (enter(f, &st))
			push_folder(f, path);
		free(path);
	} else if (S_ISREG(st.st_mode) && readable) {
		add_file(f->files, path, st.st_size);
	} else if (given) {
		die("%s: none of .warc .html .htm .txt .md .jsonl, each also .gz", path);
	} else {
		metrics_add("wiremill_files_passed_total", "", 1);
		free(path);
	}
}

/* "./a//b/" -> "a/b" */
static char *tidy(const char *path)
{
	char *out = xmalloc(strlen(path) + 1), *to = out;

	while (path[0] == '.' && path[1] == '/')
		for (path += 2; *path == '/';)
			path++;
	for (; *path; path++)
		if (*path != '/' || to == out || to[-1] != '/')
			*to++ = *path;
	if (to > out + 1 && to[-1] == '/')
		to--;
	*to = '\0';
	if (to > out)
		return out;
	free(out);
	return xstrdup(".");
}

static int compare_ordinals(const void *left, const void *right)
{
	const struct replay_file *a = left, *b = right;

	if (a->ordinal != b->ordinal)
		return a->ordinal > b->ordinal ? 1 : -1;
	return strcmp(a->path, b->path); /* one file under two names */
}

#define MAX_ORDINAL ((INT64_MAX >> SEQ_PLACE_BITS) - 1) /* one past it is still a seq */

static int64_t mtime_ns(const struct stat *st)
{
	return (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
}

static int64_t ordinal_of(const struct replay_file *file, struct state *state, const char *run)
{
	char *real = realpath(file->path, NULL);
	struct stat st = { .st_size = 0 };
	int64_t ordinal;

	if (real)
		stat(real, &st);
	if (st.st_size >> SEQ_PLACE_BITS)
		die("%s: longer than a tebibyte; divide it", file->path);
	ordinal = state_input(state, run, real ? real : file->path, st.st_size, mtime_ns(&st));
	if (ordinal > MAX_ORDINAL)
		die("the run \"%s\" has more than %lld files; name another with --run", run, (long long)MAX_ORDINAL);
	free(real);
	return ordinal;
}

struct pass {
	const struct replay_files *files;
	const char *run;
};

/* An input of an earlier start that is not settled: to be among the files while it is still there as it was. */
static void check_given(void *context, const char *path, int64_t size, int64_t mtime, int64_t ordinal)
{
	const struct pass *pass = context;
	const struct replay_files *files = pass->files;
	struct stat st;

	for (size_t low = 0, high = files->n; low < high;) {
		size_t middle = low + (high - low) / 2;

		if (files->at[middle].ordinal == ordinal)
			return;
		if (files->at[middle].ordinal < ordinal)
			low = middle + 1;
		else
			high = middle;
	}
	if (stat(path, &st) == 0 && st.st_size == size && mtime_ns(&st) == mtime)
		die_usage("%s: the run \"%s\" is not done with it; replay it too, or name another --run", path,
			  pass->run);
}

/* Ask for every file's ordinal, in the order they were found; then theirs is the order to read them in. */
static void number(struct replay_files *files, struct state *state, const char *run)
{
	size_t n = 0;

	for (size_t i = 0; i < files->n; i++)
		files->at[i].ordinal = ordinal_of(&files->at[i], state, run);
	qsort(files->at, files->n, sizeof *files->at, compare_ordinals);
	for (size_t i = 0; i < files->n; i++) {
		if (n > 0 && files->at[n - 1].ordinal == files->at[i].ordinal) {
			free(files->at[i].path);
			continue;
		}
		files->bytes += files->at[i].size;
		files->at[n++] = files->at[i];
	}
	files->n = n;
}

void replay_files_find(struct replay_files *files, struct state *state, const char *run, char **paths, size_t npaths,
		       int64_t start_seq)
{
	struct finder f = { .files = files };
	struct pass pass = { .files = files, .run = run };

	*files = (struct replay_files){ .n = 0 };
	for (size_t i = 0; i < npaths; i++) {
		look_at(&f, tidy(paths[i]), true);
		while (f.npaths > 0)
			look_at(&f, f.path[--f.npaths], false);
	}
	free(f.path);
	tdestroy(f.folders, free);
	if (files->n == 0)
		die("nothing to read under the paths given (.warc .html .htm .txt .md .jsonl, each also .gz)");
	state_begin(state);
	number(files, state, run);
	state_inputs(state, run, start_seq >> SEQ_PLACE_BITS, check_given, &pass);
	state_sync(state);
}

void replay_files_release(struct replay_files *files)
{
	for (size_t i = 0; i < files->n; i++)
		free(files->at[i].path);
	free(files->at);
}
