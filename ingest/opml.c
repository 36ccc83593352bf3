/* ingest/opml.c - reads lists of feeds. */
#include "ingest/opml.h"
#include "ingest/feed_options.h"
#include "ingest/xml.h"

/* Folders deeper than this count as the one above them. */
#define MAX_FOLDERS 16
#define MAX_OPTIONS (64u << 10) /* bytes of a feed's options as JSON; more than all of them at their longest */

struct reader {
	struct opml *list;
	struct arena *arena;
	size_t room;
	struct slice folder[XML_MAX_DEPTH + 1]; /* of the open elements: the path down to them */
	size_t depth, folders;                  /* folders: how many names the path has had so far, of all */
	bool is_opml;
};

static struct slice cut(struct slice s)
{
	size_t n = OPML_MAX_NAME;

	s = slice_trim(s);
	while (n < s.len && ((unsigned char)s.at[n] & 0xC0) == 0x80)
		n--;
	return slice_head(s, n);
}

/* The address to fetch, in the arena; empty if it is none. */
static struct slice feed_url(struct arena *arena, struct slice s)
{
	s = slice_trim(s);
	if (slice_starts_nocase(s, SLICE("feed://")))
		return s.len > OPML_MAX_URL ? SLICE("") : arena_printf(arena, "http%.*s", SLICE_ARG(slice_skip(s, 4)));
	if (slice_starts_nocase(s, SLICE("feed:")))
		s = slice_skip(s, 5);
	if (s.len > OPML_MAX_URL ||
	    (!slice_starts_nocase(s, SLICE("http://")) && !slice_starts_nocase(s, SLICE("https://"))))
		return SLICE("");
	return arena_copy(arena, s);
}

static struct opml_feed *add(struct reader *r, struct slice url, struct slice title, struct slice folder)
{
	struct opml *list = r->list;

	url = list->nfeeds < OPML_MAX_FEEDS ? feed_url(r->arena, url) : SLICE("");
	if (slice_empty(url)) {
		list->refused++;
		return NULL;
	}
	if (list->nfeeds == r->room) {
		size_t room = r->room ? 2 * r->room : 64;

		list->feed = arena_grow(r->arena, list->feed, sizeof *list->feed, r->room, room);
		r->room = room;
	}
	list->feed[list->nfeeds] = (struct opml_feed){
		.url = url, .title = arena_copy(r->arena, cut(title)), .folder = folder, .options = SLICE("")
	};
	return &list->feed[list->nfeeds++];
}

static struct slice attribute(const struct xml_element *e, const char *name)
{
	const struct slice *value = xml_attribute(e, SLICE(""), slice_from(name));

	return value ? *value : SLICE("");
}

/* Its attributes "wiremill:...", as JSON in the arena. */
static struct slice options_of(struct reader *r, const struct xml_element *e)
{
	struct feed_options options = FEED_OPTIONS_NONE;
	struct reason why = { .step = "opml" };
	struct slice json;
	struct text out;

	for (size_t i = 0; i < e->nattributes; i++) {
		const struct xml_attribute *a = &e->attribute[i];

		if (!slice_equal(a->prefix, SLICE("wiremill")) ||
		    feed_options_set(&options, a->name, a->value, &why) == 0)
			continue;
		if (r->list->not_understood++ == 0)
			r->list->first_of_those = why;
	}
	text_init(&out, MAX_OPTIONS);
	feed_options_encode(&options, &out);
	json = text_overflowed(&out) ? SLICE("") : arena_copy(r->arena, text_slice(&out));
	text_release(&out);
	return json;
}

/* An outline without an address is a folder. */
static struct slice folder_below(struct reader *r, struct slice above, struct slice name)
{
	name = cut(name);
	if (slice_empty(name) || above.len > (size_t)MAX_FOLDERS * OPML_MAX_NAME || r->folders >= OPML_MAX_FEEDS / 10)
		return above;
	r->folders++;
	return slice_empty(above) ? arena_copy(r->arena, name)
				  : arena_printf(r->arena, "%.*s/%.*s", SLICE_ARG(above), SLICE_ARG(name));
}

static void on_start(void *context, const struct xml_element *e)
{
	struct reader *r = context;
	struct slice above = r->folder[r->depth], url = attribute(e, "xmlUrl"), name = attribute(e, "text");
	struct opml_feed *feed;

	r->folder[++r->depth] = above;
	if (r->depth == 1)
		r->is_opml = slice_equal_nocase(e->name, SLICE("opml")) ||
			     slice_equal_nocase(e->name, SLICE("outlineDocument"));
	if (!slice_equal_nocase(e->name, SLICE("outline")))
		return;
	if (slice_empty(slice_trim(name)))
		name = attribute(e, "title");
	if (slice_empty(slice_trim(url)))
		r->folder[r->depth] = folder_below(r, above, name);
	else if ((feed = add(r, url, name, above)) != NULL)
		feed->options = options_of(r, e);
}

static void on_text(void *context, struct slice text)
{
	(void)context, (void)text;
}

static void on_end(void *context, const struct xml_element *e)
{
	struct reader *r = context;

	(void)e;
	r->depth--;
}

static int read_outlines(struct reader *r, struct slice bytes, struct reason *why)
{
	static const struct xml_handler handler = { on_start, on_text, on_end };

	if (xml_read(bytes, SLICE(""), &handler, r, &r->list->truncated, why) < 0)
		return -1;
	if (r->is_opml)
		return 0;
	dead(why, "no list of feeds: the root element is not opml");
	return -1;
}

static int read_lines(struct reader *r, struct slice bytes, struct reason *why)
{
	struct slice line;

	if (slice_starts(bytes, SLICE("\xEF\xBB\xBF")))
		bytes = slice_skip(bytes, 3);
	while (slice_next_line(&bytes, &line)) {
		line = slice_trim(line);
		if (!slice_empty(line) && line.at[0] != '#')
			add(r, line, SLICE(""), SLICE(""));
	}
	if (r->list->nfeeds || r->list->refused == 0)
		return 0;
	dead(why, "no list of feeds: neither OPML nor lines of http or https URLs");
	return -1;
}

int opml_read(struct opml *list, struct arena *arena, struct slice bytes, struct reason *why)
{
	struct reader *r = arena_new(arena, struct reader, 1);
	struct slice head = slice_trim(slice_head(bytes, 1024));

	*list = (struct opml){ .nfeeds = 0 };
	*r = (struct reader){ .list = list, .arena = arena, .folder = { SLICE("") } };
	if (slice_starts(head, SLICE("\xEF\xBB\xBF")))
		head = slice_trim(slice_skip(head, 3));
	if (slice_starts(head, SLICE("<")) || slice_starts(head, SLICE("\xFF\xFE")) ||
	    slice_starts(head, SLICE("\xFE\xFF")))
		return read_outlines(r, bytes, why);
	return read_lines(r, bytes, why);
}
