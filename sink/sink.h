/* sink/sink.h
 *
 * sink - the last stage: documents into committed segments, each (id, run, seq) once.
 */
#ifndef SINK_SINK_H
#define SINK_SINK_H

#include "common/stage.h"

extern const struct stage sink_stage;

#endif
