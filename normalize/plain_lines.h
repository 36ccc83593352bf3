/* normalize/plain_lines.h
 *
 * lines - a text file or Markdown cut into lines, free of markup: what plain.c judges.
 */
#ifndef NORMALIZE_PLAIN_LINES_H
#define NORMALIZE_PLAIN_LINES_H

#include "common/arena.h"
#include "normalize/clean_phrases.h"
#include "normalize/clean_words.h"

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
	bool gone;        /* found to be no part of the body */
};

struct lines {
	struct line *line;
	size_t n, room;
	bool parted; /* empty lines part the paragraphs, not line ends */
};

/* The lines of a text: markup removed, hard-wrapped lines joined, empty ones only remembered in `parted`. */
void lines_read(struct arena *arena, struct slice text, bool markdown, struct lines *lines);

/* Measure a line again after its text has changed. */
void line_set(struct line *line, struct slice text);

#endif
