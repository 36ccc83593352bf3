/* normalize/metadata_title.c - The headline: chosen among what a page shows and what it tells machines. */
#include "normalize/clean_words.h"
#include "normalize/metadata.h"

#define MOST_TITLE_BYTES 400

static const char *const partings[] = { " | ", " - ", " – ", " — ", " :: ", " · ", " • ",
					" » ", " * ", " < ", "：",  "｜",   ": ",  NULL };

/* The next sign at or behind *at that parts title and site, and its bytes; false if there is none. */
static bool parting_next(struct slice title, size_t *at, size_t *bytes)
{
	for (; *at < title.len; ++*at) {
		struct slice rest = slice_skip(title, *at);

		if (rest.at[0] != ' ' && rest.at[0] != ':' && rest.at[0] != '\xEF')
			continue; /* none begins so */
		for (size_t i = 0; partings[i]; i++)
			if (slice_starts(rest, slice_from(partings[i])) && rest.len > strlen(partings[i])) {
				*bytes = strlen(partings[i]);
				return true;
			}
	}
	return false;
}

/* Offset of the last sign that parts title and site, and its bytes; title.len if there is none. */
static size_t parting_last(struct slice title, size_t *bytes)
{
	size_t found = title.len, n;

	for (size_t at = 0; parting_next(title, &at, &n); at++) {
		found = at;
		*bytes = n;
	}
	return found;
}

/* "Harbour Post" is the site of "Harbour Post.example" and the other way round. */
static bool names_site(struct slice s, struct slice site_name)
{
	char a[128], b[128];
	struct slice x = words_fold(slice_head(s, 100), a, sizeof a),
		     y = words_fold(slice_head(site_name, 100), b, sizeof b);

	return x.len > 1 && y.len > 1 &&
	       (slice_starts(x, y) || slice_starts(y, x) || slice_ends(x, y) || slice_ends(y, x));
}

struct slice title_without_site(struct slice title, struct slice site_name)
{
	for (int cuts = 0; cuts < 3 && site_name.len > 0; cuts++) {
		size_t bytes = 0, at = parting_last(title, &bytes), first = slice_find(title, SLICE(" | "));

		if (at < title.len && names_site(slice_skip(title, at + bytes), site_name))
			title = slice_trim(slice_head(title, at));
		else if (first < title.len && names_site(slice_head(title, first), site_name))
			title = slice_trim(slice_skip(title, first + 3));
		else
			break;
	}
	return title;
}

struct slice title_within(struct slice title, struct slice headline)
{
	size_t bytes;

	if (title.len > MOST_TITLE_BYTES || words_measure(headline).words < 3)
		return title;
	for (size_t at = 0; parting_next(title, &at, &bytes); at++) {
		if (words_equal(slice_head(title, at), headline))
			return slice_trim(slice_head(title, at));
		if (words_equal(slice_skip(title, at + bytes), headline))
			return slice_trim(slice_skip(title, at + bytes));
	}
	return title;
}

/* Does the heading begin with a kicker that the title leaves out: "Olympics: The title"? */
static bool lacks_kicker(struct slice title, struct slice heading)
{
	char a[MOST_TITLE_BYTES], b[MOST_TITLE_BYTES];

	return words_measure(title).words >= 3 &&
	       slice_ends(words_fold(heading, a, sizeof a), words_fold(title, b, sizeof b));
}

/* Of a news page: the title made for sharing is the headline too, where it is neither cut short nor another text that
 * is to lure readers of a network.  `headline` is the one that the page shows, or gives as its data. */
static bool is_headline(struct slice shared, struct slice headline)
{
	unsigned within = words_shared(shared, headline);

	if (words_equal(shared, headline) || lacks_kicker(shared, headline))
		return true;
	return within < 88 && (within >= 30 || words_shared(headline, shared) >= 30);
}

/* What the page calls the headline, apart from the title for sharing: its data, or the heading where that is nearer to it. */
static struct slice own_headline(struct slice data, struct slice heading, struct slice shared)
{
	if (slice_empty(data) || slice_empty(heading) || words_equal(data, heading))
		return slice_empty(data) ? heading : data;
	return words_shared(shared, heading) >= words_shared(shared, data) ? heading : data;
}

/* A heading that says something else than all the rest is the site's or a box's. */
static bool heading_counts(struct slice heading, const struct headlines *h)
{
	const struct slice others[] = { h->shared, h->data, h->element };
	bool any = false;

	for (size_t i = 0; i < COUNT(others); i++) {
		any = any || others[i].len > 0;
		if (words_shared(heading, others[i]) >= (h->news ? 30 : 50) || words_shared(others[i], heading) >= 60)
			return heading.len > 0;
	}
	return heading.len > 0 && (!any || words_measure(h->element).words < 2);
}

/* "Election night in the live blog", "… im News-Ticker": the name of a page that goes on. */
static bool says_live(struct slice headline)
{
	return slice_contains_nocase(headline, SLICE("ticker")) || slice_contains_nocase(headline, SLICE("liveblog")) ||
	       slice_contains_nocase(headline, SLICE("live blog"));
}

struct slice title_choose(const struct headlines *given, struct slice site_name, const char **from)
{
	struct headlines h = *given;
	struct slice own;

	h.shared = title_without_site(h.shared, site_name);
	h.data = title_without_site(h.data, site_name);
	h.element = title_without_site(h.element, site_name);
	if (!heading_counts(h.heading, &h))
		h.heading = SLICE("");
	if (!words_equal(h.shared, h.data) || !words_equal(h.shared, h.element)) { /* what all three say is whole */
		h.shared = title_within(title_within(h.shared, h.heading), h.data);
		h.data = title_within(h.data, h.heading);
	}
	own = own_headline(h.data, h.heading, h.shared);
	if (h.data.len > 0 && (h.live || says_live(h.data))) {
		*from = "JSON-LD";
		return h.data; /* the others follow the latest news */
	}
	if (h.shared.len > 0 &&
	    (words_equal(h.shared, own) || (h.news && (slice_empty(h.data) || is_headline(h.shared, own))))) {
		*from = "a meta element";
		return h.shared;
	}
	if (h.heading.len > 0 && (!h.news || slice_equal(own, h.heading))) {
		*from = "the heading";
		return h.heading;
	}
	*from = h.data.len > 0 ? "JSON-LD" : h.shared.len > 0 ? "a meta element" : "the title element";
	return h.data.len > 0 ? h.data : h.shared.len > 0 ? h.shared : h.element;
}
