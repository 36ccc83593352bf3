/* train/boost.c - Grows the trees, one level after another, each the question that explains most of what is left. */
#include "train/boost.h"
#include "common/die.h"

#include <math.h>
#include <stdlib.h>

#define BINS   48
#define LEAVES (1 << VIEW_MOST_DEPTH)

/* The rows in columns: for each feature the number of thresholds that a row is above. */
struct columns {
	size_t n;
	int16_t above[VIEW_FEATURES][BINS - 1];
	size_t cuts[VIEW_FEATURES];
	uint8_t *bin[VIEW_FEATURES]; /* [n] */
};

struct slope {
	double gradient, curvature;
};

struct booster {
	const struct sample *sample;
	const struct boost_options *options;
	struct columns columns;
	double *sum;         /* [n]: opinion so far */
	struct slope *slope; /* [n] */
	uint8_t *leaf;       /* [n]: of the tree being grown */
	uint32_t random;
};

static int compare_numbers(const void *a, const void *b)
{
	return *(const int16_t *)a - *(const int16_t *)b;
}

/* Thresholds that part the rows in equal shares, as far as values differ. */
static void column_cut(struct columns *columns, size_t feature, int16_t *sorted)
{
	size_t n = columns->n, cuts = 0;

	for (size_t k = 1; k < BINS; k++) {
		int16_t at = sorted[k * n / BINS];

		if (at < sorted[n - 1] && (cuts == 0 || at > columns->above[feature][cuts - 1]))
			columns->above[feature][cuts++] = at;
	}
	columns->cuts[feature] = cuts;
}

/* Ends of the range are cut off too where they are rare: what is common of a flag says little of what is rare. */
static void column_add_rare(struct columns *columns, size_t feature, const int16_t *sorted)
{
	if (columns->cuts[feature] == 0 && sorted[0] < sorted[columns->n - 1])
		columns->above[feature][columns->cuts[feature]++] = sorted[0];
}

static void columns_fill(struct columns *columns, const struct sample *sample, size_t n)
{
	int16_t *sorted = xmalloc((n + 1) * sizeof *sorted);

	columns->n = n;
	for (size_t f = 0; f < VIEW_FEATURES; f++) {
		for (size_t i = 0; i < n; i++)
			sorted[i] = sample[i].row->f[f];
		qsort(sorted, n, sizeof *sorted, compare_numbers);
		column_cut(columns, f, sorted);
		column_add_rare(columns, f, sorted);
		columns->bin[f] = xmalloc(n + 1);
		for (size_t i = 0; i < n; i++) {
			size_t bin = 0;

			while (bin < columns->cuts[f] && sample[i].row->f[f] > columns->above[f][bin])
				bin++;
			columns->bin[f][i] = (uint8_t)bin;
		}
	}
	free(sorted);
}

static void slopes_update(struct booster *b)
{
	for (size_t i = 0; i < b->columns.n; i++) {
		double p = 1 / (1 + exp(-b->sum[i])), weight = (double)b->sample[i].weight;

		b->slope[i].gradient = weight * ((double)b->sample[i].label - p);
		b->slope[i].curvature = weight * p * (1 - p);
		b->leaf[i] = 0;
	}
}

static double gain_of(const struct booster *b, struct slope s)
{
	return s.gradient * s.gradient / (s.curvature + b->options->shrinkage);
}

