/* enrich/table.c - rows of a data file. */
#include "enrich/table.h"
#include "common/die.h"

static bool next_line(struct table *t, struct slice *line)
{
	while (slice_next_line(&t->rest, line)) {
		t->line++;
		if (line->len && line->at[0] != '#')
			return true;
	}
	return false;
}

void table_open(struct table *t, const char *name, struct slice content, const char *header)
{
	struct slice line;

	*t = (struct table){ .name = name, .rest = content };
	if (!next_line(t, &line) || !slice_equal(line, slice_from(header)))
		table_die(t, "the header row is not the one this program reads");
}

bool table_next(struct table *t)
{
	struct slice line, cell;

	if (!next_line(t, &line))
		return false;
	for (t->ncells = 0; slice_next(&line, '\t', &cell); t->ncells++) {
		if (t->ncells == TABLE_MAX_COLUMNS)
			table_die(t, "too many columns");
		t->cell[t->ncells] = cell;
	}
	for (size_t i = t->ncells; i < TABLE_MAX_COLUMNS; i++)
		t->cell[i] = SLICE("");
	return true;
}

void table_die(const struct table *t, const char *why)
{
	die("data/%s, line %u: %s", t->name, t->line, why);
}
