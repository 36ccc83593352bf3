/* tests/unit/test_router.c - Messages to the dispatcher and what it answers, without sockets.
 *
 * A conversation is lines: "PEER HEADER" is a message of one frame, "PEER HEADER +" one that has an article too.  The
 * answers are lines of the same form.  The first ticket is 1.
 */
#include "dispatch/router.h"
#include "tests/unit/unit.h"

#include "common/die.h"
#include "common/frame.h"
#include "common/metrics.h"
#include "common/text.h"

#include <errno.h>
#include <stdlib.h>

static int note_sent(void *context, struct envelope **env)
{
	struct text *out = context;
	struct slice header = frame_bytes(envelope_frame(*env, 0));

	if (slice_equal(envelope_peer(*env), SLICE("gone"))) {
		errno = EHOSTUNREACH;
		return -1;
	}
	text_add(out, envelope_peer(*env));
	text_add_char(out, ' ');
	text_add(out, header);
	text_add(out, envelope_has_article(*env) ? SLICE(" +\n") : SLICE("\n"));
	envelope_close(env);
	return 0;
}

static bool always_alive(void *context, struct slice peer)
{
	(void)context, (void)peer;
	return true;
}

static struct router *router_new(struct text *out)
{
	static const struct queue_options options = {
		.stages = { "a,b", 3 },
		.max_articles = 2,
		.max_bytes = 1 << 20,
		.deadline_ms = 60000,
		.attempts = 3,
		.retry_first_ms = 2000,
		.retry_most_ms = 300000,
	};
	const struct router_port port = { out, note_sent, always_alive };
	struct reason why;

	return router_open(&options, "boot", &port, &why);
}

static void router_say(struct router *r, struct slice line)
{
	bool article = slice_ends(line, SLICE(" +"));
	struct slice peer = slice_before(line, ' '), header = slice_after(line, ' ');
	struct envelope *env;

	header.len -= article ? 2 : 0;
	env = envelope_of_frames(frame_copy(header), article ? frame_copy(SLICE("{}")) : NULL,
				 article ? frame_copy(SLICE("body")) : NULL);
	envelope_set_peer(env, peer);
	router_handle(r, env, 0);
}

struct conversation {
	const char *says, *hears;
};

static void check(const struct conversation *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct text out;
		struct router *r;
		struct slice line, rest = slice_from(cases[i].says);

		text_init(&out, 100000);
		r = router_new(&out);
		while (slice_next_line(&rest, &line))
			router_say(r, line);
		if (!slice_equal(text_slice(&out), slice_from(cases[i].hears)))
			fail_msg("%s\nhears  %.*s\nnot    %s", cases[i].says, SLICE_ARG(text_slice(&out)),
				 cases[i].hears);
		router_close(&r);
		text_release(&out);
	}
}

#define SOURCE         "s {\"verb\":\"hello\",\"role\":\"source\",\"name\":\"s\",\"boot\":\"1\",\"protocol\":1,\"seq\":9}\n"
#define SOURCE_WELCOME "s {\"verb\":\"welcome\",\"boot\":\"boot.1\",\"protocol\":1,\"seq\":9}\n"
#define WORKER(stage)                                                                                                  \
	"w" stage " {\"verb\":\"hello\",\"role\":\"worker\",\"name\":\"w" stage "\",\"boot\":\"1\",\"stage\":\"" stage \
	"\",\"credit\":1,\"protocol\":1}\n"
#define SUBMIT "s {\"verb\":\"submit\",\"id\":\"x\",\"run\":\"r\",\"seq\":1} +\n"

static void router_speaks_the_protocol(void **state)
{
	static const struct conversation cases[] = {
		{ SOURCE, SOURCE_WELCOME },
		{ SOURCE SUBMIT WORKER("a"), SOURCE_WELCOME
		  "wa {\"verb\":\"work\",\"id\":\"x\",\"run\":\"r\",\"seq\":1,\"ticket\":1,\"attempt\":1} +\n"
		  "wa {\"verb\":\"welcome\",\"boot\":\"boot.2\",\"protocol\":1}\n" },
		{ SOURCE SUBMIT WORKER("a") "wa {\"verb\":\"result\",\"ticket\":1,\"outcome\":\"dead\",\"step\":\"t\","
					    "\"reason\":\"no \\\"x\\\"\"}",
		  SOURCE_WELCOME
		  "wa {\"verb\":\"work\",\"id\":\"x\",\"run\":\"r\",\"seq\":1,\"ticket\":1,\"attempt\":1} +\n"
		  "wa {\"verb\":\"welcome\",\"boot\":\"boot.2\",\"protocol\":1}\n"
		  "s {\"verb\":\"settled\",\"outcome\":\"dead\",\"stage\":\"a\",\"id\":\"x\",\"run\":\"r\",\"seq\":1,"
		  "\"attempt\":1,\"step\":\"t\",\"reason\":\"no \\\"x\\\"\"}\n" },
		{ SOURCE SUBMIT
		  "s {\"verb\":\"submit\",\"id\":\"x\",\"seq\":2} +\ns {\"verb\":\"submit\",\"id\":\"x\",\"seq\":3} +",
		  SOURCE_WELCOME "s {\"verb\":\"refused\",\"id\":\"x\",\"seq\":3}\n" },
		{ SOURCE SUBMIT SOURCE, SOURCE_WELCOME
		  "s {\"verb\":\"welcome\",\"boot\":\"boot.1\",\"protocol\":1,\"seq\":9,\"inside\":1}\n" },
		{ "w {\"verb\":\"bye\"}", "w {\"verb\":\"bye\"}\n" },
	};
	(void)state;
	check(cases, COUNT(cases));
}

