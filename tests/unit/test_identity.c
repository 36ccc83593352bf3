/* tests/unit/test_identity.c - what tells entries apart, and what has become of one that is known. */
#include "tests/unit/unit.h"

#include "common/die.h"
#include "ingest/identity.h"

#include <stdlib.h>

#define MAX_ENTRIES 64
#define DAY_MS      (24 * 3600 * INT64_C(1000))

struct shelf {
	struct arena *arena, *scratch;
	struct feed_entry entry[MAX_ENTRIES];
	struct feed feed;
	enum identity_by by;
};

static struct feed_entry entry_of(const char *guid, const char *link, const char *title, int64_t day)
{
	struct moment published = MOMENT_UNKNOWN;

	if (day)
		published = (struct moment){ .ms = day * DAY_MS };
	return (struct feed_entry){ .id = slice_from(guid),
				    .link = slice_from(link),
				    .title = slice_from(title),
				    .author = SLICE(""),
				    .language = SLICE(""),
				    .summary = SLICE(""),
				    .content = SLICE(""),
				    .published = published,
				    .updated = MOMENT_UNKNOWN };
}

static void open_shelf(struct shelf *s)
{
	*s = (struct shelf){ .arena = arena_open(1u << 20), .scratch = arena_open(1u << 20) };
	s->feed = (struct feed){ .title = SLICE(""), .link = SLICE("http://n.example/"), .entry = s->entry };
}

static void add(struct shelf *s, const char *guid, const char *link, const char *title, int64_t day)
{
	assert_true(s->feed.nentries < MAX_ENTRIES);
	s->entry[s->feed.nentries++] = entry_of(guid, link, title, day);
}

/* Entries K of n with their own link and title, "g-K" as guid. */
static void add_good(struct shelf *s, int n)
{
	for (int k = 0; k < n; k++)
		add(s, arena_printf(s->arena, "g-%d", k).at, arena_printf(s->arena, "http://n.example/good/%d", k).at,
		    arena_printf(s->arena, "Good %d", k).at, 100 + k);
}

static struct identities identify(struct shelf *s)
{
	return identities_of(&s->feed, &s->by, s->arena, s->scratch);
}

static void close_shelf(struct shelf *s)
{
	arena_close(s->arena);
	arena_close(s->scratch);
}

static void identity_is_guid_else_link_else_words(void **state)
{
	struct identities all;
	struct shelf s;

	(void)state;
	open_shelf(&s);
	add(&s, "urn:1", "http://n.example/1?utm_source=rss", "One", 1);
	add(&s, "", "http://n.example/2?utm_source=rss", "Two", 1);
	add(&s, "", "", "Three", 1);
	add(&s, "", "mailto:x@n.example", "Four", 1);
	all = identify(&s);
	assert_int_equal(s.by, IDENTITY_BY_GUID);
	assert_slice_equal(all.at[0].key, "urn:1");
	assert_slice_equal(all.at[0].page, "https://n.example/1");
	assert_slice_equal(all.at[1].key, "https://n.example/2");
	assert_true(slice_starts(all.at[2].key, SLICE("urn:uuid:")));
	assert_slice_equal(all.at[2].page, "");
	assert_slice_equal(all.at[3].key, "mailto:x@n.example");
	assert_slice_equal(all.at[3].page, "");
	assert_true(identities_have(&all, SLICE("urn:1")));
	assert_false(identities_have(&all, SLICE("urn:2")));
	close_shelf(&s);
}

static void identity_of_a_long_guid_is_short(void **state)
{
	char guid[2000];
	struct identities all;
	struct shelf s;

	(void)state;
	open_shelf(&s);
	memset(guid, 'x', sizeof guid - 1);
	guid[sizeof guid - 1] = '\0';
	add(&s, guid, "http://n.example/1", "One", 1);
	all = identify(&s);
	assert_true(all.at[0].key.len <= IDENTITY_MAX_KEY);
	close_shelf(&s);
}

/* Each case adds `bad` entries to `good` ones; how the feed is known then, and how many different keys there are. */
static void identity_degrades_when_keys_collide(void **state)
{
	static const struct {
		const char *guid, *link; /* NULL: each its own */
		int good, bad;
		enum identity_by by;
	} cases[] = {
		{ "same", NULL, 0, 4, IDENTITY_BY_LINK },                  /* one guid for all */
		{ "same", NULL, 39, 3, IDENTITY_BY_GUID },                 /* 2 of 42: a twentieth at most */
		{ "same", NULL, 36, 4, IDENTITY_BY_LINK },                 /* 3 of 40 */
		{ "", "http://n.example/status", 0, 4, IDENTITY_BY_LINK }, /* one link for all */
		{ NULL, "http://n.example/status", 0, 4, IDENTITY_BY_GUID },
		{ "", NULL, 0, 4, IDENTITY_BY_GUID }, /* links will do */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct identities all;
		struct shelf s;

		open_shelf(&s);
		add_good(&s, cases[i].good);
		for (int k = 0; k < cases[i].bad; k++)
			add(&s, cases[i].guid ? cases[i].guid : arena_printf(s.arena, "bad-%d", k).at,
			    cases[i].link ? cases[i].link : arena_printf(s.arena, "http://n.example/bad/%d", k).at,
			    arena_printf(s.arena, "Bad %d", k).at, 1 + k);
		all = identify(&s);
		assert_int_equal(s.by, cases[i].by);
		for (size_t k = 0; k < all.n; k++) {
			assert_false(all.at[k].repeated);
			for (size_t j = 0; j < k; j++)
				assert_false(slice_equal(all.at[j].key, all.at[k].key));
		}
		close_shelf(&s);
	}
}

