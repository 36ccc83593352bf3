/* common/text.c - bytes that grow up to a ceiling. */
#include "common/text.h"
#include "common/die.h"
#include "common/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void text_init(struct text *t, size_t ceiling_bytes)
{
	*t = (struct text){ .ceiling_bytes = ceiling_bytes };
}

void text_release(struct text *t)
{
	free(t->at);
	text_init(t, t->ceiling_bytes);
}

void text_reset(struct text *t)
{
	t->len = 0;
	t->overflowed = false;
}

char *text_room(struct text *t, size_t n)
{
	size_t room = t->room ? t->room : 256;

	if (t->overflowed || n > t->ceiling_bytes - t->len) {
		t->overflowed = true;
		return NULL;
	}
	while (room - t->len < n)
		room *= 2;
	if (room != t->room) {
		t->at = xrealloc(t->at, room);
		t->room = room;
	}
	return t->at + t->len;
}

void text_grew(struct text *t, size_t n)
{
	t->len += n;
}

void text_add(struct text *t, struct slice s)
{
	char *at = text_room(t, s.len);

	if (at) {
		memcpy(at, s.at, s.len);
		t->len += s.len;
	}
}

void text_add_char(struct text *t, char c)
{
	text_add(t, (struct slice){ &c, 1 });
}

void text_addf(struct text *t, const char *format, ...)
{
	va_list args, again;
	char *at;
	int n;

	va_start(args, format);
	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	at = n < 0 ? NULL : text_room(t, (size_t)n + 1);
	if (at) {
		vsnprintf(at, (size_t)n + 1, format, again);
		t->len += (size_t)n;
	}
	va_end(again);
}

void text_add_codepoint(struct text *t, uint32_t c)
{
	char *at = text_room(t, 4);
	unsigned char *p = (unsigned char *)at;

	if (!at)
		return;
	if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		c = 0xFFFD;
	if (c < 0x80) {
		*p++ = (unsigned char)c;
	} else if (c < 0x800) {
		*p++ = (unsigned char)(0xC0 | c >> 6);
		*p++ = (unsigned char)(0x80 | (c & 0x3F));
	} else if (c < 0x10000) {
		*p++ = (unsigned char)(0xE0 | c >> 12);
		*p++ = (unsigned char)(0x80 | (c >> 6 & 0x3F));
		*p++ = (unsigned char)(0x80 | (c & 0x3F));
	} else {
		*p++ = (unsigned char)(0xF0 | c >> 18);
		*p++ = (unsigned char)(0x80 | (c >> 12 & 0x3F));
		*p++ = (unsigned char)(0x80 | (c >> 6 & 0x3F));
		*p++ = (unsigned char)(0x80 | (c & 0x3F));
	}
	t->len += (size_t)((char *)p - at);
}

/* One character that JSON wants escaped. */
static void add_escaped(struct text *t, char c)
{
	switch (c) {
	case '"': text_add(t, SLICE("\\\"")); break;
	case '\\': text_add(t, SLICE("\\\\")); break;
	case '\n': text_add(t, SLICE("\\n")); break;
	case '\r': text_add(t, SLICE("\\r")); break;
	case '\t': text_add(t, SLICE("\\t")); break;
	default: text_addf(t, "\\u%04x", (unsigned)(unsigned char)c);
	}
}

static bool is_plain(char c)
{
	return (unsigned char)c >= 0x20 && c != '"' && c != '\\';
}

/* The bytes from s.at on that go out as they are. */
static size_t plain_prefix(struct slice s)
{
	size_t n = 0;

	while (n < s.len && is_plain(s.at[n]))
		n++;
	return n;
}

static void add_json_valid(struct text *t, struct slice s)
{
	while (s.len) {
		size_t n = plain_prefix(s);

		text_add(t, slice_head(s, n));
		if (n < s.len)
			add_escaped(t, s.at[n++]);
		s = slice_skip(s, n);
	}
}

void text_add_json(struct text *t, struct slice s)
{
	text_add_char(t, '"');
	while (s.len) {
		size_t n = utf8_valid_prefix(s);

		add_json_valid(t, slice_head(s, n));
		if (n < s.len) {
			text_add_codepoint(t, 0xFFFD);
			n++;
		}
		s = slice_skip(s, n);
	}
	text_add_char(t, '"');
}
