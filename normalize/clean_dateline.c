/* normalize/clean_dateline.c - Reads the head of an agency report. */
#include "normalize/clean_dateline.h"
#include "normalize/clean_phrases.h"
#include "normalize/clean_words.h"

#define MOST_DATELINE_BYTES 90

/* Bytes of a hyphen, en dash or em dash at the start of s. */
static size_t dash_bytes(struct slice s)
{
	if (slice_starts(s, SLICE("-")))
		return 1;
	return slice_starts(s, SLICE("–")) || slice_starts(s, SLICE("—")) ? 3 : 0;
}

/* Where the first dash with a space behind it stands; a hyphen needs one before it too.  SIZE_MAX if there is none. */
static size_t dash_find(struct slice s)
{
	s = slice_head(s, MOST_DATELINE_BYTES);
	for (size_t at = 0; at < s.len; at++) {
		size_t n = dash_bytes(slice_skip(s, at));

		if (n && at + n < s.len && s.at[at + n] == ' ' &&
		    (n > 1 || at == 0 || s.at[at - 1] == ' ' || s.at[at - 1] == ')'))
			return at;
	}
	return SIZE_MAX;
}

/* "Hanoi" of "Hanoi, July 28": what stands before the first comma or digit. */
static struct slice place_of(struct slice s)
{
	size_t n = 0;

	s = slice_trim(s);
	while (n < s.len && s.at[n] != ',' && !ascii_is_digit(s.at[n]))
		n++;
	return slice_trim(slice_head(s, n));
}

static bool is_place(struct slice s)
{
	struct measure m = words_measure(s);

	return m.words >= 1 && m.words <= 4 && m.capitals == m.words && !m.ends_sentence;
}

/* "VNA", "Dân trí", "VOV.VN" within the brackets. */
static bool is_desk(struct slice s)
{
	struct measure m = words_measure(s);

	return phrase_is_agency(s) ||
	       (m.words >= 1 && m.words <= 3 && m.capitals > 0 && m.letters <= 24 && m.digits == 0);
}

/* Initials rather than a word: short, with a point or stroke in it, or hardly a vowel ("NDO", "VOV.VN", "NDO/VNA"). */
static bool is_initials(struct slice s)
{
	size_t letters = words_measure(s).letters, vowels = 0;

	for (size_t i = 0; i < s.len; i++)
		vowels += strchr("AEIOUYaeiouy", s.at[i]) != NULL || (signed char)s.at[i] < -64;
	return slice_contains(s, SLICE(".")) || slice_contains(s, SLICE("/")) || slice_contains(s, SLICE("&")) ||
	       (letters <= 5 && !slice_contains(s, SLICE(" ")) && vowels * 5 < letters * 2);
}

/* Capitals without brackets: a desk's initials, or a place. */
static bool dateline_shouted(struct slice head, struct dateline *d)
{
	struct measure m = words_measure(head);

	if (m.words == 0 || m.words > 3 || m.shouted != m.words || m.letters > 24)
		return false;
	if (phrase_is_agency(head) || is_initials(head))
		d->agency = head;
	else
		d->place = head;
	return true;
}

/* "Example.vn. On Monday": a site's name or initials, with a full stop for the dash.  Bytes, 0 if there is none. */
static size_t desk_stop(struct slice line, struct dateline *d)
{
	struct slice head = slice_before(slice_head(line, 40), ' ');
	size_t tld = 0;

	if (head.len < 4 || head.len >= 40 || head.at[head.len - 1] != '.')
		return 0;
	head.len--;
	if (head.len <= 5 && words_measure(head).shouted == 1 && is_initials(head) &&
	    slice_before(head, '.').len == head.len) {
		d->agency = head;
		return head.len + 2;
	}
	while (tld < head.len && head.at[head.len - 1 - tld] >= 'a' && head.at[head.len - 1 - tld] <= 'z')
		tld++;
	if (tld < 2 || tld > 4 || tld + 2 > head.len || head.at[head.len - 1 - tld] != '.')
		return 0;
	d->agency = head;
	return head.len + 2;
}

/* "Place, date (AGENCY)" in either order; or a place in capitals, or one with a date. */
static bool dateline_head(struct slice head, struct dateline *d)
{
	size_t open = slice_before(head, '(').len;
	struct slice inner = slice_before(slice_skip(head, open + 1), ')');
	struct slice outside = slice_trim(slice_head(head, open));
	struct measure m;

	if (open < head.len && open + 1 + inner.len < head.len && is_desk(inner)) {
		struct slice behind = slice_trim(slice_skip(head, open + inner.len + 2));

		outside = outside.len > 0 ? outside : behind;
		if (outside.len > 0 && !is_place(place_of(outside)))
			return false;
		d->agency = slice_trim(inner);
		d->place = place_of(outside);
		return true;
	}
	if (dateline_shouted(head, d))
		return true;
	m = words_measure(head);
	if (m.digits == 0 || m.digits > 2 || m.words > 6 || head.len == place_of(head).len ||
	    !is_place(place_of(head)) || slice_before(head, ',').len == head.len)
		return false;
	d->place = place_of(head);
	return true;
}

struct dateline dateline_read(struct slice line)
{
	struct dateline d = { SLICE(""), SLICE(""), 0 };

	d.bytes = desk_stop(line, &d);
	if (d.bytes > 0)
		return d;
	for (int parts = 0; parts < 2; parts++) {
		struct slice rest = slice_skip(line, d.bytes);
		size_t dash = dash_find(rest);

		if (dash == SIZE_MAX || (dash > 0 && !dateline_head(slice_trim(slice_head(rest, dash)), &d)) ||
		    (parts > 0 && dash == 0))
			break;
		d.bytes += dash + dash_bytes(slice_skip(rest, dash));
		while (d.bytes < line.len && line.at[d.bytes] == ' ')
			d.bytes++;
	}
	return d;
}
