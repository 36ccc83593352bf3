/* common/frame.c - shared immutable bytes. */
#include "common/frame.h"
#include "common/die.h"

#include <stdatomic.h>
#include <stdlib.h>

struct frame {
	atomic_uint holders;
	struct slice bytes;
	void (*release)(void *owner);
	void *owner;
};

struct frame *frame_wrap(struct slice bytes, void (*release)(void *owner), void *owner)
{
	struct frame *frame = xmalloc(sizeof *frame);

	*frame = (struct frame){ .bytes = bytes, .release = release, .owner = owner };
	atomic_init(&frame->holders, 1);
	return frame;
}

struct frame *frame_copy(struct slice bytes)
{
	char *at = xmalloc(bytes.len);

	memcpy(at, bytes.at, bytes.len);
	return frame_wrap((struct slice){ at, bytes.len }, free, at);
}

struct frame *frame_hold(struct frame *frame)
{
	atomic_fetch_add_explicit(&frame->holders, 1, memory_order_relaxed);
	return frame;
}

void frame_drop(struct frame *frame)
{
	if (!frame || atomic_fetch_sub_explicit(&frame->holders, 1, memory_order_acq_rel) != 1)
		return;
	frame->release(frame->owner);
	free(frame);
}

struct slice frame_bytes(const struct frame *frame)
{
	return frame ? frame->bytes : SLICE("");
}
