/* common/frame.h
 *
 * frame - immutable bytes that several messages, and the threads that send them, may share; the last holder frees them.
 */
#ifndef COMMON_FRAME_H
#define COMMON_FRAME_H

#include "common/slice.h"

struct frame;

struct frame *frame_copy(struct slice bytes);
/* Bytes that belong to `owner`; `release(owner)` is called once, from any thread, when the last holder lets go. */
struct frame *frame_wrap(struct slice bytes, void (*release)(void *owner), void *owner);
struct frame *frame_hold(struct frame *frame);       /* returns it, one holder more */
void frame_drop(struct frame *frame);                /* NULL is fine */
struct slice frame_bytes(const struct frame *frame); /* NULL: empty */

#endif
