/* ingest/submit.c - the window of unsettled articles. */
#include "ingest/submit.h"
#include "common/die.h"
#include "common/log.h"
#include "common/metrics.h"
#include "common/process.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#define HELLO_MS        1000
#define HELLO_FIRST_MS  20 /* until the dispatcher has answered */
#define RESEND_MS       100
#define FLUSH_MS        100
#define FLUSH_ARTICLES  256
#define DISPATCHER_SIZE 128

struct unsettled {
	int64_t seq;
	struct envelope *env; /* kept, to be sent again */
	bool sent;
};

struct submit {
	struct state *state;
	struct dead_letters *dead;
	struct submit_options options;
	struct pipe *pipe;
	char boot[BOOT_SIZE];
	char dispatcher[DISPATCHER_SIZE]; /* the boot it answered with, "" until it has */
	struct submit_counts counts;

	struct unsettled *unsettled; /* [n], ordered by seq */
	size_t n, bytes, unsent;
	int64_t next_seq; /* everything below is unsettled, settled or passed over */

	int64_t *settled; /* [nsettled] since the last flush */
	size_t nsettled;
	int64_t hello_ms, resend_ms, flush_ms;
	int64_t hellos;   /* said; the welcome repeats the number of its hello */
	size_t submitted; /* before the last hello, and not settled or refused since */
};

struct submit *submit_open(struct state *state, struct dead_letters *dead, const struct submit_options *options)
{
	struct submit *s = xmalloc(sizeof *s);
	char *self;

	*s = (struct submit){ .state = state, .dead = dead, .options = *options };
	s->unsettled = xmalloc((size_t)options->window * sizeof *s->unsettled);
	s->settled = xmalloc((FLUSH_ARTICLES + (size_t)options->window) * sizeof *s->settled);
	s->next_seq = state_low_water(state, options->run);
	process_boot(s->boot);
	self = xprintf("source/%s", s->boot);
	s->pipe = pipe_open(options->dispatch, self);
	free(self);
	return s;
}

void submit_close(struct submit *s)
{
	submit_flush(s);
	for (size_t i = 0; i < s->n; i++)
		envelope_close(&s->unsettled[i].env);
	pipe_close(&s->pipe);
	free(s->unsettled);
	free(s->settled);
	free(s);
}

bool submit_has_room(const struct submit *s)
{
	return (int64_t)s->n < s->options.window && (int64_t)s->bytes < s->options.window_bytes &&
	       s->nsettled < FLUSH_ARTICLES;
}

size_t submit_unsettled(const struct submit *s)
{
	return s->n;
}

struct submit_counts submit_counts(const struct submit *s)
{
	return s->counts;
}

int submit_fd(const struct submit *s)
{
	return pipe_fd(s->pipe);
}

static void say_hello(struct submit *s)
{
	struct header header = { .verb = VERB_HELLO,
				 .role = SLICE("source"),
				 .name = slice_from(state_source_name(s->state)),
				 .boot = slice_from(s->boot),
				 .seq = ++s->hellos,
				 .protocol = PROTOCOL_VERSION };
	struct envelope *env = envelope_new(&header, SLICE(""), SLICE(""));

	s->submitted = s->n - s->unsent;
	if (pipe_send(s->pipe, &env) < 0)
		envelope_close(&env);
}

/* Send one of the window unless there is no dispatcher that knows us. */
static void send_one(struct submit *s, struct unsettled *u)
{
	struct envelope *copy;
	struct header header;
	struct reason why;

	if (u->sent || !*s->dispatcher)
		return;
	if (envelope_header(u->env, &header, &why) < 0)
		die("own envelope: %s", why.sentence);
	copy = envelope_forward(u->env, &header);
	u->sent = pipe_send(s->pipe, &copy) == 0;
	if (u->sent)
		s->unsent--;
	else
		envelope_close(&copy);
}

static void send_unsent(struct submit *s)
{
	for (size_t i = 0; i < s->n && s->unsent; i++)
		send_one(s, &s->unsettled[i]);
	s->resend_ms = clock_monotonic_ms();
}

