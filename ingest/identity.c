/* ingest/identity.c - the keys of a feed's entries, found by sorting them. */
#include "ingest/identity.h"
#include "common/article.h"
#include "ingest/url.h"

#include <inttypes.h>
#include <stdlib.h>

#define COLLISIONS_ALLOWED 20 /* one entry of so many */

struct identity_key {
	struct slice key;
	size_t place; /* in the feed */
};

static uint64_t mix(uint64_t hash, struct slice s)
{
	return (hash ^ slice_hash(s)) * 0x9E3779B97F4A7C15u;
}

static uint64_t hash_words(const struct feed_entry *e, struct arena *scratch)
{
	char when[MOMENT_SIZE];
	uint64_t hash = mix(0, e->title);

	arena_reset(scratch);
	hash = mix(hash, e->summary_plain ? e->summary : feed_plain(scratch, e->summary));
	hash = mix(hash, e->content_plain ? e->content : feed_plain(scratch, e->content));
	return mix(hash, slice_from(moment_format(when, e->updated)));
}

static struct slice page_of(struct slice link, struct arena *arena, struct arena *scratch)
{
	bool web = url_is_web(link);
	struct slice page = SLICE("");

	arena_reset(scratch);
	if (web && link.len <= IDENTITY_MAX_URL)
		page = url_normalise(scratch, link);
	return page.len > IDENTITY_MAX_URL || slice_empty(url_host(page)) ? SLICE("") : arena_copy(arena, page);
}

static struct slice link_of(const struct feed_entry *e, const struct identity *i)
{
	return slice_empty(i->page) ? e->link : i->page;
}

static struct slice text_urn(const struct feed_entry *e, struct arena *scratch)
{
	return article_urn(scratch, arena_printf(scratch, "%.*s\n%.*s\n%.*s", SLICE_ARG(e->title),
						 SLICE_ARG(e->summary), SLICE_ARG(e->content)));
}

static struct slice key_by_guid(const struct feed_entry *e, const struct identity *i, struct arena *scratch)
{
	struct slice link = link_of(e, i);

	if (!slice_empty(e->id))
		return e->id;
	return slice_empty(link) ? text_urn(e, scratch) : link;
}

static struct slice key_by_link(const struct feed_entry *e, const struct identity *i, struct arena *scratch)
{
	struct slice link = link_of(e, i);

	if (slice_empty(link))
		link = slice_empty(e->title) ? text_urn(e, scratch) : e->title;
	if (i->date_ms == TIME_UNKNOWN)
		return arena_printf(scratch, "%.*s\n%.*s", SLICE_ARG(link), SLICE_ARG(e->title));
	return arena_printf(scratch, "%.*s\n%" PRId64, SLICE_ARG(link), i->date_ms);
}

static int compare_keys(const void *left, const void *right)
{
	const struct identity_key *a = left, *b = right;
	int order = slice_compare(a->key, b->key);

	return order != 0 ? order : (a->place > b->place) - (a->place < b->place);
}

enum sorted_by { SORTED_BY_KEY, SORTED_BY_PAGE };

/* The entries by key or page, equal ones together and in the order of the feed. */
static const struct identity_key *sorted(const struct identities *all, enum sorted_by by, struct arena *arena)
{
	struct identity_key *keyed = arena_new(arena, struct identity_key, all->n);
	size_t n = all->n;

	for (size_t i = 0; i < n; i++)
		keyed[i] = (struct identity_key){ by == SORTED_BY_KEY ? all->at[i].key : all->at[i].page, i };
	if (n > 0)
		qsort(keyed, n, sizeof *keyed, compare_keys);
	return keyed;
}

/* The end of the run of equal keys that begins at `begin`. */
static size_t run_end(const struct identity_key *keyed, size_t n, size_t begin)
{
	size_t end = begin + 1;

	while (end < n && slice_equal(keyed[end].key, keyed[begin].key))
		end++;
	return end;
}

static bool same_article(const struct identity *a, const struct identity *b)
{
	return a->title == b->title && slice_equal(a->page, b->page);
}

/* How many entries of a run are other articles than its first. */
static size_t count_others(const struct identity *identity, const struct identity_key *keyed, size_t n)
{
	size_t others = 0;

	for (size_t i = 1; i < n; i++)
		others += !same_article(&identity[keyed[i].place], &identity[keyed[0].place]);
	return others;
}

