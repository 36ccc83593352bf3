/* normalize/html_body.c - what start and end tags do in the body: which open elements they end. */
#include "normalize/html_tree.h"

static bool top_is(struct html_tree *tree, uint16_t tag)
{
	return html_tree_top(tree)->tag == tag && !html_tree_top(tree)->foreign;
}

static bool top_has(struct html_tree *tree, uint16_t flags)
{
	return html_tag_flags[html_tree_top(tree)->tag] & flags && !html_tree_top(tree)->foreign;
}

/* Closes the element found by html_tree_find(); nothing for 0. */
static void close_found(struct html_tree *tree, uint32_t at)
{
	if (at)
		html_tree_pop_to(tree, at);
}

static void close_p(struct html_tree *tree)
{
	close_found(tree, html_tree_find(tree, HTML_P, TAG_SCOPE | TAG_BUTTON));
}

/* Before a list item, or a dt or dd: ends the one that is open, unless something special but address, div and p
 * stands between. */
static void close_item(struct html_tree *tree, uint16_t tag, uint16_t other)
{
	if (tree->count[tag] + tree->count[other] == 0)
		return;
	for (uint32_t i = tree->depth - 1; i > 0; i--) {
		uint16_t open = tree->open[i].tag;

		if (tree->open[i].foreign)
			continue;
		if (open == tag || open == other) {
			html_tree_pop_to(tree, i);
			return;
		}
		if (html_tag_flags[open] & TAG_SPECIAL && open != HTML_ADDRESS && open != HTML_DIV && open != HTML_P)
			return;
	}
}

static bool is_implied_end(uint16_t tag)
{
	switch (tag) {
	case HTML_DD:
	case HTML_DT:
	case HTML_LI:
	case HTML_OPTGROUP:
	case HTML_OPTION:
	case HTML_P:
	case HTML_RB:
	case HTML_RP:
	case HTML_RT:
	case HTML_RTC: return true;
	default: return false;
	}
}

static bool top_is_implied_end(struct html_tree *tree)
{
	return is_implied_end(html_tree_top(tree)->tag) && !html_tree_top(tree)->foreign;
}

static void close_implied(struct html_tree *tree)
{
	while (top_is_implied_end(tree))
		html_tree_pop(tree);
}

/* Closes what is open above open[table], down to an element with one of `flags`, which stays open.  Returns
 * whether there was one. */
static bool clear_back_to(struct html_tree *tree, uint32_t table, uint16_t tag, uint16_t flags)
{
	for (uint32_t i = tree->depth - 1; i > table; i--) {
		const struct html_open *open = &tree->open[i];

		if (!open->foreign && !open->ended && (open->tag == tag || html_tag_flags[open->tag] & flags)) {
			html_tree_pop_to(tree, i + 1);
			return true;
		}
	}
	html_tree_pop_to(tree, table + 1);
	return false;
}

static void make_room_for_row(struct html_tree *tree, uint32_t table)
{
	if (!clear_back_to(tree, table, HTML_TBODY, TAG_ROWS))
		html_tree_push_implied(tree, HTML_TBODY);
}

/* A leaf without a name that parts words: where a tag was that has no meaning there, but that somebody wrote to begin
 * or end a block. */
static void add_border(struct html_tree *tree, const struct html_token *token)
{
	struct html_token border = { .kind = HTML_TOKEN_START, .at = token->at };

	html_tree_add(tree, &border, HTML_UNKNOWN, HTML_BLOCK);
}

/* caption, colgroup, col, tbody, thead, tfoot, tr, td, th.  Without a table it is just a border of words. */
static void start_table_part(struct html_tree *tree, const struct html_token *token)
{
	uint32_t table = html_tree_find(tree, HTML_TABLE, TAG_TABLE_SCOPE);

	if (!table) {
		add_border(tree, token);
		return;
	}
	if (token->tag == HTML_TR) {
		make_room_for_row(tree, table);
	} else if (token->tag == HTML_TD || token->tag == HTML_TH) {
		if (!clear_back_to(tree, table, HTML_TR, 0)) {
			make_room_for_row(tree, table);
			html_tree_push_implied(tree, HTML_TR);
		}
	} else if (token->tag != HTML_COL || !top_is(tree, HTML_COLGROUP)) {
		html_tree_pop_to(tree, table + 1);
	}
	html_tree_push(tree, token, token->tag);
}

