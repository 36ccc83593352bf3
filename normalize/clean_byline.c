/* normalize/clean_byline.c - Makes a byline of what pages write where the author stands. */
#include "normalize/clean_byline.h"
#include "common/date.h"
#include "normalize/clean_phrases.h"
#include "normalize/clean_words.h"

#define MOST_BYLINE_BYTES 300

static bool is_address(struct slice s)
{
	return slice_contains(s, SLICE("://")) || slice_starts_nocase(s, SLICE("www.")) ||
	       slice_starts(s, SLICE("@")) || slice_starts(s, SLICE("/")) ||
	       (slice_contains(s, SLICE("@")) && slice_contains(s, SLICE(".")));
}

/* Words that stand where a name should and are none. */
static bool is_nobody(struct slice s)
{
	static const char *const nobody[] = { "admin",     "administrator", "editor",      "author",    "staff",
					      "user",      "guest",         "null",        "none",      "undefined",
					      "anonymous", "unknown",       "redazione",   "webmaster", "root",
					      "news",      "website",       "tác giả",     "autore",    "and",
					      "share",     "follow",        "true",        "false",     "home",
					      "facebook",  "twitter",       "contributor", "posts",     NULL };
	char buf[64];

	return words_in(words_fold(slice_head(s, 60), buf, sizeof buf), nobody);
}

/* Without signs at the ends, a bracket kept only with its partner. */
static struct slice trim_signs(struct slice s)
{
	s = slice_trim(s);
	while (s.len > 0 && strchr(",;:|-/*", s.at[0]))
		s = slice_trim(slice_skip(s, 1));
	while (s.len > 0 && strchr(",;:|-/*", s.at[s.len - 1]))
		s = slice_trim(slice_head(s, s.len - 1));
	return s;
}

/* One name of a list, without label and what follows the name; empty if it is none. */
static struct slice clean_one(struct slice s, struct slice site_name)
{
	struct slice label;

	s = trim_signs(s);
	for (size_t i = 0; i < 3 && (label = phrase_byline_label(s)).len > 0; i++)
		s = trim_signs(slice_skip(s, label.len));
	s = trim_signs(slice_before(s, '|'));
	if (s.len < 2 || s.len > 120 || is_address(s) || is_nobody(s) || date_find(s).ms != TIME_UNKNOWN)
		return SLICE("");
	if (words_measure(s).words > 8 || words_measure(s).letters == words_measure(s).digits)
		return SLICE("");
	return site_name.len > 0 && words_equal(s, site_name) ? SLICE("") : s;
}

/* Cuts *rest at the next sign or word that parts two names. */
static bool next_name(struct slice *rest, struct slice *name)
{
	static const char *const partings[] = { ",", ";", " and ", " & ", " và ", " e ", " und ", " et ", " y ", "\n" };
	size_t first = rest->len, skip = 0;

	if (slice_empty(*rest))
		return false;
	for (size_t i = 0; i < COUNT(partings); i++) {
		size_t at = slice_find(*rest, slice_from(partings[i]));

		if (at < first) {
			first = at;
			skip = strlen(partings[i]);
		}
	}
	*name = slice_head(*rest, first);
	*rest = slice_skip(*rest, first + skip);
	return true;
}

struct slice byline_clean(struct arena *arena, struct slice s, struct slice site_name)
{
	struct slice name, rest = slice_head(s, MOST_BYLINE_BYTES);
	struct slice label = phrase_byline_label(rest);
	char *buf = arena_alloc(arena, rest.len * 2 + 1);
	size_t len = 0;

	rest = slice_skip(rest, label.len); /* "Bài và ảnh" holds a parting word itself */
	while (next_name(&rest, &name)) {
		name = clean_one(name, site_name);
		if (slice_empty(name) || slice_contains(slice_of(buf, len), name))
			continue;
		if (len > 0) {
			memcpy(buf + len, ", ", 2);
			len += 2;
		}
		memcpy(buf + len, name.at, name.len);
		len += name.len;
	}
	return slice_of(buf, len);
}
