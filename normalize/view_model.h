/* normalize/view_model.h
 *
 * view_model - the weights of the second view: a sum of small decision trees, read from data/models/blocks.txt.
 *
 * Every level of a tree asks one question of the block ("words>12"), the same for all branches; the answers, as bits,
 * the first one lowest, number a leaf.  All numbers are whole, so that every machine comes to the same sum; opinions
 * are natural logarithms of odds in thousandths.
 *
 * The file is text.  Line 1 is `wiremill-blocks 1` (another shape of file takes another number, another meaning of a
 * feature another name); lines that begin with `#` say where it comes from; then `base N` and one line for each tree:
 * 1 to 5 questions `FEATURE>NUMBER`, a colon and 2^questions leaves.
 */
#ifndef NORMALIZE_VIEW_MODEL_H
#define NORMALIZE_VIEW_MODEL_H

#include "common/text.h"
#include "normalize/view_features.h"

struct reason;

#define VIEW_MOST_TREES 400
#define VIEW_MOST_DEPTH 5

struct view_tree {
	uint8_t depth; /* behind it, up to VIEW_MOST_DEPTH, are questions that no block answers with yes */
	uint8_t feature[VIEW_MOST_DEPTH];
	int16_t above[VIEW_MOST_DEPTH];
	int16_t leaf[1 << VIEW_MOST_DEPTH];
};

struct view_model {
	int32_t base;
	size_t ntrees;
	struct view_tree tree[VIEW_MOST_TREES];
};

/* A tree without a question; one more for it, and no more than VIEW_MOST_DEPTH. */
void view_tree_init(struct view_tree *tree);
void view_tree_ask(struct view_tree *tree, enum view_feature feature, int16_t above);

/* Reads a file's content.  Returns 0; or -1 and in why->sentence the line and what is wrong there. */
int view_model_read(struct view_model *model, struct slice content, struct reason *why);

/* That of data/models/blocks.txt, to free(); dies when it cannot be read or is damaged. */
struct view_model *view_model_open(void);

/* What view_model_read() reads, without the lines of comment. */
void view_model_write(const struct view_model *model, struct text *out);

/* The opinions on n blocks, over 0 for article text: the more at once, the faster. */
void view_model_scores(const struct view_model *model, const struct view_row *const *row, size_t n, int32_t *score);

static inline int32_t view_model_score(const struct view_model *model, const struct view_row *row)
{
	int32_t score;

	view_model_scores(model, &row, 1, &score);
	return score;
}

#endif
