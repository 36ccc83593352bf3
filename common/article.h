/* common/article.h
 *
 * article - one news item on its way from feed to sink.
 *
 * Slices are never NULL, may be empty, and are valid UTF-8 once normalised; `body` alone holds whatever came
 * until then.  All an article points to lives in `arena`, or in the envelope it was decoded from, and goes with
 * it.  On the way between processes an article is two frames (envelope.h): its metadata, a JSON object with the
 * names below in camelCase, and its body, bytes that are never re-encoded.
 */
#ifndef COMMON_ARTICLE_H
#define COMMON_ARTICLE_H

#include "common/arena.h"
#include "common/clock.h"
#include "common/slice.h"
#include "common/text.h"

struct caption {
	struct slice text, credit; /* credit: "VNA", without the words around it; may be empty */
};

struct passage { /* of the body, in another language than the rest */
	struct slice language;
	uint32_t start, end; /* [start, end) in code points */
};

struct article_feed {
	struct slice url, title; /* title: may be empty */
};

struct names {
	struct slice *at; /* [n], none of them empty */
	size_t n;
};

struct article {
	struct arena *arena;

	/* Which article this is.  The dispatcher and the sink know it by (id, run, seq) alone. */
	struct slice id;  /* URN made from the normalised URL, the same for every capture of it */
	struct slice run; /* which pass over the archive: "live", or the name given to a replay */
	int64_t seq;      /* its place in the archive; grows */
	int64_t version;  /* 1, 2, ...: an edited article is a new version of the same id */

	/* What ingest knows. */
	struct slice url;                 /* where it was fetched in the end; empty for a plain file */
	struct slice source_file;         /* name of the file it came from, without folders; empty if fetched */
	struct slice content_type;        /* as the server said, parameters included; made from the suffix for files */
	int64_t fetched_ms;               /* or TIME_UNKNOWN */
	int64_t first_fetched_ms;         /* of its first version; TIME_UNKNOWN: this is the first */
	struct slice warc_file;           /* name of the archive file, without folders; empty if none */
	int64_t warc_offset, warc_length; /* of its member in that file */
	struct slice feed_url, feed_title, entry_id;
	struct article_feed *feed; /* [nfeeds], all that were known to list it when it was fetched */
	size_t nfeeds;
	struct slice feed_entry_title, feed_entry_author, feed_entry_summary; /* plain text */
	struct moment feed_entry_published;

	/* What normalize finds. */
	struct slice canonical_url, title, byline, site_name;
	struct names authors;   /* the people of the byline, one by one; none if only a body or nobody signs */
	struct slice section;   /* of the paper, as it calls it: "Economy" */
	struct names keywords;  /* the page's own, in its order */
	struct slice image;     /* absolute address of its main picture */
	struct slice publisher; /* who publishes the site, as the page says it */
	struct slice page_type; /* "article", "live", "video", "audio", "gallery", "discussion"; empty if unknown */
	bool paywalled;         /* the page says that not everybody may read all of it */
	struct slice dateline;  /* place at the head of an agency report: "Hanoi"; may be empty */
	struct slice agency;    /* "VNA", "ANSA": who wrote it, if that is said */
	struct slice language;  /* BCP 47 tag, "und" if undecided */
	struct moment published, modified;
	struct caption *caption; /* [ncaptions] of the pictures, in page order */
	size_t ncaptions;
	struct passage *passage; /* [npassages], in text order */
	size_t npassages;

	struct slice extra; /* a JSON object of further fields ("{...}"), or empty: any stage may add to it */

	/* Raw page as fetched until normalize; then the text, NFC, paragraphs joined by "\n\n"; from enrich on
	 * the finished document, one line of JSON with its LF. */
	struct slice body;
};

/* The most that each part may have. */
#define ARTICLE_MAX_META_BYTES (1u << 20)
#define ARTICLE_MAX_BODY_BYTES (16u << 20)

/* An empty article: every slice "", every time unknown, version 1. */
void article_init(struct article *a, struct arena *arena);

/* Write the metadata, everything but `body`, as one JSON object without a line end; empty fields are left out. */
void article_encode(const struct article *a, struct text *out);

/* Read metadata into *a, which was initialised; `body` is left alone.  Unknown keys are ignored.  Returns 0; or
 * -1 with a sentence in `why` when `json` is no JSON object, a field has the wrong type, or id is missing. */
struct reason;
int article_decode(struct article *a, struct slice json, struct reason *why);

/* "urn:uuid:…" version 5 (RFC 9562) of a name in the URL namespace. */
struct slice article_urn(struct arena *arena, struct slice name);

#endif
