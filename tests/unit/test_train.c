/* tests/unit/test_train.c - Learning the second view: which blocks are the truth's, and trees that tell them apart. */
#include "train/boost.h"
#include "train/label.h"

#include "tests/unit/unit.h"

#include <stdlib.h>

#define A "The keeper of the light counted eleven ships on Tuesday."
#define B "Nobody there had asked him for the count, said the clerk."
#define C "Sign up for our letter and never miss a single ship."

static void label_blocks(const char *const *text, size_t n, const char *truth, float *label)
{
	struct words_row words = { .n = 0 };
	size_t begin[16];

	for (size_t i = 0; i < n; i++) {
		begin[i] = words.n;
		words_row_add(&words, slice_from(text[i]));
	}
	begin[n] = words.n;
	blocks_label(&words, begin, n, slice_from(truth), label);
	free(words.at);
}

static void labels_are_the_share_that_is_in_the_truth(void **state)
{
	static const char *const text[] = { "Ships", A, "Why", C, B, "Ships" };
	float label[6];

	(void)state;
	label_blocks(text, 6, A "\nWhy\n" B, label);
	assert_true(label[0] <= 0 && label[5] <= 0); /* outside the text, and no line of it */
	assert_true(label[1] >= 1 && label[4] >= 1);
	assert_true(label[2] >= 1); /* a line of the truth */
	assert_true(label[3] <= 0);
}

static void of_twins_the_one_in_the_text_counts(void **state)
{
	static const char *const text[] = { A, C, C, C, C, C, A, B };
	float label[8];

	(void)state;
	label_blocks(text, 8, A "\n" B, label);
	assert_true(label[0] <= 0);
	assert_true(label[6] >= 1);
}

static void shingles_are_counted_as_often_as_both_have_them(void **state)
{
	struct words_row a = { .n = 0 }, b = { .n = 0 }, x, y;

	(void)state;
	words_row_add(&a, SLICE("one two three four one two three four five"));
	words_row_add(&b, SLICE("one two, three four! six one"));
	x = shingles_of(&a);
	y = shingles_of(&b);
	assert_int_equal(x.n, 6);
	assert_int_equal(y.n, 3);
	assert_int_equal(shingles_shared(&x, &y), 1);
	assert_int_equal(shingles_shared(&x, &x), 6);
	free(a.at);
	free(b.at);
	free(x.at);
	free(y.at);
}

/* Label: more than ten words and less than half of them links. */
static void trees_learn_a_rule_of_two_features(void **state)
{
	enum { N = 400 };
	static struct view_row row[N];
	static struct sample sample[N];
	struct view_model *model = malloc(sizeof *model), *again = malloc(sizeof *again);
	const struct boost_options options = { 30, 3, 0.3, 1 };

	(void)state;
	for (int i = 0; i < N; i++) {
		row[i].f[VIEW_WORDS] = (int16_t)(i % 20);
		row[i].f[VIEW_LINKED] = (int16_t)(i / 20 * 5);
		sample[i] = (struct sample){ &row[i], i % 20 > 10 && i / 20 < 10 ? 1 : 0, 1 };
	}
	boost(model, sample, N, &options);
	boost(again, sample, N, &options);
	assert_memory_equal(model, again, sizeof *model);
	for (int i = 0; i < N; i++)
		assert_int_equal(view_model_score(model, &row[i]) > 0, sample[i].label > 0.5f);
	free(model);
	free(again);
}

UNIT(train, cmocka_unit_test(labels_are_the_share_that_is_in_the_truth),
     cmocka_unit_test(of_twins_the_one_in_the_text_counts),
     cmocka_unit_test(shingles_are_counted_as_often_as_both_have_them),
     cmocka_unit_test(trees_learn_a_rule_of_two_features))
