/* common/input.c - articles from files: one a file, or one a line of JSON; zlib unzips. */
#include "common/input.h"
#include "common/die.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define CHUNK_BYTES    ((size_t)128 << 10)
#define LINE_MAX_BYTES (2 * (size_t)ARTICLE_MAX_BODY_BYTES + ARTICLE_MAX_META_BYTES) /* JSON escapes take room */

enum input_kind { KIND_NONE, KIND_HTML, KIND_TEXT, KIND_MARKDOWN, KIND_LINES };

struct input {
	gzFile file;
	char *name; /* without folders */
	enum input_kind kind;
	int64_t skip_to; /* what starts before it is passed over */

	char *chunk; /* [begin, end) is unzipped and not yet taken */
	size_t begin, end;
	bool cut; /* the file is damaged or ends too early */

	int64_t offset;            /* unzipped bytes taken */
	int64_t item_offset, line; /* where the line at hand began; its number, from 1 on */
	bool done;
	struct text item; /* that line, or the whole file */
};

static enum input_kind kind_of(struct slice name)
{
	static const struct {
		const char *suffix;
		enum input_kind kind;
	} kinds[] = {
		{ ".html", KIND_HTML },   { ".htm", KIND_HTML },    { ".txt", KIND_TEXT },
		{ ".md", KIND_MARKDOWN }, { ".jsonl", KIND_LINES },
	};

	if (slice_ends_nocase(name, SLICE(".gz")))
		name.len -= 3;
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (slice_ends_nocase(name, slice_from(kinds[i].suffix)))
			return kinds[i].kind;
	return KIND_NONE;
}

bool input_suffix(struct slice name)
{
	return kind_of(name) != KIND_NONE;
}

/* Have at least a byte in the chunk.  False at the end, with `cut` set if it is not the true one. */
static bool fill(struct input *in)
{
	int n, error = Z_OK;

	if (in->begin < in->end)
		return true;
	n = gzread(in->file, in->chunk, CHUNK_BYTES);
	in->begin = 0;
	in->end = n > 0 ? (size_t)n : 0;
	if (n > 0)
		return true;
	gzerror(in->file, &error);
	in->cut = n < 0 || (error != Z_OK && error != Z_STREAM_END);
	return false;
}

static bool skip_bom(struct input *in)
{
	if (!fill(in) || !slice_starts(slice_of(in->chunk + in->begin, in->end - in->begin), SLICE("\xEF\xBB\xBF")))
		return false;
	in->begin += 3;
	in->offset += 3;
	return true;
}

/* The kind of standard input, by its first byte that is no white space. */
static enum input_kind kind_by_content(struct input *in)
{
	struct slice s = fill(in) ? slice_of(in->chunk, in->end) : SLICE("");

	if (slice_starts(s, SLICE("\xEF\xBB\xBF")))
		s = slice_skip(s, 3);
	s = slice_trim(s);
	return slice_starts(s, SLICE("{")) ? KIND_LINES : slice_starts(s, SLICE("<")) ? KIND_HTML : KIND_TEXT;
}

/* A descriptor to read the file from; -1 and errno. */
static int open_file(const char *path)
{
	int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		close(fd);
		errno = EISDIR;
		return -1;
	}
	return fd;
}

struct input *input_open(const char *path)
{
	bool standard = strcmp(path, "-") == 0;
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	struct input *in;
	struct stat st;
	int fd;

	if (!standard && stat(path, &st) < 0)
		return NULL;
	if (!standard && !S_ISDIR(st.st_mode) && !input_suffix(slice_from(name))) {
		errno = EINVAL;
		return NULL;
	}
	fd = open_file(path);
	if (fd < 0)
		return NULL;
	in = xmalloc(sizeof *in);
	*in = (struct input){ .name = xstrdup(name), .kind = kind_of(slice_from(name)) };
	in->file = gzdopen(fd, "rb");
	if (!in->file)
		die("%s: out of memory", path);
	gzbuffer(in->file, CHUNK_BYTES);
	in->chunk = xmalloc(CHUNK_BYTES);
	if (standard)
		in->kind = kind_by_content(in);
	text_init(&in->item, in->kind == KIND_LINES ? LINE_MAX_BYTES : ARTICLE_MAX_BODY_BYTES);
	return in;
}

void input_close(struct input *in)
{
	if (!in)
		return;
	gzclose(in->file);
	text_release(&in->item);
	free(in->chunk);
	free(in->name);
	free(in);
}

void input_skip_to(struct input *in, int64_t offset)
{
	in->skip_to = offset;
}

int64_t input_position(const struct input *in)
{
	int64_t at = gzoffset(in->file);

	return at > 0 ? at : 0;
}

/* The id of what has no URL. */
static struct slice id_of_name(struct arena *arena, struct slice name)
{
	return article_urn(arena, arena_printf(arena, "file:%.*s", SLICE_ARG(name)));
}

static int next_document(struct input *in, struct slice id_name, struct article *a, struct reason *why)
{
	static const char *const types[] = {
		[KIND_HTML] = "text/html", [KIND_TEXT] = "text/plain", [KIND_MARKDOWN] = "text/markdown"
	};
	bool bom;

	if (in->done || in->skip_to > 0)
		return 0;
	in->done = true;
	a->source_file = arena_copy(a->arena, slice_from(in->name));
	a->id = id_of_name(a->arena, slice_empty(id_name) ? a->source_file : id_name);
	bom = skip_bom(in);
	a->content_type = arena_printf(a->arena, "%s%s", types[in->kind], bom ? "; charset=utf-8" : "");
	while (!text_overflowed(&in->item) && fill(in)) {
		text_add(&in->item, slice_of(in->chunk + in->begin, in->end - in->begin));
		in->begin = in->end;
	}
	if (text_overflowed(&in->item) || in->cut) {
		dead(why, in->cut ? "%s: damaged or cut short" : "%s: over %zu bytes", in->name,
		     in->item.ceiling_bytes);
		return -1;
	}
	a->body = arena_copy(a->arena, text_slice(&in->item));
	return 1;
}

