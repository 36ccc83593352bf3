/* ingest/source.h
 *
 * source - where articles come from: a live archive that feeds fill, or files to replay.
 *
 * A source yields articles in growing order of `seq` and knows nothing of windows, sockets or settling; submit.h
 * does that.  One thread.
 */
#ifndef INGEST_SOURCE_H
#define INGEST_SOURCE_H

#include "common/article.h"
#include "common/stage.h"
#include "ingest/state.h"

/* seq = ordinal of the input file << SEQ_PLACE_BITS | place in it. */
#define SEQ_PLACE_BITS 40

struct source;

struct source_kind {
	/* The next article into *a (initialised, with arena).  Returns 1; 0: none now, and what is
	 * below a->seq is passed, even if nothing more comes there (0: that is not known); -1: here was one that cannot
	 * be submitted: *a has id, run and seq, `why` the step and sentence, and it is to become a dead letter.  What
	 * is no article by its kind (an image in a WARC) is passed over and counted. */
	int (*next)(struct source *source, struct article *a, struct reason *why);

	/* Nothing will come any more: the last file is read, or all that was under way has ended. */
	bool (*ended)(const struct source *source);

	/* Do what is due (fetches), and wait until something may have changed, `fd` is readable or timeout_ms have
	 * passed.  A replay just waits. */
	void (*wait)(struct source *source, int fd, int timeout_ms);

	/* Begin no new work; ended() becomes true once what is under way is archived and read. */
	void (*stop)(struct source *source);

	/* For the progress line: bytes or entries done and in all; all = 0 when that is unknown. */
	void (*progress)(const struct source *source, int64_t *done, int64_t *all);

	/* Inputs that were asked for and gave nothing: feeds that could not be read, hosts that were given up.  NULL: there are none such. */
	int64_t (*failed)(const struct source *source);

	void (*close)(struct source *source);
};

/* The first member of each kind's own struct. */
struct source {
	const struct source_kind *kind;
};

/* Replay of WARC(.gz), folders (recursively, sorted by name) and the files that input.h reads, from the article
 * at or after `start_seq` on.  Paths are noted in `state`, so that a later start gives each the same ordinal.  Dies when
 * a path cannot be opened at the start. */
struct source *source_replay_open(struct state *state, const char *run, char **paths, size_t npaths, int64_t start_seq);

struct source_feeds_options {
	const char *archive_dir;
	int64_t archive_file_mb, archive_file_hours; /* a file of the archive is closed then; 0: 1000, 24 */
	struct setting_list feeds;                   /* OPML files, or feed URLs themselves */
	bool once;                                   /* poll each feed once, then end */
	const char *full_text; /* page, feed or auto: where the text of articles comes from; NULL: page */
};

/* Live: polls feeds, fetches the pages of new entries, archives all of it, yields what is in the archive from
 * `start_seq` on. */
struct source *source_feeds_open(struct state *state, const struct source_feeds_options *options, int64_t start_seq);

#endif
