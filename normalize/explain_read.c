/* normalize/explain_read.c - What the steps of normalize left of a page, in words. */
#include "normalize/explain_read.h"
#include "common/utf8.h"

#define NAME_BYTES 40 /* of a class or id that is shown */
#define MOST_NAMES 2

struct verdict_words verdict_words(enum verdict verdict)
{
	static const struct verdict_words words[] = {
		[BLOCK_OUTSIDE] = { "outside", "outside the container" },
		[BLOCK_KEPT] = { "kept", "text of the article" },
		[BLOCK_CAPTION] = { "caption", "a picture's caption, kept aside" },
		[BLOCK_TITLE] = { "title", "says the title again" },
		[BLOCK_HEAD] = { "head", "before the first running text" },
		[BLOCK_HINT] = { "hint", "a name, role or tag around it speaks against it" },
		[BLOCK_LINKS] = { "links", "mostly links, or no words" },
		[BLOCK_PHRASE] = { "phrase", "set words: a label, or a request to the reader" },
		[BLOCK_BOX] = { "box", "in a box that set words head" },
		[BLOCK_END] = { "end", "behind words that end the article" },
		[BLOCK_ASIDE] = { "aside", "a small box beside the text" },
		[BLOCK_TAIL] = { "tail", "behind the last sentence" },
		[BLOCK_TWICE] = { "twice", "says again what stands in the text" },
		[BLOCK_HEADING] = { "heading", "a heading with nothing below it" },
		[BLOCK_VIEW] = { "view", "the second view is against it" },
	};

	if ((size_t)verdict < COUNT(words) && words[verdict].name)
		return words[verdict];
	return (struct verdict_words){ "cut", "no text of the article" };
}

struct verdict_words line_verdict_words(enum line_verdict verdict)
{
	static const struct verdict_words words[] = {
		[LINE_KEPT] = { "kept", "text of the article" },
		[LINE_HEADER] = { "header", "a field or date before the article" },
		[LINE_MENU] = { "menu", "the site's menu, or the way to the page" },
		[LINE_TITLE] = { "title", "the title" },
		[LINE_SIGNATURE] = { "signature", "author or source" },
		[LINE_CAPTION] = { "caption", "a picture's caption, kept aside" },
		[LINE_ALT] = { "alt", "the alternative text of a picture" },
		[LINE_LINK] = { "link", "nothing but a link, or it points at another article" },
		[LINE_PHRASE] = { "phrase", "set words: a label, a button, tags" },
		[LINE_ASKS] = { "asks", "a request to the reader" },
		[LINE_LIST] = { "list", "in a list of other articles" },
		[LINE_END] = { "end", "behind words that end the article" },
		[LINE_REPEAT] = { "repeat", "stood there before" },
	};

	return words[verdict];
}

const char *phrase_name(enum phrase phrase)
{
	static const char *const names[] = { NULL, "related", "end", "button", "ad", "tags" };

	return (size_t)phrase < COUNT(names) ? names[phrase] : "phrase";
}

const char *kind_name(enum page_kind kind)
{
	static const char *const names[] = { "html", "plain", "markdown" };

	return names[kind];
}

const char *hint_name(size_t i, uint16_t *bit)
{
	static const struct {
		uint16_t bit;
		const char *name;
	} hints[] = {
		{ HINT_NAV, "nav" },         { HINT_RELATED, "related" }, { HINT_SHARE, "share" },
		{ HINT_COMMENT, "comment" }, { HINT_TAGS, "tags" },       { HINT_AUTHOR, "author" },
		{ HINT_AD, "ad" },           { HINT_HIDDEN, "hidden" },   { HINT_CAPTION, "caption" },
		{ HINT_BODY, "body" },       { HINT_LEAD, "lead" },       { HINT_META, "meta" },
	};

	if (i >= COUNT(hints))
		return NULL;
	*bit = hints[i].bit;
	return hints[i].name;
}

/* The element's name; of one that no tag stands for, there is only "+". */
static void add_name(struct text *out, const struct html *html, uint32_t i)
{
	struct slice name = slice_head(html_name(html, i), NAME_BYTES);

	for (size_t k = 0; k < name.len; k++)
		text_add_char(out, ascii_lower(name.at[k]));
	if (name.len == 0)
		text_add_char(out, '+');
}

static void add_selector(struct text *out, char sign, struct slice name)
{
	text_add_char(out, sign);
	text_add(out, utf8_head(name, NAME_BYTES));
}

void add_node(struct text *out, const struct html *html, uint32_t i)
{
	struct slice names = html_attr(html, i, HTML_ATTR_CLASS), name;
	struct slice id = slice_trim(html_attr(html, i, HTML_ATTR_ID));

	add_name(out, html, i);
	if (id.len > 0)
		add_selector(out, '#', id);
	for (size_t n = 0; n < MOST_NAMES && slice_next(&names, ' ', &name);) {
		name = slice_trim(name);
		if (slice_empty(name))
			continue;
		add_selector(out, '.', name);
		n++;
	}
}

