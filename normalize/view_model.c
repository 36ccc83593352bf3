/* normalize/view_model.c - Reads the second view's weights, and sums them up for a block. */
#include "normalize/view_model.h"
#include "common/data.h"
#include "common/die.h"
#include "common/stage.h"

#include <stdlib.h>

#define EIGHT 8 /* rows that are scored at once: 16 bytes of numbers */

_Static_assert(VIEW_FEATURES <= 256, "a tree has its features as bytes");

/* The same number of eight rows; a comparison of all of them is one instruction. */
union eight {
	int16_t number[EIGHT];
	int16_t at_once __attribute__((vector_size(2 * EIGHT)));
};

static const char *const names[VIEW_FEATURES] = {
#define NAME(id, name) [VIEW_##id] = (name),
	VIEW_FEATURE_TABLE(NAME)
#undef NAME
};

/* A whole number of 16 bits. */
static bool number_read(struct slice s, int16_t *number)
{
	bool minus = slice_starts(s, SLICE("-"));
	int32_t n = 0;

	s = slice_skip(s, minus);
	if (slice_empty(s) || s.len > 5)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (!ascii_is_digit(s.at[i]))
			return false;
		n = n * 10 + (s.at[i] - '0');
	}
	n = minus ? -n : n;
	*number = (int16_t)n;
	return n >= INT16_MIN && n <= INT16_MAX;
}

static enum view_feature feature_find(struct slice name)
{
	size_t i = 0;

	while (i < VIEW_FEATURES && !slice_equal(name, slice_from(names[i])))
		i++;
	return (enum view_feature)i;
}

void view_tree_init(struct view_tree *tree)
{
	*tree = (struct view_tree){ .depth = 0 };
	for (size_t i = 0; i < VIEW_MOST_DEPTH; i++)
		tree->above[i] = INT16_MAX;
}

void view_tree_ask(struct view_tree *tree, enum view_feature feature, int16_t above)
{
	tree->feature[tree->depth] = (uint8_t)feature;
	tree->above[tree->depth++] = above;
}

static int questions_read(struct view_tree *tree, struct slice s, struct reason *why)
{
	struct slice question;
	int16_t above;

	while (slice_next(&s, ' ', &question)) {
		enum view_feature feature = feature_find(slice_before(question, '>'));

		if (tree->depth == VIEW_MOST_DEPTH)
			return dead(why, "more than %d questions", VIEW_MOST_DEPTH), -1;
		if (feature == VIEW_FEATURES)
			return dead(why, "no such feature: \"%.*s\"", SLICE_ARG(slice_head(question, 40))), -1;
		if (!number_read(slice_after(question, '>'), &above))
			return dead(why, "no number behind \">\": \"%.*s\"", SLICE_ARG(slice_head(question, 40))), -1;
		view_tree_ask(tree, feature, above);
	}
	return tree->depth > 0 ? 0 : (dead(why, "a tree without a question"), -1);
}

static int leaves_read(struct view_tree *tree, struct slice s, struct reason *why)
{
	size_t n = 0, all = (size_t)1 << tree->depth;
	struct slice leaf;

	while (slice_next(&s, ' ', &leaf))
		if (n == all || !number_read(leaf, &tree->leaf[n++]))
			return dead(why, "not %zu whole numbers behind the colon", all), -1;
	return n == all ? 0 : (dead(why, "%zu leaves, not %zu", n, all), -1);
}

static int line_read(struct view_model *model, struct slice line, struct reason *why)
{
	struct view_tree *tree = &model->tree[model->ntrees];
	int16_t base;

	if (slice_starts(line, SLICE("base "))) {
		if (!number_read(slice_skip(line, 5), &base))
			return dead(why, "no number behind \"base\""), -1;
		model->base = base;
		return 0;
	}
	if (model->ntrees == VIEW_MOST_TREES)
		return dead(why, "more than %d trees", VIEW_MOST_TREES), -1;
	view_tree_init(tree);
	if (questions_read(tree, slice_trim(slice_before(line, ':')), why) < 0 ||
	    leaves_read(tree, slice_trim(slice_after(line, ':')), why) < 0)
		return -1;
	model->ntrees++;
	return 0;
}

int view_model_read(struct view_model *model, struct slice content, struct reason *why)
{
	struct reason what = { .step = why->step };
	struct slice line;
	size_t n = 0;

	memset(model, 0, sizeof *model);
	while (slice_next_line(&content, &line)) {
		line = slice_trim(line);
		if (++n == 1 && !slice_equal(line, SLICE("wiremill-blocks 1")))
			return dead(why, "line 1 is not \"wiremill-blocks 1\" but \"%.*s\"",
				    SLICE_ARG(slice_head(line, 40))),
			       -1;
		if (n == 1 || slice_empty(line) || line.at[0] == '#')
			continue;
		if (line_read(model, line, &what) < 0)
			return dead(why, "line %zu: %s", n, what.sentence), -1;
	}
	return model->ntrees > 0 ? 0 : (dead(why, "no tree in %zu lines", n), -1);
}

struct view_model *view_model_open(void)
{
	struct view_model *model = xmalloc(sizeof *model);
	struct slice content = data_read("models/blocks.txt");
	struct reason why = { .step = "open" };

	if (view_model_read(model, content, &why) < 0)
		die("data file models/blocks.txt: %s", why.sentence);
	free((void *)(uintptr_t)content.at);
	return model;
}

void view_model_write(const struct view_model *model, struct text *out)
{
	text_addf(out, "base %d\n", (int)model->base);
	for (size_t t = 0; t < model->ntrees; t++) {
		const struct view_tree *tree = &model->tree[t];

		for (size_t i = 0; i < tree->depth; i++)
			text_addf(out, "%s>%d ", names[tree->feature[i]], tree->above[i]);
		text_add_char(out, ':');
		for (size_t i = 0; i < (size_t)1 << tree->depth; i++)
			text_addf(out, " %d", tree->leaf[i]);
		text_add_char(out, '\n');
	}
}

/* What the trees say of eight rows, by feature.  All levels are asked, whatever the depth: not a jump within a tree. */
static void score_eight(const struct view_model *model, const union eight f[VIEW_FEATURES], int32_t sum[EIGHT])
{
	for (size_t k = 0; k < EIGHT; k++)
		sum[k] = model->base;
	for (size_t t = 0; t < model->ntrees; t++) {
		const struct view_tree *tree = &model->tree[t];
		union eight leaf = { .at_once = { 0 } };

		for (int16_t level = 0; level < VIEW_MOST_DEPTH; level++)
			leaf.at_once |= (f[tree->feature[level]].at_once > tree->above[level]) & (int16_t)(1 << level);
		for (size_t k = 0; k < EIGHT; k++)
			sum[k] += tree->leaf[leaf.number[k]];
	}
}

void view_model_scores(const struct view_model *model, const struct view_row *const *row, size_t n, int32_t *score)
{
	union eight f[VIEW_FEATURES] = { 0 };
	int32_t sum[EIGHT];

	for (size_t i = 0; i < n; i += EIGHT) {
		size_t some = n - i < EIGHT ? n - i : EIGHT;

		for (size_t k = 0; k < some; k++)
			for (size_t j = 0; j < VIEW_FEATURES; j++)
				f[j].number[k] = row[i + k]->f[j];
		score_eight(model, f, sum);
		memcpy(&score[i], sum, some * sizeof *score);
	}
}
