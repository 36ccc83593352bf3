/* normalize/html_text.c - what a subtree says: white space folded, words parted at the borders of blocks. */
#include "normalize/html.h"
#include "normalize/html_entities.h"

#include "common/utf8.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define NBSP 0xA0

/* Bytes that may not go out as they are: white space, NUL, and the first byte of U+00A0. */
static const bool stops[256] = {
	['\0'] = true, ['\t'] = true, ['\n'] = true, ['\v'] = true,
	['\f'] = true, ['\r'] = true, [' '] = true,  [0xC2] = true,
};

static bool at_border(const struct text *out)
{
	return out->len == 0 || out->at[out->len - 1] == ' ' || out->at[out->len - 1] == '\n';
}

static void add_space(struct text *out)
{
	if (!at_border(out))
		text_add_char(out, ' ');
}

void html_add_border(struct text *out, char border)
{
	if (out->len && out->at[out->len - 1] == ' ')
		out->at[out->len - 1] = border;
	else if (out->len && out->at[out->len - 1] != '\n')
		text_add_char(out, border);
}

static void add_codepoint(struct text *out, uint32_t c)
{
	if (c == NBSP || (c <= ' ' && ascii_is_space((char)c)))
		add_space(out);
	else
		text_add_codepoint(out, c);
}

/* The reference at the head of s; returns the bytes it takes. */
static size_t add_reference(struct text *out, struct slice s)
{
	struct html_reference reference = html_reference_read(s, false);

	if (reference.n == 0) {
		text_add_char(out, '&');
		return 1;
	}
	for (size_t i = 0; i < reference.n; i++)
		add_codepoint(out, reference.codepoint[i]);
	return reference.len;
}

/* Where the bytes of a text go: there is room for them all. */
struct fold {
	char *to;
	char last;     /* what stands before it; a line end at the beginning of the output */
	char line_end; /* what a line end in the text becomes: '\n' in preformatted text, else ' ' */
};

static void fold_space(struct fold *fold, char space)
{
	if (space == '\n' && fold->last == ' ')
		fold->to[-1] = fold->last = '\n';
	else if (fold->last != ' ' && fold->last != '\n')
		*fold->to++ = fold->last = space;
}

/* The stop at p; returns what follows it. */
static const char *fold_stop(struct fold *fold, const char *p, const char *end)
{
	bool is_nbsp = *p == '\xC2' && end - p > 1 && (unsigned char)p[1] == NBSP;

	if (*p == '\n' || *p == '\r')
		fold_space(fold, fold->line_end);
	else if (is_nbsp || ascii_is_space(*p))
		fold_space(fold, ' ');
	else if (*p)
		*fold->to++ = fold->last = *p;
	p += 1 + is_nbsp;
	while (fold->last == ' ' && fold->line_end == ' ' && p < end && ascii_is_space(*p))
		p++;
	return p;
}

#ifdef __SSE2__
/* Takes over sixteen bytes a time, up to the first that may not go out as it is or is a blank behind a blank; returns
 * where that is.  Stops where fewer than sixteen can be read before `readable`, too. */
static const char *fold_literal(struct fold *fold, const char *p, const char *end, const char *readable)
{
	const __m128i space = _mm_set1_epi8(' '), below = _mm_set1_epi8(' ' - 1), mark = _mm_set1_epi8('\xC2');

	while (p < end && readable - p >= 16) {
		__m128i x = _mm_loadu_si128((const void *)p);
		__m128i odd = _mm_or_si128(_mm_cmpeq_epi8(_mm_min_epu8(x, below), x), _mm_cmpeq_epi8(x, mark));
		unsigned spaces = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(x, space));
		unsigned after = spaces << 1 | (fold->last == ' ' || fold->last == '\n');
		unsigned stop = (unsigned)_mm_movemask_epi8(odd) | (spaces & after);
		ptrdiff_t literal = stop ? __builtin_ctz(stop) : 16, n = literal < end - p ? literal : end - p;

		_mm_storeu_si128((void *)fold->to, x);
		fold->to += n;
		p += n;
		fold->last = n ? p[-1] : fold->last;
		if (n == literal && stop)
			break;
	}
	return p;
}
#else
static const char *fold_literal(struct fold *fold, const char *p, const char *end, const char *readable)
{
	(void)fold;
	(void)end;
	(void)readable;
	return p;
}
#endif

