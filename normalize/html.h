/* normalize/html.h
 *
 * html - a page as a flat array of nodes in document order, read from UTF-8 bytes in one pass.
 *
 * Tokens are those of the HTML standard (WHATWG, 13.2.5).  The tree is built as far as text can show the difference:
 * implied elements and end tags, scopes, void elements, raw text, select as of 2025, svg and math with the elements in
 * them that hold HTML.  On 807 pages of newspapers and blogs (2026-11) all 170,431 paragraphs, list items, cells and
 * headings have the text that html5lib 1.1 finds (tests/support/compare_html5lib.py).  What is not done, and why:
 * - Nothing is moved.  What the standard would take out of a table (text, a div between rows) stays in it, where the
 *   page has it.
 * - No formatting element (b, a, font...) is opened again behind the block that it was closed in; one whose end tag
 *   comes across a block ends with that block.  So texts never change, only how much of them is bold or a link.
 * - noscript is a world of its own, as for browsers that run scripts: what it holds has nodes, below it, and opens or
 *   ends nothing outside.  Template likewise.
 * - A table ends an open p on every page, with or without a doctype; frames are elements like others; annotation-xml
 *   never holds HTML.
 * - A table cell or row without a table leaves a nameless leaf, so that words stay apart.
 * Comments, doctypes and white space next to a block boundary make no node.
 *
 * Node 0 is always the html element; a subtree is the range [i, node[i].end).  Nodes and attributes are offsets
 * into the input: nothing is copied or decoded until somebody asks.  All of it lives in the arena, and needs
 * the input to stay where it is.  Any bytes are fine: what is not UTF-8 is passed through.
 */
#ifndef NORMALIZE_HTML_H
#define NORMALIZE_HTML_H

#include "common/arena.h"
#include "common/slice.h"
#include "common/text.h"

struct reason;

enum html_kind { HTML_ELEMENT, HTML_TEXT };

/* Elements by name; HTML_UNKNOWN is every other one, and all that stand inside svg and math. */
/* clang-format off */
enum html_tag {
	HTML_UNKNOWN, HTML_A, HTML_ABBR, HTML_ACRONYM, HTML_ADDRESS, HTML_APPLET, HTML_AREA, HTML_ARTICLE,
	HTML_ASIDE, HTML_AUDIO, HTML_B, HTML_BASE, HTML_BASEFONT, HTML_BGSOUND, HTML_BIG, HTML_BLOCKQUOTE,
	HTML_BODY, HTML_BR, HTML_BUTTON, HTML_CANVAS, HTML_CAPTION, HTML_CENTER, HTML_CITE, HTML_CODE,
	HTML_COL, HTML_COLGROUP, HTML_DATA, HTML_DATALIST, HTML_DD, HTML_DEL, HTML_DETAILS, HTML_DFN,
	HTML_DIALOG, HTML_DIR, HTML_DIV, HTML_DL, HTML_DT, HTML_EM, HTML_EMBED, HTML_FIELDSET,
	HTML_FIGCAPTION, HTML_FIGURE, HTML_FONT, HTML_FOOTER, HTML_FORM, HTML_FRAME, HTML_FRAMESET, HTML_H1,
	HTML_H2, HTML_H3, HTML_H4, HTML_H5, HTML_H6, HTML_HEAD, HTML_HEADER, HTML_HGROUP, HTML_HR,
	HTML_HTML, HTML_I, HTML_IFRAME, HTML_IMAGE, HTML_IMG, HTML_INPUT, HTML_INS, HTML_KBD, HTML_KEYGEN,
	HTML_LABEL, HTML_LEGEND, HTML_LI, HTML_LINK, HTML_LISTING, HTML_MAIN, HTML_MAP, HTML_MARK,
	HTML_MARQUEE, HTML_MATH, HTML_MENU, HTML_META, HTML_METER, HTML_NAV, HTML_NOBR, HTML_NOEMBED,
	HTML_NOFRAMES, HTML_NOSCRIPT, HTML_OBJECT, HTML_OL, HTML_OPTGROUP, HTML_OPTION, HTML_OUTPUT, HTML_P,
	HTML_PARAM, HTML_PICTURE, HTML_PLAINTEXT, HTML_PRE, HTML_PROGRESS, HTML_Q, HTML_RB, HTML_RP,
	HTML_RT, HTML_RTC, HTML_RUBY, HTML_S, HTML_SAMP, HTML_SCRIPT, HTML_SEARCH, HTML_SECTION,
	HTML_SELECT, HTML_SLOT, HTML_SMALL, HTML_SOURCE, HTML_SPAN, HTML_STRIKE, HTML_STRONG, HTML_STYLE,
	HTML_SUB, HTML_SUMMARY, HTML_SUP, HTML_SVG, HTML_TABLE, HTML_TBODY, HTML_TD, HTML_TEMPLATE,
	HTML_TEXTAREA, HTML_TFOOT, HTML_TH, HTML_THEAD, HTML_TIME, HTML_TITLE, HTML_TR, HTML_TRACK, HTML_TT,
	HTML_U, HTML_UL, HTML_VAR, HTML_VIDEO, HTML_WBR, HTML_XMP, HTML_TAGS,
};
/* clang-format on */

