/* common/slice.h
 *
 * slice - a view of bytes that somebody else owns.
 *
 * `at` is never NULL and may be followed by anything: a slice is not a C string.  Slices go in and out by
 * value and are cut, not copied.  Everything here is bytewise; "nocase" folds ASCII letters only.
 */
#ifndef COMMON_SLICE_H
#define COMMON_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
	const char *at;
	size_t len;
};

#define SLICE(literal) ((struct slice){ "" literal, sizeof(literal) - 1 })
#define SLICE_ARG(s)   ((int)((s).len > 4096 ? 4096 : (s).len)), (s).at /* for "%.*s"; shows 4,096 bytes at most */
#define COUNT(array)   (sizeof(array) / sizeof((array)[0]))

static inline struct slice slice_of(const void *at, size_t len)
{
	return (struct slice){ len ? (const char *)at : "", len };
}

/* NULL gives the empty slice. */
static inline struct slice slice_from(const char *string)
{
	return string ? (struct slice){ string, strlen(string) } : SLICE("");
}

static inline bool slice_empty(struct slice s)
{
	return s.len == 0;
}

static inline bool slice_equal(struct slice a, struct slice b)
{
	return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

/* The first n bytes, and what follows them; n may exceed the length. */
static inline struct slice slice_head(struct slice s, size_t n)
{
	return (struct slice){ s.at, n < s.len ? n : s.len };
}

static inline struct slice slice_skip(struct slice s, size_t n)
{
	n = n < s.len ? n : s.len;
	return (struct slice){ s.at + n, s.len - n };
}

static inline bool slice_starts(struct slice s, struct slice prefix)
{
	return s.len >= prefix.len && memcmp(s.at, prefix.at, prefix.len) == 0;
}

static inline bool slice_ends(struct slice s, struct slice suffix)
{
	return s.len >= suffix.len && memcmp(s.at + s.len - suffix.len, suffix.at, suffix.len) == 0;
}

static inline char ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static inline bool ascii_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool ascii_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool ascii_is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* What a hexadecimal digit is worth, -1 if it is none. */
static inline int ascii_hex_value(char c)
{
	if (ascii_is_digit(c))
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that the escape at s.at[at] stands for ("%41": 'A'), -1 if there is none.  RFC 3986, 2.1. */
static inline int slice_escape_value(struct slice s, size_t at)
{
	bool escape = at + 2 < s.len && s.at[at] == '%';
	int high = escape ? ascii_hex_value(s.at[at + 1]) : -1, low = escape ? ascii_hex_value(s.at[at + 2]) : -1;

	return high >= 0 && low >= 0 ? high * 16 + low : -1;
}

bool slice_equal_nocase(struct slice a, struct slice b);
bool slice_is_any(struct slice s, const char *const *words, size_t n); /* one of words[n], in any case */
bool slice_starts_nocase(struct slice s, struct slice prefix);
bool slice_ends_nocase(struct slice s, struct slice suffix);

/* Offset of the first match, or s.len if there is none.  An empty needle is found at 0. */
size_t slice_find(struct slice s, struct slice needle);
size_t slice_find_nocase(struct slice s, struct slice needle);
bool slice_contains(struct slice s, struct slice needle);
bool slice_contains_nocase(struct slice s, struct slice needle);

/* What stands before the first c (all of s if there is none), and what stands after it (empty if none). */
struct slice slice_before(struct slice s, char c);
struct slice slice_after(struct slice s, char c);

/* Without ASCII white space at both ends; at its beginning only. */
struct slice slice_trim(struct slice s);
struct slice slice_trim_left(struct slice s);

/* Below, at or above 0 as a comes before, is, or comes behind b: by their bytes, the shorter one first. */
int slice_compare(struct slice a, struct slice b);

/* "x" and 'x' give x; anything else stays as it is.  Escapes are not undone. */
struct slice slice_unquote(struct slice s);

/* Cuts *rest at the first c: what stands before it goes to *part.  False when *rest is used up: "" has no
 * part, "a;" has one. */
bool slice_next(struct slice *rest, char c, struct slice *part);

/* The next line without its end (LF or CRLF); false at the end of *rest. */
bool slice_next_line(struct slice *rest, struct slice *line);

/* A decimal number that fills the whole slice; false if it is none, or over INT64_MAX. */
bool slice_number(struct slice s, int64_t *number);

/* FNV-1a, 64 bit: for tables of names, never for hostile keys in unbounded numbers. */
uint64_t slice_hash(struct slice s);

#endif
