/* tests/fuzz/fuzz_opml.c - Arbitrary bytes as a list of feeds: read, written, read again, and one feed put into it. */
#include "ingest/opml_write.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void assert_limits(const struct opml *list)
{
	assert(list->nfeeds <= OPML_MAX_FEEDS && list->nfolders <= OPML_MAX_FOLDERS);
	for (size_t i = 0; i < list->nfeeds; i++) {
		assert(slice_starts_nocase(list->feed[i].url, SLICE("http")));
		assert(list->feed[i].url.len <= OPML_MAX_URL && list->feed[i].title.len <= OPML_MAX_NAME);
	}
}

static void assert_same_feeds(const struct opml *a, const struct opml *b)
{
	assert(a->nfeeds == b->nfeeds);
	for (size_t i = 0; i < a->nfeeds; i++) {
		assert(slice_equal(a->feed[i].url, b->feed[i].url));
		assert(slice_equal(a->feed[i].title, b->feed[i].title));
		assert(slice_equal(a->feed[i].folder, b->feed[i].folder));
		assert(slice_equal(a->feed[i].options, b->feed[i].options));
	}
}

static void read_again(struct opml *list, struct arena *arena, const struct text *out)
{
	struct reason why = { .step = "opml" };

	assert(!text_overflowed(out));
	assert(opml_read(list, arena, text_slice(out), &why) == 0);
}

/* read(write(x)) is read(x), and writing that changes nothing more. */
static void write_and_compare(const struct opml_source *source, struct arena *arena)
{
	struct text out, again;
	struct opml list;

	text_init(&out, OPML_MAX_BYTES);
	text_init(&again, OPML_MAX_BYTES);
	opml_export(&out, source, 1);
	read_again(&list, arena, &out);
	assert_same_feeds(source->list, &list);
	opml_export(&again, &(struct opml_source){ text_slice(&out), &list }, 1);
	assert(slice_equal(text_slice(&out), text_slice(&again)));
	text_reset(&out);
	opml_export(&out, (struct opml_source[]){ { text_slice(&again), &list }, *source }, 2);
	read_again(&list, arena, &out);
	assert(list.nfeeds == 2 * source->list->nfeeds);
	text_release(&again);
	text_release(&out);
}

static void insert_and_compare(const struct opml_source *source, struct arena *arena)
{
	struct opml_feed feed = { .url = SLICE("https://e.example/?a=1&b=\"2\""), .title = SLICE("A <b>") };
	struct reason why = { .step = "opml" };
	struct text out;
	struct opml list;

	if (source->list->plain)
		feed.title = SLICE("");
	text_init(&out, OPML_MAX_BYTES);
	if (opml_insert(&out, source, source->list->plain ? SLICE("") : SLICE("a/b"), &feed, &why) == 0) {
		read_again(&list, arena, &out);
		assert(list.nfeeds == source->list->nfeeds + 1);
	}
	text_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *arena;
	struct reason why = { .step = "opml" };
	struct slice bytes = slice_of(data, size);
	struct opml list;

	if (!arena)
		arena = arena_open(4 * (size_t)OPML_ARENA_BYTES);
	if (opml_read(&list, arena, bytes, &why) == 0) {
		assert_limits(&list);
		write_and_compare(&(struct opml_source){ bytes, &list }, arena);
		insert_and_compare(&(struct opml_source){ bytes, &list }, arena);
	}
	arena_reset(arena);
	return 0;
}
