/* normalize/clean_words.c - Counts words, capitals and sentence ends; folds lines for comparing. */
#include "normalize/clean_words.h"
#include "common/text.h"
#include "common/utf8.h"

#include <unicode/uchar.h>

#define FIRST_BYTES 20
#define KNOWN       0x2100 /* code points below are looked up in tables: Latin, Vietnamese, Greek, Cyrillic, punctuation */

/* What a character counts as. */
enum kind { KIND_WORD = 1, KIND_UPPER = 2, KIND_CAPITAL = 4, KIND_STOP = 8, KIND_CLOSER = 16, KIND_COMMA = 32 };

static bool is_stop(uint32_t c)
{
	return c == '.' || c == '!' || c == '?' || c == 0x2026 || c == 0x3002 || c == 0xFF01 || c == 0xFF1F ||
	       c == 0x0964 || c == 0x061F || c == 0x06D4;
}

static bool is_closer(uint32_t c)
{
	return c == '"' || c == '\'' || c == ')' || c == ']' || c == 0xBB || c == 0xAB || c == 0x201C || c == 0x201D ||
	       c == 0x2019 || c == 0x2018 || c == 0x203A || c == 0x300D || c == 0x300F || c == 0xFF09;
}

static bool is_comma(uint32_t c)
{
	return c == ',' || c == 0x060C || c == 0x3001 || c == 0xFF0C;
}

static uint8_t ask_kind(uint32_t c)
{
	bool word = u_isalnum((UChar32)c) || (U_GET_GC_MASK((UChar32)c) & U_GC_M_MASK), upper = u_isupper((UChar32)c);

	return (uint8_t)((word ? KIND_WORD : 0) | (upper ? KIND_UPPER : 0) |
			 (upper || u_istitle((UChar32)c) ? KIND_CAPITAL : 0) | (is_stop(c) ? KIND_STOP : 0) |
			 (is_closer(c) ? KIND_CLOSER : 0) | (is_comma(c) ? KIND_COMMA : 0));
}

/* What ICU says of the first code points; filled at the first use, the same for ever after. */
static struct {
	bool filled;
	uint8_t kind[KNOWN];
	uint16_t lower[KNOWN];
} known;

static void known_fill(void)
{
	if (known.filled)
		return;
	for (uint32_t c = 0; c < KNOWN; c++) {
		known.kind[c] = ask_kind(c);
		known.lower[c] = (uint16_t)u_tolower((UChar32)c);
	}
	known.filled = true;
}

static inline unsigned kind_of(uint32_t c)
{
	return c < KNOWN ? known.kind[c] : ask_kind(c);
}

static inline uint32_t lower_of(uint32_t c)
{
	return c < KNOWN ? known.lower[c] : (uint32_t)u_tolower((UChar32)c);
}

static inline uint32_t next_char(struct slice s, size_t *at)
{
	return (unsigned char)s.at[*at] < 0x80 ? (unsigned char)s.at[(*at)++] : utf8_next(s, at);
}

static inline bool is_word_char(uint32_t c)
{
	return kind_of(c) & KIND_WORD;
}

/* Scripts without spaces between words. */
static bool is_ideograph(uint32_t c)
{
	return (c >= 0x2E80 && c <= 0x9FFF && c != 0x3001 && c != 0x3002) || (c >= 0xF900 && c <= 0xFAFF) ||
	       (c >= 0x20000 && c <= 0x3FFFF);
}

/* The state of a walk over a line. */
struct walk {
	size_t ideographs;
	uint32_t stop; /* the sentence end just passed, 0 if something else followed */
	bool initial;  /* what was just passed is a word of one capital letter: "J. Smith" */
	bool colon;
};

static size_t small_letters(struct slice line, size_t at)
{
	size_t begin = at;

	while (at < line.len && line.at[at] >= 'a' && line.at[at] <= 'z')
		at++;
	return at - begin;
}

/* The word that begins at `at`, up to an ideograph or what is no letter. */
static size_t walk_word(struct walk *w, struct measure *m, struct slice line, size_t at)
{
	size_t letters = 0, capitals = 0, next = at, from;
	uint32_t first = next_char(line, &next), c = first;
	unsigned kind = kind_of(c);

	do {
		letters++;
		capitals += (kind & KIND_UPPER) != 0;
		from = next + small_letters(line, next); /* as most are */
		letters += from - next;
		next = from;
		c = next < line.len ? next_char(line, &next) : ' ';
		kind = kind_of(c);
	} while ((kind & KIND_WORD) && !is_ideograph(c));
	m->words++;
	m->letters += letters;
	m->digits += first < 0x80 && ascii_is_digit((char)first);
	m->capitals += (kind_of(first) & KIND_CAPITAL) != 0;
	m->shouted += letters >= 2 && letters == capitals;
	*w = (struct walk){ .ideographs = w->ideographs, .initial = letters == 1 && capitals == 1 };
	return from;
}

static void walk_ideograph(struct walk *w, struct measure *m)
{
	m->letters++;
	*w = (struct walk){ .ideographs = w->ideographs + 1 };
	m->words += w->ideographs % 2 == 0;
}

static void walk_other(struct walk *w, struct measure *m, uint32_t c, unsigned kind)
{
	if (kind & KIND_STOP && !(c == '.' && w->initial)) {
		w->stop = c;
		w->colon = false;
	} else if (c == ' ') {
		m->sentences += w->stop != 0;
		w->stop = 0;
	} else if (!(kind & KIND_CLOSER)) {
		w->stop = 0;
		w->colon = c == ':' || c == 0xFF1A;
	}
	w->initial = false;
	m->commas += (kind & KIND_COMMA) != 0;
}

struct measure words_measure(struct slice line)
{
	struct measure m = { .words = 0 };
	struct walk w = { .stop = 0 };

