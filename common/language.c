/* common/language.c - CLD2's answer on a sample of the text, and the page's own word where CLD2 is not sure. */
#include "common/language.h"
#include "common/cld2_shim.h"
#include "common/function_words.h"
#include "common/utf8.h"

/* CLD2 takes 30 ns a byte, so it sees the start of a text and some of its middle: little first, and more where that
 * little is not of one language. */
static const struct sample {
	size_t head_bytes, middle_bytes;
} small = { 768, 512 }, large = { 2048, 1024 };

#define LEAST_WORDS   60 /* of a sample whose small words may speak for a language */
#define CLEAR_PERCENT 90
#define MIXED_PERCENT 20 /* less is no candidate for the language of the whole */
#define PASSAGE_BYTES 512

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
	struct slice head = utf8_head(text, sample.head_bytes), middle;
	char *at;

	if (text.len <= sample.head_bytes + sample.middle_bytes)
		return text;
	middle = slice_skip(text, text.len / 2 > head.len ? text.len / 2 : head.len);
	middle = utf8_head(tail_of(middle), sample.middle_bytes);
	at = arena_alloc(arena, head.len + 1 + middle.len);
	memcpy(at, head.at, head.len);
	at[head.len] = '\n';
	memcpy(at + head.len + 1, middle.at, middle.len);
	return (struct slice){ at, head.len + 1 + middle.len };
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

/* Malay and Indonesian, and what was Serbo-Croatian: the text hardly tells which, the page does. */
static bool hint_decides(struct slice found, struct slice hinted)
{
	static const char *const kin[][4] = { { "id", "ms" }, { "hr", "sr", "bs" } };

	for (size_t i = 0; i < COUNT(kin); i++) {
		bool has_found = false, has_hinted = false;

		for (size_t k = 0; k < COUNT(kin[i]) && kin[i][k]; k++) {
			has_found = has_found || slice_equal(found, slice_from(kin[i][k]));
			has_hinted = has_hinted || slice_equal(hinted, slice_from(kin[i][k]));
		}
		if (has_found && has_hinted)
			return true;
	}
	return false;
}

struct slice language_of_passage(struct slice paragraph)
{
	struct cld2_answer answer;
	struct slice found;

	paragraph = utf8_head(paragraph, PASSAGE_BYTES);
	answer = cld2_detect(paragraph.at, (int)paragraph.len, NULL);
	found = tag_of_code(answer.code[0]);
	return answer.reliable && answer.percent[0] >= CLEAR_PERCENT && !slice_equal(found, SLICE("und")) ? found
													  : SLICE("");
}

struct slice language_of_host(struct slice host)
{
	static const char *const table[][2] = {
		{ "vn", "vi" }, { "it", "it" }, { "de", "de" }, { "at", "de" },      { "fr", "fr" }, { "es", "es" },
		{ "mx", "es" }, { "ar", "es" }, { "cl", "es" }, { "pe", "es" },      { "pt", "pt" }, { "br", "pt" },
		{ "nl", "nl" }, { "se", "sv" }, { "no", "no" }, { "dk", "da" },      { "fi", "fi" }, { "pl", "pl" },
		{ "cz", "cs" }, { "sk", "sk" }, { "hu", "hu" }, { "ro", "ro" },      { "bg", "bg" }, { "gr", "el" },
		{ "hr", "hr" }, { "rs", "sr" }, { "si", "sl" }, { "tr", "tr" },      { "ru", "ru" }, { "ua", "uk" },
		{ "jp", "ja" }, { "kr", "ko" }, { "cn", "zh" }, { "tw", "zh-Hant" }, { "th", "th" }, { "id", "id" },
		{ "my", "ms" }, { "il", "he" }, { "ir", "fa" }, { "uk", "en" },      { "us", "en" }, { "au", "en" },
		{ "nz", "en" }, { "ie", "en" },
	};
	size_t dot = host.len;

	while (dot > 0 && host.at[dot - 1] != '.')
		dot--;
	for (size_t i = 0; dot > 0 && i < COUNT(table); i++)
		if (slice_equal_nocase(slice_skip(host, dot), slice_from(table[i][0])))
			return slice_from(table[i][1]);
	return SLICE("");
}

/* Of a text in several languages, the first, unless it has hardly a sentence in that: names count for CLD2 too, and those
 * of one language may be longer than the sentences of another. */
static struct slice mixed_language(struct slice text, const struct cld2_answer *answer)
{
	struct word_evidence e = { 0 };
	size_t best = 0, most = 0;

	function_words_count(text, &e);
	for (size_t i = 0; i < COUNT(answer->code) && answer->percent[i] >= MIXED_PERCENT; i++) {
		size_t row = function_words_row(tag_of_code(answer->code[i]));

		if (row == FUNCTION_WORD_LANGUAGES)
			return tag_of_code(answer->code[0]);
		if (e.hits[row] > 3 * most) {
			most = e.hits[row];
			best = i;
		}
	}
	return tag_of_code(answer->code[best]);
}

/* What CLD2 is told of it; NULL: nothing.  "zh" means simplified characters to it, and what has the other ones is Japanese
 * then; it tells the two better unasked. */
static const char *cld2_hint(struct slice hinted)
{
	return hinted.len == 0 || slice_equal(hinted, SLICE("zh")) ? NULL : hinted.at;
}

/* Do the small words of the text say what the page says of itself?  Two witnesses who agree need no third, and CLD2, which
 * misses the cache at each step, would be a tenth of the time of a page. */
static bool words_confirm(struct slice text, struct slice hinted)
{
	size_t row = function_words_row(hinted);
	struct word_evidence e = { 0 };

	if (row == FUNCTION_WORD_LANGUAGES)
		return false;
	function_words_count(text, &e);
	for (size_t i = 0; i < FUNCTION_WORD_LANGUAGES; i++)
		if (i != row && e.hits[i] * 2 > e.hits[row])
			return false;
	return e.words >= LEAST_WORDS && e.hits[row] * 6 >= e.words && e.other * 8 <= e.latin;
}

struct slice language_detect(struct arena *arena, struct slice text, struct slice hint)
{
	struct slice hinted = hinted_language(arena, hint), sample = sample_of(arena, text, small), found;
	struct cld2_answer answer;

	if (words_confirm(sample, hinted))
		return hinted;
	answer = cld2_detect(sample.at, (int)sample.len, cld2_hint(hinted));
	if (!answer.reliable || answer.percent[0] < CLEAR_PERCENT) {
		sample = sample_of(arena, text, large);
		answer = cld2_detect(sample.at, (int)sample.len, cld2_hint(hinted));
	}
	found = answer.percent[0] < CLEAR_PERCENT ? mixed_language(sample, &answer) : tag_of_code(answer.code[0]);
	if (answer.reliable && !slice_equal(found, SLICE("und")))
		return hint_decides(found, hinted) ? hinted : found;
	return hinted.len ? hinted : SLICE("und");
}
