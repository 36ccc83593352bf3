/* tests/fuzz/fuzz_page.c - A page through normalize() as a whole: the first line of the input is its content type, the
 * second its address, the rest its bytes.  What comes out is text that the next stage can rely on; what is refused
 * says where and why. */
#include "common/utf8.h"
#include "normalize/nfc.h"
#include "normalize/normalize.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* UTF-8, NFC, without NUL: what article.h promises of every text. */
static void check_text(struct arena *arena, struct slice s)
{
	assert(utf8_valid_prefix(s) == s.len);
	assert(!memchr(s.len ? s.at : "x", '\0', s.len ? s.len : 1));
	assert(slice_equal(nfc_normalise(arena, s), s));
}

static void check_article(const struct article *a)
{
	struct slice lines[] = { a->title, a->byline, a->site_name, a->dateline, a->agency, a->language };

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
	assert(a->canonical_url.len == 0 || slice_starts(a->canonical_url, SLICE("http")));
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
	struct reason why = { .step = "" };
	struct slice rest = slice_of(data, size);
	struct article a;

	if (!arena) {
		arena = arena_open(256u << 20);
		normalize_stage.open();
	}
	arena_reset(arena);
	article_init(&a, arena);
	a.id = SLICE("urn:uuid:00000000-0000-0000-0000-000000000000");
	slice_next_line(&rest, &a.content_type);
	slice_next_line(&rest, &a.url);
	a.content_type = slice_head(a.content_type, utf8_valid_prefix(a.content_type));
	a.url = slice_head(a.url, utf8_valid_prefix(a.url));
	a.body = rest;
	if (normalize(&a, NULL, &why) == FORWARD) {
		check_article(&a);
		check_encoding(&a);
	} else {
		assert(*why.step && *why.sentence);
	}
	return 0;
}
