/* ingest/opml_export.c - lists of feeds as one OPML 2.0 document.
 *
 * The first list, if it is OPML with a body, is the frame: it is copied with its root and its outlines changed, and the
 * outlines of the others go before the end of its body.
 */
#include "ingest/opml_write.h"
#include "ingest/xml.h"
#include "ingest/xml_tags.h"

#define REPAIRED_CEILING (64u << 20)
#define MAX_CHANGES      20

/* A list while it is written. */
struct writer {
	struct text *out;
	const struct opml_source *source;
	struct text storage;
	struct slice text;            /* the source's bytes, or what was repaired of them */
	bool repaired;                /* the text has no declaration, and no tag like <x/> */
	struct slice rest, unwritten; /* of the text: behind the last tag read, behind the last byte written */
	size_t depth;                 /* elements open */
	size_t noutlines, nfeeds;     /* passed so far */
	struct slice scopes;          /* the inside of the root's tag */
};

/* An attribute that a tag is to have. */
struct change {
	struct slice name, value;
	bool is_markup;     /* the value has its references already */
	bool if_blank;      /* only where there is none, */
	struct slice or_if; /* or this one */
};

static void add_attribute(struct text *out, const struct change *c)
{
	text_add(out, c->name);
	text_add(out, SLICE("=\""));
	if (!c->is_markup)
		xml_add_value(out, c->value);
	for (size_t i = 0; c->is_markup && i < c->value.len; i++)
		text_add(out, c->value.at[i] == '"' ? SLICE("&quot;") : slice_of(&c->value.at[i], 1));
	text_add_char(out, '"');
}

/* The change that is made of the attribute, NULL for none; *done has a bit for each that has met its attribute. */
static const struct change *change_of(const struct xml_tag_attribute *a, const struct change *change, size_t nchanges,
				      unsigned *done)
{
	struct slice value = slice_trim(a->value);

	for (size_t i = 0; i < nchanges; i++) {
		const struct change *c = &change[i];

		if (*done & 1u << i || !slice_equal_nocase(a->name, c->name))
			continue;
		*done |= 1u << i;
		return !c->if_blank || slice_empty(value) || slice_equal(value, c->or_if) ? c : NULL;
	}
	return NULL;
}

/* Is the name taken by a change that was made?  "xmlurl" and "xmlUrl" may stand beside each other. */
static bool is_taken(struct slice name, const struct change *change, size_t nchanges, unsigned made)
{
	for (size_t i = 0; i < nchanges; i++)
		if (made & 1u << i && slice_equal(name, change[i].name))
			return true;
	return false;
}

/* The tag under this name, with its attributes changed where they stand; new ones come behind them. */
static void write_tag(struct text *out, const struct xml_tag *tag, struct slice name, const struct change *change,
		      size_t nchanges)
{
	struct slice inside = tag->inside, unwritten = inside;
	struct xml_tag_attribute a;
	const struct change *c;
	unsigned done = 0, made = 0; /* bits of the changes: that met their attribute, and that replaced it */

	text_add_char(out, '<');
	text_add(out, name);
	while (xml_tag_next_attribute(&inside, &a)) {
		c = change_of(&a, change, nchanges, &done);
		if (c || !is_taken(a.name, change, nchanges, made))
			text_add(out, slice_head(unwritten, (size_t)(inside.at - unwritten.at) - (c ? a.all.len : 0)));
		if (c) {
			add_attribute(out, c);
			made |= 1u << (c - change);
		}
		unwritten = inside;
	}
	for (size_t i = 0; i < nchanges; i++) {
		if (done & 1u << i)
			continue;
		text_add_char(out, ' ');
		add_attribute(out, &change[i]);
	}
	text_add(out, unwritten);
	text_add(out, tag->empty ? SLICE("/>") : SLICE(">"));
}

/* The value of an attribute as it stands; empty if there is none. */
static struct slice value_of(const struct xml_tag *tag, struct slice name)
{
	struct slice inside = tag->inside;
	struct xml_tag_attribute a;

	while (xml_tag_next_attribute(&inside, &a))
		if (slice_equal_nocase(a.name, name))
			return slice_trim(a.value);
	return SLICE("");
}

