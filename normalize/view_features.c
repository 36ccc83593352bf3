/* normalize/view_features.c - Counts what the second view judges a block by. */
#include "normalize/view_features.h"

#define LEVELS     4
#define MOST_UP    24  /* steps upward from one block */
#define TOLD_BYTES 400 /* of JSON-LD that is worth looking for: see content_anchor.c */
#define FAR        99

struct around {
	uint32_t home;
	int16_t f[VIEW_FEATURES]; /* those from VIEW_HOME_DIRECT to VIEW_IN_TABLE */
};

struct survey {
	const struct content *c;
	struct view_row *row;
	uint32_t *direct; /* [nnodes]: bytes of running text right in this container */
	uint16_t *count;  /* [nnodes]: blocks right in this container */
	uint16_t *count_prose;
	uint32_t prose;     /* all of them */
	uint32_t main;      /* the container with most */
	size_t first, last; /* blocks of running text in it */
	size_t title;       /* block of the title, c->n if unknown */
};

static int16_t clip(size_t n, size_t most)
{
	return (int16_t)(n < most ? n : most);
}

static int16_t percent(size_t part, size_t all)
{
	return (int16_t)(all == 0 ? 0 : part >= all ? 100 : part * 100 / all);
}

/* The container that holds a block: its element's parent if that element is a paragraph or the like. */
static uint32_t home_of(const struct html *html, const struct block *b)
{
	switch (html->node[b->node].tag) {
	case HTML_P:
	case HTML_LI:
	case HTML_TD:
	case HTML_H1:
	case HTML_H2:
	case HTML_H3:
	case HTML_H4:
	case HTML_H5:
	case HTML_H6:
	case HTML_BLOCKQUOTE: return html->node[b->node].parent;
	default: return b->node;
	}
}

/* Kinds of elements, those more likely to hold an article's text higher. */
static int16_t tag_rank(enum html_tag tag)
{
	switch (tag) {
	case HTML_P: return 9;
	case HTML_BLOCKQUOTE: return 8;
	case HTML_H2:
	case HTML_H3:
	case HTML_H4: return 7;
	case HTML_H1:
	case HTML_H5:
	case HTML_H6: return 6;
	case HTML_LI:
	case HTML_DD:
	case HTML_DT: return 5;
	case HTML_TD:
	case HTML_TH: return 4;
	case HTML_DIV:
	case HTML_SECTION:
	case HTML_ARTICLE: return 3;
	case HTML_PRE: return 2;
	case HTML_FIGCAPTION: return 1;
	default: return 0;
	}
}

static int16_t ends_of(const struct measure *m)
{
	return m->ends_full_stop ? 3 : m->ends_sentence ? 2 : m->ends_colon ? 1 : 0;
}

static int16_t bad_hints(uint16_t hints)
{
	return (int16_t)__builtin_popcount(hints & (HINT_AGAINST | HINT_CAPTION));
}

static void survey_homes(struct survey *s)
{
	const struct content *c = s->c;

	s->first = s->last = c->n;
	for (size_t i = 0; i < c->n; i++) {
		const struct block *b = &c->block[i];
		uint32_t home = home_of(c->html, b);

		s->count[home]++;
		if (!block_is_prose(b))
			continue;
		s->count_prose[home]++;
		s->direct[home] += (uint32_t)b->text.len;
		s->prose += (uint32_t)b->text.len;
		if (s->direct[home] > s->direct[s->main])
			s->main = home;
	}
	for (size_t i = 0; i < c->n; i++)
		if (home_of(c->html, &c->block[i]) == s->main && block_is_prose(&c->block[i])) {
			s->first = s->first == c->n ? i : s->first;
			s->last = i;
		}
	s->title = c->n;
	for (size_t i = 0; i < c->n && c->page->title_node; i++)
		if (c->block[i].at >= c->page->title_node) {
			s->title = i;
			break;
		}
}

