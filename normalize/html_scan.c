/* normalize/html_scan.c - bytes to tokens: one function for each construct, memchr for all that is long. */
#include "normalize/html_scan.h"
#include "normalize/html_names.h"

#define SPACE         0x01 /* tab, LF, FF, CR, space */
#define NAME_STOP     0x02 /* ends the name of a tag */
#define ATTR_STOP     0x04 /* ends the name of an attribute */
#define UNQUOTED_STOP 0x08 /* ends a value without quotes */

static const unsigned char class[256] = {
	['\t'] = SPACE | NAME_STOP | ATTR_STOP | UNQUOTED_STOP,
	['\n'] = SPACE | NAME_STOP | ATTR_STOP | UNQUOTED_STOP,
	['\f'] = SPACE | NAME_STOP | ATTR_STOP | UNQUOTED_STOP,
	['\r'] = SPACE | NAME_STOP | ATTR_STOP | UNQUOTED_STOP,
	[' '] = SPACE | NAME_STOP | ATTR_STOP | UNQUOTED_STOP,
	['>'] = NAME_STOP | ATTR_STOP | UNQUOTED_STOP,
	['/'] = NAME_STOP | ATTR_STOP,
	['='] = ATTR_STOP,
};

static bool is(char c, unsigned char which)
{
	return class[(unsigned char)c] & which;
}

static const char *skip_space(const char *p, const char *end)
{
	while (p < end && is(*p, SPACE))
		p++;
	return p;
}

static const char *skip_until(const char *p, const char *end, unsigned char stop)
{
	while (p < end && !is(*p, stop))
		p++;
	return p;
}

/* The end of the attribute name whose first byte is at p, which counts whatever it is. */
static const char *skip_attribute_name(const char *p, const char *end)
{
#ifdef __SSE2__
	if (end - p >= 16) {
		__m128i x = _mm_loadu_si128((const void *)p);
		__m128i stop =
			_mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8('=')), _mm_cmpeq_epi8(x, _mm_set1_epi8('>')));
		unsigned stops;

		stop = _mm_or_si128(stop, _mm_cmpeq_epi8(x, _mm_set1_epi8('/')));
		stop = _mm_or_si128(stop, _mm_cmpeq_epi8(_mm_min_epu8(x, _mm_set1_epi8(' ')), x));
		stops = (unsigned)_mm_movemask_epi8(stop) & ~1u;
		if (stops) /* a control character that is no white space goes on to the slow way */
			return skip_until(p + __builtin_ctz(stops), end, ATTR_STOP);
	}
#endif
	return skip_until(p + 1, end, ATTR_STOP);
}

static const char *find(const char *p, const char *end, char c)
{
	const char *found = p < end ? memchr(p, c, (size_t)(end - p)) : NULL;

	return found ? found : end;
}

static uint32_t offset(const struct html_scan *scan, const char *p)
{
	return (uint32_t)(p - scan->input.at);
}

void html_scan_init(struct html_scan *scan, struct arena *arena, struct slice input, const struct html_limits *limits)
{
	size_t room = 64 + input.len / 128; /* as pages of newspapers need */

	html_names_prepare();
	*scan = (struct html_scan){ .arena = arena, .input = input, .limits = limits };
	scan->room = (uint32_t)(room < limits->attributes ? room : limits->attributes + 1);
	scan->attr = arena_raw(arena, struct html_attribute, scan->room);
}

static void add_attribute(struct html_scan *scan, const char *name, size_t name_len, const char *value, size_t len,
			  uint32_t first)
{
	size_t readable = scan->input.len - offset(scan, name);

	if (scan->nattrs - first >= scan->limits->attributes_per_element || name_len > UINT16_MAX)
		return;
	if (scan->nattrs == scan->limits->attributes) {
		scan->refused = true;
		return;
	}
	if (scan->nattrs == scan->room) {
		scan->attr =
			arena_grow_raw(scan->arena, scan->attr, sizeof *scan->attr, scan->room, 2 * (size_t)scan->room);
		scan->room *= 2;
	}
	scan->attr[scan->nattrs++] = (struct html_attribute){
		.name_at = offset(scan, name),
		.name_len = (uint16_t)name_len,
		.value_at = offset(scan, value),
		.value_len = (uint32_t)len,
		.name = html_name_find(&html_attr_names, name, name_len, readable),
	};
}

/* The attribute whose name begins at p, below end; returns what follows it.  `first` is where those of its tag
 * begin. */
