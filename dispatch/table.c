/* dispatch/table.c - A hash table with chains; doubles when there is a node for each bucket. */
#include "dispatch/table.h"

#include "common/die.h"

#include <stdlib.h>

static struct table_node **table_bucket(const struct table *t, uint64_t hash)
{
	return &t->bucket[hash & (t->nbuckets - 1)];
}

static void table_link(struct table *t, struct table_node *node)
{
	struct table_node **bucket = table_bucket(t, node->hash);

	node->next = *bucket;
	*bucket = node;
}

static void table_grow(struct table *t)
{
	struct table old = *t;

	t->nbuckets = old.nbuckets ? 2 * old.nbuckets : 64;
	t->bucket = xmalloc(t->nbuckets * sizeof(struct table_node *));
	for (size_t i = 0; i < t->nbuckets; i++)
		t->bucket[i] = NULL;
	for (size_t i = 0; i < old.nbuckets; i++)
		for (struct table_node *node = old.bucket[i], *next; node; node = next) {
			next = node->next;
			table_link(t, node);
		}
	free(old.bucket);
}

void table_add(struct table *t, struct table_node *node, uint64_t hash)
{
	if (t->n == t->nbuckets)
		table_grow(t);
	node->hash = hash;
	table_link(t, node);
	t->n++;
}

void table_remove(struct table *t, struct table_node *node)
{
	struct table_node **at = table_bucket(t, node->hash);

	while (*at != node)
		at = &(*at)->next;
	*at = node->next;
	t->n--;
}

static struct table_node *chain_find(struct table_node *node, uint64_t hash)
{
	while (node && node->hash != hash)
		node = node->next;
	return node;
}

struct table_node *table_find(const struct table *t, uint64_t hash)
{
	return t->n ? chain_find(*table_bucket(t, hash), hash) : NULL;
}

struct table_node *table_again(const struct table_node *node)
{
	return chain_find(node->next, node->hash);
}

void table_release(struct table *t)
{
	free(t->bucket);
	*t = (struct table){ 0 };
}