static void row_own(struct view_row *r, const struct content *c, const struct block *b)
{
	const struct measure *m = &b->m;
	uint16_t hints = c->info[b->at].hints;
	uint32_t depth = 0;

	r->f[VIEW_WORDS] = clip(m->words, 300);
	r->f[VIEW_LETTERS] = clip(m->words ? m->letters * 10 / m->words : 0, 300);
	r->f[VIEW_COMMAS] = clip(m->commas, 30);
	r->f[VIEW_SENTENCES] = clip(m->sentences, 30);
	r->f[VIEW_ENDS] = ends_of(m);
	r->f[VIEW_CAPITALS] = percent(m->capitals, m->words);
	r->f[VIEW_SHOUTED] = percent(m->shouted, m->words);
	r->f[VIEW_DIGITS] = percent(m->digits, m->words);
	r->f[VIEW_LINKED] = percent(b->link, b->text.len);
	r->f[VIEW_PHRASE] = (int16_t)b->phrase;
	r->f[VIEW_PROSE] = block_is_prose(b);
	r->f[VIEW_TOLD] = b->told ? 1 : c->page->ld_body.len >= TOLD_BYTES ? -1 : 0;
	r->f[VIEW_TAG] = tag_rank(c->html->node[b->node].tag);
	r->f[VIEW_HEADING] = b->heading;
	r->f[VIEW_ITEM] = b->item;
	r->f[VIEW_CELL] = b->cell;
	r->f[VIEW_ALONE] = percent(b->text.len, c->info[b->node].text);
	r->f[VIEW_INLINE] = tag_rank(c->html->node[c->html->node[b->at].parent].tag);
	for (uint32_t i = b->node; i > 0 && depth < 60; i = c->html->node[i].parent)
		depth++;
	r->f[VIEW_DEPTH] = (int16_t)depth;
	for (unsigned bit = 0, at = VIEW_NAV; bit < 12; bit++)
		if ((1u << bit) != HINT_HIDDEN)
			r->f[at++] = (hints >> bit) & 1;
	r->f[VIEW_BADS] = bad_hints(hints);
}

/* What all blocks of one home have in common. */
static void around_read(struct around *a, const struct survey *s, uint32_t home)
{
	const struct content *c = s->c;
	const struct html *html = c->html;
	const struct node_info *page = &c->info[0];
	uint32_t seen = 0;
	unsigned level = 0;

	memset(a, 0, sizeof *a);
	a->home = home;
	a->f[VIEW_HOME_DIRECT] = percent(s->direct[home], s->prose);
	a->f[VIEW_HOME_COUNT] = clip(s->count[home], 100);
	a->f[VIEW_HOME_KINDS] = percent(s->count_prose[home], s->count[home]);
	a->f[VIEW_IMAGES1] = clip(c->info[home].images, 20);
	for (uint32_t i = home, steps = 0; i > 0 && steps < MOST_UP; i = html->node[i].parent, steps++) {
		const struct node_info *info = &c->info[i];

		switch (html->node[i].tag) {
		case HTML_ARTICLE: a->f[VIEW_IN_ARTICLE] = percent(info->prose, page->prose); break;
		case HTML_MAIN: a->f[VIEW_IN_MAIN] = 1; break;
		case HTML_ASIDE: a->f[VIEW_IN_ASIDE] = 1; break;
		case HTML_UL:
		case HTML_OL: a->f[VIEW_IN_LIST]++; break;
		case HTML_TABLE: a->f[VIEW_IN_TABLE]++; break;
		}
		if (level < LEVELS && info->text > seen + seen / 8) {
			seen = info->text;
			a->f[VIEW_PROSE1 + (level == 0 ? 0 : 1 + level * 3)] = percent(info->prose, page->prose);
			a->f[VIEW_LINK1 + (level == 0 ? 0 : 1 + level * 3)] = percent(info->link, info->text);
			a->f[VIEW_TEXT1 + (level == 0 ? 0 : 1 + level * 3)] = percent(info->text, page->text);
			level++;
		}
	}
}

static void row_place(struct view_row *r, const struct survey *s, size_t i)
{
	const struct content *c = s->c;
	const struct html *html = c->html;
	const struct block *b = &c->block[i];
	unsigned far = 0;

	r->f[VIEW_PLACE] = percent(i, c->n);
	r->f[VIEW_FROM_TITLE] = s->title == c->n ? -FAR
				: i >= s->title  ? clip(i - s->title, FAR)
						 : (int16_t)-clip(s->title - i, FAR);
	r->f[VIEW_TITLED] = c->page->title_node && node_within(html, b->at, c->page->title_node);
	if (s->first == c->n)
		return;
	r->f[VIEW_FROM_FIRST] = i >= s->first ? clip(i - s->first, FAR) : (int16_t)-clip(s->first - i, FAR);
	r->f[VIEW_FROM_LAST] = i >= s->last ? clip(i - s->last, FAR) : (int16_t)-clip(s->last - i, FAR);
	r->f[VIEW_RANGE_PLACE] = i < s->first ? -1 : i > s->last ? 101 : percent(i - s->first, s->last - s->first);
	for (uint32_t up = b->node; up > 0 && far < MOST_UP && !node_within(html, s->main, up);
	     up = html->node[up].parent)
		far++;
	r->f[VIEW_MAIN_FAR] = (int16_t)far;
	r->f[VIEW_MAIN_SHARE] = percent(s->direct[s->main], s->prose);
	r->f[VIEW_SAME_SHAPE] = html->node[b->node].tag == html->node[c->block[s->first].node].tag;
}