static const char *scan_attribute(struct html_scan *scan, const char *p, const char *end, uint32_t first)
{
	const char *name = p, *name_end = skip_attribute_name(p, end), *value, *value_end;

	p = name_end;
	if (p < end && is(*p, SPACE))
		p = skip_space(p, end);
	if (p == end || *p != '=') {
		add_attribute(scan, name, (size_t)(name_end - name), name_end, 0, first);
		return p;
	}
	p = skip_space(p + 1, end);
	if (p < end && (*p == '"' || *p == '\'')) {
		value = p + 1;
		value_end = find(value, end, *p);
		p = value_end < end ? value_end + 1 : end;
	} else {
		value = p;
		p = value_end = skip_until(p, end, UNQUOTED_STOP);
	}
	add_attribute(scan, name, (size_t)(name_end - name), value, (size_t)(value_end - value), first);
	return p;
}

/* All that follows a tag's name, with its '>'.  Returns false when the input ends within the tag. */
static bool scan_attributes(struct html_scan *scan, const char *p, const char *end, struct html_token *token)
{
	bool slash = false;

	for (;;) {
		while (p < end && (is(*p, SPACE) || *p == '/')) {
			slash = *p == '/';
			p++;
		}
		if (p == end || *p == '>')
			break;
		slash = false;
		p = scan_attribute(scan, p, end, token->attr);
	}
	token->self_closing = slash;
	token->nattrs = scan->nattrs - token->attr;
	scan->at = offset(scan, p) + (p < end);
	return p < end;
}

/* "<name ...>" or "</name ...>": the name begins at p, with a letter. */
static bool scan_tag(struct html_scan *scan, const char *p, enum html_token_kind kind, struct html_token *token)
{
	const char *end = scan->input.at + scan->input.len, *name_end = skip_until(p + 1, end, NAME_STOP);
	size_t len = (size_t)(name_end - p);

	*token = (struct html_token){
		.kind = kind,
		.tag = html_name_find(&html_tag_names, p, len, (size_t)(end - p)),
		.at = offset(scan, p),
		.len = (uint32_t)len,
		.attr = scan->nattrs,
	};
	if (name_end < end && *name_end == '>') {
		scan->at = offset(scan, name_end) + 1;
		return true;
	}
	if (!scan_attributes(scan, name_end, end, token)) {
		scan->nattrs = token->attr;
		return false;
	}
	if (kind == HTML_TOKEN_END) {
		scan->nattrs = token->attr;
		token->nattrs = 0;
	}
	return true;
}

static bool set_token(struct html_scan *scan, enum html_token_kind kind, const char *at, const char *end,
		      const char *next, struct html_token *token)
{
	*token = (struct html_token){ .kind = kind, .at = offset(scan, at), .len = (uint32_t)(end - at) };
	scan->at = offset(scan, next);
	return true;
}

/* From p to the next '>'. */
static bool scan_bogus(struct html_scan *scan, const char *p, enum html_token_kind kind, struct html_token *token)
{
	const char *end = scan->input.at + scan->input.len, *close = find(p, end, '>');

	return set_token(scan, kind, p, close, close < end ? close + 1 : end, token);
}

/* How many of the n bytes before `end`, none before `begin`, are the start of "--!>". */
static size_t comment_tail(const char *begin, const char *end)
{
	size_t n = (size_t)(end - begin);

	if (n >= 3 && memcmp(end - 3, "--!", 3) == 0)
		return 3;
	if (n >= 2 && memcmp(end - 2, "--", 2) == 0)
		return 2;
	return n >= 1 && end[-1] == '-';
}

/* A comment whose data begins at p. */
static bool scan_comment(struct html_scan *scan, const char *p, struct html_token *token)
{
	const char *end = scan->input.at + scan->input.len, *close = p;

	if (p < end && *p == '>')
		return set_token(scan, HTML_TOKEN_COMMENT, p, p, p + 1, token);
	if (p + 1 < end && p[0] == '-' && p[1] == '>')
		return set_token(scan, HTML_TOKEN_COMMENT, p, p, p + 2, token);
	while ((close = find(close, end, '>')) < end && comment_tail(p, close) < 2)
		close++;
	return set_token(scan, HTML_TOKEN_COMMENT, p, close - comment_tail(p, close), close < end ? close + 1 : end,
			 token);
}

/* A CDATA section whose text begins at p. */
static bool scan_cdata(struct html_scan *scan, const char *p, struct html_token *token)
{
	const char *end = scan->input.at + scan->input.len, *close = p;

	while ((close = find(close, end, '>')) < end && (close - p < 2 || close[-1] != ']' || close[-2] != ']'))
		close++;
	set_token(scan, HTML_TOKEN_TEXT, p, close < end ? close - 2 : end, close < end ? close + 1 : end, token);
	token->raw = true;
	return token->len > 0;
}

