/* tests/unit/test_view.c - The second view of a block, its weights, and who is believed where it and the rules differ. */
#include "normalize/view_model.h"
#include "common/stage.h"

#include "tests/unit/unit.h"

#include <stdlib.h>

#define T1                                                                                                             \
	"The keeper of the light counted eleven ships on Tuesday, more than in any week of the war, and wrote to the " \
	"harbour office."
#define T2                                                                                                       \
	"Nobody there had asked for the count, said the clerk, who filed the letter, as he had filed all those " \
	"before it."
#define LINK "<a href=/a>Pilots want a second boat</a>"

static struct arena *arena;

static const struct content *page_cut(const char *html)
{
	static struct page page;
	static struct article article;
	struct reason why = { .step = "" };

	if (!arena)
		arena = arena_open(256u << 20);
	arena_reset(arena);
	article_init(&article, arena);
	article.body = slice_from(html);
	article.content_type = SLICE("text/html; charset=utf-8");
	page_init(&page, &article);
	page_run(&page, &why);
	assert_non_null(page.content);
	return page.content;
}

static void view_features_say_what_a_block_is(void **state)
{
	const struct content *c = page_cut("<title>x</title><body><nav><ul><li>" LINK "</ul></nav><h1>Eleven ships</h1>"
					   "<article><p>" T1 "</p><p>" T2 "</p><p>" LINK "</p></article>");
	const struct view_row *row = view_rows(c);

	(void)state;
	assert_int_equal(c->n, 5);
	/* the menu */
	assert_int_equal(row[0].f[VIEW_LINKED], 100);
	assert_int_equal(row[0].f[VIEW_NAV], 1);
	assert_int_equal(row[0].f[VIEW_ITEM], 1);
	assert_int_equal(row[0].f[VIEW_P1_WORDS], -1);
	assert_int_equal(row[0].f[VIEW_FROM_FIRST], -2);
	assert_int_equal(row[0].f[VIEW_UNTIL_PROSE], 1);
	assert_false(view_has_opinion(&row[0]));
	/* the headline */
	assert_int_equal(row[1].f[VIEW_HEADING], 1);
	assert_int_equal(row[1].f[VIEW_FROM_TITLE], 0);
	/* the first paragraph */
	assert_int_equal(row[2].f[VIEW_WORDS], 24);
	assert_int_equal(row[2].f[VIEW_PROSE], 1);
	assert_int_equal(row[2].f[VIEW_ENDS], 3);
	assert_int_equal(row[2].f[VIEW_HOME_DIRECT], 100);
	assert_int_equal(row[2].f[VIEW_HOME_COUNT], 3);
	assert_int_equal(row[2].f[VIEW_HOME_KINDS], 66);
	assert_int_equal(row[2].f[VIEW_IN_ARTICLE], 100);
	assert_int_equal(row[2].f[VIEW_N1_WORDS], 22);
	assert_int_equal(row[2].f[VIEW_N1_HOME], 1);
	assert_int_equal(row[2].f[VIEW_RANGE_PLACE], 0);
	/* the link below */
	assert_int_equal(row[4].f[VIEW_RANGE_PLACE], 101);
	assert_int_equal(row[4].f[VIEW_FROM_LAST], 1);
	assert_int_equal(row[4].f[VIEW_SINCE_PROSE], 0);
	assert_int_equal(row[4].f[VIEW_N1_WORDS], -1);
}

static void view_features_do_not_follow_the_verdicts(void **state)
{
	struct content *c = (struct content *)(uintptr_t)page_cut("<body><h1>Eleven ships</h1><div><p>" T1 "</p><p>" T2
								  "</p></div><div class=related><p>" LINK "</p></div>");
	const struct view_row *before = view_rows(c), *after;

	(void)state;
	for (size_t i = 0; i < c->n; i++)
		c->block[i].verdict = c->block[i].verdict == BLOCK_KEPT ? BLOCK_OUTSIDE : BLOCK_KEPT;
	c->top = c->chosen = 0;
	after = view_rows(c);
	assert_memory_equal(before, after, c->n * sizeof *before);
}

