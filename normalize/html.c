/* normalize/html.c - tokens to tree: head and body, then the ways through the nodes. */
#include "normalize/html.h"
#include "normalize/html_tree.h"

#include "common/stage.h"

#include <assert.h>

const struct html_limits html_limits_default = {
	.bytes = 48u << 20,
	.nodes = 1u << 20,
	.attributes = 1u << 20,
	.depth = 512,
	.attributes_per_element = 256,
};

static void open_body(struct html_tree *tree, const struct html_token *token)
{
	html_tree_pop_to(tree, 1);
	if (token)
		html_tree_push(tree, token, HTML_BODY);
	else
		html_tree_push_implied(tree, HTML_BODY);
	tree->html->body = html_tree_top(tree)->node;
	tree->mode = HTML_IN_BODY;
}

/* Opens the head, or goes on in it: nothing but white space came after it. */
static void open_head(struct html_tree *tree, const struct html_token *token)
{
	if (tree->html->head) {
		tree->open[tree->depth++] = (struct html_open){ .node = tree->html->head, .tag = HTML_HEAD };
		tree->count[HTML_HEAD]++;
	} else {
		if (token)
			html_tree_push(tree, token, HTML_HEAD);
		else
			html_tree_push_implied(tree, HTML_HEAD);
		tree->html->head = html_tree_top(tree)->node;
	}
	tree->mode = HTML_IN_HEAD;
}

/* Whether a noscript or template of the head is open: inside it everything goes as in the body. */
static bool inside_head_element(const struct html_tree *tree)
{
	return tree->mode == HTML_IN_HEAD && tree->depth > 2;
}

static bool belongs_to_head(const struct html_tree *tree, uint16_t tag)
{
	return html_tag_flags[tag] & TAG_HEAD && !(tag == HTML_NOSCRIPT && tree->mode == HTML_AFTER_HEAD);
}

/* A start tag before the body. */
static void head_start(struct html_tree *tree, const struct html_token *token)
{
	uint16_t tag = token->tag;

	if (tag == HTML_BODY) {
		open_body(tree, token);
	} else if (tag == HTML_HTML || inside_head_element(tree)) {
		html_body_start(tree, token);
	} else if (tag == HTML_HEAD) {
		if (tree->mode == HTML_BEFORE_HEAD)
			open_head(tree, token);
	} else {
		if (!belongs_to_head(tree, tag))
			open_body(tree, NULL);
		else if (tree->mode != HTML_IN_HEAD)
			open_head(tree, NULL);
		html_body_start(tree, token);
	}
}

static void head_end(struct html_tree *tree, const struct html_token *token)
{
	if (token->tag == HTML_HEAD) {
		if (tree->mode == HTML_IN_HEAD) {
			html_tree_pop_to(tree, 1);
			tree->mode = HTML_AFTER_HEAD;
		}
	} else if (inside_head_element(tree)) {
		html_body_end(tree, token);
	} else if (token->tag == HTML_BODY || token->tag == HTML_HTML || token->tag == HTML_BR) {
		open_body(tree, NULL);
		html_body_end(tree, token);
	}
}

static void add_text(struct html_tree *tree, const struct html_token *token)
{
	struct slice text = { tree->scan.input.at + token->at, token->len };

	if (tree->mode != HTML_IN_BODY && !inside_head_element(tree)) {
		if (html_tree_is_space(text))
			return;
		open_body(tree, NULL);
	}
	html_tree_add_text(tree, token, token->raw ? HTML_RAW : 0);
}

/* font ends svg and math only with one of its own attributes. */
static bool is_html_font(const struct html_tree *tree, const struct html_token *token)
{
	static const struct slice names[] = { { "color", 5 }, { "face", 4 }, { "size", 4 } };

	if (token->tag != HTML_FONT)
		return false;
	for (uint32_t i = token->attr; i < token->attr + token->nattrs; i++) {
		const struct html_attribute *attr = &tree->scan.attr[i];

		for (size_t k = 0; k < COUNT(names); k++)
			if (slice_equal_nocase((struct slice){ tree->scan.input.at + attr->name_at, attr->name_len },
					       names[k]))
				return true;
	}
	return false;
}

static void start_element(struct html_tree *tree, const struct html_token *token)
{
	if (html_tree_is_foreign(tree)) {
		if (!(html_tag_flags[token->tag] & TAG_BREAKOUT) && !is_html_font(tree, token)) {
			html_tree_push_foreign(tree, token);
			return;
		}
		while (html_tree_is_foreign(tree))
			html_tree_pop(tree);
	}
	if (tree->mode == HTML_IN_BODY)
		html_body_start(tree, token);
	else
		head_start(tree, token);
}

