/* normalize/json_tree.c - reads JSON into a flat array of values. */
#include "normalize/json_tree.h"
#include "common/text.h"

struct reader {
	struct arena *arena;
	const char *p, *end;
	struct json *value;
	uint32_t n, room;
	uint32_t open, depth; /* the innermost object or array that is not closed */
	bool bad;
};

static void skip_space(struct reader *r)
{
	while (r->p < r->end && (*r->p == ' ' || *r->p == '\n' || *r->p == '\r' || *r->p == '\t'))
		r->p++;
}

/* Whether c comes next, behind white space; it is passed if so. */
static bool pass(struct reader *r, char c)
{
	skip_space(r);
	if (r->p == r->end || *r->p != c)
		return false;
	r->p++;
	return true;
}

/* The four hexadecimal digits at p; -1 if they are none. */
static int32_t four_digits(const char *p, const char *end)
{
	int32_t value = 0;

	if (end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int digit = ascii_hex_value(p[i]);

		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

/* The character of "\uXXXX" whose digits are at *p, which moves behind it, and behind the other half of a pair; -1 if it
 * is none. */
static int32_t escaped_character(const char **p, const char *end)
{
	int32_t c = four_digits(*p, end), low;

	if (c < 0 || (c >= 0xDC00 && c <= 0xDFFF))
		return -1;
	*p += 4;
	if (c < 0xD800 || c > 0xDBFF)
		return c;
	if (end - *p < 6 || (*p)[0] != '\\' || (*p)[1] != 'u')
		return -1;
	low = four_digits(*p + 2, end);
	*p += 6;
	return low >= 0xDC00 && low <= 0xDFFF ? 0x10000 + ((c - 0xD800) << 10 | (low - 0xDC00)) : -1;
}

static struct slice unescape(struct reader *r, struct slice raw)
{
	static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	const char *p = raw.at, *end = raw.at + raw.len;
	struct text out = { .at = arena_alloc_raw(r->arena, raw.len + 8),
			    .room = raw.len + 8,
			    .ceiling_bytes = raw.len + 8 };

	while (p < end) {
		const char *mark = memchr(p, '\\', (size_t)(end - p)), *letter;
		int32_t c;

		text_add(&out, slice_of(p, (size_t)((mark ? mark : end) - p)));
		if (!mark)
			break;
		p = mark + 2;
		letter = strchr(letters, mark[1]);
		if (letter && mark[1]) {
			text_add_char(&out, meant[letter - letters]);
			continue;
		}
		c = mark[1] == 'u' ? escaped_character(&p, end) : -1;
		if (c < 0) {
			r->bad = true;
			break;
		}
		if (c == 0)
			text_add_char(&out, '\0');
		else
			text_add_codepoint(&out, (uint32_t)c);
	}
	return text_slice(&out);
}

/* The string whose first byte, behind its mark, is at r->p. */
static struct slice read_string(struct reader *r)
{
	struct slice raw = { r->p, 0 };
	bool escapes = false;

	while (r->p < r->end && *r->p != '"') {
		if ((unsigned char)*r->p < 0x20)
			break;
		if (*r->p == '\\') {
			escapes = true;
			r->p += r->p + 1 < r->end;
		}
		r->p++;
	}
	raw.len = (size_t)(r->p - raw.at);
	if (r->p >= r->end || *r->p != '"') {
		r->bad = true;
		return SLICE("");
	}
	r->p++;
	return escapes ? unescape(r, raw) : raw;
}

static size_t digits(const char *p, const char *end)
{
	size_t n = 0;

	while (p + n < end && ascii_is_digit(p[n]))
		n++;
	return n;
}

/* Whether s is true, false, null, or a number as the standard has them. */
static bool is_literal(struct slice s)
{
	const char *p = s.at, *end = s.at + s.len;
	size_t n;

	if (slice_equal(s, SLICE("true")) || slice_equal(s, SLICE("false")) || slice_equal(s, SLICE("null")))
		return true;
	p += p < end && *p == '-';
	n = digits(p, end);
	if (n == 0 || (n > 1 && *p == '0'))
		return false;
	p += n;
	if (p < end && *p == '.') {
		n = digits(++p, end);
		if (n == 0)
			return false;
		p += n;
	}
	if (p < end && (*p == 'e' || *p == 'E')) {
		p++;
		p += p < end && (*p == '+' || *p == '-');
		n = digits(p, end);
		if (n == 0)
			return false;
		p += n;
	}
	return p == end;
}

static struct slice read_literal(struct reader *r)
{
	struct slice s = { r->p, 0 };

	while (s.at + s.len < r->end && (ascii_is_alpha(s.at[s.len]) || ascii_is_digit(s.at[s.len]) ||
					 s.at[s.len] == '-' || s.at[s.len] == '+' || s.at[s.len] == '.'))
		s.len++;
	r->p += s.len;
	r->bad |= !is_literal(s);
	return s;
}

static struct json *add_value(struct reader *r, struct slice name)
{
	if (r->n == r->room) {
		uint32_t room = r->room ? 2 * r->room : 64;

		r->value = arena_grow_raw(r->arena, r->value, sizeof *r->value, r->room, room);
		r->room = room;
	}
	r->value[r->n] = (struct json){ JSON_KIND_OTHER, 1, r->open, name, SLICE("") };
	return &r->value[r->n++];
}

/* The value that begins at r->p.  Returns whether it is an object or array, which is then open. */
static bool read_value(struct reader *r, struct slice name)
{
	struct json *v = add_value(r, name);
	char c = r->p < r->end ? *r->p : '\0';

	if (c == '{' || c == '[') {
		v->kind = c == '{' ? JSON_KIND_OBJECT : JSON_KIND_ARRAY;
		r->open = r->n - 1;
		r->bad |= ++r->depth > JSON_DEPTH_MAX;
		r->p++;
		return true;
	}
	if (c == '"') {
		r->p++;
		v->kind = JSON_KIND_STRING;
		v->text = read_string(r);
	} else {
		v->text = read_literal(r);
	}
	return false;
}

/* Ends what is open, as often as its mark comes next. */
static void close_all(struct reader *r)
{
	while (r->depth > 0 && pass(r, r->value[r->open].kind == JSON_KIND_OBJECT ? '}' : ']')) {
		r->value[r->open].size = r->n - r->open;
		r->open = r->value[r->open].parent;
		r->depth--;
	}
}

/* One value of what is open, with its name if that is an object. */
static bool read_next(struct reader *r)
{
	struct slice name = SLICE("");

	skip_space(r);
	if (r->value[r->open].kind == JSON_KIND_OBJECT) {
		if (!pass(r, '"')) {
			r->bad = true;
			return false;
		}
		name = read_string(r);
		r->bad |= !pass(r, ':');
		skip_space(r);
	}
	r->bad |= r->n == JSON_VALUES_MAX;
	return !r->bad && read_value(r, name);
}

const struct json *json_tree_parse(struct arena *arena, struct slice s, bool followed)
{
	struct reader r = { .arena = arena, .p = s.at, .end = s.at + s.len };

	skip_space(&r);
	if (r.p == r.end || (*r.p != '{' && *r.p != '['))
		return NULL;
	read_value(&r, SLICE(""));
	close_all(&r);
	while (r.depth > 0 && !r.bad) {
		bool opened = read_next(&r);
		uint32_t depth = r.depth;

		if (r.bad)
			break;
		close_all(&r);
		if (r.depth > 0 && !(opened && r.depth == depth))
			r.bad = !pass(&r, ',');
	}
	skip_space(&r);
	return r.bad || (!followed && r.p < r.end) ? NULL : r.value;
}

bool json_tree_is(const struct json *v, enum json_kind kind)
{
	return v && v->kind == kind;
}

struct slice json_tree_string(const struct json *v)
{
	return json_tree_is(v, JSON_KIND_STRING) ? v->text : SLICE("");
}

const struct json *json_tree_first(const struct json *v)
{
	return v && v->size > 1 ? v + 1 : NULL;
}

const struct json *json_tree_next(const struct json *v, const struct json *e)
{
	return e + e->size < v + v->size ? e + e->size : NULL;
}

const struct json *json_tree_get(const struct json *v, const char *name)
{
	const struct json *found = NULL;
	struct slice wanted = slice_from(name);

	if (!json_tree_is(v, JSON_KIND_OBJECT))
		return NULL;
	for (const struct json *e = json_tree_first(v); e; e = json_tree_next(v, e))
		if (slice_equal(e->name, wanted))
			found = e;
	return found;
}
