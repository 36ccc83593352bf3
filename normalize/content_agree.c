/* normalize/content_agree.c - Where the rules and the second view differ about a block, who is believed. */
#include "normalize/content.h"
#include "normalize/view_model.h"

/* Odds as natural logarithms, in thousandths: 9 to 2 against a block cuts what the rules kept, e to 1 for it makes it one
 * that they missed.  docs/decisions/0014-two-views.md has the figures, and what was turned down. */
#define CUT_BELOW    (-1500)
#define MISSED_ABOVE 1000
#define LONG_WORDS   40

/* Could the rules have missed this block?  It was left out for where it stands or what it is called.  What was cut for what
 * it says stays cut: the view knows no words. */
static bool may_return(const struct block *b)
{
	return b->verdict == BLOCK_OUTSIDE || b->verdict == BLOCK_HINT;
}

static bool is_missed(const struct block *b)
{
	return may_return(b) && b->view > MISSED_ABOVE;
}

/* A short block that the view would have back is as often as not a teaser or a word on the author.  But when the long ones
 * have half as many words as what was kept, the rules took the wrong container, or too small a one. */
static bool container_is_wrong(const struct block *block, size_t n)
{
	size_t kept = 0, missed = 0;

	for (size_t i = 0; i < n; i++) {
		kept += block_in(&block[i]) ? block[i].m.words : 0;
		missed += is_missed(&block[i]) && block[i].m.words >= LONG_WORDS ? block[i].m.words : 0;
	}
	return missed * 2 > kept;
}

/* The lead, and what the JSON-LD has too: the page itself says that it is text of the article.  Cells of a table are too
 * short to be judged one by one. */
static bool is_exempt(const struct block *b)
{
	return b->told || b->cell || (b->hints & HINT_LEAD);
}

void blocks_agree(struct block *block, size_t n)
{
	bool wrong = container_is_wrong(block, n);

	for (size_t i = 0; i < n; i++) {
		struct block *b = &block[i];

		if (b->view < CUT_BELOW && !is_exempt(b)) {
			block_cut(b, BLOCK_VIEW);
		} else if (wrong && is_missed(b)) {
			b->verdict = BLOCK_KEPT;
			b->returned = true;
		}
	}
}

void content_agree(struct content *c)
{
	const struct view_model *model = c->page->view;
	const struct view_row *row, **asked = arena_raw(c->arena, const struct view_row *, c->n);
	int32_t *score = arena_raw(c->arena, int32_t, c->n);
	size_t n = 0;

	if (!model || c->n == 0)
		return;
	row = view_rows(c);
	for (size_t i = 0; i < c->n; i++)
		if ((block_in(&c->block[i]) || may_return(&c->block[i])) && view_has_opinion(&row[i]))
			asked[n++] = &row[i];
	view_model_scores(model, asked, n, score);
	for (size_t i = 0; i < n; i++)
		c->block[asked[i] - row].view = score[i];
	blocks_agree(c->block, c->n);
}
