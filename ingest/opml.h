/* ingest/opml.h
 *
 * opml - lists of feeds: OPML 1.0 to 2.0, or plain text with an URL a line ("#" begins a comment).
 *
 * An outline with an `xmlUrl` is a feed (so is one of type "rss", "atom", "rdf" or "json" with an `url` alone), every
 * other one that has a name is a folder for those inside it.  Names of attributes and types are read without regard to
 * case.  What is in an outline with isComment="true" does not count.  An outline that leads to another list (type
 * "include", or "link" to a ".opml") is named and not followed.  Writing is for opml_write.h.
 */
#ifndef INGEST_OPML_H
#define INGEST_OPML_H

#include "common/arena.h"
#include "common/stage.h"

#define OPML_MAX_FEEDS   100000
#define OPML_MAX_FOLDERS 10000        /* further ones count as the one they are in */
#define OPML_MAX_LINKS   100          /* further ones are not named */
#define OPML_MAX_NAME    256          /* bytes of a title, or of a folder's name; cut there */
#define OPML_MAX_URL     2048         /* a longer one is no feed */
#define OPML_ARENA_BYTES (128u << 20) /* an arena for opml_read has at least this ceiling */

struct opml_feed {
	struct slice url;     /* http or https ("feed:" undone) */
	struct slice title;   /* `text`, or else `title`; empty if there is none but the URL itself */
	struct slice folder;  /* names of the outlines around it, "Europe/Italy"; may be empty */
	struct slice options; /* its "wiremill:" attributes, as feed_options_encode() writes them; may be empty */
	size_t outline;       /* which element "outline" it is, from 0 on */
};

struct opml_folder {
	struct slice path; /* "Europe/Italy" */
	size_t outline;
};

struct opml {
	bool plain;             /* a list of lines */
	struct opml_feed *feed; /* [nfeeds], in the order of the list; the same URL may come twice */
	size_t nfeeds;
	struct opml_folder *folder; /* [nfolders]; of OPML only, as is what follows */
	size_t nfolders;
	struct slice *link; /* [nlinks]: other lists */
	size_t nlinks;
	size_t noutlines;
	size_t refused; /* outlines or lines whose URL is none of http or https, or is too long; and those over the limit */
	bool truncated;
	size_t not_understood;        /* "wiremill:" attributes that were left out */
	struct reason first_of_those; /* the first of them, explained */
};

/* Everything lives in the arena.  Returns 0; or -1 and a sentence for what is no such list. */
int opml_read(struct opml *list, struct arena *arena, struct slice bytes, struct reason *why);

/* The address to fetch as a list has it: trimmed, "feed:" undone; empty if it is none.  Lives in the arena. */
struct slice opml_url(struct arena *arena, struct slice text);

#endif
