/* tests/fuzz/fuzz_page.c - A page through normalize() as a whole, with both views of its blocks: the first line of the
 * input is its content type, the second its address, the rest its bytes.  What comes out is text that the next stage can
 * rely on; what is refused says where and why; and --explain has something to say of either. */
#include "common/data.h"
#include "common/utf8.h"
#include "normalize/explain.h"
#include "normalize/nfc.h"
#include "normalize/normalize.h"

#include <assert.h>
#include <jansson.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void *open_stage(void)
{
	static const struct setting *const tables[] = { data_settings, NULL };
	static const struct command command = { .name = "fuzz", .synopsis = "", .summary = "", .tables = tables };
	char program[] = "fuzz", option[] = "--data", folder[] = "data";
	char *argv[] = { program, option, folder, NULL };

	settings_read(&command, 3, argv);
	return normalize_stage.open();
}

/* What can come with a page is UTF-8 without NUL. */
static struct slice text_part(struct slice s)
{
	return slice_before(slice_head(s, utf8_valid_prefix(s)), '\0');
}

/* UTF-8, NFC, without NUL: what article.h promises of every text. */
static void check_text(struct arena *arena, struct slice s)
{
	assert(utf8_valid_prefix(s) == s.len);
	assert(!memchr(s.len ? s.at : "x", '\0', s.len ? s.len : 1));
	assert(slice_equal(nfc_normalise(arena, s), s));
}

static void check_names(const struct article *a, struct names names)
{
	assert(names.n <= 100);
	for (size_t i = 0; i < names.n; i++) {
		assert(names.at[i].len > 0);
		check_text(a->arena, names.at[i]);
	}
}

static void check_url(struct slice url)
{
	assert(url.len == 0 || slice_starts(url, SLICE("http://")) || slice_starts(url, SLICE("https://")));
	assert(utf8_valid_prefix(url) == url.len);
}

/* In order, within the body, each somewhere. */
static void check_passages(const struct article *a)
{
	size_t length = utf8_length(a->body), end = 0;

	for (size_t i = 0; i < a->npassages; i++) {
		assert(a->passage[i].start >= end && a->passage[i].start < a->passage[i].end);
		assert(a->passage[i].language.len > 0);
		end = a->passage[i].end;
	}
	assert(end <= length);
}

static void check_article(const struct article *a)
{
	struct slice lines[] = { a->title,    a->byline,  a->site_name, a->dateline, a->agency,
				 a->language, a->section, a->publisher, a->page_type };

	assert(a->body.len > 0 && a->body.len <= ARTICLE_MAX_BODY_BYTES);
	assert(!slice_contains(a->body, SLICE("\n\n\n")) && slice_equal(slice_trim(a->body), a->body));
	check_text(a->arena, a->body);
	for (size_t i = 0; i < COUNT(lines); i++) {
		check_text(a->arena, lines[i]);
		assert(!slice_contains(lines[i], SLICE("\n")));
	}
	for (size_t i = 0; i < a->ncaptions; i++) {
		check_text(a->arena, a->caption[i].text);
		check_text(a->arena, a->caption[i].credit);
	}
	check_names(a, a->authors);
	check_names(a, a->keywords);
	check_url(a->canonical_url);
	check_url(a->image);
	check_passages(a);
}

static void check_explained(const struct page *page, enum outcome outcome, const struct reason *why)
{
	static struct text out;
	json_t *json;

	if (!out.at)
		text_init(&out, 256u << 20);
	text_reset(&out);
	explain_text(page, outcome, why, true, &out);
	assert(utf8_valid_prefix(text_slice(&out)) == out.len);
	text_reset(&out);
	explain_json(page, outcome, why, &out);
	json = json_loadb(out.at, out.len, 0, NULL);
	assert(json);
	json_decref(json);
}

/* The next stage reads the article's metadata back. */
static void check_encoding(const struct article *a)
{
	struct reason why = { .step = "" };
	struct article back;
	struct text json;

	text_init(&json, ARTICLE_MAX_META_BYTES);
	article_encode(a, &json);
	article_init(&back, a->arena);
	if (!text_overflowed(&json)) {
		assert(article_decode(&back, text_slice(&json), &why) == 0);
		assert(slice_equal(back.title, a->title) && back.ncaptions == a->ncaptions);
	}
	text_release(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *arena;
	static void *state;
	struct reason why = { .step = "" };
	struct slice rest = slice_of(data, size);
	struct article a;
	struct page page;
	enum outcome outcome;

	if (!arena) {
		arena = arena_open(256u << 20);
		state = open_stage();
	}
	arena_reset(arena);
	article_init(&a, arena);
	a.id = SLICE("urn:uuid:00000000-0000-0000-0000-000000000000");
	slice_next_line(&rest, &a.content_type);
	slice_next_line(&rest, &a.url);
	a.content_type = text_part(a.content_type);
	a.url = text_part(a.url);
	a.body = rest;
	page_init(&page, &a);
	page.view = state;
	outcome = page_run(&page, &why);
	if (outcome == FORWARD) {
		check_article(&a);
		check_encoding(&a);
	} else {
		assert(*why.step && *why.sentence);
	}
	check_explained(&page, outcome, &why);
	return 0;
}
