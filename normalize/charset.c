/* normalize/charset.c - which encoding the bytes of a page are in, and the way from there to UTF-8. */
#include "normalize/charset.h"
#include "normalize/charset_convert.h"
#include "normalize/charset_guess.h"
#include "normalize/charset_repair.h"
#include "normalize/html_scan.h"
#include "normalize/nfc.h"

#include "common/content_type.h"
#include "common/stage.h"
#include "common/utf8.h"

#define PRESCAN_BYTES (64u << 10) /* browsers wait for 1,024 bytes, and begin anew if a meta element comes later */
#define GROUPS_SURE   4           /* of letters in valid UTF-8: no label is believed against them */
#define GROUPS_FONT   8           /* of letters, and a look at them may tell old fonts */

struct slice charset_of_label(struct slice label)
{
	const struct encoding *encoding = encoding_of_label(label);

	return encoding ? slice_from(encoding->name) : SLICE("");
}

void charset_prepare(void)
{
	encoding_prepare_all();
}

static bool is_utf16(const struct encoding *encoding)
{
	return slice_starts(slice_from(encoding->name), SLICE("utf-16"));
}

/* What stands in quotation marks at the head of s, or up to white space or a semicolon; empty if a mark is open. */
static struct slice first_word(struct slice s)
{
	size_t n = 0;

	if (s.len && (s.at[0] == '"' || s.at[0] == '\'')) {
		struct slice inside = slice_before(slice_skip(s, 1), s.at[0]);

		return inside.len + 1 < s.len ? inside : SLICE("");
	}
	while (n < s.len && !ascii_is_space(s.at[n]) && s.at[n] != ';')
		n++;
	return slice_head(s, n);
}

/* What a meta element's content attribute names: "text/html; charset=X" (HTML standard, 2.4.6), laxer than HTTP. */
static struct slice charset_from_content(struct slice content)
{
	for (;;) {
		size_t at = slice_find_nocase(content, SLICE("charset"));

		if (at == content.len)
			return SLICE("");
		content = slice_skip(content, at + 7);
		while (content.len && ascii_is_space(content.at[0]))
			content = slice_skip(content, 1);
		if (content.len && content.at[0] == '=')
			break;
	}
	return first_word(slice_trim(slice_skip(content, 1)));
}

static struct slice token_attribute(const struct html_scan *scan, const struct html_token *token,
				    enum html_attr_name name, bool *found)
{
	*found = false;
	for (uint32_t i = token->attr; i < token->attr + token->nattrs; i++)
		if (scan->attr[i].name == name) {
			*found = true;
			return (struct slice){ scan->input.at + scan->attr[i].value_at, scan->attr[i].value_len };
		}
	return SLICE("");
}

/* The label in one meta element, empty if it names none. */
static struct slice meta_label(const struct html_scan *scan, const struct html_token *token)
{
	bool has_charset, has_equiv, has_content;
	struct slice charset = token_attribute(scan, token, HTML_ATTR_CHARSET, &has_charset);
	struct slice equiv = token_attribute(scan, token, HTML_ATTR_HTTP_EQUIV, &has_equiv);
	struct slice content = token_attribute(scan, token, HTML_ATTR_CONTENT, &has_content);

	if (has_charset)
		return charset;
	if (has_content && slice_equal_nocase(equiv, SLICE("content-type")))
		return charset_from_content(content);
	return SLICE("");
}

/* The encoding that a meta element at the beginning names; NULL if none. */
static const struct encoding *prescan(struct arena *arena, struct slice bytes)
{
	const struct encoding *encoding = NULL;
	struct html_scan scan;
	struct html_token token;

	html_scan_init(&scan, arena, slice_head(bytes, PRESCAN_BYTES), &html_limits_default);
	for (html_scan_next(&scan, &token); token.kind != HTML_TOKEN_NONE && !encoding; html_scan_next(&scan, &token))
		if (token.kind == HTML_TOKEN_START && token.tag == HTML_META)
			encoding = encoding_of_label(meta_label(&scan, &token));
	if (!encoding)
		return NULL;
	return is_utf16(encoding) ? encoding_named("utf-8") : encoding; /* UTF-16 could not have been read */
}

/* How much of the bytes is UTF-8: sequences of more than one byte that are, and bytes that are not. */
struct evidence {
	size_t sequences, malformed;
};

static struct evidence utf8_evidence(struct slice bytes)
{
	struct evidence evidence = { 0, 0 };
	size_t at = 0;

	while ((at += utf8_ascii_prefix(slice_skip(bytes, at))) < bytes.len) {
		size_t before = at;

		utf8_next(bytes, &at);
		if (at - before > 1)
			evidence.sequences++;
		else
			evidence.malformed++;
	}
	return evidence;
}

static const struct encoding *by_mark(struct slice *bytes)
{
	const struct encoding *encoding = NULL;
	size_t len = 2;

	if (slice_starts(*bytes, SLICE("\xEF\xBB\xBF"))) {
		encoding = encoding_named("utf-8");
		len = 3;
	} else if (slice_starts(*bytes, SLICE("\xFE\xFF"))) {
		encoding = encoding_named("utf-16be");
	} else if (slice_starts(*bytes, SLICE("\xFF\xFE"))) {
		encoding = encoding_named("utf-16le");
	}
	if (encoding)
		*bytes = slice_skip(*bytes, len);
	return encoding;
}

