/* normalize/html_tree.c - the nodes of a page and the stack of its open elements. */
#include "normalize/html_tree.h"

/* A number for a name, the same in capitals and small letters; never 0. */
static uint32_t key_of(struct slice name)
{
	uint32_t key = 2166136261u; /* FNV-1a */

	for (size_t i = 0; i < name.len; i++)
		key = (key ^ (unsigned char)ascii_lower(name.at[i])) * 16777619u;
	return key ? key : 1;
}

static void open_element(struct html_tree *tree, struct html_open open)
{
	tree->open[tree->depth++] = open;
	tree->keyed[open.key & 0xFF] += open.key != 0;
}

/* Room for one more node; past the limit the last one is used again and the page refused. */
static uint32_t next_node(struct html_tree *tree)
{
	struct html *html = tree->html;

	if (html->nnodes == tree->scan.limits->nodes) {
		tree->refused = true;
		return html->nnodes - 1;
	}
	if (html->nnodes == tree->room) {
		html->node =
			arena_grow_raw(html->arena, html->node, sizeof *html->node, tree->room, 2 * (size_t)tree->room);
		tree->room *= 2;
	}
	return html->nnodes++;
}

uint32_t html_tree_add(struct html_tree *tree, const struct html_token *token, uint16_t tag, uint8_t flags)
{
	uint32_t i = next_node(tree);

	tree->html->node[i] = (struct html_node){
		.kind = HTML_ELEMENT,
		.flags = flags,
		.tag = tag,
		.parent = html_tree_top(tree)->node,
		.end = i + 1,
		.at = token->at,
		.len = token->len,
		.attr = token->attr,
		.nattrs = token->nattrs,
	};
	if (flags & HTML_BLOCK || tag == HTML_BR)
		tree->border = true;
	return i;
}

bool html_tree_is_space(struct slice s)
{
	static const bool space[256] = { ['\t'] = true, ['\n'] = true, ['\f'] = true, ['\r'] = true, [' '] = true };
	const char *p = s.at, *end = s.at + s.len;

	while (p < end && space[(unsigned char)*p])
		p++;
	return p == end;
}

void html_tree_add_text(struct html_tree *tree, const struct html_token *token, uint8_t flags)
{
	uint32_t i;

	if (tree->preformatted)
		flags |= HTML_PREFORMATTED;
	if (html_tree_is_space((struct slice){ tree->scan.input.at + token->at, token->len }))
		flags |= HTML_SPACE;
	if ((flags & (HTML_SPACE | HTML_PREFORMATTED)) == HTML_SPACE && tree->border)
		return;
	i = next_node(tree);
	tree->html->node[i] = (struct html_node){
		.kind = HTML_TEXT,
		.flags = flags,
		.parent = html_tree_top(tree)->node,
		.end = i + 1,
		.at = token->at,
		.len = token->len,
	};
	if (!(flags & HTML_SPACE))
		tree->border = false;
}

static uint8_t flags_of(uint16_t tag)
{
	uint16_t flags = html_tag_flags[tag];

	return (uint8_t)((flags & TAG_BLOCK ? HTML_BLOCK : 0) | (flags & TAG_NOPROSE ? HTML_NOPROSE : 0));
}

static bool is_preformatted(uint16_t tag)
{
	return tag == HTML_PRE || tag == HTML_LISTING;
}

void html_tree_push(struct html_tree *tree, const struct html_token *token, uint16_t tag)
{
	uint32_t node = html_tree_add(tree, token, tag, flags_of(tag));
	uint32_t key = tag == HTML_UNKNOWN ? key_of(html_name(tree->html, node)) : 0;

	if (html_tag_flags[tag] & TAG_VOID)
		return;
	if (tree->depth >= tree->scan.limits->depth) {
		tree->flattened[tag]++;
		tree->any_flattened = true;
		return;
	}
	open_element(tree, (struct html_open){ .node = node, .key = key, .tag = tag });
	tree->count[tag]++;
	tree->preformatted += is_preformatted(tag);
}

/* The few foreign elements that hold HTML: what they are called in svg and in math. */
static bool is_integration(struct slice name, bool math)
{
	static const char *const svg_names[] = { "foreignobject", "desc", "title" };
	static const char *const math_names[] = { "mi", "mo", "mn", "ms", "mtext" };

	return math ? slice_is_any(name, math_names, COUNT(math_names))
		    : slice_is_any(name, svg_names, COUNT(svg_names));
}

void html_tree_push_foreign(struct html_tree *tree, const struct html_token *token)
{
	bool root = token->tag == HTML_SVG || token->tag == HTML_MATH;
	bool math = html_tree_is_foreign(tree) ? html_tree_top(tree)->math : token->tag == HTML_MATH;
	uint8_t flags = HTML_FOREIGN | (token->tag == HTML_SVG ? HTML_NOPROSE : 0);
	uint32_t node = html_tree_add(tree, token, root ? token->tag : HTML_UNKNOWN, flags);
	struct slice name = { tree->scan.input.at + token->at, token->len };

	if (token->self_closing || tree->depth >= tree->scan.limits->depth)
		return;
	open_element(tree, (struct html_open){
				   .node = node,
				   .key = key_of(name),
				   .tag = token->tag,
				   .foreign = true,
				   .math = math,
				   .integration = is_integration(name, math),
			   });
}

