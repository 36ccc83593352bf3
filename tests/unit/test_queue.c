/* tests/unit/test_queue.c - The rules of delivery, each as a script and what the queue did.
 *
 * A script is words; an article is a letter, a peer a word whose first letter is that of its stage:
 *
 *	S s1            source s1 says hello           W n1 4    worker n1 of stage n says hello, credit 4
 *	s1 a            s1 submits article a           n1 +a     n1 answers a: + forward, - drop, # dead, ~ retry
 *	n1 gone         n1 is no more connected        n1 bye    n1 says bye
 *	n1 full, open   n1's pipe takes nothing, again n1 dies   the next look at n1 finds it dead
 *	n1 anew         n1 is another process from now on: other peer, other boot
 *	t 500           500 ms pass, and a tick        probe     a look at busy workers
 *
 * What the queue did is words as well: n1<a (work; n1<a:2 is the second attempt), s1=a+n (settled: forwarded by n; - and
 * # as above), s1~ (welcomed as new: it is to submit again), s1_a (refused), n1! (bye), n1? (told that it is wrong),
 * lost:n1, gone:n1, stale.
 */
#include "dispatch/queue.h"
#include "tests/unit/unit.h"

#include "common/die.h"
#include "common/text.h"

#include <stdio.h>
#include <stdlib.h>

#define PEERS 16

struct actor {
	char name[8], id[16], boot[16];
	bool full, dead;
	unsigned starts;
	uint64_t session;
	int64_t ticket[26]; /* the last hand-out of each article to it */
};

struct play {
	struct queue *queue;
	struct text log;
	struct actor actor[PEERS];
	size_t nactors;
	int64_t now_ms, last_ticket;
	size_t payloads;
};

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

static struct actor *actor_of(struct play *play, const char *name)
{
	struct actor *actor = play->actor;

	for (; actor < play->actor + play->nactors; actor++)
		if (strcmp(actor->name, name) == 0)
			return actor;
	assert_true(play->nactors++ < PEERS);
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
	struct actor *actor = actor_of(play, name);
	uint64_t session = actor->session;
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
	if (queue_hello(play->queue, slice_from(actor->id), &h, &actor->session, &why) == QUEUE_WRONG)
		note(play, "%s?", name);
	else if (*role == 's' && session && session != actor->session)
		note(play, "%s~", name);
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
		act(play, actor_of(play, word), next);
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

static void play_script(struct play *play, const char *script)
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

struct rule {
	const char *script, *did;
};

static const struct queue_options usual = {
	.max_articles = 8,
	.max_bytes = 1000,
	.deadline_ms = 20000,
	.attempts = 3,
	.retry_first_ms = 2000,
	.retry_most_ms = 300000,
	.seed = 1,
	.first_ticket = UINT64_MAX,
};

static void check_with(struct queue_options options, const char *stages, const struct rule *rule, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct play play = { 0 };
		struct reason why;

		playing = &play;
		options.stages = slice_from(stages);
		text_init(&play.log, 10000);
		play.queue = queue_open(&options, &calls, &play, &why);
		assert_non_null(play.queue);
		play_script(&play, rule[i].script);
		if (!slice_equal(text_slice(&play.log), slice_from(rule[i].did)))
			fail_msg("%s\ndid    %.*s\nnot    %s", rule[i].script, SLICE_ARG(text_slice(&play.log)),
				 rule[i].did);
		queue_close(&play.queue);
		assert_int_equal(play.payloads, 0);
		text_release(&play.log);
	}
}

static void check(const char *stages, const struct rule *rule, size_t n)
{
	check_with(usual, stages, rule, n);
}

static void queue_leads_articles_through_the_stages(void **state)
{
	static const struct rule rules[] = {
		{ "S s W n1 1 W k1 1 s a n1 +a k1 +a", "n1<a k1<a s=a+k" },
		{ "S s W n1 1 W k1 1 s a n1 -a", "n1<a s=a-n" },
		{ "S s W n1 1 W k1 1 s a n1 +a k1 #a", "n1<a k1<a s=a#k" },
		{ "S s s a W k1 1 W n1 1 n1 +a", "n1<a k1<a" },  /* waits for a worker */
		{ "W n1 1 n1 +a s a S s s a", "stale s? n1<a" }, /* hello comes first */
	};
	(void)state;
	check("n,k", rules, COUNT(rules));
}

