/* normalize/plain_tags.c - HTML that stands in a text becomes line ends and Markdown. */
#include "normalize/plain_lines.h"
#include "normalize/html.h"

#define MOST_TAG_BYTES 2000

enum effect {
	TAG_NOTHING, /* no tag that is known: stays text */
	TAG_INLINE,  /* goes */
	TAG_BREAK,   /* a line ends */
	TAG_LINE,    /* br: a space, two of them a paragraph */
	TAG_ITEM,
	TAG_HEADING,
	TAG_IMAGE,
	TAG_OPAQUE, /* goes with all it holds */
};

static enum effect effect_of(struct slice name)
{
	static const struct {
		const char *names; /* spaces around each */
		enum effect effect;
	} table[] = {
		{ " a abbr b big cite code del em font i ins mark q s small span strike strong sub sup time tt u wbr ",
		  TAG_INLINE },
		{ " address article aside blockquote body center dd div dl dt figcaption figure footer form header hr "
		  "html "
		  "main nav ol p picture pre section source summary table tbody td tfoot th thead tr ul ",
		  TAG_BREAK },
		{ " br ", TAG_LINE },
		{ " li ", TAG_ITEM },
		{ " h1 h2 h3 h4 h5 h6 ", TAG_HEADING },
		{ " img ", TAG_IMAGE },
		{ " audio button embed head iframe noscript object script style svg template video ", TAG_OPAQUE },
	};
	char key[16] = " ";

	if (name.len == 0 || name.len + 3 > sizeof key)
		return TAG_NOTHING;
	for (size_t i = 0; i < name.len; i++)
		key[i + 1] = ascii_lower(name.at[i]);
	key[name.len + 1] = ' ';
	for (size_t i = 0; i < COUNT(table); i++)
		if (strstr(table[i].names, key))
			return table[i].effect;
	return TAG_NOTHING;
}

struct tag {
	struct slice name, inside; /* inside: its attributes, undecoded */
	size_t bytes;
	enum effect effect;
	bool ends;
};

struct converter {
	struct text out;
	bool link;       /* one is open */
	bool has_no_end; /* an element had none, so none is looked for again: time stays linear */
};

/* Bytes of a comment, 4 if it has no end. */
static size_t comment_bytes(struct converter *k, struct slice s)
{
	size_t end = k->has_no_end ? s.len : slice_find(s, SLICE("-->"));

	k->has_no_end = end == s.len;
	return end < s.len ? end + 3 : 4;
}

/* The tag at the start of s, if one is there that is known. */
static struct tag tag_read(struct slice s)
{
	struct tag tag = { .name = SLICE(""), .inside = SLICE("") };
	struct slice within = slice_head(s, MOST_TAG_BYTES);
	size_t at = 1, begin;

	tag.ends = within.len > at && within.at[at] == '/';
	begin = at += tag.ends;
	while (at < within.len && (ascii_is_alpha(within.at[at]) || ascii_is_digit(within.at[at])))
		at++;
	tag.name = slice_head(slice_skip(within, begin), at - begin);
	tag.effect = effect_of(tag.name);
	if (tag.effect == TAG_NOTHING)
		return tag;
	tag.inside = slice_before(slice_skip(within, at), '>');
	tag.bytes = at + tag.inside.len + 1;
	if (tag.bytes > within.len || !strchr(" \t\r\n/>", within.at[at]))
		tag.effect = TAG_NOTHING;
	return tag;
}

/* Bytes of an element that goes with all it holds; those of its tag alone if it has no end. */
static size_t opaque_bytes(struct converter *k, struct slice s, const struct tag *tag)
{
	bool closed = tag->ends || slice_ends(tag->inside, SLICE("/")) || slice_equal_nocase(tag->name, SLICE("embed"));

	for (size_t at = tag->bytes; !closed && !k->has_no_end;) {
		size_t end = at + slice_find(slice_skip(s, at), SLICE("</"));

		k->has_no_end = end >= s.len;
		if (!k->has_no_end && slice_starts_nocase(slice_skip(s, end + 2), tag->name)) {
			end += slice_before(slice_skip(s, end), '>').len;
			return end + (end < s.len);
		}
		at = end + 2;
	}
	return tag->bytes;
}

/* The value of a quoted attribute; empty if there is none. */
static struct slice attribute(struct slice inside, const char *name)
{
	struct slice value = slice_skip(inside, slice_find_nocase(inside, slice_from(name)));

	value = slice_skip(value, strlen(name));
	if (value.len == 0 || (value.at[0] != '"' && value.at[0] != '\''))
		return SLICE("");
	return slice_before(slice_skip(value, 1), value.at[0]);
}

static void link_end(struct converter *k)
{
	if (k->link)
		text_add(&k->out, SLICE("](#)"));
	k->link = false;
}

static void line_end(struct converter *k)
{
	link_end(k);
	text_add_char(&k->out, '\n');
}

/* What stands for a tag. */
static void tag_convert(struct converter *k, const struct tag *tag)
{
	switch (tag->effect) {
	case TAG_NOTHING:
	case TAG_OPAQUE: return;
	case TAG_INLINE:
		if (!slice_equal_nocase(tag->name, SLICE("a")))
			return;
		link_end(k);
		k->link = !tag->ends && attribute(tag->inside, "href=").len > 0;
		text_add(&k->out, k->link ? SLICE("[") : SLICE(""));
		return;
	case TAG_LINE: text_add(&k->out, SLICE("<br>")); return;
	case TAG_IMAGE:
		text_add(&k->out, SLICE("!["));
		text_add(&k->out, attribute(tag->inside, "alt="));
		text_add(&k->out, SLICE("](#)"));
		return;
	case TAG_BREAK: break;
	case TAG_ITEM:
		line_end(k);
		text_add(&k->out, tag->ends ? SLICE("") : SLICE("* "));
		return;
	case TAG_HEADING:
		line_end(k);
		for (char level = '0'; !tag->ends && level < tag->name.at[1]; level++)
			text_add_char(&k->out, '#');
		text_add(&k->out, tag->ends ? SLICE("") : SLICE(" "));
		return;
	}
	line_end(k);
	if (slice_equal_nocase(tag->name, SLICE("p")))
		text_add_char(&k->out, '\n');
}

/* Bytes read at a '<'; 0 if it is one in the text. */
static size_t tag_take(struct converter *k, struct slice s)
{
	struct tag tag;

	if (slice_starts(s, SLICE("<!--")))
		return comment_bytes(k, s);
	tag = tag_read(s);
	if (tag.effect == TAG_OPAQUE)
		return opaque_bytes(k, s, &tag);
	tag_convert(k, &tag);
	return tag.effect == TAG_NOTHING ? 0 : tag.bytes;
}

struct slice tags_to_markup(struct arena *arena, struct slice s)
{
	struct converter k = { .link = false };
	struct slice result = s;
	bool any = false;

	if (slice_before(s, '<').len == s.len)
		return s;
	text_init(&k.out, SIZE_MAX / 4);
	while (s.len > 0) {
		struct slice before = slice_before(s, '<');
		size_t n;

		text_add(&k.out, before);
		s = slice_skip(s, before.len);
		n = s.len > 0 ? tag_take(&k, s) : 0;
		any = any || n > 0;
		if (n == 0 && s.len > 0) {
			text_add_char(&k.out, '<');
			n = 1;
		}
		s = slice_skip(s, n);
	}
	link_end(&k);
	if (any)
		result = arena_copy(arena, text_slice(&k.out));
	text_release(&k.out);
	return result;
}
