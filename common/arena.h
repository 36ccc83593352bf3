/* common/arena.h
 *
 * arena - the memory of one article: allocate and never free, all of it goes at once with arena_reset().
 *
 * Out of memory, and more than the ceiling asked for, end the process (die): its envelope is then handed out
 * again, until its delivery count makes it a dead letter.  Limits on foreign bytes are checked where they
 * enter, not here.
 */
#ifndef COMMON_ARENA_H
#define COMMON_ARENA_H

#include "common/slice.h"

struct arena;

/* `ceiling_bytes` is the most one article may take. */
struct arena *arena_open(size_t ceiling_bytes);
void arena_close(struct arena *arena);

/* Give up everything allocated since the last reset; keeps at most one block (256 KiB) for the next article. */
void arena_reset(struct arena *arena);

/* Zeroed, aligned for any type, never NULL. */
void *arena_alloc(struct arena *arena, size_t bytes);
#define arena_new(arena, type, n) ((type *)arena_alloc_array((arena), sizeof(type), (n)))
void *arena_alloc_array(struct arena *arena, size_t size, size_t n);

/* The same but not zeroed: for what is written whole before it is read. */
void *arena_alloc_raw(struct arena *arena, size_t bytes);
void *arena_alloc_array_raw(struct arena *arena, size_t size, size_t n);
#define arena_raw(arena, type, n) ((type *)arena_alloc_array_raw((arena), sizeof(type), (n)))

/* Grow an array allocated here from n to m elements of `size` bytes, zeroed or not; the old block is simply left behind
 * unless it was the last one. */
void *arena_grow(struct arena *arena, void *old, size_t size, size_t n, size_t m);
void *arena_grow_raw(struct arena *arena, void *old, size_t size, size_t n, size_t m);

/* Copies; the result is followed by a NUL byte that its length does not count. */
struct slice arena_copy(struct arena *arena, struct slice s);
struct slice arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Bytes handed out since the last reset. */
size_t arena_used(const struct arena *arena);

#endif
