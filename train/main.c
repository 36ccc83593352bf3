/* train/main.c - wiremill-train-blocks: learns the second view's weights from pages whose text is known. */
#include "common/die.h"
#include "common/settings.h"
#include "normalize/charset.h"
#include "train/boost.h"
#include "train/pages.h"

#include <stdio.h>
#include <stdlib.h>

#define FOLDS 5

static const struct boost_options options = { .trees = 150, .depth = 5, .rate = 0.15, .shrinkage = 3 };

static const char *out_path;

static const struct setting settings[] = {
	{ "out", SETTING_STRING, &out_path, NULL, 0, 0,
	  "file to write the weights to; without it, only the check is done" },
	{ .name = NULL },
};

/* Pages count the same whatever their length, and in a page every word; short blocks a little more. */
static size_t samples_take(const struct pages *pages, int without, struct sample *sample)
{
	size_t n = 0;

	for (size_t p = 0; p < pages->n; p++) {
		const struct sheet *s = &pages->sheet[p];
		double weight = s->weight / (double)(s->truth.n + 100);

		if ((int)(s->site % FOLDS) == without)
			continue;
		for (size_t i = 0; i < s->n; i++)
			if (view_has_opinion(&s->row[i]))
				sample[n++] = (struct sample){ &s->row[i], s->label[i],
							       (float)(weight *
								       (double)(s->begin[i + 1] - s->begin[i] + 2)) };
	}
	return n;
}

static void fit(struct view_model *model, const struct pages *pages, int without)
{
	struct sample *sample;
	size_t n = 0;

	for (size_t p = 0; p < pages->n; p++)
		n += pages->sheet[p].n;
	sample = xmalloc((n + 1) * sizeof *sample);
	n = samples_take(pages, without, sample);
	boost(model, sample, n, &options);
	free(sample);
}

/* Means over pages, as tools that score extraction have them: no page counts for precision where nothing was chosen. */
struct tally {
	double precision, recall;
	size_t said, pages;
};

static void tally_page(struct tally *t, const struct sheet *s, const struct block *block)
{
	struct words_row w = { .n = 0 }, shingles;
	size_t shared;

	w.at = xmalloc((s->words.n + 1) * sizeof *w.at);
	for (size_t i = 0; i < s->n; i++)
		if (block_in(&block[i])) {
			memcpy(w.at + w.n, s->words.at + s->begin[i], (s->begin[i + 1] - s->begin[i]) * sizeof *w.at);
			w.n += s->begin[i + 1] - s->begin[i];
		}
	shingles = shingles_of(&w);
	shared = shingles_shared(&shingles, &s->truth);
	t->pages += s->truth.n > 0;
	t->recall += s->truth.n > 0 ? (double)shared / (double)s->truth.n : 0;
	t->said += shingles.n > 0;
	t->precision += shingles.n > 0 ? (double)shared / (double)shingles.n : 0;
	free(w.at);
	free(shingles.at);
}

static void tally_print(const char *name, const struct tally *t)
{
	double p = t->said ? t->precision / (double)t->said : 0, r = t->pages ? t->recall / (double)t->pages : 0;

	printf("  %-22s F1 %.4f  P %.4f  R %.4f\n", name, p + r > 0 ? 2 * p * r / (p + r) : 0, p, r);
}

enum { RULES, VIEW, AGREED, WAYS };

/* What each way chooses of a page. */
static void page_choose(const struct sheet *s, struct block *block, int way)
{
	for (size_t i = 0; i < s->n; i++) {
		block[i].verdict = s->block[i].verdict;
		if (way == VIEW)
			block[i].verdict = s->block[i].view > 0 ? BLOCK_KEPT : BLOCK_VIEW;
		block[i].view = way == AGREED ? s->block[i].view : 0;
	}
	if (way == AGREED)
		blocks_agree(block, s->n);
}

static void check_print(const struct pages *pages, size_t set)
{
	static const char *const names[] = { "rules alone", "view alone", "both, agreed" };

	for (int way = 0; way < WAYS; way++) {
		struct tally t = { 0, 0, 0, 0 };

		for (size_t p = 0; p < pages->n; p++) {
			const struct sheet *s = &pages->sheet[p];
			struct block *block = xmalloc((s->n + 1) * sizeof *block);

			memcpy(block, s->block, s->n * sizeof *block);
			page_choose(s, block, way);
			if (s->set == set)
				tally_page(&t, s, block);
			free(block);
		}
		tally_print(names[way], &t);
	}
}

/* Cross-validation: the sites of a fold are judged by weights learned from all others. */
static void check(const struct pages *pages, struct view_model *model)
{
	for (int fold = 0; fold < FOLDS; fold++) {
		fit(model, pages, fold);
		for (size_t p = 0; p < pages->n; p++) {
			const struct sheet *s = &pages->sheet[p];

			for (size_t i = 0; (int)(s->site % FOLDS) == fold && i < s->n; i++)
				s->block[i].view =
					view_has_opinion(&s->row[i]) ? view_model_score(model, &s->row[i]) : 0;
		}
	}
}

static void write_model(const struct view_model *model, const struct pages *pages)
{
	FILE *file = fopen(out_path, "we");
	struct text out;

	text_init(&out, 1u << 24);
	text_addf(&out,
		  "wiremill-blocks 1\n# %zu trees, learned by wiremill-train-blocks from %zu pages; data/SOURCES.md "
		  "has the credits\n",
		  model->ntrees, pages->n);
	view_model_write(model, &out);
	if (!file || fwrite(out.at, 1, out.len, file) != out.len || fclose(file) != 0)
		die_errno("%s", out_path);
	text_release(&out);
}

static void folder_add(struct pages *pages, char *operand)
{
	char *weight = strrchr(operand, '='), *end = NULL;
	double n = weight ? strtod(weight + 1, &end) : 1;

	if (weight && (end == weight + 1 || *end != '\0' || !(n > 0)))
		die_usage("%s: what stands behind = is no weight; write DIR or DIR=4", operand);
	if (weight)
		*weight = '\0';
	pages_add(pages, operand, n);
}

int main(int argc, char **argv)
{
	static const struct setting *const tables[] = { settings, NULL };
	static const struct command command = {
		"wiremill-train-blocks", "DIR[=WEIGHT]...",
		"Learns which blocks of a page are its article from folders of pages and their true text.", tables
	};
	struct view_model *model = xmalloc(sizeof *model);
	struct pages pages = { .n = 0 };
	int first;

	die_set_program("wiremill-train-blocks");
	first = settings_read(&command, argc, argv);
	if (first == argc)
		die_usage("say at least one folder of pages");
	charset_prepare();
	for (int i = first; i < argc; i++)
		folder_add(&pages, argv[i]);
	check(&pages, model);
	for (int i = first; i < argc; i++) {
		printf("%s, sites not seen in training:\n", argv[i]);
		check_print(&pages, (size_t)(i - first));
	}
	if (out_path) {
		fit(model, &pages, -1);
		write_model(model, &pages);
	}
	pages_release(&pages);
	free(model);
	return 0;
}
