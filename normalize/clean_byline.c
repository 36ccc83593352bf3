/* normalize/clean_byline.c - Makes a byline of what pages write where the author stands. */
#include "normalize/clean_byline.h"
#include "common/date.h"
#include "normalize/clean_phrases.h"
#include "normalize/clean_words.h"

#define MOST_BYLINE_BYTES 1200
#define MOST_NAME_BYTES   120
#define MOST_NAMES        40

void names_add(struct arena *arena, struct names *names, struct slice name)
{
	if (slice_empty(name))
		return;
	for (size_t i = 0; i < names->n; i++)
		if (slice_equal(names->at[i], name))
			return;
	if (names->n % 8 == 0)
		names->at = arena_grow(arena, names->at, sizeof *names->at, names->n, names->n + 8);
	names->at[names->n++] = name;
}

struct slice names_join(struct arena *arena, const struct names *names)
{
	size_t len = 0;
	char *out;

	for (size_t i = 0; i < names->n; i++)
		len += names->at[i].len + 2;
	out = arena_alloc(arena, len + 1);
	len = 0;
	for (size_t i = 0; i < names->n; i++) {
		if (i > 0) {
			memcpy(out + len, ", ", 2);
			len += 2;
		}
		memcpy(out + len, names->at[i].at, names->at[i].len);
		len += names->at[i].len;
	}
	return slice_of(out, len);
}

static bool is_address(struct slice s)
{
	return slice_contains(s, SLICE("://")) || slice_starts_nocase(s, SLICE("www.")) ||
	       slice_starts(s, SLICE("@")) || slice_starts(s, SLICE("/")) ||
	       (slice_contains(s, SLICE("@")) && slice_contains(s, SLICE(".")));
}

/* Words that stand where a name should and are none. */
static bool is_nobody(struct slice s)
{
	static const char *const nobody[] = { "admin",        "administrator", "editor",       "author",
					      "the author",   "staff",         "user",         "guest",
					      "null",         "none",          "n a",          "undefined",
					      "anonymous",    "unknown",       "redazione",    "redaktion",
					      "webmaster",    "root",          "news",         "website",
					      "tác giả",      "autore",        "and",          "share",
					      "follow",       "true",          "false",        "home",
					      "facebook",     "twitter",       "by",           "posts",
					      "written by",   "contributor",   "reporter",     "author bio",
					      "view profile", "posted by",     "updated",      "published",
					      "staff writer", "news desk",     "contributors", "about the author",
					      "agencies",     "more",          "read more",    NULL };
	char buf[64];

	return words_in(words_fold(slice_head(s, 60), buf, sizeof buf), nobody);
}

/* The rest of a degree or rank that stands behind a name and a comma. */
static bool is_degree(struct slice s)
{
	static const char *const degrees[] = { "ph d",   "phd",  "md",   "m d",  "rd",  "rdn", "rn",  "jd",  "mba",
					       "cpa",    "cfp",  "cepf", "dvm",  "vmd", "dds", "do",  "ms",  "m s",
					       "ma",     "m a",  "msc",  "mph",  "ba",  "bsc", "jr",  "sr",  "ii",
					       "iii",    "iv",   "esq",  "cfa",  "psp", "cpp", "ldn", "dnp", "np",
					       "pharmd", "psyd", "edd",  "lcsw", NULL };
	char buf[32];

	return s.len < 12 && words_in(words_fold(s, buf, sizeof buf), degrees);
}

