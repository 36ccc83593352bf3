/* ingest/dead.c - appends dead letters, whole or not at all. */
#include "ingest/dead.h"
#include "common/clock.h"
#include "common/die.h"
#include "common/file.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#define PENDING_CEILING (512u << 20) /* of a full flush, 256 letters, each with the most metadata there may be */

struct dead_letters {
	struct state *state;
	char *path; /* without links: the state knows the file by it */
	int fd;
	int64_t committed_bytes;
	struct text pending;
};

/* Where the last whole line ends. */
static int64_t whole_lines(int fd, int64_t size)
{
	char last = '\0';

	while (size > 0 && pread(fd, &last, 1, size - 1) == 1 && last != '\n')
		size--;
	return size;
}

/* Cut the file to what counts.  Of one that the state does not know, or that somebody shortened, all that is there
 * counts. */
static void recover(struct dead_letters *d)
{
	int64_t size = lseek(d->fd, 0, SEEK_END), known = state_dead_bytes(d->state, d->path);

	d->committed_bytes = known >= 0 && known <= size ? known : whole_lines(d->fd, size);
	if (ftruncate(d->fd, d->committed_bytes) < 0)
		die_errno("%s: cannot be cut to the %" PRId64 " bytes that count", d->path, d->committed_bytes);
}

struct dead_letters *dead_letters_open(struct state *state, const char *dir)
{
	struct dead_letters *d = xmalloc(sizeof *d);
	char *path = xprintf("%s/%s.jsonl", dir, state_source_name(state));

	file_make_directory(dir);
	*d = (struct dead_letters){ .state = state };
	d->fd = open(path, O_CREAT | O_RDWR | O_APPEND | O_CLOEXEC, 0644);
	d->path = realpath(path, NULL);
	if (d->fd < 0 || !d->path || file_sync_directory(dir) < 0)
		die_errno("%s: cannot be opened", path);
	recover(d);
	text_init(&d->pending, PENDING_CEILING);
	free(path);
	return d;
}

void dead_letters_close(struct dead_letters *d)
{
	close(d->fd);
	text_release(&d->pending);
	free(d->path);
	free(d);
}

static void add_string(struct text *out, const char *name, struct slice value)
{
	text_addf(out, ",\"%s\":", name);
	text_add_json(out, value);
}

void dead_letters_add(struct dead_letters *d, const struct dead_letter *letter)
{
	struct text *out = &d->pending;
	char when[MOMENT_SIZE];

	text_add(out, SLICE("{\"id\":"));
	text_add_json(out, letter->id);
	add_string(out, "run", letter->run);
	text_addf(out, ",\"seq\":%" PRId64, letter->seq);
	add_string(out, "stage", letter->stage);
	add_string(out, "step", letter->step);
	add_string(out, "reason", letter->reason);
	text_addf(out, ",\"attempts\":%" PRId64, letter->attempts);
	add_string(out, "time", slice_from(moment_format(when, (struct moment){ .ms = clock_now_ms() })));
	if (letter->metadata.len) {
		text_add(out, SLICE(",\"article\":"));
		text_add(out, letter->metadata);
	}
	text_add(out, SLICE("}\n"));
}

int dead_letters_sync(struct dead_letters *d)
{
	if (d->pending.len == 0)
		return 0;
	if (file_write_all(d->fd, text_slice(&d->pending)) < 0 || fdatasync(d->fd) < 0) {
		if (ftruncate(d->fd, d->committed_bytes) < 0)
			die_errno("the dead-letter file cannot be cut to what counts");
		return -1;
	}
	d->committed_bytes += (int64_t)d->pending.len;
	state_set_dead_bytes(d->state, d->path, d->committed_bytes);
	text_reset(&d->pending);
	return 0;
}