static size_t changes_of_feed(struct change change[3], const struct xml_tag *tag, const struct opml_feed *feed)
{
	change[0] = (struct change){ .name = SLICE("text"),
				     .value = slice_empty(feed->title) ? feed->url : feed->title,
				     .if_blank = true,
				     .or_if = value_of(tag, SLICE("xmlUrl")) };
	change[1] = (struct change){ .name = SLICE("type"), .value = SLICE("rss"), .if_blank = true };
	change[1].or_if = SLICE("");
	change[2] = (struct change){ .name = SLICE("xmlUrl"), .value = feed->url };
	return 3;
}

/* A folder, a link, a note: in OPML 1.0 its text may be a `title`. */
static size_t changes_of_other(struct change change[1], const struct xml_tag *tag)
{
	change[0] = (struct change){ .name = SLICE("text"), .is_markup = true, .if_blank = true, .or_if = SLICE("") };
	change[0].value = value_of(tag, SLICE("title"));
	return !slice_empty(change[0].value);
}

/* The namespaces of the list's root, for an outline that comes under another root. */
static size_t changes_of_scope(struct change *change, size_t room, struct slice scopes, struct slice there)
{
	struct xml_tag_attribute a;
	size_t n = 0;

	while (n < room && xml_tag_next_attribute(&scopes, &a)) {
		if (!slice_starts(a.name, SLICE("xmlns")) || slice_contains(there, a.all))
			continue;
		change[n++] = (struct change){
			.name = a.name, .value = a.value, .is_markup = true, .if_blank = true, .or_if = SLICE("")
		};
	}
	return n;
}

/* `there`: the namespaces of the root it comes under, if that is not its own; else NULL. */
static void write_outline(struct writer *w, const struct xml_tag *tag, const struct slice *there)
{
	const struct opml *list = w->source->list;
	struct change change[MAX_CHANGES];
	size_t ordinal = w->noutlines++, n;

	if (w->nfeeds < list->nfeeds && list->feed[w->nfeeds].outline == ordinal)
		n = changes_of_feed(change, tag, &list->feed[w->nfeeds++]);
	else
		n = changes_of_other(change, tag);
	if (there)
		n += changes_of_scope(change + n, COUNT(change) - n, w->scopes, *there);
	write_tag(w->out, tag, tag->name, change, n);
}

static void write_root(struct writer *w, const struct xml_tag *tag)
{
	const struct change version = { .name = SLICE("version"), .value = SLICE("2.0") };

	if (tag->end)
		text_add(w->out, SLICE("</opml>"));
	else
		write_tag(w->out, tag, SLICE("opml"), &version, 1);
}

static bool is_outline(const struct xml_tag *tag)
{
	return !tag->end && slice_equal_nocase(xml_tag_local_name(tag), SLICE("outline"));
}

/* Read the next tag; <x></x> of repaired text comes as the one tag that it could be.  *above: how many elements it is in. */
static bool next_tag(struct writer *w, struct xml_tag *tag, size_t *above)
{
	if (!xml_tag_next(&w->rest, tag))
		return false;
	if (w->repaired && !tag->end && slice_starts(w->rest, SLICE("</")) &&
	    slice_starts(slice_skip(w->rest, 2), tag->name)) {
		tag->empty = true;
		w->rest = slice_skip(w->rest, tag->name.len + 3);
	}
	*above = tag->end ? w->depth - (w->depth > 0) : w->depth;
	w->depth = tag->end || tag->empty ? *above : *above + 1;
	if (*above == 0 && !tag->end)
		w->scopes = tag->inside;
	return true;
}

/* The text before the tag; with `but_space` without the white space at its end, which is returned. */
static struct slice write_up_to(struct writer *w, const struct xml_tag *tag, bool but_space)
{
	struct slice text = slice_head(w->unwritten, (size_t)(tag->all.at - w->unwritten.at));
	size_t n = text.len;

	while (but_space && n && ascii_is_space(text.at[n - 1]))
		n--;
	text_add(w->out, slice_head(text, n));
	return slice_skip(text, n);
}

static void write_any(struct writer *w, const struct xml_tag *tag, size_t above, const struct slice *there)
{
	if (above == 0)
		write_root(w, tag);
	else if (is_outline(tag))
		write_outline(w, tag, there);
	else if (tag->end)
		text_add(w->out, tag->all);
	else
		write_tag(w->out, tag, tag->name, NULL, 0);
	w->unwritten = w->rest;
}

static size_t count_outlines(struct slice text)
{
	struct xml_tag tag;
	size_t n = 0;

	while (xml_tag_next(&text, &tag))
		n += is_outline(&tag);
	return n;
}

