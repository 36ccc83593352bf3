/* dispatch/table.h
 *
 * table - a hash table of nodes that live inside what they index.  The table knows hashes only; who looks
 * something up compares the keys:
 *
 *	for (node = table_find(&t, hash); node; node = table_again(node))
 *		if (it is the one) ...
 *
 * Its users bound the number of nodes, and with it what colliding keys can cost.
 */
#ifndef DISPATCH_TABLE_H
#define DISPATCH_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct table_node {
	struct table_node *next;
	uint64_t hash;
};

/* All zero is an empty one. */
struct table {
	struct table_node **bucket; /* [nbuckets], a power of two */
	size_t nbuckets, n;
};

void table_add(struct table *t, struct table_node *node, uint64_t hash);
void table_remove(struct table *t, struct table_node *node); /* must be in it */
struct table_node *table_find(const struct table *t, uint64_t hash);
struct table_node *table_again(const struct table_node *node); /* the next one of the same hash, or NULL */
void table_release(struct table *t);

/* Spread the bits of a number: splitmix64's finaliser (Steele, Lea and Flood, "Fast splittable pseudorandom number
 * generators", 2014). */
static inline uint64_t table_mix(uint64_t n)
{
	n = (n ^ n >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	n = (n ^ n >> 27) * UINT64_C(0x94d049bb133111eb);
	return n ^ n >> 31;
}

#endif
