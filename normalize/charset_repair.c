/* normalize/charset_repair.c - "Viá»‡t" is "Việt" that was read as windows-1252: put right where that is certain. */
#include "normalize/charset_repair.h"

#include "common/text.h"
#include "common/utf8.h"

#define ROUNDS       3 /* "once too often" happens twice in practice; the third finds nothing */
#define PAGE_CERTAIN 4 /* so many characters in a page, and a single one in a stretch is believed */
#define RUN_MAX      512

unsigned char western_byte(uint32_t c)
{
	static const uint16_t from_80[32] = { 0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
					      0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
					      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
					      0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178 };

	if (c < 0x152)
		return c >= 0x80 && c <= 0xFF ? (unsigned char)c : 0;
	for (size_t i = 0; i < COUNT(from_80); i++)
		if (from_80[i] == c)
			return (unsigned char)(0x80 + i);
	return 0;
}

/* Whether c is what texts have many of; others come of accidents too ("CAFÉ”" is U+0254 taken for bytes). */
static bool is_usual(uint32_t c)
{
	return (c >= 0xA0 && c <= 0x1BF) || (c >= 0x300 && c <= 0x323) || (c >= 0x1E00 && c <= 0x1EFF) ||
	       (c >= 0x2010 && c <= 0x20BF) || c == 0x2122;
}

/* The run of characters that are western bytes from *at on, which moves behind it: its bytes, cut at RUN_MAX. */
static struct slice run_bytes(struct slice text, size_t *at, char bytes[RUN_MAX])
{
	size_t n = 0;

	while (*at < text.len && (signed char)text.at[*at] < 0 && n < RUN_MAX) {
		size_t next = *at;
		unsigned char byte = western_byte(utf8_next(text, &next));

		if (!byte)
			break;
		bytes[n++] = (char)byte;
		*at = next;
	}
	return (struct slice){ bytes, n };
}

/* How many characters of UTF-8 the bytes are; 0 if they are none, or such as hardly stand there. */
static size_t misread(struct slice bytes)
{
	size_t at = 0, n = 0, usual = 0;

	if (bytes.len < 2 || utf8_valid_prefix(bytes) < bytes.len)
		return 0;
	for (; at < bytes.len; n++)
		usual += is_usual(utf8_next(bytes, &at));
	return usual == n || n >= 3 ? n : 0;
}

/* No-break spaces and soft hyphens get into every text. */
static bool is_blank(struct slice bytes)
{
	for (size_t i = 0; i < bytes.len; i++)
		if ((unsigned char)bytes.at[i] != 0xA0 && (unsigned char)bytes.at[i] != 0xAD)
			return false;
	return true;
}

/* A stretch of the text without tags and quotation marks in it, from *at on. */
static struct slice next_stretch(struct slice text, size_t *at)
{
	size_t begin = *at;

	while (*at < text.len && text.at[*at] != '<' && text.at[*at] != '>' && text.at[*at] != '"')
		++*at;
	*at += *at < text.len;
	return (struct slice){ text.at + begin, *at - begin };
}

/* How many characters of the stretch were misread; 0 if a run of letters was not. */
static size_t count_misread(struct slice stretch)
{
	char bytes[RUN_MAX];
	size_t at = 0, n = 0;

	while (at < stretch.len) {
		size_t before = at;
		struct slice run = run_bytes(stretch, &at, bytes);
		size_t found = misread(run);

		if (!found && !is_blank(run))
			return 0;
		n += found;
		if (at == before)
			utf8_next(stretch, &at);
	}
	return n;
}

static void add_repaired(struct text *out, struct slice stretch)
{
	char bytes[RUN_MAX];
	size_t at = 0;

	while (at < stretch.len) {
		size_t before = at;
		struct slice run = run_bytes(stretch, &at, bytes);

		if (misread(run)) {
			text_add(out, run);
			continue;
		}
		if (at == before)
			utf8_next(stretch, &at);
		text_add(out, (struct slice){ stretch.at + before, at - before });
	}
}

static size_t count_in_page(struct slice text)
{
	size_t at = 0, n = 0;

	while (at < text.len)
		n += count_misread(next_stretch(text, &at));
	return n;
}

static void repair_page(struct text *out, struct slice text, size_t least)
{
	size_t at = 0;

	while (at < text.len) {
		struct slice stretch = next_stretch(text, &at);

		if (count_misread(stretch) >= least)
			add_repaired(out, stretch);
		else
			text_add(out, stretch);
	}
}

/* Whether a run begins anywhere with a letter from Â to ô, as all do that were misread, and was. */
static bool is_suspect(struct slice text)
{
	char bytes[RUN_MAX];
	const char *found;
	size_t at = 0;

	while ((found = memchr(text.at + at, 0xC3, text.len - at))) {
		at = (size_t)(found - text.at);
		if (at + 2 < text.len && (unsigned char)found[2] >= 0xC2 && misread(run_bytes(text, &at, bytes)))
			return true;
		at += at == (size_t)(found - text.at);
	}
	return false;
}

struct slice charset_repair(struct arena *arena, struct slice text)
{
	for (unsigned round = 0; round < ROUNDS && is_suspect(text); round++) {
		size_t n = count_in_page(text);
		struct text out;

		if (n < 2)
			break;
		text_init(&out, text.len);
		repair_page(&out, text, n >= PAGE_CERTAIN ? 1 : 2);
		text = arena_copy(arena, text_slice(&out));
		text_release(&out);
	}
	return text;
}