/* Words behind a name that tell the person's post, the place, the day: the name ends before them. */
static bool ends_name(struct slice word, struct slice next)
{
	static const char *const ends[] = { "in",          "on",
					    "for",         "at",
					    "from",        "im",
					    "aus",         "für",
					    "tại",         "pour",
					    "published",   "updated",
					    "last",        "posted",
					    "former",      "senior",
					    "chief",       "staff",
					    "editor",      "writer",
					    "reporter",    "correspondent",
					    "contributor", "founder",
					    "journalist",  "author",
					    "special",     "sponsored",
					    "created",     "is",
					    "aggiornato",  "pubblicato",
					    "read",        "follow",
					    "minutes",     "view",
					    "redakteur",   "redakteurin",
					    NULL };
	static const char *const months[] = { "jan", "feb", "mar", "apr", "may", "jun", "jul",
					      "aug", "sep", "oct", "nov", "dec", NULL };
	static const char *const small[] = { "in",  "on",  "for", "at",   "from", "im",
					     "aus", "für", "tại", "pour", "is",   NULL };
	char buf[64];
	struct slice folded = words_fold(word, buf, sizeof buf);

	if (words_in(folded, small))
		return word.at[0] == folded.at[0]; /* in small letters alone */
	return words_in(folded, ends) || (word.len > 0 && ascii_is_digit(word.at[0])) ||
	       (next.len > 0 && ascii_is_digit(next.at[0]) && words_in(slice_head(folded, 3), months));
}

/* Signs at the ends, quotes around it, a mark in brackets behind it. */
static struct slice trim_signs(struct slice s)
{
	static const char signs[] = ",;:|-/*\"'+>";

	s = slice_trim(s);
	while (s.len > 0 && strchr(signs, s.at[0]))
		s = slice_trim(slice_skip(s, 1));
	while (s.len > 0 && strchr(signs, s.at[s.len - 1]))
		s = slice_trim(slice_head(s, s.len - 1));
	if (s.len > 3 && (s.at[s.len - 1] == ')' || s.at[s.len - 1] == ']')) {
		size_t open = slice_find(s, s.at[s.len - 1] == ')' ? SLICE("(") : SLICE("["));

		s = open > 1 && open < s.len ? slice_trim(slice_head(s, open)) : s;
	}
	return s;
}

/* Is s.at[at] the end of the word "by", before a space, a colon, or glued to the name: "byAnna"? */
static bool by_ends(struct slice s, size_t at)
{
	return at + 1 < s.len && (s.at[at] == ' ' || s.at[at] == ':' || (s.at[at] >= 'A' && s.at[at] <= 'Z'));
}

/* Behind "by" or the like within it, if what stands before is a label or a date: "Jul 11 Written by", "Recipe by". */
static struct slice behind_by(struct slice s)
{
	size_t at = slice_find_nocase(s, SLICE(" by"));

	if (by_ends(s, at + 3) && words_measure(slice_head(s, at)).words <= 4)
		return slice_skip(s, at + 3);
	if (slice_starts_nocase(s, SLICE("author ")) || slice_starts_nocase(s, SLICE("author:")))
		return slice_skip(s, 7);
	if (slice_starts_nocase(s, SLICE("by")) && by_ends(s, 2))
		return slice_skip(s, 2);
	return s;
}

static struct slice without_label(struct slice s)
{
	struct slice label;

	s = trim_signs(s);
	for (size_t i = 0; i < 3 && (label = phrase_byline_label(s)).len > 0; i++)
		s = trim_signs(slice_skip(s, label.len));
	return trim_signs(behind_by(s));
}

/* What stands before the first word that ends the name. */
static struct slice name_head(struct slice s)
{
	struct slice word, rest = s;

	while (rest.len > 0) {
		size_t at = (size_t)(rest.at - s.at);

		slice_next(&rest, ' ', &word);
		if ((at > 0 || !words_are_name(s)) && ends_name(word, slice_before(rest, ' ')))
			return slice_head(s, at);
	}
	return s;
}

/* Without the site's name behind it: "Anna Rossi Port Herald". */
static struct slice without_site(struct slice s, struct slice site_name)
{
	if (site_name.len > 3 && s.len > site_name.len + 3 && slice_ends_nocase(s, site_name))
		return trim_signs(slice_head(s, s.len - site_name.len));
	return s;
}

/* One name of a list, without label and what follows the name; empty if it is none. */
static struct slice clean_one(struct slice s, struct slice site_name)
{
	struct measure m;

