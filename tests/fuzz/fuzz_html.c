/* tests/fuzz/fuzz_html.c - any bytes as a page: the tree is well-formed, holds all that is text, and can be read. */
#include "common/stage.h"
#include "normalize/html.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct html_limits limits = { 1u << 20, 100000, 10000, 12, 20 };

static void check_attributes(const struct html *html, uint32_t i)
{
	const struct html_node *node = &html->node[i];

	assert(node->nattrs <= limits.attributes_per_element && (size_t)node->attr + node->nattrs <= html->nattrs);
	for (uint32_t k = node->attr; k < node->attr + node->nattrs; k++) {
		const struct html_attribute *attribute = &html->attr[k];
		struct slice name = html_attribute_name(html, attribute);

		assert((size_t)attribute->name_at + name.len <= html->input.len && name.len > 0);
		assert((size_t)attribute->value_at + attribute->value_len <= html->input.len);
		html_attribute_value(html, attribute);
		if (attribute->name)
			assert(html_has_attr(html, i, attribute->name));
		html_attr_named(html, i, name);
	}
}

static void check_node(const struct html *html, uint32_t i)
{
	const struct html_node *node = &html->node[i], *parent = &html->node[node->parent];
	uint32_t depth = 0;

	assert(i == 0 || (node->parent < i && parent->kind == HTML_ELEMENT));
	assert(node->end > i && node->end <= parent->end);
	assert((size_t)node->at + node->len <= html->input.len);
	assert(node->kind == HTML_ELEMENT || (node->end == i + 1 && node->tag == 0 && node->nattrs == 0));
	for (uint32_t k = i; k > 0; k = html->node[k].parent)
		depth++;
	assert(depth <= limits.depth + 1);
	check_attributes(html, i);
	html_closest(html, i, HTML_DIV);
	html_line(html, i, node->len);
}

/* The children of an element are what html_child() and html_sibling() say, side by side until its end. */
static void check_children(const struct html *html, uint32_t i)
{
	uint32_t next = i + 1;

	for (uint32_t k = html_child(html, i); k; k = html_sibling(html, k)) {
		assert(k == next && html->node[k].parent == i);
		next = html_skip(html, k);
	}
	assert(next == html->node[i].end);
}

static struct slice trim_space(struct slice s)
{
	while (s.len && strchr(" \t\n\f\r", s.at[0]) && s.at[0])
		s = slice_skip(s, 1);
	while (s.len && strchr(" \t\n\f\r", s.at[s.len - 1]) && s.at[s.len - 1])
		s.len--;
	return s;
}

/* What is in no text is white space and markup. */
static void check_gap(struct slice gap, bool at_end)
{
	gap = trim_space(gap);
	if (slice_empty(gap))
		return;
	assert(gap.at[0] == '<' || slice_starts(gap, SLICE("]]>")));
	assert(at_end || gap.at[gap.len - 1] == '>' || slice_ends(gap, SLICE("<![CDATA[")));
}

/* Texts stand in the order of the page, and nothing between them is one. */
static void check_conserved(const struct html *html)
{
	size_t at = 0;

	for (uint32_t i = 0; i < html->nnodes; i++) {
		const struct html_node *node = &html->node[i];

		if (node->kind != HTML_TEXT)
			continue;
		assert(node->at >= at && node->len > 0);
		check_gap(slice_of(html->input.at + at, node->at - at), false);
		at = (size_t)node->at + node->len;
	}
	check_gap(slice_skip(html->input, at), true);
}

/* Whatever stands behind a text in memory, it reads the same; and blanks and borders come one by one. */
static void check_text(const struct html *html, uint32_t i, struct text *whole, struct text *alone)
{
	struct html cut = *html;

	cut.input.len = (size_t)html->node[i].at + html->node[i].len;
	text_reset(whole);
	text_reset(alone);
	html_add_text_node(html, i, '\n', whole);
	html_add_text_node(&cut, i, '\n', alone);
	assert(slice_equal(text_slice(whole), text_slice(alone)));
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\n';
}

static void check_folded(struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		assert(is_blank(s.at[i]) || !ascii_is_space(s.at[i]));
		assert(!is_blank(s.at[i]) || (i > 0 && !is_blank(s.at[i - 1])));
	}
}

static void check_page(const struct html *html)
{
	struct text whole, alone;

	text_init(&whole, 1u << 30);
	text_init(&alone, 1u << 30);
	assert(html->nnodes > 0 && html->node[0].end == html->nnodes);
	for (uint32_t i = 0; i < html->nnodes; i++) {
		check_node(html, i);
		check_children(html, i);
		if (html->node[i].kind == HTML_TEXT)
			check_text(html, i, &whole, &alone);
	}
	check_conserved(html);
	text_reset(&whole);
	html_add_text(html, 0, '\n', &whole);
	check_folded(text_slice(&whole));
	html_raw_text(html, 0);
	text_release(&whole);
	text_release(&alone);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_open(1u << 30);
	struct reason why;
	struct html html;

	if (html_parse(arena, slice_of(data, size), &limits, &html, &why) == 0)
		check_page(&html);
	arena_close(arena);
	return 0;
}