static void view_model_adds_up_its_trees(void **state)
{
	struct view_model *model = malloc(sizeof *model);
	struct view_row row = { .f = { 0 } };
	struct reason why = { .step = "" };

	(void)state;
	assert_int_equal(view_model_read(model,
					 SLICE("wiremill-blocks 1\n# where from\nbase -100\nwords>12 : -5 7\r\n"
					       "words>-1 linked>50 : 10 20 3000 -4000\n"),
					 &why),
			 0);
	assert_int_equal(model->ntrees, 2);
	assert_int_equal(view_model_score(model, &row), -100 - 5 + 20);
	row.f[VIEW_WORDS] = 13;
	row.f[VIEW_LINKED] = 51;
	assert_int_equal(view_model_score(model, &row), -100 + 7 - 4000);
	row.f[VIEW_WORDS] = -1;
	assert_int_equal(view_model_score(model, &row), -100 - 5 + 3000);
	free(model);
}

static void view_model_says_what_is_wrong_where(void **state)
{
	static const struct {
		const char *file, *sentence;
	} cases[] = {
		{ "", "no tree in 0 lines" },
		{ "wiremill-blocks 2\nwords>1 : 1 2\n",
		  "line 1 is not \"wiremill-blocks 1\" but \"wiremill-blocks 2\"" },
		{ "wiremill-blocks 1\nbase 5\n", "no tree in 2 lines" },
		{ "wiremill-blocks 1\nbase x\n", "line 2: no number behind \"base\"" },
		{ "wiremill-blocks 1\nbase 40000\n", "line 2: no number behind \"base\"" },
		{ "wiremill-blocks 1\nwirds>1 : 1 2\n", "line 2: no such feature: \"wirds>1\"" },
		{ "wiremill-blocks 1\nwords : 1 2\n", "line 2: no number behind \">\": \"words\"" },
		{ "wiremill-blocks 1\nwords>1 : 1 2\nwords>1 : 1\n", "line 3: 1 leaves, not 2" },
		{ "wiremill-blocks 1\nwords>1 : 1 2 3\n", "line 2: not 2 whole numbers behind the colon" },
		{ "wiremill-blocks 1\nwords>1 : 1 2.5\n", "line 2: not 2 whole numbers behind the colon" },
		{ "wiremill-blocks 1\n: 1\n", "line 2: a tree without a question" },
		{ "wiremill-blocks 1\nwords>1 words>2 words>3 words>4 words>5 words>6 : 1\n",
		  "line 2: more than 5 questions" },
	};
	struct view_model *model = malloc(sizeof *model);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct reason why = { .step = "" };

		assert_int_equal(view_model_read(model, slice_from(cases[i].file), &why), -1);
		assert_string_equal(why.sentence, cases[i].sentence);
	}
	free(model);
}

static void view_model_holds_so_many_trees(void **state)
{
	struct view_model *model = malloc(sizeof *model);
	struct reason why = { .step = "" };
	struct text file;

	(void)state;
	text_init(&file, 1u << 20);
	text_add(&file, SLICE("wiremill-blocks 1\n"));
	for (int i = 0; i < VIEW_MOST_TREES; i++)
		text_add(&file, SLICE("words>1 : 1 2\n"));
	assert_int_equal(view_model_read(model, text_slice(&file), &why), 0);
	text_add(&file, SLICE("words>1 : 1 2\n"));
	assert_int_equal(view_model_read(model, text_slice(&file), &why), -1);
	assert_string_equal(why.sentence, "line 402: more than 400 trees");
	text_release(&file);
	free(model);
}