static size_t count_collisions(const struct identities *all)
{
	size_t collisions = 0;

	for (size_t begin = 0, end; begin < all->n; begin = end) {
		end = run_end(all->sorted, all->n, begin);
		collisions += count_others(all->at, all->sorted + begin, end - begin);
	}
	return collisions;
}

static void set_keys(const struct feed *feed, struct identities *all, enum identity_by by, struct arena *arena,
		     struct arena *scratch)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct feed_entry *e = &feed->entry[i];
		struct slice key;

		arena_reset(scratch);
		key = by == IDENTITY_BY_GUID ? key_by_guid(e, &all->at[i], scratch)
					     : key_by_link(e, &all->at[i], scratch);
		all->at[i].key = key.len > IDENTITY_MAX_KEY ? article_urn(arena, key) : arena_copy(arena, key);
	}
	all->sorted = sorted(all, SORTED_BY_KEY, arena);
}

/* Keys that stand for several articles: each says of which it is. */
static void part_keys(const struct feed *feed, struct identities *all, struct arena *arena, struct arena *scratch)
{
	for (size_t begin = 0, end; begin < all->n; begin = end) {
		end = run_end(all->sorted, all->n, begin);
		if (count_others(all->at, all->sorted + begin, end - begin) == 0)
			continue;
		for (size_t k = begin; k < end; k++) {
			size_t place = all->sorted[k].place;
			struct identity *i = &all->at[place];
			struct slice link = link_of(&feed->entry[place], i), title = feed->entry[place].title;

			arena_reset(scratch);
			i->key = article_urn(arena, arena_printf(scratch, "%.*s\n%.*s\n%.*s", SLICE_ARG(i->key),
								 SLICE_ARG(link), SLICE_ARG(title)));
		}
	}
	all->sorted = sorted(all, SORTED_BY_KEY, arena);
}

static void mark_repeated(struct identities *all)
{
	for (size_t k = 1; k < all->n; k++)
		all->at[all->sorted[k].place].repeated = slice_equal(all->sorted[k].key, all->sorted[k - 1].key);
}

static void mark_shared(const struct feed *feed, struct identities *all, struct arena *arena, struct arena *scratch)
{
	const struct identity_key *by_page = sorted(all, SORTED_BY_PAGE, arena);
	struct slice front = page_of(feed->link, arena, scratch);

	for (size_t begin = 0, end; begin < all->n; begin = end) {
		size_t entries = 0;

		end = run_end(by_page, all->n, begin);
		for (size_t k = begin; k < end; k++)
			entries += !all->at[by_page[k].place].repeated;
		for (size_t k = begin; k < end; k++)
			all->at[by_page[k].place].shared = entries > 1 || slice_equal(by_page[k].key, front);
	}
}

struct identities identities_of(const struct feed *feed, enum identity_by *by, struct arena *arena,
				struct arena *scratch)
{
	struct identities all = { .at = arena_new(arena, struct identity, feed->nentries), .n = feed->nentries };

	for (size_t i = 0, bytes = 0; i < all.n; bytes += all.at[i++].page.len) {
		const struct feed_entry *e = &feed->entry[i];

		if (bytes > IDENTITY_MAX_URLS)
			all.n = i;
		all.at[i] = (struct identity){
			.page = page_of(e->link, arena, scratch),
			.words = hash_words(e, scratch),
			.title = slice_hash(e->title),
			.date_ms = e->published.ms == TIME_UNKNOWN ? e->updated.ms : e->published.ms,
		};
	}
	set_keys(feed, &all, *by, arena, scratch);
	if (*by == IDENTITY_BY_GUID && count_collisions(&all) * COLLISIONS_ALLOWED > all.n) {
		*by = IDENTITY_BY_LINK;
		set_keys(feed, &all, *by, arena, scratch);
	}
	part_keys(feed, &all, arena, scratch);
	mark_repeated(&all);
	mark_shared(feed, &all, arena, scratch);
	return all;
}

bool identities_have(const struct identities *all, struct slice key)
{
	size_t low = 0, high = all->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = slice_compare(all->sorted[middle].key, key);

		if (order == 0)
			return true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

enum identity_fate identity_judge(const struct identity *then, const struct identity *now, bool moved)
{
	bool same_date = then->date_ms != TIME_UNKNOWN && then->date_ms == now->date_ms;

	if (then->words == now->words)
		return IDENTITY_SAME;
	if (moved && then->title != now->title && !same_date)
		return IDENTITY_REUSED;
	return IDENTITY_EDITED;
}
