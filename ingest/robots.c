/* ingest/robots.c - reads robots.txt and answers for a path. */
#include "ingest/robots.h"
#include "common/text.h"
#include "ingest/url.h"

#include <stdlib.h>

#define MAX_DELAY_MS (INT64_C(86400) * 1000)

/* For whom a rule is. */
enum { FOR_US = 1, FOR_ALL = 2 };

struct rule {
	struct slice pattern; /* in the one spelling; "*" stands for any bytes */
	bool at_end, allow;   /* at_end: it ended with "$" */
	unsigned char whom;
};

struct robots {
	struct rule *rule; /* [nrules], the one that decides first */
	size_t nrules;
	int64_t delay_ms;
	struct slice *sitemap; /* [nsitemaps] */
	size_t nsitemaps;
};

struct reader {
	struct arena *arena;
	struct robots *robots;
	struct slice agent;
	struct text spelling;
	size_t rule_room, sitemap_room;
	int64_t delay_ms[FOR_ALL + 1]; /* by whom */
	unsigned whom;                 /* the group that is read is for these */
	bool naming;                   /* it has no rule yet: further user agents join it */
	bool have_us;
};

/* Reserved characters that URLs hold as they are.  "*" and "$" are not among them, as patterns give them a meaning. */
static bool is_delimiter(char c)
{
	return c && strchr(":/?@!&'()+,;=", c);
}

/* How reserved characters of a query are spelt. */
enum query { QUERY_AS_IS, QUERY_ENCODED, QUERY_DECODED, QUERY_SPELLINGS };

static bool is_query_delimiter(char c)
{
	return c && strchr(":/?@", c);
}

/* One byte of a path or pattern; `escaped` says how it stood there. */
static void spell_byte(struct text *out, char c, bool escaped, enum query query)
{
	bool raw = url_is_unreserved(c) || (is_delimiter(c) && !escaped);

	if (query != QUERY_AS_IS && is_query_delimiter(c))
		raw = query == QUERY_DECODED;
	if (raw)
		text_add_char(out, c);
	else
		text_addf(out, "%%%02X", (unsigned)(unsigned char)c);
}

/* The byte at *i, its escape undone; *i moves to the last byte of it. */
static char next_byte(struct slice s, size_t *i, bool *escaped)
{
	int value = slice_escape_value(s, *i);

	*escaped = value >= 0;
	if (!*escaped)
		return s.at[*i];
	*i += 2;
	return (char)value;
}

static struct slice spell_path(struct text *out, struct slice path, enum query query)
{
	bool escaped, in_query = false;

	text_reset(out);
	for (size_t i = 0; i < path.len; i++) {
		char c = next_byte(path, &i, &escaped);

		spell_byte(out, c, escaped, in_query ? query : QUERY_AS_IS);
		in_query = in_query || (c == '?' && !escaped);
	}
	return text_slice(out);
}

static struct slice spell_pattern(struct text *out, struct slice pattern)
{
	bool escaped;

	text_reset(out);
	for (size_t i = 0; i < pattern.len; i++) {
		char c = next_byte(pattern, &i, &escaped);

		if (c == '*' && !escaped)
			text_add_char(out, c);
		else
			spell_byte(out, c, escaped, QUERY_AS_IS);
	}
	return text_slice(out);
}

static void add_rule(struct reader *r, struct slice value, bool allow)
{
	struct robots *robots = r->robots;
	bool at_end = slice_ends(value, SLICE("$"));

	if (r->whom == 0 || slice_empty(value) || (value.at[0] != '/' && value.at[0] != '*'))
		return;
	if (robots->nrules == r->rule_room) {
		size_t room = r->rule_room ? 2 * r->rule_room : 16;

		robots->rule = arena_grow(r->arena, robots->rule, sizeof *robots->rule, r->rule_room, room);
		r->rule_room = room;
	}
	value = spell_pattern(&r->spelling, slice_head(value, value.len - at_end));
	robots->rule[robots->nrules++] = (struct rule){
		.pattern = arena_copy(r->arena, value), .at_end = at_end, .allow = allow, .whom = (unsigned char)r->whom
	};
}

