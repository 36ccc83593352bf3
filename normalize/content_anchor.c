/* normalize/content_anchor.c - Finds the article's text, as the page's JSON-LD gives it, among the blocks. */
#include "normalize/content.h"

#define WINDOW 24 /* bytes, white space and punctuation aside, that must be the same */
#define BITS   (1u << 19)
#define FACTOR 0x9E3779B97F4A7C15u
#define LEAST  400 /* bytes of a text that is worth looking for */

/* All windows of the text that is told, by their hashes; one in sixteen others passes for one of them. */
struct told {
	uint64_t *bits;
	size_t len;
};

/* Letters and digits in lower case, what is not ASCII as it is, the dashes, quotes and spaces of Unicode left out. */
static size_t fold(struct slice s, char *out)
{
	size_t len = 0;

	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];

		if (c == 0xC2 || (c == 0xE2 && i + 1 < s.len && (unsigned char)s.at[i + 1] == 0x80))
			i += c == 0xC2 ? 1 : 2;
		else if (c >= 0x80 || ascii_is_alpha((char)c) || ascii_is_digit((char)c))
			out[len++] = ascii_lower((char)c);
	}
	return len;
}

static uint64_t window_hash(const char *at)
{
	uint64_t hash = 0;

	for (size_t i = 0; i < WINDOW; i++)
		hash = hash * FACTOR + (unsigned char)at[i];
	return hash;
}

static size_t bit_of(uint64_t hash)
{
	return (hash ^ hash >> 29) * FACTOR >> 45; /* 19 bits */
}

static void told_read(struct told *told, struct content *c)
{
	struct slice body = c->page->ld_body;
	char *text = arena_new(c->arena, char, body.len);
	uint64_t hash, first = 1;

	told->len = fold(body, text);
	told->bits = arena_new(c->arena, uint64_t, BITS / 64);
	if (told->len < WINDOW)
		return;
	for (size_t i = 1; i < WINDOW; i++)
		first *= FACTOR;
	hash = window_hash(text);
	for (size_t i = 0;; i++) {
		size_t bit = bit_of(hash);

		told->bits[bit / 64] |= (uint64_t)1 << bit % 64;
		if (i + WINDOW >= told->len)
			return;
		hash = (hash - (unsigned char)text[i] * first) * FACTOR + (unsigned char)text[i + WINDOW];
	}
}

static bool told_has(const struct told *told, const char *at)
{
	size_t bit = bit_of(window_hash(at));

	return told->bits[bit / 64] >> bit % 64 & 1;
}

/* Bytes of a block that are told: all of them or none, by its begin and its end.  Short ones are no evidence. */
static size_t block_told(const struct told *told, const struct block *b)
{
	char text[256];
	struct slice head = slice_head(b->text, sizeof text), tail = b->text;
	size_t len = fold(head, text);

	if (len < WINDOW || !told_has(told, text))
		return 0;
	tail = slice_skip(tail, tail.len > sizeof text ? tail.len - sizeof text : 0);
	len = fold(tail, text);
	return len >= WINDOW && told_has(told, text + len - WINDOW) ? b->text.len : 0;
}

/* What of the told text stands in which blocks. */
struct found {
	size_t first, last;         /* of those blocks that are chosen */
	size_t told, chosen;        /* bytes of told blocks: of all, of those chosen */
	size_t prose;               /* bytes of running text chosen */
	size_t any_first, any_last; /* of all told blocks */
};

static struct found told_find(const struct told *told, const struct content *c)
{
	struct found found = { .first = c->n, .any_first = c->n };

	for (size_t i = 0; i < c->n; i++) {
		const struct block *b = &c->block[i];
		size_t bytes = b->hints & HINT_HIDDEN ? 0 : block_told(told, b);

		found.prose += block_in(b) && block_is_prose(b) ? b->text.len : 0;
		c->block[i].told = bytes > 0;
		if (bytes == 0)
			continue;
		found.told += bytes;
		found.any_first = found.any_first < i ? found.any_first : i;
		found.any_last = i;
		if (!block_in(b))
			continue;
		found.chosen += bytes;
		found.first = found.first < i ? found.first : i;
		found.last = i;
	}
	return found;
}

/* Another container holds the told text: take that. */
static void rescope(struct content *c, const struct found *found)
{
	const struct html *html = c->html;
	uint32_t last = c->block[found->any_last].at, top = c->block[found->any_first].node;

	while (top > 0 && !node_within(html, last, top))
		top = html->node[top].parent;
	c->top = top;
	c->from = c->block[found->any_first].at;
	c->to = last + 1;
	for (size_t i = 0; i < c->n; i++)
		c->block[i].verdict = i >= found->any_first && i <= found->any_last ? BLOCK_KEPT : BLOCK_OUTSIDE;
}

/* The told text may lack the lead, lists and tables, or be the begin only: it says where the text ends if it is most of
 * what was chosen, and where it is if little of it was. */
void content_anchor(struct content *c)
{
	struct told told;
	struct found found;
	size_t enough = c->page->ld_body.len / 10 * 7;

	if (c->page->ld_body.len < LEAST || c->top == 0)
		return;
	told_read(&told, c);
	found = told_find(&told, c);
	if (found.chosen * 2 < found.told && found.told >= enough)
		rescope(c, &found);
	else if (found.chosen >= enough && found.chosen * 10 >= found.prose * 6)
		for (size_t i = found.last + 1; i < c->n; i++)
			block_cut(&c->block[i], BLOCK_OUTSIDE);
}
