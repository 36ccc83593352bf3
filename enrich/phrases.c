/* enrich/phrases.c - phrases in a hash table of their prefixes, looked up token by token. */
#include "enrich/phrases.h"
#include "common/die.h"

#include <stdlib.h>

struct prefix {
	uint64_t hash;   /* of all tokens so far; 0: free */
	uint32_t phrase; /* that ends here, or PHRASE_NONE */
};

struct phrases {
	struct prefix *at; /* [room], open addressing, room a power of two */
	size_t used, room;
	char **folded; /* [n], words joined by one space */
	size_t n, folded_room;
	struct arena *arena; /* for the words of the phrase being added */
};

struct phrases *phrases_open(void)
{
	struct phrases *p = xmalloc(sizeof *p);

	*p = (struct phrases){ .room = 1024, .arena = arena_open(1u << 20) };
	p->at = xmalloc(p->room * sizeof *p->at);
	memset(p->at, 0, p->room * sizeof *p->at);
	return p;
}

void phrases_close(struct phrases *p)
{
	for (size_t i = 0; i < p->n; i++)
		free(p->folded[i]);
	free(p->folded);
	free(p->at);
	arena_close(p->arena);
	free(p);
}

size_t phrases_count(const struct phrases *p)
{
	return p->n;
}

/* The hash of a prefix that ends with a token of hash `token`; never 0. */
static uint64_t prefix_hash(uint64_t before, uint32_t token)
{
	uint64_t hash = (before ^ token) * 0x9E3779B97F4A7C15u;

	return (hash ^ hash >> 29) | 1;
}

/* Where the prefix is, or the free place for it. */
static struct prefix *prefix_place(const struct phrases *p, uint64_t hash)
{
	size_t i = (size_t)(hash >> 20) & (p->room - 1);

	while (p->at[i].hash && p->at[i].hash != hash)
		i = (i + 1) & (p->room - 1);
	return &p->at[i];
}

static void phrases_grow(struct phrases *p)
{
	struct prefix *old = p->at;
	size_t room = p->room;

	p->room *= 2;
	p->at = xmalloc(p->room * sizeof *p->at);
	memset(p->at, 0, p->room * sizeof *p->at);
	for (size_t i = 0; i < room; i++)
		if (old[i].hash)
			*prefix_place(p, old[i].hash) = old[i];
	free(old);
}

static struct prefix *prefix_add(struct phrases *p, uint64_t hash)
{
	struct prefix *place;

	if (p->used * 2 >= p->room)
		phrases_grow(p);
	place = prefix_place(p, hash);
	if (!place->hash) {
		*place = (struct prefix){ hash, PHRASE_NONE };
		p->used++;
	}
	return place;
}

/* The folded words of all tokens, joined by one space; to free(). */
static char *fold_words(const struct tokens *t)
{
	char *folded = xmalloc(t->text.len + t->n + 1), *to = folded;

	for (size_t i = 0; i < t->n; i++) {
		struct slice word = token_folded(t, i);

		if (i)
			*to++ = ' ';
		memcpy(to, word.at, word.len);
		to += word.len;
	}
	*to = '\0';
	return folded;
}

static uint32_t phrases_name(struct phrases *p, const struct tokens *t)
{
	if (p->n == p->folded_room) {
		p->folded_room = p->folded_room ? p->folded_room * 2 : 1024;
		p->folded = xrealloc(p->folded, p->folded_room * sizeof *p->folded);
	}
	p->folded[p->n] = fold_words(t);
	return (uint32_t)p->n++;
}

/* Are the tokens from `first` on the words of this phrase? */
static bool phrase_is(const struct phrases *p, uint32_t phrase, const struct tokens *t, size_t first, size_t end)
{
	const char *at = p->folded[phrase];

	for (size_t i = first; i < end; i++) {
		struct slice word = token_folded(t, i);

		if (strncmp(at, word.at, word.len) != 0)
			return false;
		at += word.len;
		if (*at != (i + 1 < end ? ' ' : '\0'))
			return false;
		at++;
	}
	return true;
}

uint32_t phrases_add(struct phrases *p, struct slice phrase)
{
	struct tokens t;
	struct prefix *last = NULL;
	uint64_t hash = 0;
	uint32_t number = PHRASE_NONE;

	tokens_read(&t, p->arena, phrase);
	if (t.n <= PHRASE_MAX_TOKENS)
		for (size_t i = 0; i < t.n; i++)
			last = prefix_add(p, hash = prefix_hash(hash, t.at[i].hash));
	if (last && (last->phrase == PHRASE_NONE || !phrase_is(p, last->phrase, &t, 0, t.n)))
		last->phrase = phrases_name(p, &t);
	if (last)
		number = last->phrase;
	arena_reset(p->arena);
	return number;
}

static bool gap_joins(uint8_t gap)
{
	return gap >= GAP_SPACE && gap <= GAP_DOT;
}

uint32_t phrases_find(const struct phrases *p, const struct tokens *t, size_t first, size_t *end)
{
	uint64_t hash = 0;
	uint32_t found = PHRASE_NONE;

	for (size_t i = first; i < t->n && i - first < PHRASE_MAX_TOKENS; i++) {
		const struct prefix *prefix;

		if (i > first && !gap_joins(t->at[i].gap))
			break;
		hash = prefix_hash(hash, t->at[i].hash);
		prefix = prefix_place(p, hash);
		if (!prefix->hash)
			break;
		if (prefix->phrase != PHRASE_NONE && phrase_is(p, prefix->phrase, t, first, i + 1)) {
			found = prefix->phrase;
			*end = i + 1;
		}
	}
	return found;
}
