/* train/pages.c - Reads the pages to learn from. */
#include "train/pages.h"
#include "common/die.h"

#include <jansson.h>
#include <stdlib.h>
#include <zlib.h>

#define MOST_PAGE_BYTES (64u << 20)

static void *copy_of(const void *at, size_t bytes)
{
	void *copy = xmalloc(bytes + 1);

	return bytes > 0 ? memcpy(copy, at, bytes) : copy;
}

/* The page, in one buffer for all of them. */
static struct slice file_read(const char *dir, const char *id)
{
	static char at[MOST_PAGE_BYTES];
	char *path = xprintf("%s/html/%s.html.gz", dir, id);
	gzFile file = gzopen(path, "rb");
	int n = file ? gzread(file, at, MOST_PAGE_BYTES) : -1;

	if (n < 0)
		die("%s: cannot be read", path);
	gzclose(file);
	free(path);
	return slice_of(at, (size_t)n);
}

/* The host's last two labels, three where the second one is short ("co.uk"). */
static uint64_t site_of(struct slice url)
{
	struct slice host = slice_before(slice_skip(url, slice_find(url, SLICE("//")) + 2), '/');
	size_t dots = 0, at = host.len, last = host.len;

	for (; at > 0; at--) {
		if (host.at[at - 1] != '.')
			continue;
		if (++dots == 3 || (dots == 2 && last - at > 4))
			break;
		last = at;
	}
	return slice_hash(slice_skip(host, at));
}

static void sheet_fill(struct sheet *s, const struct content *c, struct slice truth)
{
	const struct view_row *row = view_rows(c);
	struct words_row w = { .n = 0 };

	s->n = c->n;
	s->block = copy_of(c->block, c->n * sizeof *c->block);
	s->row = copy_of(row, c->n * sizeof *row);
	s->label = xmalloc((c->n + 1) * sizeof *s->label);
	s->begin = xmalloc((c->n + 1) * sizeof *s->begin);
	for (size_t i = 0; i < c->n; i++) {
		s->begin[i] = s->words.n;
		words_row_add(&s->words, c->block[i].text);
		s->block[i].text = SLICE("");
	}
	s->begin[c->n] = s->words.n;
	blocks_label(&s->words, s->begin, s->n, truth, s->label);
	words_row_add(&w, truth);
	s->truth = shingles_of(&w);
	free(w.at);
}

static void page_add(struct pages *pages, struct arena *arena, const char *dir, const char *id, json_t *facts)
{
	struct slice url = slice_from(json_string_value(json_object_get(facts, "url")));
	struct slice truth = slice_from(json_string_value(json_object_get(facts, "articleBody")));
	struct sheet *s = &pages->sheet[pages->n++];
	struct content none = { .n = 0 };
	struct reason why = { .step = "" };
	struct article a;
	struct page page;

	article_init(&a, arena);
	a.body = file_read(dir, id);
	a.content_type = SLICE("text/html");
	a.url = url;
	page_init(&page, &a);
	page_run(&page, &why);
	none.arena = arena;
	none.html = &page.html;
	none.page = &page;
	*s = (struct sheet){ .set = pages->sets, .site = site_of(url) };
	sheet_fill(s, page.content ? page.content : &none, truth);
}

void pages_add(struct pages *pages, const char *dir, double weight)
{
	char *path = xprintf("%s/ground-truth.json", dir);
	struct arena *arena = arena_open(1u << 30);
	json_error_t error;
	json_t *all = json_load_file(path, 0, &error), *facts;
	const char *id;

	if (!all)
		die("%s: line %d: %s", path, error.line, error.text);
	pages->room += json_object_size(all);
	pages->sheet = xrealloc(pages->sheet, (pages->room + 1) * sizeof *pages->sheet);
	json_object_foreach(all, id, facts)
	{
		page_add(pages, arena, dir, id, facts);
		arena_reset(arena);
	}
	for (size_t i = 1; i <= json_object_size(all); i++)
		pages->sheet[pages->n - i].weight = 1000 * weight / (double)json_object_size(all);
	pages->sets++;
	json_decref(all);
	arena_close(arena);
	free(path);
}

void pages_release(struct pages *pages)
{
	for (size_t i = 0; i < pages->n; i++) {
		struct sheet *s = &pages->sheet[i];

		free(s->block);
		free(s->row);
		free(s->label);
		free(s->begin);
		free(s->words.at);
		free(s->truth.at);
	}
	free(pages->sheet);
}
