/* ingest/json_strict.c - one pass over JSON, string by string and token by token. */
#include "ingest/json_strict.h"
#include "ingest/xml.h"

#define SAFE_DIGITS 18 /* a number this long, written without exponent, fits jansson's types */

/* The code unit of the "\uXXXX" at s, or -1. */
static int code_unit(struct slice s)
{
	int unit = 0;

	if (s.len < 6 || s.at[0] != '\\' || s.at[1] != 'u')
		return -1;
	for (size_t i = 2; i < 6; i++) {
		if (ascii_hex_value(s.at[i]) < 0)
			return -1;
		unit = unit * 16 + ascii_hex_value(s.at[i]);
	}
	return unit;
}

static bool is_high(int unit)
{
	return unit >= 0xD800 && unit < 0xDC00;
}

static bool is_low(int unit)
{
	return unit >= 0xDC00 && unit < 0xE000;
}

/* The escape at the start of *in; two of them where they make a pair. */
static void take_escape(struct slice *in, struct text *out)
{
	int unit = code_unit(*in);
	size_t n = unit < 0 ? 2 : 6;

	if (is_high(unit) && is_low(code_unit(slice_skip(*in, 6))))
		n = 12;
	if (n == 6 && (is_high(unit) || is_low(unit)))
		text_add(out, SLICE("\\uFFFD"));
	else if (unit >= 0 && unit < 0x20 && unit != '\t' && unit != '\n' && unit != '\r')
		text_add_char(out, ' ');
	else
		text_add(out, slice_head(*in, n));
	*in = slice_skip(*in, n);
}

/* A string, from its first quote to its last, if it has one. */
static void take_string(struct slice *in, struct text *out)
{
	text_add_char(out, '"');
	*in = slice_skip(*in, 1);
	while (in->len) {
		size_t n = 0;

		while (n < in->len && in->at[n] != '"' && in->at[n] != '\\' && (unsigned char)in->at[n] >= 0x20)
			n++;
		text_add(out, slice_head(*in, n));
		*in = slice_skip(*in, n);
		if (in->len == 0)
			return;
		if (in->at[0] == '\\') {
			take_escape(in, out);
			continue;
		}
		n = in->at[0] == '"';
		text_add_char(out, n ? '"' : ' ');
		*in = slice_skip(*in, 1);
		if (n)
			return;
	}
}

static bool is_number_byte(char c)
{
	return ascii_is_digit(c) || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

static void take_number(struct slice *in, struct text *out)
{
	struct slice number = slice_head(*in, 0);
	bool fits;

	while (number.len < in->len && is_number_byte(in->at[number.len]))
		number.len++;
	fits = number.len <= SAFE_DIGITS && !memchr(number.at, 'e', number.len) && !memchr(number.at, 'E', number.len);
	text_add(out, fits ? SLICE("") : SLICE("\""));
	text_add(out, number);
	text_add(out, fits ? SLICE("") : SLICE("\""));
	*in = slice_skip(*in, number.len);
}

/* A comma, left out before a bracket that closes. */
static void take_comma(struct slice *in, struct text *out)
{
	size_t n = 1;

	while (n < in->len && ascii_is_space(in->at[n]))
		n++;
	if (n == in->len || (in->at[n] != ']' && in->at[n] != '}'))
		text_add_char(out, ',');
	*in = slice_skip(*in, n);
}

static void take_token(struct slice *in, struct text *out)
{
	char c = in->at[0];

	if (c == '"') {
		take_string(in, out);
	} else if (c == ',') {
		take_comma(in, out);
	} else if (ascii_is_digit(c) || c == '-') {
		take_number(in, out);
	} else {
		text_add(out, slice_head(*in, (unsigned char)c < 0x80)); /* a byte order mark, a no-break space */
		*in = slice_skip(*in, 1);
	}
}

int json_strict(struct slice bytes, struct text *out, struct reason *why)
{
	struct text decoded;
	struct slice in;
	size_t values = 0;

	text_init(&decoded, out->ceiling_bytes);
	in = xml_to_utf8(bytes, SLICE(""), &decoded);
	while (in.len && values <= JSON_MAX_VALUES) {
		values += in.at[0] == '{' || in.at[0] == '[' || in.at[0] == ',';
		take_token(&in, out);
	}
	text_release(&decoded);
	if (values <= JSON_MAX_VALUES && !text_overflowed(out))
		return 0;
	dead(why, "JSON of more than %d values, or too long", JSON_MAX_VALUES);
	return -1;
}
