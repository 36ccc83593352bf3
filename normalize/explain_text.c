/* normalize/explain_text.c - What became of a page, for people. */
#include "normalize/explain_read.h"
#include "common/utf8.h"

#define MOST_RIVALS 3
#define SHOWN       100 /* code points of a block's text */

enum ink { PLAIN, GREEN, RED, DIM, BOLD };

struct sheet {
	struct text *out;
	bool colour;
};

static void ink(const struct sheet *s, enum ink colour)
{
	static const char *const codes[] = { "\x1B[0m", "\x1B[32m", "\x1B[31m", "\x1B[2m", "\x1B[1m" };

	if (s->colour)
		text_add(s->out, slice_from(codes[colour]));
}

/* Foreign text, at most `most` code points of it, control characters (C0, C1) as U+FFFD. */
static void add_foreign(struct text *out, struct slice s, size_t most)
{
	for (size_t at = 0; at < s.len; most--) {
		uint32_t c;

		if (most == 0) {
			text_add(out, SLICE("…"));
			return;
		}
		c = utf8_next(s, &at);
		text_add_codepoint(out, c < 0x20 || (c >= 0x7F && c < 0xA0) ? 0xFFFD : c);
	}
}

/* What was just written behind `begin` is foreign too: a path with classes and ids. */
static void clean_from(struct text *out, size_t begin)
{
	struct text plain;

	if (text_overflowed(out))
		return;
	text_init(&plain, SIZE_MAX / 4);
	text_add(&plain, slice_skip(text_slice(out), begin));
	out->len = begin;
	add_foreign(out, text_slice(&plain), SIZE_MAX);
	text_release(&plain);
}

static void add_outcome(const struct sheet *s, const struct page *page, enum outcome outcome, const struct reason *why)
{
	const struct article *a = page->article;
	struct slice name = a->source_file.len ? a->source_file : a->url;

	ink(s, BOLD);
	add_foreign(s->out, name, SIZE_MAX);
	ink(s, PLAIN);
	text_add(s->out, SLICE(": "));
	if (outcome == FORWARD) {
		text_addf(s->out, "%zu paragraphs, %zu bytes", page->nparagraphs, a->body.len);
		if (page->from.body)
			text_addf(s->out, " of %s", page->from.body);
	} else {
		ink(s, RED);
		text_addf(s->out, "%s: ", outcome_name(outcome));
		add_foreign(s->out, slice_from(why->sentence), SIZE_MAX);
		text_addf(s->out, " (%s)", why->step);
		ink(s, PLAIN);
	}
	text_addf(s->out, "\n%-12s %s, %.*s", "kind", kind_name(page->kind), SLICE_ARG(page->charset));
	ink(s, DIM);
	if (page->charset.len > 0)
		text_addf(s->out, " (%s)", page->from.charset);
	ink(s, PLAIN);
	text_add_char(s->out, '\n');
}

static void add_fields(const struct sheet *s, const struct page *page)
{
	struct known_field field;

	for (size_t i = 0; next_field(page, &i, &field);) {
		text_addf(s->out, "%-12s ", field.name);
		add_foreign(s->out, field.value, SIZE_MAX);
		ink(s, DIM);
		if (field.from)
			text_addf(s->out, " (%s)", field.from);
		ink(s, PLAIN);
		text_add_char(s->out, '\n');
	}
	for (size_t i = 0; i < page->article->npassages; i++) {
		const struct passage *p = &page->article->passage[i];

		text_addf(s->out, "%-12s %.*s, code points %u to %u\n", "passage", SLICE_ARG(p->language), p->start,
			  p->end);
	}
	for (size_t i = 0; i < page->article->ncaptions; i++) {
		const struct caption *caption = &page->article->caption[i];

		text_addf(s->out, "%-12s ", "caption");
		add_foreign(s->out, caption->text, SHOWN);
		if (caption->credit.len > 0) {
			text_add(s->out, SLICE(" / credit: "));
			add_foreign(s->out, caption->credit, SHOWN);
		}
		text_add_char(s->out, '\n');
	}
}