static void queue_is_first_in_first_out(void **state)
{
	static const struct rule rules[] = {
		{ "S s s c s a s b W n1 4", "n1<c n1<a n1<b" },
		{ "S s s c s a s b W n1 1 n1 +c n1 +a n1 +b", "n1<c s=c+n n1<a s=a+n n1<b s=b+n" },
		{ "S s S r s a r b s c W n1 4", "n1<a n1<b n1<c" },            /* two sources, one line */
		{ "S s s a s b W n1 4 n1 +b n1 +a", "n1<a n1<b s=b+n s=a+n" }, /* answers in any order */
	};
	(void)state;
	check("n", rules, COUNT(rules));
}

static void queue_knows_an_article_by_source_run_and_seq(void **state)
{
	static const struct rule rules[] = {
		{ "S s s a s a W n1 4 s a", "n1<a" },
		{ "S s S r s a r a W n1 4 n1 +a", "n1<a n1<a r=a+n" },      /* two sources, two articles */
		{ "S s s a W n1 4 n1 +a s a", "n1<a s=a+n n1<a" },          /* settled: forgotten */
		{ "S s s a W n1 4 s anew S s s a n1 +a", "n1<a s~ s=a+n" }, /* the new process is told */
	};
	(void)state;
	check("n", rules, COUNT(rules));
}

static void queue_gives_no_more_than_credit(void **state)
{
	static const struct rule rules[] = {
		{ "S s W n1 2 s a s b s c n1 +a", "n1<a n1<b s=a+n n1<c" },
		{ "S s W n1 2 s a s b s c W n1 3", "n1<a n1<b n1<c" }, /* a later hello may raise it */
		{ "S s W n1 2 s a s b s c W n1 1 n1 +a n1 +b", "n1<a n1<b s=a+n s=b+n n1<c" },
		{ "W n1 0 W n2 1025 W n3 1024", "n1? n2?" },
	};
	(void)state;
	check("n", rules, COUNT(rules));
}

static void queue_prefers_the_worker_with_least(void **state)
{
	static const struct rule rules[] = {
		{ "S s W n1 4 W n2 4 s a s b s c s d", "n1<a n2<b n1<c n2<d" },
		{ "S s W n1 4 W n2 4 s a s b n2 +b s c n2 +c s d", "n1<a n2<b s=b+n n2<c s=c+n n2<d" }, /* n1 is slow */
		{ "S s W n1 4 W n2 4 s a n1 +a s b", "n1<a s=a+n n2<b" },        /* the longest idle */
		{ "S s W n1 4 W n2 4 s a n1 +a W n2 4 s b", "n1<a s=a+n n2<b" }, /* a hello is no work */
	};
	(void)state;
	check("n", rules, COUNT(rules));
}

static void queue_hands_out_again_what_a_lost_worker_had(void **state)
{
	static const struct rule rules[] = {
		{ "S s W n1 2 s a s b s c n1 gone W n2 4 n2 +a", "n1<a n1<b lost:n1 n2<a:2 s=a+n n2<b n2<c" },
		{ "S s W n1 2 s a s b n1 dies probe W n2 4", "n1<a n1<b lost:n1 n2<a:2" },
		{ "S s W n1 2 s a s b n1 anew W n1 2 n1 +a", "n1<a n1<b lost:n1 n1<a:2 s=a+n n1<b" },
		{ "S s W n1 1 W n2 1 n1 dies s a", "lost:n1 n2<a" }, /* noticed at the send: nobody is charged */
		{ "S s W n1 2 s a n1 dies s b W n2 1", "n1<a lost:n1 n2<a:2" },
		{ "S s W n1 1 W n2 1 s a s b n1 gone n2 +b", "n1<a n2<b lost:n1 s=b+n n2<a:2" }, /* others go on */
	};
	(void)state;
	check("n", rules, COUNT(rules));
}

static void queue_charges_only_what_was_worked_on(void **state)
{
	static const struct rule rules[] = {
		{ "S s W n1 3 s a s b s c n1 +a n1 gone W n2 3 n2 +b",
		  "n1<a n1<b n1<c s=a+n lost:n1 n2<b:2 s=b+n n2<c" },
		{ "S s W n1 3 s a s b n1 -b n1 gone W n2 3", "n1<a n1<b s=b-n lost:n1 n2<a:2" },
		{ "S s W n1 1 W k1 1 s a n1 gone W n1 1 n1 +a k1 gone W k1 1 k1 +a", /* a clean slate at each stage */
		  "n1<a lost:n1 n1<a:2 k1<a lost:k1 k1<a:2 s=a+k" },
	};
	(void)state;
	check("n", rules, 2);
	check("n,k", rules + 2, 1);
}

