/* ingest/source_replay.c - a source of what is in files: WARC records, pages, lines of JSON. */
#include "common/die.h"
#include "common/input.h"
#include "common/log.h"
#include "ingest/replay_files.h"
#include "ingest/source.h"
#include "ingest/url.h"
#include "ingest/warc_article.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#define PASS_RECORDS 64 /* records passed over before others get their turn */

struct replay {
	struct source source;
	char *run;
	int64_t start_seq;
	struct replay_files files;
	size_t current;       /* file being read, or to be read next */
	int64_t bytes_done;   /* of the files before it */
	bool stopped, breaks; /* breaks: there is more, but it is others' turn */

	/* The file being read: one of them. */
	struct input *input;
	struct warc_article_reader warc;
	bool warc_open;
};

static struct slice name_of(const struct replay_file *file)
{
	const char *slash = strrchr(file->path, '/');

	return slice_from(slash ? slash + 1 : file->path);
}

static int64_t first_seq(const struct replay_file *file)
{
	return file->ordinal << SEQ_PLACE_BITS;
}

/* Where in the file to begin: 0 but for the one that start_seq is in. */
static int64_t first_place(const struct replay *r, const struct replay_file *file)
{
	return r->start_seq > first_seq(file) ? r->start_seq - first_seq(file) : 0;
}

static bool is_open(const struct replay *r)
{
	return r->input || r->warc_open;
}

/* Returns -1 and errno when the file cannot be opened. */
static int open_file(struct replay *r, const struct replay_file *file)
{
	int64_t place = first_place(r, file);
	struct warc_reader *reader;

	if (!file->warc) {
		r->input = input_open(file->path);
		if (r->input)
			input_skip_to(r->input, place);
		return r->input ? 0 : -1;
	}
	reader = warc_reader_open(file->path);
	if (!reader)
		return -1;
	if (place > 0)
		warc_reader_seek(reader, place);
	warc_article_reader_init(&r->warc, reader);
	r->warc_open = true;
	return 0;
}

static void close_file(struct replay *r)
{
	input_close(r->input);
	r->input = NULL;
	if (r->warc_open)
		warc_article_reader_release(&r->warc);
	r->warc_open = false;
}

static void leave_file(struct replay *r)
{
	close_file(r);
	r->bytes_done += r->files.at[r->current].size;
	r->current++;
}

static int cannot_open(struct replay *r, const struct replay_file *file, struct article *a, struct reason *why)
{
	why->step = "open";
	dead(why, "%s: %s", file->path, strerror(errno));
	a->id = article_urn(a->arena, arena_printf(a->arena, "file:%s", file->path));
	a->source_file = arena_copy(a->arena, name_of(file));
	a->seq = first_seq(file) + first_place(r, file);
	leave_file(r);
	return -1;
}

static struct slice without_open(struct slice name)
{
	return slice_ends(name, SLICE(".open")) ? slice_head(name, name.len - 5) : name;
}

/* Returns as source_next, 0 at the end of the file or to let others have their turn. */
static int next_record(struct replay *r, const struct replay_file *file, struct article *a, struct reason *why)
{
	enum warc_answer answer = WARC_PASSED;
	int64_t place = 0;

	for (int i = 0; i < PASS_RECORDS && answer == WARC_PASSED; i++)
		answer = warc_article_next(&r->warc, a, &place, why);
	r->breaks = answer == WARC_PASSED;
	if (answer == WARC_PASSED || answer == WARC_END)
		return 0;
	a->seq = first_seq(file) | place;
	a->warc_file = arena_copy(a->arena, without_open(name_of(file)));
	if (slice_empty(a->id))
		a->id = article_urn(
			a->arena, arena_printf(a->arena, "warc:%.*s#%lld", SLICE_ARG(a->warc_file), (long long)place));
	return answer == WARC_ARTICLE ? 1 : -1;
}

static int next_input(struct replay *r, const struct replay_file *file, struct article *a, struct reason *why)
{
	int got = input_next(r->input, slice_from(file->path), a, why);

	if (got == 0)
		return 0;
	a->seq = first_seq(file) | a->seq;
	if (!slice_empty(a->url) && slice_equal(a->id, article_urn(a->arena, a->url)))
		a->id = article_urn(a->arena, url_normalise(a->arena, a->url)); /* the file gave no id of its own */
	return got;
}

static int replay_next(struct source *source, struct article *a, struct reason *why)
{
	struct replay *r = (struct replay *)source;
	int got = 0;

	r->breaks = false;
	while (got == 0 && !r->breaks && !r->stopped && r->current < r->files.n) {
		const struct replay_file *file = &r->files.at[r->current];

		if (!is_open(r) && open_file(r, file) < 0)
			got = cannot_open(r, file, a, why);
		else
			got = file->warc ? next_record(r, file, a, why) : next_input(r, file, a, why);
		if (got == 0 && !r->breaks)
			leave_file(r);
	}
	if (got == 0 && !r->breaks && !r->stopped)
		a->seq = (r->files.at[r->files.n - 1].ordinal + 1) << SEQ_PLACE_BITS;
	a->run = got != 0 ? arena_copy(a->arena, slice_from(r->run)) : SLICE("");
	return got;
}

static bool replay_ended(const struct source *source)
{
	const struct replay *r = (const struct replay *)source;

	return r->stopped || r->current == r->files.n;
}

static void replay_wait(struct source *source, int fd, int timeout_ms)
{
	const struct replay *r = (const struct replay *)source;
	struct pollfd wanted = { .fd = fd, .events = POLLIN };

	poll(&wanted, 1, r->breaks && !r->stopped ? 0 : timeout_ms);
}

static void replay_stop(struct source *source)
{
	((struct replay *)source)->stopped = true;
}

static void replay_progress(const struct source *source, int64_t *done, int64_t *all)
{
	const struct replay *r = (const struct replay *)source;

	*done = r->bytes_done;
	if (r->input)
		*done += input_position(r->input);
	if (r->warc_open)
		*done += warc_reader_position(r->warc.warc);
	*all = r->files.bytes;
}

static void replay_close(struct source *source)
{
	struct replay *r = (struct replay *)source;

	close_file(r);
	replay_files_release(&r->files);
	free(r->run);
	free(r);
}

static const struct source_kind replay_kind = {
	.next = replay_next,
	.ended = replay_ended,
	.wait = replay_wait,
	.stop = replay_stop,
	.progress = replay_progress,
	.close = replay_close,
};

struct source *source_replay_open(struct state *state, const char *run, char **paths, size_t npaths, int64_t start_seq)
{
	struct replay *r = xmalloc(sizeof *r);

	*r = (struct replay){ .source = { &replay_kind }, .run = xstrdup(run), .start_seq = start_seq };
	replay_files_find(&r->files, state, run, paths, npaths, start_seq);
	while (r->current < r->files.n && r->files.at[r->current].ordinal < start_seq >> SEQ_PLACE_BITS)
		r->bytes_done += r->files.at[r->current++].size;
	log_event(INFO, "replay", "run=%s files=%zu bytes=%lld from=%zu", run, r->files.n, (long long)r->files.bytes,
		  r->current);
	return &r->source;
}
