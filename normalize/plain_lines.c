/* normalize/plain_lines.c - Cuts text into lines; takes out Markdown and what conversion to text left of a page. */
#include "normalize/plain_lines.h"
#include "normalize/html.h"

#define MOST_LINES      5000
#define MOST_LINK_BYTES 4000
#define MOST_NESTED     8   /* brackets: what opens more of them is no link, and looking on would take long */
#define MOST_WRAP       120 /* code points; nobody wraps lines wider than that */

void line_set(struct line *line, struct slice text)
{
	char buf[512];

	line->text = text;
	line->hash = slice_hash(words_fold(slice_head(text, 500), buf, sizeof buf));
	line->m = words_measure(text);
	line->phrase = phrase_line(text);
}

/* Bytes from `open` (at s.at[0]) to its closing partner, both included; 0 if it is not within reach. */
static size_t bracketed(struct slice s, char open, char close)
{
	size_t depth = 0;

	s = slice_head(s, MOST_LINK_BYTES);
	for (size_t i = 0; i < s.len && depth <= MOST_NESTED; i++) {
		depth += s.at[i] == open;
		if (s.at[i] == close && --depth == 0)
			return i + 1;
	}
	return 0;
}

/* "[text](target)" at the start of s: bytes of "[text]", and of both in *all; 0 if it is no link. */
static size_t link_bytes(struct slice s, size_t *all)
{
	size_t text = bracketed(s, '[', ']'), target;

	if (!text || text >= s.len || s.at[text] != '(')
		return 0;
	target = bracketed(slice_skip(s, text), '(', ')');
	*all = text + (target ? target : s.len - text); /* cut off in the target */
	return text;
}

struct strip {
	struct line *line;
	char *at;
	size_t len, linked; /* bytes written, and those of them that were links */
	bool markdown;
};

static void strip_put(struct strip *o, struct slice s)
{
	memmove(o->at + o->len, s.at, s.len);
	o->len += s.len;
}

/* Pictures, links, emphasis at the start of s.  Returns the bytes read, 0 if there is no markup. */
static size_t strip_markup(struct strip *o, struct slice s)
{
	size_t text, all = 0;

	if (slice_starts(s, SLICE("!["))) {
		text = link_bytes(slice_skip(s, 1), &all);
		o->line->image = true;
		if (!text)
			return s.len;
		o->line->alt = slice_head(slice_skip(s, 2), text - 2);
		return 1 + all;
	}
	if (s.at[0] == '[' && (text = link_bytes(s, &all))) {
		struct slice inner = slice_head(slice_skip(s, 1), text - 2);

		if (slice_starts(inner, SLICE("!["))) {
			o->line->image = true;
			return all;
		}
		strip_put(o, inner);
		o->linked += inner.len;
		return all;
	}
	if (o->markdown && s.at[0] == '[' && (text = bracketed(s, '[', ']'))) {
		size_t label = bracketed(slice_skip(s, text), '[', ']');

		if (s.len > 2 && s.at[1] == '^')
			return text; /* a footnote's mark */
		if (label > 0)
			strip_put(o, slice_head(slice_skip(s, 1), text - 2));
		return label > 0 ? text + label : 0;
	}
	if (o->markdown && (slice_starts(s, SLICE("<http://")) || slice_starts(s, SLICE("<https://")))) {
		struct slice address = slice_before(s, '>');

		strip_put(o, slice_skip(address, 1));
		return address.len + (address.len < s.len);
	}
	if (slice_starts(s, SLICE("**")) || slice_starts(s, SLICE("__")))
		return 2;
	if (o->markdown && s.at[0] == '\\' && s.len > 1 && strchr("\\`*_{}[]()#+-.!|>~", s.at[1])) {
		strip_put(o, slice_head(slice_skip(s, 1), 1));
		return 2;
	}
	if (slice_starts_nocase(s, SLICE("<br"))) {
		strip_put(o, SLICE(" "));
		return slice_before(s, '>').len + (slice_before(s, '>').len < s.len);
	}
	return 0;
}

/* Marks at the start of a line: heading, list, quotation, table row. */
static struct slice strip_marks(struct line *line, struct slice s, bool markdown)
{
	size_t hashes = 0, digits = 0;