static void queue_sends_suspects_alone(void **state)
{
	static const struct rule rules[] = {
		/* n2 is busy: the suspect waits until it is not, and all wait behind it */
		{ "S s W n1 1 W n2 2 s a s b s c n1 gone n2 +b n2 +c n2 +a",
		  "n1<a n2<b n2<c lost:n1 s=b+n s=c+n n2<a:2 s=a+n" },
		{ "S s W n1 2 s a s b n1 gone W n2 4 s c n2 +a", "n1<a n1<b lost:n1 n2<a:2 s=a+n n2<b n2<c" },
		/* another worker takes what is behind it meanwhile */
		{ "S s W n1 2 s a s b n1 gone W n2 4 W n3 4", "n1<a n1<b lost:n1 n2<a:2 n3<b" },
	};
	(void)state;
	check("n", rules, COUNT(rules));
}

static void queue_buries_what_kills_its_workers(void **state)
{
	static const struct rule rules[] = {
		{ "S s W n1 2 s a s b n1 gone W n1 2 n1 gone W n1 2 n1 gone W n1 2 n1 +b",
		  "n1<a n1<b lost:n1 n1<a:2 lost:n1 n1<a:3 lost:n1 s=a#n n1<b s=b+n" },
		{ "S s W n1 1 s a n1 gone W n1 1 n1 ~a t 9000 n1 gone W n1 1 n1 gone", /* a retry clears no charge */
		  "n1<a lost:n1 n1<a:2 n1<a:2 lost:n1 n1<a:3 lost:n1 s=a#n" },
	};
	(void)state;
	check("n", rules, COUNT(rules));
}

static void queue_loses_a_worker_past_its_deadline(void **state)
{
	static const struct rule rules[] = {
		{ "S s W n1 2 s a t 19999 t 1", "n1<a lost:n1" },
		{ "S s W n1 2 s a s b t 14000 n1 +a t 14000 n1 +b",
		  "n1<a n1<b s=a+n s=b+n" }, /* b's began with a's end */
		{ "S s W n1 2 s a s b t 14000 n1 +a t 20000", "n1<a n1<b s=a+n lost:n1" },
		{ "S s W n1 2 s a t 20000 n1 +a W n1 2", "n1<a lost:n1 stale n1<a:2" }, /* only a hello brings work */
		{ "S s W n1 1 W n2 1 s a t 100 s b t 19900 t 100", "n1<a n2<b lost:n1 lost:n2" },
	};
	(void)state;
	check("n", rules, COUNT(rules));
}

static void queue_ignores_answers_to_other_hand_outs(void **state)
{
	static const struct rule rules[] = {
		{ "S s W n1 1 s a n1 +a n1 +a", "n1<a s=a+n stale" },
		{ "S s W n1 1 s a n1 gone W n2 1 n1 +a n2 +a", "n1<a lost:n1 n2<a:2 stale s=a+n" },
		{ "S s W n1 1 s a s +a", "n1<a s?" },
	};
	(void)state;
	check("n", rules, COUNT(rules));
}

static void queue_refuses_answers_for_others(void **state)
{
	struct play play = { 0 };
	struct queue_options options = usual;
	struct reason why;

	(void)state;
	playing = &play;
	options.stages = SLICE("n");
	text_init(&play.log, 10000);
	play.queue = queue_open(&options, &calls, &play, &why);
	play_script(&play, "S s W n1 1 W n2 1 s a s b");
	actor_of(&play, "n2")->ticket[0] = actor_of(&play, "n1")->ticket[0];
	play_script(&play, "n2 +a n2 +b n1 +a");
	assert_slice_equal(text_slice(&play.log), "n1<a n2<b n2? s=b+n s=a+n");
	assert_int_equal(queue_counts(play.queue)->forged, 1);
	queue_close(&play.queue);
	text_release(&play.log);
}

static void queue_delays_retries(void **state)
{
	static const struct rule rules[] = {
		{ "S s W n1 1 s a s b n1 ~a n1 +b t 2000 n1 +a", "n1<a n1<b s=b+n n1<a s=a+n" },
		{ "S s W n1 1 s a n1 ~a t 2000 n1 ~a t 4000 n1 ~a t 8000", "n1<a n1<a n1<a n1<a" },
		{ "S s W n1 1 s a n1 ~a n1 gone t 2000 W n2 1", "n1<a lost:n1 n2<a" }, /* no attempt charged */
	};
	(void)state;
	check("n", rules, COUNT(rules));
}

