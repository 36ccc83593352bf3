/* common/slice.c - views of bytes: compare, find, cut. */
#include "common/slice.h"

#define SHORT_BYTES 16

bool slice_equal_nocase(struct slice a, struct slice b)
{
	return a.len == b.len && slice_starts_nocase(a, b);
}

bool slice_is_any(struct slice s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (slice_equal_nocase(s, slice_from(words[i])))
			return true;
	return false;
}

bool slice_starts_nocase(struct slice s, struct slice prefix)
{
	if (s.len < prefix.len)
		return false;
	for (size_t i = 0; i < prefix.len; i++)
		if (ascii_lower(s.at[i]) != ascii_lower(prefix.at[i]))
			return false;
	return true;
}

bool slice_ends_nocase(struct slice s, struct slice suffix)
{
	return s.len >= suffix.len && slice_starts_nocase(slice_skip(s, s.len - suffix.len), suffix);
}

/* The same for a needle of a few bytes: by its first one.  memmem() fills a table at each call, which lines do not pay
 * back. */
static size_t find_short(struct slice s, struct slice needle)
{
	const char *at = s.at, *end = s.at + s.len;

	while ((size_t)(end - at) >= needle.len &&
	       (at = memchr(at, needle.at[0], (size_t)(end - at) - needle.len + 1)) != NULL) {
		if (memcmp(at, needle.at, needle.len) == 0)
			return (size_t)(at - s.at);
		at++;
	}
	return s.len;
}

size_t slice_find(struct slice s, struct slice needle)
{
	const char *found;

	if (needle.len == 0 || s.len < needle.len)
		return needle.len == 0 ? 0 : s.len;
	if (needle.len <= SHORT_BYTES)
		return find_short(s, needle);
	found = memmem(s.at, s.len, needle.at, needle.len);
	return found ? (size_t)(found - s.at) : s.len;
}

size_t slice_find_nocase(struct slice s, struct slice needle)
{
	for (size_t i = 0; i + needle.len <= s.len; i++)
		if (slice_starts_nocase(slice_skip(s, i), needle))
			return i;
	return s.len;
}

bool slice_contains(struct slice s, struct slice needle)
{
	return needle.len == 0 || slice_find(s, needle) < s.len;
}

bool slice_contains_nocase(struct slice s, struct slice needle)
{
	return needle.len == 0 || slice_find_nocase(s, needle) < s.len;
}

static size_t offset_of(struct slice s, char c)
{
	const char *found = s.len ? memchr(s.at, c, s.len) : NULL;

	return found ? (size_t)(found - s.at) : s.len;
}

struct slice slice_before(struct slice s, char c)
{
	return slice_head(s, offset_of(s, c));
}

struct slice slice_after(struct slice s, char c)
{
	return slice_skip(s, offset_of(s, c) + 1);
}

struct slice slice_trim_left(struct slice s)
{
	while (s.len && ascii_is_space(s.at[0]))
		s = slice_skip(s, 1);
	return s;
}

int slice_compare(struct slice a, struct slice b)
{
	int order = memcmp(a.at, b.at, a.len < b.len ? a.len : b.len);

	return order ? order : (a.len > b.len) - (a.len < b.len);
}

struct slice slice_trim(struct slice s)
{
	s = slice_trim_left(s);
	while (s.len && ascii_is_space(s.at[s.len - 1]))
		s.len--;
	return s;
}

struct slice slice_unquote(struct slice s)
{
	if (s.len >= 2 && (s.at[0] == '"' || s.at[0] == '\'') && s.at[s.len - 1] == s.at[0])
		return (struct slice){ s.at + 1, s.len - 2 };
	return s;
}

bool slice_next(struct slice *rest, char c, struct slice *part)
{
	if (rest->len == 0)
		return false;
	*part = slice_before(*rest, c);
	*rest = slice_after(*rest, c);
	return true;
}

bool slice_next_line(struct slice *rest, struct slice *line)
{
	if (!slice_next(rest, '\n', line))
		return false;
	if (line->len && line->at[line->len - 1] == '\r')
		line->len--;
	return true;
}

bool slice_number(struct slice s, int64_t *number)
{
	bool negative = s.len && s.at[0] == '-';
	int64_t n = 0;

	s = slice_skip(s, negative);
	if (s.len == 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (!ascii_is_digit(s.at[i]) || __builtin_mul_overflow(n, 10, &n) ||
		    __builtin_add_overflow(n, s.at[i] - '0', &n))
			return false;
	}
	*number = negative ? -n : n;
	return true;
}

uint64_t slice_hash(struct slice s)
{
	uint64_t hash = 0xcbf29ce484222325;

	for (size_t i = 0; i < s.len; i++)
		hash = (hash ^ (unsigned char)s.at[i]) * 0x100000001b3;
	return hash;
}
