/* ingest/identity.h
 *
 * identity - what tells the entries of one feed from each other, and what has become of one that is known.
 *
 * An entry is known by its guid, else its link, else a hash of its words.  Publishers break that: one guid for every
 * entry, guids by place in the list, one link for all.  Where more than a twentieth of the entries of a feed have a key
 * that stands for several articles, the feed is known by link and date from then on; where fewer have, those few get
 * link and title into theirs.  A change of key is no news: entry and page stay together by the page's URL (page_store.h).
 *
 * Pure: bytes in, values out.
 */
#ifndef INGEST_IDENTITY_H
#define INGEST_IDENTITY_H

#include "ingest/feed.h"

#define IDENTITY_MAX_KEY  512         /* bytes; a longer one is hashed */
#define IDENTITY_MAX_URL  4096        /* bytes, normalised; a longer link leads nowhere */
#define IDENTITY_MAX_URLS (48u << 20) /* bytes of all of them; entries behind them are left out */

/* How a feed's entries are known; the numbers are stored. */
enum identity_by { IDENTITY_BY_GUID = 0, IDENTITY_BY_LINK = 1 };

struct identity {
	struct slice key;  /* no two entries of the file have the same, but for what is `repeated` */
	struct slice page; /* the link, normalised (url.h); empty: it leads to no page */
	uint64_t words;    /* of title, summary, content (markup left out), and the time of change */
	uint64_t title;    /* of the title alone */
	int64_t date_ms;   /* published, else updated; or TIME_UNKNOWN */
	bool repeated;     /* the file has it already, further up */
	bool shared;       /* its page is another entry's too, or the front page of the site */
};

struct identities {
	struct identity *at; /* [n], as the (first) entries of the feed */
	size_t n;
	const struct identity_key *sorted;
};

/* *by is how the feed was known so far, and will be.  Values live in `arena` or in the feed; `scratch` is reset. */
struct identities identities_of(const struct feed *feed, enum identity_by *by, struct arena *arena,
				struct arena *scratch);

/* Has the file an entry with this key? */
bool identities_have(const struct identities *identities, struct slice key);

enum identity_fate {
	IDENTITY_SAME,
	IDENTITY_EDITED, /* the same article says something else */
	IDENTITY_REUSED, /* another article under an old key */
};

/* What a known entry has become; `moved`: its link leads to another page than it did.  A new link alone is no news, nor
 * is a new headline; both together are another article, unless it was published at the same moment. */
enum identity_fate identity_judge(const struct identity *then, const struct identity *now, bool moved);

#endif
