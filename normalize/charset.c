/* normalize/charset.c - which encoding the bytes of a page are in, and the way from there to UTF-8. */
#include "normalize/charset.h"
#include "common/content_type.h"
#include "normalize/charset_labels.h"
#include "normalize/charset_vietnamese.h"
#include "normalize/html_scan.h"
#include "normalize/nfc.h"

#include "common/stage.h"
#include "common/text.h"
#include "common/utf8.h"

#include <errno.h>
#include <uchardet/uchardet.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define PRESCAN_BYTES (16u << 10) /* browsers wait for 1,024 bytes, and begin anew if a meta element comes later */
#define SAMPLE_BYTES  (16u << 10)
#define GUESS_BYTES   (64u << 10)
#define REPLACEMENT   SLICE("\xEF\xBF\xBD")

struct slice charset_of_label(struct slice label)
{
	const struct encoding *encoding = encoding_of_label(label);

	return encoding ? slice_from(encoding->name) : SLICE("");
}

void charset_prepare(void)
{
	encoding_prepare_all();
}

static const struct encoding *encoding_named(const char *name)
{
	return encoding_of_label(slice_from(name));
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

/* The place of the first byte beyond ASCII at or behind `at`. */
static size_t skip_ascii(struct slice s, size_t at)
{
#ifdef __SSE2__
	for (; at + 16 <= s.len; at += 16) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(s.at + at));
		unsigned beyond = (unsigned)_mm_movemask_epi8(bytes);

		if (beyond)
			return at + (size_t)__builtin_ctz(beyond);
	}
#endif
	while (at < s.len && (signed char)s.at[at] >= 0)
		at++;
	return at;
}

static struct evidence utf8_evidence(struct slice bytes)
{
	struct evidence evidence = { 0, 0 };
	size_t at = 0;

	while ((at = skip_ascii(bytes, at)) < bytes.len) {
		size_t before = at;

		utf8_next(bytes, &at);
		if (at - before > 1)
			evidence.sequences++;
		else
			evidence.malformed++;
	}
	return evidence;
}

/* UTF-16 without a mark shows in the NUL bytes of its ASCII: nearly all are at odd places, or at even ones. */
static const struct encoding *utf16_by_nul(struct slice bytes)
{
	size_t zeros[2] = { 0, 0 }, n = bytes.len < 1024 ? bytes.len : 1024;

	for (size_t i = 0; i < n; i++)
		zeros[i % 2] += bytes.at[i] == '\0';
	if (zeros[1] > n / 5 && zeros[0] < n / 50)
		return encoding_named("utf-16le");
	if (zeros[0] > n / 5 && zeros[1] < n / 50)
		return encoding_named("utf-16be");
	return NULL;
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

/* Some bytes of the page from where its first letter beyond ASCII is. */
static struct slice sample_of(struct slice bytes, size_t most)
{
	size_t at = 0;

	while (at < bytes.len && (unsigned char)bytes.at[at] < 0x80)
		at++;
	while (at > 0 && ascii_is_alpha(bytes.at[at - 1]))
		at--;
	return slice_head(slice_skip(bytes, at), most);
}

#define STEP_BYTES  (32u << 10)
#define SPARE_BYTES 64u /* for a replacement, and for a letter that awaited its mark */

/* What the converter still holds back. */
static char *flush(iconv_t converter, char *to)
{
	size_t room = SPARE_BYTES / 2;

	iconv(converter, NULL, NULL, &to, &room);
	return to;
}

/* One step of the converter at the head of *in, to where there is room for STEP_BYTES + SPARE_BYTES; returns how
 * many were written.  *in gets shorter, or all of the room was used. */
static size_t convert_step(iconv_t converter, struct slice *in, char *out)
{
	char *from = (char *)(uintptr_t)in->at, *to = out;
	size_t left = in->len, room = STEP_BYTES;
	int problem = iconv(converter, &from, &left, &to, &room) == (size_t)-1 ? errno : 0;

	*in = slice_skip(*in, in->len - left);
	if (problem == E2BIG)
		return (size_t)(to - out);
	to = flush(converter, to);
	if (in->len) {
		memcpy(to, REPLACEMENT.at, REPLACEMENT.len);
		to += REPLACEMENT.len;
		*in = slice_skip(*in, problem == EINVAL ? in->len : 1);
		iconv(converter, NULL, NULL, NULL, NULL);
	}
	return (size_t)(to - out);
}

static void convert(iconv_t converter, struct slice in, struct text *out)
{
	while (in.len) {
		char *at = text_room(out, STEP_BYTES + SPARE_BYTES);

		if (!at)
			return;
		text_grew(out, convert_step(converter, &in, at));
	}
}

/* UTF-8 with its malformed bytes replaced. */
static void repair(struct slice in, struct text *out)
{
	while (in.len) {
		size_t n = utf8_valid_prefix(in);

		text_add(out, slice_head(in, n));
		if (n < in.len)
			text_add(out, REPLACEMENT);
		in = slice_skip(in, n + 1);
	}
}

static void drop_nul(struct text *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->len; i++)
		if (t->at[i])
			t->at[n++] = t->at[i];
	t->len = n;
}