/* "<!...": p is behind the '!'. */
static bool scan_declaration(struct html_scan *scan, const char *p, struct html_token *token)
{
	struct slice rest = slice_skip(scan->input, offset(scan, p));

	if (slice_starts(rest, SLICE("--")))
		return scan_comment(scan, p + 2, token);
	if (slice_starts_nocase(rest, SLICE("doctype")))
		return scan_bogus(scan, p + 7, HTML_TOKEN_DOCTYPE, token);
	if (scan->foreign && slice_starts(rest, SLICE("[CDATA[")))
		return scan_cdata(scan, p + 7, token);
	return scan_bogus(scan, p, HTML_TOKEN_COMMENT, token);
}

/* Whether the '<' at p begins anything but text. */
static bool is_markup(const char *p, const char *end)
{
	if (end - p < 2)
		return false;
	return ascii_is_alpha(p[1]) || p[1] == '!' || p[1] == '?' || (p[1] == '/' && end - p > 2);
}

/* The construct at scan->at, where is_markup() holds; false when it makes no token. */
static bool scan_markup(struct html_scan *scan, struct html_token *token)
{
	const char *p = scan->input.at + scan->at;

	switch (p[1]) {
	case '!': return scan_declaration(scan, p + 2, token);
	case '?': return scan_bogus(scan, p + 1, HTML_TOKEN_COMMENT, token);
	case '/':
		if (ascii_is_alpha(p[2]))
			return scan_tag(scan, p + 2, HTML_TOKEN_END, token);
		if (p[2] != '>')
			return scan_bogus(scan, p + 2, HTML_TOKEN_COMMENT, token);
		scan->at += 3;
		return false;
	default: return scan_tag(scan, p + 1, HTML_TOKEN_START, token);
	}
}

void html_scan_next(struct html_scan *scan, struct html_token *token)
{
	const char *end = scan->input.at + scan->input.len;

	while (scan->at < scan->input.len) {
		const char *begin = scan->input.at + scan->at, *p = begin;

		while ((p = find(p, end, '<')) < end && !is_markup(p, end))
			p++;
		if (p > begin) {
			set_token(scan, HTML_TOKEN_TEXT, begin, p, p, token);
			return;
		}
		if (scan_markup(scan, token))
			return;
	}
	*token = (struct html_token){ .kind = HTML_TOKEN_NONE };
}

/* Whether "</name" and a delimiter, or "<name" of a start tag, begin at p. */
static bool is_tag_named(const char *p, const char *end, struct slice prefix, struct slice name)
{
	struct slice rest = slice_of(p, (size_t)(end - p));

	if (rest.len <= prefix.len + name.len || !slice_starts(rest, prefix))
		return false;
	rest = slice_skip(rest, prefix.len);
	return slice_starts_nocase(rest, name) && is(rest.at[name.len], NAME_STOP);
}

static const char *find_end_tag(const char *p, const char *end, struct slice name)
{
	while ((p = find(p, end, '<')) < end && !is_tag_named(p, end, SLICE("</"), name))
		p++;
	return p;
}

/* The end of the script that begins at p (13.2.5.4 and on), where "</name" is: within "<!--" ... "-->", "<script"
 * hides the next "</script". */
static const char *find_script_end(const char *p, const char *end, struct slice name)
{
	enum { PLAIN, ESCAPED, HIDDEN } state = PLAIN;
	const char *dashes = p; /* "--" may close a comment from here on */

	for (;; p++) {
		if (state == PLAIN)
			p = find(p, end, '<');
		else
			while (p < end && *p != '<' && *p != '>')
				p++;
		if (p == end)
			return end;
		if (*p == '>') {
			if (p - dashes >= 2 && p[-1] == '-' && p[-2] == '-')
				state = PLAIN;
		} else if (state == HIDDEN) {
			if (is_tag_named(p, end, SLICE("</"), SLICE("script")))
				state = ESCAPED;
		} else if (is_tag_named(p, end, SLICE("</"), name)) {
			return p;
		} else if (state == ESCAPED && is_tag_named(p, end, SLICE("<"), SLICE("script"))) {
			state = HIDDEN;
		} else if (state == PLAIN && end - p >= 4 && memcmp(p, "<!--", 4) == 0) {
			state = ESCAPED;
			dashes = p + 2;
			p++;
		}
	}
}

struct slice html_scan_raw(struct html_scan *scan, struct slice name, enum html_raw kind)
{
	const char *p = scan->input.at + scan->at, *end = scan->input.at + scan->input.len, *stop = end;

	if (kind == HTML_RAW_SCRIPT)
		stop = find_script_end(p, end, name);
	else if (kind == HTML_RAW_NAMED)
		stop = find_end_tag(p, end, name);
	scan->at = offset(scan, stop);
	return slice_of(p, (size_t)(stop - p));
}