	while (hashes < s.len && s.at[hashes] == '#')
		hashes++;
	if (hashes >= 1 && hashes <= 6 && hashes < s.len && s.at[hashes] == ' ') {
		line->heading = (unsigned)hashes;
		s = slice_trim(slice_skip(s, hashes));
		while (s.len > 0 && s.at[s.len - 1] == '#')
			s.len--;
		return slice_trim(s);
	}
	while (digits < s.len && digits < 4 && ascii_is_digit(s.at[digits]))
		digits++;
	if (markdown && digits > 0 && digits < 4 && digits + 1 < s.len && strchr(".)", s.at[digits]) &&
	    s.at[digits + 1] == ' ') {
		line->item = true;
		return slice_trim(slice_skip(s, digits + 1));
	}
	if (s.len > 1 && s.at[1] == ' ' && (s.at[0] == '*' || s.at[0] == '+' || (markdown && s.at[0] == '-'))) {
		line->item = true;
		return slice_trim(slice_skip(s, 1));
	}
	if (slice_starts(s, SLICE(">>")) || slice_starts(s, SLICE("»")) || slice_starts(s, SLICE("▶")) ||
	    slice_starts(s, SLICE("►")) || slice_starts(s, SLICE("→"))) {
		line->pointed = true;
		return slice_trim(slice_skip(s, s.at[0] == '>' || slice_starts(s, SLICE("»")) ? 2 : 3));
	}
	if (slice_starts(s, SLICE("•"))) {
		line->item = true;
		return slice_trim(slice_skip(s, 3));
	}
	if (markdown && s.len && s.at[0] == '>') {
		line->quoted = true;
		return slice_trim(slice_skip(s, 1));
	}
	return s;
}

/* "[1]: https://…" says where a link leads; of "[^1]: text" the text stays. */
static struct slice strip_definition(struct slice s)
{
	size_t label = s.len > 3 && s.at[0] == '[' ? bracketed(s, '[', ']') : 0;

	if (label < 3 || label >= s.len || s.at[label] != ':')
		return s;
	return s.at[1] == '^' ? slice_trim(slice_skip(s, label + 1)) : SLICE("");
}

static struct slice strip_pipes(struct line *line, struct slice s)
{
	while (s.len > 0 && (s.at[0] == '|' || s.at[s.len - 1] == '|')) {
		line->cell = true;
		s = slice_trim(s.at[0] == '|' ? slice_skip(s, 1) : slice_head(s, s.len - 1));
	}
	return s;
}

/* "*words*", "_words_": the marks around a whole line. */
static struct slice strip_emphasis(struct slice s)
{
	if (s.len > 2 && (s.at[0] == '*' || s.at[0] == '_') && s.at[s.len - 1] == s.at[0] && s.at[1] != ' ')
		return slice_head(slice_skip(s, 1), s.len - 2);
	return s;
}

/* A rule of a table or between sections, a fence: nothing but signs. */
static bool is_rule(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!strchr("|-:=*_~`+ .", s.at[i]))
			return false;
	return true;
}

static bool is_address(struct slice s)
{
	return (slice_starts_nocase(s, SLICE("http://")) || slice_starts_nocase(s, SLICE("https://"))) &&
	       slice_before(s, ' ').len == s.len;
}

/* One line of the file.  False if nothing is left of it. */
static bool line_read(struct arena *arena, struct slice raw, bool markdown, struct line *line)
{
	char *buf = arena_alloc(arena, raw.len + 1);
	struct slice s = words_squeeze(raw, buf);
	struct strip o = { .line = line, .at = buf, .markdown = markdown };

	*line = (struct line){ .alt = SLICE("") };
	s = strip_pipes(line, s);
	if (is_rule(s) && !slice_contains(s, SLICE(".")) && s.len != 1)
		s = SLICE("");
	s = strip_marks(line, s, markdown);
	s = markdown ? strip_definition(s) : s;
	for (size_t at = 0; at < s.len;) {
		size_t n = strchr("![*_\\<", s.at[at]) && s.at[at] ? strip_markup(&o, slice_skip(s, at)) : 0;

		if (n == 0)
			strip_put(&o, slice_head(slice_skip(s, at), 1));
		at += n ? n : 1;
	}
	s = slice_of(buf, o.len);
	if (slice_contains(s, SLICE(";")) && slice_contains(s, SLICE("&"))) {
		s = html_decode(arena, s, false);
		s = words_squeeze(s, arena_alloc(arena, s.len + 1));
	}
	s = slice_trim(strip_pipes(line, slice_trim(s)));
	s = is_address(s) ? SLICE("") : strip_emphasis(s);
	line->linked = s.len > 0 && o.linked + 4 > s.len && o.linked > 0;
	line_set(line, s);
	return s.len > 0 || line->image;
}

static struct line *lines_add(struct arena *arena, struct lines *lines)
{
	if (lines->n == lines->room) {
		size_t room = lines->room ? lines->room * 2 : 64;

		lines->line = arena_grow(arena, lines->line, sizeof *lines->line, lines->room, room);
		lines->room = room;
	}
	return &lines->line[lines->n++];
}

/* Are lines wrapped at some width?  Then most that another follows are nearly as wide as the widest, and few of
 * them end a sentence. */
