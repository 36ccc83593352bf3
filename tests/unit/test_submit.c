/* tests/unit/test_submit.c - the window of unsettled articles, against a dispatcher played by hand over a real pipe. */
#include "tests/unit/unit.h"

#include "common/die.h"
#include "ingest/submit.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define BOUND_MS 5000
#define WINDOW   4

struct desk {
	char *dir, *address;
	struct state *state;
	struct dead_letters *dead;
	struct submit *submit;
	struct pipe *dispatcher;
	struct arena *arena;
	char source[PEER_MAX + 1]; /* the source's peer name, from its last message */
};

static void desk_open(struct desk *d, char *dir)
{
	struct submit_options options = { .run = "r", .window = WINDOW, .window_bytes = 1 << 20 };

	*d = (struct desk){ .dir = dir, .arena = arena_open(1u << 20) };
	d->address = xprintf("@ipc://%s/pipe", dir);
	d->dispatcher = pipe_open(d->address, "");
	options.dispatch = d->address + 1;
	d->state = state_open(dir);
	d->dead = dead_letters_open(d->state, dir);
	d->submit = submit_open(d->state, d->dead, &options);
}

static void desk_close(struct desk *d)
{
	submit_close(d->submit);
	dead_letters_close(d->dead);
	state_close(d->state);
	pipe_close(&d->dispatcher);
	arena_close(d->arena);
	free(d->address);
}

/* The next message of the source, within a bound, its timed work going on meanwhile. */
static struct envelope *desk_receive(struct desk *d, struct header *header)
{
	struct envelope *env = NULL;
	struct reason why;

	for (int waited = 0; !env && waited < BOUND_MS; waited += 10) {
		submit_tick(d->submit);
		submit_receive(d->submit);
		pipe_recv(d->dispatcher, &env, 10);
	}
	assert_non_null(env);
	assert_int_equal(envelope_header(env, header, &why), 0);
	snprintf(d->source, sizeof d->source, "%.*s", SLICE_ARG(envelope_peer(env)));
	return env;
}

static void desk_send(struct desk *d, const struct header *header)
{
	struct envelope *env = envelope_new(header, SLICE(""), SLICE(""));

	envelope_set_peer(env, slice_from(d->source));
	assert_int_equal(pipe_send(d->dispatcher, &env), 0);
}

/* Answer hellos as a dispatcher with this boot until `n` articles have come; their seqs go to `seqs`. */
static void desk_take(struct desk *d, const char *boot, size_t n, int64_t *seqs)
{
	for (size_t i = 0; i < n;) {
		struct header h;
		struct envelope *env = desk_receive(d, &h);

		if (h.verb == VERB_HELLO)
			desk_send(d, &(struct header){ .verb = VERB_WELCOME,
						       .boot = slice_from(boot),
						       .seq = h.seq,
						       .inside = (int64_t)i });
		else if (h.verb == VERB_SUBMIT)
			seqs[i++] = h.seq;
		envelope_close(&env);
	}
}

static void desk_settle(struct desk *d, int64_t seq, enum outcome outcome)
{
	size_t before = submit_unsettled(d->submit);

	desk_send(d, &(struct header){ .verb = VERB_SETTLED,
				       .id = SLICE("urn:x"),
				       .run = SLICE("r"),
				       .seq = seq,
				       .outcome = outcome,
				       .stage = SLICE("enrich"),
				       .step = SLICE("worker"),
				       .reason = SLICE("lost"),
				       .attempt = 3 });
	for (int waited = 0; submit_unsettled(d->submit) == before; waited += 10) {
		struct envelope *env = NULL;

		assert_true(waited < BOUND_MS);
		submit_receive(d->submit);
		if (pipe_recv(d->dispatcher, &env, 10) > 0)
			envelope_close(&env);
	}
}

static void desk_submit(struct desk *d, int64_t seq)
{
	struct article a;

	article_init(&a, d->arena);
	a.id = SLICE("urn:x");
	a.run = SLICE("r");
	a.seq = seq;
	a.body = SLICE("body");
	submit_article(d->submit, &a);
}