	s = without_label(s);
	if (is_address(s) || date_find(s).ms != TIME_UNKNOWN)
		return SLICE("");
	s = without_site(trim_signs(name_head(s)), site_name);
	m = words_measure(s);
	if (s.len < 2 || s.len > MOST_NAME_BYTES || is_nobody(s) || m.words > 8 || m.letters == m.digits)
		return SLICE("");
	return site_name.len > 0 && words_equal(s, site_name) ? SLICE("") : s;
}

/* "Ramón y Cajal" is one person, "Ana Gil y Luis Paz" are two. */
static bool parts_names(struct slice s, size_t at, const char *parting)
{
	if (strcmp(parting, " y ") != 0 && strcmp(parting, " e ") != 0)
		return true;
	return words_measure(slice_head(s, at)).words >= 2 &&
	       words_measure(slice_skip(s, at + strlen(parting))).words >= 2;
}

/* Cuts *rest at the next sign or word that parts two names. */
static bool next_name(struct slice *rest, struct slice *name)
{
	static const char *const partings[] = { "\n",    ",",    ";",   " and ", " & ", " và ", " e ",
						" und ", " et ", " y ", " | ",   " - ", " – ",  " — ",
						"•",     "·",    "⋅",   "●",     "、",  "/",    "|" };
	size_t first = rest->len, skip = 0;

	if (slice_empty(*rest))
		return false;
	for (size_t i = 0; i < COUNT(partings); i++) {
		size_t at = slice_find(slice_head(*rest, first), slice_from(partings[i]));

		if (at < first && parts_names(*rest, at, partings[i])) {
			first = at;
			skip = strlen(partings[i]);
		}
	}
	*name = slice_head(*rest, first);
	*rest = slice_skip(*rest, first + skip);
	return true;
}

/* The degree goes to the name before it. */
static void add_degree(struct arena *arena, struct names *names, struct slice degree)
{
	struct slice *last = &names->at[names->n - 1];

	*last = arena_printf(arena, "%.*s, %.*s", SLICE_ARG(*last), SLICE_ARG(degree));
}

/* The part of an organisation that somebody belongs to: "Office of Communications" behind a name. */
static bool is_unit(struct slice s)
{
	static const char *const units[] = { "Office of ",
					     "Department of ",
					     "Communications ",
					     "Press ",
					     "Ufficio ",
					     "Phòng ",
					     "Văn phòng ",
					     "Sở ",
					     "Ban ",
					     NULL };

	s = slice_trim(s);
	for (size_t i = 0; units[i]; i++)
		if (slice_starts_nocase(s, slice_from(units[i])))
			return true;
	return false;
}

struct names byline_names(struct arena *arena, struct slice s, struct slice site_name, struct slice *agency)
{
	struct slice part, name, rest = slice_head(s, MOST_BYLINE_BYTES);
	struct slice label = phrase_byline_label(rest);
	struct names names = { NULL, 0 };
	bool wire = false;

	rest = slice_skip(rest, label.len); /* "Bài và ảnh" holds a parting word itself */
	if (is_address(slice_trim(rest)))
		return names;
	while (names.n < MOST_NAMES && next_name(&rest, &part)) {
		if (names.n > 0 && is_degree(part)) {
			add_degree(arena, &names, slice_trim(part));
			continue;
		}
		if (names.n > 0 && is_unit(part))
			continue;
		name = clean_one(part, site_name);
		if (phrase_is_agency(name)) {
			if (agency && slice_empty(*agency))
				*agency = name;
			wire = true;
		} else if (!(wire && words_measure(name).shouted == words_measure(name).words)) {
			names_add(arena, &names, name); /* capitals behind an agency are a place */
		}
	}
	return names;
}

struct slice byline_clean(struct arena *arena, struct slice s, struct slice site_name)
{
	struct names names = byline_names(arena, s, site_name, NULL);

	return names_join(arena, &names);
}