static bool is_utf8(struct evidence evidence)
{
	return 20 * evidence.malformed <= evidence.sequences;
}

/* Whether the bytes speak against a label: see charset.h. */
static bool is_contradicted(const struct encoding *label, struct evidence evidence)
{
	if (!label->iconv_name)
		return evidence.malformed > evidence.sequences;
	if (is_utf16(label))
		return evidence.malformed == 0;
	return is_utf8(evidence) && evidence.sequences >= (label->many_bytes ? 4 : 1);
}

/* Labels that the bytes speak against are none. */
static const struct encoding *believed(const struct encoding *label, struct evidence evidence)
{
	return label && !is_contradicted(label, evidence) ? label : NULL;
}

/* The label to go by; NULL if none.  The header's, but that some servers say ISO-8859-1 of all their pages: the page
 * knows better if its bytes look like what it says. */
static const struct encoding *choose_label(struct arena *arena, struct slice bytes, struct slice content_type,
					   struct evidence evidence, const char **because)
{
	const struct encoding *header = believed(encoding_of_label(content_type_charset(content_type)), evidence);
	const struct encoding *meta;

	*because = "the Content-Type header";
	if (header && !charset_is_western(header))
		return header;
	meta = believed(prescan(arena, bytes), evidence);
	if (header && (!meta || charset_is_western(meta) || !meta->iconv_name))
		return header;
	if (header && strcmp(charset_guess(bytes)->iconv_name, meta->iconv_name) != 0)
		return header;
	*because = "a meta element";
	return meta;
}

static const struct encoding *choose(struct arena *arena, struct slice bytes, struct slice content_type,
				     struct evidence evidence, const char **because)
{
	const struct encoding *label = choose_label(arena, bytes, content_type, evidence, because), *vietnamese;

	if (label && !charset_is_western(label))
		return label;
	if (!label && is_utf8(evidence)) {
		*because = "the bytes are UTF-8";
		return encoding_named("utf-8");
	}
	vietnamese = charset_guess_vietnamese(arena, bytes);
	if (vietnamese)
		*because = "Vietnamese syllables";
	else if (!label)
		*because = "a guess from the bytes";
	if (vietnamese)
		return vietnamese;
	return label ? label : charset_guess(bytes);
}

/* Whether the bytes are UTF-8 as they are, controls aside: ASCII, or UTF-8. */
static bool is_clean(const struct encoding *encoding, struct slice bytes, const struct nfc_look *look)
{
	bool ascii =
		look->groups == 0 && !is_utf16(encoding) && (!look->controls || !memchr(bytes.at, '\x1B', bytes.len));

	return look->valid && (ascii || !encoding->iconv_name) &&
	       (!look->controls || !memchr(bytes.at, '\0', bytes.len));
}

/* Bytes that are no text of any charset we read. */
static bool is_binary(struct slice bytes)
{
	struct slice head = slice_head(bytes, 512);

	return memchr(head.at, '\0', head.len);
}

/* The encoding of bytes without a mark; NULL if they are no text. */
static const struct encoding *find(struct arena *arena, struct slice bytes, struct slice content_type,
				   const struct nfc_look *look, const char **because)
{
	const struct encoding *encoding;
	struct evidence evidence = { 0, 0 };

	*because = "the bytes are UTF-8";
	if (look->valid && !look->controls && look->groups >= GROUPS_SURE)
		return encoding_named("utf-8");
	encoding = charset_guess_utf16(bytes);
	*because = "a guess from the bytes";
	if (encoding || is_binary(bytes))
		return encoding;
	if (!look->valid || look->groups)
		evidence = utf8_evidence(bytes);
	return choose(arena, bytes, content_type, evidence, because);
}

/* What was wrong already when the page was saved as UTF-8. */
static struct slice undo(struct arena *arena, struct slice text, const struct nfc_look *look, struct slice *charset)
{
	if (!look->valid || look->doubtful)
		text = charset_repair(arena, text);
	if (!look->vietnamese && (!look->valid || look->groups >= GROUPS_FONT))
		text = charset_undo_fonts(arena, text, charset);
	return text;
}

int charset_decode(struct arena *arena, struct slice bytes, struct slice content_type, struct slice *utf8,
		   struct slice *charset, const char **because, struct reason *why)
{
	const struct encoding *encoding = by_mark(&bytes);
	struct nfc_look look;

	nfc_look(bytes, &look);
	*because = "a byte order mark";
	if (!encoding)
		encoding = find(arena, bytes, content_type, &look, because);
	if (!encoding) {
		dead(why, "not a text: NUL bytes at its beginning");
		return -1;
	}
	*charset = slice_from(encoding->name);
	*utf8 = is_clean(encoding, bytes, &look) ? bytes : charset_convert(arena, encoding, bytes);
	if (!encoding->iconv_name)
		*utf8 = undo(arena, *utf8, &look, charset);
	if (utf8->at != bytes.at || look.settled < bytes.len)
		*utf8 = nfc_normalise(arena, *utf8);
	return 0;
}