/* The n-th delay lies between 0 and 2 s * 2^n, at most the cap, and is spread over it. */
static void queue_backs_off_with_full_jitter(void **state)
{
	struct queue_options options = usual;
	struct play play = { 0 };
	struct reason why;
	struct queue_view view;
	int64_t longest = 0;

	(void)state;
	playing = &play;
	options.stages = SLICE("n");
	text_init(&play.log, 100000);
	play.queue = queue_open(&options, &calls, &play, &why);
	play_script(&play, "S s W n1 1 s a");
	for (int i = 0; i < 200; i++) {
		int64_t waited = 0, bound = i < 8 ? INT64_C(2000) << i : 300000;

		play_script(&play, "n1 ~a");
		while (queue_view(play.queue, 0, &view) && view.delayed) {
			play_script(&play, "t 1000 W n1 1");
			waited += 1000;
			assert_true(waited <= bound + 1000);
		}
		longest = waited > longest ? waited : longest;
	}
	assert_in_range(longest, 250000, 301000);
	queue_close(&play.queue);
	text_release(&play.log);
}

static void queue_lets_workers_drain(void **state)
{
	static const struct rule rules[] = {
		{ "S s W n1 2 s a s b n1 bye s c n1 +a n1 +b", "n1<a n1<b s=a+n s=b+n n1! gone:n1" },
		{ "W n1 2 n1 bye", "n1! gone:n1" },
		{ "n1 bye", "n1!" }, /* after the dispatcher was started anew */
		{ "S s W n1 2 s a n1 bye W n1 2 s b n1 +a", "n1<a s=a+n n1! gone:n1" }, /* a hello takes no bye back */
		{ "S s W n1 2 s a n1 bye n1 full n1 +a n1 open n1 bye", "n1<a s=a+n n1! gone:n1" },
		{ "S s W n1 2 s a n1 bye n1 gone W n2 1", "n1<a lost:n1 n2<a:2" },
	};
	(void)state;
	check("n", rules, COUNT(rules));
}

static void queue_keeps_what_a_full_pipe_does_not_take(void **state)
{
	static const struct rule rules[] = {
		{ "S s W n1 2 n1 full s a t 1 n1 open t 1", "n1<a" },
		{ "S s W n1 2 W n2 2 n1 full s a s b", "n2<a n2<b" },
		{ "S s W n1 2 s a s b s full n1 +a n1 +b t 1 s open t 1", "n1<a n1<b s=a+n s=b+n" },
		{ "S s W n1 2 s a s full n1 +a s a s open t 1", "n1<a s=a+n" }, /* still inside: no second copy */
	};
	(void)state;
	check("n", rules, COUNT(rules));
}

static void queue_goes_on_without_the_source(void **state)
{
	static const struct rule rules[] = {
		{ "S s W n1 1 W k1 1 s a s gone n1 +a k1 +a S s s a",
		  "n1<a k1<a s~ n1<a" }, /* settled unheard: again */
		{ "S s W n1 1 W k1 1 s a s dies n1 +a k1 +a S s", "n1<a k1<a s~" },
		{ "S s W n1 1 s a s gone S s n1 -a", "n1<a s~ s=a-n" },
		{ "S s S s t 1000 S s", "" }, /* the same session as long as it is there */
	};
	(void)state;
	check("n,k", rules, COUNT(rules));
}

static void queue_forgets_who_is_silent(void **state)
{
	static const struct rule rules[] = {
		{ "W n1 1 t 29999 t 1", "gone:n1" },
		{ "W n1 1 t 20000 W n1 1 t 20000", "" },
		{ "S s t 30000 S s", "s~" },
		{ "S s t 20000 W n1 1 s a t 19999 s b t 19999 S s", "n1<a lost:n1" },
	};
	(void)state;
	check("n", rules, COUNT(rules));
}

static void queue_has_limits(void **state)
{
	static const struct rule articles[] = {
		{ "S s s a s b s c s a W n1 1 n1 +a s c", "s_c n1<a s=a+n n1<b" },
	};
	static const struct rule bytes[] = {
		{ "S s s a s b s c W n1 1 n1 -a s c", "s_c n1<a s=a-n n1<b" },
	};
	struct queue_options options = usual;

	(void)state;
	options.max_articles = 2;
	check_with(options, "n", articles, COUNT(articles));
	options = usual;
	options.max_bytes = 29;
	check_with(options, "n", bytes, COUNT(bytes));
}

