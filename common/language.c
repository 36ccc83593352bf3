/* common/language.c - CLD2's answer on a sample of the text, and the page's own word where CLD2 is not sure. */
#include "common/language.h"
#include "common/cld2_shim.h"

/* CLD2 takes 30 ns a byte, so it sees the start of a text and some of its middle: little first, and more where that
 * little is not of one language. */
static const struct sample {
	size_t head_bytes, middle_bytes;
} small = { 768, 512 }, large = { 2048, 1024 };

#define CLEAR_PERCENT 90

/* The first n bytes of s, or fewer: whole characters. */
static struct slice head_of(struct slice s, size_t n)
{
	if (n >= s.len)
		return s;
	while (n > 0 && ((unsigned char)s.at[n] & 0xC0) == 0x80)
		n--;
	return slice_head(s, n);
}

/* s, cut somewhere in a text, from its first white space or whole character beyond ASCII. */
static struct slice tail_of(struct slice s)
{
	while (s.len && !ascii_is_space(s.at[0]) && (signed char)s.at[0] >= 0)
		s = slice_skip(s, 1);
	while (s.len && ((unsigned char)s.at[0] & 0xC0) == 0x80)
		s = slice_skip(s, 1);
	return s;
}

static struct slice sample_of(struct arena *arena, struct slice text, struct sample sample)
{
	struct slice head = head_of(text, sample.head_bytes), middle;
	char *at;

	if (text.len <= sample.head_bytes + sample.middle_bytes)
		return text;
	middle = slice_skip(text, text.len / 2 > head.len ? text.len / 2 : head.len);
	middle = head_of(tail_of(middle), sample.middle_bytes);
	at = arena_alloc(arena, head.len + 1 + middle.len);
	memcpy(at, head.at, head.len);
	at[head.len] = '\n';
	memcpy(at + head.len + 1, middle.at, middle.len);
	return (struct slice){ at, head.len + 1 + middle.len };
}

static struct cld2_answer ask(struct arena *arena, struct slice text, struct slice hint, struct sample sample)
{
	text = sample_of(arena, text, sample);
	return cld2_detect(text.at, (int)text.len, hint.len ? hint.at : NULL);
}

/* CLD2 says what ISO 639 said before 1989, and names of its own. */
static struct slice tag_of_code(const char *code)
{
	static const struct {
		const char *code, *tag;
	} others[] = {
		{ "iw", "he" }, { "jw", "jv" }, { "mo", "ro" }, { "tl", "fil" }, { "zh-Hans", "zh" }, { "un", "und" },
	};

	for (size_t i = 0; i < COUNT(others); i++)
		if (strcmp(code, others[i].code) == 0)
			return slice_from(others[i].tag);
	if (strncmp(code, "xx", 2) == 0 || strncmp(code, "zz", 2) == 0) /* a script, a joke */
		return SLICE("und");
	return slice_from(code);
}

/* The language of a tag in small letters: "vi" of "vi-VN" and "VI_vn"; empty for what is no tag. */
static struct slice hinted_language(struct arena *arena, struct slice hint)
{
	char letters[4] = "";
	size_t n = 0;

	hint = slice_trim(hint);
	while (n < hint.len && n < 3 && ascii_is_alpha(hint.at[n])) {
		letters[n] = ascii_lower(hint.at[n]);
		n++;
	}
	if (n < 2 || (n < hint.len && hint.at[n] != '-' && hint.at[n] != '_'))
		return SLICE("");
	return slice_equal(slice_from(letters), SLICE("und")) ? SLICE("") : arena_copy(arena, slice_from(letters));
}

struct slice language_detect(struct arena *arena, struct slice text, struct slice hint)
{
	struct slice hinted = hinted_language(arena, hint), found;
	struct cld2_answer answer = ask(arena, text, hinted, small);

	if (!answer.reliable || answer.percent < CLEAR_PERCENT)
		answer = ask(arena, text, hinted, large);
	found = tag_of_code(answer.code);
	if (answer.reliable && !slice_equal(found, SLICE("und")))
		return found;
	return hinted.len ? hinted : SLICE("und");
}
