/* normalize/plain_header.c - What stands before a text: front matter, fields, dates, the way to the page. */
#include "common/date.h"
#include "normalize/clean_byline.h"
#include "normalize/plain_judge.h"

#define HEADER_LINES 20
#define FRONT_LINES  200

enum field {
	FIELD_NONE,
	FIELD_TITLE,
	FIELD_AUTHOR,
	FIELD_DATE,
	FIELD_MODIFIED,
	FIELD_LANGUAGE,
	FIELD_TEXT,
	FIELD_OTHER
};

/* What a label before a text says that comes behind it. */
static enum field field_of(struct slice label)
{
	static const struct {
		enum field field;
		const char *labels; /* folded, parted by '|' */
	} table[] = {
		{ FIELD_TITLE, "title|headline|subject|tiêu đề|titolo|titel|titre|título" },
		{ FIELD_AUTHOR, "author|authors|byline|by|written by|tác giả|autore|autori|autor|auteur" },
		{ FIELD_DATE, "date|published|published at|published on|publish date|publication date|pubdate|posted|"
			      "posted on|created|created at|time|timestamp|ngày đăng|đăng ngày|ngày|data|pubblicato|"
			      "pubblicato il|datum|fecha" },
		{ FIELD_MODIFIED, "modified|updated|lastmod|last modified|last updated|updated at|cập nhật|aggiornato|"
				  "aggiornato il" },
		{ FIELD_LANGUAGE, "language|lang|locale" },
		{ FIELD_TEXT, "text|content|body|full text|article text|nội dung|testo" },
		{ FIELD_OTHER,
		  "url|uri|link|category|categories|section|slug|id|uuid|guid|description|summary|excerpt|keywords|"
		  "tags|"
		  "permalink|layout|image|images|top image|thumbnail|canonical|canonical url|source url|original url|"
		  "draft|type|status|weight|site|site name|hostname|domain|to|cc|reply to|sent|message id|mime version|"
		  "content type|content transfer encoding|newsgroups|organization|fetched|crawled|retrieved|crawl date|"
		  "word count|reading time" },
	};
	char buf[64];
	struct slice folded, known;

	if (label.len >= 40)
		return FIELD_NONE;
	folded = words_fold(label, buf, sizeof buf);
	for (size_t i = 0; i < COUNT(table); i++)
		for (struct slice rest = slice_from(table[i].labels); slice_next(&rest, '|', &known);)
			if (slice_equal(folded, known))
				return table[i].field;
	return FIELD_NONE;
}

/* "[Anna Rossi, 'Paolo Neri']": a list's members without brackets and quotation marks. */
static struct slice list_members(struct arena *arena, struct slice s)
{
	struct slice member, joined = SLICE("");

	if (!slice_starts(s, SLICE("[")) || !slice_ends(s, SLICE("]")))
		return slice_unquote(s);
	s = slice_head(slice_skip(s, 1), s.len - 2);
	while (slice_next(&s, ',', &member)) {
		member = slice_unquote(slice_trim(member));
		joined =
			arena_printf(arena, "%.*s%s%.*s", SLICE_ARG(joined), joined.len ? ", " : "", SLICE_ARG(member));
	}
	return joined;
}

static void take_field(struct page *page, enum field field, struct slice value)
{
	static const char who[] = "a field before the text";
	struct article *a = page->article;

	value = list_members(a->arena, slice_trim(slice_head(value, 1000)));
	switch (field) {
	case FIELD_TITLE: origin_offer(&a->title, &page->from.title, value, who); break;
	case FIELD_AUTHOR:
		value = slice_trim(slice_before(value, '<')); /* an address behind the name */
		origin_offer(&a->byline, &page->from.byline, byline_clean(a->arena, value, a->site_name), who);
		break;
	case FIELD_DATE: origin_offer_moment(&a->published, &page->from.published, date_parse(value), who); break;
	case FIELD_MODIFIED: origin_offer_moment(&a->modified, &page->from.modified, date_parse(value), who); break;
	case FIELD_LANGUAGE: page->language_hint = value; break;
	case FIELD_NONE:
	case FIELD_TEXT:
	case FIELD_OTHER: break;
	}
}

