/* common/arena.c - the memory of one article: blocks that only grow, given up all at once. */
#include "common/arena.h"
#include "common/die.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define BLOCK_BYTES (256u << 10)
#define ALIGN       _Alignof(max_align_t)

struct block {
	struct block *older;
	size_t size, used;
	_Alignas(max_align_t) char bytes[];
};

struct arena {
	struct block *block; /* the newest */
	size_t used, ceiling_bytes;
};

static void block_add(struct arena *arena, size_t least)
{
	size_t size = least > BLOCK_BYTES ? least : BLOCK_BYTES;
	struct block *block = xmalloc(sizeof *block + size);

	*block = (struct block){ .older = arena->block, .size = size };
	arena->block = block;
}

struct arena *arena_open(size_t ceiling_bytes)
{
	struct arena *arena = xmalloc(sizeof *arena);

	*arena = (struct arena){ .ceiling_bytes = ceiling_bytes };
	block_add(arena, BLOCK_BYTES);
	return arena;
}

void arena_close(struct arena *arena)
{
	if (!arena)
		return;
	arena_reset(arena);
	free(arena->block);
	free(arena);
}

void arena_reset(struct arena *arena)
{
	while (arena->block->older) {
		struct block *older = arena->block->older;

		free(arena->block);
		arena->block = older; /* the first one is of BLOCK_BYTES */
	}
	arena->block->used = 0;
	arena->used = 0;
}

static size_t rounded(size_t bytes)
{
	return (bytes + ALIGN - 1) / ALIGN * ALIGN;
}

void *arena_alloc_raw(struct arena *arena, size_t bytes)
{
	struct block *block = arena->block;
	void *at;

	if (bytes > arena->ceiling_bytes - arena->used)
		die("one article needs more than %zu bytes of memory", arena->ceiling_bytes);
	bytes = rounded(bytes);
	if (bytes > block->size - block->used) {
		block_add(arena, bytes);
		block = arena->block;
	}
	at = block->bytes + block->used;
	block->used += bytes;
	arena->used = arena->used + bytes < arena->ceiling_bytes ? arena->used + bytes : arena->ceiling_bytes;
	return at;
}

void *arena_alloc(struct arena *arena, size_t bytes)
{
	return memset(arena_alloc_raw(arena, bytes), 0, bytes);
}

void *arena_alloc_array_raw(struct arena *arena, size_t size, size_t n)
{
	size_t bytes;

	if (__builtin_mul_overflow(size, n, &bytes))
		die("one article needs more than %zu bytes of memory", arena->ceiling_bytes);
	return arena_alloc_raw(arena, bytes);
}

void *arena_alloc_array(struct arena *arena, size_t size, size_t n)
{
	return memset(arena_alloc_array_raw(arena, size, n), 0, size * n);
}

void *arena_grow_raw(struct arena *arena, void *old, size_t size, size_t n, size_t m)
{
	struct block *block = arena->block;
	size_t had = rounded(n * size), wanted;
	void *grown;

	if (__builtin_mul_overflow(size, m, &wanted) || wanted > arena->ceiling_bytes)
		die("one article needs more than %zu bytes of memory", arena->ceiling_bytes);
	if (old && rounded(wanted) <= had)
		return old;
	if (old && had && (char *)old + had == block->bytes + block->used &&
	    rounded(wanted) - had <= block->size - block->used) {
		arena_alloc_raw(arena, rounded(wanted) - had); /* it was the last one: what follows it is free */
		return old;
	}
	grown = arena_alloc_raw(arena, wanted);
	if (old)
		memcpy(grown, old, n * size);
	return grown;
}

void *arena_grow(struct arena *arena, void *old, size_t size, size_t n, size_t m)
{
	char *grown = arena_grow_raw(arena, old, size, n, m);
	size_t had = old ? n : 0;

	if (m > had)
		memset(grown + had * size, 0, (m - had) * size);
	return grown;
}

struct slice arena_copy(struct arena *arena, struct slice s)
{
	char *at = arena_alloc_raw(arena, s.len + 1);

	memcpy(at, s.at, s.len);
	at[s.len] = '\0';
	return (struct slice){ at, s.len };
}

struct slice arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	struct slice copy;
	char *printed;
	int n;

	va_start(args, format);
	n = vasprintf(&printed, format, args);
	va_end(args);
	if (n < 0)
		die("out of memory");
	copy = arena_copy(arena, slice_of(printed, (size_t)n));
	free(printed);
	return copy;
}

size_t arena_used(const struct arena *arena)
{
	return arena->used;
}
