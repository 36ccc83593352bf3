/* enrich/table.h
 *
 * table - rows of a data file: UTF-8, TAB between columns, one header row, lines that begin with '#' are comments.
 */
#ifndef ENRICH_TABLE_H
#define ENRICH_TABLE_H

#include "common/slice.h"

#define TABLE_MAX_COLUMNS 12

struct table {
	const char *name;
	struct slice rest;
	unsigned line;
	struct slice cell[TABLE_MAX_COLUMNS]; /* of the current row; missing ones are empty */
	size_t ncells;
};

/* Begin with the content of data file `name`; its header row must be `header`, else the process dies. */
void table_open(struct table *t, const char *name, struct slice content, const char *header);

/* The next row; false at the end. */
bool table_next(struct table *t);

/* die() with the file, the line and a sentence. */
_Noreturn void table_die(const struct table *t, const char *why);

#endif
