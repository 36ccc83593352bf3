/* normalize/metadata_repair.c - Makes strict JSON of what pages put into application/ld+json. */
#include "common/text.h"
#include "normalize/metadata.h"

#define MOST_DEPTH 256

struct repair {
	struct slice in;
	size_t at;
	struct text out;
	char open[MOST_DEPTH]; /* the brackets that are open */
	size_t depth;
	bool full; /* deeper than that, or complete: stop */
};

/* Without the comment or CDATA marks that hide it from old browsers. */
static struct slice without_wrapping(struct slice s)
{
	static const char *const before[] = {
		"<!--", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA[", "//", "\xEF\xBB\xBF"
	};

	for (bool again = true; again;) {
		again = false;
		s = slice_trim(s);
		for (size_t i = 0; i < COUNT(before); i++)
			if (slice_starts(s, slice_from(before[i]))) {
				s = slice_skip(s, strlen(before[i]));
				again = true;
			}
	}
	return s;
}

static size_t skip_space(struct slice s, size_t at)
{
	while (at < s.len) {
		if (ascii_is_space(s.at[at]))
			at++;
		else if (slice_starts(slice_skip(s, at), SLICE("/*")))
			at += slice_find(slice_skip(s, at), SLICE("*/")) + 2;
		else
			break;
	}
	return at < s.len ? at : s.len;
}

/* A quote ends a string if what follows could follow one. */
static bool quote_ends(struct slice s, size_t at)
{
	at = skip_space(s, at);
	return at == s.len || strchr(",:]}", s.at[at]);
}

static bool is_hex(struct slice s, size_t at, size_t n)
{
	for (size_t i = at; i < at + n; i++)
		if (i >= s.len || !strchr("0123456789abcdefABCDEF", s.at[i]))
			return false;
	return true;
}

/* A backslash and what it escapes; half a surrogate pair becomes U+FFFD. */
static void repair_escape(struct repair *r)
{
	struct slice s = r->in;
	char c = r->at + 1 < s.len ? s.at[r->at + 1] : ' ';

	if (c == 'u' && is_hex(s, r->at + 2, 4)) {
		struct slice digits = slice_head(slice_skip(s, r->at + 2), 4);
		bool surrogate = ascii_lower(digits.at[0]) == 'd' && strchr("89abcdefABCDEF", digits.at[1]);
		bool pair = surrogate && slice_starts(slice_skip(s, r->at + 6), SLICE("\\u")) &&
			    is_hex(s, r->at + 8, 4) && strchr("89abAB", digits.at[1]) &&
			    ascii_lower(s.at[r->at + 8]) == 'd' && strchr("cdefCDEF", s.at[r->at + 9]);

		text_add(&r->out,
			 surrogate && !pair ? SLICE("\\ufffd") : slice_head(slice_skip(s, r->at), pair ? 12 : 6));
		r->at += pair ? 12 : 6;
	} else if (strchr("\"\\/bfnrt", c)) {
		text_add(&r->out, slice_head(slice_skip(s, r->at), 2));
		r->at += 2;
	} else {
		r->at++; /* no escape: the backslash goes */
	}
}

static void repair_string(struct repair *r)
{
	text_add_char(&r->out, '"');
	r->at++;
	while (r->at < r->in.len) {
		char c = r->in.at[r->at];

		if (c == '\\') {
			repair_escape(r);
			continue;
		}
		r->at++;
		if (c == '"' && quote_ends(r->in, r->at))
			break;
		if (c == '"')
			text_add(&r->out, SLICE("\\\""));
		else if ((unsigned char)c < 0x20)
			text_add(&r->out, c == '\n' ? SLICE("\\n") : SLICE(" "));
		else
			text_add_char(&r->out, c);
	}
	text_add_char(&r->out, '"');
}

static void repair_sign(struct repair *r, char c)
{
	size_t next = skip_space(r->in, r->at + 1);

	r->at++;
	if (c == ',' && (next == r->in.len || strchr(",]}", r->in.at[next])))
		return;
	if (c == '{' || c == '[') {
		r->full = r->depth == MOST_DEPTH;
		if (!r->full)
			r->open[r->depth++] = c;
	} else if (c == '}' || c == ']') {
		if (r->depth == 0 || r->open[r->depth - 1] != (c == '}' ? '{' : '['))
			return;
		r->full = --r->depth == 0;
	}
	text_add_char(&r->out, c);
}

struct slice json_repair(struct arena *arena, struct slice s)
{
	struct repair r = { .in = without_wrapping(s) };
	struct slice repaired;

	text_init(&r.out, r.in.len * 2 + MOST_DEPTH + 16);
	while (!r.full && (r.at = skip_space(r.in, r.at)) < r.in.len) {
		if (r.in.at[r.at] == '"')
			repair_string(&r);
		else
			repair_sign(&r, r.in.at[r.at]);
	}
	while (r.depth > 0)
		text_add_char(&r.out, r.open[--r.depth] == '{' ? '}' : ']');
	repaired = arena_copy(arena, text_slice(&r.out));
	text_release(&r.out);
	return repaired;
}
