/* bench/normalize.c - pages a second of CPU that become articles, in one process, and where the time goes, by step.
 *
 * usage: bench-normalize [FOLDER [ROUNDS]]: the pages of FOLDER (.html, .htm, each also .gz; by default the development
 * pages, where they are), the largest left out until the others have a mean of 174 KB, as pages of newspapers have. */
#include "common/die.h"
#include "common/input.h"
#include "normalize/normalize.h"
#include "normalize/page.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#define DEFAULT_FOLDER "../shared/data/news-dev/html"
#define MEAN_BYTES     174000
#define PAGES_MAX      10000
#define STEPS_MAX      32

static void *stage_state; /* what the stage opened: the weights of the second view */

struct pages {
	struct slice *page;
	size_t n, bytes;
};

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void add_page(struct pages *pages, struct arena *arena, const char *path)
{
	struct input *in = input_open(path);
	struct reason why = { .step = "read" };
	struct article a;

	if (!in)
		return;
	arena_reset(arena);
	article_init(&a, arena);
	if (input_next(in, SLICE(""), &a, &why) == 1 && pages->n < PAGES_MAX) {
		char *copy = xmalloc(a.body.len + 1);

		memcpy(copy, a.body.at, a.body.len);
		pages->page[pages->n++] = slice_of(copy, a.body.len);
		pages->bytes += a.body.len;
	}
	input_close(in);
}

static int by_size(const void *a, const void *b)
{
	const struct slice *x = a, *y = b;

	return x->len < y->len ? -1 : x->len > y->len;
}

static void trim(struct pages *pages)
{
	qsort(pages->page, pages->n, sizeof *pages->page, by_size);
	while (pages->n && pages->bytes > MEAN_BYTES * pages->n)
		pages->bytes -= pages->page[--pages->n].len;
}

static void load(struct pages *pages, const char *folder)
{
	struct arena *arena = arena_open(64u << 20);
	DIR *dir = opendir(folder);
	struct dirent *entry;

	*pages = (struct pages){ .page = xmalloc(PAGES_MAX * sizeof(struct slice)) };
	while (dir && (entry = readdir(dir))) {
		char path[4096];

		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		if (entry->d_name[0] != '.')
			add_page(pages, arena, path);
	}
	if (dir)
		closedir(dir);
	arena_close(arena);
	trim(pages);
}

static void prepare(struct article *a, struct arena *arena, struct slice page)
{
	arena_reset(arena);
	article_init(a, arena);
	a->url = SLICE("https://news.example/2026/11/22/story.html");
	a->content_type = SLICE("text/html");
	a->body = page;
}

/* Seconds for one round over all pages, as the worker runs the stage. */
static double round_of_stage(const struct pages *pages, struct arena *arena)
{
	double began = seconds();

	for (size_t i = 0; i < pages->n; i++) {
		struct reason why = { .step = "" };
		struct article a;

		prepare(&a, arena, pages->page[i]);
		normalize(&a, stage_state, &why);
	}
	return seconds() - began;
}

/* The same, the seconds of each step added to its own. */
static void round_of_steps(const struct pages *pages, struct arena *arena, double *spent)
{
	for (size_t i = 0; i < pages->n; i++) {
		struct reason why = { .step = "" };
		enum outcome outcome = FORWARD;
		struct article a;
		struct page page;

		prepare(&a, arena, pages->page[i]);
		page_init(&page, &a);
		page.view = stage_state;
		for (size_t k = 0; page_steps[k].name && outcome == FORWARD; k++) {
			double began = seconds();

			outcome = page_steps[k].run(&page, &why);
			spent[k] += seconds() - began;
		}
	}
}

/* Seconds for the HTML reader alone; the pages are taken for UTF-8. */
static double round_of_reader(const struct pages *pages, struct arena *arena)
{
	double began = seconds();

	for (size_t i = 0; i < pages->n; i++) {
		struct reason why;
		struct html html;

		arena_reset(arena);
		html_parse(arena, pages->page[i], &html_limits_default, &html, &why);
	}
	return seconds() - began;
}

static double best_of(long rounds, double (*round)(const struct pages *, struct arena *), const struct pages *pages,
		      struct arena *arena)
{
	double best = round(pages, arena);

	for (long i = 1; i < rounds; i++) {
		double spent = round(pages, arena);

		best = spent < best ? spent : best;
	}
	return best;
}

static double peak_mb(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)usage.ru_maxrss / 1024;
}

static void say_steps(const struct pages *pages, struct arena *arena, long rounds)
{
	double spent[STEPS_MAX] = { 0 };

	for (long i = 0; i < rounds; i++)
		round_of_steps(pages, arena, spent);
	for (size_t k = 0; page_steps[k].name; k++)
		printf("  %-9s %6.1f us a page\n", page_steps[k].name,
		       spent[k] / (double)rounds / (double)pages->n * 1e6);
}

int main(int argc, char **argv)
{
	const char *folder = argc > 1 ? argv[1] : DEFAULT_FOLDER;
	long rounds = argc > 2 ? strtol(argv[2], NULL, 10) : 20;
	struct arena *arena = arena_open(normalize_stage.arena_ceiling_bytes);
	struct pages pages;
	double best, reader, n, bytes, loaded;

	die_set_program("bench-normalize");
	load(&pages, folder);
	if (!pages.n || rounds < 1) {
		printf("normalize: not measured, no pages in %s: give a folder of .html files\n", folder);
		return 0;
	}
	stage_state = normalize_stage.open();
	n = (double)pages.n;
	bytes = (double)pages.bytes;
	loaded = peak_mb();
	best = best_of(rounds, round_of_stage, &pages, arena);
	reader = best_of(rounds, round_of_reader, &pages, arena);
	printf("normalize %zu pages, mean %.0f KB: %.0f pages/s of one core, %.0f MB/s, %.1f us a page (best of %ld "
	       "rounds); peak %.1f MB over the pages' %.1f\n",
	       pages.n, bytes / n / 1e3, n / best, bytes / 1e6 / best, best / n * 1e6, rounds, peak_mb() - loaded,
	       loaded);
	printf("  HTML reader alone: %.0f MB/s\n", bytes / 1e6 / reader);
	say_steps(&pages, arena, rounds);
	for (size_t i = 0; i < pages.n; i++)
		free((void *)(uintptr_t)pages.page[i].at);
	free(pages.page);
	normalize_stage.close(stage_state);
	arena_close(arena);
	return 0;
}