/* One line of front matter: "title: X", "title = X", "- X", "  more of it", a remark.  False for what is none. */
static bool front_line(struct slice raw, char sign, struct slice *label, struct slice *value)
{
	struct slice s = slice_trim(raw);

	*label = SLICE("");
	*value = slice_starts(s, SLICE("- ")) ? slice_trim(slice_skip(s, 2)) : s;
	if (s.len == 0 || s.at[0] == '#')
		*value = SLICE("");
	if (s.len == 0 || strchr("#-", s.at[0]) || ascii_is_space(raw.at[0]))
		return true;
	*label = slice_before(s, sign);
	*value = slice_trim(slice_after(s, sign));
	if (value->len < 3 && value->len > 0 && strchr(">|", value->at[0]))
		*value = SLICE(""); /* the value stands on the next lines */
	return label->len < s.len && label->len < 40;
}

/* Bytes of the front matter at the start of a text, its fences included; 0 if there is none. */
static size_t front_bytes(struct slice text, struct slice fence, char sign)
{
	struct slice rest = text, raw, label, value;

	slice_next_line(&rest, &raw);
	for (size_t n = 0; n < FRONT_LINES && slice_next_line(&rest, &raw); n++) {
		if (slice_equal(slice_trim(raw), fence))
			return n > 0 ? text.len - rest.len : 0;
		if (!front_line(raw, sign, &label, &value))
			return 0;
	}
	return 0;
}

struct slice front_matter(struct page *page, struct slice text)
{
	struct slice rest = text, raw, label, value, so_far = SLICE("");
	struct slice fence = slice_trim(slice_before(slice_head(text, 16), '\n'));
	char sign = slice_equal(fence, SLICE("+++")) ? '=' : ':';
	enum field field = FIELD_NONE;
	size_t bytes = sign == '=' || slice_equal(fence, SLICE("---")) ? front_bytes(text, fence, sign) : 0;

	if (bytes == 0)
		return text;
	rest = slice_head(text, bytes);
	slice_next_line(&rest, &raw);
	while (slice_next_line(&rest, &raw) && front_line(raw, sign, &label, &value)) {
		if (label.len > 0 || rest.len == 0) {
			take_field(page, field, so_far);
			field = field_of(label);
			so_far = value;
			continue;
		}
		if (slice_starts(value, SLICE("name:")))
			value = slice_trim(slice_skip(value, 5));
		if (value.len > 0 && field != FIELD_NONE && field != FIELD_OTHER)
			so_far = arena_printf(page->article->arena, "%.*s%s%.*s", SLICE_ARG(so_far),
					      so_far.len == 0         ? ""
					      : field == FIELD_AUTHOR ? ", "
								      : " ",
					      SLICE_ARG(slice_unquote(value)));
	}
	return slice_skip(text, bytes);
}

/* "date 2023-07-28 14:05 ..." or "Published: 28 July 2023": what follows the date stays.  False if the line is none. */
static bool header_date(struct page *page, struct line *line)
{
	struct slice s = line->text, rest, stamp;
	struct moment m;
	size_t label = 0;

	while (label < s.len && label < 40 && !ascii_is_digit(s.at[label]))
		label++;
	if (label == 0 || field_of(slice_head(s, label)) != FIELD_DATE)
		return false;
	rest = slice_skip(s, label);
	stamp = rest;
	m = line->m.words - line->m.digits < 8 && !line->m.ends_sentence ? date_parse(rest) : MOMENT_UNKNOWN;
	if (m.ms == TIME_UNKNOWN) {
		struct slice time = slice_before(slice_after(rest, ' '), ' ');

		stamp = slice_before(rest, ' ');
		if (time.len >= 5 && time.len <= 8 && ascii_is_digit(time.at[0]) && ascii_is_digit(time.at[4]) &&
		    slice_before(time, ':').len < time.len)
			stamp = slice_head(rest, stamp.len + 1 + time.len);
		m = stamp.len >= 10 || slice_contains(stamp, SLICE("T")) ? date_parse(stamp) : MOMENT_UNKNOWN;
	}
	if (m.ms == TIME_UNKNOWN)
		return false;
	origin_offer_moment(&page->article->published, &page->from.published, m, "a line before the text");
	line_set(line, slice_trim(slice_skip(rest, stamp.len)));
	if (line->text.len == 0)
		line_cut(line, LINE_HEADER);
	return true;
}