	known_fill();
	line = slice_trim(line);
	for (size_t at = 0; at < line.len;) {
		size_t next = at;
		uint32_t c = next_char(line, &next);
		unsigned kind = kind_of(c);

		if (!(kind & KIND_WORD))
			walk_other(&w, &m, c, kind);
		else if (is_ideograph(c))
			walk_ideograph(&w, &m);
		else
			next = walk_word(&w, &m, line, at);
		at = next;
	}
	m.words += w.ideographs % 2;
	m.ends_sentence = w.stop != 0;
	m.ends_full_stop = w.stop == '.' || w.stop == 0x2026 || w.stop == 0x3002;
	m.ends_colon = w.colon;
	m.sentences += m.ends_sentence;
	return m;
}

bool words_are_prose(const struct measure *m)
{
	return (m->ends_sentence && m->words >= 12) || m->words >= 45 || (m->sentences >= 2 && m->words >= 10);
}

bool words_are_headline(const struct measure *m)
{
	return m->words <= 40 && !m->ends_full_stop && m->sentences <= 2;
}

bool words_in(struct slice s, const char *const *table)
{
	for (; *table && s.len > 0; table++)
		if (**table == *s.at && slice_equal(s, slice_from(*table)))
			return true;
	return false;
}

static bool is_particle(struct slice word)
{
	static const char *const particles[] = { "van", "von", "de", "der", "den", "di", "da",  "del", "della", "dei",
						 "la",  "le",  "du", "bin", "al",  "el", "dos", "y",   NULL };

	return words_in(word, particles);
}

static bool is_name_word(struct slice word)
{
	size_t at = 0, letters = 0;
	uint32_t c;

	if (word.len > 40)
		return false;
	c = utf8_next(word, &at);
	if (!(u_isupper((UChar32)c) || u_istitle((UChar32)c)))
		return is_particle(word);
	for (at = 0; at < word.len; letters++) {
		c = utf8_next(word, &at);
		if (c != '-' && c != '\'' && c != '.' && c != 0x2019 && (!is_word_char(c) || u_isdigit((UChar32)c)))
			return false;
	}
	return c != '.' || letters <= 3;
}

bool words_are_name(struct slice line)
{
	struct slice word, rest = slice_trim(line);
	size_t n = 0, capitals = 0, at = 0;

	if (rest.len > 80)
		return false;
	known_fill();
	while (slice_next(&rest, ' ', &word)) {
		if (slice_empty(word))
			continue;
		if (!is_name_word(word))
			return false;
		n++;
		at = 0;
		capitals += u_isupper((UChar32)utf8_next(word, &at)) ? 1 : 0;
	}
	return n >= 2 && n <= 6 && capitals >= 2;
}

struct slice words_fold(struct slice s, char *buf, size_t size)
{
	struct text out = { .at = buf, .room = size, .ceiling_bytes = size };
	bool gap = false;

	known_fill();
	for (size_t at = 0; at < s.len && out.len + 8 < size;) {
		uint32_t c = next_char(s, &at);

		if (!is_word_char(c)) {
			gap = out.len > 0;
			continue;
		}
		if (gap)
			buf[out.len++] = ' ';
		gap = false;
		if (c < 0x80)
			buf[out.len++] = ascii_lower((char)c);
		else
			text_add_codepoint(&out, lower_of(c));
		while (at < s.len && s.at[at] >= 'a' && s.at[at] <= 'z' && out.len + 8 < size)
			buf[out.len++] = s.at[at++]; /* as most are */
	}
	return text_slice(&out);
}

bool words_equal(struct slice a, struct slice b)
{
	char x[512], y[512];

	if (!slice_equal(words_fold(a, x, FIRST_BYTES), words_fold(b, y, FIRST_BYTES)))
		return false; /* as most are, seen at their beginning */
	return slice_equal(words_fold(a, x, sizeof x), words_fold(b, y, sizeof y));
}

unsigned words_shared(struct slice a, struct slice b)
{
	char x[512], y[2048];
	struct slice word, rest = words_fold(slice_head(a, 500), x, sizeof x);
	struct slice in = words_fold(slice_head(b, 2000), y, sizeof y);
	uint64_t have[256];
	size_t nhave = 0, n = 0, hits = 0;

	while (nhave < COUNT(have) && slice_next(&in, ' ', &word))
		have[nhave++] = slice_hash(word);
	while (n < 64 && slice_next(&rest, ' ', &word)) {
		uint64_t hash = slice_hash(word);

		n++;
		for (size_t i = 0; i < nhave; i++)
			if (have[i] == hash) {
				hits++;
				break;
			}
	}
	return n ? (unsigned)(hits * 100 / n) : 0;
}

/* Zero-width characters, byte order marks, direction marks and soft hyphens. */
static bool is_invisible(uint32_t c)
{
	return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
	       (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF || (c < 0x20 && !ascii_is_space((char)c)) ||
	       (c >= 0x7F && c < 0xA0);
}

struct slice words_squeeze(struct slice s, char *buf)
{
	size_t len = 0;
	bool gap = false;

	for (size_t at = 0; at < s.len;) {
		size_t from = at;
		uint32_t c = (unsigned char)s.at[at] < 0x80 ? (unsigned char)s.at[at++] : utf8_next(s, &at);

		if (c == 0x2028 || c == 0x2029 || (c < 0x80 ? ascii_is_space((char)c) : u_isUWhiteSpace((UChar32)c))) {
			gap = len > 0;
			continue;
		}
		if (is_invisible(c))
			continue;
		if (gap)
			buf[len++] = ' ';
		gap = false;
		memmove(buf + len, s.at + from, at - from);
		len += at - from;
	}
	return slice_of(buf, len);
}