static void router_answers_what_is_wrong_with_an_error(void **state)
{
	static const struct {
		const char *says, *reason;
	} cases[] = {
		{ "p junk", "the header is no JSON object" },
		{ "p {\"verb\":\"sing\"}", "\"verb\" is missing or unknown" },
		{ "p {\"verb\":\"work\"}", "that verb is the dispatcher's" },
		{ "p {\"verb\":\"hello\",\"credit\":\"many\"}", "\"credit\" has the wrong type" },
		{ "p {\"verb\":\"hello\",\"role\":\"source\",\"protocol\":7}", "protocol 1 is spoken here, not 7" },
		{ "p {\"verb\":\"result\",\"ticket\":1}", "\"outcome\" is missing or unknown" },
		{ SOURCE "s {\"verb\":\"submit\",\"id\":\"x\",\"seq\":1}",
		  "submit carries an article: two frames after the header" },
		{ SOURCE "s {\"verb\":\"submit\",\"seq\":1} +",
		  "an article has an id of 1 to 128 bytes, a run of at most 128 and a seq from 0" },
		{ SOURCE SUBMIT WORKER("a") "p {\"verb\":\"result\",\"ticket\":1,\"outcome\":\"drop\"}",
		  "ticket 1 is not yours" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct text out, expected;
		struct router *r;
		struct slice line, rest = slice_from(cases[i].says);
		uint64_t errors = metrics_get("wiremill_dispatch_errors_total", "");

		text_init(&out, 100000);
		text_init(&expected, 100000);
		r = router_new(&out);
		while (slice_next_line(&rest, &line))
			router_say(r, line);
		text_addf(&expected, "%c {\"verb\":\"error\",\"reason\":", *line.at);
		text_add_json(&expected, slice_from(cases[i].reason));
		text_add(&expected, SLICE("}\n"));
		if (!slice_ends(text_slice(&out), text_slice(&expected)))
			fail_msg("%s\nhears  %.*s", cases[i].says, SLICE_ARG(text_slice(&out)));
		assert_int_equal(metrics_get("wiremill_dispatch_errors_total", ""), errors + 1);
		router_close(&r);
		text_release(&out);
		text_release(&expected);
	}
}

static void router_is_silent_about_the_past(void **state)
{
	static const struct conversation cases[] = {
		{ SUBMIT, "" }, /* of a source of an earlier dispatcher */
		{ "w {\"verb\":\"result\",\"ticket\":5,\"outcome\":\"forward\"} +", "" },
		{ "gone {\"verb\":\"hello\",\"role\":\"source\",\"name\":\"s\",\"boot\":\"1\",\"protocol\":1}", "" },
	};
	(void)state;
	check(cases, COUNT(cases));
}

/* The next stage could not be sent it. */
static void router_buries_what_a_stage_made_too_large(void **state)
{
	struct text out;
	struct router *r;
	size_t size = ARTICLE_MAX_META_BYTES + 1;
	char *meta = xmalloc(size);
	struct envelope *env;

	(void)state;
	memset(meta, ' ', size);
	text_init(&out, 100000);
	r = router_new(&out);
	router_say(r, SLICE("s {\"verb\":\"hello\",\"role\":\"source\",\"name\":\"s\",\"boot\":\"1\",\"protocol\":1}"));
	router_say(r, SLICE("s {\"verb\":\"submit\",\"id\":\"x\",\"seq\":1} +"));
	router_say(r, SLICE("w "
			    "{\"verb\":\"hello\",\"role\":\"worker\",\"name\":\"w\",\"boot\":\"1\",\"stage\":\"a\","
			    "\"credit\":1,"
			    "\"protocol\":1}"));
	text_reset(&out);
	env = envelope_of_frames(frame_copy(SLICE("{\"verb\":\"result\",\"ticket\":1,\"outcome\":\"forward\"}")),
				 frame_copy(slice_of(meta, size)), frame_copy(SLICE("")));
	envelope_set_peer(env, SLICE("w"));
	router_handle(r, env, 0);
	assert_true(slice_contains(text_slice(&out), SLICE("\"outcome\":\"dead\"")));
	assert_true(slice_contains(text_slice(&out), SLICE("\"step\":\"size\"")));
	router_close(&r);
	text_release(&out);
	free(meta);
}

UNIT(router, cmocka_unit_test(router_speaks_the_protocol), cmocka_unit_test(router_answers_what_is_wrong_with_an_error),
     cmocka_unit_test(router_is_silent_about_the_past), cmocka_unit_test(router_buries_what_a_stage_made_too_large))
