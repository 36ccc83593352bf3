/* ingest/archive_read.c - articles and metadata out of the files of the archive, up to what is on disk. */
#include "common/log.h"
#include "ingest/archive.h"
#include "ingest/archive_files.h"
#include "ingest/capture.h"
#include "ingest/http_message.h"
#include "ingest/source.h"

#include <errno.h>
#include <stdlib.h>

#define PLACE_MASK           (((int64_t)1 << SEQ_PLACE_BITS) - 1)
#define METADATA_ARENA_BYTES ((size_t)64 << 20)

struct warc_reader *archive_file_read(const struct archive *archive, const struct archive_file *file)
{
	char *path = archive_file_path(archive, file);
	struct warc_reader *reader = warc_reader_open(path);

	if (reader)
		warc_reader_set_end(reader, file->synced);
	else
		log_event(ERROR, "archive-read", "file=%s error=" LOG_QUOTED, path, strerror(errno));
	free(path);
	return reader;
}

void archive_stop_reading(struct archive *archive)
{
	if (archive->reader_serial != 0)
		warc_article_reader_release(&archive->reader);
	archive->reader_serial = 0;
}

/* The file with this serial or the next one that there is; NULL behind the last. */
static struct archive_file *file_from(struct archive *archive, int64_t serial)
{
	size_t low = 0, high = archive->nfiles;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (archive->file[middle].serial < serial)
			low = middle + 1;
		else
			high = middle;
	}
	return low < archive->nfiles ? &archive->file[low] : NULL;
}

/* Stand where `seq` is, in this file.  False when the file cannot be opened. */
static bool stand_at(struct archive *archive, struct archive_file *file, int64_t seq)
{
	struct warc_reader *reader;

	if (archive->reader_serial == file->serial && archive->reader_seq == seq) {
		warc_reader_set_end(archive->reader.warc, file->synced);
		return true;
	}
	archive_stop_reading(archive);
	reader = archive_file_read(archive, file);
	if (!reader)
		return false;
	if (seq >> SEQ_PLACE_BITS == file->serial)
		warc_reader_seek(reader, seq & PLACE_MASK);
	warc_article_reader_init(&archive->reader, reader);
	archive->reader_serial = file->serial;
	return true;
}

/* Say where the article is; an unreadable one needs an id as well. */
static void fill_place(struct archive *archive, const struct archive_file *file, struct article *a, int64_t place)
{
	a->run = SLICE("live");
	a->seq = file->serial << SEQ_PLACE_BITS | place;
	a->warc_file = arena_copy(a->arena, slice_from(file->name));
	if (slice_empty(a->id)) {
		struct slice name = arena_printf(a->arena, "warc:%s#%lld", file->name, (long long)place);

		a->id = article_urn(a->arena, name);
	}
	archive->reader_seq = a->seq + 1;
}

/* The next article of one file; *end when there is none. */
static int next_in_file(struct archive *archive, const struct archive_file *file, struct article *a, struct reason *why,
			bool *end)
{
	enum warc_answer answer;
	int64_t place = 0;

	do
		answer = warc_article_next(&archive->reader, a, &place, why);
	while (answer == WARC_PASSED);
	*end = answer == WARC_END;
	if (!*end)
		fill_place(archive, file, a, place);
	return answer == WARC_ARTICLE ? 1 : -1;
}

int archive_next(struct archive *archive, int64_t *seq, struct article *a, struct reason *why)
{
	for (;;) {
		struct archive_file *file = file_from(archive, *seq >> SEQ_PLACE_BITS);
		bool end = true;
		int got;

		if (!file)
			return 0;
		if (!stand_at(archive, file, *seq))
			return 0;
		got = next_in_file(archive, file, a, why, &end);
		if (!end) {
			*seq = archive->reader_seq;
			return got;
		}
		archive->reader_seq = *seq;
		if (file == &archive->file[archive->nfiles - 1])
			return 0;
		*seq = (file->serial + 1) << SEQ_PLACE_BITS;
	}
}

/* What may be a page, until the metadata behind it tells. */
struct held {
	enum warc_type type;
	int64_t place;
	char id[WARC_ID_SIZE + 1];
	size_t id_len;
	struct text block;
};

static bool hold(struct held *held, const struct warc_record *record)
{
	if (record->type != WARC_RESPONSE && record->type != WARC_REVISIT && record->type != WARC_RESOURCE)
		return false;
	held->type = record->type;
	held->place = record->place;
	held->id_len = record->id.len < sizeof held->id ? record->id.len : 0;
	memcpy(held->id, record->id.at, held->id_len);
	text_reset(&held->block);
	text_add(&held->block, record->block);
	return true;
}

/* Without its codings, as far as they can be undone. */
static struct slice held_body(const struct held *held, struct text *decoded)
{
	struct http_message message;
	struct reason unused;
	struct slice body;

	if (held->type == WARC_RESOURCE)
		return text_slice(&held->block);
	if (http_message_read(&message, text_slice(&held->block), &unused) < 0)
		return SLICE("");
	return http_body_decode(&message, decoded, &body, &unused) < 0 ? message.body : body;
}

/* Tell of the pages of one file, from where the reader stands. */
static void tell_file(struct warc_reader *reader, int64_t serial, struct arena *arena,
		      void (*each)(void *context, const struct article *a), void *context)
{
	struct held held = { .id_len = 0 };
	struct warc_record record;
	struct text decoded;
	struct reason why;
	struct article a;
	int got;

	text_init(&held.block, ARTICLE_MAX_BODY_BYTES + CAPTURE_MAX_HEAD_BYTES);
	text_init(&decoded, ARTICLE_MAX_BODY_BYTES);
	while ((got = warc_read(reader, &record, &why)) != 0) {
		if (got < 0 || hold(&held, &record) || warc_own_kind(&record, slice_of(held.id, held.id_len)) != 'p')
			continue;
		arena_reset(arena);
		article_init(&a, arena);
		if (article_decode(&a, record.block, &why) < 0)
			continue; /* what cannot be read is fetched again */
		a.seq = serial << SEQ_PLACE_BITS | held.place;
		a.fetched_ms = record.date_ms;
		a.body = held_body(&held, &decoded);
		each(context, &a);
	}
	text_release(&held.block);
	text_release(&decoded);
}

void archive_replay_metadata(struct archive *archive, int64_t seq, void (*each)(void *context, const struct article *a),
			     void *context)
{
	struct archive_file *file = file_from(archive, seq >> SEQ_PLACE_BITS);
	struct arena *arena = arena_open(METADATA_ARENA_BYTES);

	for (; file && file < archive->file + archive->nfiles; file++) {
		struct warc_reader *reader = archive_file_read(archive, file);

		if (!reader)
			continue;
		if (file->serial == seq >> SEQ_PLACE_BITS)
			warc_reader_seek(reader, seq & PLACE_MASK);
		tell_file(reader, file->serial, arena, each, context);
		warc_reader_close(reader);
	}
	arena_close(arena);
}