/* Text without character references. */
static void add_plain(struct text *out, struct slice s, char line_end, const char *readable)
{
	/* no more goes out than came in, but it is written sixteen bytes a time */
	struct fold fold = { .to = text_room(out, s.len + 16), .last = '\n', .line_end = line_end };
	const char *p = s.at, *end = s.at + s.len, *begin = fold.to;

	if (!begin)
		return;
	if (out->len)
		fold.last = out->at[out->len - 1];
	while ((p = fold_literal(&fold, p, end, readable)) < end)
		if (stops[(unsigned char)*p])
			p = fold_stop(&fold, p, end);
		else
			*fold.to++ = fold.last = *p++;
	text_grew(out, (size_t)(fold.to - begin));
}

void html_add_text_node(const struct html *html, uint32_t i, char border, struct text *out)
{
	const struct html_node *node = &html->node[i];
	struct slice s = { html->input.at + node->at, node->len };
	char line_end = node->flags & HTML_PREFORMATTED ? border : ' ';

	while (s.len) {
		const char *mark = node->flags & HTML_RAW ? NULL : memchr(s.at, '&', s.len);
		size_t n = mark ? (size_t)(mark - s.at) : s.len;

		add_plain(out, slice_head(s, n), line_end, html->input.at + html->input.len);
		s = slice_skip(s, n);
		if (s.len)
			s = slice_skip(s, add_reference(out, s));
	}
}

/* Going from node i - 1 to node i: whether a block below `root` ended between them. */
static bool block_ended(const struct html *html, uint32_t root, uint32_t i)
{
	for (uint32_t k = i - 1; k > root && html->node[k].end <= i; k = html->node[k].parent)
		if (html->node[k].flags & HTML_BLOCK)
			return true;
	return false;
}

/* Node i of the walk through root; returns the next one. */
static uint32_t add_node(const struct html *html, uint32_t root, uint32_t i, char border, struct text *out)
{
	const struct html_node *node = &html->node[i];

	if (i > root && block_ended(html, root, i))
		html_add_border(out, border);
	if (node->kind == HTML_TEXT) {
		html_add_text_node(html, i, border, out);
		return i + 1;
	}
	if (node->flags & HTML_BLOCK || node->tag == HTML_BR)
		html_add_border(out, border);
	return node->flags & HTML_NOPROSE && i != root ? html_skip(html, i) : i + 1;
}

void html_add_text(const struct html *html, uint32_t root, char border, struct text *out)
{
	uint32_t end = html->node[root].end, i = root;

	while (i < end)
		i = add_node(html, root, i, border, out);
	if (block_ended(html, root, end) || html->node[root].flags & HTML_BLOCK)
		html_add_border(out, border);
}

struct slice html_line(const struct html *html, uint32_t root, size_t most)
{
	uint32_t i = root, end = html->node[root].end;
	struct slice line;
	struct text out;

	text_init(&out, SIZE_MAX / 4);
	while (i < end && out.len <= most)
		i = add_node(html, root, i, ' ', &out);
	line = arena_copy(html->arena, slice_trim(utf8_head(text_slice(&out), most)));
	text_release(&out);
	return line;
}

struct slice html_raw_text(const struct html *html, uint32_t i)
{
	for (uint32_t k = i + 1; k < html->node[i].end; k++)
		if (html->node[k].kind == HTML_TEXT)
			return (struct slice){ html->input.at + html->node[k].at, html->node[k].len };
	return SLICE("");
}
