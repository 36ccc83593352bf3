/* tests/fuzz/fuzz_enrich.c - Arbitrary bytes as title and body of an article, through all steps of enrich.
 *
 * The first byte chooses the language and whether a date of publication is known, the first line is the title.  What
 * comes out must be one line of JSON that another library reads, and every mention must stand where it says.
 */
#include "common/data.h"
#include "enrich/enrich.h"

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
	return enrich_stage.open();
}

/* Bytes of the first n code points of s. */
static size_t bytes_of(const char *s, json_int_t n)
{
	size_t at = 0;

	for (; n > 0; n--)
		for (at++; ((unsigned char)s[at] & 0xC0) == 0x80; at++)
			;
	return at;
}

static void check_mention(const char *body, const json_t *mention)
{
	json_int_t start = json_integer_value(json_object_get(mention, "start"));
	json_int_t end = json_integer_value(json_object_get(mention, "end"));
	const char *exact = json_string_value(json_object_get(mention, "exact"));
	size_t begin = bytes_of(body, start);

	assert(start < end);
	assert(strncmp(body + begin, exact, strlen(exact)) == 0);
	assert(bytes_of(body, end) == begin + strlen(exact));
}

static void check_document(struct slice line)
{
	json_t *doc = json_loadb(line.at, line.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
	const json_t *mentions, *body;

	assert(doc && line.at[line.len - 1] == '\n' && !memchr(line.at, '\n', line.len - 1));
	mentions = json_object_get(json_object_get(doc, "enrichment"), "mentions");
	body = json_object_get(json_array_get(json_object_get(doc, "bodies"), 0), "value");
	if (strlen(json_string_value(body)) == json_string_length(body))
		for (size_t i = 0; i < json_array_size(mentions); i++)
			check_mention(json_string_value(body), json_array_get(mentions, i));
	json_decref(doc);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const languages[] = { "vi", "en", "it", "", "und" };
	static void *state;
	static struct arena *arena;
	struct slice rest = slice_of(data, size);
	struct reason why = { 0 };
	struct article a;

	if (!state) {
		state = open_stage();
		arena = arena_open(enrich_stage.arena_ceiling_bytes);
	}
	if (!size)
		return 0;
	article_init(&a, arena);
	a.id = SLICE("urn:uuid:1");
	a.language = slice_from(languages[data[0] % COUNT(languages)]);
	if (data[0] & 0x80)
		a.published = moment_parse(SLICE("2023-07-29"));
	a.title = slice_before(slice_skip(rest, 1), '\n');
	a.url = slice_before(a.title, ' ');
	a.body = slice_after(rest, '\n');
	if (enrich_stage.run(&a, state, &why) == FORWARD)
		check_document(a.body);
	arena_reset(arena);
	return 0;
}
