/* dispatch/heap.h
 *
 * heap - nodes by key, the smallest first; equal keys by `tie`.  A node lives inside what it orders and knows its
 * place, so that it can be moved and removed in O(log n).
 */
#ifndef DISPATCH_HEAP_H
#define DISPATCH_HEAP_H

#include <stddef.h>
#include <stdint.h>

struct heap_node {
	int64_t key;
	uint64_t tie;
	size_t place; /* from 1; 0: in no heap */
};

/* All zero is an empty one. */
struct heap {
	struct heap_node **at; /* [n], at[0] is the first */
	size_t n, room;
};

/* Add node, or move it to where its new key belongs. */
void heap_put(struct heap *heap, struct heap_node *node, int64_t key, uint64_t tie);
void heap_remove(struct heap *heap, struct heap_node *node); /* in no heap: fine */
struct heap_node *heap_first(const struct heap *heap);       /* or NULL */
void heap_release(struct heap *heap);

#endif