void submit_article(struct submit *s, const struct article *a)
{
	struct header header = { .verb = VERB_SUBMIT, .id = a->id, .run = a->run, .seq = a->seq };
	struct unsettled *u = &s->unsettled[s->n];
	struct text meta;

	text_init(&meta, ARTICLE_MAX_META_BYTES);
	article_encode(a, &meta);
	if (text_overflowed(&meta) || a->body.len > ARTICLE_MAX_BODY_BYTES) {
		struct reason why = { .step = "submit" };

		dead(&why, "larger than %u bytes", ARTICLE_MAX_BODY_BYTES);
		submit_dead(s, a, &why);
	} else {
		*u = (struct unsettled){ .seq = a->seq, .env = envelope_new(&header, text_slice(&meta), a->body) };
		s->n++;
		s->unsent++;
		s->bytes += envelope_bytes(u->env);
		s->counts.submitted++;
		s->next_seq = a->seq + 1;
		send_one(s, u);
	}
	text_release(&meta);
}

void submit_passed(struct submit *s, int64_t seq)
{
	if (seq > s->next_seq)
		s->next_seq = seq;
}

static void note_settled(struct submit *s, int64_t seq)
{
	s->settled[s->nsettled++] = seq;
}

void submit_dead(struct submit *s, const struct article *a, const struct reason *why)
{
	struct dead_letter letter = { .id = a->id,
				      .run = a->run,
				      .seq = a->seq,
				      .stage = SLICE("ingest"),
				      .attempts = 1,
				      .step = slice_from(why->step),
				      .reason = slice_from(why->sentence) };
	struct text meta;

	text_init(&meta, ARTICLE_MAX_META_BYTES);
	article_encode(a, &meta);
	letter.metadata = text_overflowed(&meta) ? SLICE("") : text_slice(&meta);
	dead_letters_add(s->dead, &letter);
	text_release(&meta);
	log_event(WARN, "dead", "id=%.*s stage=ingest step=%s reason=" LOG_QUOTED, SLICE_ARG(a->id), why->step,
		  LOG_QUOTE(letter.reason));
	s->counts.dead++;
	s->next_seq = a->seq + 1;
	note_settled(s, a->seq);
	metrics_count("ingest", why->step, "dead");
}

/* The unsettled one with this seq, or NULL. */
static struct unsettled *find(struct submit *s, int64_t seq)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->unsettled[middle].seq < seq)
			low = middle + 1;
		else
			high = middle;
	}
	return low < s->n && s->unsettled[low].seq == seq ? &s->unsettled[low] : NULL;
}

static void remove_unsettled(struct submit *s, struct unsettled *u)
{
	size_t i = (size_t)(u - s->unsettled);

	s->bytes -= envelope_bytes(u->env);
	s->unsent -= !u->sent;
	s->submitted -= u->sent && s->submitted;
	envelope_close(&u->env);
	memmove(u, u + 1, (s->n - i - 1) * sizeof *u);
	s->n--;
}

static void count_outcome(struct submit *s, const struct header *h)
{
	if (h->outcome == FORWARD)
		s->counts.committed++;
	else if (h->outcome == DROP)
		s->counts.dropped++;
	else
		s->counts.dead++;
	metrics_count("ingest", "settled", outcome_name(h->outcome));
	if (h->outcome != FORWARD)
		log_event(h->outcome == DROP ? INFO : WARN, outcome_name(h->outcome),
			  "id=%.*s seq=%" PRId64 " stage=%.*s step=%.*s attempts=%" PRId64 " reason=" LOG_QUOTED,
			  SLICE_ARG(h->id), h->seq, SLICE_ARG(h->stage), SLICE_ARG(h->step), h->attempt,
			  LOG_QUOTE(h->reason));
}

