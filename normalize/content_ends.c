/* normalize/content_ends.c - Trims both ends of the body, and reads author, date and agency there. */
#include "common/date.h"
#include "normalize/clean_byline.h"
#include "normalize/content.h"
#include "normalize/metadata.h"

#define MOST_BIOS 20 /* each is looked for in all of the text */

size_t block_next(const struct content *c, size_t i)
{
	while (i < c->n && !block_in(&c->block[i]))
		i++;
	return i;
}

/* The last block of the body before i; c->n if there is none. */
static size_t block_last(const struct content *c, size_t i)
{
	while (i > 0)
		if (block_in(&c->block[--i]))
			return i;
	return c->n;
}

/* A line that is little more than a date.  A full stop may end "2 Min." as well as a sentence. */
static bool is_stamp(const struct block *b)
{
	return b->m.words <= 16 && b->m.digits > 0 && (!b->m.ends_full_stop || b->m.digits * 3 >= b->m.words) &&
	       date_find(b->text).ms != TIME_UNKNOWN;
}

/* The author within a line such as "Rome, 5 March 2024 - By Anna Rossi": a part that begins with a label. */
static struct slice labelled_author(struct content *c, struct slice line)
{
	static const char *const partings[] = { " - ", " – ", " | ", " · ", ", " };
	struct slice rest = line, name;

	for (size_t parts = 0; parts < 6 && rest.len > 0; parts++) {
		size_t cut = rest.len, skip = 0;

		for (size_t i = 0; i < COUNT(partings); i++) {
			size_t at = slice_find(rest, slice_from(partings[i]));

			if (at < cut) {
				cut = at;
				skip = strlen(partings[i]);
			}
		}
		name = slice_head(rest, cut);
		if (phrase_byline_label(name).len > 0)
			return byline_clean(c->arena, name, c->page->article->site_name);
		rest = slice_skip(rest, cut + skip);
	}
	return SLICE("");
}

/* Lines that name the author or the date: what they say is kept if nothing better is known. */
static bool is_byline(struct content *c, const struct block *b)
{
	struct article *a = c->page->article;
	bool stamp = is_stamp(b);
	struct slice name = b->m.words <= 24 && !b->m.ends_full_stop ? labelled_author(c, b->text) : SLICE("");
	bool named = name.len > 0 && words_measure(name).capitals * 2 >= words_measure(name).words;

	if (stamp && !text_says_modified(b->text))
		origin_offer_moment(&a->published, &c->page->from.published,
				    date_find_in(b->text, c->page->zone_minutes), "a line at its head");
	if (named)
		origin_offer(&a->byline, &c->page->from.byline, name, "a line at its head");
	return stamp || named ||
	       (b->m.words <= 12 && a->byline.len > 0 && slice_contains_nocase(b->text, slice_before(a->byline, ',')) &&
		!b->m.ends_full_stop);
}

/* Does a heading of this shape come again further on?  A headline and what stands over it do not. */
static bool is_recurrent(const struct content *c, size_t at)
{
	for (size_t i = block_next(c, at + 1); i < c->n; i = block_next(c, i + 1))
		if (c->block[i].heading && node_same_shape(c->html, c->block[i].node, c->block[at].node))
			return true;
	return false;
}

/* Everything before the first running text: headline, byline, date, sections; and bylines between the lead and the
 * first paragraph. */
static void trim_head(struct content *c)
{
	size_t prose = 0;

	for (size_t i = block_next(c, 0); i < c->n && prose < 3; i = block_next(c, i + 1)) {
		struct block *b = &c->block[i];
		size_t next = block_next(c, i + 1);

		if (b->item && !node_within(c->html, b->at, c->top))
			block_cut(b, BLOCK_HEAD); /* points told before the article begins */
		else if (block_is_prose(b) || (b->hints & HINT_LEAD) ||
			 (b->m.words >= 15 && b->link == 0 && words_shared(b->text, c->page->article->title) < 60))
			prose++;
		else if (is_byline(c, b))
			block_cut(b, BLOCK_HEAD);
		else if (prose > 0 || (b->m.words >= 7 && !b->heading && b->m.ends_sentence) ||
			 (b->heading && next < c->n && block_is_prose(&c->block[next]) && b->m.words > 2 &&
			  node_within(c->html, b->at, c->top) && words_shared(b->text, c->page->article->title) < 60 &&
			  is_recurrent(c, i)))
			continue;
		else
			block_cut(b, BLOCK_HEAD);
	}
}

/* What stands between the title and the third paragraph but was not chosen may still name author and date. */
static void read_head(struct content *c)
{
	size_t first = block_next(c, 0), i = first > 12 ? first - 12 : 0, in = 0;

	for (; i < c->n && in < 3; i++) {
		const struct block *b = &c->block[i];

		in += block_in(b);
		if (!block_in(b) && b->node > c->page->title_node && b->m.words <= 24 &&
		    !(b->hints & (HINT_NAV | HINT_RELATED)))
			is_byline(c, b);
	}
}

/* A name by itself behind the last paragraph is the author's. */
static bool trim_signature(struct content *c, struct block *b)
{
	struct article *a = c->page->article;
	struct slice source = phrase_source_label(b->text), name;

	if (b->m.words > 8 || b->heading)
		return false;
	if (source.len > 0 || phrase_is_agency(b->text)) {
		origin_offer(&a->agency, &c->page->from.agency, slice_trim(slice_skip(b->text, source.len)),
			     "a line at its end");
		return true;
	}
	name = byline_clean(a->arena, b->text, a->site_name);
	if ((!words_are_name(name) || b->m.digits > 0) && phrase_byline_label(b->text).len == 0)
		return false;
	origin_offer(&a->byline, &c->page->from.byline, name, "a line at its end");
	return true;
}

