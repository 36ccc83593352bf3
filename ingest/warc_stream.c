/* ingest/warc_stream.c - the unzipped bytes of a WARC file: libdeflate for members that fit, zlib for the
 * others. */
#include "ingest/warc_stream.h"
#include "common/die.h"
#include "common/log.h"

#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define INPUT_BYTES  ((size_t)1 << 20)
#define INPUT_LOW    ((size_t)256 << 10) /* read more before a member begins with less than this at hand */
#define WINDOW_BYTES ((size_t)256 << 10)
#define STEP_BYTES   ((size_t)64 << 10)
#define WHOLE_MAX    ((size_t)4 << 20) /* members that unzip to more go through zlib */
#define PROBE_BYTES  ((size_t)1 << 10) /* a gzip header and the first bytes of its data lie within */
#define MEMBER_LEAST 18                /* bytes of an empty gzip member, less its end mark */
#define REREAD_BYTES ((int64_t)16 << 20)

enum where { BEFORE_MEMBER, INSIDE_MEMBER, AFTER_MEMBER, BROKEN_MEMBER };

struct member {
	int64_t offset;  /* in the file */
	uint64_t begins; /* in the unzipped stream */
};

struct warc_stream {
	int fd;
	bool gzip;
	int64_t end; /* of the file, or what was set */

	char *input; /* [input_at, input_end) is not yet unzipped */
	size_t input_at, input_end;
	int64_t input_offset; /* file offset of input[input_end] */

	enum where where;
	bool cut; /* the file ended within the present member */
	struct member now, older;
	z_stream z, probe;
	struct libdeflate_decompressor *whole;
	int64_t reread; /* bytes that were gone over once more in search of a member */

	char *window; /* [begin, stop) is not yet consumed */
	size_t begin, stop, room;
	uint64_t base; /* offset of window[begin] in the unzipped stream */
};

static size_t read_at(struct warc_stream *s, char *at, size_t n, int64_t offset)
{
	ssize_t got;

	if (offset >= s->end)
		return 0;
	if ((uint64_t)(s->end - offset) < n)
		n = (size_t)(s->end - offset);
	do
		got = pread(s->fd, at, n, (off_t)offset);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		log_event(ERROR, "warc-read", "offset=%lld error=" LOG_QUOTED, (long long)offset, strerror(errno));
	return got > 0 ? (size_t)got : 0;
}

/* Have at least a byte of input; read on when fewer than `low` are left.  False at the end. */
static bool input_fill(struct warc_stream *s, size_t low)
{
	size_t have = s->input_end - s->input_at, got;

	if (have > 0 && have >= low)
		return true;
	memmove(s->input, s->input + s->input_at, have);
	s->input_at = 0;
	s->input_end = have;
	got = read_at(s, s->input + have, INPUT_BYTES - have, s->input_offset);
	s->input_end += got;
	s->input_offset += (int64_t)got;
	return s->input_end > 0;
}

static void input_seek(struct warc_stream *s, int64_t offset)
{
	int64_t begin = s->input_offset - (int64_t)s->input_end;

	if (offset >= begin && offset <= s->input_offset) {
		s->input_at = (size_t)(offset - begin);
		return;
	}
	s->input_at = s->input_end = 0;
	s->input_offset = offset;
}

int64_t warc_stream_position(const struct warc_stream *s)
{
	return s->gzip ? s->input_offset - (int64_t)(s->input_end - s->input_at) : (int64_t)s->base;
}

/* Whether a gzip member begins at `offset` and its data with "WARC/". */
static bool member_has_record(struct warc_stream *s, int64_t offset)
{
	char in[PROBE_BYTES], out[5];
	size_t n = read_at(s, in, sizeof in, offset);

	if (n < MEMBER_LEAST || memcmp(in, "\x1f\x8b\x08", 3) != 0 || (in[3] & 0xE0) != 0)
		return false;
	inflateReset(&s->probe);
	s->probe.next_in = (Bytef *)in;
	s->probe.avail_in = (uInt)n;
	s->probe.next_out = (Bytef *)out;
	s->probe.avail_out = sizeof out;
	inflate(&s->probe, Z_NO_FLUSH);
	return s->probe.avail_out == 0 && memcmp(out, "WARC/", 5) == 0;
}

