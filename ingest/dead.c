/* ingest/dead.c - appends dead letters, whole or not at all. */
#include "ingest/dead.h"
#include "common/clock.h"
#include "common/die.h"
#include "common/file.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#define PENDING_CEILING (64u << 20)

struct dead_letters {
	struct state *state;
	int fd;
	int64_t committed_bytes;
	struct text pending;
};

struct dead_letters *dead_letters_open(struct state *state, const char *dir)
{
	struct dead_letters *d = xmalloc(sizeof *d);
	char *path = xprintf("%s/%s.jsonl", dir, state_source_name(state));

	file_make_directory(dir);
	*d = (struct dead_letters){ .state = state, .committed_bytes = state_dead_bytes(state) };
	d->fd = open(path, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0644);
	if (d->fd < 0 || file_sync_directory(dir) < 0)
		die_errno("%s: cannot be opened", path);
	if (lseek(d->fd, 0, SEEK_END) < d->committed_bytes)
		d->committed_bytes = lseek(d->fd, 0, SEEK_END); /* somebody emptied it: go on behind what is there */
	if (ftruncate(d->fd, d->committed_bytes) < 0)
		die_errno("%s: cannot be cut to the %" PRId64 " bytes that count", path, d->committed_bytes);
	text_init(&d->pending, PENDING_CEILING);
	free(path);
	return d;
}

void dead_letters_close(struct dead_letters *d)
{
	close(d->fd);
	text_release(&d->pending);
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
	state_set_dead_bytes(d->state, d->committed_bytes);
	text_reset(&d->pending);
	return 0;
}
