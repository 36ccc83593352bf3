/* normalize/plain_lines.h
 *
 * lines - a text file or Markdown cut into lines, free of markup: what plain.c judges.
 */
#ifndef NORMALIZE_PLAIN_LINES_H
#define NORMALIZE_PLAIN_LINES_H

#include "common/arena.h"
#include "normalize/clean_phrases.h"
#include "normalize/clean_words.h"

/* What became of a line: the first reason that took it out stands. */
enum line_verdict {
	LINE_KEPT,
	LINE_HEADER,    /* a field or date before the article: "Title: …", "date 2023-07-28" */
	LINE_MENU,      /* the site's menu, or the way to the page ("Home > World") */
	LINE_TITLE,     /* the title, or it again */
	LINE_SIGNATURE, /* author or source */
	LINE_CAPTION,   /* kept aside, with the article's captions */
	LINE_ALT,       /* the alternative text of a picture */
	LINE_LINK,      /* nothing but a link, or it points at another article */
	LINE_PHRASE,    /* nothing but set words: a button, a label, tags */
	LINE_ASKS,      /* a request to the reader: to subscribe, to follow */
	LINE_LIST,      /* in a list of other articles */
	LINE_END,       /* behind a phrase that says that the article is over */
	LINE_REPEAT,    /* stood there before */
};

struct line {
	struct slice text; /* squeezed; never empty, but for a picture's line */
	struct slice alt;  /* of a picture in the line */
	struct measure m;
	uint64_t hash; /* of the words, case and punctuation aside */
	enum phrase phrase;
	unsigned heading; /* Markdown's level, 0 if it is none */
	bool parted;      /* an empty line stands before it, or it is the first */
	bool image;       /* it held a picture's markup */
	bool cell;        /* it was a row of a table */
	bool linked;      /* all of it was a link */
	bool pointed;     /* an arrow stood before it: it points at another article */
	bool item;        /* it had a list's mark */
	bool quoted;      /* it had a quotation's mark */
	enum line_verdict verdict;
	size_t number; /* of it in the file, from 1 on; of a joined paragraph, its first */
};

struct lines {
	struct line *line;
	size_t n, room;
	bool wrapped;     /* lines are cut at some width */
	bool parted;      /* empty lines part the paragraphs, not line ends */
	size_t signature; /* the line before which "-- " stands, as before a mail's signature; 0 if there is none */
};

static inline bool line_in(const struct line *line)
{
	return line->verdict == LINE_KEPT;
}

static inline void line_cut(struct line *line, enum line_verdict why)
{
	if (line->verdict == LINE_KEPT)
		line->verdict = why;
}

/* The lines of a text: markup removed, hard-wrapped lines joined, empty ones only remembered in `parted`. */
void lines_read(struct arena *arena, struct slice text, bool markdown, struct lines *lines);

/* HTML in a text (paragraphs, pictures, links, lists, headings) as line ends and Markdown; comments and what is no text,
 * such as scripts, go.  `s` itself if there is none. */
struct slice tags_to_markup(struct arena *arena, struct slice s);

/* Measure a line again after its text has changed. */
void line_set(struct line *line, struct slice text);

#endif