static bool lines_are_wrapped(const struct lines *lines)
{
	size_t widest = 0, followed = 0, wide = 0, stops = 0;

	for (size_t i = 0; i < lines->n; i++)
		if (lines->line[i].m.letters > widest)
			widest = lines->line[i].m.letters;
	if (widest > MOST_WRAP)
		return false;
	for (size_t i = 0; i + 1 < lines->n; i++) {
		const struct line *l = &lines->line[i];

		if (lines->line[i + 1].parted || l->heading || lines->line[i + 1].item || l->image || l->cell)
			continue;
		followed++;
		wide += l->m.letters * 10 >= widest * 7;
		stops += l->m.ends_sentence;
	}
	return followed >= 3 && wide * 10 >= followed * 6 && stops * 2 < followed;
}

/* Does line i go on where the line before it stopped? */
static bool line_continues(const struct lines *lines, size_t i)
{
	const struct line *last = &lines->line[i - 1], *l = &lines->line[i];

	return (lines->wrapped || (l->quoted && last->quoted && !last->m.ends_sentence)) && !l->parted && !l->heading &&
	       !l->item && !l->image && !last->image && !last->heading;
}

/* "long-" and "term": the line was cut behind a hyphen. */
static bool is_hyphenated(struct slice s, struct slice next)
{
	return s.len > 1 && s.at[s.len - 1] == '-' &&
	       (ascii_is_alpha(s.at[s.len - 2]) || (signed char)s.at[s.len - 2] < 0) && next.len > 0 &&
	       (next.at[0] == ascii_lower(next.at[0]) || (signed char)next.at[0] < 0);
}

static void lines_join(struct arena *arena, struct lines *lines)
{
	size_t n = 0;

	for (size_t i = 0, j; i < lines->n; i = j) {
		size_t bytes = lines->line[i].text.len, len = 0;
		char *buf;

		for (j = i + 1; j < lines->n && line_continues(lines, j); j++)
			bytes += 1 + lines->line[j].text.len;
		lines->line[n] = lines->line[i];
		if (lines->signature == i)
			lines->signature = n;
		if (j == i + 1) {
			n++;
			continue;
		}
		buf = arena_alloc(arena, bytes + 1);
		for (size_t k = i; k < j; k++) {
			if (k > i && !is_hyphenated(slice_of(buf, len), lines->line[k].text))
				buf[len++] = ' ';
			memcpy(buf + len, lines->line[k].text.at, lines->line[k].text.len);
			len += lines->line[k].text.len;
		}
		line_set(&lines->line[n++], slice_of(buf, len));
	}
	lines->n = n;
}

/* Do empty lines stand before most paragraphs? */
static bool lines_are_parted(const struct lines *lines)
{
	size_t prose = 0, parted = 0;

	for (size_t i = 1; i < lines->n; i++)
		if (words_are_prose(&lines->line[i].m)) {
			prose++;
			parted += lines->line[i].parted;
		}
	return parted * 2 > prose;
}

/* Does a fence open or close here: "```", "~~~"? */
static bool is_fence(struct slice raw)
{
	raw = slice_trim(raw);
	return slice_starts(raw, SLICE("```")) || slice_starts(raw, SLICE("~~~"));
}

/* A line within fences: nothing in it is markup. */
static bool line_read_code(struct arena *arena, struct slice raw, struct line *line)
{
	*line = (struct line){ .alt = SLICE("") };
	line_set(line, words_squeeze(raw, arena_alloc(arena, raw.len + 1)));
	return line->text.len > 0;
}

/* The next line, without its end; of a file that only knows CR, too. */
static bool next_line(struct slice *rest, bool cr, struct slice *line)
{
	return cr ? slice_next(rest, '\r', line) : slice_next_line(rest, line);
}

void lines_read(struct arena *arena, struct slice text, bool markdown, struct lines *lines)
{
	bool parted = true, fenced = false, cr = !memchr(text.at, '\n', text.len);
	struct slice raw;
	size_t number = 0;

	*lines = (struct lines){ .line = NULL };
	text = tags_to_markup(arena, text);
	while (lines->n < MOST_LINES && next_line(&text, cr, &raw)) {
		struct line line;

		number++;
		if (markdown && is_fence(raw)) {
			fenced = !fenced;
			parted = true;
			continue;
		}
		if (slice_empty(slice_trim(raw))) { /* takes no memory: a file may have millions of them */
			parted = true;
			continue;
		}
		if (slice_equal(slice_trim(raw), SLICE("--")))
			lines->signature = lines->n;
		if (!(fenced ? line_read_code(arena, raw, &line) : line_read(arena, raw, markdown, &line)))
			continue;
		line.parted = parted;
		line.number = number;
		parted = false;
		*lines_add(arena, lines) = line;
	}
	lines->wrapped = lines_are_wrapped(lines);
	lines_join(arena, lines);
	lines->parted = lines_are_parted(lines);
}