/* Go to the first member with a record at or after `offset`, or to the end. */
static void find_member(struct warc_stream *s, int64_t offset)
{
	input_seek(s, offset);
	while (input_fill(s, MEMBER_LEAST)) {
		const char *at = s->input + s->input_at;
		const char *found = memchr(at, 0x1f, s->input_end - s->input_at);

		s->input_at = found ? (size_t)(found - s->input) : s->input_end;
		if (!found)
			continue;
		if (!input_fill(s, MEMBER_LEAST) || s->input_end - s->input_at < MEMBER_LEAST)
			break;
		if (memcmp(s->input + s->input_at, "\x1f\x8b\x08", 3) == 0 &&
		    member_has_record(s, warc_stream_position(s)))
			return;
		s->input_at++;
	}
	s->input_at = s->input_end;
}

/* Room for n further bytes behind the window.  Bytes move only after half of the memory was consumed, so each
 * one moves less than twice on average. */
static char *window_room(struct warc_stream *s, size_t n)
{
	if (s->begin == s->stop)
		s->begin = s->stop = 0;
	if (s->room - s->stop < n && s->begin >= s->room / 2) {
		memmove(s->window, s->window + s->begin, s->stop - s->begin);
		s->stop -= s->begin;
		s->begin = 0;
	}
	while (s->room - s->stop < n) {
		s->room *= 2;
		s->window = xrealloc(s->window, s->room);
	}
	return s->window + s->stop;
}

static enum stream_state fill_plain(struct warc_stream *s)
{
	char *at = window_room(s, STEP_BYTES);
	size_t n = read_at(s, at, s->room - s->stop, (int64_t)s->base + (int64_t)(s->stop - s->begin));

	s->stop += n;
	return n > 0 ? STREAM_BYTES : STREAM_END;
}

static void begin_member(struct warc_stream *s)
{
	s->older = s->now;
	s->now.offset = warc_stream_position(s);
	s->now.begins = s->base + (s->stop - s->begin);
	s->where = INSIDE_MEMBER;
	s->cut = false;
	inflateReset(&s->z);
}

/* Unzip the member in one go; false, and nothing done, if it does not fit or is damaged. */
static bool whole_member(struct warc_stream *s)
{
	enum libdeflate_result result = LIBDEFLATE_INSUFFICIENT_SPACE;
	size_t used = 0, made = 0;

	for (size_t room = WINDOW_BYTES; result == LIBDEFLATE_INSUFFICIENT_SPACE && room <= WHOLE_MAX; room *= 4) {
		char *at = window_room(s, room);

		result = libdeflate_gzip_decompress_ex(s->whole, s->input + s->input_at, s->input_end - s->input_at, at,
						       s->room - s->stop, &used, &made);
	}
	if (result != LIBDEFLATE_SUCCESS || made == 0)
		return false;
	s->input_at += used;
	s->stop += made;
	s->where = AFTER_MEMBER;
	return true;
}

/* Unzip a step of the member. */
static enum stream_state inflate_step(struct warc_stream *s)
{
	char *at = window_room(s, STEP_BYTES);
	size_t room = s->room - s->stop, made = 0;

	while (made == 0 && s->where == INSIDE_MEMBER) {
		int status = Z_DATA_ERROR;

		s->cut = !input_fill(s, 1);
		if (!s->cut) {
			s->z.next_in = (Bytef *)s->input + s->input_at;
			s->z.avail_in = (uInt)(s->input_end - s->input_at);
			s->z.next_out = (Bytef *)at;
			s->z.avail_out = (uInt)room;
			status = inflate(&s->z, Z_NO_FLUSH);
			s->input_at = s->input_end - s->z.avail_in;
			made = room - s->z.avail_out;
		}
		if (status == Z_STREAM_END)
			s->where = AFTER_MEMBER;
		else if (status != Z_OK && status != Z_BUF_ERROR)
			s->where = BROKEN_MEMBER;
	}
	s->stop += made;
	if (made > 0)
		return STREAM_BYTES;
	return s->where == AFTER_MEMBER ? STREAM_MEMBER : STREAM_DAMAGED;
}

enum stream_state warc_stream_fill(struct warc_stream *s)
{
	if (!s->gzip)
		return fill_plain(s);
	if (s->where == AFTER_MEMBER)
		return STREAM_MEMBER;
	if (s->where == BROKEN_MEMBER)
		return STREAM_DAMAGED;
	if (s->where == BEFORE_MEMBER) {
		if (!input_fill(s, INPUT_LOW))
			return STREAM_END;
		begin_member(s);
		if (whole_member(s))
			return STREAM_BYTES;
	}
	return inflate_step(s);
}

bool warc_stream_is_cut(const struct warc_stream *s)
{
	return s->cut;
}

