/* normalize/clean_byline.h
 *
 * byline - the people who wrote an article, free of labels, dates, addresses and the name of the site.
 */
#ifndef NORMALIZE_CLEAN_BYLINE_H
#define NORMALIZE_CLEAN_BYLINE_H

#include "common/arena.h"

/* What remains of s as names, joined by ", "; empty if it names nobody: an address, a handle, the site itself. */
struct slice byline_clean(struct arena *arena, struct slice s, struct slice site_name);

#endif
