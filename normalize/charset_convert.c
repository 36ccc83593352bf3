/* normalize/charset_convert.c - bytes of a known encoding to UTF-8. */
#include "normalize/charset_convert.h"
#include "normalize/charset_vietnamese.h"

#include "common/text.h"
#include "common/utf8.h"

#include <errno.h>

#define REPLACEMENT SLICE("\xEF\xBF\xBD")
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

static struct slice kept(struct arena *arena, struct text *out)
{
	struct slice copy;

	drop_nul(out);
	copy = arena_copy(arena, text_slice(out));
	text_release(out);
	return copy;
}

static struct slice vni_composed(struct arena *arena, struct slice letters)
{
	struct text out;

	text_init(&out, SIZE_MAX / 4);
	vni_add(&out, letters);
	return kept(arena, &out);
}

struct slice charset_convert(struct arena *arena, const struct encoding *encoding, struct slice bytes)
{
	iconv_t *converter = encoding->iconv_name ? encoding_converter(encoding) : NULL;
	struct slice utf8;
	struct text out;

	text_init(&out, SIZE_MAX / 4);
	if (converter)
		convert(*converter, bytes, &out);
	else
		repair(bytes, &out);
	utf8 = kept(arena, &out);
	return encoding == encoding_named("vni") ? vni_composed(arena, utf8) : utf8;
}