/* Small print. */
static bool is_small(const struct content *c, const struct block *b)
{
	uint32_t small = html_closest(c->html, b->at, HTML_SMALL);

	return small && node_within(c->html, small, c->top) && b->m.words < 60;
}

/* A line that says who wrote: it begins with the name of an author, or with one that the text has not had and a word
 * such as "is a". */
static bool is_bio(const struct content *c, const struct block *b)
{
	struct slice name, authors = c->page->article->byline, rest = b->text;
	size_t n = 0;

	if (b->m.words < 4 || b->m.words > 120 || b->heading)
		return false;
	while (slice_next(&authors, ',', &name)) {
		name = slice_trim(name);
		if (words_are_name(name) && slice_starts_nocase(b->text, name) && b->text.len > name.len + 1)
			return true;
	}
	while (n < 5 && slice_next(&rest, ' ', &name) && words_measure(name).capitals == 1)
		n++;
	name = slice_trim(slice_head(b->text, b->text.len - rest.len - (n < 5 ? name.len + 1 : 0)));
	if (n < 2 || n > 4 || !words_are_name(name) || !phrase_describes(slice_skip(b->text, name.len)))
		return false;
	for (size_t i = block_next(c, 0); &c->block[i] < b; i = block_next(c, i + 1))
		if (slice_contains(c->block[i].text, name))
			return false;
	return true;
}

/* A short line, much of it a link: an invitation, not the last sentence. */
static bool is_invitation(const struct block *b)
{
	return b->m.words <= 8 ? b->link * 4 >= b->text.len : b->m.words <= 20 && b->link * 2 >= b->text.len;
}

/* A line over nothing but links. */
static bool heads_links(const struct content *c, size_t i)
{
	size_t links = 0;

	while (i + links + 1 < c->n && c->block[i + links + 1].link * 5 >= c->block[i + links + 1].text.len * 4)
		links++;
	return links >= 2 && c->block[i].m.words <= 8 && !c->block[i].m.ends_full_stop && !c->block[i].item;
}

/* Everything behind the last sentence. */
static void trim_tail(struct content *c)
{
	unsigned bios = 0;

	for (size_t i = block_last(c, c->n); i < c->n; i = block_last(c, i)) {
		struct block *b = &c->block[i];

		if ((b->m.words <= 60 && phrase_asks(b->text, b->link > 0 || !block_is_prose(b))) ||
		    phrase_is_note(b->text) || (b->m.words <= 80 && phrase_is_imprint(b->text)) || is_invitation(b) ||
		    heads_links(c, i) || (bios < MOST_BIOS && is_bio(c, b) && ++bios)) {
			block_cut(b, BLOCK_TAIL);
			continue;
		}
		if ((b->hints & HINT_LEAD) && block_last(c, i) == c->n)
			break; /* of a gallery all that is told */
		if (!trim_signature(c, b) && !is_stamp(b) && !b->heading && !is_small(c, b) &&
		    (b->m.ends_sentence || b->m.words >= 20 || b->item || b->cell))
			break;
		block_cut(b, BLOCK_TAIL);
	}
}

/* "Source: Statista", "Video: 2:31 min": what is left of a graphic or a player between the paragraphs. */
static void trim_legends(struct content *c)
{
	for (size_t i = block_next(c, 0); i < c->n; i = block_next(c, i + 1)) {
		struct block *b = &c->block[i];

		if (b->m.words <= 8 && !b->m.ends_sentence && !b->heading && !b->item && !b->cell && b->link == 0 &&
		    phrase_is_legend(b->text))
			block_cut(b, BLOCK_PHRASE);
	}
}

/* A heading belongs to what follows it: without that it goes. */
static void trim_headings(struct content *c)
{
	for (size_t i = block_last(c, c->n); i < c->n; i = block_last(c, i)) {
		size_t next = block_next(c, i + 1);

		if (c->block[i].heading &&
		    (next == c->n || (c->block[i].m.ends_colon && i + 1 < next && is_stamp(&c->block[i + 1]))))
			block_cut(&c->block[i], BLOCK_HEADING);
	}
}

static bool is_right(const struct html *html, uint32_t i)
{
	return slice_equal_nocase(html_attr(html, i, HTML_ATTR_ALIGN), SLICE("right")) ||
	       slice_contains_nocase(html_attr(html, i, HTML_ATTR_STYLE), SLICE("text-align:right")) ||
	       slice_contains_nocase(html_attr(html, i, HTML_ATTR_STYLE), SLICE("text-align: right")) ||
	       slice_contains_nocase(html_attr(html, i, HTML_ATTR_CLASS), SLICE("text-right"));
}

/* A name by itself at the right margin behind the text signs it, in the body's container or not. */
static void read_signature(struct content *c)
{
	struct article *a = c->page->article;
	size_t last = block_last(c, c->n);

	for (size_t i = last + 1; last < c->n && i < c->n && i <= last + 3 && slice_empty(a->byline); i++) {
		const struct block *b = &c->block[i];

		if (b->m.words <= 6 && b->m.digits == 0 && b->link == 0 && is_right(c->html, b->node) &&
		    words_are_name(b->text))
			origin_offer(&a->byline, &c->page->from.byline, b->text, "a line at its end");
	}
}

void content_ends(struct content *c)
{
	read_head(c);
	trim_head(c);
	trim_tail(c);
	read_signature(c);
	trim_legends(c);
	trim_headings(c);
}