void warc_stream_next(struct warc_stream *s)
{
	int64_t from = s->now.offset + 1, reached = warc_stream_position(s);

	if (s->where == BROKEN_MEMBER) {
		/* A torn member may have swallowed whole ones behind it: look again from its second byte on.
		 * Files made to have that done over and over lose the right to it. */
		s->reread += reached > from ? reached - from : 0;
		if (s->reread > REREAD_BYTES + 2 * reached && reached > from)
			from = reached;
		find_member(s, from);
	}
	s->where = BEFORE_MEMBER;
}

struct slice warc_stream_window(const struct warc_stream *s)
{
	return slice_of(s->window + s->begin, s->stop - s->begin);
}

char *warc_stream_bytes(struct warc_stream *s)
{
	return s->window + s->begin;
}

void warc_stream_consume(struct warc_stream *s, size_t n)
{
	s->begin += n;
	s->base += n;
}

bool warc_stream_is_gzip(const struct warc_stream *s)
{
	return s->gzip;
}

bool warc_stream_begins(const struct warc_stream *s, size_t at)
{
	return s->base + at == s->now.begins;
}

struct slice warc_stream_recent(const struct warc_stream *s)
{
	return slice_skip(warc_stream_window(s), s->now.begins > s->base ? (size_t)(s->now.begins - s->base) : 0);
}

int64_t warc_stream_member(const struct warc_stream *s, size_t at)
{
	if (!s->gzip)
		return (int64_t)(s->base + at);
	return s->base + at >= s->now.begins ? s->now.offset : s->older.offset;
}

int64_t warc_stream_member_length(const struct warc_stream *s)
{
	return s->where == AFTER_MEMBER ? warc_stream_position(s) - s->now.offset : 0;
}

int64_t warc_stream_left(const struct warc_stream *s)
{
	return s->gzip ? INT64_MAX : s->end - (int64_t)s->base;
}

/* Whether a record begins at `offset`, in a member of its own if the file is zipped. */
static bool record_at(struct warc_stream *s, int64_t offset)
{
	char at[6];

	if (s->gzip)
		return member_has_record(s, offset);
	return read_at(s, at, sizeof at, offset - 1) == sizeof at && memcmp(at, "\nWARC/", 6) == 0;
}

bool warc_stream_seek(struct warc_stream *s, int64_t offset)
{
	if (offset > 0 && offset != s->end && !record_at(s, offset))
		return false;
	s->begin = s->stop = 0;
	s->base = s->gzip ? 0 : (uint64_t)offset;
	s->now = s->older = (struct member){ .offset = 0 };
	s->where = BEFORE_MEMBER;
	s->reread = 0;
	input_seek(s, offset);
	return true;
}

int64_t warc_stream_end(const struct warc_stream *s)
{
	return s->end;
}

void warc_stream_set_end(struct warc_stream *s, int64_t offset)
{
	s->end = offset;
}

/* By the first bytes; a damaged begin does not hide what the name says. */
static bool is_gzip(struct warc_stream *s, struct slice path)
{
	char magic[5] = { 0 };

	read_at(s, magic, sizeof magic, 0);
	if (memcmp(magic, "\x1f\x8b", 2) == 0)
		return true;
	return memcmp(magic, "WARC/", 5) != 0 &&
	       (slice_ends_nocase(path, SLICE(".gz")) || slice_ends_nocase(path, SLICE(".gz.open")));
}

static void start(struct warc_stream *s)
{
	s->input = xmalloc(INPUT_BYTES);
	s->room = WINDOW_BYTES;
	s->window = xmalloc(s->room);
	s->whole = libdeflate_alloc_decompressor();
	if (!s->whole || inflateInit2(&s->z, 15 + 16) != Z_OK || inflateInit2(&s->probe, 15 + 16) != Z_OK)
		die("no memory to unzip with");
}

struct warc_stream *warc_stream_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct warc_stream *s;
	struct stat st;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		errno = EINVAL;
		return NULL;
	}
	s = xmalloc(sizeof *s);
	*s = (struct warc_stream){ .fd = fd, .end = st.st_size };
	start(s);
	s->gzip = is_gzip(s, slice_from(path));
	return s;
}

void warc_stream_close(struct warc_stream *s)
{
	inflateEnd(&s->z);
	inflateEnd(&s->probe);
	libdeflate_free_decompressor(s->whole);
	free(s->input);
	free(s->window);
	close(s->fd);
	free(s);
}
