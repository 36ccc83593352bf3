/* ingest/feed_base64.c - values that stand in a feed as base64 (RFC 4648, section 4; RFC 4287, 4.1.3.3). */
#include "common/utf8.h"
#include "ingest/feed_reader.h"

static int digit_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (ascii_is_alpha(c))
		return c - 'a' + 26;
	if (ascii_is_digit(c))
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Four digits at a time; white space does not count, "=" ends it.  False if there is anything else. */
static bool decode(struct slice s, struct text *out)
{
	unsigned bits = 0, n = 0;

	for (size_t i = 0; i < s.len && s.at[i] != '='; i++) {
		int value = digit_value(s.at[i]);

		if (value < 0) {
			if (ascii_is_space(s.at[i]))
				continue;
			return false;
		}
		bits = bits << 6 | (unsigned)value;
		if (n % 4) /* the first of four completes no byte, the others one each */
			text_add_char(out, (char)(bits >> (6 - 2 * (n % 4))));
		n++;
	}
	return true;
}

struct slice feed_base64(struct feed_reader *r, struct slice s)
{
	text_reset(&r->decoded);
	if (!decode(s, &r->decoded))
		return s; /* it says so, but is not */
	return utf8_valid_prefix(text_slice(&r->decoded)) == r->decoded.len ? text_slice(&r->decoded) : SLICE("");
}
