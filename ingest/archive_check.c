/* ingest/archive_check.c - one record after the other, then the references between them. */
#include "ingest/archive_check.h"
#include "common/die.h"
#include "ingest/archive_fields.h"
#include "ingest/http_message.h"

#include <stdlib.h>

/* What is kept of a record until the file has ended; of names and URLs their hashes. */
struct target {
	uint64_t id, url;
	int64_t offset, date_ms;
	enum warc_type type;
};

enum relation { REFERS_TO, CONCURRENT_TO, WARCINFO };

struct reference {
	uint64_t id, url; /* url 0: not said */
	int64_t offset, date_ms;
	enum warc_type type; /* of the record that refers */
	enum relation relation;
};

struct archive_check {
	void (*tell)(void *context, const struct archive_finding *finding);
	void *context;
	struct archive_counts counts;
	const struct warc_record *record; /* at hand */

	struct target *target;       /* [ntargets] */
	struct reference *reference; /* [nreferences] */
	size_t ntargets, target_room, nreferences, reference_room;
};

struct archive_check *archive_check_open(void (*tell)(void *context, const struct archive_finding *finding),
					 void *context)
{
	struct archive_check *check = xmalloc(sizeof *check);

	*check = (struct archive_check){ .tell = tell, .context = context };
	return check;
}

void archive_check_close(struct archive_check *check)
{
	free(check->target);
	free(check->reference);
	free(check);
}

static void tell(struct archive_check *check, int64_t offset, enum warc_type type, struct slice url,
		 const char *sentence)
{
	struct archive_finding finding = { offset, warc_type_name(type), url, sentence };

	check->counts.findings++;
	check->tell(check->context, &finding);
}

/* About the record at hand. */
static void tell_record(void *context, const char *sentence)
{
	struct archive_check *check = context;

	tell(check, check->record->offset, check->record->type, check->record->target_uri, sentence);
}

/* Room for one more. */
static void *grown(void *array, size_t n, size_t *room, size_t size)
{
	if (n < *room)
		return array;
	*room = *room ? 2 * *room : 1024;
	return xrealloc(array, *room * size);
}

static void note_target(struct archive_check *check)
{
	const struct warc_record *record = check->record;

	if (slice_empty(record->id))
		return;
	check->target = grown(check->target, check->ntargets, &check->target_room, sizeof *check->target);
	check->target[check->ntargets++] = (struct target){ .id = slice_hash(record->id),
							    .url = slice_hash(record->target_uri),
							    .offset = record->offset,
							    .date_ms = record->date_ms,
							    .type = record->type };
}

static void note_reference(struct archive_check *check, enum relation relation, struct slice name)
{
	const struct warc_record *record = check->record;
	struct slice id = warc_uri_field(record, name), url;
	struct reference *r;

	if (slice_empty(id))
		return;
	check->reference =
		grown(check->reference, check->nreferences, &check->reference_room, sizeof *check->reference);
	r = &check->reference[check->nreferences++];
	*r = (struct reference){ .id = slice_hash(id),
				 .offset = record->offset,
				 .type = record->type,
				 .relation = relation,
				 .date_ms = TIME_UNKNOWN };
	if (relation != REFERS_TO)
		return;
	url = warc_uri_field(record, SLICE("WARC-Refers-To-Target-URI"));
	r->url = slice_empty(url) ? 0 : slice_hash(url);
	r->date_ms = warc_date_field(record, SLICE("WARC-Refers-To-Date"));
}

/* A response that is said to be HTTP is HTTP. */
static void check_http(struct archive_check *check)
{
	const struct warc_record *record = check->record;
	struct http_message message;
	struct reason why;

	if (record->type == WARC_RESPONSE &&
	    slice_starts_nocase(warc_field(record, SLICE("Content-Type")), SLICE("application/http")) &&
	    http_message_read(&message, record->block, &why) < 0)
		tell_record(check, why.sentence);
}

static void check_framing(struct archive_check *check)
{
	if (check->record->length == 0)
		tell_record(check, "its gzip member is not its own: each record has one, and one only");
	if (!slice_equal(check->record->end, SLICE("\r\n\r\n")))
		tell_record(check, "two CRLF should follow its block");
}

void archive_check_record(struct archive_check *check, int got, const struct warc_record *record,
			  const struct reason *why)
{
	struct reason wrong;
	int digests;

	check->record = record;
	if (got < 0) {
		tell_record(check, why->sentence);
		return;
	}
	check->counts.records++;
	archive_fields_check(record, tell_record, check);
	check_framing(check);
	check_http(check);
	digests = warc_check_digests(record, &wrong);
	if (digests < 0)
		tell_record(check, wrong.sentence);
	else
		check->counts.digests += digests;
	note_target(check);
	note_reference(check, REFERS_TO, SLICE("WARC-Refers-To"));
	note_reference(check, CONCURRENT_TO, SLICE("WARC-Concurrent-To"));
	note_reference(check, WARCINFO, SLICE("WARC-Warcinfo-ID"));
}

static int compare_targets(const void *left, const void *right)
{
	const struct target *a = left, *b = right;

	return a->id != b->id ? (a->id > b->id) - (a->id < b->id) : (a->offset > b->offset) - (a->offset < b->offset);
}

static int compare_id(const void *key, const void *element)
{
	const uint64_t *id = key;
	const struct target *t = element;

	return (*id > t->id) - (*id < t->id);
}

/* What is wrong with a reference to this record; NULL: nothing. */
static const char *wrong_reference(const struct reference *r, const struct target *t)
{
	if (r->relation == WARCINFO)
		return t->type == WARC_WARCINFO ? NULL : "WARC-Warcinfo-ID leads to a record that is no warcinfo";
	if (r->relation == CONCURRENT_TO)
		return t->type != WARC_WARCINFO ? NULL : "WARC-Concurrent-To leads to a warcinfo";
	if (r->type == WARC_REVISIT && t->type != WARC_RESPONSE && t->type != WARC_RESOURCE && t->type != WARC_REVISIT)
		return "WARC-Refers-To leads to a record that is no capture";
	if (r->url && r->url != t->url)
		return "WARC-Refers-To-Target-URI is not that of the record it refers to";
	if (r->date_ms != TIME_UNKNOWN && r->date_ms / 1000 != t->date_ms / 1000)
		return "WARC-Refers-To-Date is not that of the record it refers to";
	return NULL;
}

static void follow(struct archive_check *check, const struct reference *r)
{
	const struct target *t =
		check->ntargets ? bsearch(&r->id, check->target, check->ntargets, sizeof *t, compare_id) : NULL;
	const char *sentence = t ? wrong_reference(r, t) : NULL;

	if (!t)
		check->counts.outside++;
	else if (sentence)
		tell(check, r->offset, r->type, SLICE(""), sentence);
}

struct archive_counts archive_check_end(struct archive_check *check)
{
	struct archive_counts counts;

	if (check->ntargets > 0)
		qsort(check->target, check->ntargets, sizeof *check->target, compare_targets);
	for (size_t i = 1; i < check->ntargets; i++)
		if (check->target[i].id == check->target[i - 1].id)
			tell(check, check->target[i].offset, check->target[i].type, SLICE(""),
			     "WARC-Record-ID was that of an earlier record");
	for (size_t i = 0; i < check->nreferences; i++)
		follow(check, &check->reference[i]);
	counts = check->counts;
	check->counts = (struct archive_counts){ .records = 0 };
	check->ntargets = check->nreferences = 0;
	return counts;
}
