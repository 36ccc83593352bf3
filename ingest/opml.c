/* ingest/opml.c - reads lists of feeds. */
#include "ingest/opml.h"
#include "common/utf8.h"
#include "ingest/feed_options.h"
#include "ingest/url.h"
#include "ingest/xml.h"

/* Folders deeper than this count as the one above them. */
#define MAX_FOLDERS 16
#define MAX_OPTIONS (64u << 10) /* bytes of a feed's options as JSON; more than all of them at their longest */

struct reader {
	struct opml *list;
	struct arena *arena;
	size_t feed_room, folder_room;
	struct slice folder[XML_MAX_DEPTH + 1]; /* of the open elements: the path down to them */
	size_t depth, comment_depth;            /* comment_depth: of the outline that is a comment; 0: in none */
	bool is_opml;
};

/* Room for one row more. */
static void *grow(struct arena *arena, void *rows, size_t size, size_t n, size_t *room)
{
	size_t before = *room;

	if (n < before)
		return rows;
	*room = before ? 2 * before : 64;
	return arena_grow(arena, rows, size, before, *room);
}

static struct slice cut(struct slice s)
{
	return utf8_head(slice_trim(s), OPML_MAX_NAME);
}

/* No bytes that are no text: controls, what is not UTF-8, U+FFFE and U+FFFF. */
static bool is_text(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.at[i] < 0x20 || s.at[i] == 0x7F)
			return false;
	return utf8_valid_prefix(s) == s.len && !slice_contains(s, SLICE("\xEF\xBF\xBE")) &&
	       !slice_contains(s, SLICE("\xEF\xBF\xBF"));
}

struct slice opml_url(struct arena *arena, struct slice s)
{
	s = slice_trim(s);
	if (!is_text(s))
		return SLICE("");
	if (s.len > OPML_MAX_URL)
		return SLICE("");
	s = url_without_feed(arena, s);
	return url_is_web(s) ? arena_copy(arena, s) : SLICE("");
}

/* Append a feed; NULL if it is refused. */
static struct opml_feed *add_feed(struct reader *r, struct slice url, struct slice title)
{
	struct opml *list = r->list;
	struct slice address = list->nfeeds < OPML_MAX_FEEDS ? opml_url(r->arena, url) : SLICE("");

	if (slice_empty(address)) {
		list->refused++;
		return NULL;
	}
	list->feed = grow(r->arena, list->feed, sizeof *list->feed, list->nfeeds, &r->feed_room);
	title = cut(title);
	if (slice_equal(title, cut(url)) || slice_equal(title, cut(address)))
		title = SLICE("");
	list->feed[list->nfeeds] = (struct opml_feed){ .url = address,
						       .title = arena_copy(r->arena, title),
						       .folder = r->folder[r->depth],
						       .options = SLICE(""),
						       .outline = list->noutlines };
	return &list->feed[list->nfeeds++];
}

static struct slice attribute(const struct xml_element *e, const char *name)
{
	const struct slice *value = xml_attribute(e, SLICE(""), slice_from(name));

	return value ? slice_trim(*value) : SLICE("");
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

/* What is inside is in this folder as well. */
static void add_folder(struct reader *r, struct slice name)
{
	struct opml *list = r->list;
	struct slice above = r->folder[r->depth], path;

	name = cut(name);
	if (slice_empty(name) || above.len > (size_t)MAX_FOLDERS * OPML_MAX_NAME || list->nfolders >= OPML_MAX_FOLDERS)
		return;
	path = slice_empty(above) ? arena_copy(r->arena, name)
				  : arena_printf(r->arena, "%.*s/%.*s", SLICE_ARG(above), SLICE_ARG(name));
	list->folder = grow(r->arena, list->folder, sizeof *list->folder, list->nfolders, &r->folder_room);
	list->folder[list->nfolders++] = (struct opml_folder){ path, list->noutlines };
	r->folder[r->depth] = path;
}

static void add_link(struct reader *r, struct slice url)
{
	struct opml *list = r->list;

	if (!list->link)
		list->link = arena_new(r->arena, struct slice, OPML_MAX_LINKS);
	if (list->nlinks < OPML_MAX_LINKS)
		list->link[list->nlinks++] = arena_copy(r->arena, slice_head(url, OPML_MAX_URL));
}

static bool is_list(struct slice type, struct slice url)
{
	struct slice path = slice_before(slice_before(url, '#'), '?');

	return slice_equal_nocase(type, SLICE("include")) ||
	       (slice_equal_nocase(type, SLICE("link")) && slice_ends_nocase(path, SLICE(".opml")));
}

static bool is_feed_type(struct slice type)
{
	static const char *const types[] = { "rss", "atom", "rdf", "json" };

	return slice_is_any(type, types, COUNT(types));
}

static void read_outline(struct reader *r, const struct xml_element *e)
{
	struct slice name = attribute(e, "text"), type = attribute(e, "type"), url = attribute(e, "xmlUrl"),
		     other = attribute(e, "url");
	struct opml_feed *feed;

	if (slice_empty(name))
		name = attribute(e, "title");
	if (slice_empty(url) && is_feed_type(type))
		url = other;
	if (!slice_empty(url)) {
		if ((feed = add_feed(r, url, name)) != NULL)
			feed->options = options_of(r, e);
	} else if (!slice_empty(other) && is_list(type, other)) {
		add_link(r, other);
	} else {
		add_folder(r, name);
	}
}

static void on_start(void *context, const struct xml_element *e)
{
	struct reader *r = context;
	struct slice above = r->folder[r->depth];

	r->folder[++r->depth] = above;
	if (r->depth == 1)
		r->is_opml = slice_equal_nocase(e->name, SLICE("opml")) ||
			     slice_equal_nocase(e->name, SLICE("outlineDocument"));
	if (!slice_equal_nocase(e->name, SLICE("outline")))
		return;
	if (!r->comment_depth && slice_equal_nocase(attribute(e, "isComment"), SLICE("true")))
		r->comment_depth = r->depth;
	if (!r->comment_depth)
		read_outline(r, e);
	r->list->noutlines++;
}

static void on_text(void *context, struct slice text)
{
	(void)context, (void)text;
}

static void on_end(void *context, const struct xml_element *e)
{
	struct reader *r = context;

	(void)e;
	if (r->comment_depth == r->depth)
		r->comment_depth = 0;
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

	r->list->plain = true;
	if (slice_starts(bytes, SLICE("\xEF\xBB\xBF")))
		bytes = slice_skip(bytes, 3);
	while (slice_next_line(&bytes, &line)) {
		line = slice_trim(line);
		if (!slice_empty(line) && line.at[0] != '#')
			add_feed(r, line, SLICE(""));
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