static void view_model_written_is_read_again(void **state)
{
	const struct slice trees = SLICE("base -7\nwords>12 linked>-3 : 1 -2 3 -4\ntold>0 : 5 6\n");
	struct view_model *model = malloc(sizeof *model);
	struct reason why = { .step = "" };
	struct text file, again;

	(void)state;
	text_init(&file, 4096);
	text_init(&again, 4096);
	text_add(&file, SLICE("wiremill-blocks 1\n"));
	text_add(&file, trees);
	assert_int_equal(view_model_read(model, text_slice(&file), &why), 0);
	view_model_write(model, &again);
	assert_true(slice_equal(text_slice(&again), trees));
	text_release(&file);
	text_release(&again);
	free(model);
}

static struct block block_of(enum verdict rules, int32_t view, size_t words)
{
	return (struct block){ .verdict = rules, .view = view, .m = { .words = words } };
}

static void a_block_goes_when_the_view_is_sure(void **state)
{
	struct block lead = { .verdict = BLOCK_KEPT, .view = -3000, .hints = HINT_LEAD };
	struct block told = { .verdict = BLOCK_KEPT, .view = -3000, .told = true };
	struct block block[] = { block_of(BLOCK_KEPT, 4000, 50), block_of(BLOCK_KEPT, 0, 50),
				 block_of(BLOCK_KEPT, -1000, 50), block_of(BLOCK_KEPT, -3000, 50),
				 block_of(BLOCK_TAIL, -3000, 5) };

	(void)state;
	blocks_agree(block, COUNT(block));
	assert_int_equal(block[0].verdict, BLOCK_KEPT);
	assert_int_equal(block[1].verdict, BLOCK_KEPT); /* no opinion */
	assert_int_equal(block[2].verdict, BLOCK_KEPT); /* not sure */
	assert_int_equal(block[3].verdict, BLOCK_VIEW);
	assert_int_equal(block[4].verdict, BLOCK_TAIL); /* the first reason stands */
	blocks_agree(&lead, 1);
	blocks_agree(&told, 1);
	assert_int_equal(lead.verdict, BLOCK_KEPT);
	assert_int_equal(told.verdict, BLOCK_KEPT);
}

static void what_was_missed_returns_when_it_is_much(void **state)
{
	struct block few[] = { block_of(BLOCK_KEPT, 3000, 100), block_of(BLOCK_OUTSIDE, 3000, 45),
			       block_of(BLOCK_OUTSIDE, 3000, 30) };
	struct block much[] = { block_of(BLOCK_KEPT, 3000, 100),   block_of(BLOCK_OUTSIDE, 3000, 55),
				block_of(BLOCK_HINT, 3000, 5),     block_of(BLOCK_OUTSIDE, 500, 40),
				block_of(BLOCK_CAPTION, 3000, 40), block_of(BLOCK_PHRASE, 3000, 40) };

	(void)state;
	blocks_agree(few, COUNT(few));
	assert_int_equal(few[1].verdict, BLOCK_OUTSIDE);
	blocks_agree(much, COUNT(much));
	assert_int_equal(much[1].verdict, BLOCK_KEPT);
	assert_int_equal(much[2].verdict, BLOCK_KEPT);
	assert_int_equal(much[3].verdict, BLOCK_OUTSIDE); /* not sure */
	assert_int_equal(much[4].verdict, BLOCK_CAPTION); /* what a block says is not for the view to judge */
	assert_int_equal(much[5].verdict, BLOCK_PHRASE);
}

UNIT(view, cmocka_unit_test(view_features_say_what_a_block_is),
     cmocka_unit_test(view_features_do_not_follow_the_verdicts), cmocka_unit_test(view_model_adds_up_its_trees),
     cmocka_unit_test(view_model_says_what_is_wrong_where), cmocka_unit_test(view_model_holds_so_many_trees),
     cmocka_unit_test(view_model_written_is_read_again), cmocka_unit_test(a_block_goes_when_the_view_is_sure),
     cmocka_unit_test(what_was_missed_returns_when_it_is_much))
