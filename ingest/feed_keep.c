/* ingest/feed_keep.c - copies of what a feed says, in the arena: whatever it makes us allocate is taken from one budget. */
#include "ingest/feed_reader.h"

/* True if there is memory for so many bytes more. */
static bool afford(struct feed_reader *r, size_t bytes)
{
	bytes += 32; /* for being an allocation */
	if (bytes > r->text_left) {
		r->feed->truncated = true;
		return false;
	}
	r->text_left -= bytes;
	return true;
}

struct slice feed_cut(struct slice s, size_t n)
{
	while (n < s.len && n && ((unsigned char)s.at[n] & 0xC0) == 0x80)
		n--;
	return slice_head(s, n);
}

struct slice feed_keep(struct feed_reader *r, struct slice s)
{
	return afford(r, s.len) ? arena_copy(r->arena, s) : SLICE("");
}

struct slice feed_keep_plain(struct feed_reader *r, struct slice html)
{
	return afford(r, html.len) ? feed_plain(r->arena, html) : SLICE("");
}

struct slice feed_keep_line(struct feed_reader *r, struct slice text)
{
	return afford(r, text.len) ? feed_one_line(r->arena, text) : SLICE("");
}

struct slice feed_keep_link(struct feed_reader *r, struct slice base, struct slice link)
{
	return afford(r, 2 * base.len + 4 * link.len + 64) ? feed_resolve(r->arena, base, link) : link;
}

struct slice feed_keep_joined(struct feed_reader *r, struct slice a, const char *between, struct slice b)
{
	if (!afford(r, a.len + b.len + strlen(between)))
		return a;
	return arena_printf(r->arena, "%.*s%s%.*s", SLICE_ARG(a), between, SLICE_ARG(b));
}

struct slice feed_keep_language(struct feed_reader *r, struct slice s)
{
	struct slice tag = feed_keep(r, feed_cut(slice_trim(s), FEED_MAX_LANGUAGE));
	char *at = (char *)(uintptr_t)tag.at;

	for (size_t i = 0; i < tag.len; i++)
		if (at[i] == '_')
			at[i] = '-';
	return tag;
}

struct slice feed_keep_html(struct feed_reader *r, struct slice html, struct slice base)
{
	return feed_html_tidy(r, html, base) ? feed_keep(r, text_slice(&r->html)) : feed_keep(r, html);
}
