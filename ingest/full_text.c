/* ingest/full_text.c - an entry's own text, measured and made a page. */
#include "ingest/full_text.h"
#include "common/text.h"
#include "common/utf8.h"

#define WHOLE_CHARACTERS  1200
#define WHOLE_PARAGRAPHS  3
#define ENOUGH_CHARACTERS 400
#define TAIL_BYTES        80 /* where it would say that it goes on */

struct own_text {
	struct slice text;
	bool plain;
};

static struct own_text own_text(const struct feed_entry *e)
{
	if (e->content.len >= e->summary.len)
		return (struct own_text){ e->content, e->content_plain };
	return (struct own_text){ e->summary, e->summary_plain };
}

static bool goes_on(struct slice words)
{
	static const char *const ends[] = { "...", "…", "[…]", "[...]", "…]", "...]" };
	static const char *const says[] = { "read more",   "continue reading",   "read the full",   "read full",
					    "Xem thêm",    "xem thêm",           "Đọc tiếp",        "đọc tiếp",
					    "leggi tutto", "continua a leggere", "leggi l'articolo" };
	struct slice tail = slice_skip(words, words.len > TAIL_BYTES ? words.len - TAIL_BYTES : 0);

	for (size_t i = 0; i < COUNT(ends); i++)
		if (slice_ends(words, slice_from(ends[i])))
			return true;
	for (size_t i = 0; i < COUNT(says); i++)
		if (slice_contains_nocase(tail, slice_from(says[i])))
			return true;
	return false;
}

/* Paragraphs that are opened; of plain text, the lines parted by empty ones. */
static size_t count_paragraphs(struct own_text own)
{
	struct slice mark = own.plain ? SLICE("\n\n") : SLICE("<p"), rest = own.text;
	size_t n = own.plain, at;

	while ((at = slice_find_nocase(rest, mark)) < rest.len) {
		char next = at + mark.len < rest.len ? rest.at[at + mark.len] : ' ';

		n += own.plain || next == '>' || ascii_is_space(next); /* <pre> is none */
		rest = slice_skip(rest, at + mark.len);
	}
	return n;
}

enum full_text_extent full_text_extent(const struct feed_entry *e, struct arena *scratch)
{
	struct own_text own = own_text(e);
	struct slice words = slice_trim(own.plain ? own.text : feed_plain(scratch, own.text));
	size_t characters = utf8_length(words);

	if (characters >= WHOLE_CHARACTERS && count_paragraphs(own) >= WHOLE_PARAGRAPHS && !goes_on(words))
		return FULL_TEXT_WHOLE;
	if (characters >= ENOUGH_CHARACTERS)
		return FULL_TEXT_ENOUGH;
	return characters ? FULL_TEXT_SHORT : FULL_TEXT_NONE;
}

static void add_escaped(struct text *out, struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		switch (s.at[i]) {
		case '&': text_add(out, SLICE("&amp;")); break;
		case '<': text_add(out, SLICE("&lt;")); break;
		case '>': text_add(out, SLICE("&gt;")); break;
		case '"': text_add(out, SLICE("&quot;")); break;
		default: text_add_char(out, s.at[i]);
		}
	}
}

/* Plain text, a paragraph for each part between empty lines. */
static void add_plain(struct text *out, struct slice s)
{
	while (s.len > 0) {
		size_t end = slice_find(s, SLICE("\n\n"));

		text_add(out, SLICE("<p>"));
		add_escaped(out, slice_head(s, end));
		text_add(out, SLICE("</p>\n"));
		s = slice_skip(s, end + 2);
	}
}

struct slice full_text_page(const struct feed_entry *e, struct arena *arena)
{
	struct own_text own = own_text(e);
	struct slice page;
	struct text out;

	text_init(&out, 6 * (own.text.len + e->title.len * 2) + 1024);
	text_add(&out, SLICE("<!DOCTYPE html>\n<html"));
	if (!slice_empty(e->language)) {
		text_add(&out, SLICE(" lang=\""));
		add_escaped(&out, e->language);
		text_add_char(&out, '"');
	}
	text_add(&out, SLICE("><head><meta charset=\"utf-8\"><title>"));
	add_escaped(&out, e->title);
	text_add(&out, SLICE("</title></head>\n<body><article><h1>"));
	add_escaped(&out, e->title);
	text_add(&out, SLICE("</h1>\n"));
	if (own.plain)
		add_plain(&out, own.text);
	else
		text_add(&out, own.text);
	text_add(&out, SLICE("\n</article></body></html>\n"));
	page = arena_copy(arena, text_slice(&out));
	text_release(&out);
	return page;
}
