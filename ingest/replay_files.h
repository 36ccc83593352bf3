/* ingest/replay_files.h
 *
 * replay_files - the files that a replay reads, in the order of their ordinals.
 */
#ifndef INGEST_REPLAY_FILES_H
#define INGEST_REPLAY_FILES_H

#include "ingest/state.h"

struct replay_file {
	char *path; /* as given, or below a folder that was given; without "./" before it */
	int64_t ordinal, size;
	bool warc;
};

struct replay_files {
	struct replay_file *at;
	size_t n;
	int64_t bytes; /* of all of them */
};

/* Everything under the paths that we read, folders recursively (links to folders too, each folder once),
 * names sorted bytewise; a file that is there twice counts once.  Other files are passed over and counted.
 * `state` gives ordinals.  `start_seq` is what the run has not settled yet: dies when a file from there on, which an earlier
 * start found and which is still there, is not among these, since behind them it would never be read; when a path
 * cannot be opened, is of no kind that we read, or nothing is found; and when a seq has no room for them. */
void replay_files_find(struct replay_files *files, struct state *state, const char *run, char **paths, size_t npaths,
		       int64_t start_seq);
void replay_files_release(struct replay_files *files);

#endif
