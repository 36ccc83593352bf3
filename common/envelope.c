/* common/envelope.c - messages: the header written and read, the article's frames carried along. */
#include "common/envelope.h"
#include "common/die.h"
#include "common/frame.h"
#include "common/text.h"

#include <assert.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

struct envelope {
	struct frame *frame[ENVELOPE_FRAMES]; /* header, metadata, body; the last two NULL without an article */
	json_t *decoded;                      /* holds the strings that a header's slices point to */
	size_t peer_len;
	char peer[PEER_MAX];
};

static const char *const verbs[VERBS] = { "hello", "welcome", "submit", "refused", "settled",
					  "work",  "result",  "bye",    "error" };

/* The fields of a header: one row writes and reads it. */
static const struct header_field {
	const char *name;
	bool is_number;
	size_t offset;
} header_fields[] = {
	{ "role", false, offsetof(struct header, role) },
	{ "stage", false, offsetof(struct header, stage) },
	{ "name", false, offsetof(struct header, name) },
	{ "boot", false, offsetof(struct header, boot) },
	{ "protocol", true, offsetof(struct header, protocol) },
	{ "credit", true, offsetof(struct header, credit) },
	{ "id", false, offsetof(struct header, id) },
	{ "run", false, offsetof(struct header, run) },
	{ "seq", true, offsetof(struct header, seq) },
	{ "inside", true, offsetof(struct header, inside) },
	{ "ticket", true, offsetof(struct header, ticket) },
	{ "attempt", true, offsetof(struct header, attempt) },
	{ "step", false, offsetof(struct header, step) },
	{ "reason", false, offsetof(struct header, reason) },
};

#define STRING_OF(header, field) ((struct slice *)(void *)((char *)(header) + (field)->offset))
#define NUMBER_OF(header, field) ((int64_t *)(void *)((char *)(header) + (field)->offset))

static bool has_outcome(enum verb verb)
{
	return verb == VERB_RESULT || verb == VERB_SETTLED;
}

static struct frame *header_encode(const struct header *given)
{
	struct header header = *given;
	struct text out;
	struct frame *frame;

	text_init(&out, 4 * ENVELOPE_MAX_HEADER_BYTES);
	text_addf(&out, "{\"verb\":\"%s\"", verbs[header.verb]);
	if (has_outcome(header.verb))
		text_addf(&out, ",\"outcome\":\"%s\"", outcome_name(header.outcome));
	for (size_t i = 0; i < COUNT(header_fields); i++) {
		const struct header_field *f = &header_fields[i];

		if (f->is_number && *NUMBER_OF(&header, f) != 0) {
			text_addf(&out, ",\"%s\":%" PRId64, f->name, *NUMBER_OF(&header, f));
		} else if (!f->is_number && STRING_OF(&header, f)->len) {
			text_addf(&out, ",\"%s\":", f->name);
			text_add_json(&out, *STRING_OF(&header, f));
		}
	}
	text_add_char(&out, '}');
	frame = frame_copy(text_slice(&out));
	text_release(&out);
	return frame;
}

struct envelope *envelope_of_frames(struct frame *header, struct frame *meta, struct frame *body)
{
	struct envelope *env = xmalloc(sizeof *env);

	*env = (struct envelope){ .frame = { header, meta, body } };
	return env;
}

struct envelope *envelope_new(const struct header *header, struct slice meta, struct slice body)
{
	bool article = meta.len || body.len;

	return envelope_of_frames(header_encode(header), article ? frame_copy(meta) : NULL,
				  article ? frame_copy(body) : NULL);
}

struct envelope *envelope_forward(const struct envelope *env, const struct header *header)
{
	bool article = envelope_has_article(env);

	return envelope_of_frames(header_encode(header), article ? frame_hold(env->frame[1]) : NULL,
				  article ? frame_hold(env->frame[2]) : NULL);
}

void envelope_close(struct envelope **env)
{
	if (!*env)
		return;
	for (size_t i = 0; i < ENVELOPE_FRAMES; i++)
		frame_drop((*env)->frame[i]);
	json_decref((*env)->decoded);
	free(*env);
	*env = NULL;
}

static bool find_name(const char *const *names, size_t n, const json_t *value, size_t *found)
{
	for (size_t i = 0; i < n && json_is_string(value); i++)
		if (strcmp(json_string_value(value), names[i]) == 0) {
			*found = i;
			return true;
		}
	return false;
}

static int read_outcome(const json_t *root, struct header *header, struct reason *why)
{
	const char *const names[] = { outcome_name(FORWARD), outcome_name(DROP), outcome_name(DEAD),
				      outcome_name(RETRY) };
	size_t found;

	if (!find_name(names, COUNT(names), json_object_get(root, "outcome"), &found)) {
		dead(why, "\"outcome\" is missing or unknown");
		return -1;
	}
	header->outcome = (enum outcome)found;
	return 0;
}

static int read_fields(const json_t *root, struct header *header, struct reason *why)
{
	for (size_t i = 0; i < COUNT(header_fields); i++) {
		const struct header_field *f = &header_fields[i];
		const json_t *value = json_object_get(root, f->name);

		if (!f->is_number)
			*STRING_OF(header, f) = slice_of(json_string_value(value), json_string_length(value));
		else if (value)
			*NUMBER_OF(header, f) = json_integer_value(value);
		if (value && !(f->is_number ? json_is_integer(value) : json_is_string(value))) {
			dead(why, "\"%s\" has the wrong type", f->name);
			return -1;
		}
	}
	return 0;
}

int envelope_header(struct envelope *env, struct header *header, struct reason *why)
{
	struct slice bytes = frame_bytes(env->frame[0]);
	json_error_t error;
	size_t found;

	*header = (struct header){ .verb = VERB_ERROR };
	why->step = "header";
	if (bytes.len > ENVELOPE_MAX_HEADER_BYTES) {
		dead(why, "a header of %zu bytes; %u are allowed", bytes.len, ENVELOPE_MAX_HEADER_BYTES);
		return -1;
	}
	if (!env->decoded)
		env->decoded = json_loadb(bytes.at, bytes.len, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &error);
	if (!json_is_object(env->decoded)) {
		dead(why, "the header is no JSON object");
		return -1;
	}
	if (!find_name(verbs, COUNT(verbs), json_object_get(env->decoded, "verb"), &found)) {
		dead(why, "\"verb\" is missing or unknown");
		return -1;
	}
	header->verb = (enum verb)found;
	if (has_outcome(header->verb) && read_outcome(env->decoded, header, why) < 0)
		return -1;
	return read_fields(env->decoded, header, why);
}

struct slice envelope_meta(const struct envelope *env)
{
	return frame_bytes(env->frame[1]);
}

struct slice envelope_body(const struct envelope *env)
{
	return frame_bytes(env->frame[2]);
}

bool envelope_has_article(const struct envelope *env)
{
	return env->frame[1] != NULL;
}

struct frame *envelope_frame(const struct envelope *env, size_t i)
{
	return env->frame[i];
}

size_t envelope_bytes(const struct envelope *env)
{
	return frame_bytes(env->frame[0]).len + envelope_meta(env).len + envelope_body(env).len;
}

struct slice envelope_peer(const struct envelope *env)
{
	return slice_of(env->peer, env->peer_len);
}

void envelope_set_peer(struct envelope *env, struct slice peer)
{
	assert(peer.len <= PEER_MAX);
	memcpy(env->peer, peer.at, peer.len);
	env->peer_len = peer.len;
}
