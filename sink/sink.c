/* sink/sink.c - the stage that appends documents and answers once they are committed. */
#include "sink/sink.h"
#include "common/die.h"
#include "common/metrics.h"
#include "sink/segment.h"

static const char *out_dir;
static int64_t segment_bytes;

static const struct setting sink_settings[] = {
	{ "out", SETTING_STRING, &out_dir, NULL, 0, 0, "folder of the output: segments/, sink.sqlite" },
	{ "segment-bytes", SETTING_NUMBER, &segment_bytes, "268435456", 1, INT64_MAX,
	  "a segment is closed once it is this long" },
	{ 0 },
};

static void *sink_open(void)
{
	if (!out_dir)
		die_usage("--out DIR is missing");
	return segments_open(out_dir, segment_bytes);
}

static enum outcome sink_run(struct article *a, void *state, struct reason *why)
{
	why->step = "append";
	if (a->body.len < 2 || memchr(a->body.at, '\n', a->body.len) != a->body.at + a->body.len - 1)
		return dead(why, "the document is not one line");
	if (segments_has(state, a))
		metrics_add("wiremill_sink_duplicates_total", "",
			    1); /* delivered again after a crash: it is there already */
	else
		segments_append(state, a);
	return FORWARD;
}

static int sink_commit(void *state, struct reason *why)
{
	why->step = "commit";
	return segments_commit(state, why);
}

static void sink_close(void *state)
{
	segments_close(state);
}

const struct stage sink_stage = {
	.name = "sink",
	.summary = "Takes finished documents from the dispatcher and commits them to JSON Lines segments, each exactly "
		   "once.",
	.arena_ceiling_bytes = 64u << 20,
	.open = sink_open,
	.run = sink_run,
	.close = sink_close,
	.commit = sink_commit,
	.batch = 64,
	.batch_ms = 20,
	.settings = sink_settings,
};
