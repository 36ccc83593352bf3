/* tests/fuzz/fuzz_feed.c - Arbitrary bytes as a feed.  What the repair leaves must be well-formed to libxml2 without any
 * recovery, and a second repair must find nothing to do; values must be valid UTF-8 within their limits. */
#include "common/utf8.h"
#include "ingest/feed.h"
#include "ingest/full_text.h"
#include "ingest/identity.h"
#include "ingest/xml.h"

#include <assert.h>
#include <libxml/parser.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore(void *context, xmlErrorPtr error)
{
	(void)context, (void)error;
}

/* The parser that takes what is well-formed and nothing else. */
static void assert_well_formed(struct slice text)
{
	xmlParserCtxtPtr parser = xmlNewParserCtxt();
	xmlDocPtr doc;

	xmlSetStructuredErrorFunc(NULL, ignore);
	doc = xmlCtxtReadMemory(parser, text.at, (int)text.len, NULL, NULL, XML_PARSE_NONET);
	assert(slice_empty(text) || parser->wellFormed);
	xmlFreeDoc(doc);
	xmlFreeParserCtxt(parser);
}

static void repair(struct slice bytes)
{
	struct text decoded, once, twice;
	bool truncated;

	text_init(&decoded, 1u << 24);
	text_init(&once, 1u << 24);
	text_init(&twice, 1u << 24);
	xml_repair(xml_to_utf8(bytes, SLICE(""), &decoded), &once, &truncated);
	assert(utf8_valid_prefix(text_slice(&once)) == once.len);
	assert_well_formed(text_slice(&once));
	xml_repair(text_slice(&once), &twice, &truncated);
	assert(slice_equal(text_slice(&once), text_slice(&twice)));
	assert(!truncated);
	text_release(&decoded);
	text_release(&once);
	text_release(&twice);
}

static void check(struct slice s, size_t most)
{
	assert(s.at && s.len <= most && utf8_valid_prefix(s) == s.len);
}

static void check_entry(const struct feed_entry *e)
{
	check(e->id, 4 * FEED_MAX_SHORT);
	check(e->title, FEED_MAX_SHORT);
	check(e->link, 4 * FEED_MAX_SHORT);
	check(e->title_html, FEED_MAX_LONG);
	check(e->author, FEED_MAX_SHORT);
	check(e->author_full, 2 * FEED_MAX_SHORT);
	check(e->language, FEED_MAX_LANGUAGE);
	check(e->summary, FEED_MAX_LONG);
	check(e->content, FEED_MAX_LONG);
	assert(e->ncategories <= FEED_MAX_CATEGORIES);
	for (size_t i = 0; i < e->ncategories; i++)
		check(e->category[i], FEED_MAX_SHORT);
}

/* Every entry that is not repeated has a key of its own. */
static void check_identities(const struct feed *feed, struct arena *arena, struct arena *scratch, enum identity_by by)
{
	struct identities all = identities_of(feed, &by, arena, scratch);

	assert(all.n == feed->nentries);
	for (size_t i = 0; i < all.n; i++) {
		check(all.at[i].key, IDENTITY_MAX_KEY);
		check(all.at[i].page, IDENTITY_MAX_URL);
		assert(identities_have(&all, all.at[i].key));
		for (size_t j = 0; j < i && j < 64; j++)
			assert(all.at[i].repeated || !slice_equal(all.at[i].key, all.at[j].key));
		arena_reset(scratch);
		full_text_extent(&feed->entry[i], scratch);
		full_text_page(&feed->entry[i], scratch);
	}
}

/* The first byte says what is known of the rest. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const types[] = { "", "text/xml; charset=gb2312", "text/xml; charset=\"shift_jis\"",
					     "x; charset=utf-7" };
	static struct arena *arena, *scratch;
	struct reason why = { .step = "parse" };
	struct feed_hints hints = { .base = SLICE(""), .content_language = SLICE("vi") };
	struct slice bytes;
	struct feed feed;

	if (size == 0)
		return 0;
	if (!arena) {
		arena = arena_open(2 * FEED_ARENA_BYTES);
		scratch = arena_open(FEED_ARENA_BYTES);
	}
	bytes = slice_of(data + 1, size - 1);
	hints.content_type = slice_from(types[data[0] % COUNT(types)]);
	hints.zone_known = hints.month_first_known = data[0] & 8;
	hints.zone_minutes = 420;
	hints.month_first = data[0] & 16;
	hints.base = data[0] & 4 ? SLICE("http://e.example/a/b?c") : SLICE("");
	repair(bytes);
	if (feed_parse(&feed, arena, bytes, &hints, &why) == 0) {
		check(feed.title, FEED_MAX_SHORT);
		check(feed.title_html, FEED_MAX_LONG);
		check(feed.link, 4 * FEED_MAX_SHORT);
		check(feed.self, 4 * FEED_MAX_SHORT);
		check(feed.hub, 4 * FEED_MAX_SHORT);
		for (size_t i = 0; i < feed.nentries; i++)
			check_entry(&feed.entry[i]);
		check_identities(&feed, arena, scratch, data[0] & 8 ? IDENTITY_BY_LINK : IDENTITY_BY_GUID);
	}
	arena_reset(arena);
	return 0;
}
