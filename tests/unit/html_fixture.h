/* tests/unit/html_fixture.h
 *
 * html_fixture - a page parsed for a test, and what holds of every tree.
 */
#ifndef TESTS_UNIT_HTML_FIXTURE_H
#define TESTS_UNIT_HTML_FIXTURE_H

#include "tests/unit/unit.h"

#include "common/stage.h"
#include "common/text.h"
#include "normalize/html.h"

#define ARENA_BYTES (512u << 20)

struct fixture {
	struct arena *arena;
	struct html html;
	struct text out;
	struct reason why;
};

static inline void fixture_open(struct fixture *f)
{
	f->arena = arena_open(ARENA_BYTES);
	text_init(&f->out, ARENA_BYTES);
}

static inline void fixture_close(struct fixture *f)
{
	text_release(&f->out);
	arena_close(f->arena);
}

static inline void parse(struct fixture *f, struct slice page)
{
	arena_reset(f->arena);
	text_reset(&f->out);
	assert_int_equal(html_parse(f->arena, page, &html_limits_default, &f->html, &f->why), 0);
}

/* Every node is where the header says: ranges nest, parents are right. */
static inline void assert_well_formed(const struct html *html)
{
	assert_true(html->nnodes > 0);
	assert_int_equal(html->node[0].end, html->nnodes);
	for (uint32_t i = 1; i < html->nnodes; i++) {
		const struct html_node *node = &html->node[i], *parent = &html->node[node->parent];

		assert_true(node->parent < i);
		assert_true(node->end > i && node->end <= parent->end);
		assert_true(parent->kind == HTML_ELEMENT);
		assert_true((size_t)node->at + node->len <= html->input.len);
		assert_true((size_t)node->attr + node->nattrs <= html->nattrs);
	}
}

#endif
