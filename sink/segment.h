/* sink/segment.h
 *
 * segment - the output: files of JSON lines, NNNNNNNN.jsonl when closed, NNNNNNNN.jsonl.open while written.
 *
 * Lines count up to the last commit, which stands in sink.sqlite beside the segments; what lies behind it is cut off at
 * the next start.  So a document is in the output exactly once, whenever the process is killed.
 */
#ifndef SINK_SEGMENT_H
#define SINK_SEGMENT_H

#include "common/stage.h"

struct segments;

/* DIR/segments and DIR/sink.sqlite, made when absent; cuts what was not committed.  Dies when it cannot. */
struct segments *segments_open(const char *dir, int64_t limit_bytes);
/* Ends the segment being written (it gets its closed name); what was appended and not committed is given up. */
void segments_close(struct segments *segments);

/* Is (run, seq, id) appended or committed already? */
bool segments_has(struct segments *segments, const struct article *a);

/* Append one line, with its LF.  In memory until the commit. */
void segments_append(struct segments *segments, const struct article *a);

/* Write, sync, commit; begin the next segment when this one is over the limit.  Returns 0; or -1 and the reason, everything
 * since the last commit given up. */
int segments_commit(struct segments *segments, struct reason *why);

#endif
