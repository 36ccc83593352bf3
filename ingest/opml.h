/* ingest/opml.h
 *
 * opml - lists of feeds: OPML 1.0 to 2.0, or plain text with an URL a line ("#" begins a comment).
 */
#ifndef INGEST_OPML_H
#define INGEST_OPML_H

#include "common/arena.h"
#include "common/stage.h"

#define OPML_MAX_FEEDS   100000
#define OPML_MAX_NAME    256          /* bytes of a title, or of a folder's name; cut there */
#define OPML_MAX_URL     2048         /* a longer one is no feed */
#define OPML_ARENA_BYTES (128u << 20) /* an arena for opml_read has at least this ceiling */

struct opml_feed {
	struct slice url;     /* http or https ("feed:" undone) */
	struct slice title;   /* may be empty */
	struct slice folder;  /* names of the outlines around it, "Europe/Italy"; may be empty */
	struct slice options; /* its "wiremill:" attributes, as feed_options_encode() writes them; may be empty */
};

struct opml {
	struct opml_feed *feed; /* [nfeeds], in the order of the list; the same URL may come twice */
	size_t nfeeds;
	size_t refused; /* outlines or lines whose URL is none of http or https, or is too long; and those over the limit */
	bool truncated;
	size_t not_understood;        /* "wiremill:" attributes that were left out */
	struct reason first_of_those; /* the first of them, explained */
};

/* Everything lives in the arena.  Returns 0; or -1 and a sentence for what is no such list. */
int opml_read(struct opml *list, struct arena *arena, struct slice bytes, struct reason *why);

#endif
