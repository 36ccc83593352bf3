/* ingest/feed_options.c - a table with a row an option; reading, JSON and back are loops over it. */
#include "ingest/feed_options.h"
#include "ingest/url.h"

#include <jansson.h>
#include <stdio.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

#define ZONE_SIZE 64

/* As ICU names it: "Asia/Ho_Chi_Minh" and "UTC" as they are, "+07:00" as "GMT+07:00".  False: too long for a zone. */
static bool zone_name(struct slice zone, UChar name[ZONE_SIZE])
{
	bool offset = slice_starts(zone, SLICE("+")) || slice_starts(zone, SLICE("-"));
	char ascii[ZONE_SIZE];

	if (zone.len > ZONE_SIZE - 4)
		return false;
	snprintf(ascii, sizeof ascii, "%s%.*s", offset ? "GMT" : "", SLICE_ARG(zone));
	u_charsToUChars(ascii, name, (int32_t)strlen(ascii) + 1);
	return true;
}

static bool is_zone(struct slice zone)
{
	UErrorCode error = U_ZERO_ERROR;
	UChar name[ZONE_SIZE], canonical[ZONE_SIZE];

	if (!zone_name(zone, name))
		return false;
	ucal_getCanonicalTimeZoneID(name, -1, canonical, ZONE_SIZE, NULL, &error);
	return U_SUCCESS(error);
}

static bool is_file_name(struct slice name)
{
	return name.at[0] != '.' && !slice_contains(name, SLICE("/"));
}

static bool is_header_value(struct slice value)
{
	for (size_t i = 0; i < value.len; i++)
		if ((unsigned char)value.at[i] < 0x20 || value.at[i] == 0x7F)
			return false;
	return true;
}

static const struct option {
	const char *name;
	size_t offset;                    /* in struct feed_options */
	bool (*is_value)(struct slice s); /* of a slice; NULL: one of the words */
	const char *words[4];             /* [0] is the enum's zero; "": cannot be said */
	const char *expects;
} options_table[] = {
	{ "fullText",
	  offsetof(struct feed_options, full_text),
	  NULL,
	  { "", "page", "feed", "auto" },
	  "page, feed or auto" },
	{ "zone", offsetof(struct feed_options, zone), is_zone, { NULL }, "a zone such as Asia/Ho_Chi_Minh or +07:00" },
	{ "dayOrder",
	  offsetof(struct feed_options, day_order),
	  NULL,
	  { "", "dayFirst", "monthFirst" },
	  "dayFirst or monthFirst" },
	{ "tls",
	  offsetof(struct feed_options, tls),
	  NULL,
	  { "verify", "legacy", "insecure" },
	  "verify, legacy or insecure" },
	{ "proxy",
	  offsetof(struct feed_options, proxy),
	  url_is_proxy,
	  { NULL },
	  "http://, https://, socks5:// or socks5h://HOST:PORT" },
	{ "userAgent", offsetof(struct feed_options, user_agent), is_header_value, { NULL }, "one line of text" },
	{ "headersFile",
	  offsetof(struct feed_options, headers_file),
	  is_file_name,
	  { NULL },
	  "the name of a file in --headers-dir" },
};

/* The value's place among the words; -1: it is none of them. */
static int word_of(const struct option *o, struct slice value)
{
	for (int i = 0; i < (int)COUNT(o->words) && o->words[i]; i++)
		if (slice_equal_nocase(value, slice_from(o->words[i])))
			return i;
	return -1;
}

static const struct option *option_named(struct slice name)
{
	for (size_t i = 0; i < COUNT(options_table); i++)
		if (slice_equal_nocase(name, slice_from(options_table[i].name)))
			return &options_table[i];
	return NULL;
}

static bool set_value(struct feed_options *options, const struct option *o, struct slice value)
{
	char *at = (char *)options + o->offset;
	int word = o->is_value ? -1 : word_of(o, value);

	if (slice_empty(value) || value.len > FEED_OPTIONS_MAX_VALUE || (o->is_value ? !o->is_value(value) : word < 0))
		return false;
	if (o->is_value)
		memcpy(at, &value, sizeof value);
	else
		memcpy(at, &word, sizeof word); /* the enums count from 0, as words do */
	return true;
}

int feed_options_set(struct feed_options *options, struct slice name, struct slice value, struct reason *why)
{
	const struct option *o = option_named(name);

	if (o && set_value(options, o, slice_trim(value)))
		return 0;
	if (o)
		dead(why, "wiremill:%s=\"%.*s\": %s is wanted", o->name, (int)slice_head(value, 64).len, value.at,
		     o->expects);
	else
		dead(why, "wiremill:%.*s: no such option", (int)slice_head(name, 64).len, name.at);
	return -1;
}

/* What is set, as text; empty: nothing. */
static struct slice value_of(const struct feed_options *options, const struct option *o)
{
	const char *at = (const char *)options + o->offset;
	struct slice value;
	int word;

	if (o->is_value) {
		memcpy(&value, at, sizeof value);
		return value;
	}
	memcpy(&word, at, sizeof word);
	return word ? slice_from(o->words[word]) : SLICE("");
}

void feed_options_encode(const struct feed_options *options, struct text *out)
{
	bool any = false;

	for (size_t i = 0; i < COUNT(options_table); i++) {
		struct slice value = value_of(options, &options_table[i]);

		if (slice_empty(value))
			continue;
		text_addf(out, "%s\"%s\":", any ? "," : "{", options_table[i].name);
		text_add_json(out, value);
		any = true;
	}
	if (any)
		text_add_char(out, '}');
}

struct feed_options feed_options_decode(struct slice json, struct arena *arena)
{
	struct feed_options options = FEED_OPTIONS_NONE;
	json_t *object = slice_empty(json) ? NULL : json_loadb(json.at, json.len, 0, NULL);

	for (size_t i = 0; i < COUNT(options_table); i++) {
		const struct option *o = &options_table[i];

		set_value(&options, o,
			  arena_copy(arena, slice_from(json_string_value(json_object_get(object, o->name)))));
	}
	json_decref(object);
	return options;
}

bool feed_options_zone(const struct feed_options *options, int64_t at_ms, int *minutes)
{
	UErrorCode error = U_ZERO_ERROR;
	UChar name[ZONE_SIZE];
	UCalendar *calendar;
	int32_t offset_ms;

	if (slice_empty(options->zone) || !zone_name(options->zone, name))
		return false;
	calendar = ucal_open(name, -1, "en", UCAL_GREGORIAN, &error);
	ucal_setMillis(calendar, (UDate)at_ms, &error);
	offset_ms = ucal_get(calendar, UCAL_ZONE_OFFSET, &error) + ucal_get(calendar, UCAL_DST_OFFSET, &error);
	ucal_close(calendar);
	*minutes = offset_ms / 60000;
	return U_SUCCESS(error);
}