static void window_is_bounded(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, unit_directory());
	for (int64_t seq = 1; seq <= WINDOW; seq++) {
		assert_true(submit_has_room(d.submit));
		desk_submit(&d, seq);
	}
	assert_false(submit_has_room(d.submit));
	desk_close(&d);
	free(d.dir);
}

static void new_dispatcher_gets_everything_unsettled_again(void **state)
{
	int64_t seqs[WINDOW], again[WINDOW];
	struct desk d;

	(void)state;
	desk_open(&d, unit_directory());
	for (int64_t seq = 10; seq < 10 + WINDOW; seq++)
		desk_submit(&d, seq);
	desk_take(&d, "first", WINDOW, seqs);
	desk_settle(&d, 11, FORWARD);
	pipe_close(&d.dispatcher);
	d.dispatcher = pipe_open(d.address, "");
	desk_take(&d, "second", WINDOW - 1, again);
	assert_int_equal(again[0], 10);
	assert_int_equal(again[1], 12);
	assert_int_equal(again[2], 13);
	desk_close(&d);
	free(d.dir);
}

static void refused_article_is_sent_again(void **state)
{
	int64_t seq;
	struct desk d;

	(void)state;
	desk_open(&d, unit_directory());
	desk_submit(&d, 7);
	desk_take(&d, "first", 1, &seq);
	desk_send(&d, &(struct header){ .verb = VERB_REFUSED, .run = SLICE("r"), .seq = 7 });
	desk_take(&d, "first", 1, &seq);
	assert_int_equal(seq, 7);
	desk_close(&d);
	free(d.dir);
}

/* Settled out of order: the low-water mark stays below the first unsettled one, and what is above it is kept apart. */
static void low_water_mark_is_below_everything_unsettled(void **state)
{
	int64_t seqs[3];
	struct desk d;
	char *dir = unit_directory();

	(void)state;
	desk_open(&d, dir);
	for (int64_t seq = 1; seq <= 3; seq++)
		desk_submit(&d, seq);
	desk_take(&d, "first", 3, seqs);
	desk_settle(&d, 2, FORWARD);
	submit_flush(d.submit);
	assert_int_equal(state_low_water(d.state, "r"), 1);
	assert_true(state_is_settled(d.state, "r", 2));
	assert_false(state_is_settled(d.state, "r", 1));
	desk_settle(&d, 1, DROP);
	submit_flush(d.submit);
	assert_int_equal(state_low_water(d.state, "r"), 3);
	assert_false(state_is_settled(d.state, "r", 2)); /* below the mark: forgotten */
	desk_close(&d);
	desk_open(&d, dir); /* as after a restart */
	assert_int_equal(state_low_water(d.state, "r"), 3);
	desk_close(&d);
	free(dir);
}

static void dead_letter_is_on_disk_before_its_article_is_settled(void **state)
{
	char *dir = unit_directory(), *path, line[2000];
	int64_t seq;
	struct desk d;
	FILE *file;

	(void)state;
	desk_open(&d, dir);
	path = xprintf("%s/%s.jsonl", dir, state_source_name(d.state));
	desk_submit(&d, 5);
	desk_take(&d, "first", 1, &seq);
	desk_settle(&d, 5, DEAD);
	assert_int_equal(submit_counts(d.submit).dead, 1);
	submit_flush(d.submit);
	file = fopen(path, "re");
	assert_non_null(file);
	assert_non_null(fgets(line, sizeof line, file));
	assert_non_null(strstr(line, "\"stage\":\"enrich\",\"step\":\"worker\",\"reason\":\"lost\",\"attempts\":3"));
	assert_null(fgets(line, sizeof line, file));
	fclose(file);
	desk_close(&d);
	file = fopen(path, "ae"); /* a letter that was never committed, torn */
	assert_true(fputs("{\"id\":\"urn:", file) > 0);
	fclose(file);
	desk_open(&d, dir);
	desk_close(&d);
	file = fopen(path, "re");
	assert_non_null(fgets(line, sizeof line, file));
	assert_null(fgets(line, sizeof line, file));
	fclose(file);
	free(path);
	free(dir);
}

