/* ingest/xml_text.c - text as it may stand in XML, eight bytes at a time where there is nothing to do. */
#include "ingest/xml_text.h"
#include "common/utf8.h"
#include "ingest/entities.h"
#include "ingest/xml.h"

#define REFERENCE_BYTES 32

enum byte_class { PLAIN, AMPERSAND, LESS, GREATER, QUOTE, CONTROL, LEAD_C2, LEAD_EF };

/* Bytes that need a second look.  0xEF begins U+FFFE and U+FFFF, which XML forbids like most controls; 0xC2 begins U+0080
 * to U+009F, which were meant to be characters of windows-1252. */
static enum byte_class class_of(char byte)
{
	unsigned char c = (unsigned char)byte;

	if (c > '>')
		return c == 0xEF ? LEAD_EF : c == 0xC2 ? LEAD_C2 : PLAIN;
	if (c < ' ')
		return c == '\t' || c == '\n' || c == '\r' ? PLAIN : CONTROL;
	switch (c) {
	case '&': return AMPERSAND;
	case '<': return LESS;
	case '>': return GREATER;
	case '"': return QUOTE;
	default: return PLAIN;
	}
}

#define EACH(byte) ((uint64_t)(byte)*0x0101010101010101)

/* Non-zero if one of the eight bytes is zero.  (Never misses one; may only err in which one it is.) */
static uint64_t any_zero(uint64_t eight)
{
	return (eight - EACH(1)) & ~eight & EACH(0x80);
}

/* How many bytes of s, from i on, are surely PLAIN: eight at a time.  In a section "&<>\"" are as well. */
static size_t plain_run(struct slice s, size_t i, bool in_section)
{
	size_t begin = i;
	uint64_t eight, found;

	for (; i + 8 <= s.len; i += 8) {
		memcpy(&eight, s.at + i, 8);
		found = any_zero(eight & EACH(0xE0)) | any_zero(eight ^ EACH(0xEF)) | any_zero(eight ^ EACH(0xC2));
		if (!in_section)
			found |= any_zero(eight ^ EACH('&')) | any_zero(eight ^ EACH('"')) |
				 any_zero((eight ^ EACH('<')) & EACH(0xFD));
		if (found)
			break;
	}
	return i - begin;
}

/* Is the "\xEF" at s.at[i] the first byte of U+FFFE or U+FFFF? */
static bool is_noncharacter(struct slice s, size_t i)
{
	return i + 2 < s.len && (unsigned char)s.at[i + 1] == 0xBF && (unsigned char)s.at[i + 2] >= 0xBE;
}

/* What the two bytes at s.at[i], the first of which is "\xC2", were meant to be; 0 if just what they are. */
static uint32_t meant_at(struct slice s, size_t i)
{
	uint32_t c = i + 1 < s.len ? xml_windows_1252((unsigned char)s.at[i + 1]) : 0;

	return c > 0xFF ? c : 0;
}

/* One character of text, escaped if XML wants it to be, left out if XML forbids it. */
static void add_character(struct text *out, uint32_t c)
{
	if (c == '&')
		text_add(out, SLICE("&amp;"));
	else if (c == '<')
		text_add(out, SLICE("&lt;"));
	else if (c == '>')
		text_add(out, SLICE("&gt;"));
	else if (c == '"')
		text_add(out, SLICE("&quot;"));
	else if (c >= 0x20 ? c != 0xFFFE && c != 0xFFFF : c == '\t' || c == '\n' || c == '\r')
		text_add_codepoint(out, c);
}

/* The text of an entity that the document declares, which has no reference in it. */
static void add_declared(struct text *out, struct slice s)
{
	for (size_t at = 0; at < s.len;) {
		uint32_t c = utf8_next(s, &at);

		add_character(out, c <= 0xFF ? xml_windows_1252((unsigned char)c) : c);
	}
}

