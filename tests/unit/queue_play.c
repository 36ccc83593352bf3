/* tests/unit/queue_play.c - Scripts for the queue. */
#include "tests/unit/queue_play.h"
#include "tests/unit/unit.h"

#include "common/die.h"

#include <stdio.h>
#include <stdlib.h>

static void note(struct play *play, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void note(struct play *play, const char *format, ...)
{
	char word[80];
	va_list list;

	va_start(list, format);
	vsnprintf(word, sizeof word, format, list);
	va_end(list);
	text_addf(&play->log, "%s%s", play->log.len ? " " : "", word);
}

struct actor *play_actor(struct play *play, const char *name)
{
	struct actor *actor = play->actor;

	for (; actor < play->actor + play->nactors; actor++)
		if (strcmp(actor->name, name) == 0)
			return actor;
	assert_true(play->nactors++ < PLAY_ACTORS);
	snprintf(actor->name, sizeof actor->name, "%s", name);
	snprintf(actor->id, sizeof actor->id, "%s@", name);
	snprintf(actor->boot, sizeof actor->boot, "boot");
	return actor;
}

static struct actor *actor_at(struct play *play, struct slice peer)
{
	for (size_t i = 0; i < play->nactors; i++)
		if (slice_equal(slice_from(play->actor[i].id), peer))
			return &play->actor[i];
	fail_msg("the queue speaks to nobody: %.*s", SLICE_ARG(peer));
	return NULL;
}

static enum delivery delivery_to(struct actor *actor)
{
	return actor->dead ? DELIVERY_GONE : actor->full ? DELIVERY_FULL : DELIVERY_SENT;
}

static enum delivery on_work(void *context, struct slice peer, const struct header *h, const void *payload)
{
	struct play *play = context;
	struct actor *actor = actor_at(play, peer);
	char attempt[16] = "";

	assert_non_null(payload);
	assert_int_equal(h->verb, VERB_WORK);
	if (delivery_to(actor) != DELIVERY_SENT)
		return delivery_to(actor);
	assert_int_not_equal(h->ticket, play->last_ticket);
	play->last_ticket = actor->ticket[h->seq] = h->ticket;
	if (h->attempt != 1)
		snprintf(attempt, sizeof attempt, ":%d", (int)h->attempt);
	note(play, "%s<%.*s%s", actor->name, SLICE_ARG(h->id), attempt);
	return DELIVERY_SENT;
}

static enum delivery on_settled(void *context, struct slice peer, const struct header *h)
{
	struct actor *actor = actor_at(context, peer);

	if (delivery_to(actor) == DELIVERY_SENT)
		note(context, "%s=%.*s%c%.*s", actor->name, SLICE_ARG(h->id), "+-#~"[h->outcome], SLICE_ARG(h->stage));
	return delivery_to(actor);
}

static enum delivery on_bye(void *context, struct slice peer)
{
	struct actor *actor = actor_at(context, peer);

	if (delivery_to(actor) == DELIVERY_SENT)
		note(context, "%s!", actor->name);
	return delivery_to(actor);
}

static bool on_alive(void *context, struct slice peer)
{
	return !actor_at(context, peer)->dead;
}

static void on_arrived(void *context, const struct header *hello)
{
	(void)context, (void)hello;
}

static void on_departed(void *context, const struct queue_departure *d)
{
	note(context, "%s:%.*s", d->lost ? "lost" : "gone", SLICE_ARG(d->name));
}

static struct play *playing; /* whose payloads are released */

static void on_release(void *payload)
{
	playing->payloads--;
	free(payload);
}

static const struct queue_calls calls = { on_work, on_settled, on_bye, on_alive, on_arrived, on_departed, on_release };

static void *payload_new(struct play *play)
{
	play->payloads++;
	return calloc(1, 1);
}

static void payload_end(struct play *play, void *payload)
{
	if (payload) {
		play->payloads--;
		free(payload);
	}
}

static void say_hello(struct play *play, const char *role, const char *name, int64_t credit)
{
	struct actor *actor = play_actor(play, name);
	struct queue_welcome welcome;
	struct reason why;
	struct header h = {
		.verb = VERB_HELLO,
		.protocol = PROTOCOL_VERSION,
		.role = slice_from(role),
		.stage = slice_of(name, 1),
		.name = slice_from(name),
		.boot = slice_from(actor->boot),
		.credit = credit,
	};

	actor->dead = false;
	if (queue_hello(play->queue, slice_from(actor->id), &h, &welcome, &why) == QUEUE_WRONG) {
		note(play, "%s?", name);
		return;
	}
	if (*role == 's' && actor->session && actor->session != welcome.session)
		note(play, "%s~", name);
	actor->session = welcome.session;
	actor->inside = welcome.inside;
}

static void submit(struct play *play, struct actor *actor, const char *article)
{
	struct header h = {
		.verb = VERB_SUBMIT, .id = slice_of(article, 1), .run = SLICE("run"), .seq = *article - 'a'
	};
	void *payload = payload_new(play);
	struct reason why;

	switch (queue_submit(play->queue, slice_from(actor->id), &h, &payload, 10, &why)) {
	case QUEUE_REFUSED: note(play, "%s_%s", actor->name, article); break;
	case QUEUE_WRONG: note(play, "%s?", actor->name); break;
	case QUEUE_STALE: note(play, "stale"); break;
	default: assert_null(payload); break;
	}
	payload_end(play, payload);
}

static enum outcome outcome_of(char mark)
{
	return mark == '+' ? FORWARD : mark == '-' ? DROP : mark == '#' ? DEAD : RETRY;
}

static void answer(struct play *play, struct actor *actor, const char *word)
{
	struct header h = {
		.verb = VERB_RESULT,
		.ticket = actor->ticket[word[1] - 'a'],
		.outcome = outcome_of(*word),
		.step = SLICE("step"),
		.reason = SLICE("reason"),
	};
	void *payload = *word == '+' ? payload_new(play) : NULL;
	struct reason why;
	enum queue_answer got = queue_result(play->queue, slice_from(actor->id), &h, &payload, 10, &why);

	if (got == QUEUE_STALE)
		note(play, "stale");
	else if (got == QUEUE_WRONG)
		note(play, "%s?", actor->name);
	payload_end(play, payload);
}

static void begin_anew(struct actor *actor)
{
	actor->starts++;
	snprintf(actor->id, sizeof actor->id, "%s@%u", actor->name, actor->starts);
	snprintf(actor->boot, sizeof actor->boot, "boot%u", actor->starts);
}

static void act(struct play *play, struct actor *actor, const char *word)
{
	if (strchr("+-#~", *word))
		answer(play, actor, word);
	else if (!word[1])
		submit(play, actor, word);
	else if (strcmp(word, "gone") == 0)
		queue_gone(play->queue, slice_from(actor->id));
	else if (strcmp(word, "bye") == 0)
		queue_bye(play->queue, slice_from(actor->id));
	else if (strcmp(word, "anew") == 0)
		begin_anew(actor);
	else if (strcmp(word, "dies") == 0)
		actor->dead = true;
	else if (strcmp(word, "full") == 0 || strcmp(word, "open") == 0)
		actor->full = *word == 'f';
	else
		fail_msg("a word that means nothing: %s", word);
}

static void play_word(struct play *play, const char *word, const char *next)
{
	if (strcmp(word, "W") == 0)
		say_hello(play, "worker", next, strtol(next + strlen(next) + 1, NULL, 10));
	else if (strcmp(word, "S") == 0)
		say_hello(play, "source", next, 0);
	else if (strcmp(word, "t") == 0)
		queue_tick(play->queue, play->now_ms += strtol(next, NULL, 10));
	else if (strcmp(word, "probe") == 0)
		queue_probe(play->queue);
	else
		act(play, play_actor(play, word), next);
}

static size_t words_of(const char *word)
{
	return strcmp(word, "W") == 0 ? 3 : strcmp(word, "probe") == 0 ? 1 : 2;
}

/* Cut s at its spaces; returns how many words there are. */
static size_t cut_words(char *s, const char **word, size_t room)
{
	size_t n = 0;

	for (bool inside = false; *s; s++) {
		if (*s == ' ') {
			*s = '\0';
			inside = false;
		} else if (!inside) {
			assert_true(n < room);
			word[n++] = s;
			inside = true;
		}
	}
	return n;
}

void play_script(struct play *play, const char *script)
{
	const char *word[200];
	char *copy = xstrdup(script);
	size_t n = cut_words(copy, word, COUNT(word));

	for (size_t i = 0; i < n; i += words_of(word[i])) {
		assert_true(i + words_of(word[i]) <= n);
		play_word(play, word[i], i + 1 < n ? word[i + 1] : "");
	}
	free(copy);
}

void play_open(struct play *play, const struct queue_options *options)
{
	struct reason why;

	*play = (struct play){ 0 };
	playing = play;
	text_init(&play->log, 100000);
	play->queue = queue_open(options, &calls, play, &why);
	assert_non_null(play->queue);
}

void play_close(struct play *play)
{
	queue_close(&play->queue);
	assert_int_equal(play->payloads, 0);
	text_release(&play->log);
}
