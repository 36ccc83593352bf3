/* dispatch/list.h
 *
 * list - a ring of nodes that live inside what they order: adding and removing allocate nothing and never fail.
 *
 * The head is a node of its own.  A node outside every list points at itself.
 */
#ifndef DISPATCH_LIST_H
#define DISPATCH_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct list {
	struct list *before, *after;
};

/* The struct of `type` whose `member` is at `node`. */
#define OWNER(node, type, member) ((type *)(void *)((char *)(node)-offsetof(type, member)))

static inline void list_init(struct list *node)
{
	node->before = node->after = node;
}

/* Of a head: nothing is in the list.  Of a node: it is in no list. */
static inline bool list_empty(const struct list *node)
{
	return node->after == node;
}

static inline void list_remove(struct list *node)
{
	node->before->after = node->after;
	node->after->before = node->before;
	list_init(node);
}

/* Put node before `at`, out of the list it was in: before the head is last, before head->after is first. */
static inline void list_move(struct list *node, struct list *at)
{
	list_remove(node);
	node->before = at->before;
	node->after = at;
	at->before->after = node;
	at->before = node;
}

#endif
