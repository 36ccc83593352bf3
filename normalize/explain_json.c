/* normalize/explain_json.c - What became of a page, as JSON: explain.h has its shape. */
#include "normalize/explain_read.h"

#define MOST_RIVALS 4

static void add_string(struct text *out, const char *name, struct slice s)
{
	text_addf(out, ",\"%s\":", name);
	text_add_json(out, s);
}

/* What was just written behind `begin` becomes a JSON string. */
static void quote_from(struct text *out, size_t begin)
{
	struct text plain;

	if (text_overflowed(out))
		return;
	text_init(&plain, SIZE_MAX / 4);
	text_add(&plain, slice_skip(text_slice(out), begin));
	out->len = begin;
	text_add_json(out, text_slice(&plain));
	text_release(&plain);
}

static void add_container(struct text *out, const struct content *c, const char *name, uint32_t i)
{
	size_t begin;

	text_addf(out, "%s{\"path\":", name);
	begin = out->len;
	add_path(out, c->html, i, 0, 6);
	quote_from(out, begin);
	text_addf(out, ",\"value\":%.1f,\"text\":%u,\"links\":%u}", (double)node_value(c, i), c->info[i].text,
		  node_links(c, i));
}

static void add_containers(struct text *out, const struct content *c)
{
	uint32_t rival[MOST_RIVALS];
	size_t n = find_rivals(c, rival, MOST_RIVALS);

	if (c->top == 0)
		return;
	add_container(out, c, ",\"container\":{\"chosen\":", c->chosen);
	add_container(out, c, ",\"taken\":", c->top);
	text_add(out, SLICE(",\"rivals\":["));
	for (size_t i = 0; i < n; i++)
		add_container(out, c, i ? "," : "", rival[i]);
	text_add(out, SLICE("]}"));
}

static void add_judged(struct text *out, struct verdict_words words, bool kept, struct slice text,
		       const struct measure *m)
{
	text_addf(out, "{\"verdict\":\"%s\",\"kept\":%s,\"why\":\"%s\",\"text\":", words.name, kept ? "true" : "false",
		  words.why);
	text_add_json(out, text);
	text_addf(out, ",\"words\":%zu,\"sentences\":%zu", m->words, m->sentences);
}

static void add_hints(struct text *out, const struct content *c, const struct block *b)
{
	const char *name, *parting = ",\"hints\":[";
	uint16_t bit;

	for (size_t i = 0; (name = hint_name(i, &bit)); i++) {
		size_t begin;

		if (!(b->hints & bit))
			continue;
		text_addf(out, "%s{\"hint\":\"%s\",\"from\":", parting, name);
		begin = out->len;
		add_hint_origin(out, c, b->at, bit);
		quote_from(out, begin);
		text_add_char(out, '}');
		parting = ",";
	}
	if (*parting == ',' && parting[1] == '\0')
		text_add_char(out, ']');
}

static void add_optional(struct text *out, const char *is, enum phrase phrase)
{
	if (is)
		text_addf(out, ",\"is\":\"%s\"", is);
	if (phrase_name(phrase))
		text_addf(out, ",\"phrase\":\"%s\"", phrase_name(phrase));
}

static void add_block(struct text *out, const struct content *c, const struct block *b)
{
	size_t begin;

	add_judged(out, verdict_words(b->verdict), block_in(b), b->text, &b->m);
	text_add(out, SLICE(",\"path\":"));
	begin = out->len;
	add_path(out, c->html, b->node, c->top, 4);
	quote_from(out, begin);
	text_addf(out, ",\"score\":%.1f,\"links\":%u", (double)block_score(b), block_links(b));
	if (b->view != 0)
		text_addf(out, ",\"view\":%.3f", b->view / 1000.0);
	add_hints(out, c, b);
	add_optional(out, block_is(b), b->phrase);
	text_add_char(out, '}');
}

static void add_line(struct text *out, const struct line *l)
{
	add_judged(out, line_verdict_words(l->verdict), line_in(l), l->text.len ? l->text : l->alt, &l->m);
	text_addf(out, ",\"line\":%zu", l->number);
	add_optional(out, line_is(l), l->phrase);
	text_add_char(out, '}');
}

static void add_blocks(struct text *out, const struct page *page)
{
	text_add(out, SLICE(",\"blocks\":["));
	for (size_t i = 0; page->content && i < page->content->n; i++) {
		if (i > 0)
			text_add_char(out, ',');
		add_block(out, page->content, &page->content->block[i]);
	}
	for (size_t i = 0; page->lines && i < page->lines->n; i++) {
		if (i > 0)
			text_add_char(out, ',');
		add_line(out, &page->lines->line[i]);
	}
	text_add_char(out, ']');
}

static void add_article(struct text *out, const struct page *page)
{
	struct known_field field;
	const char *parting = "";

	text_add(out, SLICE(",\"article\":"));
	article_encode(page->article, out);
	text_add(out, SLICE(",\"from\":{"));
	for (size_t i = 0; next_field(page, &i, &field);) {
		if (!field.from)
			continue;
		text_addf(out, "%s\"%s\":\"%s\"", parting, field.name, field.from);
		parting = ",";
	}
	if (page->charset.len > 0) {
		text_addf(out, "%s\"charset\":\"%s\"", parting, page->from.charset);
		parting = ",";
	}
	if (page->from.body)
		text_addf(out, "%s\"body\":\"%s\"", parting, page->from.body);
	text_add_char(out, '}');
}

void explain_json(const struct page *page, enum outcome outcome, const struct reason *why, struct text *out)
{
	text_addf(out, "{\"outcome\":\"%s\"", outcome_name(outcome));
	if (outcome != FORWARD) {
		add_string(out, "step", slice_from(why->step));
		add_string(out, "reason", slice_from(why->sentence));
	}
	text_addf(out, ",\"kind\":\"%s\"", kind_name(page->kind));
	add_string(out, "charset", page->charset);
	add_string(out, "languageHint", page->language_hint);
	add_article(out, page);
	if (page->content)
		add_containers(out, page->content);
	add_blocks(out, page);
	text_addf(out, ",\"bytes\":%zu}\n", outcome == FORWARD ? page->article->body.len : 0);
}