/* "Title: ...", "URL: ..." before the body; "Text:" ends them, and what stands behind it stays. */
static bool header_field(struct page *page, struct line *line)
{
	struct slice label = slice_before(line->text, ':'), value = slice_trim(slice_after(line->text, ':'));
	enum field field = label.len < line->text.len ? field_of(label) : FIELD_NONE;

	if (slice_equal(label, SLICE("From")) && slice_contains(value, SLICE("@"))) /* of a mail */
		field = FIELD_AUTHOR;
	if (field == FIELD_NONE || (value.len == 0 && field == FIELD_TITLE))
		return false;
	take_field(page, field, value);
	if (field == FIELD_TEXT && value.len > 0)
		line_set(line, value);
	else
		line_cut(line, LINE_HEADER);
	return true;
}

/* "BC-PORT-STRIKE": the name that an agency gives its report, before the headline. */
static bool is_slug(const struct line *line)
{
	return line->m.words > 1 && line->m.shouted == line->m.words &&
	       slice_before(line->text, ' ').len == line->text.len && slice_contains(line->text, SLICE("-"));
}

/* A line that is a date, perhaps with the author before it: "Anna Rossi | 28 July 2023". */
static bool header_stamp(struct page *page, struct line *line)
{
	struct moment m = line->m.words <= 16 && line->m.digits > 0 && !line->m.ends_sentence ? date_parse(line->text)
											      : MOMENT_UNKNOWN;
	struct slice name = slice_trim(slice_before(line->text, '|'));

	if (m.ms == TIME_UNKNOWN || line->m.words - line->m.digits > 9)
		return false;
	origin_offer_moment(&page->article->published, &page->from.published, m, "a line before the text");
	if (name.len < line->text.len && words_are_name(name))
		origin_offer(&page->article->byline, &page->from.byline, name, "a line before the text");
	line_cut(line, LINE_HEADER);
	return true;
}

static bool is_breadcrumb(struct slice s)
{
	return slice_contains(s, SLICE(" > ")) || slice_contains(s, SLICE(" » ")) || slice_contains(s, SLICE(" › "));
}

/* Three lines and more of a few words each at the very top: the site's menu. */
static void judge_menu(struct lines *lines)
{
	size_t n = 0;

	while (n < lines->n && lines->line[n].m.words <= 4 && !lines->line[n].m.ends_sentence &&
	       lines->line[n].heading != 1 && !lines->line[n].image && lines->line[n].m.digits == 0)
		n++;
	for (size_t i = 0; i < n && n >= 3 && n < lines->n; i++)
		line_cut(&lines->line[i], LINE_MENU);
}

void judge_header(struct page *page, struct lines *lines)
{
	judge_menu(lines);
	for (size_t i = 0; i < lines->n && i < HEADER_LINES; i++) {
		struct line *line = &lines->line[i];

		if (header_date(page, line) || header_field(page, line) || header_stamp(page, line))
			continue;
		if (is_breadcrumb(line->text) && !line->m.ends_sentence)
			line_cut(line, LINE_MENU);
		else if (i + 1 < lines->n && is_slug(line))
			line_cut(line, LINE_HEADER);
		else if (words_are_prose(&line->m))
			break;
	}
}