/* A table in another one, but in none of its cells, ends that one. */
static void close_table(struct html_tree *tree)
{
	close_found(tree, html_tree_find(tree, HTML_TABLE, TAG_SCOPE));
}

static uint32_t find_select(const struct html_tree *tree)
{
	return html_tree_find(tree, HTML_SELECT, TAG_SCOPE);
}

/* Before an option, an optgroup or an hr: in a select it ends whatever may be ended, elsewhere an option only. */
static void close_option(struct html_tree *tree, uint16_t tag)
{
	if (find_select(tree)) {
		while (top_is_implied_end(tree) && !(tag == HTML_OPTION && top_is(tree, HTML_OPTGROUP)))
			html_tree_pop(tree);
	} else if (tag != HTML_HR && top_is(tree, HTML_OPTION)) {
		html_tree_pop(tree);
	}
}

/* Before a part of a ruby. */
static void close_ruby(struct html_tree *tree, bool and_rtc)
{
	if (!html_tree_find(tree, HTML_RUBY, TAG_SCOPE))
		return;
	while (top_is_implied_end(tree) && (and_rtc || !top_is(tree, HTML_RTC)))
		html_tree_pop(tree);
}

/* Ends what cannot stay open when an element of that tag begins. */
static void make_room(struct html_tree *tree, uint16_t tag)
{
	uint16_t flags = html_tag_flags[tag];

	if (flags & TAG_CLOSES_P)
		close_p(tree);
	if (flags & TAG_HEADING && top_has(tree, TAG_HEADING))
		html_tree_pop(tree);
	switch (tag) {
	case HTML_A:
	case HTML_NOBR: html_tree_end(tree, html_tree_find(tree, tag, TAG_SCOPE)); break;
	case HTML_BUTTON: close_found(tree, html_tree_find(tree, tag, TAG_SCOPE)); break;
	case HTML_LI: close_item(tree, HTML_LI, HTML_LI); break;
	case HTML_DD:
	case HTML_DT: close_item(tree, HTML_DD, HTML_DT); break;
	case HTML_HR:
	case HTML_OPTGROUP:
	case HTML_OPTION: close_option(tree, tag); break;
	case HTML_INPUT: close_found(tree, find_select(tree)); break;
	case HTML_RB:
	case HTML_RP:
	case HTML_RT:
	case HTML_RTC: close_ruby(tree, tag == HTML_RB || tag == HTML_RTC); break;
	case HTML_TABLE: close_table(tree); break;
	default: break;
	}
}

/* An html or body tag that comes again: its attributes count if the first had none. */
static void merge_attributes(struct html_tree *tree, uint32_t i, const struct html_token *token)
{
	struct html_node *node = &tree->html->node[i];

	if (node->nattrs == 0) {
		node->attr = token->attr;
		node->nattrs = token->nattrs;
	}
}

void html_body_start(struct html_tree *tree, const struct html_token *token)
{
	switch (token->tag) {
	case HTML_HTML: merge_attributes(tree, 0, token); return;
	case HTML_BODY:
		if (tree->html->body)
			merge_attributes(tree, tree->html->body, token);
		return;
	case HTML_HEAD: return;
	case HTML_SVG:
	case HTML_MATH: html_tree_push_foreign(tree, token); return;
	case HTML_CAPTION:
	case HTML_COL:
	case HTML_COLGROUP:
	case HTML_TBODY:
	case HTML_TD:
	case HTML_TFOOT:
	case HTML_TH:
	case HTML_THEAD:
	case HTML_TR: start_table_part(tree, token); return;
	case HTML_FORM:
		if (tree->count[HTML_FORM])
			return;
		break;
	case HTML_SELECT:
		if (find_select(tree)) { /* counts as its end tag */
			close_found(tree, find_select(tree));
			return;
		}
		break;
	default: break;
	}
	make_room(tree, token->tag);
	if (html_tag_flags[token->tag] & (TAG_RAW | TAG_RCDATA))
		html_tree_add_raw(tree, token);
	else
		html_tree_push(tree, token, token->tag == HTML_IMAGE ? HTML_IMG : token->tag);
}