/* Attributes by name; HTML_ATTR_OTHER is every other one: ask for it with html_attr_named(). */
/* clang-format off */
enum html_attr_name {
	HTML_ATTR_OTHER, HTML_ATTR_ALIGN, HTML_ATTR_ALT, HTML_ATTR_ARIA_HIDDEN, HTML_ATTR_ARIA_LABEL,
	HTML_ATTR_CHARSET, HTML_ATTR_CITE, HTML_ATTR_CLASS, HTML_ATTR_CONTENT, HTML_ATTR_DATA_SRC,
	HTML_ATTR_DATETIME, HTML_ATTR_DIR, HTML_ATTR_HEIGHT, HTML_ATTR_HIDDEN, HTML_ATTR_HREF,
	HTML_ATTR_HREFLANG, HTML_ATTR_HTTP_EQUIV, HTML_ATTR_ID, HTML_ATTR_ITEMID, HTML_ATTR_ITEMPROP,
	HTML_ATTR_ITEMSCOPE, HTML_ATTR_ITEMTYPE, HTML_ATTR_LANG, HTML_ATTR_MEDIA, HTML_ATTR_NAME,
	HTML_ATTR_PROPERTY, HTML_ATTR_REL, HTML_ATTR_ROLE, HTML_ATTR_SRC, HTML_ATTR_SRCSET, HTML_ATTR_STYLE,
	HTML_ATTR_TARGET, HTML_ATTR_TITLE, HTML_ATTR_TYPE, HTML_ATTR_TYPEOF, HTML_ATTR_VALUE,
	HTML_ATTR_WIDTH, HTML_ATTR_XML_LANG, HTML_ATTRS,
};
/* clang-format on */

/* Flags of a node. */
#define HTML_BLOCK        0x01u /* element: its begin and end part words and lines (block level, table cell, option) */
#define HTML_NOPROSE      0x02u /* element: what it holds is not read as text (script, style, template, svg, select...) */
#define HTML_FOREIGN      0x04u /* element inside svg or math, or one of these */
#define HTML_SPACE        0x08u /* text: white space and nothing else */
#define HTML_RAW          0x10u /* text: character references in it are none (script, style, iframe...) */
#define HTML_PREFORMATTED 0x20u /* text: inside pre, listing, textarea: line ends in it count */

struct html_node {
	uint8_t kind; /* enum html_kind */
	uint8_t flags;
	uint16_t tag;     /* enum html_tag; 0 for text */
	uint32_t parent;  /* 0 for node 0 too */
	uint32_t end;     /* one past the last descendant */
	uint32_t at, len; /* in the input: a text's bytes, an element's name (0 bytes if implied) */
	uint32_t attr;    /* its attributes: html->attr[attr .. attr + nattrs) */
	uint32_t nattrs;
};

struct html_attribute {
	uint32_t name_at, value_at, value_len; /* in the input; values without their quotes, undecoded */
	uint16_t name_len;                     /* names over 65,535 bytes are no attribute */
	uint16_t name;                         /* enum html_attr_name */
};

struct html {
	struct arena *arena;
	struct slice input;
	struct html_node *node; /* [nnodes], in document order; never fewer than one */
	uint32_t nnodes;
	struct html_attribute *attr; /* [nattrs], as written: a name may stand twice in an element, the first counts */
	uint32_t nattrs;
	uint32_t head, body; /* those nodes, or 0 if the page has none */
};