static void handle_settled(struct submit *s, const struct header *h)
{
	struct unsettled *u = slice_equal(h->run, slice_from(s->options.run)) ? find(s, h->seq) : NULL;

	if (!u) {
		metrics_add("wiremill_settled_twice_total", "", 1); /* of an earlier life of ours, or submitted twice */
		return;
	}
	count_outcome(s, h);
	if (h->outcome == DEAD) {
		struct dead_letter letter = { .id = h->id,
					      .run = h->run,
					      .seq = h->seq,
					      .stage = h->stage,
					      .step = h->step,
					      .reason = h->reason,
					      .attempts = h->attempt,
					      .metadata = envelope_meta(u->env) };
		dead_letters_add(s->dead, &letter);
	}
	note_settled(s, h->seq);
	remove_unsettled(s, u);
}

/* A dispatcher that was started anew knows nothing, and one that has fewer of ours than it should never got some, or
 * could not tell us their end: a connection broke.  All of the window is sent again. */
static void handle_welcome(struct submit *s, const struct header *h)
{
	bool missing = h->seq == s->hellos && h->inside < (int64_t)s->submitted;

	if ((slice_equal(h->boot, slice_from(s->dispatcher)) && !missing) || h->boot.len >= sizeof s->dispatcher)
		return;
	if (*s->dispatcher)
		log_event(WARN, "dispatcher-new", "unsettled=%zu", s->n);
	memcpy(s->dispatcher, h->boot.at, h->boot.len);
	s->dispatcher[h->boot.len] = '\0';
	for (size_t i = 0; i < s->n; i++)
		s->unsettled[i].sent = false;
	s->unsent = s->n;
	send_unsent(s);
}

static void handle_refused(struct submit *s, const struct header *h)
{
	struct unsettled *u = find(s, h->seq);

	if (u && u->sent) {
		u->sent = false;
		s->unsent++;
		s->submitted -= s->submitted > 0;
	}
}

static void handle(struct submit *s, struct envelope *env)
{
	struct reason why;
	struct header h;

	if (envelope_header(env, &h, &why) < 0)
		log_event(WARN, "malformed", "reason=" LOG_QUOTED, why.sentence);
	else if (h.verb == VERB_WELCOME)
		handle_welcome(s, &h);
	else if (h.verb == VERB_SETTLED)
		handle_settled(s, &h);
	else if (h.verb == VERB_REFUSED)
		handle_refused(s, &h);
	else if (h.verb == VERB_ERROR)
		log_event(ERROR, "refused", "reason=" LOG_QUOTED, LOG_QUOTE(h.reason));
	envelope_close(&env);
}

bool submit_receive(struct submit *s)
{
	struct envelope *env;
	bool any = false;

	while (s->nsettled < FLUSH_ARTICLES && pipe_recv(s->pipe, &env, 0) > 0) {
		handle(s, env);
		any = true;
	}
	return any;
}

/* Dead letters first, then the cursor: an article is settled only once its letter is on disk. */
int submit_flush(struct submit *s)
{
	int64_t low = s->n ? s->unsettled[0].seq : s->next_seq;

	s->flush_ms = clock_monotonic_ms();
	if (dead_letters_sync(s->dead) < 0) {
		log_event(ERROR, "dead-letters-failed", "error=" LOG_QUOTED, strerror(errno));
		return -1;
	}
	for (size_t i = 0; i < s->nsettled; i++)
		if (s->settled[i] >= low)
			state_add_settled(s->state, s->options.run, s->settled[i]);
	if (low != state_low_water(s->state, s->options.run))
		state_set_low_water(s->state, s->options.run, low);
	s->nsettled = 0;
	state_commit(s->state);
	return 0;
}

int submit_tick(struct submit *s)
{
	int64_t now = clock_monotonic_ms();

	if (now - s->hello_ms >= (*s->dispatcher ? HELLO_MS : HELLO_FIRST_MS)) {
		say_hello(s);
		s->hello_ms = now;
	}
	if (s->unsent && now - s->resend_ms >= RESEND_MS)
		send_unsent(s);
	if (s->nsettled >= FLUSH_ARTICLES || now - s->flush_ms >= FLUSH_MS)
		submit_flush(s);
	return *s->dispatcher ? FLUSH_MS : HELLO_FIRST_MS;
}
