/* ingest/warc_read.c - one WARC record after the other out of a stream that may be wrong anywhere. */
#include "common/die.h"
#include "ingest/warc.h"
#include "ingest/warc_stream.h"

#include <stdlib.h>

#define LINE_ENDS_MAX 64 /* blank lines taken as the end of a record, of which two are due */

struct warc_reader {
	struct warc_stream *stream;
	size_t consumed; /* bytes of the window that the last answer used up */
	bool lost;       /* framing is lost: go on at the next line that begins with "WARC/" */

	int64_t member, nth; /* the member of the last answer, how many there were in it before */
	int64_t last_place;
	struct text kept; /* strings of a record that left the window */

	/* The last answer. */
	bool again;
	int answer;
	struct warc_record record;
	struct reason why;
};

/* Length of a header with its empty line, if that is at or behind `from`; else 0.  A line that begins another
 * record ends the search: *runs_on. */
static size_t header_length(struct slice w, size_t from, bool *runs_on)
{
	const char *end = w.at + w.len, *at = w.at + from;

	while (at < end && (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		struct slice rest = slice_of(at + 1, (size_t)(end - at - 1));

		if (slice_starts(rest, SLICE("\n")))
			return (size_t)(at + 2 - w.at);
		if (slice_starts(rest, SLICE("\r\n")))
			return (size_t)(at + 3 - w.at);
		*runs_on = slice_starts(rest, SLICE("WARC/"));
		if (*runs_on)
			return 0;
		at++;
	}
	return 0;
}

/* Folded lines become one (RFC 5322, 2.2.3). */
static void unfold(char *at, size_t n)
{
	for (size_t i = 0; i + 1 < n; i++) {
		if (at[i] != '\n' || (at[i + 1] != ' ' && at[i + 1] != '\t'))
			continue;
		at[i] = ' ';
		if (i > 0 && at[i - 1] == '\r')
			at[i - 1] = ' ';
	}
}

static bool version_known(struct slice line)
{
	struct slice minor = slice_trim(slice_skip(line, 7));
	int64_t number;

	return (slice_starts(line, SLICE("WARC/0.")) || slice_starts(line, SLICE("WARC/1."))) &&
	       slice_number(minor, &number);
}

/* Read the header's `n` bytes into *record.  Returns the block's length, or -1 and a sentence. */
static int64_t read_fields(struct warc_record *record, char *at, size_t n, struct reason *why)
{
	struct slice line, rest = slice_of(at, n), length;
	int64_t bytes;

	slice_next_line(&rest, &line);
	if (!version_known(line)) {
		dead(why, "unknown version \"%.*s\"", SLICE_ARG(slice_head(line, 20)));
		return -1;
	}
	unfold(at, n);
	record->version = slice_trim(line);
	record->fields = rest;
	record->type = warc_type_named(warc_field(record, SLICE("WARC-Type")));
	record->id = warc_uri_field(record, SLICE("WARC-Record-ID"));
	record->target_uri = warc_uri_field(record, SLICE("WARC-Target-URI"));
	record->date_ms = warc_date_field(record, SLICE("WARC-Date"));
	length = warc_field(record, SLICE("Content-Length"));
	if (!slice_number(length, &bytes) || bytes < 0) {
		dead(why, "no Content-Length (\"%.*s\")", SLICE_ARG(slice_head(length, 20)));
		return -1;
	}
	return bytes;
}

#define CUT_SHORT "cut short by the end of the file"

/* What happened to a gzip member that cannot be unzipped to its end. */
static const char *damage(const struct warc_reader *r)
{
	return warc_stream_is_cut(r->stream) ? CUT_SHORT : "gzip data damaged";
}

/* More bytes for the record in hand.  False and a sentence when it is cut short: by the end of the file, by
 * damage, by a member that begins with another record (one may go on in the next member, though none should). */
static bool more(struct warc_reader *r, struct reason *why)
{
	enum stream_state state = warc_stream_fill(r->stream);

	if (state == STREAM_BYTES)
		return true;
	if (state == STREAM_MEMBER) {
		warc_stream_next(r->stream);
		do
			state = warc_stream_fill(r->stream);
		while (state == STREAM_BYTES && warc_stream_recent(r->stream).len < 5);
		if (slice_starts(warc_stream_recent(r->stream), SLICE("WARC/"))) {
			dead(why, "cut short by the next record");
			return false;
		}
		if (state == STREAM_BYTES || state == STREAM_MEMBER)
			return true;
	}
	dead(why, "%s", state == STREAM_END ? CUT_SHORT : damage(r));
	return false;
}

/* Where the next "WARC/" begins a line, a member or the file; w.len if nowhere. */
static size_t record_line(struct warc_reader *r, struct slice w)
{
	for (size_t i = 0; i < w.len; i++) {
		i += slice_find(slice_skip(w, i), SLICE("WARC/"));
		if (i < w.len && ((i > 0 && w.at[i - 1] == '\n') || warc_stream_begins(r->stream, i)))
			return i;
	}
	return w.len;
}

static size_t line_ends(struct slice w)
{
	size_t n = 0;

	while (n < w.len && (w.at[n] == '\r' || w.at[n] == '\n'))
		n++;
	return n;
}

/* Have the window begin where the next record should.  Returns BYTES, END or DAMAGED. */
static enum stream_state find_record(struct warc_reader *r)
{
	for (;;) {
		struct slice w = warc_stream_window(r->stream);
		size_t n = r->lost ? record_line(r, w) : line_ends(w);
		enum stream_state state;

		if (n < w.len) {
			warc_stream_consume(r->stream, n);
			return STREAM_BYTES;
		}
		if (r->lost && n > 5)
			n -= 5; /* may be the begin of "\nWARC/" */
		else if (r->lost)
			n = 0;
		warc_stream_consume(r->stream, n);
		state = warc_stream_fill(r->stream);
		if (state == STREAM_END || (state == STREAM_DAMAGED && !r->lost))
			return state;
		if (state != STREAM_BYTES)
			warc_stream_next(r->stream);
	}
}

/* Number the place of what begins with the window. */
static void set_place(struct warc_reader *r, struct warc_record *record)
{
	int64_t at = warc_stream_member(r->stream, 0), place = at;

	r->nth = at == r->member ? r->nth + 1 : 0;
	r->member = at;
	if (warc_stream_is_gzip(r->stream))
		place = at + r->nth > r->last_place ? at + r->nth : r->last_place + 1;
	r->last_place = place;
	record->place = place;
	record->offset = at;
}

/* The answer to what is no whole record: the next call looks for a "WARC/" line behind `from`. */
static int malformed(struct warc_reader *r, size_t from)
{
	r->lost = true;
	r->consumed = from;
	return -1;
}

/* Get the header into the window.  Returns its length, or 0 and a sentence. */
static size_t get_header(struct warc_reader *r, struct reason *why)
{
	size_t seen = 0, n = 0;
	bool runs_on = false;

	while (n == 0) {
		struct slice w = warc_stream_window(r->stream);

		if (!slice_starts(w, slice_head(SLICE("WARC/"), w.len))) {
			dead(why, "no record begins here");
			return 0;
		}
		n = header_length(w, seen, &runs_on);
		if (runs_on) {
			dead(why, "header runs into another record");
			return 0;
		}
		if (n > WARC_MAX_HEADER_BYTES || (n == 0 && w.len > WARC_MAX_HEADER_BYTES)) {
			dead(why, "header over %u bytes", WARC_MAX_HEADER_BYTES);
			return 0;
		}
		seen = w.len > 6 ? w.len - 6 : 0; /* a line end and "WARC/" may be cut there */
		if (n == 0 && !more(r, why))
			return 0;
	}
	return n;
}

/* Keep what *record says of itself when its header leaves the window. */
static void keep_strings(struct warc_reader *r, struct warc_record *record)
{
	size_t id = record->id.len;

	text_reset(&r->kept);
	text_add(&r->kept, record->id);
	text_add(&r->kept, record->target_uri);
	record->id = slice_head(text_slice(&r->kept), id);
	record->target_uri = slice_skip(text_slice(&r->kept), id);
	record->version = record->fields = SLICE("");
}

/* Pass over a block that is too long to load. */
static int skip_block(struct warc_reader *r, struct warc_record *record, size_t header, int64_t length,
		      struct reason *why)
{
	int64_t left = length;
	struct reason cut;

	dead(why, "block of %lld bytes is over the limit of %u", (long long)length, WARC_MAX_BLOCK_BYTES);
	if (warc_stream_left(r->stream) - (int64_t)header < length)
		return malformed(r, header - 1); /* cannot be true either */
	keep_strings(r, record);
	warc_stream_consume(r->stream, header);
	while (left > 0) {
		size_t have = warc_stream_window(r->stream).len;
		size_t n = (uint64_t)left < have ? (size_t)left : have;

		warc_stream_consume(r->stream, n);
		left -= (int64_t)n;
		if (left > 0 && !more(r, &cut))
			return malformed(r, 0);
	}
	return -1;
}

/* Whether the record that takes up the first `n` bytes of the window ends there: the file or member does, the
 * two line ends that are due or another record follow.  *used becomes n and the line ends behind it. */
static bool ends_there(struct warc_reader *r, size_t n, size_t *used, struct reason *why)
{
	for (;;) {
		struct slice rest = slice_skip(warc_stream_window(r->stream), n);
		bool ended = slice_starts(rest, SLICE("\r\n\r\n")) || slice_starts(rest, SLICE("\n\n"));
		size_t blank = line_ends(rest);
		enum stream_state state;

		*used = n + blank;
		rest = slice_skip(rest, blank);
		if (blank > LINE_ENDS_MAX || slice_starts(rest, SLICE("WARC/")))
			return true;
		if (!slice_starts(SLICE("WARC/"), rest)) {
			if (ended)
				return true;
			dead(why, "Content-Length does not lead to the end of the record");
			return false;
		}
		state = warc_stream_fill(r->stream);
		if (state == STREAM_DAMAGED)
			dead(why, "%s", damage(r));
		if (state != STREAM_BYTES)
			return state != STREAM_DAMAGED;
	}
}

/* How many bytes of the file are this record's alone; 0 if it shares its member. */
static int64_t own_length(const struct warc_reader *r, size_t used)
{
	if (!warc_stream_is_gzip(r->stream))
		return (int64_t)used;
	if (r->nth > 0 || used < warc_stream_window(r->stream).len || !warc_stream_begins(r->stream, 0))
		return 0;
	return warc_stream_member_length(r->stream);
}

/* The header's bytes may have moved since they were read. */
static void move_slices(struct warc_record *record, const char *from, const char *to)
{
	struct slice *slices[] = { &record->version, &record->id, &record->target_uri, &record->fields };

	for (size_t i = 0; i < COUNT(slices); i++)
		if (slices[i]->len > 0)
			slices[i]->at = to + (slices[i]->at - from);
}

static int read_block(struct warc_reader *r, struct warc_record *record, size_t header, int64_t length,
		      struct reason *why)
{
	const char *was = warc_stream_bytes(r->stream);
	size_t n = header + (size_t)length;
	bool good = true;

	while (good && warc_stream_window(r->stream).len < n)
		good = more(r, why);
	if (good)
		good = ends_there(r, n, &r->consumed, why);
	move_slices(record, was, warc_stream_bytes(r->stream));
	if (!good)
		return malformed(r, header - 1);
	record->block = slice_of(warc_stream_bytes(r->stream) + header, (size_t)length);
	record->end = slice_of(warc_stream_bytes(r->stream) + n, r->consumed - n);
	record->length = own_length(r, r->consumed);
	return 1;
}

static int read_record(struct warc_reader *r, struct warc_record *record, struct reason *why)
{
	enum stream_state state = find_record(r);
	size_t header;
	int64_t length;

	*record = (struct warc_record){ .type = WARC_OTHER,
					.version = SLICE(""),
					.id = SLICE(""),
					.target_uri = SLICE(""),
					.fields = SLICE(""),
					.block = SLICE(""),
					.end = SLICE(""),
					.date_ms = TIME_UNKNOWN };
	why->step = "warc";
	if (state == STREAM_END)
		return 0;
	set_place(r, record);
	if (state == STREAM_DAMAGED) {
		dead(why, "%s", damage(r));
		return malformed(r, 0);
	}
	r->lost = false;
	header = get_header(r, why);
	if (header == 0)
		return malformed(r, 1);
	length = read_fields(record, warc_stream_bytes(r->stream), header, why);
	if (length < 0)
		return malformed(r, 1);
	if (length > WARC_MAX_BLOCK_BYTES)
		return skip_block(r, record, header, length, why);
	return read_block(r, record, header, length, why);
}

int warc_read(struct warc_reader *reader, struct warc_record *record, struct reason *why)
{
	if (!reader->again) {
		warc_stream_consume(reader->stream, reader->consumed);
		reader->consumed = 0;
		reader->answer = read_record(reader, &reader->record, &reader->why);
	}
	reader->again = false;
	*record = reader->record;
	if (reader->answer < 0)
		*why = reader->why;
	return reader->answer;
}

void warc_unread(struct warc_reader *reader)
{
	reader->again = true;
}

/* Stand where a record at or before `place` begins. */
static void seek_before(struct warc_reader *reader, int64_t place)
{
	reader->again = reader->lost = false;
	reader->consumed = 0;
	reader->member = reader->last_place = -1;
	if (!warc_stream_seek(reader->stream, place) && !(place > 0 && warc_stream_seek(reader->stream, place - 1)))
		warc_stream_seek(reader->stream, 0);
}

void warc_reader_seek(struct warc_reader *reader, int64_t place)
{
	struct warc_record record;
	struct reason why;
	int got;

	seek_before(reader, place);
	do
		got = warc_read(reader, &record, &why);
	while (got != 0 && record.place < place);
	if (got != 0)
		warc_unread(reader);
}

void warc_reader_set_end(struct warc_reader *reader, int64_t offset)
{
	warc_stream_set_end(reader->stream, offset);
}

int64_t warc_reader_position(const struct warc_reader *reader)
{
	return warc_stream_position(reader->stream);
}

int64_t warc_reader_end(const struct warc_reader *reader)
{
	return warc_stream_end(reader->stream);
}

struct warc_reader *warc_reader_open(const char *path)
{
	struct warc_stream *stream = warc_stream_open(path);
	struct warc_reader *reader;

	if (!stream)
		return NULL;
	reader = xmalloc(sizeof *reader);
	*reader = (struct warc_reader){ .stream = stream, .member = -1, .last_place = -1 };
	text_init(&reader->kept, WARC_MAX_HEADER_BYTES);
	return reader;
}

void warc_reader_close(struct warc_reader *reader)
{
	if (!reader)
		return;
	warc_stream_close(reader->stream);
	text_release(&reader->kept);
	free(reader);
}
