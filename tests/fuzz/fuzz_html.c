/* tests/fuzz/fuzz_html.c - any bytes as a page: the tree is well-formed, and its text, names and values can be read. */
#include "common/stage.h"
#include "normalize/html.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_node(const struct html *html, uint32_t i)
{
	const struct html_node *node = &html->node[i];

	assert(i == 0 || node->parent < i);
	assert(node->end > i && node->end <= html->node[node->parent].end);
	html_attr(html, i, HTML_ATTR_CLASS);
	html_name(html, i);
	html_closest(html, i, HTML_DIV);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct html_limits limits = { 1u << 20, 100000, 10000, 12, 20 };
	struct arena *arena = arena_open(1u << 30);
	struct reason why;
	struct html html;
	struct text out;

	text_init(&out, 1u << 30);
	if (html_parse(arena, slice_of(data, size), &limits, &html, &why) == 0) {
		for (uint32_t i = 0; i < html.nnodes; i++)
			check_node(&html, i);
		html_add_text(&html, 0, '\n', &out);
		html_line(&html, html.body, size / 2);
		html_raw_text(&html, 0);
	}
	text_release(&out);
	arena_close(arena);
	return 0;
}
