/* ingest/feed_search.c - looks at a page, and then at what may be a feed. */
#include "ingest/feed_search.h"
#include "ingest/discover.h"
#include "ingest/robots_file.h"

#define ARENA_BYTES (DISCOVER_ARENA_BYTES + (64u << 20))

struct search {
	struct polite *polite;
	struct arena *arena, *page_arena, *look_arena; /* of what is found, of the page, of one answer */
	struct discover_page page;
	struct feed_look page_look;
	struct robots *robots; /* NULL: not asked for, or it cannot be reached, and nothing may be guessed */
	size_t visits;
	struct feed_search found;
};

static void visit(struct search *s, struct slice url, size_t limit_bytes,
		  void (*done)(struct visit *visit, const struct fetch_answer *answer))
{
	struct visit v = { .url = url, .limit_bytes = limit_bytes, .done = done, .context = s };

	s->visits++;
	polite_visit(s->polite, &v, 1);
}

static void page_done(struct visit *v, const struct fetch_answer *answer)
{
	struct search *s = v->context;

	s->page_look = feed_look(answer, s->page_arena, &s->page.body);
	s->page.url = s->page_look.url;
	s->page.head = arena_copy(s->page_arena, answer->head);
	s->page.content_type = arena_copy(s->page_arena, fetch_header(answer, SLICE("Content-Type")));
}

static void robots_done(struct visit *v, const struct fetch_answer *answer)
{
	struct search *s = v->context;
	struct text decoded;
	struct slice body;

	text_init(&decoded, FETCH_MAX_ROBOTS_BYTES);
	if (robots_file_read(answer, &decoded, &body))
		s->robots = robots_parse(s->page_arena, body, slice_from(polite_user_agent(s->polite)));
	text_release(&decoded);
}

static void note(struct search *s, const struct feed_look *look)
{
	struct feed_search *found = &s->found;
	struct slice url = look->moved_url.len ? look->moved_url : look->url;

	for (size_t i = 0; i < found->n; i++)
		if (slice_equal(found->at[i].url, url))
			return;
	found->at[found->n++] = (struct feed_found){ .url = arena_copy(s->arena, url),
						     .title = arena_copy(s->arena, look->title),
						     .format = arena_copy(s->arena, look->format) };
}

static void candidate_done(struct visit *v, const struct fetch_answer *answer)
{
	struct search *s = v->context;
	struct feed_look look = feed_look(answer, s->look_arena, NULL);

	if (look.is_feed)
		note(s, &look);
	arena_reset(s->look_arena);
}

static bool may_visit(const struct search *s, const struct discover_feed *candidate)
{
	if (s->visits >= FEED_SEARCH_VISITS)
		return false;
	return candidate->how != DISCOVER_GUESS ||
	       (s->robots && robots_allow(s->robots, robots_place_of(s->page_arena, candidate->url).path));
}

/* Try what was found in one of these ways. */
static void try_candidates(struct search *s, enum discover_how from, enum discover_how to)
{
	size_t n;
	struct discover_feed *candidate = discover_feeds(s->page_arena, &s->page, &n);

	for (size_t i = 0; i < n; i++)
		if (candidate[i].how >= from && candidate[i].how <= to && may_visit(s, &candidate[i]))
			visit(s, candidate[i].url, FETCH_MAX_SITEMAP_BYTES, candidate_done);
}

/* The worse ways only while nothing came of the better. */
static void search_site(struct search *s)
{
	try_candidates(s, DISCOVER_HEADER, DISCOVER_LINK);
	if (!s->found.n)
		try_candidates(s, DISCOVER_ANCHOR, DISCOVER_ANCHOR);
	if (s->found.n)
		return;
	visit(s, robots_file_url(s->page_arena, s->page.url), FETCH_MAX_ROBOTS_BYTES, robots_done);
	s->page.robots = s->robots;
	try_candidates(s, DISCOVER_GUESS, DISCOVER_GUESS);
	if (!s->found.n)
		try_candidates(s, DISCOVER_SITEMAP, DISCOVER_SITEMAP);
}

struct feed_search feed_search(struct polite *polite, struct arena *arena, struct slice url)
{
	struct search s = { .polite = polite,
			    .arena = arena,
			    .page_arena = arena_open(ARENA_BYTES),
			    .look_arena = arena_open(ARENA_BYTES) };

	s.found.fault = SLICE("");
	s.found.advice = "";
	visit(&s, url, FETCH_MAX_SITEMAP_BYTES, page_done);
	if (s.page_look.is_feed) {
		s.found.is_feed = true;
		note(&s, &s.page_look);
	} else if (s.page_look.status < 200 || s.page_look.status > 299) {
		s.found.fault = arena_copy(arena, s.page_look.fault);
		s.found.advice = s.page_look.advice;
	} else {
		search_site(&s);
	}
	arena_close(s.page_arena);
	arena_close(s.look_arena);
	return s.found;
}
