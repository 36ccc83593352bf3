/* normalize/content_score.c - Chooses the container that holds the article. */
#include "normalize/content.h"

#define LEVELS      6  /* how far up a paragraph counts */
#define SHORT_VALUE 10 /* of a container with three or four sentences in it */

/* What a block counts for: sentences of some length, commas, little of it links. */
float block_score(const struct block *b)
{
	size_t letters = b->m.letters;
	float score;

	if (letters < 25 || (b->heading && !b->m.ends_sentence) || b->phrase != PHRASE_NONE)
		return 0;
	score = 1 + (float)b->m.commas + (letters > 400 ? 4 : (float)letters / 100);
	score *= 1 - (float)b->link / (float)b->text.len;
	return words_are_prose(&b->m) ? score : score / 3;
}

/* The parent gets all of it, the one above half, the next ones less and less. */
static void spread(struct content *c, const struct block *b, float score)
{
	uint32_t i = b->node;

	if (html_is(c->html, i, HTML_P) || b->heading || b->item || c->html->node[i].tag == HTML_BLOCKQUOTE)
		i = c->html->node[i].parent;
	for (unsigned level = 0; level < LEVELS && i > 0; level++, i = c->html->node[i].parent)
		c->info[i].score += level == 0 ? score : level == 1 ? score / 2 : score / (float)(level * 3);
}

float node_value(const struct content *c, uint32_t i)
{
	const struct node_info *info = &c->info[i];
	float value = info->score;

	if (value <= 0 || info->text == 0)
		return 0;
	value *= 1 - (float)info->link / (float)info->text;
	if (info->own & HINT_BODY)
		value *= 1.5f;
	if (info->hints & (HINT_COMMENT | HINT_RELATED | HINT_NAV | HINT_AD | HINT_AUTHOR))
		value *= 0.3f;
	return value;
}

/* A short report weighs no more than what the page asks its reader for further down: of two containers that hold about as
 * much, the one nearest behind the title is taken. */
static uint32_t nearest_title(const struct content *c, float best)
{
	uint32_t chosen = c->chosen;

	for (uint32_t i = c->page->title_node; best < SHORT_VALUE && i > 0 && c->html->node[i].end <= chosen; i++) {
		float value = c->html->node[i].kind == HTML_ELEMENT ? node_value(c, i) : 0;

		if (value * 2 >= best && c->info[i].prose * 2 >= c->info[chosen].prose)
			return i;
	}
	return chosen;
}

void content_choose(struct content *c)
{
	float best = 0;

	for (size_t i = 0; i < c->n; i++)
		if (!(c->block[i].hints & (HINT_HIDDEN | HINT_CAPTION | HINT_NAV | HINT_COMMENT)))
			spread(c, &c->block[i], block_score(&c->block[i]));
	for (uint32_t i = 1; i < c->html->nnodes; i++) {
		float value = c->html->node[i].kind == HTML_ELEMENT ? node_value(c, i) : 0;

		if (value > best) {
			best = value;
			c->chosen = i;
		}
	}
	c->chosen = nearest_title(c, best);
	c->top = c->chosen;
}
