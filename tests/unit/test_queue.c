/* tests/unit/test_queue.c - The rules of delivery, each as a script and what the queue did (queue_play.h). */
#include "tests/unit/queue_play.h"
#include "tests/unit/unit.h"

#include <stdio.h>

struct rule {
	const char *script, *did;
};

static const struct queue_options usual = {
	.stages = { "n", 1 },
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
	options.stages = slice_from(stages);
	for (size_t i = 0; i < n; i++) {
		struct play play;

		play_open(&play, &options);
		play_script(&play, rule[i].script);
		if (!slice_equal(text_slice(&play.log), slice_from(rule[i].did)))
			fail_msg("%s\ndid    %.*s\nnot    %s", rule[i].script, SLICE_ARG(text_slice(&play.log)),
				 rule[i].did);
		play_close(&play);
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
		{ "S s s a W k1 1 W n1 1 n1 +a", "n1<a k1<a" },     /* waits for a worker */
		{ "W n1 1 n1 +a s a S s s a", "stale stale n1<a" }, /* hello comes first */
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
		{ "S s W n1 1 n1 a", "n1?" },
	};
	(void)state;
	check("n", rules, COUNT(rules));
}

static void queue_refuses_answers_for_others(void **state)
{
	struct play play;

	(void)state;
	play_open(&play, &usual);
	play_script(&play, "S s W n1 1 W n2 1 s a s b");
	play_actor(&play, "n2")->ticket[0] = play_actor(&play, "n1")->ticket[0];
	play_script(&play, "n2 +a n2 +b n1 +a");
	assert_slice_equal(text_slice(&play.log), "n1<a n2<b n2? s=b+n s=a+n");
	assert_int_equal(queue_counts(play.queue)->forged, 1);
	play_close(&play);
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
	struct play play;
	struct queue_view view;
	int64_t longest = 0;

	(void)state;
	play_open(&play, &usual);
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
	play_close(&play);
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

/* So that a source notices when a connection broke and took articles along. */
static void queue_tells_a_source_what_is_inside(void **state)
{
	static const struct {
		const char *script;
		size_t inside;
	} cases[] = {
		{ "S s", 0 },
		{ "S s s a s b S s", 2 },
		{ "S s S r s a r b r c S s", 1 },
		{ "S s W n1 2 s a s b n1 +a S s", 1 },
		{ "S s W n1 2 s a s b s full n1 +a S s", 2 }, /* not told yet */
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct play play;

		play_open(&play, &usual);
		play_script(&play, cases[i].script);
		assert_int_equal(play_actor(&play, "s")->inside, cases[i].inside);
		play_close(&play);
	}
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
		struct play play;
		struct reason why = { 0 };
		struct queue_welcome welcome;
		struct header h = {
			.role = slice_from(cases[i].role),
			.stage = slice_from(cases[i].stage),
			.name = slice_from(cases[i].name),
			.boot = slice_from(cases[i].boot),
			.protocol = cases[i].protocol,
			.credit = cases[i].credit,
		};

		play_open(&play, &usual);
		assert_int_equal(queue_hello(play.queue, SLICE("peer"), &h, &welcome, &why),
				 cases[i].why ? QUEUE_WRONG : QUEUE_DONE);
		if (cases[i].why)
			assert_string_equal(why.sentence, cases[i].why);
		play_close(&play);
	}
}

static void queue_takes_a_bounded_number_of_peers(void **state)
{
	struct play play;
	struct reason why;
	struct queue_welcome welcome;
	char name[16];

	(void)state;
	play_open(&play, &usual);
	for (int i = 0; i <= QUEUE_PEERS_MAX; i++) {
		struct header h = {
			.role = SLICE("worker"), .stage = SLICE("n"), .boot = SLICE("b"), .protocol = 1, .credit = 1
		};

		snprintf(name, sizeof name, "w%d", i);
		h.name = slice_from(name);
		assert_int_equal(queue_hello(play.queue, h.name, &h, &welcome, &why),
				 i < QUEUE_PEERS_MAX ? QUEUE_DONE : QUEUE_WRONG);
	}
	play_close(&play);
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
	static const struct queue_calls no_calls = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct queue_options options = usual;
		struct reason why = { 0 };
		struct queue *q;

		options.stages = slice_from(cases[i].stages);
		q = queue_open(&options, &no_calls, NULL, &why);
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
     cmocka_unit_test(queue_goes_on_without_the_source), cmocka_unit_test(queue_tells_a_source_what_is_inside),
     cmocka_unit_test(queue_forgets_who_is_silent), cmocka_unit_test(queue_has_limits),
     cmocka_unit_test(queue_says_what_is_wrong_with_a_hello), cmocka_unit_test(queue_takes_a_bounded_number_of_peers),
     cmocka_unit_test(queue_checks_its_stages))
