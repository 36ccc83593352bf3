/* tests/unit/test_heap.c - A heap against the search for the smallest. */
#include "dispatch/heap.h"
#include "tests/unit/unit.h"

#include <stdbool.h>

#define NODES 100

static struct heap_node *smallest(struct heap_node *node)
{
	struct heap_node *best = NULL;

	for (size_t i = 0; i < NODES; i++)
		if (node[i].place &&
		    (!best || node[i].key < best->key || (node[i].key == best->key && node[i].tie < best->tie)))
			best = &node[i];
	return best;
}

static void heap_yields_the_smallest(void **state)
{
	struct heap_node node[NODES] = { 0 };
	struct heap heap = { 0 };
	uint64_t random = 1, serial = 0;

	(void)state;
	for (int i = 0; i < 50000; i++) {
		random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
		if (random >> 33 & 3)
			heap_put(&heap, &node[(random >> 40) % NODES], (int64_t)(random >> 50) % 20, ++serial);
		else
			heap_remove(&heap, &node[(random >> 40) % NODES]);
		assert_ptr_equal(heap_first(&heap), smallest(node));
	}
	while (heap_first(&heap)) {
		assert_ptr_equal(heap_first(&heap), smallest(node));
		heap_remove(&heap, heap_first(&heap));
	}
	heap_release(&heap);
}

UNIT(heap, cmocka_unit_test(heap_yields_the_smallest))
