/* enrich/json_text.c - JSON written straight into a text. */
#include "enrich/json_text.h"

#include <inttypes.h>

/* A comma, unless this is the first element. */
static void separate(struct text *out)
{
	char last = out->len ? out->at[out->len - 1] : '[';

	if (last != '[' && last != '{' && last != ':')
		text_add_char(out, ',');
}

static void add_key(struct text *out, const char *name)
{
	separate(out);
	text_add_char(out, '"');
	text_add(out, slice_from(name));
	text_add(out, SLICE("\":"));
}

void put_open(struct text *out, char bracket)
{
	separate(out);
	text_add_char(out, bracket);
}

void put_close(struct text *out, char bracket)
{
	text_add_char(out, bracket);
}

void put_open_at(struct text *out, const char *name, char bracket)
{
	add_key(out, name);
	text_add_char(out, bracket);
}

void put_text(struct text *out, const char *name, struct slice value)
{
	add_key(out, name);
	text_add_json(out, value);
}

void put_string(struct text *out, const char *name, struct slice value)
{
	if (!slice_empty(value))
		put_text(out, name, value);
}

void put_element(struct text *out, struct slice value)
{
	separate(out);
	text_add_json(out, value);
}

void put_number(struct text *out, const char *name, int64_t value)
{
	add_key(out, name);
	text_addf(out, "%" PRId64, value);
}

void put_bool(struct text *out, const char *name, bool value)
{
	add_key(out, name);
	text_add(out, value ? SLICE("true") : SLICE("false"));
}

void put_raw(struct text *out, const char *name, struct slice json)
{
	char *to;

	if (slice_empty(json))
		return;
	add_key(out, name);
	to = text_room(out, json.len);
	if (!to)
		return;
	for (size_t i = 0; i < json.len; i++)
		to[i] = json.at[i] == '\n' || json.at[i] == '\r' ? ' ' : json.at[i];
	text_grew(out, json.len);
}