static void take_token(struct html_tree *tree, const struct html_token *token)
{
	switch (token->kind) {
	case HTML_TOKEN_TEXT: add_text(tree, token); break;
	case HTML_TOKEN_START: start_element(tree, token); break;
	case HTML_TOKEN_END:
		if (tree->mode == HTML_IN_BODY)
			html_body_end(tree, token);
		else
			head_end(tree, token);
		break;
	default: break;
	}
	tree->scan.foreign = html_tree_top(tree)->foreign;
}

static void tree_begin(struct html_tree *tree, struct arena *arena, struct slice input,
		       const struct html_limits *limits, struct html *html)
{
	size_t room = 64 + input.len / 128; /* pages of newspapers have a node in 190 bytes */

	*html = (struct html){ .arena = arena, .input = input, .nnodes = 1 };
	*tree = (struct html_tree){ .html = html, .depth = 1, .border = true };
	tree->room = (uint32_t)(room < limits->nodes ? room : limits->nodes);
	html_scan_init(&tree->scan, arena, input, limits);
	tree->open = arena_new(arena, struct html_open, limits->depth + 1); /* one more: raw text is never too deep */
	tree->open[0].tag = HTML_HTML;
	html->node = arena_raw(arena, struct html_node, tree->room);
	html->node[0] = (struct html_node){ .kind = HTML_ELEMENT, .flags = HTML_BLOCK, .tag = HTML_HTML, .end = 1 };
}

static void tree_end(struct html_tree *tree)
{
	html_tree_pop_to(tree, 1);
	tree->html->node[0].end = tree->html->nnodes;
	tree->html->attr = tree->scan.attr;
	tree->html->nattrs = tree->scan.nattrs;
}

int html_parse(struct arena *arena, struct slice input, const struct html_limits *limits, struct html *html,
	       struct reason *why)
{
	struct html_tree tree;
	struct html_token token;

	assert(limits->depth >= 8 && limits->nodes >= 8);
	if (input.len > limits->bytes || input.len > UINT32_MAX) {
		dead(why, "page of %zu bytes is over the limit of %zu", input.len, limits->bytes);
		return -1;
	}
	tree_begin(&tree, arena, input, limits, html);
	do {
		html_scan_next(&tree.scan, &token);
		take_token(&tree, &token);
	} while (token.kind != HTML_TOKEN_NONE && !tree.refused && !tree.scan.refused);
	tree_end(&tree);
	if (tree.refused || tree.scan.refused) {
		dead(why, "page of more than %zu %s", tree.refused ? limits->nodes : limits->attributes,
		     tree.refused ? "nodes" : "attributes");
		return -1;
	}
	return 0;
}

uint32_t html_find(const struct html *html, uint32_t root, uint32_t after, enum html_tag tag)
{
	for (uint32_t i = after + 1; i < html->node[root].end; i++)
		if (html_is(html, i, tag))
			return i;
	return 0;
}

uint32_t html_closest(const struct html *html, uint32_t i, enum html_tag tag)
{
	while (i > 0 && !html_is(html, i, tag))
		i = html->node[i].parent;
	return i;
}

struct slice html_name(const struct html *html, uint32_t i)
{
	const struct html_node *node = &html->node[i];

	return node->kind == HTML_ELEMENT ? slice_of(html->input.at + node->at, node->len) : SLICE("");
}

struct slice html_attribute_name(const struct html *html, const struct html_attribute *attribute)
{
	return (struct slice){ html->input.at + attribute->name_at, attribute->name_len };
}

struct slice html_attribute_value(const struct html *html, const struct html_attribute *attribute)
{
	struct slice raw = { html->input.at + attribute->value_at, attribute->value_len };

	return html_decode(html->arena, raw, true);
}

static const struct html_attribute *find_attribute(const struct html *html, uint32_t i, enum html_attr_name name)
{
	const struct html_node *node = &html->node[i];

	for (uint32_t k = node->attr; k < node->attr + node->nattrs; k++)
		if (html->attr[k].name == name)
			return &html->attr[k];
	return NULL;
}

struct slice html_attr(const struct html *html, uint32_t i, enum html_attr_name name)
{
	const struct html_attribute *attribute = find_attribute(html, i, name);

	return attribute ? html_attribute_value(html, attribute) : SLICE("");
}

bool html_has_attr(const struct html *html, uint32_t i, enum html_attr_name name)
{
	return find_attribute(html, i, name);
}

struct slice html_attr_named(const struct html *html, uint32_t i, struct slice name)
{
	const struct html_node *node = &html->node[i];

	for (uint32_t k = node->attr; k < node->attr + node->nattrs; k++)
		if (slice_equal_nocase(html_attribute_name(html, &html->attr[k]), name))
			return html_attribute_value(html, &html->attr[k]);
	return SLICE("");
}
