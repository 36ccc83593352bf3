/* ingest/opml_insert.c - one feed more in a list, every other byte as it was. */
#include "ingest/opml_write.h"
#include "ingest/xml_tags.h"

#define MAX_LEVELS 16

/* The element that the feed goes into: the body, or a folder. */
struct place {
	struct xml_tag begin,
		last; /* its tag; and the tag of the last element right in it, `all` empty if there is none */
	size_t end;   /* where its end tag begins; of an empty one, where it ends itself */
};

/* Is this the element: the outline of this ordinal, or the body if `folder` is NULL? */
static bool is_wanted(const struct xml_tag *tag, size_t depth, size_t ordinal, const struct opml_folder *folder)
{
	struct slice name = xml_tag_local_name(tag);

	if (folder)
		return ordinal == folder->outline && slice_equal_nocase(name, SLICE("outline"));
	return depth == 1 && slice_equal_nocase(name, SLICE("body"));
}

/* Returns false if there is no such element. */
static bool find_place(struct slice text, const struct opml_folder *folder, struct place *place)
{
	struct slice rest = text;
	struct xml_tag tag;
	size_t depth = 0, inside = 0, outlines = 0; /* inside: the depth in the place; 0: not found yet */

	while (xml_tag_next(&rest, &tag)) {
		depth -= tag.end && depth > 0;
		if (inside && tag.end && depth + 1 == inside) {
			place->end = (size_t)(tag.all.at - text.at);
			return true;
		}
		if (inside && !tag.end && depth == inside)
			place->last = tag;
		if (!inside && !tag.end && is_wanted(&tag, depth, outlines, folder)) {
			*place = (struct place){ .begin = tag, .last = { .all = SLICE("") } };
			place->end = (size_t)(rest.at - text.at);
			inside = depth + 1;
			if (tag.empty)
				return true;
		}
		outlines += !tag.end && slice_equal_nocase(xml_tag_local_name(&tag), SLICE("outline"));
		depth += !tag.end && !tag.empty;
	}
	return false;
}

/* The white space from the last line end on to `at`; empty if something else stands there. */
static struct slice line_before(struct slice text, const char *at)
{
	const char *begin = at;

	while (begin > text.at && (begin[-1] == ' ' || begin[-1] == '\t'))
		begin--;
	if (begin == text.at || begin[-1] != '\n')
		return SLICE("");
	begin -= 1 + (begin - 1 > text.at && begin[-2] == '\r');
	return slice_of(begin, (size_t)(at - begin));
}

/* The folders of the path that are still to be made, outermost first, around the feed. */
static void add_nested(struct text *out, struct slice missing, const struct opml_feed *feed)
{
	struct slice rest = missing, name;
	size_t n = 0;

	for (; slice_next(&rest, '/', &name); n++) {
		text_add(out, SLICE("<outline text=\""));
		xml_add_value(out, slice_trim(name));
		text_add(out, SLICE("\">"));
	}
	opml_add_outline(out, feed);
	while (n--)
		text_add(out, SLICE("</outline>"));
}

static void add_into(struct text *out, struct slice text, const struct place *place, struct slice missing,
		     const struct opml_feed *feed)
{
	struct slice outer = line_before(text, place->begin.all.at), before = slice_head(text, place->end);
	bool has_child = !slice_empty(place->last.all);
	struct slice inner = has_child ? line_before(text, place->last.all.at) : outer;

	if (place->begin.empty) {
		before = slice_head(text, (size_t)(place->begin.inside.at - text.at));
		text_add(out, before);
		text_add(out, place->begin.inside);
		text_add_char(out, '>');
	} else {
		while (before.len && ascii_is_space(before.at[before.len - 1]))
			before.len--;
		text_add(out, before);
	}
	text_add(out, inner);
	if (!has_child && inner.len)
		text_add(out, slice_contains(inner, SLICE("\t")) ? SLICE("\t") : SLICE("  "));
	add_nested(out, missing, feed);
	if (place->begin.empty) {
		text_add(out, outer);
		text_add(out, SLICE("</"));
		text_add(out, place->begin.name);
		text_add_char(out, '>');
		before = slice_head(text, place->end);
	} else if (before.len == place->end) {
		text_add(out, outer);
	}
	text_add(out, slice_skip(text, before.len));
}

/* The innermost folder of the path that the list has, NULL for none; *missing is what the path has further. */
static const struct opml_folder *innermost(const struct opml *list, struct slice path, struct slice *missing)
{
	struct slice known = path;

	for (;;) {
		for (size_t i = 0; i < list->nfolders && !slice_empty(known); i++) {
			if (slice_equal(list->folder[i].path, known)) {
				*missing = known.len < path.len ? slice_skip(path, known.len + 1) : SLICE("");
				return &list->folder[i];
			}
		}
		*missing = path;
		while (known.len && known.at[known.len - 1] != '/')
			known.len--;
		if (!known.len)
			return NULL;
		known.len--;
	}
}

static bool is_path(struct slice path)
{
	struct slice rest = path, name;
	size_t n = 0;

	for (; slice_next(&rest, '/', &name); n++)
		if (slice_empty(slice_trim(name)) || name.len > OPML_MAX_NAME)
			return false;
	return n <= MAX_LEVELS && !slice_ends(path, SLICE("/"));
}

static int insert_line(struct text *out, struct slice text, struct slice folder, const struct opml_feed *feed,
		       struct reason *why)
{
	struct slice line_end = slice_contains(text, SLICE("\r\n")) ? SLICE("\r\n") : SLICE("\n");

	if (folder.len || feed->title.len) {
		dead(why, "a list of lines has no folders and no titles; OPML has");
		return -1;
	}
	text_add(out, text);
	if (text.len && text.at[text.len - 1] != '\n')
		text_add(out, line_end);
	text_add(out, feed->url);
	text_add(out, line_end);
	return 0;
}

int opml_insert(struct text *out, const struct opml_source *source, struct slice folder, const struct opml_feed *feed,
		struct reason *why)
{
	struct slice missing;
	struct place place;

	if (source->list->plain)
		return insert_line(out, source->bytes, folder, feed, why);
	if (xml_check(source->bytes, why) < 0)
		return -1;
	if (!is_path(folder)) {
		dead(why, "\"%.*s\": a folder is NAME or NAME/NAME, %d deep at most", (int)slice_head(folder, 64).len,
		     folder.at, MAX_LEVELS);
		return -1;
	}
	if (!find_place(source->bytes, innermost(source->list, folder, &missing), &place)) {
		dead(why, "has no body");
		return -1;
	}
	add_into(out, source->bytes, &place, missing, feed);
	return 0;
}