void html_tree_push_implied(struct html_tree *tree, uint16_t tag)
{
	struct html_token token = { .kind = HTML_TOKEN_START, .tag = tag, .at = (uint32_t)tree->scan.at };

	html_tree_push(tree, &token, tag);
}

static void pop_one(struct html_tree *tree)
{
	struct html_open *top = html_tree_top(tree);
	struct html_node *node = &tree->html->node[top->node];

	node->end = tree->html->nnodes;
	tree->keyed[top->key & 0xFF] -= top->key != 0;
	if (node->flags & HTML_BLOCK)
		tree->border = true;
	if (!top->foreign) {
		tree->count[top->tag] -= !top->ended;
		tree->preformatted -= is_preformatted(top->tag);
	}
	tree->depth--;
	if (tree->any_flattened && tree->depth < tree->scan.limits->depth) {
		memset(tree->flattened, 0, sizeof tree->flattened);
		tree->any_flattened = false;
	}
}

void html_tree_pop(struct html_tree *tree)
{
	pop_one(tree);
	while (tree->depth > 1 && html_tree_top(tree)->ended)
		pop_one(tree);
}

void html_tree_pop_to(struct html_tree *tree, uint32_t at)
{
	while (tree->depth > at && tree->depth > 1)
		html_tree_pop(tree);
}

/* What the standard says of an open element; of the foreign ones it names but those that hold HTML. */
static uint16_t open_flags(const struct html_open *open)
{
	if (open->foreign)
		return open->integration ? TAG_SPECIAL | TAG_SCOPE : 0;
	return html_tag_flags[open->tag];
}

uint32_t html_tree_find(const struct html_tree *tree, uint16_t tag, uint16_t border)
{
	if (tree->count[tag] == 0)
		return 0;
	for (uint32_t i = tree->depth - 1; i > 0; i--) {
		const struct html_open *open = &tree->open[i];

		if (!open->foreign && open->tag == tag && !open->ended)
			return i;
		if (open_flags(open) & border)
			return 0;
	}
	return 0;
}

static bool is_named(const struct html_tree *tree, const struct html_open *open, struct slice name, uint32_t key)
{
	return open->key == key && slice_equal_nocase(html_name(tree->html, open->node), name);
}

uint32_t html_tree_find_unknown(const struct html_tree *tree, struct slice name)
{
	uint32_t key = key_of(name);

	if (tree->keyed[key & 0xFF] == 0)
		return 0;
	for (uint32_t i = tree->depth - 1; i > 0 && !(open_flags(&tree->open[i]) & TAG_SPECIAL); i--)
		if (!tree->open[i].foreign && is_named(tree, &tree->open[i], name, key))
			return i;
	return 0;
}

uint32_t html_tree_find_foreign(const struct html_tree *tree, struct slice name)
{
	uint32_t key = key_of(name);

	if (tree->keyed[key & 0xFF] == 0)
		return 0;
	for (uint32_t i = tree->depth - 1; tree->open[i].foreign; i--)
		if (is_named(tree, &tree->open[i], name, key))
			return i;
	return 0;
}

/* Whether an element that the standard calls special is open inside open[at]. */
static bool holds_special(const struct html_tree *tree, uint32_t at)
{
	for (uint32_t i = at + 1; i < tree->depth; i++)
		if (open_flags(&tree->open[i]) & TAG_SPECIAL)
			return true;
	return false;
}

void html_tree_end(struct html_tree *tree, uint32_t at)
{
	if (at == 0)
		return;
	if (!holds_special(tree, at)) {
		html_tree_pop_to(tree, at);
		return;
	}
	tree->open[at].ended = true;
	tree->count[tree->open[at].tag]--;
}

/* Opens a raw text element whatever the depth: it is closed at once. */
static void push_raw(struct html_tree *tree, const struct html_token *token)
{
	uint32_t node = html_tree_add(tree, token, token->tag, flags_of(token->tag));

	tree->open[tree->depth++] = (struct html_open){ .node = node, .tag = token->tag };
	tree->count[token->tag]++;
}

static void add_raw_text(struct html_tree *tree, const struct html_token *token)
{
	enum html_raw kind = token->tag == HTML_SCRIPT      ? HTML_RAW_SCRIPT
			     : token->tag == HTML_PLAINTEXT ? HTML_RAW_REST
							    : HTML_RAW_NAMED;
	struct slice name = { tree->scan.input.at + token->at, token->len };
	uint8_t flags = (uint8_t)((html_tag_flags[token->tag] & TAG_RAW ? HTML_RAW : 0) |
				  (token->tag == HTML_TEXTAREA ? HTML_PREFORMATTED : 0));
	struct html_token text = { .kind = HTML_TOKEN_TEXT, .at = (uint32_t)tree->scan.at };

	text.len = (uint32_t)html_scan_raw(&tree->scan, name, kind).len;
	if (text.len)
		html_tree_add_text(tree, &text, flags);
}

void html_tree_add_raw(struct html_tree *tree, const struct html_token *token)
{
	struct html_token end_tag;
	bool border;

	push_raw(tree, token);
	border = tree->border;
	add_raw_text(tree, token);
	tree->border = border;
	html_scan_next(&tree->scan, &end_tag); /* what html_scan_raw() stopped at; none at the end of input */
	html_tree_pop(tree);
}