/* The product token of a User-Agent, ours or a line's: "wiremill" of "wiremill/1.0 (news)". */
static struct slice product_token(struct slice s)
{
	size_t n = 0;

	while (n < s.len && s.at[n] != '/' && !ascii_is_space(s.at[n]))
		n++;
	return slice_head(s, n);
}

static void add_agent(struct reader *r, struct slice value)
{
	struct slice token = product_token(value);

	if (!r->naming)
		r->whom = 0;
	r->naming = true;
	if (slice_equal(token, SLICE("*")))
		r->whom |= FOR_ALL;
	if (!slice_empty(token) && slice_equal_nocase(token, r->agent)) {
		r->whom |= FOR_US;
		r->have_us = true;
	}
}

/* "10", "0.5" as ms; 0 for what is no number. */
static int64_t delay_read(struct slice s)
{
	int64_t ms = 0, unit = 1000;
	size_t i = 0;

	for (; i < s.len && ascii_is_digit(s.at[i]) && ms <= MAX_DELAY_MS; i++)
		ms = ms * 10 + (s.at[i] - '0') * 1000;
	if (i < s.len && s.at[i] == '.')
		for (i++; i < s.len && ascii_is_digit(s.at[i]); i++)
			ms += (s.at[i] - '0') * (unit /= 10);
	if (ms > MAX_DELAY_MS)
		return MAX_DELAY_MS;
	return i == s.len ? ms : 0;
}

static void add_delay(struct reader *r, struct slice value)
{
	int64_t ms = delay_read(value);

	for (unsigned whom = FOR_US; whom <= FOR_ALL; whom++)
		if ((r->whom & whom) && ms > r->delay_ms[whom])
			r->delay_ms[whom] = ms;
}

static void add_sitemap(struct reader *r, struct slice value)
{
	struct robots *robots = r->robots;

	if (robots->nsitemaps == ROBOTS_MAX_SITEMAPS || !url_is_web(value))
		return;
	if (robots->nsitemaps == r->sitemap_room) {
		size_t room = r->sitemap_room ? 2 * r->sitemap_room : 4;

		robots->sitemap = arena_grow(r->arena, robots->sitemap, sizeof *robots->sitemap, r->sitemap_room, room);
		r->sitemap_room = room;
	}
	robots->sitemap[robots->nsitemaps++] = arena_copy(r->arena, value);
}

/* Only rules end the list of user agents that begins a group (2.2.4: other records must not interfere). */
static void read_line(struct reader *r, struct slice line)
{
	struct slice key, value;

	line = slice_before(line, '#');
	key = slice_trim(slice_before(line, ':'));
	value = slice_trim(slice_after(line, ':'));
	if (slice_equal_nocase(key, SLICE("user-agent"))) {
		add_agent(r, value);
	} else if (slice_equal_nocase(key, SLICE("allow")) || slice_equal_nocase(key, SLICE("disallow"))) {
		r->naming = false;
		add_rule(r, value, ascii_lower(key.at[0]) == 'a');
	} else if (slice_equal_nocase(key, SLICE("crawl-delay"))) {
		add_delay(r, value);
	} else if (slice_equal_nocase(key, SLICE("sitemap"))) {
		add_sitemap(r, value);
	}
}

/* Lines end in LF, CR or CRLF; the last one of a cut file is not known to be whole. */
static void read_lines(struct reader *r, struct slice bytes)
{
	bool cut = bytes.len > ROBOTS_MAX_BYTES;

	bytes = slice_head(bytes, ROBOTS_MAX_BYTES);
	if (slice_starts(bytes, SLICE("\xEF\xBB\xBF")))
		bytes = slice_skip(bytes, 3);
	while (bytes.len) {
		size_t n = 0;

		while (n < bytes.len && bytes.at[n] != '\n' && bytes.at[n] != '\r')
			n++;
		if (n <= ROBOTS_MAX_LINE && !(cut && n == bytes.len))
			read_line(r, slice_head(bytes, n));
		bytes = slice_skip(bytes, n + 1);
	}
}