void add_path(struct text *out, const struct html *html, uint32_t i, uint32_t root, unsigned levels)
{
	uint32_t above[16];
	unsigned n = 0;

	if (levels > COUNT(above))
		levels = COUNT(above);
	if (i == root && root > 0)
		above[n++] = i;
	for (; i > 0 && i != root && n < levels; i = html->node[i].parent)
		if (!html_is(html, i, HTML_BODY))
			above[n++] = i;
	while (n > 0) {
		add_node(out, html, above[--n]);
		if (n > 0)
			text_add(out, SLICE(" > "));
	}
}

/* The first name in a class or id attribute that gives the hint; empty if none does. */
static struct slice hinting_name(struct slice names, uint16_t bit)
{
	struct slice name;

	while (slice_next(&names, ' ', &name))
		if (hint_of_names(name) & bit)
			return name;
	return SLICE("");
}

void add_hint_origin(struct text *out, const struct content *c, uint32_t i, uint16_t bit)
{
	const struct html *html = c->html;
	struct slice name, id;

	while (i > 0 && !(c->info[i].own & bit))
		i = html->node[i].parent;
	if (i == 0)
		return;
	add_name(out, html, i);
	name = hinting_name(html_attr(html, i, HTML_ATTR_CLASS), bit);
	id = hinting_name(html_attr(html, i, HTML_ATTR_ID), bit);
	if (name.len > 0)
		add_selector(out, '.', name);
	else if (id.len > 0)
		add_selector(out, '#', id);
	else if (!(hint_of_tag(html, i) & bit)) /* a role, a style, a field to fill in below it */
		text_add(out, html_has_attr(html, i, HTML_ATTR_ROLE) ? SLICE("[role]") : SLICE("[…]"));
}

const char *block_is(const struct block *b)
{
	return b->heading ? "heading" : b->item ? "item" : b->cell ? "cell" : NULL;
}

const char *line_is(const struct line *l)
{
	return l->heading ? "heading" : l->item ? "item" : l->cell ? "cell" : l->image ? "picture" : NULL;
}

unsigned node_links(const struct content *c, uint32_t i)
{
	return c->info[i].text ? (unsigned)((uint64_t)c->info[i].link * 100 / c->info[i].text) : 0;
}

unsigned block_links(const struct block *b)
{
	return b->text.len ? (unsigned)((uint64_t)b->link * 100 / b->text.len) : 0;
}

static bool nested(const struct html *html, uint32_t a, uint32_t b)
{
	return node_within(html, a, b) || node_within(html, b, a);
}

/* The best node that is not nested with those that are there already; 0 if none has a value. */
static uint32_t next_rival(const struct content *c, const uint32_t *node, size_t n)
{
	float best = 0;
	uint32_t found = 0;

	for (uint32_t i = 1; i < c->html->nnodes; i++) {
		float value = c->html->node[i].kind == HTML_ELEMENT ? node_value(c, i) : 0;
		bool apart = !nested(c->html, i, c->top);

		for (size_t k = 0; k < n && apart; k++)
			apart = !nested(c->html, i, node[k]);
		if (value > best && apart) {
			best = value;
			found = i;
		}
	}
	return found;
}

size_t find_rivals(const struct content *c, uint32_t *node, size_t most)
{
	size_t n = 0;

	while (n < most && c->top > 0 && (node[n] = next_rival(c, node, n)) > 0)
		n++;
	return n;
}

bool next_field(const struct page *page, size_t *i, struct known_field *field)
{
	const struct article *a = page->article;
	const struct origins *from = &page->from;
	const struct {
		const char *name, *from;
		struct slice value;
		struct moment moment;
	} fields[] = {
		{ "title", from->title, a->title, MOMENT_UNKNOWN },
		{ "byline", from->byline, a->byline, MOMENT_UNKNOWN },
		{ "published", from->published, SLICE(""), a->published },
		{ "modified", from->modified, SLICE(""), a->modified },
		{ "siteName", from->site_name, a->site_name, MOMENT_UNKNOWN },
		{ "publisher", NULL, a->publisher, MOMENT_UNKNOWN },
		{ "section", NULL, a->section, MOMENT_UNKNOWN },
		{ "pageType", NULL, a->page_type, MOMENT_UNKNOWN },
		{ "paywalled", NULL, a->paywalled ? SLICE("true") : SLICE(""), MOMENT_UNKNOWN },
		{ "image", NULL, a->image, MOMENT_UNKNOWN },
		{ "canonicalUrl", from->canonical_url, a->canonical_url, MOMENT_UNKNOWN },
		{ "dateline", from->dateline, a->dateline, MOMENT_UNKNOWN },
		{ "agency", from->agency, a->agency, MOMENT_UNKNOWN },
		{ "language", NULL, a->language, MOMENT_UNKNOWN },
		{ "  page says", NULL, page->language_hint, MOMENT_UNKNOWN },
	};

	for (; *i < COUNT(fields); ++*i) {
		field->name = fields[*i].name;
		field->from = fields[*i].from;
		field->value = fields[*i].value;
		if (slice_empty(field->value))
			field->value = slice_from(moment_format(field->when, fields[*i].moment));
		if (field->value.len == 0)
			continue;
		++*i;
		return true;
	}
	return false;
}
