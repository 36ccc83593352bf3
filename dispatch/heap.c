/* dispatch/heap.c - A binary heap of nodes that know their places. */
#include "dispatch/heap.h"

#include "common/die.h"

#include <stdbool.h>
#include <stdlib.h>

static bool node_before(const struct heap_node *a, const struct heap_node *b)
{
	return a->key != b->key ? a->key < b->key : a->tie < b->tie;
}

static void heap_set(struct heap *heap, size_t place, struct heap_node *node)
{
	heap->at[place - 1] = node;
	node->place = place;
}

static void heap_rise(struct heap *heap, struct heap_node *node)
{
	size_t place = node->place;

	while (place > 1 && node_before(node, heap->at[place / 2 - 1])) {
		heap_set(heap, place, heap->at[place / 2 - 1]);
		place /= 2;
	}
	heap_set(heap, place, node);
}

static void heap_sink(struct heap *heap, struct heap_node *node)
{
	size_t place = node->place, child;

	while ((child = 2 * place) <= heap->n) {
		if (child < heap->n && node_before(heap->at[child], heap->at[child - 1]))
			child++;
		if (!node_before(heap->at[child - 1], node))
			break;
		heap_set(heap, place, heap->at[child - 1]);
		place = child;
	}
	heap_set(heap, place, node);
}

void heap_put(struct heap *heap, struct heap_node *node, int64_t key, uint64_t tie)
{
	if (!node->place) {
		if (heap->n == heap->room) {
			heap->room = heap->room ? 2 * heap->room : 16;
			heap->at = xrealloc(heap->at, heap->room * sizeof *heap->at);
		}
		heap_set(heap, ++heap->n, node);
	}
	node->key = key;
	node->tie = tie;
	heap_rise(heap, node);
	heap_sink(heap, node);
}

void heap_remove(struct heap *heap, struct heap_node *node)
{
	struct heap_node *last;
	size_t place = node->place;

	if (!place)
		return;
	last = heap->at[--heap->n];
	node->place = 0;
	if (last == node)
		return;
	heap_set(heap, place, last);
	heap_rise(heap, last);
	heap_sink(heap, last);
}

struct heap_node *heap_first(const struct heap *heap)
{
	return heap->n ? heap->at[0] : NULL;
}

void heap_release(struct heap *heap)
{
	free(heap->at);
	*heap = (struct heap){ 0 };
}