/* An end tag whose element is not open, but that leaves an empty one: </p>, </br>. */
static void add_empty(struct html_tree *tree, const struct html_token *token)
{
	html_tree_add(tree, token, token->tag, html_is_block(token->tag) ? HTML_BLOCK : 0);
}

/* The topmost open heading of any level. */
static uint32_t find_heading(const struct html_tree *tree)
{
	uint32_t best = 0;

	for (unsigned tag = HTML_H1; tag <= HTML_H6; tag++) {
		uint32_t at = html_tree_find(tree, (uint16_t)tag, TAG_SCOPE);

		if (at > best)
			best = at;
	}
	return best;
}

static void end_p(struct html_tree *tree, const struct html_token *token)
{
	uint32_t at = html_tree_find(tree, HTML_P, TAG_SCOPE | TAG_BUTTON);

	if (at)
		html_tree_pop_to(tree, at);
	else
		add_empty(tree, token);
}

/* A form ends with what is open in it, if that is more than what its end implies. */
static void end_form(struct html_tree *tree)
{
	if (!html_tree_find(tree, HTML_FORM, TAG_SCOPE))
		return;
	close_implied(tree);
	html_tree_end(tree, html_tree_find(tree, HTML_FORM, TAG_SCOPE));
}

static void end_by_class(struct html_tree *tree, uint16_t tag)
{
	uint16_t flags = html_tag_flags[tag];

	if (flags & TAG_FORMATTING)
		html_tree_end(tree, html_tree_find(tree, tag, TAG_SCOPE));
	else if (flags & TAG_HEADING)
		close_found(tree, find_heading(tree));
	else
		close_found(tree, html_tree_find(tree, tag, flags & TAG_SPECIAL ? TAG_SCOPE : TAG_SPECIAL));
}

/* Inside svg and math names alone count, up to the element that these stand in; but p and br end both. */
static bool end_foreign(struct html_tree *tree, const struct html_token *token)
{
	struct slice name = { tree->scan.input.at + token->at, token->len };
	uint32_t at;

	if (token->tag == HTML_P || token->tag == HTML_BR)
		while (html_tree_is_foreign(tree))
			html_tree_pop(tree);
	at = html_tree_top(tree)->foreign ? html_tree_find_foreign(tree, name) : 0;
	close_found(tree, at);
	return at != 0;
}

/* The end tag of an element that became a leaf for being too deep. */
static bool end_flattened(struct html_tree *tree, const struct html_token *token)
{
	if (tree->flattened[token->tag] == 0)
		return false;
	tree->flattened[token->tag]--;
	if (html_is_block(token->tag))
		add_border(tree, token);
	return true;
}

void html_body_end(struct html_tree *tree, const struct html_token *token)
{
	if (end_flattened(tree, token) || end_foreign(tree, token))
		return;
	switch (token->tag) {
	case HTML_HTML:
	case HTML_BODY:
	case HTML_HEAD: break;
	case HTML_BR: add_empty(tree, token); break;
	case HTML_P: end_p(tree, token); break;
	case HTML_LI: close_found(tree, html_tree_find(tree, HTML_LI, TAG_SCOPE | TAG_LIST)); break;
	case HTML_CAPTION:
	case HTML_TABLE:
	case HTML_TBODY:
	case HTML_TD:
	case HTML_TFOOT:
	case HTML_TH:
	case HTML_THEAD:
	case HTML_TR: close_found(tree, html_tree_find(tree, token->tag, TAG_TABLE_SCOPE)); break;
	case HTML_NOSCRIPT:
	case HTML_TEMPLATE: close_found(tree, html_tree_find(tree, token->tag, 0)); break;
	case HTML_FORM: end_form(tree); break;
	case HTML_UNKNOWN:
		close_found(tree, html_tree_find_unknown(
					  tree, (struct slice){ tree->scan.input.at + token->at, token->len }));
		break;
	default: end_by_class(tree, token->tag);
	}
}