/* Take the next line, without its end, into in->item, which overflows if it is too long.  False at the end. */
static bool take_line(struct input *in)
{
	bool any = false, ended = false;

	text_reset(&in->item);
	while (!ended && fill(in)) {
		const char *at = in->chunk + in->begin, *lf = memchr(at, '\n', in->end - in->begin);
		size_t n = lf ? (size_t)(lf - at) : in->end - in->begin;

		text_add(&in->item, slice_of(at, n));
		ended = lf != NULL;
		in->begin += n + ended;
		in->offset += (int64_t)(n + ended);
		any = true;
	}
	return any;
}

/* The text of a line: `body`, else `html` or `text`, taken out of `root`; NULL if it has none. */
static json_t *take_body(json_t *root, const char **content_type)
{
	static const char *const names[] = { "body", "html", "text" };
	json_t *body = NULL;

	for (size_t i = 0; i < COUNT(names); i++) {
		json_t *value = json_object_get(root, names[i]);

		if (!body && json_is_string(value)) {
			body = json_incref(value);
			*content_type = i == 1 ? "text/html" : "text/plain";
		}
		json_object_del(root, names[i]);
	}
	return body;
}

/* Everything but the text, through the one reader of metadata. */
static int read_metadata(struct article *a, json_t *root, struct slice default_id, struct reason *why)
{
	const json_t *url = json_object_get(root, "url");
	char *meta;
	int result;

	if (json_string_length(url) > 0)
		default_id = article_urn(a->arena, slice_of(json_string_value(url), json_string_length(url)));
	if (!json_object_get(root, "id"))
		json_object_set_new(root, "id", json_stringn(default_id.at, default_id.len));
	meta = json_dumps(root, JSON_COMPACT);
	if (!meta || strlen(meta) > ARTICLE_MAX_META_BYTES) {
		dead(why, "metadata over %u bytes", ARTICLE_MAX_META_BYTES);
		result = -1;
	} else {
		result = article_decode(a, slice_from(meta), why);
	}
	free(meta);
	return result;
}

static int read_object(struct article *a, json_t *root, struct slice default_id, struct reason *why)
{
	const char *content_type = NULL;
	json_t *body = take_body(root, &content_type);
	int result = -1;

	if (!body)
		dead(why, "no text in \"body\", \"html\" or \"text\"");
	else if (json_string_length(body) > ARTICLE_MAX_BODY_BYTES)
		dead(why, "text over %u bytes", ARTICLE_MAX_BODY_BYTES);
	else if (read_metadata(a, root, default_id, why) == 0)
		result = 1;
	if (result > 0) {
		a->body = arena_copy(a->arena, slice_of(json_string_value(body), json_string_length(body)));
		if (slice_empty(a->content_type))
			a->content_type = slice_from(content_type);
	}
	json_decref(body);
	return result;
}

static int read_line(struct input *in, struct slice default_id, struct article *a, struct reason *why)
{
	json_error_t error;
	json_t *root;
	int result;

	if (text_overflowed(&in->item)) {
		dead(why, "line over %zu bytes", in->item.ceiling_bytes);
		return -1;
	}
	root = json_loadb(in->item.at, in->item.len, JSON_ALLOW_NUL, &error);
	if (!json_is_object(root)) {
		dead(why, "no JSON object: %s", root ? "another value" : error.text);
		json_decref(root);
		return -1;
	}
	result = read_object(a, root, default_id, why);
	json_decref(root);
	return result;
}

/* What the line at hand says; `whole`: unless the file was cut within it or before it. */
static int next_line(struct input *in, struct slice id_name, bool whole, struct article *a, struct reason *why)
{
	struct slice source = arena_printf(a->arena, "%s#%lld", in->name, (long long)in->line);
	struct slice default_id;
	int result = -1;

	if (slice_empty(id_name))
		id_name = slice_from(in->name);
	default_id = id_of_name(a->arena, arena_printf(a->arena, "%.*s#%lld", SLICE_ARG(id_name), (long long)in->line));
	if (whole)
		result = read_line(in, default_id, a, why);
	else
		dead(why, "%s: damaged or cut short", in->name);
	if (slice_empty(a->id))
		a->id = default_id;
	if (slice_empty(a->source_file))
		a->source_file = source;
	a->seq = in->item_offset;
	return result;
}

int input_next(struct input *in, struct slice id_name, struct article *a, struct reason *why)
{
	why->step = "input";
	if (in->kind != KIND_LINES)
		return next_document(in, id_name, a, why);
	while (!in->done) {
		bool got;

		in->item_offset = in->offset;
		if (in->line++ == 0)
			skip_bom(in);
		got = take_line(in);
		in->done = !got || in->cut;
		if (in->item_offset < in->skip_to)
			continue;
		if (in->cut)
			return next_line(in, id_name, false, a, why);
		if (text_overflowed(&in->item) || slice_trim(text_slice(&in->item)).len > 0)
			return next_line(in, id_name, true, a, why);
	}
	return 0;
}
