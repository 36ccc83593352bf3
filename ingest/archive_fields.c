/* ingest/archive_fields.c - the rules of named fields, as a table, and what is checked beyond it. */
#include "ingest/archive_fields.h"

#include <stdio.h>

#define BIT(type) (1u << (type))
#define ALL       (~0u)
#define CAPTURED  (BIT(WARC_REQUEST) | BIT(WARC_RESPONSE) | BIT(WARC_RESOURCE) | BIT(WARC_REVISIT))
#define DERIVED   (BIT(WARC_CONVERSION) | BIT(WARC_CONTINUATION))
#define ABOUT     (BIT(WARC_METADATA) | BIT(WARC_REVISIT) | BIT(WARC_CONVERSION))

/* Types that nobody knows may have any field. */
static const struct rule {
	const char *name;
	unsigned must, may; /* sets of types */
	bool repeatable;
} rules[] = {
	{ "WARC-Type", ALL, ALL, false },
	{ "WARC-Record-ID", ALL, ALL, false },
	{ "WARC-Date", ALL, ALL, false },
	{ "Content-Length", ALL, ALL, false },
	{ "Content-Type", 0, ALL & ~BIT(WARC_CONTINUATION), false },
	{ "WARC-Target-URI", CAPTURED | DERIVED, ALL & ~BIT(WARC_WARCINFO), false },
	{ "WARC-Concurrent-To", 0, CAPTURED | BIT(WARC_METADATA), true },
	{ "WARC-Block-Digest", 0, ALL, false },
	{ "WARC-Payload-Digest", 0, CAPTURED | DERIVED, false },
	{ "WARC-Identified-Payload-Type", 0, CAPTURED | DERIVED, false },
	{ "WARC-IP-Address", 0, CAPTURED | BIT(WARC_METADATA), false },
	{ "WARC-Refers-To", 0, ABOUT, false },
	{ "WARC-Refers-To-Target-URI", 0, ABOUT, false },
	{ "WARC-Refers-To-Date", 0, ABOUT, false },
	{ "WARC-Truncated", 0, ALL, false },
	{ "WARC-Warcinfo-ID", 0, ALL, false },
	{ "WARC-Filename", 0, BIT(WARC_WARCINFO), false },
	{ "WARC-Profile", BIT(WARC_REVISIT), ALL, false },
	{ "WARC-Segment-Number", BIT(WARC_CONTINUATION), ALL, false },
	{ "WARC-Segment-Origin-ID", BIT(WARC_CONTINUATION), BIT(WARC_CONTINUATION), false },
	{ "WARC-Segment-Total-Length", 0, BIT(WARC_CONTINUATION), false },
};

struct finder {
	const struct warc_record *record;
	void (*tell)(void *context, const char *sentence);
	void *context;
};

static void tell(const struct finder *f, const char *format, struct slice name)
{
	char sentence[160];

	snprintf(sentence, sizeof sentence, format, SLICE_ARG(slice_head(name, 60)));
	f->tell(f->context, sentence);
}

/* How often each field of the table is there; 2 stands for more. */
static void count_fields(const struct warc_record *record, unsigned char count[COUNT(rules)])
{
	struct slice line, rest = record->fields;

	while (slice_next_line(&rest, &line)) {
		struct slice name = slice_trim(slice_before(line, ':'));

		for (size_t i = 0; i < COUNT(rules); i++)
			if (count[i] < 2 && slice_equal_nocase(name, slice_from(rules[i].name)))
				count[i]++;
	}
}

static void check_table(const struct finder *f)
{
	unsigned char count[COUNT(rules)] = { 0 };
	unsigned bit = BIT(f->record->type);

	count_fields(f->record, count);
	for (size_t i = 0; i < COUNT(rules); i++) {
		if (count[i] == 0 && (rules[i].must & bit))
			tell(f, "%.*s is missing", slice_from(rules[i].name));
		if (count[i] > 1 && !rules[i].repeatable)
			tell(f, "%.*s is there more than once", slice_from(rules[i].name));
		if (count[i] > 0 && !(rules[i].may & bit) && f->record->type != WARC_OTHER)
			tell(f, "%.*s does not belong to this type of record", slice_from(rules[i].name));
	}
}

static bool has_brackets(struct slice value)
{
	return value.len > 2 && value.at[0] == '<' && value.at[value.len - 1] == '>';
}