/* The bytes in that encoding as clean UTF-8 in the arena. */
static struct slice decode_as(struct arena *arena, const struct encoding *encoding, struct slice bytes)
{
	iconv_t *converter = encoding->iconv_name ? encoding_converter(encoding) : NULL;
	struct slice utf8;
	struct text out;

	text_init(&out, SIZE_MAX / 4);
	if (converter)
		convert(*converter, bytes, &out);
	else
		repair(bytes, &out);
	drop_nul(&out);
	utf8 = arena_copy(arena, text_slice(&out));
	text_release(&out);
	return utf8;
}

/* The Vietnamese 8-bit charset whose letters make Vietnamese syllables of the bytes; NULL if none does. */
static const struct encoding *by_syllables(struct arena *arena, struct slice bytes)
{
	static const char *const names[] = { "windows-1258", "tcvn", "viscii" };
	const struct encoding *best = NULL;
	struct slice sample = sample_of(bytes, SAMPLE_BYTES);
	size_t most = 0;

	for (size_t i = 0; i < COUNT(names); i++) {
		const struct encoding *encoding = encoding_named(names[i]);
		struct syllables count = syllables_count(nfc_normalise(arena, decode_as(arena, encoding, sample)));

		if (count.good >= 5 && count.good > 8 * count.bad && count.good > most) {
			most = count.good;
			best = encoding;
		}
	}
	return best;
}

static bool is_vietnamese_or_western(const struct encoding *encoding)
{
	return encoding == encoding_named("windows-1252") || encoding == encoding_named("windows-1258") ||
	       encoding == encoding_named("viscii") || encoding == encoding_named("tcvn");
}

static const struct encoding *by_guess(struct slice bytes)
{
	const struct encoding *encoding;
	struct slice sample = sample_of(bytes, GUESS_BYTES);
	uchardet_t detector = uchardet_new();

	uchardet_handle_data(detector, sample.at, sample.len);
	uchardet_data_end(detector);
	encoding = encoding_of_label(slice_from(uchardet_get_charset(detector)));
	uchardet_delete(detector);
	if (!encoding || !encoding->iconv_name || is_vietnamese_or_western(encoding))
		return encoding_named("windows-1252"); /* of Vietnamese it had no syllables: see choose() */
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

static const struct encoding *choose(struct arena *arena, struct slice bytes, struct slice content_type,
				     struct evidence evidence)
{
	const struct encoding *label = encoding_of_label(content_type_charset(content_type)), *vietnamese;

	label = believed(label, evidence);
	if (!label)
		label = believed(prescan(arena, bytes), evidence);
	if (!label && is_utf8(evidence))
		return encoding_named("utf-8");
	if (label && !is_vietnamese_or_western(label))
		return label;
	vietnamese = by_syllables(arena, bytes);
	if (vietnamese)
		return vietnamese;
	return label ? label : by_guess(bytes);
}

/* Whether the bytes are clean UTF-8 as they are: they are ASCII, or they are UTF-8. */
static bool is_clean(const struct encoding *encoding, struct slice bytes, struct evidence evidence)
{
	bool ascii = evidence.sequences == 0 && !is_utf16(encoding) && !memchr(bytes.at, '\x1B', bytes.len);

	return evidence.malformed == 0 && (ascii || !encoding->iconv_name) && !memchr(bytes.at, '\0', bytes.len);
}

/* Bytes that are no text of any charset we read. */
static bool is_binary(struct slice bytes)
{
	struct slice head = slice_head(bytes, 512);

	return memchr(head.at, '\0', head.len);
}

int charset_decode(struct arena *arena, struct slice bytes, struct slice content_type, struct slice *utf8,
		   struct slice *charset, struct reason *why)
{
	const struct encoding *encoding = by_mark(&bytes);
	struct evidence evidence;

	if (!encoding)
		encoding = utf16_by_nul(bytes);
	if (!encoding && is_binary(bytes)) {
		dead(why, "not a text: NUL bytes at its beginning");
		return -1;
	}
	evidence = utf8_evidence(bytes);
	if (!encoding)
		encoding = choose(arena, bytes, content_type, evidence);
	*charset = slice_from(encoding->name);
	if (is_clean(encoding, bytes, evidence))
		*utf8 = bytes;
	else
		*utf8 = decode_as(arena, encoding, bytes);
	return 0;
}