struct html_limits {
	size_t bytes, nodes, attributes; /* of the page: past one of these html_parse() refuses it */
	uint32_t depth; /* past it, elements become leaves of the deepest one, followed by what they held: it keeps
			   time linear */
	uint32_t attributes_per_element; /* further ones are ignored */
};

/* 48 MiB (16 MiB of Latin letters as UTF-8), 2^20 nodes, 2^20 attributes, depth 512, 256 attributes. */
extern const struct html_limits html_limits_default;

/* Reads a page.  Returns 0; or -1 and a sentence in why->sentence when it is over a limit.  Time and memory are
 * linear in the input whatever it holds. */
int html_parse(struct arena *arena, struct slice input, const struct html_limits *limits, struct html *html,
	       struct reason *why);

/* Walking.  To visit a subtree: for (i = root; i < html->node[root].end; i++), and `i = html_skip(html, i)` instead
 * of i++ to leave out what is below i.  The others return 0, which none of them can find, when there is none. */
static inline uint32_t html_skip(const struct html *html, uint32_t i)
{
	return html->node[i].end;
}

static inline uint32_t html_child(const struct html *html, uint32_t i)
{
	return html->node[i].end > i + 1 ? i + 1 : 0;
}

static inline uint32_t html_sibling(const struct html *html, uint32_t i)
{
	uint32_t next = html->node[i].end;

	return i > 0 && next < html->node[html->node[i].parent].end ? next : 0;
}

static inline bool html_is(const struct html *html, uint32_t i, enum html_tag tag)
{
	return html->node[i].kind == HTML_ELEMENT && html->node[i].tag == tag;
}

/* The first element of that tag below root and behind node `after` (begin with after = root). */
uint32_t html_find(const struct html *html, uint32_t root, uint32_t after, enum html_tag tag);

/* The nearest ancestor of that tag, i itself included. */
uint32_t html_closest(const struct html *html, uint32_t i, enum html_tag tag);

/* What the node flag HTML_BLOCK says. */
bool html_is_block(enum html_tag tag);

/* The element's name as written ("DIV", "x-card"); empty if it was implied. */
struct slice html_name(const struct html *html, uint32_t i);

/* The value of an attribute of node i, character references decoded (a copy in the arena only if there are any),
 * not trimmed; empty if it is absent or i is a text. */
struct slice html_attr(const struct html *html, uint32_t i, enum html_attr_name name);
struct slice html_attr_named(const struct html *html, uint32_t i, struct slice name);
bool html_has_attr(const struct html *html, uint32_t i, enum html_attr_name name);

/* The attribute's own name as written, and its decoded value: for those who go through html->attr. */
struct slice html_attribute_name(const struct html *html, const struct html_attribute *attribute);
struct slice html_attribute_value(const struct html *html, const struct html_attribute *attribute);

/* Append the text of node i and all below it.  White space (and U+00A0) folds into one space, none at the begin
 * of `out` nor behind another or a line end.  At the borders of block elements and at br, `border` ('\n' or ' ')
 * stands once, never at the begin of `out`; so words are never glued.  What is HTML_NOPROSE is left out, unless
 * it is i itself.  With '\n', line ends in preformatted text stay.  A space or border at the end of `out` stays
 * there: the next append goes on behind it. */
void html_add_text(const struct html *html, uint32_t i, char border, struct text *out);

/* The parts of that, for those who walk themselves: one text node; and a border, which takes the place of a
 * space at the end of `out`. */
void html_add_text_node(const struct html *html, uint32_t i, char border, struct text *out);
void html_add_border(struct text *out, char border);

/* The same on one line, trimmed, in the arena: titles, bylines, captions.  Cut after `most` bytes, between
 * characters. */
struct slice html_line(const struct html *html, uint32_t i, size_t most);

/* The bytes of the first text below element i, undecoded: what a script holds. */
struct slice html_raw_text(const struct html *html, uint32_t i);

/* s with its character references decoded by the standard's table (13.5), in the arena if there are any, else s
 * itself.  CR and CR LF become LF, NUL U+FFFD.  `attribute` keeps "&copy=1" as it is. */
struct slice html_decode(struct arena *arena, struct slice s, bool attribute);

#endif