/* "<uri>" in fields that refer to records, in every version; bare in others since 1.1. */
static void check_uris(const struct finder *f)
{
	static const char *const ids[] = { "WARC-Record-ID", "WARC-Concurrent-To", "WARC-Refers-To",
					   "WARC-Warcinfo-ID" };
	static const char *const uris[] = { "WARC-Target-URI", "WARC-Refers-To-Target-URI", "WARC-Profile" };

	for (size_t i = 0; i < COUNT(ids); i++) {
		struct slice value = warc_field(f->record, slice_from(ids[i]));

		if (!slice_empty(value) && (!has_brackets(value) || !slice_contains(value, SLICE(":"))))
			tell(f, "%.*s is no URI in angle brackets", slice_from(ids[i]));
	}
	for (size_t i = 0; i < COUNT(uris); i++) {
		struct slice value = warc_field(f->record, slice_from(uris[i]));

		if (has_brackets(value) && slice_equal(f->record->version, SLICE("WARC/1.1")))
			tell(f, "%.*s is in angle brackets, which WARC 1.1 does not have there", slice_from(uris[i]));
		else if (!slice_empty(value) && !slice_contains(value, SLICE(":")))
			tell(f, "%.*s is no URI", slice_from(uris[i]));
	}
}

/* "2026-03-05T08:15:00Z"; since 1.1 also less of it, and with up to nine digits of a fraction (section 5.4). */
static bool is_date(struct slice value, bool new)
{
	static const char form[] = "dddd-dd-ddTdd:dd:dd";
	size_t n = 0;

	while (n < value.len && n < sizeof form - 1 &&
	       (form[n] == 'd' ? ascii_is_digit(value.at[n]) : value.at[n] == form[n]))
		n++;
	value = slice_skip(value, n);
	if (new &&n < sizeof form - 1)
		return (n == 4 || n == 7 || n == 10) ? value.len == 0 : n == 16 && slice_equal(value, SLICE("Z"));
	if (new &&slice_starts(value, SLICE("."))) {
		for (n = 1; n < value.len && n < 10 && ascii_is_digit(value.at[n]); n++)
			;
		value = n > 1 ? slice_skip(value, n) : SLICE("");
	}
	return slice_equal(value, SLICE("Z"));
}

static void check_dates(const struct finder *f)
{
	static const char *const names[] = { "WARC-Date", "WARC-Refers-To-Date" };
	struct slice date = warc_field(f->record, SLICE("WARC-Date"));
	bool new = slice_equal(f->record->version, SLICE("WARC/1.1"));

	for (size_t i = 0; i < COUNT(names); i++) {
		struct slice value = warc_field(f->record, slice_from(names[i]));

		if (!slice_empty(value) && !is_date(value, new))
			tell(f, "%.*s is no date of the form that this version has", slice_from(names[i]));
	}
	if (f->record->date_ms == TIME_UNKNOWN && date.len >= sizeof "2026-03-05T08:15:00" - 1 && is_date(date, new))
		tell(f, "WARC-Date %.*s is none that there is", date);
}

static void check_truncated(const struct finder *f)
{
	static const char *const reasons[] = { "length", "time", "disconnect", "unspecified" };
	struct slice value = warc_field(f->record, SLICE("WARC-Truncated"));

	for (size_t i = 0; i < COUNT(reasons); i++)
		if (slice_empty(value) || slice_equal_nocase(value, slice_from(reasons[i])))
			return;
	tell(f, "WARC-Truncated: %.*s is no reason of the standard", value);
}

static void check_profile(const struct finder *f)
{
	static const char *const bases[] = { "http://netpreserve.org/warc/1.0/revisit/",
					     "http://netpreserve.org/warc/1.1/revisit/" };
	struct slice profile = warc_uri_field(f->record, SLICE("WARC-Profile")), which = SLICE("");

	if (f->record->type != WARC_REVISIT || slice_empty(profile))
		return;
	for (size_t i = 0; i < COUNT(bases); i++)
		if (slice_starts(profile, slice_from(bases[i])))
			which = slice_skip(profile, strlen(bases[i]));
	if (slice_equal(which, SLICE("identical-payload-digest"))) {
		if (slice_empty(warc_field(f->record, SLICE("WARC-Payload-Digest"))))
			tell(f, "%.*s needs a WARC-Payload-Digest", which);
	} else if (!slice_equal(which, SLICE("server-not-modified"))) {
		tell(f, "WARC-Profile: %.*s is no profile of the standard", profile);
	}
}

/* Folded lines have become one, with blanks for their line ends. */
static void check_lines(const struct finder *f)
{
	struct slice fields = f->record->fields;

	for (size_t i = 0; i < fields.len; i++)
		if (fields.at[i] == '\n' && (i == 0 || fields.at[i - 1] != '\r')) {
			tell(f, "header lines end in LF, not CRLF%.*s", SLICE(""));
			return;
		}
}

void archive_fields_check(const struct warc_record *record, void (*tell_finding)(void *context, const char *sentence),
			  void *context)
{
	const struct finder finder = { record, tell_finding, context };

	check_table(&finder);
	check_uris(&finder);
	check_dates(&finder);
	check_truncated(&finder);
	check_profile(&finder);
	check_lines(&finder);
}
