/* ingest/feed_refuse.c - what is no feed, by its first bytes. */
#include "ingest/feed_refuse.h"
#include "common/content_type.h"
#include "common/text.h"
#include "ingest/xml.h"
#include "ingest/xml_tags.h"

#define SNIFF_BYTES (16u << 10)
#define MAX_NAME    40 /* bytes of an element's name that is shown */

/* Files that have nothing to do with text. */
static const char *binary_kind(struct slice bytes)
{
	static const struct {
		const char *magic, *kind;
	} rows[] = { { "%PDF-", "a PDF file" },
		     { "\x89PNG", "an image (PNG)" },
		     { "\xFF\xD8\xFF", "an image (JPEG)" },
		     { "GIF8", "an image (GIF)" },
		     { "RIFF", "an image or a sound" },
		     { "ID3", "a sound (MP3)" },
		     { "PK\x03\x04", "a ZIP file" },
		     { "\x1f\x8b", "a gzip file within another" } };

	for (size_t i = 0; i < COUNT(rows); i++)
		if (slice_starts(bytes, slice_from(rows[i].magic)))
			return rows[i].kind;
	return NULL;
}

/* Elements that a page may begin with where people left out the others. */
static bool is_html_name(struct slice name)
{
	static const char *const names[] = { "html", "head",   "body",  "title",    "meta",    "link",
					     "base", "script", "style", "div",      "p",       "h1",
					     "h2",   "a",      "span",  "table",    "center",  "br",
					     "font", "iframe", "main",  "noscript", "section", "form" };

	return slice_is_any(name, names, COUNT(names));
}

static bool is_plain_name(struct slice name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!ascii_is_alpha(name.at[i]) && !ascii_is_digit(name.at[i]) && !strchr("-_.", name.at[i]))
			return false;
	return name.len > 0 && name.len <= MAX_NAME;
}

static void refuse_element(struct slice name, struct reason *why)
{
	if (is_html_name(name))
		dead(why, "no feed: an HTML page; `wiremill feeds discover URL` finds its feeds");
	else if (slice_equal_nocase(name, SLICE("opml")))
		dead(why, "no feed: a list of feeds (OPML); save it, and name the file in --feeds");
	else if (is_plain_name(name))
		dead(why, "no feed: XML of another kind, its root element is <%.*s>", SLICE_ARG(name));
	else
		dead(why, "no feed: XML of another kind");
}

static void refuse_text(struct slice text, struct reason *why)
{
	struct slice rest = text;
	struct xml_tag tag;

	if (slice_empty(text))
		dead(why, "no feed: it is empty");
	else if (memchr(text.at, '\0', text.len))
		dead(why, "no feed: binary data");
	else if (slice_starts_nocase(text, SLICE("<!doctype html")))
		refuse_element(SLICE("html"), why);
	else if (xml_tag_next(&rest, &tag))
		refuse_element(xml_tag_local_name(&tag), why);
	else if (slice_starts(text, SLICE("[")))
		dead(why, "no feed: JSON without the items of a JSON Feed");
	else
		dead(why, "no feed: text in which there is no element of XML");
}

void feed_refuse(struct slice bytes, const struct feed_hints *hints, struct reason *why)
{
	const char *kind = binary_kind(bytes);
	struct text decoded;
	struct slice text;

	if (kind) {
		dead(why, "no feed: %s", kind);
		return;
	}
	text_init(&decoded, 4 * SNIFF_BYTES);
	text = xml_to_utf8(slice_head(bytes, SNIFF_BYTES), content_type_charset(hints->content_type), &decoded);
	if (slice_starts(text, SLICE("\xEF\xBB\xBF")))
		text = slice_skip(text, 3);
	refuse_text(slice_trim(text), why);
	text_release(&decoded);
}