/* What asking for this feature is worth at best, and the threshold; `leaves` are there so far. */
static double question_value(const struct booster *b, size_t feature, size_t leaves, size_t *cut)
{
	static struct slope in[LEAVES][BINS];
	double value[BINS] = { 0 }, best = 0;
	const uint8_t *bin = b->columns.bin[feature];

	memset(in, 0, leaves * sizeof in[0]);
	for (size_t i = 0; i < b->columns.n; i++) {
		struct slope *s = &in[b->leaf[i]][bin[i]];

		s->gradient += b->slope[i].gradient;
		s->curvature += b->slope[i].curvature;
	}
	for (size_t l = 0; l < leaves; l++) {
		struct slope all = { 0, 0 }, low = { 0, 0 };

		for (size_t k = 0; k <= b->columns.cuts[feature]; k++) {
			all.gradient += in[l][k].gradient;
			all.curvature += in[l][k].curvature;
		}
		for (size_t k = 0; k < b->columns.cuts[feature]; k++) {
			low.gradient += in[l][k].gradient;
			low.curvature += in[l][k].curvature;
			value[k] += gain_of(b, low) - gain_of(b, all) +
				    gain_of(b, (struct slope){ all.gradient - low.gradient,
							       all.curvature - low.curvature });
		}
	}
	for (size_t k = 0; k < b->columns.cuts[feature]; k++)
		if (value[k] > best) {
			best = value[k];
			*cut = k;
		}
	return best;
}

/* Every level asks half of the features only, so that trees differ. */
static bool feature_is_asked(struct booster *b)
{
	b->random = b->random * 1664525u + 1013904223u;
	return b->random >> 31;
}

static void level_grow(struct booster *b, struct view_tree *tree)
{
	size_t best_feature = VIEW_FEATURES, best_cut = 0, cut = 0;
	double best = 1e-9;

	for (size_t f = 0; f < VIEW_FEATURES; f++) {
		double value = feature_is_asked(b) ? question_value(b, f, (size_t)1 << tree->depth, &cut) : 0;

		if (value > best) {
			best = value;
			best_feature = f;
			best_cut = cut;
		}
	}
	if (best_feature == VIEW_FEATURES)
		return;
	for (size_t i = 0; i < b->columns.n; i++)
		b->leaf[i] |= (uint8_t)((b->columns.bin[best_feature][i] > best_cut) << tree->depth);
	view_tree_ask(tree, (enum view_feature)best_feature, b->columns.above[best_feature][best_cut]);
}

static void leaves_set(struct booster *b, struct view_tree *tree)
{
	struct slope leaf[LEAVES] = { { 0, 0 } };

	for (size_t i = 0; i < b->columns.n; i++) {
		leaf[b->leaf[i]].gradient += b->slope[i].gradient;
		leaf[b->leaf[i]].curvature += b->slope[i].curvature;
	}
	for (size_t l = 0; l < (size_t)1 << tree->depth; l++)
		tree->leaf[l] = (int16_t)lrint(1000 * b->options->rate * leaf[l].gradient /
					       (leaf[l].curvature + b->options->shrinkage));
	for (size_t i = 0; i < b->columns.n; i++)
		b->sum[i] += tree->leaf[b->leaf[i]] / 1000.0;
}

static double base_of(const struct sample *sample, size_t n)
{
	double in = 1, all = 2;

	for (size_t i = 0; i < n; i++) {
		in += (double)sample[i].weight * (double)sample[i].label;
		all += (double)sample[i].weight;
	}
	return log(in / (all - in));
}

void boost(struct view_model *model, const struct sample *sample, size_t n, const struct boost_options *options)
{
	struct booster b = { .sample = sample, .options = options, .random = 1 };

	memset(model, 0, sizeof *model);
	model->base = (int32_t)lrint(1000 * base_of(sample, n));
	columns_fill(&b.columns, sample, n);
	b.sum = xmalloc((n + 1) * sizeof *b.sum);
	b.slope = xmalloc((n + 1) * sizeof *b.slope);
	b.leaf = xmalloc(n + 1);
	for (size_t i = 0; i < n; i++)
		b.sum[i] = model->base / 1000.0;
	while (model->ntrees < options->trees) {
		struct view_tree *tree = &model->tree[model->ntrees];

		view_tree_init(tree);
		slopes_update(&b);
		for (size_t level = 0; level < options->depth; level++)
			level_grow(&b, tree);
		if (tree->depth == 0)
			break;
		leaves_set(&b, tree);
		model->ntrees++;
	}
	for (size_t f = 0; f < VIEW_FEATURES; f++)
		free(b.columns.bin[f]);
	free(b.sum);
	free(b.slope);
	free(b.leaf);
}
