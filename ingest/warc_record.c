/* ingest/warc_record.c - what a record says of itself: its type and its fields. */
#include "common/date.h"
#include "ingest/http_message.h"
#include "ingest/warc.h"

static const char *const type_names[] = {
	[WARC_WARCINFO] = "warcinfo",     [WARC_REQUEST] = "request",           [WARC_RESPONSE] = "response",
	[WARC_RESOURCE] = "resource",     [WARC_METADATA] = "metadata",         [WARC_REVISIT] = "revisit",
	[WARC_CONVERSION] = "conversion", [WARC_CONTINUATION] = "continuation", [WARC_OTHER] = "other",
};

const char *warc_type_name(enum warc_type type)
{
	return type_names[type];
}

enum warc_type warc_type_named(struct slice name)
{
	enum warc_type type = 0;

	while (type < WARC_OTHER && !slice_equal_nocase(name, slice_from(type_names[type])))
		type++;
	return type;
}

struct slice warc_field(const struct warc_record *record, struct slice name)
{
	return http_field(record->fields, name);
}

static struct slice without_brackets(struct slice uri)
{
	if (uri.len >= 2 && uri.at[0] == '<' && uri.at[uri.len - 1] == '>')
		return slice_trim((struct slice){ uri.at + 1, uri.len - 2 });
	return uri;
}

struct slice warc_uri_field(const struct warc_record *record, struct slice name)
{
	return without_brackets(warc_field(record, name));
}

/* 2006-09-19T17:20:14Z, with up to nine digits of a second's fraction since WARC 1.1. */
static int64_t date_of(struct slice value)
{
	struct slice fraction = slice_after(value, '.');
	struct moment m = moment_parse(value);
	int64_t ms = 0, unit = 100;
	char whole[24];
	size_t n = slice_before(value, '.').len;

	if (m.ms == TIME_UNKNOWN && fraction.len > 0 && n + 1 < sizeof whole) {
		memcpy(whole, value.at, n);
		whole[n] = 'Z';
		m = moment_parse(slice_of(whole, n + 1));
		for (size_t i = 0; i < fraction.len && ascii_is_digit(fraction.at[i]); i++, unit /= 10)
			ms += unit * (fraction.at[i] - '0');
	}
	if (m.ms == TIME_UNKNOWN)
		m = date_parse(value); /* a date only, or another form */
	return m.ms == TIME_UNKNOWN ? TIME_UNKNOWN : m.ms + ms;
}

int64_t warc_date_field(const struct warc_record *record, struct slice name)
{
	return date_of(warc_field(record, name));
}