static void identity_by_link_stays(void **state)
{
	struct identities all;
	struct shelf s;

	(void)state;
	open_shelf(&s);
	s.by = IDENTITY_BY_LINK;
	add_good(&s, 3);
	add(&s, "g", "http://n.example/undated", "Undated", 0);
	all = identify(&s);
	assert_int_equal(s.by, IDENTITY_BY_LINK);
	assert_slice_equal(all.at[0].key, "https://n.example/good/0\n8640000000");
	assert_slice_equal(all.at[3].key, "https://n.example/undated\nUndated");
	close_shelf(&s);
}

static void identity_sees_what_is_listed_twice(void **state)
{
	struct identities all;
	struct shelf s;

	(void)state;
	open_shelf(&s);
	add_good(&s, 2);
	add(&s, "g-0", "http://n.example/good/0#again", "Good 0", 100);
	add(&s, "g-x", "http://n.example/good/1", "Good 1, by another name", 1);
	add(&s, "g-front", "http://n.example", "Front page", 1);
	all = identify(&s);
	assert_false(all.at[0].repeated);
	assert_true(all.at[2].repeated);
	assert_false(all.at[0].shared);
	assert_true(all.at[1].shared);
	assert_true(all.at[3].shared);
	assert_true(all.at[4].shared);
	close_shelf(&s);
}

static void identity_keys_do_not_depend_on_the_order(void **state)
{
	struct identities one, two;
	struct shelf s;

	(void)state;
	open_shelf(&s);
	add_good(&s, 40);
	add(&s, "same", "http://n.example/a", "A", 1);
	add(&s, "same", "http://n.example/b", "B", 2);
	one = identify(&s);
	s.entry[40] = entry_of("same", "http://n.example/b", "B", 2);
	s.entry[41] = entry_of("same", "http://n.example/a", "A", 1);
	two = identify(&s);
	assert_int_equal(s.by, IDENTITY_BY_GUID);
	assert_true(slice_equal(one.at[40].key, two.at[41].key));
	assert_true(slice_equal(one.at[41].key, two.at[40].key));
	close_shelf(&s);
}

static void identity_words_are_without_markup(void **state)
{
	static const struct {
		const char *summary, *changed;
		bool same;
	} cases[] = {
		{ "A <b>bold</b> word", "A bold word", true },
		{ "Text <img src='/pixel?1'>", "Text <img src='/pixel?2'>", true },
		{ "Three were hurt", "Four were hurt", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct identities one, two;
		struct shelf s;

		open_shelf(&s);
		add_good(&s, 1);
		s.entry[0].summary = slice_from(cases[i].summary);
		one = identify(&s);
		s.entry[0].summary = slice_from(cases[i].changed);
		two = identify(&s);
		assert_int_equal(one.at[0].words == two.at[0].words, cases[i].same);
		close_shelf(&s);
	}
}

static void identity_judges_what_a_known_entry_became(void **state)
{
	static const struct {
		bool words, title, moved; /* changed */
		int64_t then_ms, now_ms;
		enum identity_fate fate;
	} cases[] = {
		{ false, false, false, 1, 1, IDENTITY_SAME },
		{ false, false, true, 1, 1, IDENTITY_SAME }, /* a new link to the same */
		{ true, false, false, 1, 1, IDENTITY_EDITED },
		{ true, true, false, 1, 2, IDENTITY_EDITED }, /* a new headline at the old address */
		{ true, false, true, 1, 2, IDENTITY_EDITED },
		{ true, true, true, 1, 1, IDENTITY_EDITED }, /* a new headline, and so a new address */
		{ true, true, true, 1, 2, IDENTITY_REUSED },
		{ true, true, true, TIME_UNKNOWN, TIME_UNKNOWN, IDENTITY_REUSED },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct identity then = { .words = 1, .title = 1, .date_ms = cases[i].then_ms };
		struct identity now = { .words = 1 + cases[i].words,
					.title = 1 + cases[i].title,
					.date_ms = cases[i].now_ms };

		assert_int_equal(identity_judge(&then, &now, cases[i].moved), cases[i].fate);
	}
}

UNIT(identity, cmocka_unit_test(identity_is_guid_else_link_else_words),
     cmocka_unit_test(identity_of_a_long_guid_is_short), cmocka_unit_test(identity_degrades_when_keys_collide),
     cmocka_unit_test(identity_by_link_stays), cmocka_unit_test(identity_sees_what_is_listed_twice),
     cmocka_unit_test(identity_keys_do_not_depend_on_the_order), cmocka_unit_test(identity_words_are_without_markup),
     cmocka_unit_test(identity_judges_what_a_known_entry_became))