static char *letters_in(const struct desk *d, const char *dir)
{
	char *path = xprintf("%s/%s.jsonl", dir, state_source_name(d->state)), *bytes = xmalloc(65536);
	FILE *file = fopen(path, "re");

	assert_non_null(file);
	bytes[fread(bytes, 1, 65535, file)] = '\0';
	fclose(file);
	free(path);
	return bytes;
}

static void add_letter(struct desk *d, const char *dir, const char *id)
{
	struct dead_letters *letters = dead_letters_open(d->state, dir);

	dead_letters_add(letters, &(struct dead_letter){ .id = slice_from(id), .reason = slice_from(id) });
	assert_int_equal(dead_letters_sync(letters), 0);
	dead_letters_close(letters);
	state_commit(d->state);
}

/* One state, now with this folder of dead letters, now with that: what counts is known of each file. */
static void dead_letters_of_two_folders_do_not_cut_each_other(void **state)
{
	char *dir = unit_directory(), *other = unit_directory(), *before, *after;
	struct desk d;

	(void)state;
	desk_open(&d, dir);
	add_letter(&d, dir, "the first letter, which is longer than the second");
	before = letters_in(&d, dir);
	add_letter(&d, other, "second");
	add_letter(&d, dir, "third");
	after = letters_in(&d, dir);
	assert_true(slice_starts(slice_from(after), slice_from(before)));
	assert_non_null(strstr(after, "\"id\":\"third\""));
	desk_close(&d);
	free(before);
	free(after);
	free(other);
	free(dir);
}

/* No letter of a flush is left out, however long what it tells of. */
static void dead_letters_with_much_metadata_are_whole(void **state)
{
	const size_t n = 80, size = 1000000;
	char *dir = unit_directory(), *metadata = xmalloc(size), *path;
	struct dead_letters *letters;
	struct stat st;
	struct desk d;

	(void)state;
	memset(metadata, '1', size);
	desk_open(&d, dir);
	letters = dead_letters_open(d.state, dir);
	path = xprintf("%s/%s.jsonl", dir, state_source_name(d.state));
	for (size_t i = 0; i < n; i++)
		dead_letters_add(letters,
				 &(struct dead_letter){ .id = SLICE("urn:x"), .metadata = { metadata, size } });
	assert_int_equal(dead_letters_sync(letters), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_true(st.st_size > (off_t)(n * size));
	assert_int_equal(truncate(path, 0), 0);
	dead_letters_close(letters);
	desk_close(&d);
	free(metadata);
	free(path);
	free(dir);
}

/* A full disk: nothing is settled that has no letter, and whoever flushes is told. */
static void flush_without_room_settles_nothing(void **state)
{
	char *dir = unit_directory(), *letters;
	struct rlimit was, none = { 0, 0 };
	struct article a;
	struct desk d;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	desk_open(&d, dir);
	article_init(&a, d.arena);
	a.id = SLICE("urn:x");
	a.run = SLICE("r");
	a.seq = 7;
	submit_dead(d.submit, &a, &(struct reason){ .step = "read", .sentence = "torn" });
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	none.rlim_max = was.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	assert_int_equal(submit_flush(d.submit), -1);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	assert_int_equal(state_low_water(d.state, "r"), 0);
	assert_int_equal(submit_flush(d.submit), 0);
	assert_int_equal(state_low_water(d.state, "r"), 8);
	letters = letters_in(&d, dir);
	assert_non_null(strstr(letters, "\"reason\":\"torn\""));
	desk_close(&d);
	free(letters);
	free(dir);
}

UNIT(submit, cmocka_unit_test(window_is_bounded), cmocka_unit_test(new_dispatcher_gets_everything_unsettled_again),
     cmocka_unit_test(refused_article_is_sent_again), cmocka_unit_test(low_water_mark_is_below_everything_unsettled),
     cmocka_unit_test(dead_letter_is_on_disk_before_its_article_is_settled),
     cmocka_unit_test(dead_letters_of_two_folders_do_not_cut_each_other),
     cmocka_unit_test(dead_letters_with_much_metadata_are_whole), cmocka_unit_test(flush_without_room_settles_nothing))