/* The reference that s, after "&", begins with.  Returns its bytes with the ";", or 0 if it is a bare "&". */
static size_t add_reference(const struct xml_doctype *doctype, struct text *out, struct slice s)
{
	struct slice name = slice_before(slice_head(s, REFERENCE_BYTES), ';');
	const struct slice *declared;
	size_t number;
	uint32_t c;

	if (name.len == 0 || name.len == REFERENCE_BYTES || name.len == s.len)
		return 0;
	if (name.at[0] == '#') {
		if ((number = entity_number(slice_skip(s, 1), &c)) == 0)
			return 0;
		add_character(out, c);
		return number + 1;
	}
	if ((declared = xml_doctype_entity(doctype, name)) != NULL) {
		add_declared(out, *declared);
	} else if ((c = entity_codepoint(name)) != 0) {
		add_character(out, c);
	} else {
		return 0;
	}
	return name.len + 1;
}

/* The byte at s.at[i], which is not PLAIN, as it may stand in XML.  Returns how many bytes that was. */
static size_t add_special(const struct xml_doctype *doctype, struct text *out, struct slice s, size_t i,
			  enum byte_class class)
{
	size_t used = 1;

	switch (class) {
	case LESS:
	case QUOTE: add_character(out, (unsigned char)s.at[i]); break;
	case GREATER: /* "]]>" ends a section, and may not stand elsewhere */
		text_add(out, slice_ends(text_slice(out), SLICE("]]")) ? SLICE("&gt;") : SLICE(">"));
		break;
	case AMPERSAND:
		used += add_reference(doctype, out, slice_skip(s, i + 1));
		if (used == 1)
			text_add(out, SLICE("&amp;"));
		break;
	case LEAD_C2:
		if (meant_at(s, i)) {
			text_add_codepoint(out, meant_at(s, i));
			return 2;
		}
		text_add(out, slice_head(slice_skip(s, i), 1));
		break;
	case LEAD_EF:
		if (is_noncharacter(s, i))
			return 3;
		text_add(out, slice_head(slice_skip(s, i), 1));
		break;
	case CONTROL:
	case PLAIN: break;
	}
	return used;
}

void xml_text_add(struct text *out, struct slice s, bool in_value, const struct xml_doctype *doctype)
{
	size_t plain = 0, i = 0;

	while ((i += plain_run(s, i, false)) < s.len) {
		enum byte_class class = class_of(s.at[i]);

		if (class == PLAIN || (class == QUOTE && !in_value)) {
			i++;
			continue;
		}
		text_add(out, slice_head(slice_skip(s, plain), i - plain));
		i += add_special(doctype, out, s, i, class);
		plain = i;
	}
	text_add(out, slice_skip(s, plain));
}

static size_t forbidden_at(struct slice s, size_t i)
{
	enum byte_class class = class_of(s.at[i]);

	if (class == LEAD_C2)
		return meant_at(s, i) ? 2 : 0;
	return class == CONTROL ? 1 : class == LEAD_EF && is_noncharacter(s, i) ? 3 : 0;
}

void xml_text_add_section(struct text *out, struct slice body)
{
	bool nested = slice_contains(body, SLICE("<![CDATA[")); /* which would seem to go on behind its end */
	size_t i = 0;

	while ((i += plain_run(body, i, true)) < body.len && !forbidden_at(body, i))
		i++;
	if (i == body.len && !nested) {
		text_add(out, SLICE("<![CDATA["));
		text_add(out, body);
		text_add(out, SLICE("]]>"));
		return;
	}
	for (i = 0; i < body.len; i++) {
		size_t forbidden = forbidden_at(body, i);

		if (forbidden == 2)
			text_add_codepoint(out, meant_at(body, i));
		if (forbidden)
			i += forbidden - 1;
		else if (body.at[i] == '&' || body.at[i] == '<' || body.at[i] == '>')
			add_character(out, (unsigned char)body.at[i]);
		else
			text_add_char(out, body.at[i]);
	}
}