static void queue_says_what_is_wrong_with_a_hello(void **state)
{
	static const struct {
		const char *role, *stage, *name, *boot;
		int64_t protocol, credit;
		const char *why; /* NULL: nothing */
	} cases[] = {
		{ "worker", "n", "w", "b", 1, 1, NULL },
		{ "source", "", "s", "b", 1, 0, NULL },
		{ "worker", "n", "w", "b", 2, 1, "protocol 1 is spoken here, not 2" },
		{ "guest", "n", "w", "b", 1, 1, "a role is \"worker\" or \"source\"" },
		{ "worker", "x", "w", "b", 1, 1, "no stage \"x\" here" },
		{ "worker", "n", "", "b", 1, 1, "name and boot have 1 to 64 bytes" },
		{ "worker", "n", "w", "", 1, 1, "name and boot have 1 to 64 bytes" },
		{ "worker", "n", "w", "b", 1, -1, "credit is 1 to 1024" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct queue_options options = usual;
		struct play play = { 0 };
		struct reason why = { 0 };
		uint64_t session;
		struct header h = {
			.role = slice_from(cases[i].role),
			.stage = slice_from(cases[i].stage),
			.name = slice_from(cases[i].name),
			.boot = slice_from(cases[i].boot),
			.protocol = cases[i].protocol,
			.credit = cases[i].credit,
		};

		options.stages = SLICE("n");
		play.queue = queue_open(&options, &calls, &play, &why);
		assert_int_equal(queue_hello(play.queue, SLICE("peer"), &h, &session, &why),
				 cases[i].why ? QUEUE_WRONG : QUEUE_DONE);
		if (cases[i].why)
			assert_string_equal(why.sentence, cases[i].why);
		queue_close(&play.queue);
	}
}

static void queue_takes_a_bounded_number_of_peers(void **state)
{
	struct queue_options options = usual;
	struct play play = { 0 };
	struct reason why;
	uint64_t session;
	char name[16];

	(void)state;
	options.stages = SLICE("n");
	play.queue = queue_open(&options, &calls, &play, &why);
	for (int i = 0; i <= QUEUE_PEERS_MAX; i++) {
		struct header h = {
			.role = SLICE("worker"), .stage = SLICE("n"), .boot = SLICE("b"), .protocol = 1, .credit = 1
		};

		snprintf(name, sizeof name, "w%d", i);
		h.name = slice_from(name);
		assert_int_equal(queue_hello(play.queue, h.name, &h, &session, &why),
				 i < QUEUE_PEERS_MAX ? QUEUE_DONE : QUEUE_WRONG);
	}
	queue_close(&play.queue);
}

static void queue_checks_its_stages(void **state)
{
	static const struct {
		const char *stages, *why; /* NULL: they are right */
	} cases[] = {
		{ "normalize,enrich,sink", NULL },
		{ "one", NULL },
		{ " one , two ", NULL },
		{ "", "no stages" },
		{ "one,,two", "the name of a stage has 1 to 64 bytes" },
		{ "one,two,one", "stage \"one\" is named twice" },
		{ "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q", "more than 16 stages" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct queue_options options = usual;
		struct reason why = { 0 };
		struct queue *q;

		options.stages = slice_from(cases[i].stages);
		q = queue_open(&options, &calls, NULL, &why);
		assert_int_equal(q == NULL, cases[i].why != NULL);
		if (!q)
			assert_string_equal(why.sentence, cases[i].why);
		queue_close(&q);
	}
}

UNIT(queue, cmocka_unit_test(queue_leads_articles_through_the_stages), cmocka_unit_test(queue_is_first_in_first_out),
     cmocka_unit_test(queue_knows_an_article_by_source_run_and_seq), cmocka_unit_test(queue_gives_no_more_than_credit),
     cmocka_unit_test(queue_prefers_the_worker_with_least),
     cmocka_unit_test(queue_hands_out_again_what_a_lost_worker_had),
     cmocka_unit_test(queue_charges_only_what_was_worked_on), cmocka_unit_test(queue_sends_suspects_alone),
     cmocka_unit_test(queue_buries_what_kills_its_workers), cmocka_unit_test(queue_loses_a_worker_past_its_deadline),
     cmocka_unit_test(queue_ignores_answers_to_other_hand_outs), cmocka_unit_test(queue_refuses_answers_for_others),
     cmocka_unit_test(queue_delays_retries), cmocka_unit_test(queue_backs_off_with_full_jitter),
     cmocka_unit_test(queue_lets_workers_drain), cmocka_unit_test(queue_keeps_what_a_full_pipe_does_not_take),
     cmocka_unit_test(queue_goes_on_without_the_source), cmocka_unit_test(queue_forgets_who_is_silent),
     cmocka_unit_test(queue_has_limits), cmocka_unit_test(queue_says_what_is_wrong_with_a_hello),
     cmocka_unit_test(queue_takes_a_bounded_number_of_peers), cmocka_unit_test(queue_checks_its_stages))