static void row_neighbours(struct survey *s, size_t i)
{
	const struct content *c = s->c;
	struct view_row *r = &s->row[i];
	uint32_t home = home_of(c->html, &c->block[i]);
	size_t prose = 0, linked = 0, n = 0;

	for (size_t k = i > 4 ? i - 4 : 0; k < i + 5 && k < c->n; k++) {
		prose += s->row[k].f[VIEW_PROSE] != 0;
		linked += (size_t)s->row[k].f[VIEW_LINKED];
		n++;
	}
	r->f[VIEW_AROUND_PROSE] = (int16_t)prose;
	r->f[VIEW_AROUND_LINKED] = (int16_t)(linked / n);
	for (unsigned side = 0; side < 2; side++) {
		int16_t *to = &r->f[side ? VIEW_N1_WORDS : VIEW_P1_WORDS];
		bool one = side ? i + 1 < c->n : i > 0, two = side ? i + 2 < c->n : i > 1;
		size_t k1 = side ? i + 1 : i - 1, k2 = side ? i + 2 : i - 2;

		to[0] = one ? s->row[k1].f[VIEW_WORDS] : -1;
		to[1] = one ? s->row[k1].f[VIEW_LINKED] : -1;
		to[2] = one ? s->row[k1].f[VIEW_ENDS] : -1;
		to[3] = one ? s->row[k1].f[VIEW_TAG] : -1;
		to[4] = one ? home_of(c->html, &c->block[k1]) == home : -1;
		to[5] = one ? s->row[k1].f[VIEW_PHRASE] : -1;
		to[6] = one ? s->row[k1].f[VIEW_BADS] : -1;
		to[7] = two ? s->row[k2].f[VIEW_WORDS] : -1;
		to[8] = two ? s->row[k2].f[VIEW_LINKED] : -1;
		to[9] = two ? s->row[k2].f[VIEW_TAG] : -1;
	}
}

static void rows_prose(struct survey *s)
{
	size_t n = s->c->n, gap = FAR;

	for (size_t i = 0; i < n; i++) {
		s->row[i].f[VIEW_SINCE_PROSE] = clip(gap, FAR);
		gap = s->row[i].f[VIEW_PROSE] ? 0 : gap + 1;
	}
	gap = FAR;
	for (size_t i = n; i-- > 0;) {
		s->row[i].f[VIEW_UNTIL_PROSE] = clip(gap, FAR);
		gap = s->row[i].f[VIEW_PROSE] ? 0 : gap + 1;
	}
}

struct view_row *view_rows(const struct content *c)
{
	struct survey s = { .c = c,
			    .row = arena_new(c->arena, struct view_row, c->n),
			    .direct = arena_new(c->arena, uint32_t, c->html->nnodes),
			    .count = arena_new(c->arena, uint16_t, c->html->nnodes),
			    .count_prose = arena_new(c->arena, uint16_t, c->html->nnodes) };
	struct around around = { .home = UINT32_MAX };

	survey_homes(&s);
	for (size_t i = 0; i < c->n; i++) {
		uint32_t home = home_of(c->html, &c->block[i]);

		row_own(&s.row[i], c, &c->block[i]);
		if (home != around.home)
			around_read(&around, &s, home);
		memcpy(&s.row[i].f[VIEW_HOME_DIRECT], &around.f[VIEW_HOME_DIRECT],
		       (VIEW_PLACE - VIEW_HOME_DIRECT) * sizeof(int16_t));
		row_place(&s.row[i], &s, i);
	}
	rows_prose(&s);
	for (size_t i = 0; i < c->n; i++)
		row_neighbours(&s, i);
	return s.row;
}