static void open_writer(struct writer *w, struct text *out, const struct opml_source *source)
{
	struct reason why = { .step = "opml" };
	struct text decoded;
	bool truncated;

	*w = (struct writer){ .out = out, .source = source, .text = source->bytes, .scopes = SLICE("") };
	text_init(&w->storage, REPAIRED_CEILING);
	w->repaired = xml_check(w->text, &why) < 0 || count_outlines(w->text) != source->list->noutlines;
	if (w->repaired) {
		text_init(&decoded, REPAIRED_CEILING);
		xml_repair(xml_to_utf8(slice_head(source->bytes, XML_MAX_BYTES), SLICE(""), &decoded), &w->storage,
			   &truncated);
		text_release(&decoded);
		w->text = text_slice(&w->storage);
	}
	w->rest = w->unwritten = w->text;
}

/* The outlines of a list, each with all that is in it, two folders deep. */
static void write_outlines(struct writer *w, struct slice there)
{
	struct xml_tag tag;
	size_t above, top = 0; /* how many elements the outline is in whose inside we are writing; 0: none */

	while (next_tag(w, &tag, &above)) {
		bool begins = !top && above > 0 && is_outline(&tag);

		if (begins) {
			text_add(w->out, SLICE("\n    "));
			top = above;
		} else if (top) {
			write_up_to(w, &tag, false);
		}
		if (top)
			write_any(w, &tag, above, begins ? &there : NULL);
		w->unwritten = w->rest;
		if (above == top && (tag.end || tag.empty))
			top = 0;
	}
}

void opml_add_outline(struct text *out, const struct opml_feed *feed)
{
	text_add(out, SLICE("<outline text=\""));
	xml_add_value(out, slice_empty(feed->title) ? feed->url : feed->title);
	text_add(out, SLICE("\" type=\"rss\" xmlUrl=\""));
	xml_add_value(out, feed->url);
	text_add(out, SLICE("\"/>"));
}

static void write_others(struct text *out, const struct opml_source *source, size_t nsources, struct slice there)
{
	struct writer w;

	for (; nsources; source++, nsources--) {
		for (size_t i = 0; source->list->plain && i < source->list->nfeeds; i++) {
			text_add(out, SLICE("\n    "));
			opml_add_outline(out, &source->list->feed[i]);
		}
		if (source->list->plain)
			continue;
		open_writer(&w, out, source);
		write_outlines(&w, there);
		text_release(&w.storage);
	}
}

static bool is_body(const struct xml_tag *tag, size_t above)
{
	return above == 1 && slice_equal_nocase(xml_tag_local_name(tag), SLICE("body"));
}

/* The first list with its own head, and the others' outlines at the end of its body.  False, and nothing is written, if it
 * has no body. */
static bool write_frame(struct writer *w, const struct opml_source *others, size_t nothers)
{
	bool done = false;
	size_t above, begin = w->out->len;
	struct xml_tag tag;
	struct slice space;

	if (w->repaired)
		text_add(w->out, SLICE("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
	while (next_tag(w, &tag, &above)) {
		bool here = !done && is_body(&tag, above) && (tag.end || tag.empty);

		space = write_up_to(w, &tag, here && nothers && tag.end);
		if (here && nothers && tag.empty) {
			tag.empty = false;
			write_tag(w->out, &tag, SLICE("body"), NULL, 0);
			tag = (struct xml_tag){ .all = SLICE("</body>"), .end = true };
		}
		if (here)
			write_others(w->out, others, nothers, w->scopes);
		text_add(w->out, space);
		done |= here;
		write_any(w, &tag, above, NULL);
	}
	text_add(w->out, w->unwritten);
	if (!done)
		w->out->len = begin;
	return done;
}

void opml_export(struct text *out, const struct opml_source *source, size_t nsources)
{
	struct writer w;
	bool done = false;

	if (nsources && !source->list->plain) {
		open_writer(&w, out, source);
		done = write_frame(&w, source + 1, nsources - 1);
		text_release(&w.storage);
	}
	if (done)
		return;
	text_add(out, SLICE("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head>\n"
			    "    <title>Feeds</title>\n  </head>\n  <body>"));
	write_others(out, source, nsources, SLICE(""));
	text_add(out, SLICE("\n  </body>\n</opml>\n"));
}