static void add_container(const struct sheet *s, const struct content *c, const char *name, uint32_t i)
{
	size_t begin;

	text_addf(s->out, "%-12s ", name);
	begin = s->out->len;
	add_path(s->out, c->html, i, 0, 6);
	clean_from(s->out, begin);
	ink(s, DIM);
	text_addf(s->out, "  value %.1f, %u bytes of text, %u %% links\n", (double)node_value(c, i), c->info[i].text,
		  node_links(c, i));
	ink(s, PLAIN);
}

static void add_containers(const struct sheet *s, const struct content *c)
{
	uint32_t rival[MOST_RIVALS];
	size_t n = find_rivals(c, rival, MOST_RIVALS);

	if (c->top == 0) {
		text_addf(s->out, "%-12s none: no running text\n", "container");
		return;
	}
	add_container(s, c, "container", c->top);
	if (c->chosen != c->top)
		add_container(s, c, "  within it", c->chosen);
	for (size_t i = 0; i < n; i++)
		add_container(s, c, "  rival", rival[i]);
}

static void add_hints(struct text *out, const struct content *c, const struct block *b)
{
	const char *name;
	uint16_t bit;

	for (size_t i = 0; (name = hint_name(i, &bit)); i++) {
		if (!(b->hints & bit))
			continue;
		text_addf(out, "; %s: ", name);
		add_hint_origin(out, c, b->at, bit);
	}
}

/* "+ 12 kept" or "- 13 links: mostly links"; what follows is about the block. */
static void begin_block(const struct sheet *s, size_t i, struct verdict_words words, bool kept)
{
	ink(s, kept ? GREEN : RED);
	text_addf(s->out, "%c %zu %s", kept ? '+' : '-', i, words.name);
	if (!kept)
		text_addf(s->out, ": %s", words.why);
	ink(s, DIM);
}

static void end_block(const struct sheet *s, struct slice text, bool kept)
{
	ink(s, PLAIN);
	text_add(s->out, SLICE("\n    "));
	ink(s, kept ? GREEN : DIM);
	add_foreign(s->out, text, SHOWN);
	ink(s, PLAIN);
	text_add_char(s->out, '\n');
}

static void add_optional(struct text *out, const char *is, enum phrase phrase)
{
	if (is)
		text_addf(out, "; %s", is);
	if (phrase_name(phrase))
		text_addf(out, "; words of %s", phrase_name(phrase));
}

static void add_block(const struct sheet *s, const struct content *c, size_t i)
{
	const struct block *b = &c->block[i];
	size_t begin;

	begin_block(s, i, verdict_words(b->verdict), block_in(b));
	text_add(s->out, SLICE("  "));
	begin = s->out->len;
	add_path(s->out, c->html, b->node, c->top, 3);
	add_optional(s->out, block_is(b), b->phrase);
	text_addf(s->out, "; %zu words", b->m.words);
	if (b->link > 0)
		text_addf(s->out, "; %u %% links", block_links(b));
	if (block_score(b) > 0)
		text_addf(s->out, "; score %.1f", (double)block_score(b));
	if (b->verdict == BLOCK_VIEW || b->returned)
		text_addf(s->out, "; second view %+.1f%s", b->view / 1000.0,
			  b->returned ? ", which brings it back" : "");
	add_hints(s->out, c, b);
	clean_from(s->out, begin);
	end_block(s, b->text, block_in(b));
}

static void add_line(const struct sheet *s, const struct line *l)
{
	begin_block(s, l->number, line_verdict_words(l->verdict), line_in(l));
	text_addf(s->out, "  %zu words", l->m.words);
	add_optional(s->out, line_is(l), l->phrase);
	end_block(s, l->text.len ? l->text : l->alt, line_in(l));
}

void explain_text(const struct page *page, enum outcome outcome, const struct reason *why, bool colour,
		  struct text *out)
{
	const struct sheet s = { out, colour };

	add_outcome(&s, page, outcome, why);
	add_fields(&s, page);
	if (page->content)
		add_containers(&s, page->content);
	for (size_t i = 0; page->content && i < page->content->n; i++)
		add_block(&s, page->content, i);
	for (size_t i = 0; page->lines && i < page->lines->n; i++)
		add_line(&s, &page->lines->line[i]);
	text_add_char(out, '\n');
}