static size_t rule_octets(const struct rule *rule)
{
	return rule->pattern.len + rule->at_end;
}

/* The longest first, an Allow before a Disallow. */
static int rule_compare(const void *one, const void *other)
{
	const struct rule *a = one, *b = other;

	if (rule_octets(a) != rule_octets(b))
		return rule_octets(a) < rule_octets(b) ? 1 : -1;
	return (int)b->allow - (int)a->allow;
}

/* Keep the rules that are for us. */
static void choose_rules(struct robots *robots, unsigned whom)
{
	size_t n = 0;

	for (size_t i = 0; i < robots->nrules; i++)
		if (robots->rule[i].whom & whom)
			robots->rule[n++] = robots->rule[i];
	robots->nrules = n;
	if (n)
		qsort(robots->rule, n, sizeof *robots->rule, rule_compare);
}

struct robots *robots_parse(struct arena *arena, struct slice bytes, struct slice agent)
{
	struct reader r = { .arena = arena,
			    .robots = arena_new(arena, struct robots, 1),
			    .agent = product_token(agent) };
	unsigned whom;

	text_init(&r.spelling, 3 * ROBOTS_MAX_LINE);
	read_lines(&r, bytes);
	text_release(&r.spelling);
	whom = r.have_us ? FOR_US : FOR_ALL;
	choose_rules(r.robots, whom);
	r.robots->delay_ms = r.delay_ms[whom];
	return r.robots;
}

/* Where `part` begins in `path`; its length if nowhere. */
static size_t look_for(struct slice part, struct slice path, size_t *work)
{
	size_t at = slice_find(path, part);

	*work += at < path.len ? at + part.len : path.len;
	return at;
}

/* The parts between "*" are looked for one after the other, each as early as it comes: linear, and no other choice could
 * succeed where this one fails. */
static bool rule_matches(const struct rule *rule, struct slice path, size_t *work)
{
	struct slice rest = rule->pattern, part = slice_before(rest, '*');
	size_t at;

	if (!slice_starts(path, part))
		return false;
	path = slice_skip(path, part.len);
	while (part.len < rest.len) { /* a "*" follows */
		rest = slice_skip(rest, part.len + 1);
		part = slice_before(rest, '*');
		if (rule->at_end && part.len == rest.len)
			return slice_ends(path, part);
		at = look_for(part, path, work);
		if (at + part.len > path.len)
			return false;
		path = slice_skip(path, at + part.len);
	}
	return !rule->at_end || slice_empty(path);
}

static bool decide(const struct robots *robots, const struct slice *spelling, unsigned nspellings)
{
	size_t work = 0;

	for (size_t i = 0; i < robots->nrules; i++) {
		for (unsigned k = 0; k < nspellings; k++)
			if (rule_matches(&robots->rule[i], spelling[k], &work))
				return robots->rule[i].allow;
		if (work > ROBOTS_MAX_WORK)
			return false;
	}
	return true;
}

bool robots_allow(const struct robots *robots, struct slice path)
{
	struct slice spelling[QUERY_SPELLINGS];
	struct text out[QUERY_SPELLINGS];
	unsigned nspellings;
	bool allow;

	path = slice_empty(path) ? SLICE("/") : slice_head(path, ROBOTS_MAX_PATH);
	if (slice_equal(path, SLICE("/robots.txt")))
		return true;
	nspellings = slice_contains(path, SLICE("?")) ? QUERY_SPELLINGS : 1;
	for (unsigned k = 0; k < nspellings; k++) {
		text_init(&out[k], 3 * ROBOTS_MAX_PATH);
		spelling[k] = spell_path(&out[k], path, (enum query)k);
	}
	allow = decide(robots, spelling, nspellings);
	for (unsigned k = 0; k < nspellings; k++)
		text_release(&out[k]);
	return allow;
}

int64_t robots_crawl_delay_ms(const struct robots *robots)
{
	return robots->delay_ms;
}

const struct slice *robots_sitemaps(const struct robots *robots, size_t *n)
{
	*n = robots->nsitemaps;
	return robots->sitemap;
}
